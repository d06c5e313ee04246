"""From a change to the page that shows it and to the form that edits it; from an object to its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from axes.models import Axis, Measure, PriorityAction, Strategy
from indicators.models import EditorialNote, Indicator, Observation, Series
from strategy_monitor.desk.access import BASE
from strategy_monitor.desk.attention import Attention, Matter
from strategy_monitor.exports import addresses
from strategy_monitor.releases import load
from strategy_monitor.report.diff import axes_of_sides
from strategy_monitor.report.document import Report
from strategy_monitor.report.things import OWN_PAGE
from strategy_monitor.texts.changed import ChangedText, TextKey
from strategy_monitor.web.headers import leads_here

RETURN, FIELD = "retour", "champ"
"""What an address of a form may say: where to go back to, and the one field to edit."""


def form_address(model: type[Model], page: str, *args: Any) -> str:
    """A page of the forms of the desk, by the name that the administration has for it: « change », « add » …"""
    return reverse(f"edit:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def with_return(address: str, back: str, **more: Any) -> str:
    """The address of a form that leads back to this page."""
    return f"{address}?{urlencode({**more, RETURN: back})}" if address else ""


def is_ours(address: str) -> bool:
    """Whether this, which a page sent, is the address of a page of ours, from its first slash on."""
    return address.startswith("/") and leads_here(address)


Place = tuple[str, str, int | None]
"""Kind of page, code and axis."""


@dataclass(frozen=True)
class ChangedSubject:
    """What changed about one thing: where it is read, where it is edited, and each change."""

    what: str
    page: str
    form: str
    changes: tuple[SomeChange, ...]


class SomeChange(Protocol):
    """What a list of changes needs of one, as `Change` says it."""

    @property
    def kind(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def axis(self) -> int | None: ...

    @property
    def moved(self) -> tuple[int | None, int | None] | None: ...

    @property
    def what(self) -> str: ...

    @property
    def page(self) -> str: ...

    @property
    def code(self) -> str: ...


class Forms(Protocol):
    """Addresses of the forms of one person, by what a Report knows: kinds of pages and codes."""

    def address(self, page: str, code: str) -> str:
        """The form that edits it, and leads back; empty where the thing is gone, or is not this person's to edit."""


def group_changes(
    changes: Sequence[SomeChange], forms: Forms, base: str = BASE
) -> list[tuple[int | None, list[ChangedSubject]]]:
    """The changes by axis, then by what they speak of, read in the mount `base`; None stands for what has no axis."""
    now = {(change.page, change.code): axes_of_sides(change)[1] for change in changes if change.moved}
    found = []
    for axis, of_axis in groupby(changes, key=lambda change: change.axis):
        about = []
        for what, group in groupby(of_axis, key=lambda change: change.what):
            every = tuple(group)
            first = every[0]
            gone = all(change.kind == "removed" and change.model in OWN_PAGE for change in every)
            where = now.get((first.page, first.code), first.axis)
            page = "" if gone else addresses.address(base, first.page, first.code, where)
            about.append(ChangedSubject(what, page, forms.address(first.page, first.code), every))
        found.append((axis, about))
    return found


@dataclass(frozen=True)
class Waiting:
    """What waits for someone: where it is read, and where it is settled."""

    matter: Matter
    page: str
    form: str


def locate_matters(matters: tuple[Matter, ...], axis: int, forms: Forms) -> list[Waiting]:
    return [
        Waiting(
            matter,
            addresses.address(BASE, matter.page, matter.code, axis),
            forms.address("note", matter.note) if matter.note else forms.address(matter.page, matter.code),
        )
        for matter in matters
    ]


MOST_WAITING = 50
"""Of what waits on an axis for one reason: as many are shown, unless all of them are asked for."""


@dataclass(frozen=True)
class WaitingGroup:
    """What waits on an axis for one reason."""

    key: str
    """What asks for all of it in an address: « 2-anciens »."""
    name: str
    total: int
    shown: list[Waiting]
    opened: bool
    """Whether it is unfolded: what has no figure, and what is asked for whole. What is in doubt fills screens."""

    @property
    def rest(self) -> int:
        return self.total - len(self.shown)


def group_matters(
    found: tuple[Attention, ...], forms: Forms, whole: str = ""
) -> list[tuple[Attention, list[WaitingGroup]]]:
    """By axis, then by why; only what there is, and of the group `whole` all of it."""
    return [(one, list(group_matters_of(one, forms, whole))) for one in found]


