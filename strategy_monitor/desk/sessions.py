"""What is a person's own of their way in: open sessions, by device, and their second factors."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strategy_monitor.accounts.confirming import asks_again
from strategy_monitor.accounts.models import Entry, Passkey, RecoveryCode
from strategy_monitor.accounts.passkeys import passkeys_serve
from strategy_monitor.accounts.proving import show_codes
from strategy_monitor.accounts.second_factor import (
    has_application,
    has_second_factor,
    needs_second_factor,
    remove_factor,
    renew_recovery,
)
from strategy_monitor.accounts.sessions import end_sessions, entry_of
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.desk.access import staff
from strategy_monitor.language.codes import EntryWay

OTHERS = "autres"
"""What a form sends to end all sessions but the one that sends it."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@asks_again()
def my_sessions(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show_my_sessions(request)
    if "codes" in request.POST:
        return renew_codes(request)
    if "application" in request.POST or "passkey" in request.POST:
        return take_factor_away(request)
    chosen = request.POST.get("session", "")
    if chosen == OTHERS:
        end_sessions(request.user, but=entry_of(request))
    elif is_key(chosen) and int(chosen) != entry_of(request):
        Entry.objects.filter(person_id=request.user.pk, pk=int(chosen)).delete()
    else:
        return show_my_sessions(request, _("Rien n’est fermé\u202f: choisir une session de la liste."))
    messages.success(request, _("C’est fermé\u202f: à sa prochaine page, cet appareil demande de se connecter."))
    return redirect("desk-my-sessions")


def renew_codes(request: HttpRequest) -> HttpResponse:
    if not has_second_factor(request.user):
        return show_my_sessions(request, _("Rien n’est fait : ces codes vont avec un second facteur."))
    return show_codes(request, renew_recovery(request.user), reverse("desk-my-sessions"))


def take_factor_away(request: HttpRequest) -> HttpResponse:
    sent = request.POST.get("passkey")
    if sent is not None and not is_key(sent):
        return show_my_sessions(request, _("Rien n’est retiré\u202f: choisir une clé de la liste."))
    if why := remove_factor(request.user, None if sent is None else int(sent)):
        return show_my_sessions(request, why)
    gone = _("L’application de codes est retirée.") if sent is None else _("La clé d’accès est retirée.")
    messages.success(request, gone)
    return redirect("desk-my-sessions")


def show_my_sessions(request: HttpRequest, refused: str = "") -> HttpResponse:
    entries = list(Entry.objects.filter(person_id=request.user.pk))
    context = {
        "title": _("Mes sessions"),
        "here": entry_of(request),
        "entries": [(one, EntryWay(one.way).word) for one in entries],
        "others": OTHERS,
        "has_password": request.user.is_authenticated and request.user.has_usable_password(),
        "application": has_application(request.user),
        "passkeys": list(Passkey.objects.filter(person_id=request.user.pk)),
        "passkeys_serve": passkeys_serve(),
        "recovery_codes": RecoveryCode.objects.filter(person_id=request.user.pk).count(),
        "must": needs_second_factor(request.user),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "refused": refused,
    }
    return render(request, "desk/my_sessions.html", context, status=400 if refused else 200)
