"""The way in by the directory: there, and back. What goes wrong on it is said on a page like that of the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from strategy_monitor.accounts.confirming import note_proof
from strategy_monitor.accounts.directory import admit_from_directory
from strategy_monitor.accounts.refusals import DirectoryAway, NotLetIn, SignInLost
from strategy_monitor.accounts.sessions import close_entry, end_directory_sessions, note_directory
from strategy_monitor.accounts.views import context_of_frame

log = structlog.get_logger(__name__)

WANTED = "wanted_page"
"""Where a session keeps the page that was asked for while its person is at the provider."""
ANEW = "again"
"""What an address says, and a session keeps, where the provider is to ask anew who somebody is."""

View = Callable[[HttpRequest], HttpResponse]


def with_directory(view: View) -> View:
    """A page that there is where a directory is configured; one that says why, where somebody is not let in."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.DIRECTORY:
            raise Http404(_("Aucun annuaire n’est relié à ce site : on y entre par un mot de passe."))
        try:
            return view(request)
        except IntegrityError:  # the same person, at the same moment, for the first time
            return show_refusal(request, SignInLost())
        except NotLetIn as refused:
            return show_refusal(request, refused)

    return answer


def show_refusal(request: HttpRequest, why: NotLetIn) -> HttpResponse:
    told = " ".join(map(str, why.args))
    log.warning("directory_sign_in_refused", why=type(why).__name__, told=told, account=why.account)
    given = context_of_frame(request) | {"title": _("Connexion par l’annuaire"), "said": why.said}
    return render(request, "admin/not_let_in.html", given, status=why.status)


@require_safe
@never_cache
@with_directory
def lead_to_directory(request: HttpRequest) -> HttpResponse:
    """A link leads here, and not a form: our policy lets no form lead to another site. The link is ours: a provider
    may ask nothing of who is signed in there, and a page of another site would then sign them in here."""
    from strategy_monitor.accounts.provider import lead_to_provider  # noqa: PLC0415  # megabytes, for this alone

    wanted, anew = request.GET.get(REDIRECT_FIELD_NAME, ""), ANEW in request.GET
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return lead_to_sign_in(wanted)
    response = lead_to_provider(request, anew)
    request.session.clear_expired()  # each that begins leaves a row, and may not come back
    request.session[WANTED], request.session[ANEW] = wanted, anew
    return response


@require_safe
@never_cache
@with_directory
def come_back(request: HttpRequest) -> HttpResponse:
    """The page of the sign-in then leads whoever is signed in on: to the page that was asked for, or the desk."""
    from strategy_monitor.accounts.provider import authenticated_at, read_return  # noqa: PLC0415  # as above

    wanted, anew = request.session.pop(WANTED, ""), request.session.pop(ANEW, False)
    claims, refreshing = read_return(request)
    person = admit_from_directory(claims)  # what it takes away stays taken away, whether it lets in or not
    asked_at = authenticated_at(claims, anew)
    with transaction.atomic():
        close_entry(request)  # of whoever was signed in here
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        note_directory(request, str(claims.get("sid") or ""), refreshing)
        note_proof(request, asked_at)
    return lead_to_sign_in(wanted)


def lead_to_sign_in(wanted: str) -> HttpResponse:
    return redirect(f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")


@csrf_exempt
@require_POST
@never_cache
@with_directory
def end_from_directory(request: HttpRequest) -> HttpResponse:
    """The provider itself says, and proves, that somebody left (OpenID Connect Back-Channel Logout 1.0)."""
    from strategy_monitor.accounts.provider import read_logout  # noqa: PLC0415  # as above

    try:
        ended = end_directory_sessions(read_logout(request.POST.get("logout_token", "")))
    except (NotLetIn, IntegrityError) as refused:
        log.warning("directory_logout_refused", why=type(refused).__name__, told=" ".join(map(str, refused.args)))
        return JsonResponse({"error": "invalid_request"}, status=503 if isinstance(refused, DirectoryAway) else 400)
    log.info("directory_logout", ended=ended)
    return HttpResponse()
