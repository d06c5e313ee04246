"""The report on paper, as PDF and as DOCX: whole, by axis, and on one page. The same addresses in every mount."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.documents import compose
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.formats import FORMATS, file_name
from strategy_monitor.documents.pdf import CannotWrite
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.exports.raster import CannotRasterise
from strategy_monitor.pages import errors
from strategy_monitor.pages.viewing import Viewing, document
from strategy_monitor.releases.compared import in_print
from strategy_monitor.report.comparison import Comparison

log = structlog.get_logger(__name__)


@document
def report(request: HttpRequest, viewing: Viewing, name: str) -> HttpResponseBase:
    return given(request, viewing, name, "", lambda: compose.report_paper(viewing.publication, since(viewing)))


@document
def axis(request: HttpRequest, viewing: Viewing, number: int, name: str) -> HttpResponseBase:
    if viewing.report.axis(number) is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    part = f"axe-{number}"
    return given(request, viewing, name, part, lambda: compose.axis_paper(viewing.publication, number, since(viewing)))


@document
def summary(request: HttpRequest, viewing: Viewing, name: str) -> HttpResponseBase:
    return given(request, viewing, name, "resume", lambda: compose.summary_paper(viewing.publication, since(viewing)))


def since(viewing: Viewing) -> Comparison | None:
    return in_print(viewing.before, viewing.head)


def given(
    request: HttpRequest, viewing: Viewing, name: str, part: str, composed: Callable[[], Paper]
) -> HttpResponseBase:
    """The file; for a HEAD, what it would be, without writing it."""
    code = PLACES[name][0].code
    found = FORMATS[code]
    headers = {
        "Content-Disposition": f'inline; filename="{file_name(viewing.publication, code, part)}"',
        "Access-Control-Allow-Origin": "*",
    }
    if request.method == "HEAD":
        # Streaming, and empty: with a length of 0, it would say that the file is empty.
        return StreamingHttpResponse((), content_type=found.content_type, headers=headers)
    try:
        written = found.write(composed())
    except (CannotWrite, CannotRasterise) as error:
        log.error("document_not_written", form=code, part=part, why=str(error))
        return errors.answer("errors/no_document.html", 503, form=found.title)
    return HttpResponse(written, content_type=found.content_type, headers=headers)
