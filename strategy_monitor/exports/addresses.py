"""Where a thing of the Report is read: the page, in a mount, and the anchor on it.

The public pages stand several times (see `pages.viewing`); `base` is a mount without its first slash: empty for the
newest release, « versions/2025/1/ » for a past one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from django.urls import get_script_prefix, reverse
from django.utils.text import slugify

from strategy_monitor.releases.load import Head

PAGES = "strategy_monitor.pages.urls"

Subject = Literal["report", "axis", "indicator", "summary"]
"""What a file is of: the whole report, one axis, one indicator, the page that sums the report up."""

FOLDERS: Final[dict[Subject, tuple[str, str]]] = {
    "report": ("donnees/", "rapport"),
    "axis": ("axes/", "<axis:number>"),
    "indicator": ("indicateurs/", "<code:code>"),
    "summary": ("", "resume"),
}
"""Where the files of each stand, and how they are named there, before what tells their formats apart."""


def at(base: str, name: str, *args: object) -> str:
    """The address of a page in the mount `base`."""
    return get_script_prefix() + base + within(name, *args)


@lru_cache(maxsize=4096, typed=True)
def within(name: str, *args: object) -> str:
    """What follows the mount in the address of a page: the same in each, and a long page asks for hundreds."""
    return reverse(name, urlconf=PAGES, args=args)[len(reverse("home", urlconf=PAGES)) :]


def base_of(head: Head) -> str:
    """The mount of a release."""
    return f"versions/{head.edition}/{head.number}/"


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
