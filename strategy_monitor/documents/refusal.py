"""When a document cannot be written."""

from __future__ import annotations


class CannotWrite(Exception):
    """This machine lacks what a format takes: what, in French."""
