"""Lists of texts in a form: one per line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BREAK = " | "
"""What stands, in a form, for a line break inside a cell."""

EMPTY = "–"
"""What stands, in a form, for an empty cell: a run of empty lines cannot be counted."""


class LinesField(forms.CharField):
    """A list of texts, one per line; empty lines do not count."""

    widget = forms.Textarea(attrs={"rows": 6, "cols": 60})
    default_error_messages = {"null": _("Le texte contient un caractère nul, que rien n’affiche : l’effacer.")}

    def __init__(self, **kwargs: Any) -> None:
        """The coders that a JSONField hands to its form field are left out: texts need none."""
        wanted = {name: value for name, value in kwargs.items() if name not in {"encoder", "decoder"}}
        super().__init__(strip=False, **wanted)

    def prepare_value(self, value: Any) -> Any:
        return self.text_of(value) if isinstance(value, list) else value

    def text_of(self, value: list[str]) -> str:
        return "\n".join(value)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        if "\x00" in text:
            raise ValidationError(self.error_messages["null"], code="null")
        return self.list_of(text)

    def list_of(self, text: str) -> list[str]:
        return [line.strip() for line in text.split("\n") if line.strip()]

    def run_validators(self, value: Any) -> None:
        """Those of CharField speak of one text; the model's own speak of the list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as typed: what a form shows and gets back untouched is unchanged."""
        shown = initial if isinstance(initial, list) else []
        try:
            return self.to_python(self.text_of(shown)) != self.to_python(data)
        except ValidationError:
            return True


class CellsField(LinesField):
    """The cells of a row, one per line; « – » or an empty line is an empty cell, « | » a line break inside a cell."""

    widget = forms.Textarea(attrs={"rows": 12, "cols": 60})

    def text_of(self, value: list[str]) -> str:
        return "\n".join(cell.replace("\n", BREAK) or EMPTY for cell in value)

    def list_of(self, text: str) -> list[str]:
        lines = [line.strip() for line in text.split("\n")] if text else []
        return ["" if line in {EMPTY, "-"} else self.cell_of(line) for line in lines]

    def cell_of(self, line: str) -> str:
        return "\n".join(part.strip() for part in line.split(BREAK.strip()))


def fitted(cells: list[str], columns: int) -> list[str]:
    """As many cells as columns, where only empty ones lack or exceed."""
    cells = cells + [""] * (columns - len(cells))
    while len(cells) > columns and not cells[-1]:
        cells = cells[:-1]
    return cells
