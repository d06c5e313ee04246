"""The progress level, chosen by its picture and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import ScaleStep

LEVELS = 5
NO_LEVEL = gettext_lazy("Pas de niveau")


def picture(level: int) -> SafeString:
    """Five segments side by side, filled to the level; the words beside it say the same."""
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="1" width="23" height="9" rx="1"></rect>',
        (("on" if step < level else "off", step * 27 + 1) for step in range(LEVELS)),
    )
    return format_html('<svg class="progress" aria-hidden="true" width="134" height="11">{}</svg>', bars)


class LevelSelect(forms.RadioSelect):
    """One button per level, in the words of the scale; each option is a label with its picture."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        attrs = self.build_attrs(self.attrs, attrs)
        base, chosen = attrs.get("id", name), "" if value is None else str(value)
        known = [(str(key), label) for key, label in self.choices]
        rows = ((name, key, f"{base}_{rank}", key == chosen, label) for rank, (key, label) in enumerate(known))
        return format_html(
            '<div class="levels" id="{}" role="radiogroup" aria-label="{}">{}</div>',
            base,
            _("Niveau"),
            format_html_join("", "{}", ((option(*row),) for row in rows)),
        )


def option(name: str, key: str, id_: str, checked: bool, label: Any) -> SafeString:
    mark = SafeString(" checked") if checked else ""
    shown = picture(int(key)) if key else ""
    return format_html(
        '<label for="{}"><input type="radio" name="{}" value="{}" id="{}"{}> {} <span>{}</span></label>',
        id_, name, key, id_, mark, shown, label,
    )  # fmt: skip


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
