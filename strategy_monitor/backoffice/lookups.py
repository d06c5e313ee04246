"""Lists that look up what one types: the stock widgets, made fit for values that cannot be keys."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple


def is_key(number: str) -> bool:
    """True for what can be the key of a row, there or not; a longer number is more than databases count to."""
    return number.isascii() and number.isdigit() and len(number) < 19


class LookupMixin(AutocompleteMixin):
    """What both do: no failure on a value that cannot be a key, and a list that opens inside the page's main part."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if is_key(one)], attr)

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-dropdown-parent": "#content-start"}


class Lookup(LookupMixin, AutocompleteSelect):
    """One value."""


class LookupMany(LookupMixin, AutocompleteSelectMultiple):
    """Several values: each is taken away by itself, not all at once by a cross that only a mouse finds."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}
