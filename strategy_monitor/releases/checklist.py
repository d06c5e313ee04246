"""What an edition has to look at again before it is published, proposed from the working copy; and what was decided.

Indicators go on, or are closed, perhaps replaced by another; texts are reread; measures whose date has passed are put
right; order and moves are seen, and whether an indicator is to be created. Nothing here stops a publication.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.working_copy import lock_working_copy
from indicators.models import Indicator
from indicators.signals import figures_changed
from strategy_monitor.language import french
from strategy_monitor.language.codes import ChecklistDecision
from strategy_monitor.quality.evidence import placed_measures
from strategy_monitor.quality.texts import YEAR, find_dates
from strategy_monitor.releases import load
from strategy_monitor.releases.models import ChecklistAnswer, Edition
from strategy_monitor.report.document import Measure, Report
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.report.things import flat

log = structlog.get_logger(__name__)

GROUPS: Final = {
    "indicator": gettext_lazy("Indicateurs : poursuivre ou clore"),
    "creation": gettext_lazy("Indicateurs à créer"),
    "text": gettext_lazy("Textes à revoir"),
    "measure": gettext_lazy("Mesures dont une date est passée depuis l’édition d’avant"),
    "order": gettext_lazy("Ordre et déplacements"),
}
"""Kind of what is to be looked at → its heading, in the order of the list."""


class ChecklistRefused(PublicationRefused):
    """Answers cannot be taken: `faults` gives the name of each item and why, in French; none where it is about the
    whole list."""

    def __init__(self, why: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(why)
        self.faults = faults or {}


@dataclass(frozen=True)
class Item:
    kind: str
    key: str
    """What names it among those of its kind; empty where there is only one."""
    title: str
    told: str = ""
    """What helps to decide."""
    page: str = ""
    """Kind of the page that shows it: « indicator », « measure », « axis », or empty."""
    axis: int | None = None
    answer: ChecklistAnswer | None = None
    replaced_by: str = ""
    """Code of the indicator that follows one that is closed."""

    @property
    def name(self) -> str:
        return f"{self.kind} {self.key}".strip()

    @property
    def kept(self) -> str:
        """What is decided of it, in one word or two, by which one knows whether somebody decided since."""
        decision = self.answer.decision if self.answer else ""
        return write_decision(decision, self.replaced_by)

    @property
    def closable(self) -> bool:
        return self.kind == "indicator"

    @property
    def code(self) -> str:
        """What people call it by; empty for what has only a title."""
        return self.key if self.kind in {"indicator", "measure"} else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(code, word) of the decisions that fit it."""
        if self.closable:
            fitting = [ChecklistDecision.CONTINUED, ChecklistDecision.CLOSED]
        else:
            fitting = [ChecklistDecision.REVIEWED]
        return [(one.value, one.word) for one in fitting]


@dataclass(frozen=True)
class Checklist:
    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        return sum(item.answer is not None for item in self.items)

    @property
    def groups(self) -> list[tuple[Any, list[Item]]]:
        found = [(heading, [one for one in self.items if one.kind == kind]) for kind, heading in GROUPS.items()]
        return [(heading, items) for heading, items in found if items]


def draw_up(edition: Edition, copy: Report, before: load.Published | None, today: dt.date) -> Checklist:
    """The list of this edition. `copy`: the working copy; `before`: the last release of the edition before."""
    since = before.head.day if before else copy.strategy.adopted_on
    closed = Indicator.objects.filter(closed_since=edition.label).select_related("replaced_by")
    items = [
        *(Item("indicator", one.code, one.short_title, page="indicator", axis=one.axis) for one in copy.indicators),
        *(Item("indicator", one.code, one.short_title, describe_end(one)) for one in closed),
        Item("creation", "", _("Ce que la stratégie fait et qu’aucun indicateur ne suit encore")),
        *list_texts(copy, before.report if before else None),
        *(
            Item("measure", one.code, french.cut_at_word(one.text, 160), told, "measure", axis)
            for axis, one, told in list_passed(copy, since, today)
        ),
        Item("order", "", _("L’ordre des actions, des mesures et des indicateurs, et ce qui change de place")),
    ]
    return Checklist(tuple(with_answers(edition, items)))


