"""A passkey is made, or presented: what the browser is to ask of a device, and the pages that take its answer."""

from __future__ import annotations

from typing import Any

import structlog
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from strategy_monitor.accounts.confirming import asks_again, is_proved
from strategy_monitor.accounts.entering import lead_to_sign_in
from strategy_monitor.accounts.forms import say_shut_out
from strategy_monitor.accounts.models import Entry
from strategy_monitor.accounts.noting import note_failure
from strategy_monitor.accounts.passkeys import (
    PasskeyRefused,
    Purpose,
    ask_for_passkey,
    keep_passkey,
    passkeys_serve,
    recognise_passkey,
)
from strategy_monitor.accounts.proving import find_half_way, may_add_factor, show_recovery
from strategy_monitor.accounts.sessions import entry_of
from strategy_monitor.accounts.views import context_of_frame
from strategy_monitor.language.codes import EntryWay
from strategy_monitor.notices.names import name_site

log = structlog.get_logger(__name__)

NOT_HERE = gettext_lazy("Aucune clé d’accès ne peut être demandée ici : revenir à la connexion.")
CLOSED_SINCE = gettext_lazy("Ce compte est fermé. Écrire à qui administre le site.")


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Nom de la clé"),
        max_length=60,
        help_text=gettext_lazy("Pour la reconnaître : « téléphone », « clé du bureau »."),
        error_messages={"required": gettext_lazy("Donner un nom à cette clé.")},
    )


@require_POST
@never_cache
def challenge_device(request: HttpRequest) -> HttpResponse:
    """What the browser is to ask of a device, as JSON; or why not, in a sentence."""
    sent = request.POST.get("purpose", "")
    purpose = Purpose(sent) if sent in set(Purpose) else None
    person = request.user if request.user.is_authenticated else find_half_way(request)
    allowed = {
        Purpose.ADD: may_add_factor(request, person) and (person is not request.user or is_proved(request)),
        Purpose.SECOND: not request.user.is_authenticated and person is not None,
        Purpose.ENTER: not request.user.is_authenticated,
        Purpose.AGAIN: request.user.is_authenticated,
    }
    if purpose is None or not allowed[purpose] or not passkeys_serve():
        return JsonResponse({"said": str(NOT_HERE)}, status=400)
    return JsonResponse(ask_for_passkey(request, purpose, None if purpose is Purpose.ENTER else person, name_site()))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@asks_again(page_too=True)
def give_passkey(request: HttpRequest) -> HttpResponse:
    """To who signs in and must have a second factor, or is signed in and wants one more."""
    person = request.user if request.user.is_authenticated else find_half_way(request)
    if not may_add_factor(request, person) or not passkeys_serve():
        return redirect("admin:login")
    form = PasskeyForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            keep_passkey(request, person, form.cleaned_data["name"], request.POST.get("answer", ""))
        except PasskeyRefused as why:
            refused = str(why)
        else:
            messages.success(request, _("La clé d’accès est ajoutée."))
            return show_recovery(request, person)
    given = {
        "title": _("Clé d’accès"),
        "form": form,
        "refused": refused,
        "must": not request.user.is_authenticated,
    }
    return render(request, "admin/give_passkey.html", context_of_frame(request) | given, status=400 if refused else 200)


@require_POST
@never_cache
def enter_by_passkey(request: HttpRequest) -> HttpResponse:
    """Without a password: the device asked who holds it, so that it counts for two factors."""
    try:
        person: Any = recognise_passkey(request, Purpose.ENTER, request.POST.get("answer", "")).person
    except PasskeyRefused as refused:
        note_failure(request, "passkey", None)
        return refuse_entry(request, str(refused))
    if why := shut_out(person):
        note_failure(request, "shut_out", person.pk)
        return refuse_entry(request, why)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    Entry.objects.filter(pk=entry_of(request)).update(way=EntryWay.PASSKEY)
    return lead_to_sign_in(request.POST.get(REDIRECT_FIELD_NAME, ""))


def refuse_entry(request: HttpRequest, why: str) -> HttpResponse:
    given = context_of_frame(request) | {"title": _("Connexion par une clé d’accès"), "said": why}
    return render(request, "admin/not_let_in.html", given, status=400)


def shut_out(person: Any) -> str:
    """Why the holder of a passkey does not come in; empty where they do."""
    return say_shut_out(person, _("La clé d’accès est la bonne")) if person.is_active else str(CLOSED_SINCE)
