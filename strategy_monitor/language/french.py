"""French as it is written: numbers, values, levels, dates, lists, typography. Pure functions of their arguments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from strategy_monitor.language.codes import (
    Code,
    Frequency,
    FrequencyBasis,
    LevelBasis,
    Manner,
    MissingReason,
    Quantity,
)
from strategy_monitor.language.values import HIGHEST, Measured, Stated, is_least

NARROW = "\u202f"
"""Narrow no-break space: thousands, before ; : ! ? %, inside « »."""
NO_BREAK = "\u00a0"
MINUS = "\u2212"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

MANNERS = {Manner.APPROXIMATE: "près de ", Manner.ABOUT: "environ ", Manner.MINIMUM: "au moins "}
"""What stands before the number; a manner that is not here adds nothing."""
HALF = "la moitié"

BEFORE_HIGH_PUNCTUATION = re.compile(r"[ \u00a0](?=[;:!?%€»])")
AFTER_OPENING_QUOTE = re.compile(r"«[ \u00a0]")
INNER_OPENING = re.compile(r"«[ \u00a0\u202f]?")
INNER_CLOSING = re.compile(r"[ \u00a0\u202f]?»")
BEFORE_MONTH = re.compile(rf"(?<=[\dr]) (?=(?:{'|'.join(MONTHS)})\b)")
AFTER_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) (?=(?:19|20)\d\d(?!\d))")
PERCENT_STUCK = re.compile(r"(?<=\d)(?=[%€])")
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
THOUSANDS = re.compile(r"(?<=\d)(?<!\d{4})(?<!\b0\d)[ \u00a0](?=\d{3}(?!\d))")
"""Not after four digits (« en 2019 468 écoles »: a year, a number), nor after « 02 », which begins a phone number."""


UNBREAKABLE = r"\b[\w.]{1,2}-[\w.-]*\w|[\w.]+(?:-\w{1,2})+\b|\d+-\d+"
"""What no end of a line may cut at its hyphen: « FW-B », « e-classe », « 2023-2024 », « 3.2-3-O1 ». Python, Typst."""
ORDINAL = r"\b(\d{1,3}|[IVX]+)(ers?|res?|es?)\b"
"""A rank, and its ending, which is set higher: « 1er », « 3e », « XXe ». Python, Typst."""


def paragraphs(text: str) -> tuple[str, ...]:
    """What blank lines separate."""
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def write_number(value: Decimal) -> str:
    """« 4 944 », « 61,5 », « −3 »: narrow thousands, decimal comma, real minus sign."""
    sign = MINUS if value < 0 else ""
    whole, _, decimals = format(abs(value), "f").partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NARROW)
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def write_before_unit(value: Decimal, unit: str) -> str:
    """The number as it stands before this unit: a sum of euros has two decimals or none (« 2,50 »)."""
    written = write_number(value)
    return f"{written}0" if unit == "€" and written[-2:-1] == "," else written


def write_for_column(text: str) -> str:
    """The same with plain spaces between words: « 9 083 ressources » breaks there where a column is narrow, and not
    within a word. Figures stay whole."""
    return text.replace(NO_BREAK, " ")


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
    return "".join(quantity_parts(value, unit, singular, manner, high))


def quantity_parts(value: Decimal, unit: str, singular: str, manner: str, high: Decimal | None) -> tuple[str, str]:
    """The figure with its manner and its bounds, and its unit with the space before it: (« près de 90 », « % »)."""
    if manner == Manner.HALF:
        return HALF, ""
    if high is not None:
        return f"{write_before_unit(value, unit)} à {write_before_unit(high, unit)}", write_unit(high, unit, singular)
    return f"{MANNERS.get(Manner(manner), '')}{write_before_unit(value, unit)}", write_unit(value, unit, singular)


def write_value(measured: Measured, stated: Stated) -> str:
    """The one way in which a value is told: « 61,5 % », « près de 90 % », « +3 », a state in words, a level, or why
    there is nothing.
    """
    return "".join(value_parts(measured, stated))


def write_value_and_unit(measured: Measured, stated: Stated) -> tuple[str, str]:
    """The same in two, to set the figure large: (« 4 944 », « heures »); a sign (%, €) stays with its figure."""
    figure, unit = value_parts(measured, stated)
    return (figure, unit.removeprefix(NO_BREAK)) if unit.startswith(NO_BREAK) else (figure + unit, "")


def value_parts(measured: Measured, stated: Stated) -> tuple[str, str]:
    """The figure, and its unit with the space before it; what is not a figure has none."""
    if stated.value is not None:
        rise = "+" if measured.quantity == Quantity.CHANGE and stated.value > 0 else ""
        figure, unit = quantity_parts(
            stated.value, measured.unit, measured.unit_singular, stated.manner, stated.value_high
        )
        return rise + figure, unit
    if stated.state:
        return typeset(stated.state), ""
    if stated.level is not None:
        return write_level(stated), ""
    return MissingReason(stated.missing_reason).word, ""


def statement_parts(measured: Measured, stated: Stated) -> list[str]:
    """The value, its level where the value is not that level, and why a state in words has no figure."""
    value, level = write_value(measured, stated), write_level(stated)
    more = [part for part in (level, MissingReason(stated.missing_reason).word) if part and part != value]
    return [value.rstrip(".") if more else value, *more]


def write_statement(measured: Measured, stated: Stated) -> str:
    """All that an observation says of its series, on one line: « En cours ; niveau 1 sur 5, déduit du libellé »."""
    return f"{NARROW}; ".join(statement_parts(measured, stated))


def write_out_of(level: int, least: bool = False) -> str:
    """« 5 sur 5 », « au moins 1 sur 5 »."""
    said = f"{level}{NO_BREAK}sur{NO_BREAK}{HIGHEST}"
    return f"au moins{NO_BREAK}{said}" if least else said


def write_rank(level: int, least: bool = False) -> str:
    """« niveau 5 sur 5 », « niveau d’au moins 1 sur 5 »."""
    return f"niveau {'d’' if least else ''}{write_out_of(level, least)}"


def write_level(stated: Stated) -> str:
    """« niveau 5 sur 5, déduit du libellé », « niveau d’au moins 1 sur 5, … »; empty where there is no level."""
    return "" if stated.level is None else with_basis(write_rank(stated.level, is_least(stated)), stated)


def write_level_briefly(stated: Stated) -> str:
    """The same without the word « niveau », for where a heading says it."""
    return "" if stated.level is None else with_basis(write_out_of(stated.level, is_least(stated)), stated)


def with_basis(said: str, stated: Stated) -> str:
    """What is said of a level, then how one knows it."""
    return ", ".join(filter(None, (said, LevelBasis(stated.level_basis).word)))


def write_points(delta: Decimal) -> str:
    """A difference between two shares: « +20,9 points », « −1 point »."""
    sign = "+" if delta > 0 else ""
    return f"{sign}{write_number(delta)}{NO_BREAK}{'point' if is_singular(delta) else 'points'}"


def write_date(day: dt.date) -> str:
    """« 1er février 2025 »."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal}{NO_BREAK}{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def write_month(day: dt.date) -> str:
    """« février 2025 »."""
    return f"{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def type_date(day: dt.date) -> str:
    """« 1er février 2025 », with plain spaces: as one types it."""
    return write_date(day).replace(NO_BREAK, " ")


