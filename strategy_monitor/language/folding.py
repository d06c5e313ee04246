"""Text as it is compared: accents, case, ligatures, kinds of spaces and of apostrophes do not count."""

from __future__ import annotations

import unicodedata

ALIKE = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


def fold(text: str) -> str:
    """« École », « ecole » and « ÉCOLE » become one; so do all kinds of spaces and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.translate(ALIKE))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
