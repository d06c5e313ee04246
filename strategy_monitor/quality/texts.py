"""Dates and waves of surveys, as they stand in French texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from strategy_monitor.language.french import MONTHS
from strategy_monitor.quality.knowledge import SURVEYS

NUMERIC = re.compile(r"(?<![\d/])(?P<day>\d{1,4})/(?P<month>\d{1,4})/(?P<year>\d{4})(?![\d/])")
WRITTEN = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,4}})(?:er)?\s(?P<month>{'|'.join(MONTHS)})\s(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
)
WAVE = re.compile(rf"\b(?P<survey>{'|'.join(SURVEYS)})\s(?P<year>\d{{4}})(?!\d)")
DATED = re.compile(r"[/\s]\d{4}(?!\d)")
"""How dates and waves end: in a text without it, which most are, there is neither."""
THOUSANDS = re.compile(r"(?<=\d)[.\s](?=\d{3}(?!\d))")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
ACT = re.compile(r"\b(?:décret|arrêté|circulaire|loi)\b[^.;:]{0,120}\bdu\s+$", re.IGNORECASE)
"""What stands before the date of an act: « décret du », « décret Gouvernance numérique du »."""

OLDEST, FARTHEST = 1900, 2100


@dataclass(frozen=True)
class WrittenDate:
    """A date as it is written; `date` is None where there is no such day."""

    words: str
    date: dt.date | None
    of_an_act: bool = False


def find_dates(text: str) -> list[WrittenDate]:
    """All the dates of a text, in order."""
    if not DATED.search(text):
        return []
    matches = sorted([*NUMERIC.finditer(text), *WRITTEN.finditer(text)], key=lambda match: match.start())
    return [WrittenDate(match[0], read_date(match), bool(ACT.search(text[: match.start()]))) for match in matches]


def may_hold_dates(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of these texts in which dates or waves of surveys may be found."""
    return tuple(text for text in texts if text and DATED.search(text))


def read_date(match: re.Match[str]) -> dt.date | None:
    month = match["month"].lower()
    number = int(month) if month.isdigit() else MONTHS.index(month) + 1
    year = int(match["year"])
    if not OLDEST <= year <= FARTHEST:
        return None
    try:
        return dt.date(year, number, int(match["day"]))
    except ValueError:
        return None


def find_waves(texts: Iterable[str]) -> set[tuple[str, int]]:
    """The waves of known surveys that these texts name."""
    return {(match["survey"], int(match["year"])) for text in texts for match in WAVE.finditer(text)}


def find_years(text: str) -> list[int]:
    return [int(year) for year in YEAR.findall(text)]


def quotes_words(text: str, words: Iterable[str]) -> bool:
    """Whether the text writes all these words, however it spaces them and points their thousands."""
    plain = flatten(text)
    return all(re.search(rf"(?<![\d,]){re.escape(flatten(word))}(?!\d|,\d)", plain) for word in words)


def flatten(text: str) -> str:
    return re.sub(r"\s+", " ", THOUSANDS.sub("", text))
