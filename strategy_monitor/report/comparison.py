"""Two Reports side by side, told to a reader: by axis, then by what the changes are about. Pure.

Every `Change` of `diff` is told by one entry at least, and no entry tells anything else: what is grouped here (a new
value with its printed string, a level with its basis) is lost nowhere. Turned round, a comparison is its mirror.

A Comparison holds no Report: where the two are long, it is stored, and read as far as it is asked (`comparison_store`).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from strategy_monitor.language import french
from strategy_monitor.language.topics import COUNTED, TITLES, Topic
from strategy_monitor.report.diff import Change, ChangeKind, ToldChange, rank
from strategy_monitor.report.document import Report
from strategy_monitor.report.figures import NO_SLUGS, Slugs
from strategy_monitor.report.movement import STEPS, MovementStep, ValueDifference
from strategy_monitor.report.things import PAGES, name_by_code
from strategy_monitor.report.wording import WordingPart

MOST_TOLD: Final = 3
"""Entries that are told first, where few are."""


@dataclass(frozen=True)
class EntrySubject:
    """What shows the thing that changed, and how a reader calls it on each side; empty where it does not stand."""

    page: str
    """« indicator », « measure », « action », « axis », or « strategy »."""
    code: str
    axis: int | None
    before: str = ""
    after: str = ""
    moved: tuple[int | None, int | None] | None = None
    """Its axis on each side, where it is not the same; see `diff.axes_of_sides`."""

    @property
    def title(self) -> str:
        return self.after or self.before

    @property
    def name(self) -> str:
        """« 2.1-O1 Heures de formation », « Mesure 2.1-M1 », « Axe 2 »; empty for the strategy."""
        if self.page not in PAGES:
            return ""
        kind = "" if self.page == "indicator" else f"{PAGES[self.page].heading} "
        return f"{kind}{self.code} {self.title}".strip()


@dataclass(frozen=True)
class MovedFigure:
    """One of the two values of a move, as far as it is told."""

    period: str
    """Its label, as the document has it."""
    value: Decimal | None
    """In the unit of the series; None for a level or a state, and where it is missing."""
    slugs: Slugs = NO_SLUGS
    """What names it in an address, as `figures` has it; empty where another figure has its name."""


@dataclass(frozen=True)
class Move:
    """From one value of a series to another: of a later period, or of the same one, corrected."""

    step: MovementStep
    series: str
    """Its label, on the side after."""
    headline: bool
    """True where the series is a main figure of its indicator."""
    before: MovedFigure
    after: MovedFigure
    difference: ValueDifference
    """From `restated`, where there is one: what was corrected since is not counted as an evolution."""
    restated: str = ""
    """The earlier of the two values as the other Report has it, where that one corrected it."""

    @property
    def step_text(self) -> str:
        """« nouvelle donnée », « même période, corrigé »."""
        return STEPS[self.step]

    @property
    def restated_text(self) -> str:
        """« depuis 67 %, valeur corrigée entre-temps »: why the difference is not that of the two values; else empty.

        Whoever writes the difference writes it too.
        """
        return f"depuis {self.restated}, valeur corrigée entre-temps" if self.restated else ""

    @property
    def periods(self) -> tuple[str, str]:
        return french.typeset(self.before.period), french.typeset(self.after.period)


@dataclass(frozen=True)
class ComparisonEntry:
    """One thing to tell. Texts are French, written as a reader meets them."""

    topic: Topic
    kind: ChangeKind
    subject: EntrySubject
    thing: str
    """What changed inside the subject: « Valeur 2023-2024 de « Heures suivies » »; empty where it is the subject."""
    label: str
    """The field; empty for a value, or where the whole thing was added or removed."""
    before: str
    after: str
    move: Move | None = None
    parts: tuple[WordingPart, ...] = ()
    """A long text, word by word; empty where both are shown whole."""

    @property
    def what(self) -> str:
        """What changed, for where no subject is named beside it: « Indicateur 2.1-O1 », « Série « Heures » »."""
        return self.thing or french.typeset(name_by_code(PAGES[self.subject.page].heading, self.subject.code))


@dataclass(frozen=True)
class TracedEntry(ComparisonEntry):
    """One that knows what it tells: it was just found."""

    changes: tuple[Change, ...] = dataclasses.field(kw_only=True, repr=False)
    """Always in the same order."""


@dataclass(frozen=True)
class Group:
    """What is told of one topic."""

    topic: Topic
    title: str
    entries: tuple[ComparisonEntry, ...]


@dataclass(frozen=True)
class Section:
    """What is told of one axis; of the strategy and its governance where `axis` is None."""

    axis: int | None
    title: str
    hue: str
    """Of the axis; empty for the strategy."""
    groups: tuple[Group, ...]

    @property
    def entries(self) -> tuple[ComparisonEntry, ...]:
        return tuple(entry for group in self.groups for entry in group.entries)


@dataclass(frozen=True)
class NamedAxis:
    """An axis as what compares two Reports names it."""

    number: int
    title: str
    short_title: str
    hue: str


@dataclass(frozen=True)
class NamedReport:
    """One of the two Reports, of which nothing is told but what changed."""

    edition: str
    axes: tuple[NamedAxis, ...]

    @classmethod
    def of(cls, report: Report) -> NamedReport:
        axes = (NamedAxis(axis.number, axis.title, axis.short_title, axis.hue) for axis in report.axes)
        return cls(report.edition, tuple(axes))

    def axis(self, number: int) -> NamedAxis | None:
        return next((axis for axis in self.axes if axis.number == number), None)


@dataclass(frozen=True)
class Comparison:
    """What changed from one Report to another; false where nothing did."""

    before: NamedReport
    after: NamedReport
    entries: Sequence[ComparisonEntry]
    changes: Sequence[ToldChange] = dataclasses.field(default=(), repr=False)
    """Each difference by itself, in the order of the strategy; none where one axis alone is compared."""

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def sections(self) -> tuple[Section, ...]:
        """By axis, what belongs to none first; then by topic."""
        return tuple(
            self.section(axis, tuple(entries)) for axis, entries in groupby(self.entries, lambda e: e.subject.axis)
        )

    def section(self, number: int | None, entries: tuple[ComparisonEntry, ...]) -> Section:
        groups = tuple(
            Group(topic, TITLES[topic], told)
            for topic in TITLES
            if (told := tuple(entry for entry in entries if entry.topic == topic))
        )
        if number is None:
            return Section(None, "Stratégie et gouvernance", "", groups)
        axis = self.after.axis(number) or self.before.axis(number)
        title = french.typeset(f"Axe {number}. {axis.title}" if axis else f"Axe {number}")
        return Section(number, title, axis.hue if axis else "", groups)

    def of_axis(self, number: int | None) -> Comparison:
        """The same, of one axis only; None for the strategy and its governance."""
        told = tuple(entry for entry in self.entries if entry.subject.axis == number)
        return Comparison(self.before, self.after, told)

    def of_no_axis(self) -> Comparison:
        """The same, of the strategy, its governance, and each axis that is gone."""
        gone = [axis.number for axis in self.before.axes if not self.after.axis(axis.number)]
        told = tuple(entry for number in (None, *gone) for entry in self.of_axis(number).entries)
        return Comparison(self.before, self.after, told)

    def of(self, page: str, code: str) -> tuple[ComparisonEntry, ...]:
        """What is told of one indicator, measure or action."""
        return tuple(entry for entry in self.entries if (entry.subject.page, entry.subject.code) == (page, code))

    def of_held(self, code: str, holders: Iterable[tuple[str, str]]) -> tuple[ComparisonEntry, ...]:
        """What is told of one indicator. Where nothing is told of the indicator itself: that its axis or its action was
        added, with all it holds. `holders`: these two, each by its page and its code."""
        told = self.of("indicator", code)
        return told or tuple(
            entry
            for holder in holders
            for entry in self.of(*holder)
            if entry.kind == "added" and not entry.thing and not entry.label
        )

    def of_things(self, things: Set[tuple[str, str]]) -> Comparison:
        """The same, of what is told of these, each as an `EntrySubject` names it: its page and its code."""
        told = tuple(entry for entry in self.entries if (entry.subject.page, entry.subject.code) in things)
        return Comparison(self.before, self.after, told)

    def but_of(self, things: Set[tuple[str, str]]) -> Comparison:
        """The same, of what is told of anything else."""
        told = tuple(entry for entry in self.entries if (entry.subject.page, entry.subject.code) not in things)
        return Comparison(self.before, self.after, told)

    @cached_property
    def counts(self) -> tuple[tuple[Topic, int], ...]:
        """How many entries there are of each topic that has any."""
        return in_order(Counter(entry.topic for entry in self.entries))

    @property
    def kinds(self) -> Mapping[ChangeKind, int]:
        """How many differences there are of each kind."""
        return Counter(change.kind for change in self.changes)

    @property
    def counted(self) -> str:
        """« 12 chiffres, 2 niveaux, 3 textes »; empty where nothing changed."""
        return ", ".join(french.count_noun(number, *COUNTED[topic]) for topic, number in self.counts)

    def telling(self, most: int = MOST_TOLD) -> tuple[ComparisonEntry, ...]:
        """The main figures that went furthest, one per indicator, in the order of the strategy; no doubtful one."""
        far: dict[str, ComparisonEntry] = {}
        for entry in sorted(self.measured(), key=distance, reverse=True):
            far.setdefault(entry.subject.code, entry)
        chosen = list(far.values())[:most]
        return tuple(entry for entry in self.entries if entry in chosen)

    def measured(self) -> Iterator[ComparisonEntry]:
        """The main figures that moved, with a difference that can be written."""
        return (e for e in self.entries if e.move and e.move.headline and e.move.difference.absolute)


def in_order(found: Mapping[Topic, int]) -> tuple[tuple[Topic, int], ...]:
    return tuple((topic, found[topic]) for topic in TITLES if found.get(topic))


def distance(entry: ComparisonEntry) -> tuple[bool, Decimal]:
    """How far a figure went: new data before corrections, then by points or percent, whichever it is told in."""
    move = entry.move
    if move is None:
        return False, Decimal(0)
    far = move.difference.absolute if move.difference.unit == "points" else move.difference.relative
    return move.step != "corrected", abs(far or Decimal(0))


def place(entry: TracedEntry) -> tuple[Any, ...]:
    """The order of the strategy, then of the topics."""
    first, natural, *rest = rank(entry.changes[0])
    main = bool(entry.move and entry.move.headline)
    return first, natural, entry.subject.page, list(TITLES).index(entry.topic), not main, *rest
