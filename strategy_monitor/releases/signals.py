"""What publishing tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

release_published = Signal()
"""Sent in the transaction that stored a release.

`release`: the new one; `people`: keys of those whose work it is, None where the history of the values knows.
"""