def with_answers(edition: Edition, items: Iterable[Item]) -> list[Item]:
    """These, with what is decided of each by now. Two queries."""
    answers = {one.item: one for one in edition.answers.select_related("answered_by")}
    closed = Indicator.objects.filter(closed_since=edition.label).exclude(replaced_by=None)
    replaced = dict(closed.values_list("code", "replaced_by__code"))
    return [
        replace(one, answer=answers.get(one.name), replaced_by=replaced.get(one.key, "") if one.closable else "")
        for one in items
    ]


def write_decision(decision: str, successor: str) -> str:
    return f"{decision} {successor}".strip()


def describe_end(closed: Indicator) -> str:
    """What readers are told where nothing replaces it."""
    if closed.replaced_by:
        return ""
    if not closed.last_edition:
        return _("Clos sans successeur. Il n’a jamais été publié.")
    last = {"edition": closed.last_edition}
    return _("Clos sans successeur. Le public lit que l’édition %(edition)s est la dernière qui l’a.") % last


TEXTS: Final = frozenset({"introduction", "indicators_remark", "context", "remark", "text", "title", "definition"})


def list_texts(copy: Report, before: Report | None) -> Iterator[Item]:
    """One for the introduction, the governance and each axis, with how many of its texts have changed."""
    places: list[tuple[str, str, int | None]] = [("strategy", _("Introduction et gouvernance"), None)]
    places += [(f"axis-{one.number}", f"{_('Axe')} {one.number} : {one.short_title}", one.number) for one in copy.axes]
    now, then = texts_by_place(copy), texts_by_place(before) if before else {}
    for key, title, axis in places:
        own = {name: text for name, text in now.items() if name[0] == axis}
        changed = sum(then.get(name) != text for name, text in own.items()) if before else len(own)
        told = french.agree_noun(
            changed,
            _("%(changed)d texte sur %(count)d a changé depuis l’édition d’avant"),
            _("%(changed)d textes sur %(count)d ont changé depuis l’édition d’avant"),
        ) % {"changed": changed, "count": len(own)}
        yield Item("text", key, title, told, "axis" if axis else "", axis)


def texts_by_place(report: Report) -> dict[tuple[int | None, Any, str], Any]:
    """(axis, identity, field) → what it says, of the texts that somebody writes."""
    return {
        (thing.context.axis, identity, name): value
        for identity, thing in flat(report).items()
        for name, value in thing.fields.items()
        if name in TEXTS and value
    }


def list_passed(copy: Report, since: dt.date, today: dt.date) -> Iterator[tuple[int | None, Measure, str]]:
    """Measures that name a day or a year which was to come when the edition before was published, and has passed."""
    for axis, measure in placed_measures(copy):
        dates, text = find_dates(measure.text), measure.text
        for one in dates:
            text = text.replace(one.words, "")
        days = [one.words for one in dates if one.date and since <= one.date < today]
        years = [found[0] for found in YEAR.finditer(text) if since <= dt.date(int(found[0]), 12, 31) < today]
        if named := list(dict.fromkeys([*days, *years])):
            yield axis, measure, _("nomme %(dates)s") % {"dates": ", ".join(named)}


@dataclass(frozen=True)
class Given:
    """What was sent for one item."""

    decision: str
    replaced_by: str = ""
    seen: str | None = None
    """What its person was shown as `Item.kept`; None where nobody says."""


@transaction.atomic
def keep_answers(edition: Edition, known: Checklist, given: Mapping[str, Given], user: Any) -> int:
    """Keeps what was decided, by the name of its item; returns how many changed. An empty decision takes one back.

    Raises ChecklistRefused, for all that cannot be taken at once: for a decision that does not fit its item, for a
    successor that is not followed, for the end of an indicator that is asked by who does not publish, where somebody
    else decided since; and once the working copy feeds another edition.
    """
    lock_working_copy()
    if not Edition.objects.filter(pk=edition.pk, fed_slot=1).exists():
        raise ChecklistRefused(f"La copie de travail ne nourrit pas l’édition « {edition} » : rien n’a été noté.")
    asked = [(item, given[item.name]) for item in with_answers(edition, known.items) if item.name in given]
    new = [(item, answer) for item, answer in asked if item.kept != write_decision(answer.decision, answer.replaced_by)]
    faults: dict[str, str] = {}
    touched: list[int | None] = []
    for item, answer in new:
        try:
            touched.append(keep_answer(edition, item, answer, user))
        except ChecklistRefused as error:
            faults |= error.faults
    if faults:
        raise ChecklistRefused(" ".join(faults.values()), faults)
    tell_changed(key for key in touched if key)
    return len(new)


