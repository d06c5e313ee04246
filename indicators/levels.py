"""The progress level, chosen by its picture and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from indicators.models import ScaleStep

LEVELS = 5
NO_LEVEL = gettext_lazy("Pas de niveau")


class LevelSelect(forms.RadioSelect):
    """One button per level, in the words of the scale, with the segments that the site draws for it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        ident = self.build_attrs(self.attrs, attrs).get("id", name)
        options = [(str(key), key if isinstance(key, int) else None, label) for key, label in self.choices]
        context = {"ident": ident, "name": name, "options": options, "chosen": "" if value is None else str(value)}
        return render_to_string("admin/indicators/levels.html", context)


class LevelField(forms.TypedChoiceField):
    """A level from 0 to 5, or none."""

    widget = LevelSelect

    def __init__(self, **kwargs: Any) -> None:
        known = {name: kwargs[name] for name in ("label", "help_text", "required") if name in kwargs}
        super().__init__(choices=levels, coerce=int, empty_value=None, **known)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return ("" if initial is None else str(initial)) != ("" if data is None else str(data))


def levels() -> list[tuple[Any, str]]:
    """The levels in the words of the scale; one query."""
    captions = dict(ScaleStep.objects.values_list("level", "caption"))
    told = [(level, f"{level} – {captions.get(level, '')}".removesuffix(" – ")) for level in range(LEVELS + 1)]
    return [("", str(NO_LEVEL)), *told]
