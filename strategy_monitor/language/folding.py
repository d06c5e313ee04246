"""Text as it is compared, accents, case, ligatures, kinds of spaces and of apostrophes apart; codes in their order."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ALIKE: Final = (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"), ("’", "'"))
MAY_COMBINE: Final = re.compile("[\u0300-\U0010ffff]")
"""What is looked at one by one: before these, no mark combines with a letter."""


def fold(text: str) -> str:
    """« École », « ecole » and « ÉCOLE » become one; so do all kinds of spaces and apostrophes."""
    for written, read in ALIKE:
        text = text.replace(written, read)
    return MAY_COMBINE.sub(drop_mark, unicodedata.normalize("NFKD", text)).casefold()


def natural_order(code: str) -> list[str | int]:
    """What codes are sorted by: « 2.1-O10 » comes after « 2.1-O9 »."""
    return [int(part) if index % 2 else part for index, part in enumerate(re.split(r"(\d+)", code))]


def drop_mark(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]
