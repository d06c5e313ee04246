"""The second step of a sign-in: a code, or the application that will make them; and the same for who is signed in.

Between the password and the code nobody is signed in: the session keeps, for ten minutes, whose password was right.
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
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from strategy_monitor.accounts.attempts import TooMany, address_of, attempt
from strategy_monitor.accounts.forms import HALF_WAY, say_until
from strategy_monitor.accounts.noting import note_failure
from strategy_monitor.accounts.second_factor import (
    code_of,
    has_second_factor,
    is_right,
    keep_second_factor,
    make_secret,
    write_uri,
)
from strategy_monitor.accounts.sessions import end_sessions, entry_of
from strategy_monitor.accounts.views import framed
from strategy_monitor.notices.names import name_site

LIFE = 600
"""Seconds between a right password and its code."""
OFFERED = "offered_secret"
"""Where a session keeps the secret that an application is being given."""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("Les six chiffres de l’application, ou un code de secours."),
        error_messages={"required": gettext_lazy("Taper le code.")},
    )


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
    person = find_half_way(request)
    if person is None or not has_second_factor(person):
        return redirect("admin:login")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with attempt(code_of(person), address_of(request)) as tried:
                if is_right(person, form.cleaned_data["code"]):
                    tried.succeeded()
                    return redirect(go_on(request, person))
            note_failure(request, "code", person.pk)
            form.add_error("code", _("Ce code est faux, trop ancien, ou a déjà servi. Taper celui qui est montré."))
        except TooMany as shut:
            status = 429
            note_failure(request, "shut", person.pk)
            form.add_error(None, say_until(_("Trop de codes faux : celui-ci n’a pas été vérifié."), shut.until))
    given = {"title": _("Second facteur"), "form": form, "view": {"sending": _("Se connecter")}}
    return render(request, "admin/second_factor.html", framed(request) | given, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables()
def give_application(request: HttpRequest) -> HttpResponse:
    """To who signs in and must have one, or is signed in and wants one. Who has one takes it away at the desk first."""
    signed_in = request.user.is_authenticated
    person = request.user if signed_in else find_half_way(request)
    if person is None or has_second_factor(person):
        return redirect("admin:login")
    secret = request.session.setdefault(OFFERED, make_secret())
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = keep_second_factor(person, secret, form.cleaned_data["code"])
        if codes:
            del request.session[OFFERED]
            end_sessions(person, but=entry_of(request))
            onward = reverse("desk-my-sessions") if signed_in else go_on(request, person)
            told = {"title": _("Codes de secours"), "codes": codes, "onward": onward}
            return render(request, "admin/recovery_codes.html", framed(request) | told)
        form.add_error("code", _("Ce n’est pas le code de cette clé. Attendre le suivant, ou régler l’heure."))
    given = {
        "title": _("Second facteur"),
        "form": form,
        "view": {"sending": _("Vérifier et enregistrer")},
        "uri": write_uri(secret, person.get_username(), name_site()),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "must": not signed_in,
    }
    return render(request, "admin/give_application.html", framed(request) | given)
