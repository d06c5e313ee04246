"""What the quality rules find, on the desk: the list, each finding with what was answered, and the way to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import methodcaller
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from axes.models import Axis, Measure, Strategy
from indicators.models import EditorialNote, Finding, Observation
from strategy_monitor.backoffice.search import filter_matching
from strategy_monitor.desk import links
from strategy_monitor.desk.access import staff
from strategy_monitor.language.codes import FindingAnswer, FindingSeverity, FindingState
from strategy_monitor.quality import answering
from strategy_monitor.quality.gate import check_all
from strategy_monitor.quality.rules import RULES
from strategy_monitor.releases.candidate import read_candidate
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.web.selection import QUERY, Choice, Parameter, Selection, check_length, select

ON_A_PAGE = 100
EDITED = ("indicator", "reference", "provider")
"""What has a form of its own, the narrowest last."""


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Réponse"),
        choices=[("", gettext_lazy("choisir")), *FindingAnswer.choices()],
        error_messages={
            "required": gettext_lazy("Choisir une réponse."),
            "invalid_choice": gettext_lazy("Choisir une des réponses proposées."),
        },
    )
    why = forms.CharField(
        label=gettext_lazy("Explication"),
        help_text=gettext_lazy("D’où l’on sait que la valeur est juste, ce qui a été corrigé, ou qui cherche."),
        max_length=answering.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Dire pourquoi : l’explication reste avec l’alerte.")},
    )


@dataclass(frozen=True)
class FindingRow:
    """A finding in the list: where it is answered, read and edited."""

    finding: Finding
    address: str
    page: str
    form: str


def row_of_finding(finding: Finding) -> FindingRow:
    return FindingRow(finding, reverse("desk-finding", args=[finding.pk]), page_of(finding), form_of(finding))


def page_of(finding: Finding) -> str:
    """The page of the working copy that shows it; empty where none does."""
    return links.page_of(finding.indicator) or "" if finding.indicator else ""


def form_of(finding: Finding) -> str:
    """The form that edits it; empty where the thing is gone."""
    note = finding.footnote
    if note is not None:
        model, key = (Measure, note.measure_id) if note.measure_id else (Strategy, note.strategy_id)
        return links.form_address(model, "change", key)
    if finding.observation_id:
        return links.form_address(Observation, "change", finding.observation_id)
    for name in EDITED:
        thing = getattr(finding, name)
        if thing is not None:
            return links.form_address(type(thing), "change", thing.pk)
    return ""


Grouped = list[tuple[str, list[tuple[str, list[FindingRow]]]]]


def group_findings(findings: list[Finding]) -> Grouped:
    """By severity, then by axis; they come in that order."""
    return [
        (
            FindingSeverity(severity).word,
            [(name, [row_of_finding(one) for one in some]) for name, some in by_axis(found)],
        )
        for severity, found in groupby(findings, key=lambda one: one.severity)
    ]


def by_axis(findings: Any) -> Any:
    elsewhere = _("Toute la stratégie")
    return groupby(findings, key=lambda one: str(one.axis) if one.axis else elsewhere)


NO_AXIS, EVERY = "aucun", "tous"
Findings = Any  # a queryset of findings: its own methods are not in the stubs
Narrow = Callable[[Findings], Findings]


def equals(name: str, value: Any) -> Narrow:
    return lambda findings: findings.filter(**{name: value})


def in_state(name: str) -> Narrow:
    return methodcaller(name)


def choices_of(name: str, offered: Iterable[tuple[str, str, Any]]) -> tuple[Choice[Narrow], ...]:
    """From the value in the address, the label, and what the field of this name then is."""
    return tuple(Choice(value, label, equals(name, meant)) for value, label, meant in offered)


def finding_parameters() -> tuple[Parameter[Narrow], ...]:
    """What the list can be narrowed to; one query. Where no state is chosen, what waits for someone."""
    axes = [(str(one.number), str(one), one) for one in Axis.objects.all()]
    severities = [(code, str(word), code) for code, word in FindingSeverity.choices()]
    rules = [(one.code, str(one.title), one.code) for one in RULES.values()]
    states = (
        Choice("signales", _("déjà dits au public par une note"), in_state("told")),
        Choice("confirmes", _("confirmés tels quels"), in_state("confirmed")),
        Choice("examen", _("en cours d’examen"), equals("answer", "inquiry")),
        Choice("corriges", _("dits corrigés"), equals("answer", "corrected")),
        Choice("disparus", _("disparus"), in_state("gone")),
        Choice(EVERY, _("tous"), in_state("all")),
    )
    return (
        Parameter(QUERY, _("Chercher"), check=check_length, means=alerts_holding),
        Parameter("gravite", _("Gravité"), _("toutes"), choices_of("severity", severities)),
        Parameter("regle", _("Règle"), _("toutes"), choices_of("rule", rules)),
        Parameter("axe", _("Axe"), _("tous"), choices_of("axis", [*axes, (NO_AXIS, _("aucun en particulier"), None)])),
        Parameter("etat", _("État"), _("à traiter"), states),
    )


def alerts_holding(text: str) -> Narrow:
    """The alerts found by a code or by words of what is read."""
    return lambda findings: filter_matching(findings, ("label", "message", "indicator__code"), text)


def narrow(findings: Findings, selection: Selection[Narrow]) -> Findings:
    findings = findings if selection.values["etat"] else findings.waiting()
    for keeps in selection.meanings:
        findings = keeps(findings)
    return findings


@require_safe
@staff
def list_findings(request: HttpRequest) -> HttpResponse:
    selection = select(request.path, finding_parameters(), request.GET)
    findings = Finding.objects.for_reading().select_related(
        "indicator__action__axis", "indicator__axis", "reference", "provider", "footnote"
    )
    found = Paginator(narrow(findings, selection).gravest_first(), ON_A_PAGE)
    part = found.get_page(request.GET.get("page"))
    context = {
        "title": _("Alertes"),
        "selection": selection,
        "total": found.count,
        "groups": group_findings(list(part)),
        "part": part,
        "before": selection.address(page=str(part.number - 1)) if part.has_previous() else "",
        "after": selection.address(page=str(part.number + 1)) if part.has_next() else "",
        "last": Finding.objects.order_by("-last_seen").values_list("last_seen", flat=True).first(),
    }
    return render(request, "desk/quality.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def run_rules(request: HttpRequest) -> HttpResponse:
    """Runs the rules over everything, and goes back to the list; who opens this address again reads the list."""
    if request.method != "POST":
        return redirect("desk-quality")
    if not request.user.has_perm("indicators.change_finding"):
        raise PermissionDenied(_("Ce compte lit les alertes ; il ne lance pas la vérification."))
    stopping = len(check_all(faults=read_candidate(default_edition()).faults).blocking)
    said = ngettext(
        "Vérification faite. %(n)d alerte bloquante arrête la publication.",
        "Vérification faite. %(n)d alertes bloquantes arrêtent la publication.",
        stopping,
    )
    messages.success(
        request, said % {"n": stopping} if stopping else _("Vérification faite. Rien n’arrête la publication.")
    )
    return redirect("desk-quality")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, key: int) -> HttpResponse:
    """One finding with all that was answered; takes an answer on POST."""
    one = get_finding(key)
    return take_answer(request, one) if request.method == "POST" else show_finding(request, one, AnswerForm())


def get_finding(key: int) -> Finding:
    one: Finding | None = Finding.objects.for_reading().filter(pk=key).first()
    if one is None:
        raise Http404(_("Cette alerte n’existe pas ou n’existe plus."))
    return one


def show_finding(request: HttpRequest, one: Finding, form: AnswerForm, status: int = 200) -> HttpResponse:
    records = one.history.exclude(answer="").select_related("answered_by").order_by("answered_at", "history_id")
    answers = [next(same) for _when, same in groupby(records, key=lambda record: record.answered_at)]
    context = {
        "title": one.title,
        "one": one,
        "state": FindingState(one.state).word,
        "row": row_of_finding(one),
        "note": links.form_address(EditorialNote, "change", one.note_id) if one.note_id else "",
        "answers": answers[::-1],
        "may": answering.may_answer(request.user, one),
        "not_yours": answering.explain_who_answers(one),
        "form": form,
        "seen": answering.answer_seen(one),
        "next": request.POST.get("next", ""),
    }
    return render(request, "desk/quality_finding.html", context, status=status)


def take_answer(request: HttpRequest, one: Finding) -> HttpResponse:
    if not answering.may_answer(request.user, one):
        raise PermissionDenied(answering.explain_who_answers(one))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_finding(request, one, form, status=422)
    given = form.cleaned_data
    try:
        answering.answer_finding(
            one.pk, request.user, given["answer"], given["why"], request.POST.get("seen", "").strip()
        )
    except answering.AnswerRefused as refused:
        form.add_error(None, refused.messages[0])
        return show_finding(request, get_finding(one.pk), form, status=409)
    messages.success(request, _("La réponse est gardée."))
    address = request.POST.get("next", "")
    return redirect(address if links.is_ours(address) else "desk-quality")
