"""A document in parts, so that a page of it reads its own: packed once, and taken apart as far as it is asked.

In this order: the length of the table, the table, then what it gives the lengths of, each compressed by itself: the
listing of the indicators, what pages say of all of them, when figures are expected, of what kinds figures are, what
indicators have in common in their words; the parts; the indicators. A part is an action, or some indicators of impact:
it has all of that but what its indicators say, which it names with their notes. The table has the document without what
its axes hold.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from pydantic import ValidationError

from strategy_monitor.report import dividing
from strategy_monitor.report.deduced import Deduced, deduced, read_deduced, write_deduced
from strategy_monitor.report.dividing import IMPACT, name_anchor, name_anchor_of
from strategy_monitor.report.document import (
    Action,
    Axis,
    Indicator,
    Measure,
    Neighbour,
    Node,
    Note,
    NotRead,
    Report,
)
from strategy_monitor.report.front import Front, front_of, read_front, write_front
from strategy_monitor.report.listing import (
    FigureKinds,
    Listed,
    Listing,
    json_writer_of,
    kinds_of,
    listing_of,
    make_kinds,
    make_listing,
    read_kinds,
    read_listing,
    reader_of,
    write_kinds,
)
from strategy_monitor.report.people import bears_names
from strategy_monitor.report.sampling import IMPACT_SHARE, choose_actions, sample_of
from strategy_monitor.report.schedule import Schedule, read_schedules, schedules_of, write_schedules
from strategy_monitor.report.search import examples_of, quotes_of
from strategy_monitor.report.succession import Replacements, replacements_of
from strategy_monitor.report.volumes import Span, Volume, volumes_of

LENGTH: Final = struct.Struct("<I")
IMPACT_TOGETHER: Final = 20
"""Indicators of impact that make a part."""
HINT: Final = 8_192
"""Bytes that are looked back to where an indicator is compressed."""
SAMPLES: Final = 6
"""Indicators that the hint is made of."""


class UnreadableParts(Exception):
    """These bytes are no document in parts."""


class NamedIndicator(Node):
    """An indicator of which its notes were read, those on its figures too; anything else of it is refused."""

    code: str
    axis: int
    all_notes: tuple[Note, ...] = ()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name in Indicator.model_fields or hasattr(Indicator, name):
                raise NotRead(f"{name} of {self.code}")
            raise AttributeError(name)


class HeldPart(Node):
    action: Action | None
    """Without its indicators; None for those of impact."""
    named: tuple[NamedIndicator, ...]


class UnreadAxis(Axis):
    """An axis that is named, and of which nothing else was read: what it holds is refused."""

    @classmethod
    def of(cls, axis: Axis) -> UnreadAxis:
        found = cls.model_construct(**dict(axis))
        for name in ("actions", "indicators"):
            del found.__dict__[name]
        return found

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name in Axis.model_fields:
                raise NotRead(f"{name} of axis {self.number}")
            raise AttributeError(name)


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
    volumes: tuple[Volume, ...] = ()
    """Of the whole report."""

    @property
    def indicators(self) -> NoReturn:
        raise NotRead("indicators")

    def measures(self) -> Iterator[Measure]:
        raise NotRead("measures")

    @property
    def read_axes(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if not isinstance(axis, UnreadAxis))

    def indicator(self, code: str) -> Indicator | None:
        """Of those that it was read for."""
        held = (one for axis in self.read_axes for one in axis.all_indicators)
        return next((one for one in held if one.code == code), None)

    def neighbours(self, _code: str) -> tuple[Neighbour | None, Neighbour | None]:
        return self.near


class Abridged(Excerpt):
    """A Report of which an indicator is read when it is asked for by its code, and what is said of all is known."""

    stored: Any
    """Its `StoredParts`."""

    def indicator(self, code: str) -> Indicator | None:
        return self.stored.find_indicator(code)


class Outline(Abridged):
    """One of which all was read but what its indicators say: each is a `NamedIndicator`."""

    def measures(self) -> Iterator[Measure]:
        return Report.measures(self)


@listing_of.register
def listing_of_abridged(report: Abridged) -> Listing:
    return report.stored.listing


@reader_of.register
def reader_of_abridged(report: Abridged) -> Callable[[Listed], Indicator]:
    stored: StoredParts = report.stored
    return lambda listed: stored.read_indicator(listed.rank)


@json_writer_of.register
def json_writer_of_abridged(report: Abridged) -> Callable[[Indicator], bytes]:
    stored: StoredParts = report.stored
    return lambda named: stored.read_indicator_json(stored.ranks[named.code])


@front_of.register
def front_of_abridged(report: Abridged, day: dt.date) -> Front:
    return read_front(report.stored.told["front"], report, day)


@examples_of.register
def examples_of_abridged(report: Abridged) -> list[str]:
    return report.stored.told["examples"]


@quotes_of.register
def quotes_of_abridged(_report: Abridged) -> list[tuple[str, str]]:
    """None: its notes are read with what they speak of, which a search does not read."""
    return []


@deduced.register
def deduced_of_abridged(report: Abridged) -> Deduced:
    return read_deduced(report.stored.told["deduced"])


@replacements_of.register
def replacements_of_abridged(report: Abridged) -> Replacements:
    found: Replacements = report.stored.told["replacements"]
    return found


@schedules_of.register
def schedules_of_abridged(report: Abridged, day: dt.date) -> tuple[Schedule, ...]:
    return read_schedules(report.stored.read_json(SCHEDULES), day)


@kinds_of.register
def kinds_of_abridged(report: Abridged) -> FigureKinds:
    return report.stored.kinds


@volumes_of.register
def volumes_of_excerpt(report: Excerpt) -> tuple[Volume, ...]:
    return report.volumes


@sample_of.register
def sample_of_abridged(report: Abridged, size: int) -> Report:
    found: Report = report.stored.sample(size)
    return found


def pack_parts(report: Report) -> bytes:
    held = [list(list_parts(axis)) for axis in report.axes]
    everyone = [one.model_dump_json().encode() for one in report.indicators]
    hint = b"".join(everyone[:: max(1, len(everyone) // SAMPLES)])[-HINT:]
    told = {
        "front": write_front(report),
        "examples": examples_of(report),
        "deduced": write_deduced(report),
        "replacements": replacements_of(report),
        "names": bears_names(report),
    }
    packed = [
        zlib.compress(dump_json(make_listing(report))),
        zlib.compress(dump_json(told)),
        zlib.compress(dump_json(write_schedules(report))),
        zlib.compress(dump_json(write_kinds(make_kinds(report)))),
        hint,
        *(zlib.compress(part.model_dump_json().encode()) for parts in held for part in parts),
        *(compress_part(one, hint) for one in everyone),
    ]
    bare = tuple(axis.model_copy(update={"actions": (), "indicators": ()}) for axis in report.axes)
    table = {
        "frame": report.model_copy(update={"axes": bare}).model_dump_json(),
        "axes": [
            (
                axis.number,
                len(parts),
                axis.size,
                list(map(name_anchor, axis.actions)),
                [one.section for one in axis.actions],
            )
            for axis, parts in zip(report.axes, held, strict=True)
        ],
        "held": [len(part.named) for parts in held for part in parts],
        "places": [(one.code, one.short_title) for one in report.indicators],
        "volumes": [astuple(one) for one in volumes_of(report)],
        "lengths": list(map(len, packed)),
    }
    first = zlib.compress(dump_json(table))
    return b"".join((LENGTH.pack(len(first)), first, *packed))


def dump_json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def compress_part(content: bytes, hint: bytes) -> bytes:
    writer = zlib.compressobj(zdict=hint)
    return writer.compress(content) + writer.flush()


def list_parts(axis: Axis) -> Iterator[HeldPart]:
    for action in axis.actions:
        yield HeldPart(action=action.model_copy(update={"indicators": ()}), named=name_indicators(action.indicators))
    for start in range(0, len(axis.indicators), IMPACT_TOGETHER):
        yield HeldPart(action=None, named=name_indicators(axis.indicators[start : start + IMPACT_TOGETHER]))


def name_indicators(found: Iterable[Indicator]) -> tuple[NamedIndicator, ...]:
    return tuple(NamedIndicator(code=one.code, axis=one.axis, all_notes=one.all_notes) for one in found)


def unpack_parts(content: bytes) -> StoredParts:
    """Raises UnreadableParts for what `pack_parts` did not write."""
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
            ends,
            {number: StoredAxis(range(*run), *told) for (number, _count, *told), run in runs},
            list(accumulate(table["held"], initial=0)),
            [Neighbour(*named) for named in table["places"]],
            table["frame"],
            tuple(map(restore_volume, table["volumes"])),
        )
    except (ValueError, LookupError, TypeError, struct.error, zlib.error) as error:
        raise UnreadableParts(str(error)) from error


def restore_volume(told: tuple[int, int, int, list[Any]]) -> Volume:
    """As `astuple` told it."""
    axis, number, count, spans = told
    return Volume(axis, number, count, tuple(Span(*one) for one in spans))


@dataclass(frozen=True)
class StoredAxis:
    parts: range
    """Ranks of its parts: one for each action, then those of impact."""
    size: int
    anchors: list[str]
    """Of its actions."""
    sections: list[str]
    """What they are called."""

    def around(self, slug: str) -> range:
        """The parts that the page of this name shows, and its neighbours; all where it has no such page."""
        heading, last = name_anchor_of(slug), len(self.anchors)
        if heading in self.anchors:
            rank = self.anchors.index(heading)
            return self.parts[max(rank - 1, 0) : rank + 2 if rank + 1 < last else None]
        return self.parts[max(last - 1, 0) :] if heading == IMPACT else self.parts

    def find_parts(self, anchors: tuple[str, ...]) -> list[int]:
        """Those that hold what these name."""
        actions = len(self.anchors)
        impact = self.parts[actions:] if IMPACT in anchors else ()
        return [part for part, one in zip(self.parts, self.anchors, strict=False) if one in anchors] + [*impact]


LISTING, TOLD, SCHEDULES, KINDS, HINTED, BESIDE = range(6)
"""Where the listing, what is told of all, when figures are expected, their kinds and the hint stand, before the parts;
how many stand there."""


@dataclass(frozen=True, eq=False)
class StoredParts:
    content: bytes
    ends: list[int]
    """Where each thing after the table begins, and the last one ends."""
    axes: dict[int, StoredAxis]
    """By number."""
    firsts: list[int]
    """Of each part, the rank of its first indicator; and how many indicators there are."""
    places: list[Neighbour]
    """Each indicator in the order of the report."""
    frame: str
    volumes: tuple[Volume, ...]

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Of each indicator in `places`, by code."""
        return {one.code: rank for rank, one in enumerate(self.places)}

    @cached_property
    def read_frame(self) -> Report:
        try:
            return Report.model_validate_json(self.frame)
        except ValidationError as error:
            raise UnreadableParts(str(error)) from error

    @cached_property
    def listing(self) -> Listing:
        return read_listing(self.read_json(LISTING))

    @cached_property
    def told(self) -> dict[str, Any]:
        """What is said of all: `front`, as `front.write_front` wrote it, `deduced` likewise, `examples`,
        `replacements`, and whether it has `names` of people."""
        found: dict[str, Any] = self.read_json(TOLD)
        return found

    @cached_property
    def kinds(self) -> FigureKinds:
        return read_kinds(self.read_json(KINDS))

    def read_json(self, place: int) -> Any:
        return json.loads(zlib.decompress(self.cut(place)))

    def cut(self, place: int) -> bytes:
        return self.content[self.ends[place] : self.ends[place + 1]]

    def read_named(self, rank: int) -> HeldPart:
        try:
            return HeldPart.model_validate_json(zlib.decompress(self.cut(BESIDE + rank)))
        except (ValidationError, zlib.error) as error:
            raise UnreadableParts(str(error)) from error

    def read_indicator(self, rank: int) -> Indicator:
        """By its rank in `places`."""
        try:
            return Indicator.model_validate_json(self.read_indicator_json(rank))
        except ValidationError as error:
            raise UnreadableParts(str(error)) from error

    def read_indicator_json(self, rank: int) -> bytes:
        """As `pack_parts` wrote it."""
        reader = zlib.decompressobj(zdict=self.cut(HINTED))
        try:
            return reader.decompress(self.cut(BESIDE + len(self.firsts) - 1 + rank))
        except zlib.error as error:
            raise UnreadableParts(str(error)) from error

    def find_indicator(self, code: str) -> Indicator | None:
        rank = self.ranks.get(code)
        return None if rank is None else self.read_indicator(rank)

    def of_none(self) -> Excerpt:
        """The document without what its axes hold."""
        return self.excerpt(None, ())

    def of_indicator(self, code: str) -> Excerpt:
        """The document with the action of this indicator, or with some indicators of impact; with none where it has no
        such indicator."""
        rank = self.ranks.get(code)
        if rank is None:
            return self.of_none()
        part = bisect_right(self.firsts, rank) - 1
        axis = next(number for number, one in self.axes.items() if part in one.parts)
        return self.excerpt(axis, (part,), (self.named(rank - 1), self.named(rank + 1)))

    def of_action(self, section: str) -> Excerpt:
        """The document with this action; with none where it has no such action."""
        for number, axis in self.axes.items():
            if section in axis.sections:
                return self.excerpt(number, (axis.parts[axis.sections.index(section)],))
        return self.of_none()

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

    def of_volume(self, number: int, rank: int) -> Excerpt:
        """The document with those actions of the axis of which a part stands in this volume. They are read whole: who
        composes the volume takes its spans of them. With the whole axis, where it is printed in no volumes."""
        found = next((one for one in self.volumes if (one.axis, one.number) == (number, rank)), None)
        return self.excerpt(number, self.axes[number].find_parts(found.anchors)) if found else self.of_axis(number)

    @cached_property
    def abridged(self) -> Abridged:
        """The document of which lists are made."""
        return Abridged.model_construct(**dict(self.of_none()), stored=self)

    def of_ways(self, number: int) -> Excerpt:
        """The document with what leads to the pages of this axis; with the whole axis where it stands on one."""
        found = self.axes.get(number)
        if found is None or found.size <= dividing.MOST_OF_AXIS:
            return self.of_axis(number)
        return self.outline_of(number)

    def of_axis_document(self, number: int) -> Excerpt:
        """The document with what leads to the volumes of this axis; with the whole axis where it is one document."""
        return (
            self.outline_of(number)
            if any(one.axis == number and one.count > 1 for one in self.volumes)
            else self.of_axis(number)
        )

    def outline_of(self, number: int) -> Abridged:
        """The document with this axis, but for what its indicators say; without any where it has no such axis."""
        axes = tuple(
            self.outline_axis(axis) if axis.number == number else UnreadAxis.of(axis) for axis in self.read_frame.axes
        )
        told = {"axes": axes, "stored": self, "volumes": self.volumes}
        return Abridged.model_construct(**dict(self.read_frame) | told)

    def outline(self) -> Outline:
        """The document without what its indicators say."""
        frame = self.read_frame
        axes = tuple(map(self.outline_axis, frame.axes))
        return Outline.model_construct(**dict(frame) | {"axes": axes, "stored": self, "volumes": self.volumes})

    def sample(self, size: int) -> Report:
        """As `sampling.sample_of` takes it of the document."""
        frame = self.read_frame
        stored = [self.axes[axis.number] for axis in frame.axes]
        counts = [[self.count_in(part) for part in one.parts[: len(one.anchors)]] for one in stored]
        chosen = choose_actions(counts, size)
        axes = (
            self.sample_axis(axis, [one.parts[rank] for rank in ranks], one.parts[len(one.anchors) :], size)
            for axis, one, ranks in zip(frame.axes, stored, chosen, strict=True)
        )
        return frame.model_copy(update={"axes": tuple(axes)})

    def sample_axis(self, axis: Axis, actions: Iterable[int], impact: range, size: int) -> Axis:
        """The axis with these parts, and its first indicators of impact."""
        held = hold(axis, ((self.read_named(part).action, self.read_indicators(part)) for part in actions))
        of_impact = range(self.firsts[impact.start], self.firsts[impact.stop])[: size // IMPACT_SHARE]
        return held.model_copy(update={"indicators": tuple(map(self.read_indicator, of_impact))})

    def count_in(self, part: int) -> int:
        """How many indicators it holds."""
        return self.firsts[part + 1] - self.firsts[part]

    @property
    def is_divided(self) -> bool:
        """As `dividing.is_divided` says of the document."""
        return dividing.are_divided([axis.size for axis in self.axes.values()])

    def outline_axis(self, axis: Axis) -> Axis:
        held = [self.read_named(rank) for rank in self.axes[axis.number].parts]
        return hold(axis, ((part.action, cast(Any, part.named)) for part in held))

    def named(self, rank: int) -> Neighbour | None:
        return self.places[rank] if 0 <= rank < len(self.places) else None

    def excerpt(self, number: int | None, parts: Iterable[int], near: Any = (None, None)) -> Excerpt:
        frame = self.read_frame
        held = [(self.read_named(part).action, self.read_indicators(part)) for part in parts]
        axes = tuple(hold(axis, held) if axis.number == number else UnreadAxis.of(axis) for axis in frame.axes)
        told = {"axes": axes, "near": near, "volumes": self.volumes}
        return Excerpt.model_construct(**dict(frame) | told)

    def read_indicators(self, part: int) -> tuple[Indicator, ...]:
        return tuple(map(self.read_indicator, range(*self.firsts[part : part + 2])))


def hold(axis: Axis, held: Iterable[tuple[Action | None, tuple[Indicator, ...]]]) -> Axis:
    """The axis with these actions and their indicators, and those of impact, which are of no action."""
    actions: list[Action] = []
    impact: list[Indicator] = []
    for action, indicators in held:
        if action is None:
            impact += indicators
        else:
            actions.append(action.model_copy(update={"indicators": indicators}))
    return axis.model_copy(update={"actions": tuple(actions), "indicators": tuple(impact)})