def write_moment(moment: dt.datetime, link: str = ", ") -> str:
    """« 1er février 2025, 14:05 », « 1er février 2025 à 14:05 », in the zone that it is given in."""
    return f"{write_date(moment)}{link}{moment:%H:%M}"


def write_account(number: int) -> str:
    """« le compte n° 12 »: a person, where no name is said."""
    return f"le compte n°{NO_BREAK}{number}"


def write_since(day: dt.date) -> str:
    """« depuis le 16 novembre 2020 »; from the first day of a year or a month, since that year or that month.

    A day that is not printed says no more: « depuis 2021 », « depuis février 2022 ».
    """
    if day.day > 1:
        return f"depuis le {write_date(day)}"
    return f"depuis {day.year}" if day.month == 1 else f"depuis {write_month(day)}"


def write_list(parts: Sequence[str], separator: str = ", ") -> str:
    """« a, b et c »; where a part has commas, with another separator: « a ; b et c »."""
    return f"{separator.join(parts[:-1])} et {parts[-1]}" if len(parts) > 1 else "".join(parts)


def quote(text: str) -> str:
    """« text », with the spaces of French quotation marks: word for word, and mark for mark."""
    return f"«{NARROW}{text}{NARROW}»"


def quote_title(title: str) -> str:
    """« title », in which what the title quotes itself stands between “ ”."""
    return quote(INNER_OPENING.sub("“", INNER_CLOSING.sub("”", title)))


