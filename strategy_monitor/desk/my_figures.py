"""« Mes chiffres »: what is asked of who reads it, as a grid to type into; a form, with script or without."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic_core import from_json

from indicators.levels import levels
from indicators.models import Observation
from indicators.workflow import StepRefused
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.campaigns.answers import NAMES, AnswerRow, Saved, SentRow, keep_typing, read_grid, save
from strategy_monitor.campaigns.kept import (
    DAYS_KEPT,
    LONGEST,
    Clash,
    FileNotKept,
    Key,
    find_leftovers,
    forget,
    forget_file,
    keep_file,
    kept_files,
)
from strategy_monitor.campaigns.mine import AskedFigure, asked_of, campaign_at_work, describe_nothing_asked, may_answer
from strategy_monitor.campaigns.models import KeptFile
from strategy_monitor.campaigns.owed import describe_delay
from strategy_monitor.desk.access import staff
from strategy_monitor.language import french
from strategy_monitor.language.codes import Manner, MissingReason, Quantity
from strategy_monitor.threads import talking
from strategy_monitor.threads.files import KINDS, MOST_BYTES, FileRefused, check_file
from strategy_monitor.threads.models import Attachment
from strategy_monitor.threads.talking import WordsRefused

MOST_ROWS = 200
"""Rows of one page; what comes after shows once these are answered."""
FIRST = 5
"""Rows that the desk shows of it."""
NUMBERED = re.compile(r"row-([0-9]{1,4})")
NOT_A_PROVIDERS = {MissingReason.UNSTATED, MissingReason.NOT_PRINTED}
"""Reasons that speak of the printed report."""


@dataclass(frozen=True)
class Group:
    """Rows that are due on one day; or those that came back."""

    due: dt.date | None
    delay: str
    rows: list[ShownRow]


@dataclass(frozen=True)
class ShownRow:
    """One row of the page."""

    number: int
    row: AnswerRow
    cells: dict[str, ShownCell]
    opened: str
    """What the page shows, to know what was typed since: JSON."""
    files: list[KeptFile]
    """Given with the row, and not submitted yet."""
    handed: list[Attachment]
    """Those of this person that stand in the thread of the value already."""
    refusal: str = ""
    """Why a file that came with this page is not kept."""

    @property
    def key(self) -> str:
        return write_key(self.row.key)

    @property
    def manners(self) -> list[tuple[str, str]]:
        return manners_of(self.row)

    @property
    def is_state(self) -> bool:
        return self.row.observation.series.quantity == Quantity.STATE

    @property
    def last(self) -> str:
        last = self.row.asked.last
        return french.write_for_column(french.write_statement(last.series, last)) if last else ""

    @property
    def says(self) -> str:
        return french.write_for_column(self.row.statement)


@dataclass(frozen=True)
class ShownCell:
    name: str
    """Of the field: « value-3 »."""
    text: str
    faults: list[Any]
    clash: Clash | None


def manners_of(row: AnswerRow) -> list[tuple[str, str]]:
    """What may be said of how the value is to be read: of a level only that it is the least, a half only of a share."""
    quantity = row.observation.series.quantity
    if quantity == Quantity.STATE:
        return [(Manner.MINIMUM.value, Manner.MINIMUM.word)]
    return [(code, word) for code, word in Manner.choices() if code != Manner.HALF or quantity == Quantity.SHARE]


def reasons() -> list[tuple[str, str]]:
    return [(one.value, one.word) for one in MissingReason if one not in NOT_A_PROVIDERS]


def write_key(key: Key) -> str:
    return f"{key[0]}:{key[1]}"


def read_row_key(text: str) -> Key | None:
    series, _colon, label = text.partition(":")
    return (int(series), label) if is_key(series) and "\x00" not in label else None


# What the page sends


def read_sent(posted: QueryDict) -> list[SentRow]:
    """The rows of the form; what no page of ours sends is left out."""
    numbers = (match[1] for name in posted if (match := NUMBERED.fullmatch(name)))
    found = ((number, read_row_key(posted.get(f"row-{number}", ""))) for number in numbers)
    return [read_sent_row(posted, number, key) for number, key in found if key is not None]


def read_sent_row(posted: QueryDict, number: str, key: Key) -> SentRow:
    shown, revision = read_opened(posted.get(f"opened-{number}", ""))
    texts = {name: clean_cell(posted.get(f"{name}-{number}", "")) for name in NAMES if f"{name}-{number}" in posted}
    return SentRow(key, texts, shown, revision, number)


def clean_cell(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n")[:LONGEST]


def write_opened(row: AnswerRow) -> str:
    versions = {name: one.version for name, one in row.kept.items()}
    texts = {name: text for name, text in row.texts.items() if text or name in versions}
    cells = {name: [text, versions.get(name, 0)] for name, text in texts.items()}
    return json.dumps({"revision": row.revision, "cells": cells}, ensure_ascii=False, separators=(",", ":"))


def read_opened(text: str) -> tuple[dict[str, tuple[str, int]], int]:
    """What the page showed; nothing where it cannot be read: each cell then counts as typed."""
    try:
        given = from_json(text)
        cells = {name: (str(shown), int(version)) for name, (shown, version) in given["cells"].items()}
        revision = int(given["revision"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return {}, -1
    sane = -1 <= revision < 2**63 and all(0 <= number < 2**31 for _text, number in cells.values())
    return (cells, revision) if sane else ({}, -1)


# The page


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def my_figures(request: HttpRequest) -> HttpResponse:
    require_answering(request.user)
    return receive_figures(request) if request.method == "POST" else show_grid(request)


def require_answering(user: Any) -> None:
    if not may_answer(user):
        raise PermissionDenied(_("Ce compte lit les valeurs ; il n’en propose pas."))


def receive_figures(request: HttpRequest) -> HttpResponse:
    """Writes the rows that are right; the others stay on the page, as they were typed, with what is wrong."""
    if (key := read_row_key(request.POST.get("forget", ""))) is not None:
        forget(request.user, key)
        messages.success(request, _("La saisie est oubliée."))
        return redirect("desk-my-figures")
    submitting, sent, today = request.POST.get("step") == "soumettre", read_sent(request.POST), timezone.localdate()
    if is_key(request.POST.get("drop", "")):
        return drop_file(request, sent)
    given, refused_files = keep_files(request, sent, today)
    if refused_files:
        keep_typing(request.user, [row for row in sent if row.key in refused_files], today)
    taken = [row for row in sent if row.key not in refused_files]
    try:
        done = save(request.user, taken, submitting, today, partial(attach_files, request.user))
    except (StepRefused, WordsRefused) as refused:
        return show_grid(request, fault=" ".join(refused.messages), status=409, refusals=refused_files)
    if given:
        files = french.count_noun(given, _("fichier joint à sa ligne"), _("fichiers joints à leurs lignes"))
        messages.success(request, f"{files}.")
    for level, told in describe_saved(done, submitting, quiet=bool(given or refused_files)):
        messages.add_message(request, level, told)
    tell_doubted(request, done.doubted)
    if done.clashes:
        return show_grid(request, clashes=done.clashes, status=409, refusals=refused_files)
    if refused_files:
        return show_grid(request, fault=describe_refused(len(refused_files)), status=422, refusals=refused_files)
    return redirect("desk-my-figures")


def drop_file(request: HttpRequest, sent: list[SentRow]) -> HttpResponse:
    """Takes a file back before it is submitted; what is typed around it is kept."""
    today = timezone.localdate()
    clashes = keep_typing(request.user, sent, today)
    if forget_file(request.user, int(request.POST["drop"])):
        messages.success(request, _("Le fichier est retiré."))
    _given, refused = keep_files(request, sent, today)
    if clashes or refused:
        return show_grid(request, clashes=clashes, status=409 if clashes else 422, refusals=refused)
    return redirect("desk-my-figures")


def keep_files(request: HttpRequest, sent: list[SentRow], today: dt.date) -> tuple[int, dict[Key, str]]:
    """Keeps the files that came with these rows, as far as they are asked of this person: how many, and row → why one
    is not."""
    given = [(row.key, request.FILES.getlist(f"file-{row.number}")) for row in sent]
    if not any(files for _key, files in given):
        return 0, {}
    asked = {row.key for row in read_grid(request.user, today, [key for key, files in given if files])}
    refused: dict[Key, str] = {}
    taken = weight = 0
    for key, files in given:
        for one in files if key in asked else ():
            try:
                name, content = check_file(one.name or "", one.size or 0, one.read)
                weight += len(content)
                require_light(weight)
                with transaction.atomic():
                    keep_file(request.user, key, name, content)
                taken += 1
            except (FileRefused, FileNotKept) as error:
                refused[key] = " ".join(error.messages)
    return taken, refused


def require_light(weight: int) -> None:
    """Raises FileNotKept where the files that came so far, in bytes, are too much for one request."""
    if weight > MOST_BYTES:
        raise FileNotKept(_("Ces fichiers sont trop lourds ensemble : 10 Mo au plus en tout, les autres ensuite."))


def attach_files(user: Any, value: Observation, files: list[KeptFile]) -> None:
    """Puts the files of a row that is submitted into the thread of its value. Raises WordsRefused."""
    for one in files:
        talking.post(user, value, _("Fichier joint à la valeur soumise."), file=(one.name, bytes(one.content)))


def describe_refused(count: int) -> str:
    rows = french.count_noun(count, _("ligne garde sa saisie"), _("lignes gardent leur saisie"))
    return _("%(rows)s : un fichier n’y est pas accepté, voir ci-dessous.") % {"rows": rows}


def describe_saved(done: Saved, submitting: bool, quiet: bool = False) -> Iterable[tuple[int, str]]:
    """What became of the rows, in sentences. `quiet`: where something else is told, not that nothing was recorded."""
    if submitting and done.submitted:
        values = french.count_noun(done.submitted, _("valeur soumise"), _("valeurs soumises"))
        yield messages.SUCCESS, _("%(values)s : une autre personne valide ou retourne.") % {"values": values}
    elif submitting:
        yield messages.INFO, _("Rien n’est soumis : aucune ligne n’est à la fois remplie et juste.")
    elif done.written or not quiet:
        values = french.count_noun(done.written, _("valeur enregistrée"), _("valeurs enregistrées"))
        yield messages.SUCCESS, _("%(values)s en brouillon.") % {"values": values}
    if done.wrong:
        rows = french.count_noun(done.wrong, _("ligne reste"), _("lignes restent"))
        told = _("%(rows)s à corriger : rien n’en est écrit, la saisie est gardée ci-dessous.")
        yield messages.WARNING, told % {"rows": rows}
    if done.overtaken:
        rows = french.count_noun(done.overtaken, _("ligne a changé"), _("lignes ont changé"))
        told = _("%(rows)s entre-temps : comparer ci-dessous, puis enregistrer de nouveau.")
        yield messages.WARNING, told % {"rows": rows}


def tell_doubted(request: HttpRequest, rows: Iterable[AnswerRow]) -> None:
    """Names what was submitted and should be looked at again: who sends a row as soon as it is typed saw nothing of it
    there. Each leads to its value, where the submission is taken back."""
    doubted = [
        {"name": str(one.written), "why": one.leap, "address": reverse("desk-observation", args=[one.written.pk])}
        for one in rows
    ]
    if not doubted:
        return
    request.session["doubted"] = doubted
    count = french.count_noun(len(doubted), _("valeur soumise"), _("valeurs soumises"))
    told = _("%(count)s à regarder de nouveau. « Retirer la soumission », sur sa page, en reprend une.")
    messages.warning(request, told % {"count": count}, extra_tags="doubted")


def show_grid(
    request: HttpRequest,
    fault: str = "",
    clashes: Iterable[Clash] = (),
    status: int = 200,
    refusals: Mapping[Key, str] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    every = read_grid(request.user, today)
    rows, campaign = every[:MOST_ROWS], campaign_at_work(today)
    overlay(rows, clashes)
    held, handed = kept_files(request.user), files_handed(request.user, rows)
    shown = [
        shown_row(
            number, row, held.get(row.key, []), handed.get(row.observation.pk, []), (refusals or {}).get(row.key, "")
        )
        for number, row in enumerate(rows, 1)
    ]
    context = {
        "title": _("Mes chiffres"),
        "campaign": campaign,
        "nothing": "" if every else describe_nothing_asked(request.user, campaign),
        "groups": group_by_day(shown, today),
        "total": len(every),
        "to_fill": any(row.asked.due for row in every),
        "most": MOST_ROWS,
        "levels": [(str(level), word) for level, word in levels()[1:]],
        "reasons": reasons(),
        "fault": fault,
        "clashes": bool(clashes),
        "faulty": [row for row in shown if row.row.faults or row.refusal],
        "kinds": ",".join(f".{kind}" for kind in KINDS),
        "leftovers": find_leftovers(request.user, {row.key for row in every}),
        "days_kept": DAYS_KEPT,
        "kept_at": max((one for row in rows if (one := row.kept_at)), default=None),
    }
    return render(request, "desk/my_figures.html", context, status=status)


def overlay(rows: Iterable[AnswerRow], clashes: Iterable[Clash]) -> None:
    """What this page sent stays in its cells, beside what another one keeps."""
    known = {row.key: row for row in rows}
    for one in clashes:
        series, label, name = one.typed.place
        if row := known.get((series, label)):
            row.clashes[name], row.overlaid[name] = one, one.typed.text


def files_handed(user: Any, rows: Iterable[AnswerRow]) -> dict[int, list[Attachment]]:
    """Key of a value → the files that this person put into its thread; one query."""
    values = [row.observation.pk for row in rows if row.observation.pk]
    found: dict[int, list[Attachment]] = {}
    if not values:
        return found
    files = Attachment.objects.filter(message__author=user, message__observation__in=values)
    for one in files.select_related("message").defer("content"):
        found.setdefault(one.message.observation_id or 0, []).append(one)
    return found


def shown_row(number: int, row: AnswerRow, files: list[KeptFile], handed: list[Attachment], refusal: str) -> ShownRow:
    faults = row.faults
    cells = {
        name: ShownCell(f"{name}-{number}", text, faults.get(name, []), row.clashes.get(name))
        for name, text in row.texts.items()
    }
    return ShownRow(number, row, cells, write_opened(row), files, handed, refusal)


def group_by_day(rows: Iterable[ShownRow], today: dt.date) -> list[Group]:
    groups: dict[dt.date | None, Group] = {}
    for one in rows:
        asked = one.row.asked
        groups.setdefault(asked.due, Group(asked.due, asked.delay(today), [])).rows.append(one)
    return list(groups.values())


# The same in short, at the desk


@dataclass(frozen=True)
class AskedInShort:
    """What is asked of a person, as the first block of their desk says it."""

    count: int
    """How many are due on that day; the others are `later`."""
    due: dt.date | None
    """The first day by which something is to be handed over."""
    later: int
    delay: str
    late: bool
    first: list[AskedFigure]
    unlisted: int
    """How many are asked besides the first, whenever they are due."""
    nothing: str
    """Why nothing is asked; empty where something is, or came back."""


def summarize_asked(user: Any, today: dt.date) -> AskedInShort | None:
    """None for whom proposes no figure."""
    if not may_answer(user):
        return None
    asked = asked_of(user, today)
    waiting = [one for one in asked if one.due]
    due = waiting[0].due if waiting else None
    delay = describe_delay(due, today) if due else ""
    nothing = "" if asked else describe_nothing_asked(user, campaign_at_work(today))
    count = sum(one.due == due for one in waiting)
    late = bool(due and due < today)
    return AskedInShort(count, due, len(waiting) - count, delay, late, waiting[:FIRST], len(waiting[FIRST:]), nothing)


# One row, as one types


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def keep_row(request: HttpRequest) -> HttpResponse:
    """Keeps what was typed in some rows, and says how each reads: its faults, and its words in public."""
    require_answering(request.user)
    if request.method != "POST":
        return redirect("desk-my-figures")
    today, sent = timezone.localdate(), read_sent(request.POST)
    clashes = keep_typing(request.user, sent, today)
    rows = read_grid(request.user, today, [row.key for row in sent])
    overlay(rows, clashes)
    gone = {row.key for row in sent} - {row.key for row in rows}
    return JsonResponse({"rows": [tell_row(row) for row in rows], "gone": [write_key(key) for key in gone]})


def tell_row(row: AnswerRow) -> dict[str, Any]:
    kept_at = row.kept_at
    return {
        "row": write_key(row.key),
        "opened": write_opened(row),
        "says": french.typeset(french.write_for_column(row.statement)),
        "leap": row.leap,
        "keptAt": french.write_moment(timezone.localtime(kept_at), " à ") if kept_at else "",
        "faults": {
            name: [{"says": french.typeset(one.sentence), "readings": list(one.readings)} for one in faults]
            for name, faults in row.faults.items()
        },
        "clashes": {name: tell_clash(one) for name, one in row.clashes.items()},
    }


def tell_clash(one: Clash) -> dict[str, Any]:
    return {
        "text": one.kept.text,
        "version": one.kept.version,
        "at": french.write_moment(timezone.localtime(one.kept.at), " à "),
    }
