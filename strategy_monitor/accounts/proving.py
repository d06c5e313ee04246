"""The second step of a sign-in: a code or a passkey, or what will make them; and the same for who is signed in.

Between the password and that nobody is signed in: the session keeps, for ten minutes, whose password was right.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from strategy_monitor.accounts.attempts import TooMany, address_of, attempt
from strategy_monitor.accounts.confirming import asks_again
from strategy_monitor.accounts.forms import CODES_SHUT, HALF_WAY, WRONG_CODE, code_field, say_until
from strategy_monitor.accounts.noting import note_failure
from strategy_monitor.accounts.passkeys import PasskeyRefused, Purpose, passkeys_serve, recognise_passkey
from strategy_monitor.accounts.second_factor import (
    begin_recovery,
    code_of,
    draw_uri,
    has_application,
    has_passkeys,
    has_second_factor,
    is_right,
    keep_application,
    make_secret,
    write_uri,
)
from strategy_monitor.accounts.sessions import end_sessions, entry_of
from strategy_monitor.accounts.views import context_of_frame
from strategy_monitor.notices.names import name_site

LIFE = 600
"""Seconds between a right password and its code."""
OFFERED = "offered_application"
"""Where a session keeps the secret that an application is being given, and whose: others may go on in this browser."""


class CodeForm(forms.Form):
    code = code_field()


class FirstCodeForm(CodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Les six chiffres que l’application montre.")


def find_half_way(request: HttpRequest) -> Any:
    """Whose password was right here, lately, and is still the same; None for nobody."""
    told = request.session.get(HALF_WAY) or {}
    if not told or time.time() - told["at"] > LIFE:
        return None
    person = get_user_model()._default_manager.filter(pk=told["person"], is_active=True).first()
    return person if person and person.get_session_auth_hash() == told["hash"] else None


def go_on(request: HttpRequest, person: Any) -> str:
    """Signs in who proved it; the address that leads on, as the page of the sign-in does."""
    wanted = request.session.pop(HALF_WAY)["next"]
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables()
def ask_code(request: HttpRequest) -> HttpResponse:
    """Or a passkey, where the form that was sent holds its answer."""
    person = find_half_way(request)
    if person is None or not has_second_factor(person):
        return redirect("admin:login")
    by_passkey = "answer" in request.POST
    form = CodeForm(None if by_passkey else request.POST or None)
    status, refused = 200, ""
    if by_passkey:
        try:
            recognise_passkey(request, Purpose.SECOND, request.POST["answer"], person)
            return redirect(go_on(request, person))
        except PasskeyRefused as why:
            note_failure(request, "passkey", person.pk)
            status, refused = 400, str(why)
    elif request.method == "POST" and form.is_valid():
        try:
            with attempt(code_of(person), address_of(request)) as tried:
                if is_right(person, form.cleaned_data["code"]):
                    tried.succeeded()
                    return redirect(go_on(request, person))
            note_failure(request, "code", person.pk)
            form.add_error("code", WRONG_CODE)
        except TooMany as shut:
            status = 429
            note_failure(request, "shut", person.pk)
            form.add_error(None, say_until(str(CODES_SHUT), shut.until))
    given = {
        "title": _("Second facteur"),
        "form": form,
        "view": {"sending": _("Se connecter")},
        "application": has_application(person),
        "passkeys": has_passkeys(person) and passkeys_serve(),
        "refused": refused,
    }
    return render(request, "admin/second_factor.html", context_of_frame(request) | given, status=status)


def may_add_factor(request: HttpRequest, person: Any) -> bool:
    """Who is signed in, or signs in and must have one: who has one already shows it, and is not given another."""
    return person is not None and (request.user.is_authenticated or not has_second_factor(person))


def offer_secret(request: HttpRequest, person: Any) -> str:
    """The same each time that this person opens the page, until it is kept."""
    kept = request.session.get(OFFERED)
    if not kept or kept["person"] != person.pk:
        kept = request.session[OFFERED] = {"person": person.pk, "secret": make_secret()}
    return str(kept["secret"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables()
@asks_again(page_too=True)
def give_application(request: HttpRequest) -> HttpResponse:
    """Who has one takes it away at the desk first."""
    person = request.user if request.user.is_authenticated else find_half_way(request)
    if not may_add_factor(request, person) or has_application(person):
        return redirect("admin:login")
    secret = offer_secret(request, person)
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if keep_application(person, secret, form.cleaned_data["code"]):
            del request.session[OFFERED]
            return show_recovery(request, person)
        form.add_error("code", _("Ce n’est pas le code de cette clé. Attendre le suivant, ou régler l’heure."))
    uri = write_uri(secret, person.get_username(), name_site())
    given = {
        "title": _("Second facteur"),
        "form": form,
        "view": {"sending": _("Vérifier et enregistrer")},
        "uri": uri,
        "picture": draw_uri(uri),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "must": not request.user.is_authenticated,
        "passkeys": passkeys_serve(),
    }
    return render(request, "admin/give_application.html", context_of_frame(request) | given)


def show_recovery(request: HttpRequest, person: Any) -> HttpResponse:
    """After a factor was added: other sessions end, who was half way is in, and who has no recovery code gets some."""
    end_sessions(person, but=entry_of(request))
    onward = reverse("desk-my-sessions") if request.user.is_authenticated else go_on(request, person)
    codes = begin_recovery(person)
    if not codes:
        return redirect(onward)
    return show_codes(request, codes, onward)


def show_codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    """Recovery codes, this once."""
    told = {"title": _("Codes de secours"), "codes": codes, "onward": onward}
    return render(request, "admin/recovery_codes.html", context_of_frame(request) | told)
