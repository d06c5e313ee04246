"""Where a thing of the Report is read: the page, and the anchor on it."""

from __future__ import annotations

from django.utils.text import slugify

from strategy_monitor.pages.viewing import at


def anchor(code: str) -> str:
    """A code as an element id."""
    return slugify(code.replace(".", "-"))


def address(base: str, kind: str, code: str, axis: int | None) -> str:
    """The address of an indicator, a measure, an action, an axis or, for anything else, the text of the strategy."""
    if kind == "indicator":
        return at(base, "indicator", code)
    if kind == "measure":
        page = at(base, "axis", axis) if axis else at(base, "governance")
        return f"{page}#{anchor(code)}"
    if kind == "action" and axis:
        return f"{at(base, 'axis', axis)}#action-{code.partition('.')[2]}"
    if kind == "axis" and axis:
        return at(base, "axis", axis)
    return at(base, "whole")
