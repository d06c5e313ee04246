"""Who is signed in proves again who they are, before what a thief of their session would do first.

As they sign in: by their password, and a code where they have a second factor; by a passkey whose device asks who holds
it; by the directory, which asks anew. What they asked for meanwhile is not lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from strategy_monitor.accounts.attempts import TooMany, address_of, attempt
from strategy_monitor.accounts.break_glass import may_use_password
from strategy_monitor.accounts.directory import comes_by_directory
from strategy_monitor.accounts.forms import say_closed, say_until
from strategy_monitor.accounts.noting import note_failure
from strategy_monitor.accounts.passkeys import PasskeyRefused, Purpose, passkeys_serve, recognise_passkey
from strategy_monitor.accounts.second_factor import code_of, has_passkeys, has_second_factor, is_right
from strategy_monitor.accounts.views import context_of_frame

log = structlog.get_logger(__name__)

PROVED = "proved_at"
"""Where a session keeps when its person proved who they are, in seconds since 1970."""
LATELY = 600
"""Seconds for which that is enough."""
HELD = "held_request"
"""Where a session keeps what was asked for, while its person is at the directory."""
HELD_FOR = 900
"""Seconds."""
PROOF = "proof_"
"""What the names of the fields begin with by which it is proved: all others are of what was asked for."""
PAGE = "proof_page"
"""Sent where nothing but the page was asked for."""

NOT_PROVED = gettext_lazy("Rien n’est fait : ce n’est pas ce mot de passe, ou ce code. Le taper de nouveau.")
TOO_OFTEN = gettext_lazy("Trop d’essais ont échoué : rien n’a été vérifié.")

View = Callable[..., Any]


def note_proof(request: HttpRequest, at: float | None = None) -> None:
    """That the person of this session proved who they are, now or then."""
    request.session[PROVED] = time.time() if at is None else at


def is_proved(request: HttpRequest) -> bool:
    return 0 <= time.time() - request.session.get(PROVED, 0) <= LATELY


def asks_again(page_too: bool = False) -> Callable[[View], View]:
    """A view that is asked nothing before its person proved, lately, who they are; only to be read, unless `page_too`.

    Who is not signed in is the matter of the view.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return view(request, *args, **kwargs)
            sends = request.method == "POST"
            if sends and any(name.startswith(PROOF) for name in request.POST):
                if why := prove(request):
                    return ask_again(request, why)
                if PAGE in request.POST:
                    return redirect(request.get_full_path())
            elif not is_proved(request):
                if sends or page_too:
                    return ask_again(request)
            elif not sends and (fields := take_held(request)):
                return show_held(request, fields)
            return view(request, *args, **kwargs)

        return answer

    return decorate


@sensitive_variables()
def prove(request: HttpRequest) -> str:
    """Why it is not proved; empty where it is, which is then noted."""
    try:
        why = prove_by_passkey(request) if f"{PROOF}answer" in request.POST else prove_by_password(request)
    except TooMany as shut:
        note_failure(request, "shut", request.user.pk)
        return say_until(str(TOO_OFTEN), shut.until)
    if why:
        note_failure(request, "not_proved", request.user.pk)
    else:
        note_proof(request)
        log.info("proved_again", account=request.user.pk)
    return why


def prove_by_passkey(request: HttpRequest) -> str:
    if not may_use_password(request.user):  # it opens what the password would open
        return say_closed()
    try:
        recognise_passkey(request, Purpose.AGAIN, request.POST[f"{PROOF}answer"], request.user)
    except PasskeyRefused as refused:
        return str(refused)
    return ""


@sensitive_variables()
def prove_by_password(request: HttpRequest) -> str:
    person: Any = request.user
    with attempt(person.get_username(), address_of(request)) as tried:
        if not may_use_password(person) or not person.check_password(request.POST.get(f"{PROOF}password", "")):
            return str(NOT_PROVED)
        tried.succeeded()
    if has_second_factor(person):
        with attempt(code_of(person), address_of(request)) as tried:
            if not is_right(person, request.POST.get(f"{PROOF}code", "")):
                return str(NOT_PROVED)
            tried.succeeded()
    return ""


def asked_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form holds that was sent: name and value of each field, but for those of the proof."""
    given = [(name, str(value)) for name in request.POST for value in request.POST.getlist(name)]
    return [(name, value) for name, value in given if not name.startswith(PROOF) and name != "csrfmiddlewaretoken"]


def ask_again(request: HttpRequest, why: str = "") -> HttpResponse:
    person = request.user
    only_page = request.method != "POST" or PAGE in request.POST
    fields = [] if only_page else asked_fields(request)
    by_directory = comes_by_directory(person)
    if by_directory and fields:
        request.session[HELD] = {"path": request.path, "fields": fields, "at": time.time()}
    given = {
        "title": _("Confirmer son identité"),
        "refused": why,
        "fields": [*fields, *([(PAGE, "1")] if only_page else [])],
        "code": has_second_factor(person),
        "passkeys": has_passkeys(person) and passkeys_serve() and may_use_password(person),
        "by_directory": by_directory,
        "here": request.path,
    }
    return render(request, "admin/prove.html", context_of_frame(request) | given, status=400 if why else 200)


def take_held(request: HttpRequest) -> list[tuple[str, str]]:
    """What was asked for here before its person went to the directory; once."""
    held = request.session.get(HELD)
    if not held or held["path"] != request.path:
        return []
    del request.session[HELD]
    return [(name, value) for name, value in held["fields"]] if time.time() - held["at"] <= HELD_FOR else []


def show_held(request: HttpRequest, fields: list[tuple[str, str]]) -> HttpResponse:
    given = {"title": _("C’est confirmé"), "fields": fields, "confirmed": True, "here": request.path}
    return render(request, "admin/prove.html", context_of_frame(request) | given)
