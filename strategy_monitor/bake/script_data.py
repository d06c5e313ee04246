"""What a search, a selection of the catalogue, a choice of two releases are answered from: data and words of scripts.

The sentences are those of the templates `pages/search.html` and `pages/catalogue.html`, and of `pages.catalogue`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.bake import links
from strategy_monitor.exports import addresses
from strategy_monitor.exports.addresses import at
from strategy_monitor.language import french
from strategy_monitor.pages import catalogue, tables
from strategy_monitor.pages.searching import KINDS, index
from strategy_monitor.report import search
from strategy_monitor.report.document import Report
from strategy_monitor.web.selection import EVERY_PAGE, PAGE, REPEATED, SORT, TOO_LONG, UNKNOWN_CHOICE, Selection


def link_from(here: str, address: str) -> str:
    """The link to an address from the page `here`."""
    path, mark, fragment = address.partition("#")
    return links.relative(links.file_of(here), links.file_of(path)) + mark + fragment


def search_data(report: Report, base: str) -> dict[str, Any]:
    """Every entry of the index in its order, with its link from the page of the search; and the words of the page."""
    here = at(base, "search")
    return {
        "kinds": [[kind, french.typeset(str(name))] for kind, name in KINDS.items()],
        "entries": [describe_entry(entry, base, here) for entry in index(report)],
        "words": search_words(),
        "pages": [[link_from(here, at(base, name)), said] for name, said in pages_elsewhere()],
    }


def describe_entry(entry: search.Entry, base: str, here: str) -> list[str]:
    address = addresses.address(base, entry.kind, entry.code, entry.axis)
    return [entry.kind, entry.code, link_from(here, address), entry.title, entry.text, entry.folded_title, entry.folded]


def pages_elsewhere() -> tuple[tuple[str, str], ...]:
    return (("axes", _("les axes")), ("catalogue", _("les indicateurs")), ("whole", _("le rapport entier")))


def search_words() -> dict[str, Any]:
    return {
        "page": _("Recherche"),
        "title": _("Recherche : « %(query)s »"),
        "results": _("résultat,résultats").split(","),
        "for": " " + _("pour « %(query)s »"),
        "kinds": _("Résultats par sorte"),
        "shortened": _("La recherche est limitée à 200 caractères ; la suite est ignorée."),
        "unreadable": _("« %(query)s » ne contient ni lettre ni chiffre à chercher."),
        "attempt": _("Essayer un mot, un nombre ou un code d’indicateur."),
        "none": _("Rien dans le rapport ne contient tous les mots de « %(query)s »."),
        "fewer": _("Moins de mots, ou le début d’un mot seulement, en trouvent davantage."),
        "browse": _("Ou bien parcourir") + french.typeset(" :"),
    }


def catalogue_data(report: Report, base: str) -> dict[str, Any]:
    """For each indicator, in the order of the report: the choices that keep it and its text; each order of the rows."""
    known = catalogue.filters(report)
    folded = {entry.code: entry.folded for entry in index(report) if entry.kind == "indicator"}
    return {
        "rows": [
            {
                "code": one.code,
                "text": folded.get(one.code, ""),
                "choices": {f.name: [c.value for c in f.choices if c.meaning(one)] for f in known},
            }
            for one in report.indicators
        ],
        "filters": {f.name: {"label": f.label, "choices": {c.value: c.label for c in f.choices}} for f in known},
        "orders": {sort: order_of_codes(report, sort) for name in tables.sortable() for sort in (name, f"-{name}")},
        "faults": fault_sentences(),
        "words": catalogue_words(len(report.indicators)),
        "search": link_from(at(base, "catalogue"), at(base, "search")),
    }


def order_of_codes(report: Report, sort: str) -> list[str]:
    """The codes of all indicators, sorted by this column."""
    whole = Selection[Any]("", (), {SORT: sort, PAGE: EVERY_PAGE})
    table = tables.IndicatorTable(tables.rows(report, report.indicators, lambda *_args: ""), whole)
    return [row.record.indicator.code for row in table.paginated_rows]


def fault_sentences() -> dict[str, str]:
    """The sentences that tell what is asked in vain, with places for a name and a value."""
    return {
        "twice": str(REPEATED),
        "long": str(TOO_LONG),
        "wordless": str(catalogue.WORDLESS),
        "filter": str(UNKNOWN_CHOICE),
        "sort": str(catalogue.UNKNOWN_SORT),
    }


def catalogue_words(total: int) -> dict[str, Any]:
    return {
        "indicators": _("indicateur,indicateurs").split(","),
        "of": _("sur %(total)s") % {"total": total},
        "active": _("Filtres actifs"),
        "text": _("Texte"),
        "remove": _("Retirer le filtre") + french.typeset(" : "),
        "all": _("Tout retirer"),
        "none": _("Aucun indicateur ne répond à tous ces critères à la fois."),
        "wider": _("Retirer un filtre ci-dessus élargit le choix."),
        "search": _("Chercher « %(query)s » dans tout le rapport"),
        "also": _(", mesures et textes compris, peut aussi répondre."),
        "back": _("Revenir à tous les indicateurs"),
        "sorted": _("Les indicateurs, triés par la colonne marquée d’une flèche"),
        "descending": french.typeset(" : ") + _("trier par ordre décroissant"),
    }


def choice_data(baked: set[str]) -> dict[str, Any]:
    """Which pairs of releases are compared here, as « 2025.1/2026.1/ » or with « axe-2/ »; the others, on the site."""
    start = reverse("comparisons")
    pairs = sorted(one.removeprefix(start) for one in baked if one.startswith(start) and one.endswith("/"))
    return {
        "pairs": [pair for pair in pairs if pair],
        "site": settings.SITE_URL + start,
        "words": {
            "unknown": _("La version « %(name)s » n’est pas publiée : choisir dans la liste."),
            "elsewhere": _("Ces fichiers n’ont pas cette comparaison, que le site donne :"),
        },
    }
