"""What publishing tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

register_entering = Signal()
"""Sent as an entry is about to be written into the register. Whoever keeps the history answers with the SHA-256 of its
newest seal, or None."""

release_published = Signal()
"""Sent in the transaction that stored a release.

`release`: the new one; `people`: keys of those whose work it is, None where the history of the values knows.
"""

release_withdrawn = Signal()
"""Sent in the transaction that withdrew a release.

`withdrawal`: the new one.
"""
