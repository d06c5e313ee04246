"""Words with the spaces of a keyboard, to compare with what a test types."""

from __future__ import annotations


def plain(text: str) -> str:
    """With ordinary spaces in place of those at which a line does not break."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")
