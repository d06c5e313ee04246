"""The field of a form in which a number is typed as one writes it in French."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from strategy_monitor.language.typed import AmbiguousNumber, UnreadableNumber, read_number, type_number


class FrenchDecimalField(forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 14, "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return value
        text = "" if value is None else str(value)
        return clean_number(text) if text.strip() else None

    def prepare_value(self, value: Any) -> Any:
        """A stored value with its comma; what was typed, as it was typed."""
        return type_number(value) if isinstance(value, Decimal) else value


def clean_number(text: str) -> Decimal:
    """As `read_number`, for a form. Raises ValidationError, whose code is « ambiguous » or « invalid »."""
    try:
        return read_number(text)
    except UnreadableNumber as error:
        code = "ambiguous" if isinstance(error, AmbiguousNumber) else "invalid"
        raise ValidationError(str(error), code=code) from error
