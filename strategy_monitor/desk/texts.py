"""The texts that wait for a second reader: what the public reads, what it would read, by whom; read, or sent back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from axes.models import Axis
from indicators.workflow import may_judge
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.desk import links
from strategy_monitor.desk.access import BASE, Desk, compare_working_copy, staff
from strategy_monitor.desk.acting import CopyActs
from strategy_monitor.desk.reading_copy import await_copy
from strategy_monitor.exports import addresses
from strategy_monitor.language import french
from strategy_monitor.language.folding import fold
from strategy_monitor.releases.publish import published_since
from strategy_monitor.releases.unread import unread_texts
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.texts import judging
from strategy_monitor.texts.changed import TextKey
from strategy_monitor.texts.judging import ReadingRefused
from strategy_monitor.texts.unread import UnreadText
from strategy_monitor.web.selection import QUERY, Choice, Parameter, Selection, check_length, select

PER_PAGE = 50
BEGINNING = 120
"""Letters of a text that was just read, where it can be taken back."""
Test = Callable[[UnreadText], bool]

FORMS = {
    "Strategy": "strategy",
    "Governance": "strategy",
    "Axis": "axis",
    "Action": "action",
    "Measure": "measure",
    "Indicator": "indicator",
    "Note": "note",
}
"""Part of the document → what the forms of the desk call it."""


@dataclass(frozen=True)
class TextRow:
    """One text in the list, for one person."""

    one: UnreadText
    token: str
    anchor: str
    own: bool
    """Whether another person reads it, for it is their own work."""
    page: str
    """Where the working copy shows it."""
    form: str
    """The form that edits it, and leads back; empty where it is not this person's to edit."""

    @property
    def ready(self) -> bool:
        """Whether it is ticked with the others: neither one's own work, nor sent back by somebody."""
        return not self.own and self.one.returned is None


@dataclass(frozen=True)
class TextGroup:
    axis: int | None
    rows: list[TextRow]
    all: str
    """The address that ticks all of them."""

    @property
    def to_read(self) -> bool:
        """Whether any is for this person to read, or to send back."""
        return any(not row.own for row in self.rows)


def text_parameters(user: Any) -> tuple[Parameter[Test], ...]:
    axes = [Choice(str(one.number), str(one), on_axis(one.number)) for one in Axis.objects.all()]
    elsewhere = Choice[Test]("aucun", _("Introduction, gouvernance, lexique"), on_axis(None))
    whose = (
        Choice[Test]("moi", _("À lire par moi"), lambda one: is_for(user, one)),
        Choice[Test]("par-moi", _("Écrits par moi"), lambda one: wrote(user, one)),
        Choice[Test]("renvoyes", _("Renvoyés"), lambda one: one.returned is not None),
    )
    return (
        Parameter(QUERY, _("Chercher"), check=check_length, means=texts_holding),
        Parameter("axe", _("Axe"), _("Tous"), (*axes, elsewhere)),
        Parameter("a", _("Lesquels"), _("Tous"), whose),
    )


def texts_holding(asked: str) -> Test:
    """Those that bear all these words in their name, in what the public reads or in what it would read."""
    words = fold(asked).split()

    def holds(one: UnreadText) -> bool:
        text = fold(f"{one.text.name} {one.text.before} {one.text.after}")
        return all(word in text for word in words)

    return holds


def on_axis(number: int | None) -> Test:
    return lambda one: one.text.thing.context.axis == number


def wrote(user: Any, one: UnreadText) -> bool:
    return any(writer.pk == user.pk for writer in one.writers)


def is_for(user: Any, one: UnreadText) -> bool:
    """Whether it waits for the reading of this person: what was sent back waits for who wrote it."""
    return may_judge(user) and one.returned is None and not one.is_own_work(user)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def texts(request: HttpRequest) -> HttpResponse:
    """The texts that wait; on POST, reads the ticked ones, sends them back, or takes readings back."""
    if request.method != "POST":
        return show_texts(request)
    if not may_judge(request.user):
        raise PermissionDenied(_("Ce compte lit la copie de travail ; il ne relit pas les textes des autres."))
    try:
        told, made = STEPS.get(request.POST.get("step", ""), refuse_page)(request)
    except ReadingRefused as refused:
        return show_texts(request, " ".join(refused.messages), 409, getattr(refused, "code", None) or "")
    except NothingToBuild as empty:
        return show_texts(request, str(empty), status=409)
    request.session["read_texts"] = made
    messages.success(request, told, extra_tags="read" if made else "")
    back = request.POST.get("next", "")
    return redirect(back if links.is_ours(back) else reverse("desk-texts"))


def show_texts(request: HttpRequest, fault: str = "", status: int = 200, fault_of: str = "") -> HttpResponse:
    title = _("Textes à relire")
    await_copy(request)
    try:
        viewing = compare_working_copy()
    except NothingToBuild as error:
        return render(request, "desk/empty.html", {"title": title, "why": str(error)}, status=status)
    query = request.POST if request.method == "POST" else request.GET
    selection = select(reverse("desk-texts"), text_parameters(request.user), query)
    chosen = [one for one in viewing.unread if all(test(one) for test in selection.meanings)]
    page = Paginator(chosen, PER_PAGE).get_page(query.get("page"))
    here = request.get_full_path() if request.method != "POST" else selection.address()
    groups = group_rows(request.user, page.object_list, selection, str(page.number), here)
    ticked = {row.token for group in groups for row in group.rows if row.ready} if "tout" in request.GET else ()
    context = {
        "title": title,
        "selection": selection,
        "page": page,
        "groups": groups,
        "may_judge": may_judge(request.user),
        "stops": not settings.ALLOW_SELF_VALIDATION,
        "may_read": any(group.to_read for group in groups),
        "own_work": judging.OWN_WORK,
        "ticked": ticked or request.POST.getlist("row"),
        "why": request.POST.get("why", ""),
        "longest": judging.LONGEST,
        "next": here,
        "fault": fault,
        "fault_of": fault_of if any(group.to_read for group in groups) else "",
        "just_read": list_just_read(request.user),
        "before": selection.address(page=str(page.previous_page_number())) if page.has_previous() else "",
        "after": selection.address(page=str(page.next_page_number())) if page.has_next() else "",
    }
    return render(request, "desk/texts.html", context, status=status)