def keep_answer(edition: Edition, item: Item, given: Given, user: Any) -> int | None:
    """Keeps what was decided of this one; returns the key of the indicator that is followed no longer, or again."""
    require_fitting(item, given, user)
    if given.decision:
        ChecklistAnswer.objects.update_or_create(
            edition=edition, item=item.name, defaults={"decision": given.decision, "answered_by": user}
        )
    else:
        ChecklistAnswer.objects.filter(edition=edition, item=item.name).delete()
    return close_or_continue(edition, item, given, user) if item.closable else None


def require_fitting(item: Item, asked: Given, user: Any) -> None:
    fitting = {"", *dict(item.choices)}
    if asked.seen is not None and asked.seen != item.kept:
        refuse_decision(item, "une autre personne vient d’en décider. Relire.")
    if asked.decision not in fitting:
        refuse_decision(item, "cette décision n’est pas de celles que la liste propose.")
    if asked.replaced_by and asked.decision != ChecklistDecision.CLOSED:
        refuse_decision(item, "seul un indicateur à clore est remplacé par un autre.")
    was = item.answer.decision if item.answer else ""
    if ChecklistDecision.CLOSED in {was, asked.decision} and not user.has_perm("releases.add_release"):
        refuse_decision(item, "qui publie clôt un indicateur, ou le reprend.")


def refuse_decision(item: Item, why: str) -> NoReturn:
    said = f"{item.code or item.title} : {why}"
    raise ChecklistRefused(said, {item.name: said})


def tell_changed(indicators: Iterable[int]) -> None:
    """That these are followed no longer, or again: nobody is asked to answer an alert of what is closed."""
    if keys := list(indicators):
        figures_changed.send(Indicator, indicators=keys)


def close_or_continue(edition: Edition, item: Item, asked: Given, user: Any) -> int | None:
    """Follows this indicator from this edition on, or no longer; returns its key where that changed."""
    code = item.key
    indicator = Indicator.objects.get(code=code)
    followed = not indicator.closed_since
    closed = asked.decision == ChecklistDecision.CLOSED
    indicator.closed_since = edition.label if closed else ""
    indicator.last_edition = last_edition_with(code) if closed else ""
    indicator.replaced_by = find_successor(item, asked.replaced_by) if closed else None
    if indicator.replaced_by and not indicator.last_edition:
        refuse_decision(item, "il n’a jamais été publié, et rien ne le remplace donc pour le public.")
    record_following(indicator, f"Édition {edition.label} : {'plus suivi' if closed else 'suivi'}", user)
    return indicator.pk if closed == followed else None


def record_following(indicator: Indicator, reason: str, user: Any) -> None:
    """Writes whether it is followed, and why that changed, to its history."""
    indicator._change_reason = reason  # type: ignore[attr-defined]
    indicator._history_user = user  # type: ignore[attr-defined]  # simple-history reads these two
    indicator.save()


def closed_after(label: str) -> list[Indicator]:
    """Indicators that are followed no longer since an edition after this one, by code."""
    closed = Indicator.objects.exclude(closed_since="").order_by("code")
    return [one for one in closed if one.closed_since > label]


def forget_decisions(given_up: Edition, before: Edition, user: Any) -> None:
    """What was decided for an edition that is prepared no longer, while the working copy feeds the one before again:
    what is closed since a later edition is followed again, and the list is to be answered afresh. The caller holds
    the lock of the working copy."""
    again = closed_after(before.label)
    for indicator in again:
        since = indicator.closed_since
        indicator.closed_since, indicator.last_edition, indicator.replaced_by = "", "", None
        record_following(indicator, f"Édition {since} abandonnée : suivi", user)
    given_up.answers.all().delete()
    tell_changed(one.pk for one in again)


def last_edition_with(code: str) -> str:
    """The newest edition in force that has this indicator; empty where none has."""
    for head in load.heads():
        try:
            if load.open_release(head).report.indicator(code):
                return head.edition
        except load.BadRelease as error:
            log.error("release_refused", release=head.name, why=str(error), detail=error.detail)
    return ""


def find_successor(item: Item, successor: str) -> Indicator | None:
    if not successor:
        return None
    found = Indicator.objects.filter(code=successor, closed_since="").exclude(code=item.key).first()
    if found is None:
        refuse_decision(item, f"aucun autre indicateur suivi ne porte le code « {successor[:20]} ».")
    return found
