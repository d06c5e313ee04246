"""French as it is written: numbers, quantities, dates, periods, typography. Pure functions of their arguments."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from strategy_monitor.language.codes import Code

NARROW = "\u202f"
"""Narrow no-break space: thousands, before ; : ! ? %, inside « »."""
NO_BREAK = "\u00a0"
MINUS = "\u2212"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

MANNERS = {"approximate": "près de ", "about": "environ ", "minimum": "au moins "}
"""What stands before the number; a manner that is not here adds nothing."""
HALF = "la moitié"

BEFORE_HIGH_PUNCTUATION = re.compile(r"[ \u00a0](?=[;:!?%€»])")
AFTER_OPENING_QUOTE = re.compile(r"«[ \u00a0]")
PERCENT_STUCK = re.compile(r"(?<=\d)(?=[%€])")
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
THOUSANDS = re.compile(r"(?<=\d)(?<!\d{4})(?<!\b0\d)[ \u00a0](?=\d{3}(?!\d))")
"""Not after four digits (« en 2019 468 écoles »: a year, a number), nor after « 02 », which begins a phone number."""


def write_number(value: Decimal) -> str:
    """« 4 944 », « 61,5 », « −3 »: narrow thousands, decimal comma, real minus sign."""
    sign = MINUS if value < 0 else ""
    whole, _, decimals = format(abs(value), "f").partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NARROW)
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def is_singular(value: Decimal) -> bool:
    """French counts 0, 1 and 1,9 in the singular."""
    return abs(value) < 2


def write_unit(value: Decimal, unit: str, singular: str = "") -> str:
    """The unit as it follows this value, space included; empty where there is none."""
    if not unit:
        return ""
    word = singular if singular and is_singular(value) else unit
    return (NARROW if word in {"%", "€"} else NO_BREAK) + word


def write_quantity(value: Decimal, unit: str, singular: str = "", manner: str = "", high: Decimal | None = None) -> str:
    """« 61,5 % », « près de 90 % », « la moitié », « 2 à 3 heures », « 150 € »."""
    if manner == "half":
        return HALF
    if high is not None:
        return f"{write_number(value)} à {write_number(high)}{write_unit(high, unit, singular)}"
    return f"{MANNERS.get(manner, '')}{write_number(value)}{write_unit(value, unit, singular)}"


def write_points(delta: Decimal) -> str:
    """A difference between two shares: « +20,9 points », « −1 point »."""
    sign = "+" if delta > 0 else ""
    return f"{sign}{write_number(delta)}{NO_BREAK}{'point' if is_singular(delta) else 'points'}"


def write_date(day: dt.date) -> str:
    """« 1er février 2025 »."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal}{NO_BREAK}{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def typeset(text: str) -> str:
    """The same text with French spaces: narrow no-break before ; : ! ? % € and inside « », and in thousands."""
    text = BEFORE_HIGH_PUNCTUATION.sub(NARROW, text)
    text = AFTER_OPENING_QUOTE.sub("«" + NARROW, text)
    text = APOSTROPHE.sub("’", text)
    text = PERCENT_STUCK.sub(NARROW, text)
    return THOUSANDS.sub(NARROW, text)


LETTERS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def count_in_letters(count: int, one: str, many: str) -> str:
    """« cinq axes », « un axe », « aucun axe », « 12 axes »: for a masculine noun, inside a sentence."""
    return f"{LETTERS[count] if count < len(LETTERS) else count} {one if count < 2 else many}"


def count_noun(count: int, one: str, many: str) -> str:
    """« 1 mesure », « 3 mesures »; French has 0 in the singular."""
    return f"{write_number(Decimal(count))}{NO_BREAK}{one if count < 2 else many}"


def count_code(count: int, code: Code) -> str:
    """« 1 question ouverte », « 3 erreurs du rapport »: of a vocabulary that has plurals."""
    return count_noun(count, code.word, code.plural)
