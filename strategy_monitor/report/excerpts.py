"""A document in parts, so that a page of it reads its own: packed once, and taken apart as far as it is asked.

In this order: the length of the table, the table, then the parts, each compressed by itself: one for each action, and
one for some indicators of impact. The table says what stands where, and has the document without what its axes hold.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from strategy_monitor.report import dividing
from strategy_monitor.report.dividing import IMPACT, name_anchor, name_anchor_of
from strategy_monitor.report.document import Action, Axis, Indicator, Neighbour, Node, Report

LENGTH: Final = struct.Struct("<I")
IMPACT_TOGETHER: Final = 20
"""Indicators of impact that make a part."""


class UnreadableParts(Exception):
    """These bytes are no document in parts."""


class NotRead(Exception):
    """Something was asked of a document of which a part alone was read. It is a fault of who asks."""


class HeldPart(Node):
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    """Of impact."""


class UnreadAxis(Axis):
    """An axis that is named, and of which nothing else was read."""

    @property
    def all_indicators(self) -> NoReturn:
        raise NotRead(f"axis {self.number}")


class PartOfAxis(Axis):
    """An axis of which one page was read, with the one before and the one after."""

    whole_size: int

    @property
    def size(self) -> int:
        """Of the whole axis."""
        return self.whole_size


class Excerpt(Report):
    """A Report of which one axis was read, or a part of one. What was not read is refused, never said to be none."""

    near: tuple[Neighbour | None, Neighbour | None] = (None, None)

    @property
    def indicators(self) -> NoReturn:
        raise NotRead("indicators")

    def measures(self) -> NoReturn:
        raise NotRead("measures")

    def indicator(self, code: str) -> Indicator | None:
        """Of those that it was read for."""
        held = (one for axis in self.axes if not isinstance(axis, UnreadAxis) for one in axis.all_indicators)
        return next((one for one in held if one.code == code), None)

    def neighbours(self, _code: str) -> tuple[Neighbour | None, Neighbour | None]:
        return self.near


def pack(report: Report) -> bytes:
    axes = [(axis, list(list_parts(axis))) for axis in report.axes]
    parts = [part for _axis, held in axes for part in held]
    packed = [zlib.compress(part.model_dump_json().encode()) for part in parts]
    ranks = {
        one.code: rank
        for rank, part in enumerate(parts)
        for one in (*(i for action in part.actions for i in action.indicators), *part.indicators)
    }
    bare = tuple(axis.model_copy(update={"actions": (), "indicators": ()}) for axis in report.axes)
    table = {
        "frame": report.model_copy(update={"axes": bare}).model_dump_json(),
        "axes": [(axis.number, len(held), axis.size, list(map(name_anchor, axis.actions))) for axis, held in axes],
        "places": [(one.code, one.short_title, one.axis, ranks[one.code]) for one in report.indicators],
        "lengths": [len(one) for one in packed],
    }
    told = zlib.compress(json.dumps(table, ensure_ascii=False).encode())
    return b"".join((LENGTH.pack(len(told)), told, *packed))


def list_parts(axis: Axis) -> Iterator[HeldPart]:
    for action in axis.actions:
        yield HeldPart(actions=(action,))
    for start in range(0, len(axis.indicators), IMPACT_TOGETHER):
        yield HeldPart(indicators=axis.indicators[start : start + IMPACT_TOGETHER])


def unpack(content: bytes) -> StoredParts:
    """Raises UnreadableParts for what `pack` did not write."""
    try:
        (length,) = LENGTH.unpack_from(content)
        start = LENGTH.size + length
        table = json.loads(zlib.decompress(content[LENGTH.size : start]))
        ends = list(accumulate(table["lengths"], initial=start))
        if ends[-1] != len(content):
            raise ValueError("its parts are not as long as it says")
        firsts = accumulate((count for _number, count, *_more in table["axes"]), initial=0)
        runs = zip(table["axes"], pairwise(firsts), strict=True)
        return StoredParts(
            content,
            list(pairwise(ends)),
            {number: StoredAxis(range(*run), size, anchors) for (number, _count, size, anchors), run in runs},
            [(Neighbour(code, title), axis, rank) for code, title, axis, rank in table["places"]],
            table["frame"],
        )
    except (ValueError, LookupError, TypeError, struct.error, zlib.error) as error:
        raise UnreadableParts(str(error)) from error


@dataclass(frozen=True)
class StoredAxis:
    parts: range
    """Ranks of its parts: one for each action, then those of impact."""
    size: int
    anchors: list[str]
    """Of its actions."""

    def around(self, slug: str) -> range:
        """The parts that the page of this name shows, and its neighbours; all where it has no such page."""
        heading, last = name_anchor_of(slug), len(self.anchors)
        if heading in self.anchors:
            rank = self.anchors.index(heading)
            return self.parts[max(rank - 1, 0) : rank + 2 if rank + 1 < last else None]
        return self.parts[max(last - 1, 0) :] if heading == IMPACT else self.parts


@dataclass(frozen=True)
class StoredParts:
    content: bytes
    bounds: list[tuple[int, int]]
    """Where each part begins and ends."""
    axes: dict[int, StoredAxis]
    """By number."""
    places: list[tuple[Neighbour, int, int]]
    """Each indicator in the order of the report, the number of its axis, the rank of its part."""
    frame: str

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Of each indicator in `places`, by code."""
        return {one.code: rank for rank, (one, _axis, _part) in enumerate(self.places)}

    @cached_property
    def read_frame(self) -> Report:
        try:
            return Report.model_validate_json(self.frame)
        except ValidationError as error:
            raise UnreadableParts(str(error)) from error

    def read_part(self, rank: int) -> HeldPart:
        start, end = self.bounds[rank]
        try:
            return HeldPart.model_validate_json(zlib.decompress(self.content[start:end]))
        except (ValidationError, zlib.error) as error:
            raise UnreadableParts(str(error)) from error

    def of_indicator(self, code: str) -> Excerpt:
        """The document with the action of this indicator, or with some indicators of impact; with none where it has no
        such indicator."""
        rank = self.ranks.get(code)
        if rank is None:
            return self.of_none()
        _named, axis, part = self.places[rank]
        return self.excerpt(axis, (part,), (self.named(rank - 1), self.named(rank + 1)))

    def of_none(self) -> Excerpt:
        """The document without what its axes hold."""
        return self.excerpt(None, ())

    def of_axis(self, number: int) -> Excerpt:
        """The document with this axis."""
        found = self.axes.get(number)
        return self.excerpt(number, found.parts if found else ())

    def of_axis_page(self, number: int, slug: str) -> Excerpt:
        """The document with what this page of a long axis shows; with the whole axis where it is none."""
        found = self.axes.get(number)
        if found is None or found.size <= dividing.MOST_OF_AXIS:
            return self.of_axis(number)
        whole = self.excerpt(number, found.around(slug))
        axes = tuple(
            PartOfAxis.model_construct(**dict(axis), whole_size=found.size) if axis.number == number else axis
            for axis in whole.axes
        )
        return whole.model_copy(update={"axes": axes})

    def named(self, rank: int) -> Neighbour | None:
        return self.places[rank][0] if 0 <= rank < len(self.places) else None

    def excerpt(self, number: int | None, ranks: Any, near: Any = (None, None)) -> Excerpt:
        frame = self.read_frame
        held = [self.read_part(rank) for rank in ranks]
        actions = tuple(action for part in held for action in part.actions)
        indicators = tuple(one for part in held for one in part.indicators)
        axes = tuple(
            axis.model_copy(update={"actions": actions, "indicators": indicators})
            if axis.number == number
            else UnreadAxis.model_construct(**dict(axis))
            for axis in frame.axes
        )
        return Excerpt.model_construct(**dict(frame) | {"axes": axes, "near": near})
