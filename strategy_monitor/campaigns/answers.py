"""« Mes chiffres »: what is asked of a person, what they typed there, how it reads, and how it is written.

Rows that are right are written; those that are wrong stay with their typing, and say why. Each cell is read, and each
row checked and recorded, by the code of the imports; what is submitted goes through the workflow.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from axes.working_copy import lock_working_copy, name_authority
from indicators import workflow
from indicators.exchange import applying
from indicators.exchange.outcome import CHANGED, NEW, UNCHANGED, Fault, Line
from indicators.exchange.periods import explain_unread
from indicators.exchange.typed_rows import CELLS, TypedRow, column_of_fault, read_rows, typed
from indicators.models import Indicator, Observation, Series
from indicators.rights import with_my_figures
from indicators.signals import figures_changed
from indicators.workflow import Remark
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.campaigns import kept
from strategy_monitor.campaigns.kept import Clash, Key, TypedCell
from strategy_monitor.campaigns.mine import AskedFigure, asked_of
from strategy_monitor.campaigns.models import KeptCell, KeptFile
from strategy_monitor.language import french
from strategy_monitor.language.codes import Manner, WorkStatus
from strategy_monitor.quality.knowledge import explain_range, times_between

CONTENT = ("period", *CELLS)
"""The cells that say something of the figure."""
BESIDE = ("source", "message")
"""Those that speak to who validates it."""
NAMES = (*CONTENT, "reading", *BESIDE)
"""All cells of a row; `reading` is the answer to a question about its value."""

LONGEST_LABEL = KeptCell._meta.get_field("period_label").max_length or 0

PERIOD_DETAILS = {"period_kind", "period_start", "period_end"}

HandOver = Callable[[Observation, list[KeptFile]], None]
"""What takes the files of a row to who validates its value."""


@dataclass
class AnswerRow:
    asked: AskedFigure
    revision: int
    """Of what is recorded; 0 for what is not."""
    kept: dict[str, KeptCell]
    authority: str
    """Whose strategy it is."""
    line: Line | None = None
    """What the row would do; None where nothing was typed in it."""
    clashes: dict[str, Clash] = field(default_factory=dict)
    overlaid: dict[str, str] = field(default_factory=dict)
    """What this page sent, where another one keeps something else."""

    @property
    def observation(self) -> Observation:
        return self.asked.observation

    @property
    def key(self) -> Key:
        return self.observation.series_id, self.observation.period_label

    @property
    def recorded(self) -> dict[str, str]:
        """What stands in each cell before anybody types: what is recorded, or proposed."""
        one = self.observation
        found = {name: typed(one, name) if one.pk else "" for name in CELLS}
        if one.pk and one.is_promise:
            found["missing_reason"] = ""  # to say it again is an answer
        last = self.asked.last
        if not one.pk and last is not None and last.manner == Manner.CUMULATIVE:
            found |= {name: typed(last, name) for name in ("manner", "cumulative_since")}
        return {"period": one.period_label, **found, "reading": "", "source": "", "message": ""}

    @property
    def texts(self) -> dict[str, str]:
        """What stands in each cell now."""
        return self.recorded | {name: one.text for name, one in self.kept.items()} | self.overlaid

    @property
    def touched(self) -> bool:
        """Whether something was typed about the figure, which is not recorded."""
        before, now = self.recorded, self.texts
        return any(before[name] != now[name] for name in CONTENT)

    @property
    def kept_at(self) -> dt.datetime | None:
        """When the latest of what is typed here, and not recorded, was kept."""
        before = self.recorded
        return max((one.at for name, one in self.kept.items() if one.text != before.get(name)), default=None)

    @property
    def overtaken(self) -> bool:
        """Whether what is recorded changed since this person typed."""
        return self.touched and any(one.revision != self.revision for one in self.kept.values() if one.name in CONTENT)

    @property
    def recorded_statement(self) -> str:
        """What is recorded, in the words of the public; empty for what is not."""
        one = self.observation
        return french.write_statement(one.series, one) if one.pk else ""

    @property
    def is_right(self) -> bool:
        """Whether what was typed can be written as it stands."""
        return self.line is not None and self.line.outcome in {NEW, CHANGED, UNCHANGED} and not self.faults

    @property
    def brings(self) -> bool:
        """Whether it is right, and says something that is not recorded; a promise repeated is only handed over."""
        return self.is_right and self.line is not None and self.line.outcome != UNCHANGED

    @property
    def written(self) -> Observation:
        """The observation that what was typed makes, or is about."""
        return self.line.observation if self.line and self.line.observation else self.observation

    @property
    def is_ready(self) -> bool:
        """Whether it can be submitted: filled in now or before, and right; what was returned, once it is answered."""
        if self.touched or self.faults:
            return self.is_right
        status = self.observation.status if self.observation.pk else ""
        return status == WorkStatus.DRAFT or (status == WorkStatus.RETURNED and bool(self.remark.message))

    @property
    def statement(self) -> str:
        """What was typed, in the words that the public will read; empty where it cannot be read."""
        one = self.line.observation if self.line and self.line.observation else None
        return french.write_statement(one.series, one) if one and self.is_right else ""

    @property
    def leap(self) -> str:
        """What to look at again where the value cannot be, or is far from the last one, in a sentence; it stops nothing
        here. What cannot be would stop the publication."""
        if not (self.is_right if self.touched else self.observation.pk):
            return ""
        last, one = self.asked.last, self.written
        if why := explain_range(one.series, one, self.authority) or explain_period(one):
            return french.typeset(_("%(why)s La vérifier.") % {"why": why})
        if last is None or last.value is None or one.value is None:
            return ""
        times = times_between(last.value, one.value, one.series.quantity)
        said = _("Un rapport de %(times)s avec la dernière valeur : la vérifier.")
        return said % {"times": french.write_number(times)} if times is not None else ""

    @property
    def faults(self) -> dict[str, list[Fault]]:
        """Cell → what is wrong in it."""
        found: defaultdict[str, list[Fault]] = defaultdict(list)
        for fault in self.line.faults if self.line else ():
            found[cell_of(fault)].append(self.in_words_of_the_row(fault))
        if self.line and not self.observation.pk and self.line.outcome in {CHANGED, UNCHANGED}:
            found["period"].append(
                Fault("", "", _("Cette série a déjà une valeur pour cette période : la modifier sur sa page."))
            )
        if self.texts["source"].strip():
            try:
                read_source(self.texts["source"])
            except ValidationError as error:
                found["source"].append(Fault("", "", error.messages[0]))
        return dict(found)

    def in_words_of_the_row(self, fault: Fault) -> Fault:
        """A row has no cells for the kind and the days of its period, which a file has: the period itself says them."""
        if column_of_fault(fault) not in PERIOD_DETAILS:
            return fault
        return replace(fault, sentence=explain_unread(self.texts["period"], self.observation.period_kind))

    @property
    def remark(self) -> Remark:
        return Remark(self.texts["message"].strip(), read_source(self.texts["source"]))

    def typed_row(self) -> TypedRow:
        before, now = self.recorded, self.texts
        if self.observation.pk:
            texts = {name: now[name] for name in CELLS if now[name] != before[name]}
        else:
            absent = now["missing_reason"] and not now["value"].strip()
            proposed = {name for name in CELLS if absent and now[name] == before[name]}
            texts = {name: now[name] for name in CELLS if now[name].strip() and name not in proposed}
        return TypedRow(self.observation, " ".join(now["period"].split()), texts, now["reading"])


def explain_period(one: Observation) -> str:
    """Why nothing can be known yet of a period, in French; empty where something can."""
    if one.period_start is None or one.period_start <= timezone.localdate():
        return ""
    return _("Cette période n’a pas commencé : « %(label)s ».") % {"label": one.period_label}


def cell_of(fault: Fault) -> str:
    """The cell of the row where a fault shows: what has none of its own shows at the value, or at the period."""
    name = column_of_fault(fault)
    if name.startswith("period"):
        return "period"
    return name if name in CELLS else "level" if name == "level_basis" else "value"


def read_source(text: str) -> str:
    """The address of a source. Raises ValidationError."""
    if not text.strip():
        return ""
    address = forms.URLField(assume_scheme="https", max_length=500).clean(text.strip())
    if not address.startswith(("http://", "https://")):
        raise ValidationError(_("Une source est une page du web : son adresse commence par « https:// »."))
    return str(address)


def read_grid(user: Any, today: dt.date, only: Iterable[Key] | None = None) -> list[AnswerRow]:
    """All that is asked of this person, with what they typed; or these rows only. A fixed number of queries."""
    asked = asked_of(user, today)
    cells: defaultdict[Key, dict[str, KeptCell]] = defaultdict(dict)
    for (series, label, name), one in kept.kept_cells(user).items():
        cells[series, label][name] = one
    now = revisions(Observation, [one.observation.pk for one in asked if one.observation.pk])
    authority = name_authority()
    rows = [AnswerRow(one, now.get(one.observation.pk, 0), {}, authority) for one in asked]
    for row in rows:
        row.kept = cells[row.key]
    wanted = {row.key for row in rows} if only is None else set(only)
    chosen = [row for row in rows if row.key in wanted]
    read_typed_lines(chosen, user)
    return chosen


def read_typed_lines(rows: Iterable[AnswerRow], user: Any) -> None:
    """How what was typed reads."""
    waiting = [row for row in rows if row.touched]
    lines = read_rows([row.typed_row() for row in waiting], user) if waiting else []
    for row, line in zip(waiting, lines, strict=True):
        row.line = line


# What a page sends


@dataclass(frozen=True)
class SentRow:
    """A row as it comes from a page: what was typed, and what the page had shown."""

    key: Key
    texts: Mapping[str, str]
    shown: Mapping[str, tuple[str, int]]
    """Cell → the text that it showed, and the version of what was kept; where not told, empty and 0."""
    revision: int
    number: str = ""
    """Which it is on its page."""

    @property
    def typing(self) -> dict[str, str]:
        """What was typed of the figure: cell → text, where it is not what the page showed."""
        before = {name: self.shown.get(name, ("", 0))[0] for name in CONTENT}
        return {name: self.texts[name] for name in CONTENT if self.texts.get(name, before[name]) != before[name]}

    def cells(self) -> list[TypedCell]:
        found = []
        for name in NAMES:
            shown, version = self.shown.get(name, ("", 0))
            if name in self.texts:
                found.append(TypedCell((*self.key, name), self.texts[name], shown, version, self.revision))
        return found


@dataclass
class Saved:
    """What became of the rows of a page."""

    written: int = 0
    submitted: int = 0
    wrong: int = 0
    """Rows that stay, with their typing, because of a fault."""
    overtaken: int = 0
    """Rows that somebody else recorded meanwhile."""
    clashes: list[Clash] = field(default_factory=list)
    doubted: list[AnswerRow] = field(default_factory=list)
    """Rows that were submitted with something to look at again: see `AnswerRow.leap`."""


def keep_typing(user: Any, sent: Iterable[SentRow], today: dt.date) -> list[Clash]:
    """Keeps what was typed in rows asked of this person, or that were while it was typed; what another page keeps
    stays (`kept.store_typed`)."""
    asked = {(one.observation.series_id, one.observation.period_label) for one in asked_of(user, today)}
    every = list(sent)
    late = typed_too_late(user, [row for row in every if row.key not in asked])
    with transaction.atomic():
        return kept.store_typed(
            user, (cell for row in every if row.key in asked or row.key in late for cell in row.cells())
        )


def typed_too_late(user: Any, rows: Iterable[SentRow]) -> set[Key]:
    """The rows of this person's figures that are asked no more, and say something else than what is recorded: a form
    that is sent twice says the same. Two queries, none where there is no such row."""
    typing = {row.key: row.typing for row in rows if row.typing and len(row.key[1]) <= LONGEST_LABEL}
    if not typing:
        return set()
    mine = Series.objects.filter(
        pk__in={series for series, _label in typing}, indicator__in=Indicator.objects.filter(with_my_figures(user))
    )
    recorded: defaultdict[int, list[Observation]] = defaultdict(list)
    known = set(mine.values_list("pk", flat=True))
    for one in Observation.objects.filter(series__in=known):
        recorded[one.series_id].append(one)
    return {
        key
        for key, texts in typing.items()
        if key[0] in known and not any(says_already(one, key, texts) for one in recorded[key[0]])
    }


def says_already(one: Observation, key: Key, texts: Mapping[str, str]) -> bool:
    """Whether what is recorded says all that was typed, spaces apart."""
    given = {"period": key[1], **texts}
    stored = {"period": one.period_label, **{name: typed(one, name) for name in CELLS}}
    return all("".join(text.split()) == "".join(stored[name].split()) for name, text in given.items())


def save(
    user: Any, sent: Iterable[SentRow], submitting: bool, today: dt.date, hand_over: HandOver | None = None
) -> Saved:
    """Writes the rows that are right, and submits them where asked. Raises StepRefused, and then only keeps typing.

    `hand_over`: called for each value that is submitted, in the same transaction, with the files of its row.
    """
    every = {row.key: row for row in sent}
    clashes = keep_typing(user, every.values(), today)
    done = Saved(clashes=clashes)
    disputed = {one.typed.place[:2] for one in clashes}
    with transaction.atomic():
        lock_working_copy()
        rows = [row for row in read_grid(user, today, every) if row.key not in disputed]
        fresh = [row for row in rows if row.revision == every[row.key].revision]
        done.overtaken = sum(row.touched for row in rows) - sum(row.touched for row in fresh)
        done.wrong = sum(bool(row.faults) for row in fresh)
        bringing = [row for row in fresh if row.brings]
        record_answers(bringing, user)
        done.written = len(bringing)
        if submitting:
            handed = submit(user, fresh, hand_over)
            done.submitted, done.doubted = len(handed), [row for row in handed if row.leap]
        else:
            keep_remarks(user, bringing)
    tell_of_changes(bringing)
    return done


def record_answers(rows: Iterable[AnswerRow], user: Any) -> None:
    """Records what these rows say, as an import does. Inside a transaction that holds the working copy."""
    lines = [row.line for row in rows if row.line is not None]
    applying.write_lines(lines, user, _("Saisi dans « Mes chiffres »"))


def submit(user: Any, rows: Iterable[AnswerRow], hand_over: HandOver | None = None) -> list[AnswerRow]:
    """Hands over all that is filled in and right, and returns it. Raises StepRefused."""
    chosen = {row.written.pk: row for row in rows if row.is_ready}
    if not chosen:
        return []
    remarks = {key: row.remark for key, row in chosen.items()}
    now = revisions(Observation, chosen)
    workflow.submit(user, {key: now.get(key, 0) for key in chosen}, remarks)
    for row in chosen.values():
        files = list(kept.files_of_row(user, row.key))
        if files and hand_over:
            hand_over(row.written, files)
        kept.forget(user, row.key)
    return list(chosen.values())


def keep_remarks(user: Any, rows: Iterable[AnswerRow]) -> None:
    """What was typed about the figures is recorded; what speaks to who validates waits for the submission."""
    for row in rows:
        one = row.written
        kept.forget(user, row.key, names=(*CONTENT, "reading"))
        kept.move(user, row.key, (one.series_id, one.period_label))


def tell_of_changes(rows: Iterable[AnswerRow]) -> None:
    """Lets the quality rules look at what was written."""
    touched = {row.observation.series.indicator_id for row in rows}
    if touched:
        figures_changed.send(Observation, indicators=touched)
