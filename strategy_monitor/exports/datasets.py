"""A data set, in the terms of DCAT-AP 3."""

from __future__ import annotations

from dataclasses import replace

from strategy_monitor.exports import concepts, distributions
from strategy_monitor.exports.place import Node, Place, dates, document, terms_of_use
from strategy_monitor.exports.portrait import Portrait, written


def described(place: Place, one: Portrait) -> list[Node]:
    """A data set, then what it names: its period, its provenance, its files."""
    address, files = place.dataset(one.code), distributions.files_of(one)
    parts = [*period(address, one), *provenance(address, one), concepts.frequency(one.frequency)]
    _terms, licence = terms_of_use(place)
    return [
        dataset(place, one),
        *parts,
        document(place.page(one.code)),
        *licence,
        *(node for form in files for node in distributions.described(place, one, form)),
    ]


def dataset(place: Place, one: Portrait) -> Node:
    address = place.dataset(one.code)
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "title": one.title,
        "description": one.description,
        "identifier": one.identifier if place.permanent else one.code,
        "keyword": list(one.keywords),
        "theme": concepts.EDUCATION,
        "language": concepts.FRENCH,
        "accessRights": concepts.PUBLIC if place.publication.head else "",
        "accrualPeriodicity": concepts.frequency(one.frequency)["@id"],
        "publisher": place.authority,
        "creator": [place.provider(provider) for provider in one.providers],
        "landingPage": place.page(one.code),
        "temporal": f"{address}-periode" if one.coverage else "",
        "provenance": f"{address}-provenance" if one.sources else "",
        "distribution": [distributions.address(place, one, form) for form in distributions.files_of(one)],
        **versions(place, one),
        **dates(place),
    }


def versions(place: Place, one: Portrait) -> Node:
    publication, head = place.publication, place.publication.head
    if head is None:
        return {}
    known: Node = {"version": head.name, "versionNotes": written(head.reason)}
    if not place.permanent:
        return known | {"hasCurrentVersion": place.dataset(one.code, publication.permalink)}
    known["isVersionOf"] = place.dataset(one.code, publication.address)
    if head.number > 1:
        before = replace(publication, head=replace(head, number=head.number - 1))
        known["previousVersion"] = place.dataset(one.code, before.permalink)
    return known


def period(address: str, one: Portrait) -> list[Node]:
    if one.coverage is None:
        return []
    start, end = (day.isoformat() for day in one.coverage)
    return [{"@id": f"{address}-periode", "@type": "dct:PeriodOfTime", "startDate": start, "endDate": end}]


def provenance(address: str, one: Portrait) -> list[Node]:
    """The sources, as printed."""
    if not one.sources:
        return []
    labels = [written(f"Source : {source}") for source in one.sources]
    return [{"@id": f"{address}-provenance", "@type": "dct:ProvenanceStatement", "label": labels}]
