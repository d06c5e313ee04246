"""Publishing: what would change for the public, what the gate says, what is left out; then a reason, and the release.

One publishes what one saw: the form carries what stands for it, and where that is no longer so, nothing is published
and the page is shown again, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from indicators.models import Observation
from indicators.workflow import WAITING
from strategy_monitor.desk import outlook, readings
from strategy_monitor.desk.access import PREVIEW, Desk, staff
from strategy_monitor.desk.acting import CopyActs
from strategy_monitor.desk.differences import list_differences
from strategy_monitor.desk.work import STATUSES
from strategy_monitor.errata.carrying import count_unanswered
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, JobRefused
from strategy_monitor.jobs.models import Job
from strategy_monitor.language import french
from strategy_monitor.language.codes import JobKind, ReleaseKind, WorkStatus
from strategy_monitor.pages.acronyms import PageAcronyms
from strategy_monitor.pages.errors import answer_error, failing
from strategy_monitor.quality import gate
from strategy_monitor.releases.editions import EditionPassed, default_edition
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import Moved, fingerprint, publish
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.refusal import PublicationRefused

PUBLISHING, OVERRIDE = "releases.add_release", "releases.override_gate"
NOT_ALLOWED = gettext_lazy("Ce compte peut modifier la copie de travail, mais non la publier.")
LARGE = 2_000
"""Values of a working copy: where it has more, what works on all of them is a job, and nobody waits for it."""
REVIEW = "review"
"""What the form is sent for where it only has what changes read again."""
TYPED = "publication_typed"
"""Where a session keeps what was typed meanwhile."""
KEPT = ("kind", "reason", "override")
"""The fields of the form that it keeps."""
DONE = "published_release"
"""Where a request keeps the name of the release that it made, should its answer fail after that."""


class PublishForm(forms.Form):
    edition = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Ce que cette version apporte"),
        choices=[
            (ReleaseKind.UPDATE, gettext_lazy("Une mise à jour : des données nouvelles")),
            (ReleaseKind.ERRATUM, gettext_lazy("Un erratum : une erreur corrigée")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dire si c’est une mise à jour ou un erratum.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Raison de la publication"),
        help_text=gettext_lazy("Une phrase que le public lira dans la liste des versions."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Dire pourquoi cette version est publiée.")},
    )
    override = forms.CharField(
        label=gettext_lazy("Publier malgré les alertes bloquantes : raison, publique"),
        help_text=gettext_lazy("À laisser vide pour ne rien publier tant qu’elles ne sont ni corrigées ni expliquées."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        """`first`: nothing of this edition is published yet, so that there is nothing to correct."""
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = default_edition()
        if first:
            del self.fields["kind"]

    def clean_edition(self) -> str:
        """A newer one is first prepared; an older one is for `publish` to refuse, which says why."""
        given = str(self.cleaned_data["edition"])
        if given > default_edition():
            raise forms.ValidationError(_("L’édition « %(label)s » n’est pas préparée.") % {"label": given})
        return given


def publish_form(given: Any = None, initial: Any = None) -> PublishForm:
    first = not Release.objects.filter(edition__label=default_edition()).exists()
    return PublishForm(given, initial=initial, first=first)


@dataclass(frozen=True)
class LeftOut:
    """Observations of one status that a release leaves out, or shows as they were last validated."""

    status: str
    number: int
    address: str
    """Where they are listed."""

    @property
    def name(self) -> str:
        one, many = NAMES[self.status]
        return str(one if self.number < 2 else many)


NAMES: dict[str, tuple[Any, Any]] = {
    WorkStatus.DRAFT: (gettext_lazy("brouillon"), gettext_lazy("brouillons")),
    WorkStatus.SUBMITTED: (gettext_lazy("valeur soumise"), gettext_lazy("valeurs soumises")),
    WorkStatus.RETURNED: (gettext_lazy("valeur retournée"), gettext_lazy("valeurs retournées")),
}


def count_left_out() -> list[LeftOut]:
    """What waits to be validated, by status; one query."""
    pending = Observation.objects.filter(WAITING).order_by()
    numbers = dict(pending.values_list("status").annotate(number=Count("pk")))
    listed, slugs = reverse("desk-observations"), {str(status): slug for slug, status in STATUSES.items()}
    return [
        LeftOut(status, numbers[status], f"{listed}?statut={slugs[status]}") for status in NAMES if status in numbers
    ]


@dataclass(frozen=True)
class Unstated:
    """What a report that is signed says of its authority, and that the settings do not give yet."""

    what: object
    variable: str


def list_unstated() -> list[Unstated]:
    known = [
        (settings.RESPONSIBLE_EDITOR, gettext_lazy("l’éditeur responsable"), "RESPONSIBLE_EDITOR"),
        (settings.DATA_LICENCE.decided, gettext_lazy("la licence des données"), "DATA_LICENCE_NAME"),
        (settings.DATA_CONTACT.name, gettext_lazy("qui interroger sur les données"), "DATA_CONTACT_NAME"),
        (settings.SITE_URL.startswith("https://"), gettext_lazy("l’adresse publique du site"), "SITE_URL"),
    ]
    return [Unstated(what, variable) for stated, what, variable in known if not stated]


def explain_failure(request: HttpRequest) -> HttpResponse | None:
    """What a publisher is told of a bug: nothing was published. 503, and not 500: what they read still stands."""
    if request.method != "POST":
        return None
    return answer_error("errors/not_published.html", 503, published=vars(request).get(DONE))


@failing(explain_failure)
@staff
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest) -> HttpResponse:
    """What is about to be published, for all staff; publishes on POST, for those who may."""
    return publish_now(request) if request.method == "POST" else look_ahead(request)


def look_ahead(request: HttpRequest) -> HttpResponse:
    """What would be published: at once where that takes no time, else as a job finds it."""
    if not is_large():
        return show_publication(request, form_to_show(request))
    asker: Any = request.user
    edition = default_edition()
    job = readings.find_named(request, JobKind.OUTLOOK, subject=edition)
    job = job or readings.find_last(JobKind.OUTLOOK, outlook.read_state(edition), subject=edition)
    if job is None:
        return readings.follow(request, queue.ask_job(JobKind.OUTLOOK, edition, {}, asker))
    return show_publication(request, form_to_show(request), job=job)


def form_to_show(request: HttpRequest) -> PublishForm:
    """Empty, or as it was filled in: when it was read again, or for a job that was refused (`?travail=12`), with the
    reason why."""
    if typed := request.session.pop(TYPED, None):
        return publish_form(initial=typed)
    job = queue.find_refused(JobKind.PUBLICATION, request.GET.get(readings.REFUSED, ""))
    if job is None or not request.user.has_perm(PUBLISHING):
        return publish_form()
    form = publish_form(job.arguments)
    form.is_valid()
    form.add_error(job.result.get("field"), job.result["why"])
    return form


def show_publication(
    request: HttpRequest, form: PublishForm, status: int = 200, job: Job | None = None
) -> HttpResponse:
    """What would be published, read now; or as this job, or the last one, found it."""
    title = _("Publier")
    try:
        found, viewing, reading = find_outlook(request, job)
    except NothingToBuild as error:
        return render(request, "desk/empty.html", {"title": title, "why": str(error)}, status=status)
    verdict = gate.check_all(keep=False, faults=found.faults)
    offered = is_form_offered(request.user, viewing, verdict)
    if not offered:
        keep_for_later(request, form)
    acts = CopyActs(request.user, request.path if reading else request.get_full_path())
    context = {
        "viewing": viewing,
        "report": viewing.report,
        "edition": found.edition,
        "acronyms": PageAcronyms(viewing.report),
        "title": title,
        "form": form,
        "reading": reading,
        "fingerprint": fingerprint(found.sha256, found.before, verdict),
        "counted": found.counted,
        "differences": list_differences(found.changes, acts, request.GET, PREVIEW),
        "verdict": verdict,
        "lesser": [(name, found) for name, found in list_lesser(verdict) if found],
        "answered": describe_answered(len(verdict.told) + len(verdict.confirmed)),
        "left_out": count_left_out(),
        "lacking": found.lacking,
        "echoes": count_unanswered(found.echoes),
        "unread": viewing.unread,
        "is_read_already": is_read_already(found, viewing.head),
        "stopped_by_texts": is_stopped_by_texts(viewing),
        "offered": offered,
        "unstated": list_unstated(),
    }
    return render(request, "desk/publishing.html", context, status=status)


def find_outlook(
    request: HttpRequest, job: Job | None
) -> tuple[outlook.Outlook, Desk, readings.JobReading[outlook.Outlook] | None]:
    """Of this job, or where there is much of the last one, with its reading; else of now. Raises NothingToBuild where
    there is no strategy yet."""
    edition = default_edition()
    if job is None and is_large():
        job = queue.find_answers(JobKind.OUTLOOK, subject=edition).first()
    reading = readings.unpack_as(request, outlook.Outlook, job, outlook.read_state(edition)) if job else None
    if reading:
        return reading.shown, reading.shown.viewing, reading
    return *outlook.make_outlook(edition), None


def is_read_already(found: outlook.Outlook, head: Head | None) -> bool:
    """Whether the public reads this very document, of this very edition: to publish it would make no new release."""
    return head is not None and (head.edition, head.sha256) == (found.edition, found.sha256)


def is_form_offered(user: Any, viewing: Desk, verdict: gate.Verdict) -> bool:
    """Whether this person may publish what is shown, or could once they have said why."""
    stopped_by_alerts = verdict.blocking and not user.has_perm(OVERRIDE)
    return user.has_perm(PUBLISHING) and not is_stopped_by_texts(viewing) and not stopped_by_alerts


def is_stopped_by_texts(viewing: Desk) -> bool:
    return bool(viewing.unread) and not settings.ALLOW_SELF_VALIDATION


def list_lesser(verdict: gate.Verdict) -> list[tuple[str, tuple[gate.Finding, ...]]]:
    """What the gate finds and lets pass."""
    return [
        (_("Avertissements"), verdict.warnings),
        (_("Informations"), verdict.informations),
        (_("Dans des brouillons seulement"), verdict.drafts),
    ]


def describe_answered(number: int) -> str:
    one = _("alerte est déjà dite au public par une note, ou confirmée par une personne.")
    many = _("alertes sont déjà dites au public par une note, ou confirmées par une personne.")
    return french.count_noun(number, one, many) if number else ""


def publish_now(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PUBLISHING):
        raise PermissionDenied(NOT_ALLOWED)
    if request.POST.get("action") == REVIEW:
        return keep_typed(request)
    form = publish_form(request.POST)
    if not form.is_valid():
        return show_publication(request, form, status=422)
    given = form.cleaned_data | {"seen": request.POST.get("seen", "")}
    author: Any = request.user
    if is_large():
        return redirect("desk-job", queue.ask_job(JobKind.PUBLICATION, given["edition"], given, author).pk)
    try:
        release, new = publish_as(author, given)
    except (IntegrityError, PublicationRefused) as error:
        form.add_error(*explain_refusal(error, author.has_perm(OVERRIDE)))
        return show_publication(request, form, status=409)
    vars(request)[DONE] = str(release)
    messages.success(request, describe_publication(str(release), new))
    return redirect("desk-publish")


def keep_typed(request: HttpRequest) -> HttpResponse:
    """To the page as it would be opened now, where what was typed is there again: all of it, too long or not."""
    request.session[TYPED] = {name: request.POST.get(name, "") for name in KEPT}
    return redirect(readings.add_query(reverse("desk-publish"), request))


def keep_for_later(request: HttpRequest, form: PublishForm) -> None:
    """Keeps what was typed until the form is offered again: something arose meanwhile that stops the publication."""
    typed = {name: form[name].value() or "" for name in KEPT if name in form.fields}
    if typed["reason"] or typed["override"]:
        request.session[TYPED] = typed


def is_large() -> bool:
    """Whether the working copy has so many values that nobody should wait for what works on all of them."""
    return Observation.objects.count() > LARGE


def publish_as(
    author: Any, given: dict[str, Any], then: Callable[[Release, bool], None] = lambda _release, _new: None
) -> tuple[Release, bool]:
    """Publishes what the form says, by this person. Raises as `publish`."""
    override = given["override"] if author.has_perm(OVERRIDE) else ""
    kind = ReleaseKind(given.get("kind", ReleaseKind.UPDATE))
    edition, reason, seen = given["edition"], given["reason"], given["seen"]
    return publish(edition, reason, author, kind=kind, override=override, seen=seen, then=then)


def publish_apart(held: Held) -> None:
    """The same, as a job."""
    author = held.require_asker(lambda asker: asker.has_perm(PUBLISHING), NOT_ALLOWED)
    try:
        publish_as(author, held.job.arguments, lambda release, new: held.finish(release=str(release), new=new))
    except (IntegrityError, PublicationRefused) as error:
        field, why = explain_refusal(error, author.has_perm(OVERRIDE))
        raise JobRefused(why, field=field) from error


def describe_publication(name: str, new: bool) -> str:
    said = _("La version %(name)s est publiée.") if new else _("Rien n’a changé depuis la version %(name)s.")
    return said % {"name": name}


def explain_refusal(error: Exception, may_override: bool) -> tuple[str | None, str]:
    """Why nothing was published, and the field of the form that it is about, where it is about one."""
    if isinstance(error, IntegrityError):
        return None, _("Une autre personne vient de publier. Rien n’a été publié ici : relire les différences.")
    if isinstance(error, Moved):
        return None, _(
            "Rien n’a été publié : depuis que cette page a été affichée, autre chose serait publié, ou le public "
            "lit autre chose. Relire ce qui change, puis recommencer."
        )
    if isinstance(error, EditionPassed):
        return None, _("Rien n’a été publié. %(why)s") % {"why": error}
    if isinstance(error, gate.Blocked) and may_override:
        return "override", _("Des alertes bloquantes arrêtent la publication : les corriger, ou dire pourquoi.")
    if isinstance(error, gate.Blocked):
        return None, _("Rien n’a été publié : des alertes bloquantes arrêtent la publication.")
    return None, _("Rien n’a été publié : %(why)s") % {"why": error}