def group_matters_of(one: Attention, forms: Forms, whole: str) -> Iterator[WaitingGroup]:
    lacking = "sans-chiffre"
    kinds = (
        (lacking, _("Sans chiffre"), one.missing),
        ("mis-en-doute", _("Mis en doute"), one.doubtful),
        ("sans-date", _("Sans date"), one.undated),
        ("anciens", _("Anciens"), one.old),
    )
    for slug, name, matters in kinds:
        key = f"{one.axis.number}-{slug}"
        shown = matters if key == whole else matters[:MOST_WAITING]
        if matters:
            located = locate_matters(shown, one.axis.number, forms)
            yield WaitingGroup(key, name, len(matters), located, slug == lacking or key == whole)


def page_of(thing: Any) -> str | None:
    """The page of the working copy that shows this thing; None where no page does: an indicator that is followed no
    longer, or what was typed in a form that was refused, such as an axis of the number 12.
    """
    indicator = indicator_of(thing)
    where = None if indicator is not None and indicator.closed_since else place_of(thing)
    try:
        return addresses.address(BASE, *where) if where else None
    except NoReverseMatch:
        return None


def site_page_of(thing: Any) -> str | None:
    """The public page that shows this thing; None where nothing is published, or not this thing."""
    where, now = place_of(thing), load.current_release()
    if where is None or now is None or not is_published(now.report, *where):
        return None
    return addresses.address("", *where)


def is_published(report: Report, page: str, code: str, axis: int | None) -> bool:
    if page == "indicator":
        return report.indicator(code) is not None
    if page == "measure":
        return any(measure.code == code for measure in report.measures())
    if page == "action":
        return any(action.section == code for one in report.axes for action in one.actions)
    return axis is None or report.axis(axis) is not None


def place_of(thing: Any) -> Place | None:
    """On which page this thing is read; None where it is on none."""
    thing = indicator_of(thing) or (target_of(thing) if isinstance(thing, EditorialNote) else thing)
    where = WHERE.get(type(thing))
    return where(thing) if where else None


def indicator_of(thing: Any) -> Indicator | None:
    """The indicator that it is, or on whose page it is read; None where it belongs to none."""
    if isinstance(thing, EditorialNote):
        thing = target_of(thing)
    if isinstance(thing, Observation):
        thing = thing.series
    if isinstance(thing, Series):
        thing = thing.indicator
    return thing if isinstance(thing, Indicator) else None


def desk_page(key: int) -> str:
    """The page of the desk that follows a value at work."""
    return reverse("desk-observation", args=[key])


def axis_of(measure: Measure) -> int | None:
    action = measure.parent.action if measure.parent else measure.action
    return action.axis.number if action else None


def target_of(note: EditorialNote) -> Any:
    return note.observation or note.indicator or note.measure or note.action or note.axis or note.strategy


MARKED = {
    "axis": frozenset({"title"}),
    "action": frozenset({"title"}),
    "measure": frozenset({"text"}),
    "indicator": frozenset({"title", "context", "remark", "definition"}),
}
"""Kind of page → the texts that have a place of their own there."""


def mark_of(text: ChangedText) -> tuple[str, str, str]:
    """(kind, code, field) of the place on the pages of the copy where it is marked that this text waits.

    What has no place of its own is marked with the whole of what shows it.
    """
    place, part = text.thing.context, type(text.thing.node).__name__
    if part == "Note":
        return "note", text.identity[-1][1], ""
    field = "title" if text.field == "short_title" or place.page in {"axis", "action"} else text.field
    own = part.lower() == place.page and field in MARKED.get(place.page, ())
    return place.page, place.code, field if own else ""


def text_address(key: TextKey) -> str:
    """Where a text that waits is listed."""
    return f"{reverse('desk-texts')}#{text_anchor(key)}"


def text_anchor(key: TextKey) -> str:
    return "-".join(("texte", key[0].rpartition(".")[2].lower(), str(key[1]), key[2]))


WHERE: dict[type, Callable[[Any], Place]] = {
    Strategy: lambda _strategy: ("strategy", "", None),
    Axis: lambda axis: ("axis", str(axis.number), axis.number),
    PriorityAction: lambda action: ("action", action.section, action.axis.number),
    Measure: lambda measure: ("measure", measure.code, axis_of(measure)),
    Indicator: lambda indicator: ("indicator", indicator.code, None),
}
"""Where what has a page, or a place on one, is read."""

SHOWN: tuple[type, ...] = (*WHERE, Series, Observation, EditorialNote)
"""What the working copy shows: what has a page, and what is read on the page of something else."""
