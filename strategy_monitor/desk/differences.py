"""What differs, as a page of the desk lists it: all of it where it is little; else one axis at a time, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from strategy_monitor.desk.access import BASE
from strategy_monitor.desk.links import ChangedSubject, Forms, SomeChange, group_changes
from strategy_monitor.pages.converters import ComparedAxisConverter

MOST_TOGETHER: Final = 300
"""Differences that are listed on one page."""
AXIS, PAGE = "differences", "page"
"""Parameters: which axis is read, and which page of it."""
NAMES: Final = ComparedAxisConverter()
"""How an axis is written in an address, and what belongs to none: as where releases are compared."""


@dataclass(frozen=True)
class AxisLink:
    """To the differences of one axis, or of what belongs to none."""

    title: str
    count: int
    address: str
    here: bool


@dataclass(frozen=True)
class Differences:
    """As they are listed."""

    count: int
    groups: Sequence[tuple[int | None, list[ChangedSubject]]]
    """By axis; none where there are too many, and no axis is asked for."""
    ways: Sequence[AxisLink] = ()
    """Where there are too many for one page."""
    part: Page[SomeChange] | None = None
    before: str = ""
    after: str = ""
    """Addresses of the pages of the same axis beside this one."""


def list_differences(
    changes: Sequence[SomeChange], forms: Forms, asked: Mapping[str, str], base: str = BASE
) -> Differences:
    """`asked`: the parameters of the address. `base`: the mount in which what changed is read."""
    if len(changes) <= MOST_TOGETHER:
        return Differences(len(changes), group_changes(changes, forms, base))
    counts = Counter(change.axis for change in changes)
    names = {NAMES.to_url(axis): axis for axis in counts}
    name = asked.get(AXIS, "")
    ways = [AxisLink(title_axis(axis), counts[axis], query_of(one, 1), one == name) for one, axis in names.items()]
    if name not in names:
        return Differences(len(changes), (), ways)
    of_axis = [change for change in changes if change.axis == names[name]]
    part = Paginator(of_axis, MOST_TOGETHER).get_page(asked.get(PAGE))
    return Differences(
        len(changes),
        group_changes(list(part), forms, base),
        ways,
        part,
        query_of(name, part.number - 1),
        query_of(name, part.number + 1),
    )


def title_axis(axis: int | None) -> str:
    return f"{_('Axe')} {axis}" if axis else _("Stratégie et gouvernance")


def query_of(name: str, page: int) -> str:
    """From the page that lists them."""
    query: dict[str, str | int] = {AXIS: name, PAGE: page} if page > 1 else {AXIS: name}
    return f"?{urlencode(query)}#differences"
