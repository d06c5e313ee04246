"""The catalogue: every indicator, in a table that its address filters and sorts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from strategy_monitor.pages import selection, tables
from strategy_monitor.pages.searching import index
from strategy_monitor.pages.selection import Selection
from strategy_monitor.pages.viewing import Viewing, asked_with
from strategy_monitor.pages.views import show
from strategy_monitor.report import search
from strategy_monitor.report.document import Indicator, Report


@asked_with(*selection.NAMES)
def catalogue(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    path, known = viewing.address("catalogue"), selection.filters(viewing.report)
    chosen = selection.read(request.GET, known, tables.sortable(), path)
    if has_blanks(request) and not chosen.faults:
        return HttpResponseRedirect(chosen.address())
    found = matching(viewing.report, chosen)
    rows = tables.rows(viewing.report, found, viewing.address)
    return show(
        request,
        viewing,
        "pages/catalogue.html",
        title=_("Tous les indicateurs"),
        description=_("Chaque indicateur, son dernier chiffre et sa source, à filtrer et à trier."),
        table=tables.IndicatorTable(rows, chosen),
        selection=chosen,
        filters=[(one, chosen.values.get(one.name, "")) for one in known],
        total=len(viewing.report.indicators),
        section="catalogue",
    )


def has_blanks(request: HttpRequest) -> bool:
    """A form sends its empty fields too; the address to keep is the one without them."""
    return any(not value for name in selection.NAMES for value in request.GET.getlist(name))


def matching(report: Report, chosen: Selection) -> list[Indicator]:
    """The indicators of this selection, in the order of the report."""
    found = [indicator for indicator in report.indicators if chosen.keeps(indicator)]
    if not chosen.query:
        return found
    codes = {hit.entry.code for hit in search.search(index(report), chosen.query) if hit.entry.kind == "indicator"}
    return [indicator for indicator in found if indicator.code in codes]
