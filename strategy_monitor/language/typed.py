"""Numbers as people type them in French, read without guessing."""

from __future__ import annotations

import re
from decimal import Decimal

from strategy_monitor.language.french import quote

SPACES = " \u00a0\u202f\u2009"
NUMBER = re.compile(rf"(?P<sign>[-−]?)(?P<whole>[0-9]+|[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}})+)(?:[.,](?P<part>[0-9]+))?")
POINTED = re.compile(r"[-−]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
"""« 4.944 », « 1.135.088 », « 4.944,5 »: thousands in the printed report, decimals on a keypad."""


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
        raise UnreadableNumber(
            f"{quote(text[:40])} n’est pas un nombre. Écrire le nombre seul, sans unité : « 61,5 » ou « 4 944 »."
        )
    whole = re.sub(rf"[{SPACES}]", "", match["whole"])
    return Decimal(f"{'-' if match['sign'] else ''}{whole}.{match['part'] or 0}")


def readings(text: str) -> str:
    """The ways to write without a doubt what a pointed number may mean."""
    plain = text.replace(".", "")
    if text.count(".") > 1 or "," in text:
        return quote(plain)
    return f"{quote(plain)} ou {quote(text.replace('.', ','))}"


def type_number(value: Decimal) -> str:
    """« 4944,5 »: as it is typed back, without trailing zeros."""
    return format(value.normalize(), "f").replace(".", ",")
