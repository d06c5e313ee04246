"""Where a thing of the Report is read: the page, in a mount, and the anchor on it.

The one module below the pages that knows the names of public addresses: what exports name is an arrow to the rooms
that serve it, and `tests/test_arrows.py` holds that something stands there.

The public pages stand several times (see `pages.viewing`); `base` is a mount without its first slash: empty for the
newest release, « versions/2025/1/ » for a past one.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal

from django.urls import get_script_prefix, reverse
from django.utils.text import slugify

from strategy_monitor.releases.load import Head

PAGES = "strategy_monitor.pages.urls"


class Page(StrEnum):
    """The pages that what is exported leads to, by the name of their address."""

    HOME = "home"
    GOVERNANCE = "governance"
    AXIS = "axis"
    INDICATOR = "indicator"
    WHOLE = "whole"
    METHOD = "method"
    DATA = "data"


class Interface(StrEnum):
    """What the catalogues tell of the API."""

    ROOT = "api:root"
    DESCRIPTION = "api:openapi"


FileSubject = Literal["report", "axis", "volume", "indicator", "summary"]
"""What a file is of: the whole report, one axis, a volume of an axis that is too long for one document, one indicator,
the page that sums the report up."""

FOLDERS: Final[dict[FileSubject, tuple[str, str]]] = {
    "report": ("donnees/", "rapport"),
    "axis": ("axes/", "<axis:number>"),
    "volume": ("axes/<axis:number>/", "volume-<volume:rank>"),
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
    return reverse(name, urlconf=PAGES, args=args)[len(get_script_prefix()) :]


def name_of_file(subject: FileSubject, code: str) -> str:
    """The name of the address of a file: what it is of, and the code of its format."""
    return f"{subject}_{code}"


def interface(name: Interface) -> str:
    """The address of the API, or of what describes it."""
    return reverse(name)


def base_of(head: Head) -> str:
    """The mount of a release."""
    return f"versions/{head.edition}/{head.number}/"


def anchor(code: str) -> str:
    """A code as an element id."""
    return slugify(code.replace(".", "-"))


OF_THE_WHOLE: Final = {"governance": (Page.GOVERNANCE, ""), "scale": (Page.METHOD, "#echelle")}
"""Where what belongs to no axis is read, but for the text of the strategy."""


def address(base: str, kind: str, code: str, axis: int | None) -> str:
    """The address of an indicator, a measure, an action, an axis, the governance, the scale or, for anything else, the
    text of the strategy."""
    if kind == "indicator":
        return at(base, Page.INDICATOR, code)
    if kind == "measure":
        page = at(base, Page.AXIS, axis) if axis else at(base, Page.GOVERNANCE)
        return f"{page}#{anchor(code)}"
    if kind == "action" and axis:
        return f"{at(base, Page.AXIS, axis)}#action-{code.partition('.')[2]}"
    if kind == "axis" and axis:
        return at(base, Page.AXIS, axis)
    page, mark = OF_THE_WHOLE.get(kind, (Page.WHOLE, ""))
    return at(base, page) + mark
