"""The catalogue: every indicator, in a table that its address filters and sorts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, Code, Nature
from strategy_monitor.language.folding import fold
from strategy_monitor.pages import tables
from strategy_monitor.pages.searching import index_shown
from strategy_monitor.pages.viewing import Viewing, asked_with, read_lists
from strategy_monitor.pages.views import show
from strategy_monitor.report import levels, search, terms
from strategy_monitor.report.document import Report
from strategy_monitor.report.listing import Listed, Listing, listing_of
from strategy_monitor.report.once import ObjectKey, once
from strategy_monitor.web.selection import (
    PAGE,
    QUERY,
    SORT,
    Choice,
    Faults,
    Parameter,
    Selection,
    add_fault,
    check_length,
    check_page,
    select,
)  # fmt: skip

CATEGORIES = {"operationnel": "operational", "impact": "impact"}
NATURES = {"avancement": "progress", "quantitatif": "quantitative", "information": "informational"}
NO_LEVEL, LEAST, IN_BLOCKS = "sans", "au-moins-", "blocs"
NAMES = (QUERY, SORT, PAGE, "axe", "categorie", "nature", "niveau", "producteur", "signale")
"""Of all its parameters."""

WORDLESS = gettext_lazy("« %(value)s » ne contient aucun mot à chercher ; la recherche est ignorée.")
UNKNOWN_SORT = gettext_lazy("Le tri « %(value)s » n’existe pas ; les indicateurs sont dans l’ordre du rapport.")

Keeps = Callable[[Listed], bool]


@asked_with(*NAMES, reading=read_lists)
def catalogue(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    known = parameters(viewing.report)
    selection = select(viewing.address("catalogue"), known, request.GET)
    if not selection.is_tidy(request.GET):
        return HttpResponseRedirect(selection.address())
    found = matching(viewing, selection)
    return show(
        request,
        viewing,
        "pages/catalogue.html",
        title=title_of_window(len(found), selection),
        description=_("Chaque indicateur, son dernier chiffre et sa source, à filtrer et à trier."),
        table=tables.IndicatorTable(viewing.report, found, selection, viewing.address),
        selection=selection,
        total=len(listing_of(viewing.report)),
        orders=tables.ORDERS,
        section="catalogue",
    )


def title_of_window(count: int, selection: Selection[Keeps]) -> str:
    """What the window is called: how many were found, and by what."""
    if not selection.active:
        return _("Tous les indicateurs")
    counted = french.count_noun(count, _("indicateur"), _("indicateurs"))
    return " · ".join((counted, *(one.label for one in selection.active)))


def matching(viewing: Viewing, selection: Selection[Keeps]) -> list[Listed]:
    """The indicators of this selection, in the order of the report."""
    meanings = selection.meanings
    found = [one for one in listing_of(viewing.report) if all(keeps(one) for keeps in meanings)]
    query = selection.values[QUERY]
    if not query:
        return found
    codes = set(search.list_matching(index_shown(viewing), query, "indicator"))
    return [one for one in found if one.code in codes]


def parameters(report: Report) -> tuple[Parameter[Keeps], ...]:
    return (
        Parameter(QUERY, _("Texte"), check=check_query),
        *filters(report),
        Parameter(SORT, check=check_sort),
        Parameter(PAGE, check=check_page, kept=False),
    )


def check_query(text: str, faults: Faults) -> str:
    query = check_length(text, faults)
    if search.words(query):
        return query
    add_fault(faults, WORDLESS, "", query)
    return ""


def check_sort(text: str, faults: Faults) -> str:
    if text.removeprefix("-") in tables.ORDERS:
        return text
    add_fault(faults, UNKNOWN_SORT, "", text)
    return ""


def filters(report: Report) -> tuple[Parameter[Keeps], ...]:
    """What the catalogue of this Report can be narrowed to."""
    return filters_in(ObjectKey(report), get_language())


@once(maxsize=8)
def filters_in(document: ObjectKey[Report], _language: str | None) -> tuple[Parameter[Keeps], ...]:
    """In the words of this language; kept, for each indicator is looked at."""
    report = document.thing
    listing = listing_of(report)
    return (
        Parameter("axe", _("Axe"), _("tous"), tuple(axis_choices(report))),
        Parameter("categorie", _("Catégorie"), _("toutes"), coded(CATEGORIES, Category, "category")),
        Parameter("nature", _("Nature"), _("toutes"), coded(NATURES, Nature, "nature")),
        Parameter("niveau", _("Niveau"), _("tous"), tuple(level_choices(report, listing))),
        Parameter("producteur", _("Fournisseur"), _("tous"), tuple(provider_choices(report, listing))),
        Parameter(
            "signale",
            _("Doutes"),
            _("tous"),
            (
                Choice("oui", _("avec un doute ou une erreur"), lambda listed: listed.flagged),
                Choice("non", _("sans doute ni erreur"), lambda listed: not listed.flagged),
            ),
        ),
    )


def equals(attribute: str, value: object, listed: Listed) -> bool:
    return bool(getattr(listed, attribute) == value)


def produced_by(code: str, listed: Listed) -> bool:
    return code in listed.providers


def coded(values: dict[str, str], codes: type[Code], attribute: str) -> tuple[Choice[Keeps], ...]:
    return tuple(Choice(value, codes(code).word, partial(equals, attribute, code)) for value, code in values.items())


def axis_choices(report: Report) -> list[Choice[Keeps]]:
    return [
        Choice(str(axis.number), f"{axis.number}. {axis.short_title}", partial(equals, "axis", axis.number))
        for axis in report.axes
    ]


def level_choices(report: Report, listing: Listing) -> list[Choice[Keeps]]:
    """The levels of the scale; where there are some, the levels that are only a least, and the indicators in blocks."""
    found: list[Choice[Keeps]] = [
        Choice(
            str(step.level),
            f"{step.level} – {step.caption.rstrip('.')}",
            partial(equals, "reach", levels.exactly(step.level)),
        )
        for step in report.scale
    ]
    for reach in sorted({one.reach for one in listing if one.reach and one.reach.least}, key=lambda one: one.low):
        said = french.write_out_of(reach.low, least=True)
        found.append(Choice(f"{LEAST}{reach.low}", said, partial(equals, "reach", reach)))
    if any(one.in_blocks for one in listing):
        found.append(Choice(IN_BLOCKS, _("un niveau par bloc"), lambda listed: listed.in_blocks))
    return [*found, Choice(NO_LEVEL, _("sans niveau"), lambda listed: not (listed.reach or listed.in_blocks))]


def provider_choices(report: Report, listing: Listing) -> list[Choice[Keeps]]:
    """The providers of at least one indicator, by acronym."""
    cited = {code for one in listing for code in one.providers}
    known = sorted((p for p in report.providers if p.code in cited), key=lambda p: fold(p.acronym))
    return [Choice(p.code, terms.write_provider(p), partial(produced_by, p.code)) for p in known]
