"""The report on paper, PDF and DOCX: whole and by axis, to sign or annotated; on one page. The same in every mount."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.documents import compose
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.formats import FORMATS, Format, attach_data, file_name
from strategy_monitor.documents.pdf import CannotWrite
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.exports.raster import CannotRasterise
from strategy_monitor.pages import errors
from strategy_monitor.pages.viewing import Viewing, page
from strategy_monitor.releases.compared import in_print
from strategy_monitor.report.comparison import Comparison

log = structlog.get_logger(__name__)


@page
def report(request: HttpRequest, viewing: Viewing, name: str) -> HttpResponseBase:
    def composed() -> Paper:
        publication = viewing.publication
        if form_at(name).annotated:
            return attach_data(compose.annotated_report_paper(publication, since(viewing)), publication)
        return attach_data(compose.report_paper(publication), publication)

    return given(request, viewing, form_at(name), "rapport", composed)


@page
def axis(request: HttpRequest, viewing: Viewing, number: int, name: str) -> HttpResponseBase:
    if viewing.report.axis(number) is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))

    def composed() -> Paper:
        if form_at(name).annotated:
            return compose.annotated_axis_paper(viewing.publication, number, since(viewing))
        return compose.axis_paper(viewing.publication, number)

    return given(request, viewing, form_at(name), f"axe-{number}", composed)


@page
def summary(request: HttpRequest, viewing: Viewing, name: str) -> HttpResponseBase:
    form = form_at(name)
    return given(request, viewing, form, "resume", lambda: compose.summary_paper(viewing.publication, since(viewing)))


def form_at(name: str) -> Format:
    """What is served at the address of this name."""
    return FORMATS[PLACES[name][0].code]


def since(viewing: Viewing) -> Comparison | None:
    return in_print(viewing.before, viewing.head)


def given(
    request: HttpRequest, viewing: Viewing, form: Format, part: str, composed: Callable[[], Paper]
) -> HttpResponseBase:
    """The file; for a HEAD, what it would be, without writing it."""
    headers = {
        "Content-Disposition": f'inline; filename="{file_name(viewing.publication, form, part)}"',
        "Access-Control-Allow-Origin": "*",
    }
    if request.method == "HEAD":
        # Streaming, and empty: with a length of 0, it would say that the file is empty.
        return StreamingHttpResponse((), content_type=form.content_type, headers=headers)
    try:
        written = form.write(composed())
    except (CannotWrite, CannotRasterise) as error:
        log.error("document_not_written", form=str(form.title), part=part, why=str(error))
        return errors.answer("errors/no_document.html", 503, form=form.title)
    return HttpResponse(written, content_type=form.content_type, headers=headers)
