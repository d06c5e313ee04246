"""How a person wants to be written to; and the mail of the site, for who says what becomes of a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.desk.access import staff
from strategy_monitor.language.codes import MailPace, MessageState
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import MailChoice, OutgoingMessage
from strategy_monitor.notices.readers import choice_of
from strategy_monitor.notices.telling import DAILY_AT
from strategy_monitor.web.mail import has_way_out

SETTLING = "notices.settle_message"
MOST = 50
"""Messages of a list."""

PACES = {"aussitot": MailPace.AT_ONCE, "par-jour": MailPace.DAILY, "jamais": MailPace.NEVER}
"""As a form says them."""

ANSWERS: dict[str, Callable[[int, Any], None]] = {
    "renvoyer": outbox.send_again,
    "tenir": outbox.hold_for_sent,
    "laisser": outbox.drop,
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def my_mail(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        pace = PACES.get(request.POST.get("rythme", ""))
        if pace is None:
            return show_my_mail(request, _("Rien n’est changé : choisir un des trois rythmes, puis enregistrer."))
        told = {"pace": pace, "every_release": "publications" in request.POST}
        MailChoice.objects.update_or_create(person_id=request.user.pk, defaults=told)
        messages.success(request, _("C’est enregistré."))
        return redirect("desk-my-mail")
    return show_my_mail(request)


def show_my_mail(request: HttpRequest, refused: str = "") -> HttpResponse:
    chosen = choice_of(request.user)
    context = {
        "title": _("Mon courrier"),
        "paces": [(name, pace, pace == chosen.pace) for name, pace in PACES.items()],
        "chosen": chosen,
        "hour": DAILY_AT,
        "refused": refused,
        "way_out": has_way_out(),
    }
    return render(request, "desk/my_mail.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def site_mail(request: HttpRequest) -> HttpResponse:
    """All messages of the last weeks; a POST says what becomes of one that nobody can tell about."""
    if not request.user.has_perm(SETTLING):
        raise PermissionDenied(_("Ce compte ne suit pas le courrier du site : Publication et Administration le font."))
    if request.method == "POST":
        return answer(request)
    return show_site_mail(request)


def answer(request: HttpRequest) -> HttpResponse:
    act, key = ANSWERS.get(request.POST.get("suite", "")), request.POST.get("message", "")
    if act is None or not is_key(key):
        return show_site_mail(request, _("La page envoyée n’est pas lisible : la rouvrir, puis recommencer."), 400)
    try:
        act(int(key), request.user)
    except outbox.Settled:
        moved = _("Rien n’est changé : ce message n’attend plus de réponse. La liste dit où il en est.")
        return show_site_mail(request, moved, 409)
    messages.success(request, _("C’est noté."))
    return redirect("desk-mail")


def show_site_mail(request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
    trouble = outbox.in_trouble()
    waiting = OutgoingMessage.objects.filter(state__in=(MessageState.WAITING, MessageState.CLAIMED))
    context = {
        "title": _("Courrier du site"),
        "trouble": list(trouble.select_related("person")),
        "waiting": list(waiting.exclude(pk__in=trouble.values("pk")).select_related("person")[:MOST]),
        "ended": list(
            OutgoingMessage.objects.filter(state__in=outbox.ENDED).select_related("person", "settled_by")[:MOST]
        ),
        "most": MOST,
        "days": outbox.KEPT_FOR.days,
        "refused": refused,
        "way_out": has_way_out(),
    }
    return render(request, "desk/site_mail.html", context, status=status)


def count_trouble(user: Any) -> int:
    """Messages that wait for an answer of this person, if they may give it."""
    return outbox.in_trouble().count() if user.has_perm(SETTLING) else 0