@dataclass(frozen=True)
class JustRead:
    """A reading that its person may still take back."""

    words: str
    """How the text begins."""
    readings: tuple[int, ...]
    """Its key, as the form that takes readings back has them."""


def list_just_read(user: Any) -> list[JustRead]:
    """The newest first; none where something was published since the oldest of them."""
    found = list(judging.just_read(user).order_by("-pk")[:PER_PAGE])
    if not found or published_since(found[-1].read_at):
        return []
    return [JustRead(begin_wording(one.wording), (one.pk,)) for one in found]


def begin_wording(wording: str) -> str:
    words = json.loads(wording)
    text = " ".join(words) if isinstance(words, list) else str(words)
    return french.cut_at_word(french.typeset(text), BEGINNING)


def group_rows(
    user: Any, shown: Iterable[UnreadText], selection: Selection[Test], page: str, here: str
) -> list[TextGroup]:
    """By axis, in the order of the report; what stands in none together, wherever the report has it."""
    acts = CopyActs(user, here)
    ordered = sorted(shown, key=lambda one: one.text.thing.context.axis or 0)
    found = []
    for axis, same in groupby(ordered, key=lambda one: one.text.thing.context.axis):
        address = selection.address(axe=str(axis) if axis else "aucun", tout="1", page=page)
        found.append(TextGroup(axis, [row_of_text(user, one, acts) for one in same], address))
    return found


def row_of_text(user: Any, one: UnreadText, acts: CopyActs) -> TextRow:
    text, place = one.text, one.text.thing.context
    kind = FORMS.get(type(text.thing.node).__name__, "")
    code = text.identity[-1][1] if kind == "note" else place.code
    return TextRow(
        one,
        write_token(one),
        links.text_anchor(text.key),
        one.is_own_work(user),
        addresses.address(BASE, place.page, place.code, place.axis),
        acts.form(kind, code, text.key[2]) if kind else "",
    )


# What is sent


def write_token(one: UnreadText) -> str:
    model, key, field = one.text.key
    return f"{model}:{key}:{field}:{judging.mark_wording(one.text)}"


def read_tokens(given: QueryDict) -> dict[TextKey, str]:
    """The texts that were ticked, each with the mark of the wording that its page showed. Raises ReadingRefused."""
    found: dict[TextKey, str] = {}
    for token in given.getlist("row"):
        model, _colon, rest = token.partition(":")
        key, _colon, rest = rest.partition(":")
        field, _colon, mark = rest.partition(":")
        if not is_key(key):
            refuse_page()
        found[model, int(key), field] = mark
    return found


def refuse_page(_request: HttpRequest | None = None) -> Any:
    raise ReadingRefused(_("La page envoyée n’est pas lisible : la rouvrir, puis recommencer."))


def say_read(request: HttpRequest) -> tuple[str, list[int]]:
    done = judging.say_read(request.user, read_tokens(request.POST), unread_texts)
    return count_texts(len(done), _("texte lu"), _("textes lus")), [one.pk for one in done]


def give_back_texts(request: HttpRequest) -> tuple[str, list[int]]:
    why = request.POST.get("why", "").replace("\x00", "")
    done = judging.send_texts_back(request.user, read_tokens(request.POST), why, unread_texts)
    return count_texts(len(done), _("texte renvoyé"), _("textes renvoyés")), []


def undo(request: HttpRequest) -> tuple[str, list[int]]:
    keys = request.POST.getlist("reading")
    if not all(is_key(one) for one in keys):
        refuse_page()
    done = judging.undo_readings(request.user, (int(one) for one in keys), published_since, unread_texts)
    return count_texts(done, _("lecture défaite"), _("lectures défaites")), []


def count_texts(number: int, one: str, many: str) -> str:
    return f"{french.count_noun(number, one, many)}."


STEPS: dict[str, Callable[[HttpRequest], tuple[str, list[int]]]] = {
    "lire": say_read,
    "renvoyer": give_back_texts,
    "defaire": undo,
}


# What the desk counts


@dataclass(frozen=True)
class TextPile:
    """Texts that wait for a person, one kind of it, and what lists them."""

    title: Any
    query: str
    count: int
    first: list[UnreadText]


def pile_to_read(user: Any, viewing: Desk, most: int = 5) -> TextPile | None:
    """What waits for the reading of this person, if anything."""
    found = [one for one in viewing.unread if is_for(user, one)] if may_judge(user) else []
    return TextPile(gettext_lazy("Textes à relire"), "a=moi", len(found), found[:most]) if found else None


def piles_of_my_texts(user: Any, viewing: Desk, most: int = 5) -> list[TextPile]:
    """What this person wrote, where it is, and what came back."""
    mine = [one for one in viewing.unread if wrote(user, one)]
    back, waiting = [one for one in mine if one.returned], [one for one in mine if not one.returned]
    asked = [
        (gettext_lazy("Textes renvoyés, à corriger"), back),
        (gettext_lazy("Textes écrits, à relire par une autre personne"), waiting),
    ]
    return [TextPile(title, "a=par-moi", len(found), found[:most]) for title, found in asked if found]
