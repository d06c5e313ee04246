"""The search page: everything that can be found in the Report, grouped by what it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.exports import addresses
from strategy_monitor.language import french
from strategy_monitor.pages.viewing import Viewing, asked_with
from strategy_monitor.pages.views import show
from strategy_monitor.report import search as text
from strategy_monitor.report.once import once
from strategy_monitor.web.selection import QUERY, clean_line

index = once(maxsize=8)(text.index)
"""The full-text index of a Report; kept, for a Report never changes."""

KINDS = {
    "axis": gettext_lazy("Axes"),
    "action": gettext_lazy("Actions prioritaires"),
    "indicator": gettext_lazy("Indicateurs"),
    "measure": gettext_lazy("Mesures mises en œuvre"),
    "strategy": gettext_lazy("Introduction et remarque sur les indicateurs"),
}


EXAMPLES = ("e-classe", "7831", "PISA 2022")


@dataclass(frozen=True)
class FoundPlace:
    address: str
    code: str
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Group:
    kind: str
    name: str
    found: tuple[FoundPlace, ...]


@asked_with(QUERY)
def search(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    given = clean_line((request.GET.getlist(QUERY) or [""])[-1])
    query = given[: text.MAX_QUERY].strip()
    groups = group_hits(text.search(index(viewing.report), query), query, viewing.base)
    return show(
        request,
        viewing,
        "pages/search.html",
        title=_("Recherche : « %(query)s »") % {"query": query} if query else _("Recherche"),
        description=_("Chercher dans tout le rapport : axes, actions, mesures, indicateurs et leurs chiffres."),
        query=query,
        examples=EXAMPLES,
        shortened=len(given) > text.MAX_QUERY,
        unreadable=bool(query) and not text.words(query),
        groups=groups,
        total=sum(len(group.found) for group in groups),
    )


def group_hits(hits: tuple[text.Hit, ...], query: str, base: str) -> tuple[Group, ...]:
    """The hits by kind, in the order of `KINDS`, each with its address in this mount."""
    wanted = text.words(query)
    by_kind: dict[str, list[FoundPlace]] = {kind: [] for kind in KINDS}
    for hit in hits:
        entry = hit.entry
        address = addresses.address(base, entry.kind, entry.code, entry.axis)
        found = FoundPlace(address, entry.code, mark_words(entry.title, wanted), mark_words(hit.excerpt, wanted))
        by_kind[entry.kind].append(found)
    return tuple(Group(kind, str(KINDS[kind]), tuple(found)) for kind, found in by_kind.items() if found)


def mark_words(plain: str, wanted: tuple[str, ...]) -> SafeString:
    """The text in French typography, escaped, with the words found in <mark>."""
    plain = french.typeset(plain)
    pieces, end = [], 0
    for start, stop in text.spans(plain, wanted):
        pieces.append(format_html("{}<mark>{}</mark>", plain[end:start], plain[start:stop]))
        end = stop
    return format_html_join("", "{}", [(piece,) for piece in (*pieces, plain[end:])])
