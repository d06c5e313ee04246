"""Every note of the report, open questions first: all of them, those of one word, of one axis, or of no axis."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.language.codes import NoteWord
from strategy_monitor.pages.viewing import Viewing, page_from, read_outline
from strategy_monitor.pages.views import show
from strategy_monitor.report import summary
from strategy_monitor.report.summary import Signal


@page_from(read_outline)
def notes(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    return show_notes(request, viewing, _("Les notes sur le rapport"), summary.signals(viewing.report))


@page_from(read_outline)
def notes_of_word(request: HttpRequest, viewing: Viewing, word: NoteWord) -> HttpResponse:
    found = [signal for signal in summary.signals(viewing.report) if signal.note.word == word]
    return show_notes(request, viewing, word.plural.capitalize(), found, word=word)


@page_from(read_outline)
def notes_of_axis(request: HttpRequest, viewing: Viewing, number: int) -> HttpResponse:
    axis = viewing.report.axis(number)
    if axis is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    title = _("Les notes sur l’axe %(number)d") % {"number": number}
    return show_notes(request, viewing, title, summary.signals_of_axis(axis), axis=axis)


@page_from(read_outline)
def notes_of_no_axis(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    found = [signal for signal in summary.signals(viewing.report) if signal.axis is None]
    return show_notes(request, viewing, _("Les notes hors des axes"), found, outside=True)


def show_notes(
    request: HttpRequest, viewing: Viewing, title: str, found: Iterable[Signal], **chosen: object
) -> HttpResponse:
    """By word; `chosen` is what they are narrowed down to."""
    signals = list(found)
    return show(
        request,
        viewing,
        "pages/notes.html",
        title=title,
        description=_("Ce qu’une lecture critique du rapport a relevé : questions ouvertes, erreurs, remarques."),
        signals=signals,
        groups=[(word, [signal for signal in signals if signal.note.word == word]) for word in NoteWord],
        words=list(NoteWord),
        section="method",
        **chosen,
    )
