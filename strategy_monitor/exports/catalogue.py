"""Publication → its description for portals of open data: DCAT-AP 3, as JSON-LD and as Turtle.

A data set for the whole report and one for each indicator. The catalogue at the root describes them under addresses
that stay the same from one release to the next, for the portals that come back; the one of a release describes its
versions, for ever. Every node has an address of its own: without blank nodes, one graph has one writing.
"""

from __future__ import annotations

import json

from strategy_monitor.exports import concepts, portrait
from strategy_monitor.exports.addresses import Interface, Page, interface
from strategy_monitor.exports.datasets import described
from strategy_monitor.exports.place import Node, Place, dates, document, terms_of_use
from strategy_monitor.exports.portrait import written
from strategy_monitor.exports.publication import Publication


def jsonld(publication: Publication, *, permanent: bool) -> str:
    """`permanent`: under the addresses of this release; else under those of the newest one."""
    graph = nodes(Place(publication, permanent))
    return json.dumps({"@context": concepts.CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def turtle(publication: Publication, *, permanent: bool) -> str:
    """The same graph."""
    from rdflib import Graph  # noqa: PLC0415 - a fifth of a second, which no other page should pay for

    return Graph().parse(data=jsonld(publication, permanent=permanent), format="json-ld").serialize(format="turtle")


def nodes(place: Place) -> list[Node]:
    """The catalogue, then what it names; each once, without what is empty."""
    report = place.publication.report
    found = [
        *catalogue(place),
        *described(place, portrait.of_report(place.publication)),
        *(
            node
            for one in report.indicators
            for node in described(place, portrait.of_indicator(place.publication, one))
        ),
        *service(place),
        *agents(place),
    ]
    once = {node["@id"]: node for node in found}
    return [{name: value for name, value in node.items() if value} for node in once.values()]


def catalogue(place: Place) -> list[Node]:
    publication = place.publication
    strategy, indicators = publication.report.strategy, publication.report.indicators
    about = f"Le rapport de suivi et les {len(indicators)} indicateurs de la stratégie « {strategy.title} »."
    node = {
        "@id": place.catalogue,
        "@type": "dcat:Catalog",
        "title": written(f"{strategy.title} : données du suivi, édition {publication.report.edition}"),
        "description": written(f"{about} {portrait.standing(publication)} {publication.licence.sentence}"),
        "publisher": place.authority,
        "language": concepts.FRENCH,
        "homepage": place.at(Page.DATA),
        "themeTaxonomy": concepts.THEMES,
        "dataset": [place.dataset("rapport"), *(place.dataset(one.code) for one in indicators)],
        "service": place.service,
        **dates(place),
    }
    terms, licence = terms_of_use(place)
    return [node | terms, document(place.at(Page.DATA)), *licence, *concepts.GENERAL]


def service(place: Place) -> list[Node]:
    """The API that serves the same data, of every release."""
    publication = place.publication
    node = {
        "@id": place.service,
        "@type": "dcat:DataService",
        "title": written(f"{publication.report.strategy.title} : interface de programmation"),
        "description": "Lecture seule, sans clé : les mêmes données, à filtrer et à parcourir.",
        "endpointURL": place.api,
        "endpointDescription": place.publication.site + interface(Interface.DESCRIPTION),
        "publisher": place.authority,
        "servesDataset": place.dataset("rapport"),
        "theme": concepts.EDUCATION,
        "keyword": [written(axis.short_title) for axis in publication.report.axes if axis.short_title],
        "conformsTo": concepts.OPENAPI["@id"],
    }
    terms, licence = terms_of_use(place)
    return [node | terms, *licence, concepts.OPENAPI]


def agents(place: Place) -> list[Node]:
    """The authority, then each provider."""
    report = place.publication.report
    authority = {"@id": place.authority, "@type": "foaf:Agent", "name": written(report.strategy.authority)}
    providers = [
        {"@id": place.provider(one), "@type": "foaf:Agent", "name": written(one.name or one.acronym or one.code)}
        for one in report.providers
    ]
    return [authority, *providers]
