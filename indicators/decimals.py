"""Numbers as people write them in French, read without guessing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SPACES = " \u00a0\u202f\u2009"
NUMBER = re.compile(rf"(?P<sign>[-−]?)(?P<whole>[0-9]+|[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}})+)(?:[.,](?P<part>[0-9]+))?")
POINTED = re.compile(r"[-−]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
"""« 4.944 », « 1.135.088 », « 4.944,5 »: thousands in the printed report, decimals on a keypad."""


def parse(text: str) -> Decimal:
    """« 61,5 », « 4 944 », « 4 944,5 », « 61.5 ». Raises ValidationError for anything else, and for « 4.944 »."""
    text = text.strip()
    if POINTED.fullmatch(text):
        raise ValidationError(
            _("« %(text)s » se lit de deux façons. Écrire %(readings)s."),
            code="ambiguous",
            params={"text": text, "readings": readings(text)},
        )
    match = NUMBER.fullmatch(text)
    if match is None:
        raise ValidationError(
            _("« %(text)s » n’est pas un nombre. Écrire le nombre seul, sans unité : « 61,5 » ou « 4 944 »."),
            code="invalid",
            params={"text": text[:40]},
        )
    whole = re.sub(rf"[{SPACES}]", "", match["whole"])
    return Decimal(f"{'-' if match['sign'] else ''}{whole}.{match['part'] or 0}")


def readings(text: str) -> str:
    """The ways to write without a doubt what a pointed number may mean."""
    plain = text.replace(".", "")
    if text.count(".") > 1 or "," in text:
        return f"«\u202f{plain}\u202f»"
    return f"«\u202f{plain}\u202f» ou «\u202f{text.replace('.', ',')}\u202f»"


def show(value: Decimal) -> str:
    """« 4944,5 »: as it is typed back, without trailing zeros."""
    return format(value.normalize(), "f").replace(".", ",")


class FrenchDecimalField(forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 14, "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return value
        text = "" if value is None else str(value)
        return parse(text) if text.strip() else None

    def prepare_value(self, value: Any) -> Any:
        """A stored value with its comma; what was typed, as it was typed."""
        return show(value) if isinstance(value, Decimal) else value
