"""What the fonts of the documents can show. A sign that they lack is named, rather than left out or drawn as a box."""

from __future__ import annotations

import re

from django.conf import settings
from fontTools.ttLib import TTFont

from strategy_monitor.report.once import once

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
SPACES = {"\n", "\t"}
NOT_TEXT = {"\u0000", "\ufeff", "\ufffe", "\uffff"}
"""Code points that PDF/UA does not let stand in a text."""

WORD = re.compile(r"[^\s/.\u200b-]{40}(?=[^\s/.\u200b-])")
"""As many letters as a column may have to hold without a place to break."""
DIGEST = re.compile(r"[0-9a-f]{64}")


@once(maxsize=1)
def known() -> frozenset[str]:
    """The signs that every font of the documents has."""
    fonts = [set(TTFont(path, lazy=True).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(map(chr, set.intersection(*fonts))) - NOT_TEXT | SPACES


def shown(text: str) -> str:
    """The text as it can be shown: « 中 » is written [U+4E2D]."""
    lacking = set(text) - known()
    if not lacking:
        return text
    return text.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in lacking})


def broken(text: str) -> str:
    """A word that no column can hold gets places to break, which are not seen; a digest is kept whole."""
    return text if DIGEST.fullmatch(text) else WORD.sub("\\g<0>\u200b", text)
