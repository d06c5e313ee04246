"""Numbers as people type them in French, read without guessing."""

from __future__ import annotations

import re
from decimal import Decimal

from strategy_monitor.language.french import quote

SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"
"""What separates thousands in Switzerland, and can mean nothing else there."""
THOUSANDS = rf"[0-9]{{1,3}}(?:(?:[{SPACES}][0-9]{{3}})+|(?:[{APOSTROPHES}][0-9]{{3}})+)"
NUMBER = re.compile(rf"(?P<sign>[-−]?)(?P<whole>[0-9]+|{THOUSANDS})(?:[.,](?P<part>[0-9]+))?")
POINTED = re.compile(r"[-−]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
"""« 4.944 », « 1.135.088 », « 4.944,5 »: thousands in the printed report, decimals on a keypad."""


FIGURE = rf"(?:[0-9]{{1,3}}(?:[{SPACES}.][0-9]{{3}})+|[0-9]+)(?:[.,][0-9]+)?"
SHADES = {
    "environ": re.compile(rf"(?:[~≈±]|env\.?|environ|quelque) ?({FIGURE})"),
    "près de": re.compile(rf"près de ({FIGURE})"),
    "minimum": re.compile(rf"(?:>=|≥|au moins|minimum) ?({FIGURE})"),
}
"""What is said by the precision of a value → how people say it before its number."""
RANGE = re.compile(rf"(?:entre )?({FIGURE}) ?(?:[-–]|à|et) ?({FIGURE})")
ABSENT = {"-", "–", "—", "?", "n.d.", "nd", "n/a", "na", "n.c.", "nc"}
"""What people write where there is no figure."""
LONGEST = 40
"""Characters of what was typed that a sentence quotes."""


class UnreadableNumber(Exception):
    """What was typed is no number, or may be two: the French sentence says which, and how to write it."""


class AmbiguousNumber(UnreadableNumber):
    pass


def read_number(text: str) -> Decimal:
    """« 61,5 », « 4 944 », « 4 944,5 », « 61.5 ». Raises AmbiguousNumber for « 4.944 », else UnreadableNumber."""
    text = text.strip()
    if POINTED.fullmatch(text):
        raise AmbiguousNumber(f"{quote(text)} se lit de deux façons. Écrire {readings(text)}.")
    match = NUMBER.fullmatch(text)
    if match is None:
        raise UnreadableNumber(explain_no_number(text))
    whole = re.sub(rf"[{SPACES}{APOSTROPHES}]", "", match["whole"])
    return Decimal(f"{'-' if match['sign'] else ''}{whole}.{match['part'] or 0}")


def explain_no_number(text: str) -> str:
    """How to write what is no number, in French."""
    plain, said = " ".join(text[: LONGEST + 1].casefold().split()), quote(text[:LONGEST])
    for shade, written in SHADES.items():
        if match := written.fullmatch(plain):
            return f"{said} : écrire {quote(match[1])}, et dire {quote(shade)} par la précision."
    if match := RANGE.fullmatch(plain):
        return f"{said} est une fourchette : écrire {quote(match[1])}, et {quote(match[2])} comme borne haute."
    if plain in ABSENT:
        return f"{said} n’est pas un nombre. Laisser vide, et dire pourquoi la valeur manque."
    return f"{said} n’est pas un nombre. Écrire le nombre seul, sans unité : « 61,5 » ou « 4 944 »."


def readings(text: str) -> str:
    """The ways to write without a doubt what a pointed number may mean."""
    plain = text.replace(".", "")
    if text.count(".") > 1 or "," in text:
        return quote(plain)
    return f"{quote(plain)} ou {quote(text.replace('.', ','))}"


def type_number(value: Decimal) -> str:
    """« 4944,5 »: as it is typed back, without trailing zeros."""
    return format(value.normalize(), "f").replace(".", ",")
