"""The history of a figure: each release in which it stood, the value then, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import structlog
from django.db import Error

from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.language import french
from strategy_monitor.language.fields import OBSERVATION, PERIOD, SERIES
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.load import Head
from strategy_monitor.report.figures import NO_SLUGS, Figure, Slugs, find_by_slugs

log = structlog.get_logger(__name__)

FigureName = tuple[str, str, str]
"""Code of the indicator, slug of the series, slug of the period."""

LineageKind = Literal["first", "same", "changed", "gone", "withdrawn", "unreadable"]


@dataclass(frozen=True)
class Stand:
    """The figure in one release; `head` is None for the working copy."""

    head: Head | None
    kind: LineageKind
    written: str = ""
    """Its value then; empty where it does not stand there, and in a release that was withdrawn: it is read no more."""
    changed: tuple[str, ...] = ()
    """French names of what differs from the release before."""


def name_of(figure: Figure) -> FigureName:
    return (figure.indicator.code, *figure.slugs)


def known_heads() -> tuple[Head, ...] | None:
    """Every release there was, oldest first; None while the database does not answer and one is not in memory."""
    try:
        found = load.known()
        told = [head for head in found.heads if is_readable(head)]
    except (load.Unreachable, Error) as error:
        log.error("database_down_lineage_incomplete", why=str(error.__cause__ or error))
        return None
    if not found.fresh and not all(map(parts.is_in_memory, told)):
        log.error("database_down_lineage_incomplete", why="not in memory")
        return None
    return tuple(sorted(found.heads, key=lambda head: (head.published_at, head.pk)))


def state_of_page(head: Head) -> str:
    """What a page that tells of this release depends on."""
    return f"{head.name} {head.sha256} {bool(head.withdrawn)} {is_readable(head)}"


def is_readable(head: Head) -> bool:
    try:
        return load.checked(head.pk, head.sha256)
    except load.BadRelease:
        return False


def address_in(head: Head, code: str, slugs: Slugs) -> str:
    """Where a release says what this figure of it is; empty for what has no name there."""
    return at(base_of(head), "figure", code, *slugs) if slugs != NO_SLUGS else ""


def find_figure(head: Head, name: FigureName) -> Figure | None:
    """As this release has it. Raises as `load.read_report` does."""
    code, series, period = name
    indicator = parts.find_indicator(head, code)
    return find_by_slugs(indicator, series, period) if indicator else None


def lineage(name: FigureName, heads: Iterable[Head], copy: Figure | None = None) -> tuple[Stand, ...]:
    """How the figure stood in each of these releases, newest first, then how it is in the working copy, if given.

    Nothing is said of the releases before its first. One that was withdrawn, or that cannot be read, is told, without
    what it said; what follows is compared with the last one before it that is in force.
    """
    found: list[Stand] = []
    before: Figure | None = None
    for head in heads:
        if not is_readable(head):
            found.append(Stand(head, "unreadable"))
            continue
        figure = find_figure(head, name)
        if figure or before:
            found.append(Stand(head, "withdrawn") if head.withdrawn else compare_figure(head, before, figure))
        before = before if head.withdrawn else figure
    if copy:
        found.append(compare_figure(None, before, copy))
    return tuple(reversed(found))


def compare_figure(head: Head | None, before: Figure | None, now: Figure | None) -> Stand:
    if now is None:
        return Stand(head, "gone")
    written = french.write_value(now.series, now.observation)
    if before is None:
        return Stand(head, "first", written)
    changed = list_differences(before, now)
    return Stand(head, "changed" if changed else "same", written, changed)


def list_differences(before: Figure, now: Figure) -> tuple[str, ...]:
    """What differs, in the words of the list of changes."""
    sides = (
        (SERIES, before.series, now.series),
        (OBSERVATION, before.observation, now.observation),
        (PERIOD, before.observation.period, now.observation.period),
    )
    return tuple(
        field.title
        for part, one, other in sides
        for name, field in part.fields.items()
        if name not in {"observations", "period"} and getattr(one, name) != getattr(other, name)
    )
