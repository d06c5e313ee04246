"""A person's own open sessions: which devices, since when; and how to end them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strategy_monitor.accounts.models import Entry
from strategy_monitor.accounts.sessions import end_sessions, entry_of
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.desk.access import staff
from strategy_monitor.language.codes import EntryWay

OTHERS = "autres"
"""What a form sends to end all sessions but the one that sends it."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def my_sessions(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show_my_sessions(request)
    chosen = request.POST.get("session", "")
    if chosen == OTHERS:
        end_sessions(request.user, but=entry_of(request))
    elif is_key(chosen) and int(chosen) != entry_of(request):
        Entry.objects.filter(person_id=request.user.pk, pk=int(chosen)).delete()
    else:
        return show_my_sessions(request, _("Rien n’est fermé\u202f: choisir une session de la liste."))
    messages.success(request, _("C’est fermé\u202f: à sa prochaine page, cet appareil demande de se connecter."))
    return redirect("desk-my-sessions")


def show_my_sessions(request: HttpRequest, refused: str = "") -> HttpResponse:
    entries = list(Entry.objects.filter(person_id=request.user.pk))
    context = {
        "title": _("Mes sessions"),
        "here": entry_of(request),
        "entries": [(one, EntryWay(one.way).word) for one in entries],
        "others": OTHERS,
        "refused": refused,
    }
    return render(request, "desk/my_sessions.html", context, status=400 if refused else 200)
