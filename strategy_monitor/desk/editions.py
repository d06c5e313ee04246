"""The editions seen from the desk: which one the working copy feeds, how to prepare the next one, what each has had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from strategy_monitor.desk.access import BASE, compare_publication, staff
from strategy_monitor.desk.reading_copy import await_copy
from strategy_monitor.errata import workflow
from strategy_monitor.errata.models import Erratum
from strategy_monitor.exports import addresses
from strategy_monitor.language import french
from strategy_monitor.language.codes import ChecklistDecision, EditionState
from strategy_monitor.pages.history import count_changes
from strategy_monitor.releases import load
from strategy_monitor.releases.checklist import (
    Checklist,
    ChecklistRefused,
    Given,
    Item,
    closed_after,
    draw_up,
    keep_answers,
    write_decision,
)
from strategy_monitor.releases.editions import fed_edition, go_back, prepare, state_of_edition
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.standing import read_standing_report
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.refusal import PublicationRefused


@dataclass(frozen=True)
class EditionRow:
    edition: Edition
    state: EditionState
    heads: tuple[load.Head, ...]
    """Its releases, newest first."""

    @property
    def closed(self) -> bool:
        return self.state == EditionState.CLOSED

    @property
    def corrigible(self) -> bool:
        """Whether an erratum can be made of its document."""
        return self.closed and any(head.in_force for head in self.heads)


def list_rows() -> list[EditionRow]:
    """Real editions, newest first. Two queries."""
    known = load.every_head()
    rows = Edition.objects.select_related("prepared_by")
    return [row_of(one, known) for one in rows if not one.fictive]


def row_of(edition: Edition, known: Sequence[load.Head]) -> EditionRow:
    own = sorted((one for one in known if one.edition == edition.label), key=lambda one: -one.number)
    return EditionRow(edition, state_of_edition(edition, known), tuple(own))


class PrepareForm(forms.Form):
    label = forms.SlugField(
        label=gettext_lazy("Édition à préparer"),
        help_text=gettext_lazy("L’année du rapport : elle figure dans les adresses, et ne change plus."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def next_label(fed: Edition | None) -> str:
    """« 2026 » after « 2025 »; empty where the label is no number."""
    return str(int(fed.label) + 1) if fed and fed.label.isdecimal() else ""


@require_safe
@staff
def list_editions(request: HttpRequest) -> HttpResponse:
    return show_editions(request, PrepareForm(initial={"label": next_label(fed_edition())}))


def show_editions(request: HttpRequest, form: PrepareForm, status: int = 200) -> HttpResponse:
    await_copy(request)
    rows = list_rows()
    fed = next((row for row in rows if row.edition.fed), None)
    before = next((row for row in rows if row.closed), None)
    context = {
        "title": _("Éditions"),
        "rows": rows,
        "fed": fed,
        "before": before,
        "followed_again": closed_after(before.edition.label) if before else [],
        "form": form,
        "collected": fed is not None and fed.edition.campaigns.exists(),
        "unpublished": unpublished(),
        "errata": Erratum.objects.exclude(state__in=("published", "dropped")).select_related("edition"),
    }
    return render(request, "desk/editions.html", context, status=status)


def unpublished() -> str:
    """« 2 modifications »: what is validated and not published yet; empty for nothing."""
    try:
        viewing = compare_publication()
    except NothingToBuild:
        return ""
    return count_changes(viewing.changes) if viewing.head else ""


def require_publisher(request: HttpRequest) -> None:
    if not workflow.may_publish(request.user):
        raise PermissionDenied(_("Ce compte lit les éditions ; qui publie les prépare."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def prepare_next(request: HttpRequest) -> HttpResponse:
    """Opens the edition that is named, which closes the one that is fed. Whoever opens the address reads the list."""
    if request.method != "POST":
        return redirect("desk-editions")
    require_publisher(request)
    form = PrepareForm(request.POST)
    if not form.is_valid():
        return show_editions(request, form, status=422)
    fed = fed_edition()
    if request.POST.get("seen") != (fed.label if fed else ""):
        form.add_error(None, _("Une autre personne vient de préparer ou de reprendre une édition. Relire cette page."))
        return show_editions(request, form, status=409)
    try:
        edition = prepare(form.cleaned_data["label"], request.user)  # type: ignore[arg-type]
    except PublicationRefused as error:
        form.add_error("label", str(error))
        return show_editions(request, form, status=409)
    messages.success(request, _("L’édition %(label)s se prépare.") % {"label": edition.label})
    return redirect("desk-edition", edition.label)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def resume_before(request: HttpRequest) -> HttpResponse:
    """Gives the preparation up. Whoever opens the address reads the list."""
    if request.method != "POST":
        return redirect("desk-editions")
    require_publisher(request)
    try:
        edition = go_back(request.user)  # type: ignore[arg-type]
    except PublicationRefused as error:
        form = PrepareForm({"label": ""})
        form.add_error(None, str(error))
        return show_editions(request, form, status=409)
    messages.success(
        request, _("La copie de travail nourrit de nouveau l’édition %(label)s.") % {"label": edition.label}
    )
    return redirect("desk-editions")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def show_edition(request: HttpRequest, edition: str) -> HttpResponse:
    """One edition; a POST opens an erratum of it."""
    found = find_edition(edition)
    if request.method == "POST":
        return open_now(request, found)
    return render_edition(request, found)


def render_edition(
    request: HttpRequest, found: Edition, fault: str = "", faults: Mapping[str, str] | None = None
) -> HttpResponse:
    """`faults`: of the items of the checklist that the fault is about, by name."""
    await_copy(request)
    known = load.every_head()
    listed = draw_up_checklist(found, known) if found.fed else None
    given = request.POST if fault else {}
    groups = [
        (heading, [show_item(one, given, faults or {}) for one in items])
        for heading, items in (listed.groups if listed else [])
    ]
    context: dict[str, Any] = {
        "title": _("Édition %(label)s") % {"label": found.label},
        "row": row_of(found, known),
        "checklist": listed,
        "groups": groups,
        "errata": found.errata.select_related("created_by", "submitted_by", "release__edition").defer(
            "release__document"
        ),
        "may_propose": workflow.may_propose(request.user),
        "collected": found.campaigns.exists(),
        "fault": fault,
        "refused": [one for _heading, rows in groups for one in rows if one.fault],
    }
    return render(request, "desk/edition.html", context, status=409 if fault else 200)


def draw_up_checklist(found: Edition, known: Sequence[load.Head]) -> Checklist | None:
    """None where there is no strategy yet."""
    try:
        copy = read_standing_report(found.label)
    except NothingToBuild:
        return None
    older = [one for one in known if one.in_force and one.edition < found.label]
    before = max(older, key=lambda one: (one.edition, one.number), default=None)
    return draw_up(found, copy, load.open_release(before) if before else None, timezone.localdate())


@dataclass(frozen=True)
class ItemRow:
    item: Item
    page: str
    chosen: str
    """The decision that the form shows: what was sent and refused, else what is kept."""
    successor: str
    fault: str = ""
    """Why what was sent of it is refused."""

    @property
    def anchor(self) -> str:
        return addresses.anchor(f"point-{self.item.name}")


def show_item(item: Item, given: Mapping[str, str], faults: Mapping[str, str]) -> ItemRow:
    code = str(item.axis) if item.page == "axis" else item.key
    page = addresses.address(BASE, item.page, code, item.axis) if item.page else ""
    kept = item.answer.decision if item.answer else ""
    chosen, successor = given.get(f"d {item.name}", kept), given.get(f"r {item.name}", item.replaced_by)
    return ItemRow(item, page, chosen, successor, faults.get(item.name, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def answer_checklist(request: HttpRequest, edition: str) -> HttpResponse:
    """Keeps what was decided of the list of an edition. Whoever opens the address reads the edition."""
    found = find_edition(edition)
    if request.method != "POST":
        return redirect("desk-edition", found.label)
    workflow.require_proposer(request.user)
    listed = draw_up_checklist(found, load.every_head()) if found.fed else None
    if listed is None:
        return render_edition(request, found, _("La copie de travail ne nourrit pas cette édition."))
    try:
        changed = keep_answers(found, listed, read_answers(request, listed), request.user)
    except PublicationRefused as error:
        faults = error.faults if isinstance(error, ChecklistRefused) else {}
        return render_edition(request, found, str(error), faults)
    said = french.count_noun(changed, _("décision notée"), _("décisions notées")) if changed else _("Rien n’a changé")
    messages.success(request, f"{said}.")
    return redirect(reverse("desk-edition", args=[found.label]) + "#liste")


def read_answers(request: HttpRequest, listed: Checklist) -> dict[str, Given]:
    """Name of an item → what this person decided of it; of the items that they changed alone. For each item the page
    sends the decision (« d »), the successor (« r ») and what it showed at first (« s »), by which one knows whether it
    was changed. With « rest », indicators of which nobody has decided go on.
    """
    found = {}
    for item in listed.items:
        kept = item.answer.decision if item.answer else ""
        decision = request.POST.get(f"d {item.name}", kept)
        successor = request.POST.get(f"r {item.name}", "").strip()
        shown = request.POST.get(f"s {item.name}")
        if item.closable and "rest" in request.POST and not (decision or kept):
            decision = ChecklistDecision.CONTINUED
        elif shown == write_decision(decision, successor):
            continue
        found[item.name] = Given(decision, successor if decision else "", shown)
    return found


def open_now(request: HttpRequest, found: Edition) -> HttpResponse:
    workflow.require_proposer(request.user)
    try:
        erratum = workflow.open_erratum(found, request.user)
    except PublicationRefused as error:
        return render_edition(request, found, str(error))
    return redirect("desk-erratum", erratum.pk)


def find_edition(label: str) -> Edition:
    found = Edition.objects.select_related("prepared_by").filter(label=label).first()
    if found is None or found.fictive:
        raise Http404(_("Cette édition n’existe pas."))
    return found
