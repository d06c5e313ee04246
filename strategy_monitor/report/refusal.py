"""When nothing is published, knowingly."""

from __future__ import annotations


class PublicationRefused(Exception):
    """Nothing is published, or withdrawn, for a reason that is told to whoever asked, in French.

    Every such reason derives from it, and it derives from no built-in error: what catches refusals cannot take a bug
    for one, for a `KeyError` or a `ValueError` of the code is none.
    """
