"""The threads at the desk: what was said of a value, a measure or an indicator, and what was proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from axes.models import Measure
from indicators.models import Indicator, Observation
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.links import page_of
from strategy_monitor.language import french
from strategy_monitor.language.codes import MessageKind, ProposalState
from strategy_monitor.threads import talking
from strategy_monitor.threads.files import KINDS, FileRefused, check_file
from strategy_monitor.threads.models import Attachment, Message
from strategy_monitor.threads.places import address_of_thread
from strategy_monitor.threads.talking import WordsRefused

LISTED = 50


def find_value(code: str) -> Observation | None:
    rows = Observation.objects.select_related("series__indicator")
    return rows.filter(pk=int(code)).first() if is_key(code) else None


def find_coded(model: Any, code: str) -> Any:
    """The measure or the indicator of this code; else the one that bore it last, and is there under another one."""
    found = model.objects.filter(code=code).first()
    if found is not None:
        return found
    last = model.history.filter(code=code).order_by("-history_id").first()
    return model.objects.filter(pk=last.id).first() if last else None


FIND: dict[str, Callable[[str], Any]] = {
    "valeur": find_value,
    "mesure": partial(find_coded, Measure),
    "indicateur": partial(find_coded, Indicator),
}
"""Kind of thing in an address → the thing of this code, or of this key for a value."""


def name_thing(thing: Any) -> str:
    if isinstance(thing, Observation):
        return f"{thing.series.indicator.code}, {thing.series.label}, {thing.period_label}"
    if isinstance(thing, Measure):
        return _("Mesure %(code)s") % {"code": thing.code}
    return _("Indicateur %(code)s : %(title)s") % {"code": thing.code, "title": thing.short_title}


@dataclass(frozen=True)
class ThreadMessage:
    message: Message
    may_delete: bool


@dataclass(frozen=True)
class Thread:
    """All that was said of one thing, and what this person may do with it."""

    address: str
    said: tuple[ThreadMessage, ...]
    may_settle: bool
    kinds: str
    typed: dict[str, str]
    """What was sent and not kept, so that nothing typed is lost."""


def read_thread(user: Any, thing: Any, typed: dict[str, str] | None = None) -> Thread:
    """Three queries, and those of the rights."""
    said = Message.objects.on(thing).for_reading()
    rows = tuple(ThreadMessage(one, talking.may_delete(user, one)) for one in said)
    accepted = ",".join(f".{kind}" for kind in KINDS)
    return Thread(address_of_thread(thing), rows, talking.may_settle(user, thing), accepted, typed or {})


@dataclass(frozen=True)
class SaidSomewhere:
    """A message in a list, with what it is about."""

    message: Message
    name: str
    address: str


@require_safe
@staff
def list_threads(request: HttpRequest) -> HttpResponse:
    """The proposals that wait, then what was said last."""
    waiting = Message.objects.open_proposals().for_reading()
    latest = Message.objects.for_reading().order_by("-posted_at", "-pk")[:LISTED]
    context = {
        "title": _("Fils de discussion"),
        "waiting": [placed(one) for one in waiting],
        "latest": [placed(one) for one in latest],
        "listed": LISTED,
    }
    return render(request, "desk/threads.html", context)


def placed(message: Message) -> SaidSomewhere:
    return SaidSomewhere(message, name_thing(message.thing), address_of_thread(message.thing))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def thread(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The thread of one thing; on POST, what is written in it, taken back or settled. What bore this code, and bears
    another one, is led to with what was sent."""
    thing = FIND[kind](code.replace("\x00", "")) if kind in FIND else None
    if thing is None:
        raise Http404(_("Rien de ce nom n’a de fil ici."))
    if code not in (getattr(thing, "code", code), str(thing.pk)):
        return HttpResponseRedirect(address_of_thread(thing), preserve_request=True)
    if request.method != "POST":
        return show_thread(request, thing)
    try:
        ACTIONS.get(request.POST.get("action", ""), post_message)(request, thing)
    except (WordsRefused, FileRefused) as refused:
        fault_of = "file" if isinstance(refused, FileRefused) else ""
        return show_thread(request, thing, " ".join(refused.messages), 422, fault_of)
    if isinstance(thing, Observation):
        return redirect(f"{reverse('desk-observation', args=[thing.pk])}#fil")
    return redirect(f"{address_of_thread(thing)}#fil")


def show_thread(
    request: HttpRequest, thing: Any, fault: str = "", status: int = 200, fault_of: str = ""
) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("action", "text", "proposed", "why", "message")}
    context = {
        "title": name_thing(thing),
        "page": reverse("desk-observation", args=[thing.pk]) if isinstance(thing, Observation) else page_of(thing),
        "thread": read_thread(request.user, thing, typed),
        "fault": fault,
        "fault_of": fault_of,
    }
    return render(request, "desk/thread_page.html", context, status=status)


def post_message(request: HttpRequest, thing: Any) -> None:
    posted = request.POST
    given: Any = request.FILES.get("file")
    file = check_file(given.name, given.size, given.read) if given else None
    proposed = posted.get("proposed", "") if posted.get("action") == "propose" else None
    message = talking.post(request.user, thing, posted.get("text", ""), proposed, file)
    told = _("La correction est proposée.") if message.kind == MessageKind.PROPOSAL else _("Le message est écrit.")
    named = ", ".join(name_person(one) for one in message.mentions.all())
    messages.success(request, told + (" " + _("Nommés : %(names)s.") % {"names": named} if named else ""))


def take_back_message(request: HttpRequest, _thing: Any) -> None:
    talking.delete_own(request.user, read_thread_key(request))
    messages.success(request, _("Le message est retiré."))


def post_settlement(request: HttpRequest, _thing: Any) -> None:
    posted = request.POST
    done = talking.settle_proposal(
        request.user, read_thread_key(request), posted.get("state", ""), posted.get("why", "")
    )
    said = _("La correction proposée est réglée : %(state)s.") % {"state": ProposalState(done.state).word}
    messages.success(request, said)


def read_thread_key(request: HttpRequest) -> int:
    key = request.POST.get("message", "")
    if not is_key(key):
        raise WordsRefused(_("La page envoyée n’est pas lisible : la rouvrir, puis recommencer."))
    return int(key)


ACTIONS: dict[str, Callable[[HttpRequest, Any], None]] = {
    "delete": take_back_message,
    "settle": post_settlement,
    "propose": post_message,
}


@require_safe
@staff
def attachment(request: HttpRequest, key: int) -> HttpResponse:
    """A file as it came, to keep and not to show: no browser runs or guesses anything of it here."""
    file = Attachment.objects.filter(pk=key).first()
    if file is None:
        raise Http404(_("Ce fichier n’est plus ici : son message a été retiré."))
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def describe_open() -> str:
    """« 2 corrections proposées attendent », for the desk; empty where none does. One query."""
    waiting = Message.objects.open_proposals().count()
    if not waiting:
        return ""
    one, many = _("correction proposée à régler"), _("corrections proposées à régler")
    return french.count_noun(waiting, one, many)
