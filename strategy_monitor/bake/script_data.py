"""What a search, a selection of the catalogue, a choice of two releases are answered from: data and words of scripts.

The sentences are those of the templates `pages/search.html` and `pages/catalogue.html`, and of `pages.catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.bake import links
from strategy_monitor.exports import addresses
from strategy_monitor.exports.addresses import at
from strategy_monitor.language import french, stems
from strategy_monitor.pages import catalogue, tables
from strategy_monitor.pages.searching import KINDS, link_elsewhere
from strategy_monitor.releases.indexes import index_of_report
from strategy_monitor.report import search
from strategy_monitor.report.document import Report
from strategy_monitor.report.listing import listing_of
from strategy_monitor.report.search_index import EXPRESSION, Index, SearchEntry
from strategy_monitor.web.selection import REPEATED, TOO_LONG, UNKNOWN_CHOICE


def link_from(here: str, address: str) -> str:
    """The link to an address from the page `here`."""
    path, mark, fragment = address.partition("#")
    return links.relative(links.file_of(here), links.file_of(path)) + mark + fragment


def search_data(report: Report, base: str) -> dict[str, Any]:
    """Every entry of the index in its order, with its link from the page of the search; and the words of the page."""
    here = at(base, "search")
    return {
        "kinds": {kind: french.typeset(str(name)) for kind, name in KINDS.items()},
        "entries": [describe_entry(entry, base, here) for entry in index_of_report(report).entries],
        "index": describe_index(index_of_report(report)),
        "words": search_words(),
        "lexicon": [[one.letters, one.meaning, " ".join(search.words(one.letters))] for one in report.acronyms],
        "quotes": [
            [code, quote, f"{link_from(here, at(base, 'notes'))}#{addresses.anchor(code.lower())}"]
            for code, quote in search.quotes_of(report)
        ],
        "elsewhere": [describe_elsewhere(key, base, here) for key in search.ASKED_ELSEWHERE],
        "pages": [[link_from(here, at(base, name)), said] for name, said in pages_elsewhere()],
    }


def describe_elsewhere(key: str, base: str, here: str) -> dict[str, Any]:
    """The words that ask for a page of the site, and the line that leads there."""
    asking, link = search.ASKED_ELSEWHERE[key], link_elsewhere(key, base)
    return {
        "anyOf": sorted(asking.any_of),
        "alone": sorted(asking.alone),
        "href": link_from(here, link.address),
        "said": link.said + french.typeset(" : "),
        "name": link.name,
    }


def describe_entry(entry: SearchEntry, base: str, here: str) -> list[Any]:
    address = addresses.address(base, entry.kind, entry.code, entry.axis)
    return [entry.kind, entry.code, link_from(here, address), entry.title, entry.headline, entry.passages]


def describe_index(found: Index) -> dict[str, Any]:
    """The points of an index, and by what rules words are read: what `static/js/baked-question.js` answers with."""
    return {
        "points": {term: [n for held in ranks.items() for n in held] for term, ranks in found.points.items()},
        "weights": found.weights,
        "unknown": found.unknown,
        "meanings": {" ".join(words): terms for words, terms in found.meanings.items()},
        "rules": {
            "word": stems.WORD_PATTERN,
            "thousands": stems.THOUSANDS.pattern,
            "hyphens": stems.HYPHENS.pattern,
            "zero": stems.ZERO.pattern,
            "definition": stems.DEFINITION.pattern,
            "suffixes": stems.SUFFIXES,
            "least": stems.LEAST,
            "long": stems.LONG,
            "respelt": stems.RESPELT,
            "stop": sorted(stems.STOP),
            "quantities": sorted(stems.QUANTITIES),
        },
        "limits": {
            "words": search.MAX_WORDS,
            "expression": EXPRESSION,
            "hits": search.MAX_HITS,
            "near": search.MAX_NEAR,
            "excerpt": search.EXCERPT,
            "same": search.SAME,
            "alike": search.ALIKE,
            "begun": search.BEGUN,
            "beginning": search.BEGINNING,
            "enough": search.ENOUGH,
            "beside": search.BESIDE,
            "plain": search.PLAIN,
            "favoured": search.FAVOURED,
            "general": search.GENERAL,
        },
    }


def pages_elsewhere() -> tuple[tuple[str, str], ...]:
    return (
        ("home", _("l’accueil")),
        ("axes", _("les axes")),
        ("catalogue", _("les indicateurs")),
        ("whole", _("le rapport entier")),
    )


def search_words() -> dict[str, Any]:
    return {
        "page": _("Recherche"),
        "title": _("Recherche : « %(query)s »"),
        "results": _("résultat,résultats").split(","),
        "for": " " + _("pour « %(query)s »"),
        "without": _("sans %(absent)s, dont le rapport ne parle pas"),
        "shortened": _("La recherche est limitée à 200 caractères ; la suite est ignorée."),
        "wordless": _("« %(query)s » ne contient aucun mot à chercher."),
        "attempt": _("Essayer un mot, un nombre ou un code d’indicateur."),
        "silent": _("Le rapport ne parle pas de %(absent)s."),
        "nor": _(" ni de "),
        "noted": _("Seule une note parle de « %(word)s »."),
        "quoted": _("Le rapport imprimé contient « %(word)s », dans un passage que cite la note") + " ",
        "apart": _("Rien dans le rapport ne réunit les mots de « %(query)s »."),
        "turning": _("Pages des résultats"),
        "previous": _("Résultats précédents"),
        "next": _("Résultats suivants"),
        "place": _("page %(page)s sur %(pages)s"),
        "nearest": _("Ce qui s’en rapproche le plus") + french.typeset(" :"),
        "explained": _("Le lexique explique « %(letters)s » : %(meaning)s."),
        "browse": _("Ou bien parcourir") + french.typeset(" :"),
    }


def catalogue_data(report: Report, base: str) -> dict[str, Any]:
    """For each indicator, in the order of the report: its rank in the index, the choices that keep it; each order."""
    known = catalogue.filters(report)
    index = index_of_report(report)
    ranks = {code: rank for rank, code in enumerate(index.codes) if index.kinds[rank] == "indicator"}
    return {
        "rows": [
            {
                "code": one.code,
                "rank": ranks[one.code],
                "choices": {f.name: [c.value for c in f.choices if c.meaning(one)] for f in known},
            }
            for one in listing_of(report)
        ],
        "index": describe_index(index),
        "filters": {f.name: {"label": f.label, "choices": {c.value: c.label for c in f.choices}} for f in known},
        "orders": {sort: order_of_codes(report, sort) for name in tables.ORDERS for sort in (name, f"-{name}")},
        "faults": fault_sentences(),
        "words": catalogue_words(len(listing_of(report))),
        "search": link_from(at(base, "catalogue"), at(base, "search")),
    }


def order_of_codes(report: Report, sort: str) -> list[str]:
    """The codes of all indicators, sorted by this column."""
    return [one.code for one in tables.put_in_order(listing_of(report), sort)]


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
        "page": _("Tous les indicateurs"),
        "indicators": _("indicateur,indicateurs").split(","),
        "of": _("sur %(total)s") % {"total": total},
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


def choice_data(baked: Iterable[str]) -> dict[str, Any]:
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
