"""Report × Report → Comparison: groups the changes that `diff` finds, and measures how far each figure went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from strategy_monitor.language import french
from strategy_monitor.language.fields import SERIES
from strategy_monitor.language.topics import Topic
from strategy_monitor.language.values import is_least
from strategy_monitor.report import figures, levels, reading, wording
from strategy_monitor.report.comparability import notes_around
from strategy_monitor.report.comparison import (
    Comparison,
    EntrySubject,
    Move,
    MovedFigure,
    NamedReport,
    TracedEntry,
    place,
)
from strategy_monitor.report.diff import Change, ChangeKind, between, tell_change
from strategy_monitor.report.document import Indicator, Observation, Report, Series
from strategy_monitor.report.figures import NO_SLUGS
from strategy_monitor.report.movement import MovementStep, ReadableValue, ValueDifference, difference, step_between
from strategy_monitor.report.sentences import write_succession
from strategy_monitor.report.things import Identity, Things, lay_both

VALUE: dict[str, Topic] = {
    "value": "figures",
    "value_high": "figures",
    "manner": "figures",
    "cumulative_since": "figures",
    "missing_reason": "figures",
    "level": "levels",
    "level_basis": "levels",
    "state": "states",
}
"""The fields of an observation that are read together, as one value."""


def compare(before: Report, after: Report) -> Comparison:
    """What changed, for a reader; empty if and only if the two Reports are equal, names of people apart."""
    told = Teller(before, after)
    entries = tuple(sorted(told.entries(), key=place))
    return Comparison(NamedReport.of(before), NamedReport.of(after), entries, tuple(map(tell_change, told.changes)))


@dataclass(frozen=True)
class Side:
    """One of the two Reports, laid flat, and what its parts are called."""

    report: Report
    things: Things
    titles: dict[tuple[str, str], str]

    @classmethod
    def of(cls, report: Report, things: Things) -> Side:
        titles = {("indicator", i.code): french.typeset(i.short_title) for i in report.indicators}
        titles |= {("axis", str(axis.number)): french.typeset(axis.short_title) for axis in report.axes}
        titles |= {
            ("action", f"{axis.number}.{action.number}"): french.typeset(action.title)
            for axis in report.axes
            for action in axis.actions
        }
        return cls(report, things, titles)

    def latest(self, series: Identity) -> Identity | None:
        return next(reversed(self.things[series].children["observations"]), None)

    def reading(self, identity: Identity) -> ReadableValue:
        context, observation = self.things[identity].context, cast(Observation, self.things[identity].node)
        owners = (self.things[owner].node for owner in context.owners)
        notes = next((notes_around(owner, observation) for owner in owners if isinstance(owner, Indicator)), ())
        return ReadableValue(cast(Series, context.series), observation, notes, identity)

    def moved(self, reading: ReadableValue) -> MovedFigure:
        """What is told of this figure, which stands here."""
        observation = reading.observation
        owners = (self.things[owner].node for owner in self.things[reading.identity].context.owners)
        indicator = next(one for one in owners if isinstance(one, Indicator))
        found = figures.of(indicator, observation)
        return MovedFigure(observation.period.label, observation.value, found.slugs if found else NO_SLUGS)


class Teller:
    def __init__(self, before: Report, after: Report) -> None:
        old, new = lay_both(before, after)
        self.before, self.after = Side.of(before, old), Side.of(after, new)
        self.changes = between(self.before.things, self.after.things)
        self.whole = {change.identity: change for change in self.changes if not change.field}
        self.moved_axes = {(one.page, one.code): one.moved for one in self.changes if one.moved}
        """Page and code of what changed axis → its axes: what was added to it or removed from it stands on one side."""
        self.moved: set[Identity] = set()
        """Observations whose arrival or departure is told as the move of their series."""

    def entries(self) -> Iterator[TracedEntry]:
        yield from self.moves()
        fields: dict[Identity, list[Change]] = defaultdict(list)
        for change in self.changes:
            if not change.field:
                yield from () if change.identity in self.moved else self.arrived(change)
            elif change.model == "Observation":
                fields[change.identity].append(change)
            else:
                yield self.plain(change)
        for identity, changes in fields.items():
            yield from self.corrected(identity, changes)

    def moves(self) -> Iterator[TracedEntry]:
        """Series whose latest value is of another period than it was."""
        for identity in self.before.things.keys() & self.after.things.keys():
            if identity[-1][0] != "Series":
                continue
            old, new = self.before.latest(identity), self.after.latest(identity)
            claimed = tuple(self.whole[one] for one in (new, old) if one in self.whole)
            if old and new and old != new and claimed:
                self.moved |= {old, new}
                readings = self.before.reading(old), self.after.reading(new)
                step = step_between(readings[0].observation, readings[1].observation)
                yield from self.read(readings, step, claimed)

    def read(
        self, readings: tuple[ReadableValue, ReadableValue], step: MovementStep, changes: tuple[Change, ...]
    ) -> Iterator[TracedEntry]:
        """One entry for each form of a value that changed; one where none did, for the period did."""
        topics = forms_of(*(reading.observation for reading in readings))
        changed = [topic for topic in topics if SHOWN[topic](readings[0]) != SHOWN[topic](readings[1])]
        if step == "undated" and not changed:
            yield self.restated(readings, changes)
            return
        for topic in changed or topics[:1]:
            yield self.valued(topic, readings, step, changes)

    def valued(
        self,
        topic: Topic,
        readings: tuple[ReadableValue, ReadableValue],
        step: MovementStep,
        changes: tuple[Change, ...],
    ) -> TracedEntry:
        """The entry of a figure, a level or a state."""
        changes = tuple(sorted(changes, key=lambda change: (change.identity, change.label)))
        before, after = readings
        known = self.corrected_since(topic, readings, step)
        start, end = (known or before, after) if step == "newer" else (before, known or after)
        gone = difference(start, end, step) if topic == "figures" else ValueDifference(text=direction(topic, readings))
        move = Move(
            step,
            french.typeset(after.series.label),
            "headline" in {before.series.role, after.series.role},
            self.before.moved(before),
            self.after.moved(after),
            gone,
            SHOWN[topic](known) if known else "",
        )
        texts = SHOWN[topic](before), SHOWN[topic](after)
        thing = french.typeset(changes[0].own_name if step == "corrected" else name_series(before, after))
        parts = wording.compared(*texts)
        return TracedEntry(topic, "changed", self.subject(changes[0]), thing, "", *texts, move, parts, changes=changes)

    def corrected_since(
        self, topic: Topic, readings: tuple[ReadableValue, ReadableValue], step: MovementStep
    ) -> ReadableValue | None:
        """The earlier of two values as the other Report has it, where it is not the same there."""
        if step not in {"newer", "older"}:
            return None
        early, other = (readings[0], self.after) if step == "newer" else (readings[1], self.before)
        known = other.reading(early.identity) if early.identity in other.things else None
        return known if known and SHOWN[topic](known) != SHOWN[topic](early) else None

    def restated(self, readings: tuple[ReadableValue, ReadableValue], changes: tuple[Change, ...]) -> TracedEntry:
        """The same value without a date, under the name of another edition."""
        before, after = (french.typeset(reading.observation.period.label) for reading in readings)
        changes = tuple(sorted(changes, key=lambda change: change.identity))
        thing = french.typeset(name_series(*readings))
        return TracedEntry(
            "layout", "changed", self.subject(changes[0]), thing, "valeur sans date", before, after, changes=changes
        )

    def arrived(self, change: Change) -> Iterator[TracedEntry]:
        """What was added or removed."""
        side = self.after if change.kind == "added" else self.before
        node = side.things[change.identity].node
        topic, text = change.topic, change.after or change.before
        if isinstance(node, Observation):
            topic = forms_of(node)[0]
            text = SHOWN[topic](side.reading(change.identity))
        elif isinstance(node, Indicator):
            other = self.before if change.kind == "added" else self.after
            text = " – ".join(filter(None, (text, write_succession(node, other.report))))
        elif isinstance(node, Series) and node.latest:
            text = f"{reading.write_latest(node)} ({french.typeset(node.latest.period.label)})"
        yield self.entry(topic, change, *(("", text) if change.kind == "added" else (text, "")))

    def corrected(self, identity: Identity, changes: list[Change]) -> Iterator[TracedEntry]:
        """The fields of one observation: those of its value together, the printed string with them."""
        readings = self.before.reading(identity), self.after.reading(identity)
        valued: dict[Topic, list[Change]] = defaultdict(list)
        for change in changes:
            topic = topic_of_value(change.field, readings)
            if topic and SHOWN[topic](readings[0]) != SHOWN[topic](readings[1]):
                valued[topic].append(change)
        printed = [change for change in changes if change.field == "printed"] if valued else []
        for topic, about in valued.items():
            yield self.valued(topic, readings, "corrected", (*about, *printed))
        told = {change.field for about in (*valued.values(), printed) for change in about}
        yield from (self.plain(change) for change in changes if change.field not in told)

    def plain(self, change: Change) -> TracedEntry:
        return self.entry(change.topic, change, change.before, change.after)

    def entry(self, topic: Topic, change: Change, before: str, after: str) -> TracedEntry:
        parts = wording.compared(before, after)
        kind: ChangeKind = change.kind
        subject = self.subject(change)
        thing = "" if change.is_subject else french.typeset(change.own_name)
        return TracedEntry(topic, kind, subject, thing, change.label, before, after, None, parts, changes=(change,))

    def subject(self, change: Change) -> EntrySubject:
        key = (change.page, change.code)
        names = self.before.titles.get(key, ""), self.after.titles.get(key, "")
        return EntrySubject(change.page, change.code, change.axis, *names, change.moved or self.moved_axes.get(key))


def topic_of_value(field: str, readings: Iterable[ReadableValue]) -> Topic | None:
    """What a field is read with; None for one that is no part of the value. A level has a manner as a figure has."""
    if field == "manner" and any(is_least(one.observation) for one in readings):
        return "levels"
    return VALUE.get(field)


def name_series(before: ReadableValue, after: ReadableValue) -> str:
    """« Série « Heures suivies » »: by its key where it was renamed, as `Change` does."""
    renamed = before.series.label != after.series.label
    return f"{SERIES.heading} « {after.series.key if renamed else after.series.label} »"


def forms_of(*observations: Observation) -> list[Topic]:
    """How the values are read: as a figure, a level, a state."""
    found: list[Topic] = []
    if any(one.value is not None or one.missing_reason for one in observations):
        found.append("figures")
    if any(one.level is not None for one in observations):
        found.append("levels")
    if any(one.state for one in observations):
        found.append("states")
    return found or ["figures"]


def write_figure(one: ReadableValue) -> str:
    """As it is written, with what it counts from; why there is none; empty for a state or a level alone."""
    if one.observation.value is None and not one.observation.missing_reason:
        return ""
    since = reading.write_since(one.observation)
    text = french.write_value(one.series, one.observation)
    return f"{text}, {since}" if since else text


SHOWN: dict[Topic, Callable[[ReadableValue], str]] = {
    "figures": write_figure,
    "levels": lambda one: french.write_level(one.observation),
    "states": lambda one: french.typeset(one.observation.state),
}


def direction(topic: Topic, readings: Iterable[ReadableValue]) -> str:
    """Where a level went, if that is certain. Levels are ordinal: how far is not said."""
    old, new = (levels.reach(one.observation) for one in readings)
    if topic != "levels" or old is None or new is None:
        return ""
    if old == new:
        return "même niveau"
    if new.low > old.high:
        return "plus haut"
    return "plus bas" if new.high < old.low else ""
