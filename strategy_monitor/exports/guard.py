"""Texts in a CSV that no spreadsheet may take for a formula. An apostrophe more, and reading takes it away again.

A cell that begins with = + - @, or their full-width forms, after blanks or not, is worked out by a spreadsheet. So is
what follows a separator *inside* a text once the file is opened with the wrong separator: quotes no longer hold there.
In both places an apostrophe is put before the sign. Where apostrophes stand there already they get one more, so that
taking one away always gives the text back, character for character: « -95 % » ↔ « '-95 % », « '=x » ↔ « ''=x ».

The French flavour also keeps a text that looks like a number or a day (« 2-3 », « 2.2 ») from becoming one.
Numbers are no texts: −3 stays « -3 ».
"""

from __future__ import annotations

import re
from functools import lru_cache

from strategy_monitor.language.formulas import SIGN, SKIPPED

PLACE = rf"(?:^|(?<=[;,\t\r\n]))(?:{SKIPPED}|\")*"
"""Where a cell begins, or would under another separator, with what is skipped there, quotes included."""

SIGNED = re.compile(SIGN)
"""Whether there is a sign at all, which is sooner seen than where it stands."""
RISKY = re.compile(rf"({PLACE}'*)(?={SIGN})")
GUARDED = re.compile(rf"({PLACE}'*)'(?={SIGN})")

YEARS = r"(?:19|20)\d\d[-/](?:(?:19|20)\d\d|1[3-9]|[2-9]\d)"
"""« 2023-2024 », « 2019-20 »: no spreadsheet finds a day in these."""
CHANGEABLE = rf"(?!{YEARS}\Z)(?:\d+(?:[-./:, \u00a0\u202f]\d+)+|0\d+|\d+[eE]\d+)"
"""A text that a spreadsheet would make a number or a day of."""

MASKABLE = re.compile(rf"'*{CHANGEABLE}\Z")
MASKED = re.compile(rf"'+{CHANGEABLE}\Z")


@lru_cache(maxsize=8192)
def guard_cell(text: str) -> str:
    """The text as it may stand in a CSV. Most of them come again, row after row."""
    return RISKY.sub(r"\1'", text) if SIGNED.search(text) else text


def unguard_cell(cell: str) -> str:
    """The text that `guard_cell` wrote."""
    return GUARDED.sub(r"\1", cell)


@lru_cache(maxsize=8192)
def guard_french_cell(text: str) -> str:
    """The text as it may stand in a CSV that is opened by a double click: it also stays a text."""
    return f"'{text}" if MASKABLE.match(text) else guard_cell(text)


def unguard_french_cell(cell: str) -> str:
    """The text that `guard_french_cell` wrote."""
    return cell[1:] if MASKED.match(cell) else unguard_cell(cell)
