"""The collection campaigns: who owes what by when, how far it is, and the reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from strategy_monitor.campaigns.models import Campaign
from strategy_monitor.campaigns.moments import moments_of
from strategy_monitor.campaigns.owed import ProviderStanding, describe_delay, standings, without_provider
from strategy_monitor.campaigns.reminders import (
    CannotSend,
    Dispatch,
    Letter,
    send_all,
    send_reminder,
    workbook_path,
    write_all,
    write_letter,
)
from strategy_monitor.desk.access import BASE, staff
from strategy_monitor.exports.addresses import at

LEADING = "campaigns.change_campaign"
CLOSED = gettext_lazy("Son édition est close : plus rien n’est demandé dans cette campagne.")
NOT_LEADING = gettext_lazy("Ce compte ne mène pas de campagne : il ne peut pas envoyer de rappel.")
MAYBE = gettext_lazy(
    "L’envoi à %(to)s s’est interrompu avant la réponse du serveur : le rappel est peut-être parti. La page "
    "« Courrier du site » le montre, et laisse dire ce qu’il devient."
)


@require_safe
@staff
def campaigns(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    known = Campaign.objects.select_related("edition", "created_by").annotate(asked=Count("demands"))
    found = known.order_by("-edition__label")  # what counts does not keep the order of the model
    rows = [(one, describe_campaign(one, today)) for one in found]
    return render(request, "desk/campaigns.html", {"title": _("Campagnes de collecte"), "rows": rows})


def describe_campaign(found: Campaign, today: dt.date) -> str:
    """How far its day is, while it asks anything."""
    if found.edition.closed_at:
        return _("close")
    return describe_delay(found.due_on, today) if found.due_on >= today else _("échéance passée")


@require_safe
@staff
def campaign(request: HttpRequest, edition: str) -> HttpResponse:
    found = find_campaign(edition)
    closed = found.edition.closed_at
    shown = [one for one in standings(found, timezone.localdate()) if one.demand or not closed]
    asked = [one for one in shown if one.demand and one.items]
    left = sorted((one.provider for one in asked if one.left), key=lambda one: one.acronym)
    context = {
        "asked": len(asked),
        "done": len(asked) - len(left),
        "left": left,
        "unreachable": sum(one.demand is not None and bool(one.left) and not one.demand.contact for one in asked),
        "title": _("Campagne de collecte %(edition)s") % {"edition": found.edition.label},
        "campaign": found,
        "standings": [(one, workbook_path(found, one.provider)) for one in shown],
        "days": [day for day in moments_of(found.due_on) if day >= found.opens_on] if found.automatic else [],
        "closed": closed,
        "copy": at(BASE, "catalogue"),
        "orphans": [] if closed else without_provider(found),
    }
    return render(request, "desk/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def reminder(request: HttpRequest, edition: str, provider: str) -> HttpResponse:
    """The e-mail, to read; a POST sends it, if it is still what was read."""
    found = find_campaign(edition)
    standing = find_standing(found, provider)
    if standing.demand is None:
        raise nothing_asked()
    written = write_letter(found, standing, request.user)
    if request.method == "POST":
        if not request.user.has_perm(LEADING):
            raise PermissionDenied(NOT_LEADING)
        return send_now(request, found, standing, written)
    return show_reminder(request, found, standing, written)


def send_now(request: HttpRequest, found: Campaign, standing: ProviderStanding, written: Letter) -> HttpResponse:
    demand: Any = standing.demand
    if found.edition.closed_at:
        return show_reminder(request, found, standing, written, str(CLOSED))
    if not standing.left:
        return show_reminder(request, found, standing, written, _("Plus rien n’est attendu de ce fournisseur."))
    seen = request.POST.get("seen", ""), request.POST.get("already", "")
    if seen != (written.digest, str(len(standing.reminders))):
        changed = _(
            "Ce rappel, ou ce qui est attendu, a changé depuis l’ouverture de la page : le relire, puis l’envoyer."
        )
        return show_reminder(request, found, standing, written, changed)
    try:
        sent = send_reminder(demand, written, request.user, len(standing.reminders))
    except CannotSend as error:
        return show_reminder(request, found, standing, written, str(error))
    if sent.sent_at:
        messages.success(request, _("Le rappel est envoyé à %(to)s.") % {"to": written.to})
    else:
        messages.warning(request, MAYBE % {"to": written.to})
    return redirect("desk-campaign", found.edition.label)


def show_reminder(
    request: HttpRequest, found: Campaign, standing: ProviderStanding, written: Letter, refused: str = ""
) -> HttpResponse:
    context = {
        "closed": found.edition.closed_at,
        "title": _("Rappel à %(provider)s") % {"provider": standing.provider.acronym},
        "campaign": found,
        "standing": standing,
        "letter": written,
        "already": len(standing.reminders),
        "refused": refused,
    }
    return render(request, "desk/reminder.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def reminders_to_all(request: HttpRequest, edition: str) -> HttpResponse:
    """What each provider that owes something would be written; a POST sends those that are ticked."""
    found = find_campaign(edition)
    dispatches = write_all(found, request.user, timezone.localdate())
    if request.method == "POST":
        if not request.user.has_perm(LEADING):
            raise PermissionDenied(NOT_LEADING)
        return send_ticked(request, found, dispatches)
    return show_reminders(request, found, dispatches)


def send_ticked(request: HttpRequest, found: Campaign, dispatches: list[Dispatch]) -> HttpResponse:
    if found.edition.closed_at:
        return show_reminders(request, found, dispatches, str(CLOSED))
    ticked = set(request.POST.getlist("rappel"))
    chosen = [one for one in dispatches if one.letter.to and one.seen in ticked]
    if not ticked:
        return show_reminders(request, found, dispatches, _("Cocher au moins un fournisseur."))
    if len(chosen) != len(ticked):
        changed = _("Un de ces rappels a changé depuis l’ouverture de la page : le relire, puis recommencer.")
        return show_reminders(request, found, dispatches, changed)
    try:
        number = send_all(chosen, request.user)
    except CannotSend as error:
        return show_reminders(request, found, dispatches, str(error))
    told = ngettext("%(n)d rappel est écrit : il part.", "%(n)d rappels sont écrits : ils partent.", number)
    messages.success(request, told % {"n": number})
    return redirect("desk-campaign", found.edition.label)


def show_reminders(
    request: HttpRequest, found: Campaign, dispatches: list[Dispatch], refused: str = ""
) -> HttpResponse:
    context = {
        "closed": found.edition.closed_at,
        "title": _("Rappels de la campagne %(edition)s") % {"edition": found.edition.label},
        "campaign": found,
        "ready": [one for one in dispatches if one.letter.to],
        "without": [one for one in dispatches if not one.letter.to],
        "refused": refused,
        "ticked": set(request.POST.getlist("rappel")) if request.method == "POST" else None,
    }
    return render(request, "desk/reminders.html", context, status=409 if refused else 200)


def find_campaign(edition: str) -> Campaign:
    try:
        return Campaign.objects.select_related("edition", "created_by").get(edition__label=edition)
    except Campaign.DoesNotExist as error:
        raise Http404(_("Cette édition n’a pas de campagne.")) from error


def find_standing(found: Campaign, provider: str) -> ProviderStanding:
    """Where the provider of this code stands. Raises Http404 where it neither owes anything nor is asked."""
    for one in standings(found, timezone.localdate()):
        if one.provider.code == provider:
            return one
    raise nothing_asked()


def nothing_asked() -> Http404:
    return Http404(_("Rien n’est demandé à ce fournisseur dans cette campagne."))
