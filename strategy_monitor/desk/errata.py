"""Errata of closed editions, seen from the desk: the list, one field of it, the steps, and what the copy answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from strategy_monitor.desk import readings
from strategy_monitor.desk.access import BASE, staff
from strategy_monitor.desk.acting import CopyActs
from strategy_monitor.desk.publishing import is_large
from strategy_monitor.desk.reading_copy import await_copy
from strategy_monitor.errata import carrying, workflow
from strategy_monitor.errata.constraints import Unfit
from strategy_monitor.errata.finding import FoundThing, list_fields, search_things
from strategy_monitor.errata.models import Erratum
from strategy_monitor.errata.typed import choices_of_field, is_long, read_field, type_field, unit_of_field
from strategy_monitor.errata.workflow import Proposal
from strategy_monitor.exports import addresses
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, JobRefused
from strategy_monitor.jobs.models import OPEN as OPEN_JOBS
from strategy_monitor.jobs.models import Job
from strategy_monitor.language.codes import ErratumState, JobKind
from strategy_monitor.quality.gate import Blocked
from strategy_monitor.releases.compared import has_parts
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.standing import read_standing_report
from strategy_monitor.report import correcting
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.correcting import OpenDocument
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.report.things import Identity, Thing, read_identity, spell_identity

REASON = forms.CharField(
    label=gettext_lazy("Raison"),
    help_text=gettext_lazy("Une phrase que le public lira dans l’errata."),
    max_length=1000,
    widget=forms.Textarea(attrs={"rows": 2}),
    error_messages={"required": gettext_lazy("Dire pourquoi ce champ est corrigé.")},
)


@dataclass(frozen=True)
class Target:
    """One thing of the edition that an erratum corrects, and the field of it that was chosen; empty where none is."""

    erratum: Erratum
    opened: OpenDocument
    identity: Identity
    thing: Thing
    field: str

    @property
    def spelled(self) -> str:
        return spell_identity(self.identity)

    @property
    def name(self) -> str:
        return correcting.name_thing(self.identity, self.thing)

    @property
    def unit(self) -> str:
        return unit_of_field(self.thing, self.field)

    def initial(self) -> dict[str, str]:
        """What the form begins with: what this erratum asks already, else what the document says."""
        known = self.erratum.corrections.filter(thing=self.spelled, field=self.field).first()
        value = known.in_document().new if known else self.opened.read_field(self.identity, self.field)
        return {"typed": type_field(self.thing, self.field, value), "reason": known.reason if known else ""}


def read_target(request: HttpRequest, found: Erratum) -> Target:
    """What the address names. Raises Http404, and ErratumRefused where the edition cannot be read."""
    _head, report = workflow.read_base(found.edition)
    identity, field = read_identity(request.GET.get("chose", "")) or (), request.GET.get("champ", "")
    opened = OpenDocument.of(report, identity)
    thing = opened.things.get(identity)
    if thing is None or (field and field not in correcting.correctable(identity, thing)):
        raise Http404(_("Cette édition ne contient rien de ce nom."))
    return Target(found, opened, identity, thing, field)


class CorrectionForm(forms.Form):
    typed = forms.CharField(
        label=gettext_lazy("Ce qui doit être écrit"), required=False, max_length=20_000, strip=False
    )
    reason = REASON

    def __init__(self, target: Target, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices := choices_of_field(target.thing, target.field):
            self.fields["typed"] = forms.ChoiceField(label=self.fields["typed"].label, choices=choices, required=False)
        elif is_long(target.thing, target.field):
            self.fields["typed"].widget = forms.Textarea(attrs={"rows": 8})
        elif target.unit:
            self.fields["typed"].widget.attrs["inputmode"] = "decimal"
            self.fields["typed"].help_text = target.unit
        self.target = target

    def clean_typed(self) -> str:
        """Read here, so that what is wrong with it is said together with the reason that lacks."""
        typed = str(self.cleaned_data["typed"])
        read_field(self.target.thing, self.target.field, typed)
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def erratum(request: HttpRequest, key: int) -> HttpResponse:
    """The list of its corrections, what more can be corrected, and its steps, which a POST takes."""
    found = find_erratum(key)
    if request.method == "POST":
        return take_step(request, found)
    return show_erratum(request, found, read_refused(request, found))


def find_erratum(key: int) -> Erratum:
    rows = Erratum.objects.select_related("edition", "created_by", "submitted_by", "settled_by", "release__edition")
    found = rows.defer("release__document").filter(pk=key).first()
    if found is None:
        raise Http404(_("Cet erratum n’existe pas."))
    return found


def read_refused(request: HttpRequest, found: Erratum) -> str:
    """Why a job did not publish this erratum (`?travail=12`), for who may."""
    job = queue.find_refused(JobKind.ERRATUM, request.GET.get(readings.REFUSED, ""))
    told = job is not None and key_of_erratum(job) == found.pk and workflow.may_publish(request.user)
    return str(job.result["why"]) if job and told else ""


def show_erratum(request: HttpRequest, found: Erratum, fault: str = "", status: int = 200) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    user = request.user
    context = {
        "title": str(found),
        "one": found,
        "corrections": found.corrections.select_related("proposed_by"),
        "state": ErratumState(found.state),
        "unanswered": found.release_id and found.corrections.filter(answered_at=None).exists(),
        "asked": asked,
        "things": things_found(found, asked) if asked and found.open else [],
        "may_propose": workflow.may_propose(user) and found.open,
        "may_publish": workflow.may_publish(user) and found.state == ErratumState.SUBMITTED,
        "own_work": workflow.is_own_work(user, found),
        "fault": fault,
        "job": find_under_way(found) if workflow.may_publish(user) else None,
        "why": request.POST.get("why", ""),
    }
    return render(request, "desk/erratum.html", context, status=status)


def things_found(found: Erratum, asked: str) -> list[FoundThing]:
    try:
        _head, report = workflow.read_base(found.edition)
    except PublicationRefused:
        return []
    return search_things(report, asked)


PUBLISH = "publier"
STEPS: dict[str, Callable[[Erratum, int, Any, Any], Any]] = {
    "soumettre": lambda one, seen, user, _given: workflow.submit_erratum(one.pk, seen, user),
    "retirer": lambda one, seen, _user, given: workflow.withdraw_correction(one.pk, seen, given.get("line", "")),
    "abandonner": lambda one, seen, user, _given: workflow.drop_erratum(one.pk, seen, user),
    "retourner": lambda one, seen, user, given: workflow.return_erratum(one.pk, seen, user, given.get("why", "")),
    PUBLISH: lambda one, seen, user, _given: workflow.publish_erratum(one.pk, seen, user),
}
OF_PUBLISHERS = {"retourner", PUBLISH}
NOT_ALLOWED = gettext_lazy("Ce compte ne publie pas : il ne peut ni publier ni retourner un erratum.")
DONE = {
    "soumettre": gettext_lazy("L’erratum est soumis : une autre personne le valide."),
    "retirer": gettext_lazy("La correction est retirée de la liste."),
    "abandonner": gettext_lazy("L’erratum est abandonné : rien n’est publié."),
    "retourner": gettext_lazy("L’erratum est retourné."),
    PUBLISH: gettext_lazy("L’erratum est publié."),
}


def take_step(request: HttpRequest, found: Erratum) -> HttpResponse:
    name = request.POST.get("step", "")
    if name in OF_PUBLISHERS and not workflow.may_publish(request.user):
        raise PermissionDenied(NOT_ALLOWED)
    if name not in OF_PUBLISHERS:
        workflow.require_proposer(request.user)
    seen = workflow.read_sent_number(request.POST.get("seen", ""))
    try:
        if name not in STEPS:
            raise workflow.ErratumRefused("Cette étape n’existe pas.")
        if name == PUBLISH and takes_long(found):
            return ask_to_publish(request, found, seen)
        STEPS[name](found, seen, request.user, request.POST)
    except PublicationRefused as error:
        return show_erratum(request, find_erratum(found.pk), describe_refusal(error), status=409)
    messages.success(request, DONE[name])
    return redirect("desk-erratum", found.pk)


def takes_long(found: Erratum) -> bool:
    """Whether nobody should wait for what works on all of this edition, or of the one that is read against it. Raises
    ErratumRefused."""
    return has_parts([workflow.find_base(found.edition)]) or is_large()


def ask_to_publish(request: HttpRequest, found: Erratum, seen: int) -> HttpResponse:
    """To the page of the job that publishes it. Raises ErratumRefused where that would be in vain."""
    author: Any = request.user
    workflow.require_publishable(found, seen, author)
    given = {"seen": seen, "edition": found.edition.label}
    # The list as it is: what was asked for one that has moved on since is refused, and no answer to this.
    subject = f"{found.pk}{AS_SEEN}{seen}"
    return redirect("desk-job", queue.ask_job(JobKind.ERRATUM, subject, given, author).pk)


AS_SEEN = "/"
"""Between the number of an erratum and its revision, in what a job is about."""


def key_of_erratum(job: Job) -> int:
    """Which one a job publishes."""
    return int(job.subject.partition(AS_SEEN)[0])


def find_under_way(found: Erratum) -> Job | None:
    """The job that publishes this erratum now."""
    of_this = Job.objects.filter(kind=JobKind.ERRATUM, subject__startswith=f"{found.pk}{AS_SEEN}")
    return of_this.filter(state__in=OPEN_JOBS).first()


def publish_apart(held: Held) -> None:
    """The same step, as a job."""
    author = held.require_asker(workflow.may_publish, NOT_ALLOWED)
    key, seen = key_of_erratum(held.job), held.job.arguments["seen"]
    try:
        workflow.publish_erratum(key, seen, author, lambda release: held.finish(release=str(release)))
    except PublicationRefused as error:
        raise JobRefused(describe_refusal(error)) from error


def describe_refusal(error: PublicationRefused) -> str:
    if isinstance(error, Blocked):
        said = " ; ".join(f"{one.label} : {one.message}" for one in error.findings)
        return _("Rien n’est publié : ces corrections apportent des alertes bloquantes. %(which)s") % {"which": said}
    return str(error)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def correction(request: HttpRequest, key: int) -> HttpResponse:
    """A thing of the document, « chose » in the address, with its fields; or a field of it, « champ », to correct."""
    found = find_erratum(key)
    workflow.require_proposer(request.user)
    if "chose" not in request.GET:
        return redirect("desk-erratum", found.pk)
    try:
        target = read_target(request, found)
    except PublicationRefused as error:
        return show_erratum(request, found, str(error), status=409)
    if not target.field:
        context = {"title": target.name, "target": target, "fields": list_fields(target.identity, target.thing)}
        return render(request, "desk/erratum_thing.html", context)
    if request.method != "POST":
        return show_field(request, target, CorrectionForm(target, initial=target.initial()))
    form = CorrectionForm(target, request.POST)
    if form.is_valid() and propose_now(request, target, form):
        messages.success(request, _("La correction est dans la liste."))
        return lead_on(request, target)
    return show_field(request, target, form, status=422)


def lead_on(request: HttpRequest, target: Target) -> HttpResponse:
    """To the list; to the other fields of the same thing, where one of them has to be said otherwise too."""
    address = reverse("desk-correction", args=[target.erratum.pk])
    try:
        workflow.correct_edition(workflow.read_base(target.erratum.edition)[1], find_erratum(target.erratum.pk))
    except Unfit as unfit:
        if unfit.thing == target.identity:
            messages.warning(request, _("Un autre champ est à corriger aussi. %(why)s") % {"why": unfit.why})
            return redirect(f"{address}?{urlencode({'chose': target.spelled})}")
    except PublicationRefused:
        pass  # the list says it, once it is submitted
    return redirect("desk-erratum", target.erratum.pk)


def show_field(request: HttpRequest, target: Target, form: CorrectionForm, status: int = 200) -> HttpResponse:
    context = {
        "title": correcting.name_field(target.identity, target.thing, target.field),
        "target": target,
        "old": target.opened.write_field(target.identity, target.field),
        "form": form,
    }
    return render(request, "desk/erratum_field.html", context, status=status)


def propose_now(request: HttpRequest, target: Target, form: CorrectionForm) -> bool:
    """Adds what was typed to the list; else says on the form why not."""
    given = form.cleaned_data
    asked = Proposal(target.spelled, target.field, given["typed"], given["reason"])
    try:
        workflow.propose(
            target.erratum.pk, workflow.read_sent_number(request.POST.get("seen", "")), request.user, asked
        )
    except ValidationError as error:
        form.add_error("typed", error.messages)
    except PublicationRefused as error:
        form.add_error(None, str(error))
    return form.is_valid()


@dataclass(frozen=True)
class EchoRow:
    echo: carrying.Echo
    page: str
    form: str


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def carry_over(request: HttpRequest) -> HttpResponse:
    """What errata of closed editions mean for the working copy; a POST answers one of them."""
    fault = ""
    if request.method == "POST":
        workflow.require_proposer(request.user)
        try:
            carrying.answer_correction(
                workflow.read_sent_number(request.POST.get("line", "")), request.user, request.POST.get("why", "")
            )
        except PublicationRefused as error:
            fault = str(error)
        else:
            messages.success(request, _("La réponse est notée."))
            return redirect("desk-carry-over")
    await_copy(request)
    try:
        echoes = carrying.list_echoes(read_standing_report(default_edition()))
    except NothingToBuild:
        echoes = []
    forms_known = CopyActs(request.user, request.get_full_path())
    context = {
        "title": _("Corrections à reprendre"),
        "rows": [locate_echo(one, forms_known) for one in echoes],
        "may_answer": workflow.may_propose(request.user),
        "fault": fault,
        "line": request.POST.get("line", ""),
        "why": request.POST.get("why", ""),
    }
    return render(request, "desk/carry_over.html", context, status=409 if fault else 200)


def locate_echo(one: carrying.Echo, known: CopyActs) -> EchoRow:
    if one.place is None:
        return EchoRow(one, "", "")
    page = addresses.address(BASE, one.place.page, one.place.code, one.place.axis)
    return EchoRow(one, page, find_form(one, known) or known.address(one.place.page, one.place.code))


def find_form(one: carrying.Echo, known: CopyActs) -> str:
    """The form of the very value that was corrected; empty where it is no value, or not this person's to edit."""
    named = {model: key for model, key, _rank in one.correction.identity}
    if "Observation" not in named:
        return ""
    found = known.on_value(named["Indicator"], named["Series"], named["Observation"])
    return next((act.address for act in found if not act.state), "")