@lru_cache(maxsize=512, typed=True)  # a title, a label, a unit stands on many pages, and several times on one
def typeset(text: str) -> str:
    """The same text with French spaces: narrow no-break before ; : ! ? % € and inside « », and in thousands; no-break
    inside a date."""
    text = BEFORE_HIGH_PUNCTUATION.sub(NARROW, text)
    text = AFTER_OPENING_QUOTE.sub("«" + NARROW, text)
    text = APOSTROPHE.sub("’", text)
    text = PERCENT_STUCK.sub(NARROW, text)
    text = AFTER_MONTH.sub(rf"\1{NO_BREAK}", BEFORE_MONTH.sub(NO_BREAK, text))
    return THOUSANDS.sub(NARROW, text)


LETTERS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def in_letters(count: int, feminine: bool = False) -> str:
    """« aucun », « un », « neuf », « 12 »; of a feminine noun « aucune », « une »."""
    if count >= len(LETTERS):
        return write_number(Decimal(count))
    return LETTERS[count] + "e" * (feminine and count < 2)


def count_in_letters(count: int, one: str, many: str) -> str:
    """« cinq axes », « un axe », « aucun axe », « 12 axes »: for a masculine noun, inside a sentence."""
    return f"{in_letters(count)} {agree_noun(count, one, many)}"


def count_noun(count: int, one: str, many: str) -> str:
    """« 1 mesure », « 3 mesures »."""
    return f"{write_number(Decimal(count))}{NO_BREAK}{agree_noun(count, one, many)}"


def agree_noun(count: int, one: str, many: str) -> str:
    """« mesure », « mesures »: for this many; French has 0 in the singular."""
    return one if count < 2 else many


def cut_at_word(text: str, most: int) -> str:
    """Its first words, followed by « … », within so many characters and that one; all of it where it is short."""
    return text if len(text) <= most else first_words(text, most - 1) + "…"


def first_words(text: str, most: int) -> str:
    """The words that stand whole in so many characters, of a longer text; without the comma after them."""
    return text[: most + 1].rsplit(" ", 1)[0].rstrip(" ,;:")


def end_sentence(text: str) -> str:
    """With its full stop, where it ends in none."""
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


def nest(text: str) -> str:
    """For use between parentheses: « sans date (rapport 2025) » → « sans date [rapport 2025] »."""
    return text.replace("(", "[").replace(")", "]")


def lower_first(text: str) -> str:
    """For use inside a sentence: « Écoles » → « écoles », but « PC » and « TALIS » stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in "’ " else text


DOUBTED = "valeur mise en doute"
"""Of a value that a note doubts."""
DOUBTED_BRIEFLY = "mis en doute"
"""The same, beside the figure that it is said of."""

FREQUENCY_BASES = {FrequencyBasis.PRINTED: "selon le rapport", FrequencyBasis.OURS: "selon nous"}


def write_frequency(frequency: str, basis: str) -> str:
    """« tous les six ans, selon le rapport », « non précisée »; what the vocabulary does not have stays as it is."""
    code = frequency or Frequency.UNKNOWN
    told = Frequency(code).word if code in set(Frequency) else code
    said = FREQUENCY_BASES.get(FrequencyBasis(basis), "") if code != Frequency.UNKNOWN else ""
    return f"{told}, {said}" if said else told


def count_code(count: int, code: Code) -> str:
    """« 1 question ouverte », « 3 erreurs du rapport »: of a vocabulary that has plurals."""
    return count_noun(count, code.word, code.plural)
