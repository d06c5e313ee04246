"""What a rule is, where what it finds stands, and the list of all rules."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from strategy_monitor.quality.evidence import CitedReference, EvidenceKey, PrintedAddress
from strategy_monitor.quality.texts import quotes_words
from strategy_monitor.report.document import Indicator, Note, Observation, Series

BLOCKING, WARNING, INFORMATION = "blocking", "warning", "information"
SEVERITIES = (BLOCKING, WARNING, INFORMATION)


class CheckedThing(NamedTuple):
    """One thing of the strategy, with all that holds it."""

    indicator: Indicator | None = None
    series: Series | None = None
    observation: Observation | None = None
    reference: CitedReference | None = None
    address: PrintedAddress | None = None

    @property
    def chain(self) -> tuple[tuple[str, str], ...]:
        """Kind and permanent name of each, from the widest to the narrowest."""
        found: list[tuple[str, str]] = []
        if self.indicator:
            found.append(("indicator", self.indicator.code))
        if self.series:
            found.append(("series", self.series.key))
        if self.observation:
            found.append(("observation", self.observation.period.label))
        if self.reference:
            found.append(("reference", self.reference.code))
        if self.address:
            found.append((self.address.target, self.address.key))
        return tuple(found)

    @property
    def target(self) -> str:
        return self.chain[-1][0]

    @property
    def key(self) -> str:
        """Survives the row: made of permanent codes, not of keys of the database."""
        return " | ".join(name for _kind, name in self.chain)

    @property
    def identities(self) -> tuple[EvidenceKey, ...]:
        """Of each, from the widest to the narrowest."""
        names = tuple(name for _kind, name in self.chain)
        return tuple((kind, *names[: rank + 1]) for rank, (kind, _name) in enumerate(self.chain))

    @property
    def label(self) -> str:
        parts = []
        if self.indicator:
            parts += [self.indicator.code, "" if self.series else self.indicator.short_title]
        parts += [one.label for one in (self.series, self.reference, self.address) if one]
        if self.observation:
            parts.append(self.observation.period.label)
        return ", ".join(part for part in parts if part)

    @property
    def axis(self) -> int | None:
        thing = self.indicator or self.reference or self.address
        return thing.axis if thing else None

    @property
    def notes(self) -> tuple[Note, ...]:
        """Those on the thing itself, and on what it holds."""
        if self.observation:
            return self.observation.notes
        if self.series:
            return tuple(note for one in self.series.observations for note in one.notes)
        if self.indicator:
            return self.indicator.all_notes
        thing = self.reference or self.address
        return thing.notes if thing else ()

    @property
    def indicator_notes(self) -> tuple[Note, ...]:
        """Those on the indicator that holds the thing."""
        return self.indicator.notes if self.indicator else ()


@dataclass(frozen=True)
class Detection:
    """What a rule yields. `words`: what a note must quote to be about it; none where subject and kind say enough."""

    subject: CheckedThing
    message: str
    observed: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class QualityFault:
    """What the gate keeps of it."""

    rule: str
    severity: str
    target: str
    key: str
    label: str
    axis: int | None
    pks: tuple[tuple[str, int], ...]
    message: str
    observed: str
    note: int | None = None
    """Key of the note by which the public already knows."""
    draft: bool = False
    """True where only a draft shows it: it is not about what would be published."""
    mended: bool = False
    """True where a draft no longer shows it: it is about what would be published, and goes once that is validated."""

    @property
    def fingerprint(self) -> str:
        """The same fault, found again, has the same; a changed value makes another."""
        return hashlib.sha256("\n".join((self.rule, self.target, self.key, self.observed)).encode()).hexdigest()


@dataclass(frozen=True)
class Circumstances:
    """What a rule may know beyond the thing it looks at."""

    today: dt.date
    act_dates: frozenset[dt.date] = frozenset()
    authority: str = ""
    """Whose strategy it is, by its name."""


Check = Callable[[Any, Circumstances], Iterator[Detection]]


@dataclass
class CheckedLook:
    """At one thing: what each check found in it, which depends on nothing else."""

    thing: Any
    known: Circumstances
    found: dict[Check, tuple[Detection, ...]] = field(default_factory=dict)

    def detect(self, check: Check) -> tuple[Detection, ...]:
        if check not in self.found:
            self.found[check] = tuple(check(self.thing, self.known))
        return self.found[check]


class Looks:
    """The last look at each indicator: at one that has not changed since, nobody looks again."""

    def __init__(self) -> None:
        self.known: Circumstances | None = None
        self.last: dict[str, CheckedLook] = {}

    def at(self, indicators: Iterable[Indicator], known: Circumstances) -> list[CheckedLook]:
        if self.known != known:
            self.known, self.last = known, {}
        last = self.last
        return [self.renew(last, one, known) for one in indicators]

    def renew(self, last: dict[str, CheckedLook], one: Indicator, known: Circumstances) -> CheckedLook:
        before = last.get(one.code)
        same = before is not None and before.thing == one
        last[one.code] = CheckedLook(one, known, before.found if before and same else {})
        return last[one.code]


@dataclass(frozen=True)
class Rule:
    code: str
    severity: str
    title: Any
    explanation: Any
    over: str
    """What of the evidence it looks at: « indicators », « references » or « addresses »."""
    told_by: frozenset[str]
    """Kinds of the notes that tell the public."""
    check: Check

    def examine(self, looks: Iterable[CheckedLook], keys: Mapping[EvidenceKey, int]) -> Iterator[QualityFault]:
        """`looks`: at what it looks at."""
        for look in looks:
            for found in look.detect(self.check):
                yield self.make_fault(found, keys)

    def make_fault(self, found: Detection, keys: Mapping[EvidenceKey, int]) -> QualityFault:
        subject = found.subject
        note = self.find_note(found)
        return QualityFault(
            rule=self.code,
            severity=self.severity,
            target=subject.target,
            key=subject.key,
            label=subject.label,
            axis=subject.axis,
            pks=tuple((one[0], keys[one]) for one in subject.identities if one in keys),
            message=found.message,
            observed=found.observed,
            note=keys.get(("note", note.code)) if note else None,
        )

    def find_note(self, found: Detection) -> Note | None:
        """The note that already says it: one of a fitting kind, here or around, that quotes what was observed."""
        around = found.subject.indicator_notes if found.words else ()
        fitting = (note for note in (*found.subject.notes, *around) if note.kind in self.told_by)
        return next((note for note in fitting if quotes_words(f"{note.printed} {note.reason}", found.words)), None)


RULES: dict[str, Rule] = {}
"""By code, in the order in which they are read."""


def rule(
    code: str, severity: str, title: Any, explanation: Any, *, told_by: tuple[str, ...] = (), over: str = "indicators"
) -> Callable[[Check], Check]:
    """Enters a check in the list of rules."""

    def enter(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code, severity, title, explanation, over, frozenset(told_by), check)
        return check

    return enter
