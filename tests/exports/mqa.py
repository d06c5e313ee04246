"""The score of metadata quality of data.europa.eu, by its published weights: 405 points in five dimensions.

Source: « Metadata quality dashboard », in the data provider manual of data.europa.eu. Each indicator gives its weight
times the share of data sets, or of files, that meet it. What the portal does from outside is asked of the caller:
whether an address answers 200, and whether the shapes of DCAT-AP hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef

from strategy_monitor.exports import concepts, dcat
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases.load import Head
from strategy_monitor.report import canonical
from strategy_monitor.report.document import Report
from strategy_monitor.web.authority import ContactPoint, Licence, Territory

DCAT = Namespace("http://www.w3.org/ns/dcat#")
FILE_TYPES = Namespace(concepts.AUTHORITY + "file-type/")
KNOWN_TYPES = {FILE_TYPES[one] for one in ("CSV", "DOCX", "JSON", "PDF", "XLSX", "ZIP")}
"""Of our files, those in the European table of file types; the portal finds each of them readable by machines."""
NON_PROPRIETARY = {FILE_TYPES[one] for one in ("CSV", "JSON", "ZIP")}
"""Of these, those in its list of formats that belong to nobody."""
REGISTERED = {
    URIRef(concepts.MEDIA_TYPES + one)
    for one in (
        "application/json",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/zip",
        "text/csv",
    )
}
"""Of our files, those in the list of the IANA: the media type of SDMX-CSV is not."""
LICENCES = {
    URIRef(one) for one in ("https://creativecommons.org/licenses/by/4.0/", concepts.AUTHORITY + "licence/CC_BY_4_0")
}
"""Of the European table of licences, as much as the tests ask for."""
WHOLE = 405


@dataclass(frozen=True)
class Indicator:
    dimension: str
    name: str
    weight: int
    share: float
    """Of the data sets, or of the files, that meet it: from 0 to 1."""

    @property
    def points(self) -> float:
        return self.weight * self.share


def rate(graph: Graph, answers: Callable[[str], bool], conforms: bool) -> list[Indicator]:
    datasets, files = (list(graph.subjects(RDF.type, kind)) for kind in (DCAT.Dataset, DCAT.Distribution))

    def having(subjects: list[Any], term: URIRef, among: set[URIRef] | None = None) -> float:
        met = [one for one in subjects if any(among is None or v in among for v in graph.objects(one, term))]
        return len(met) / len(subjects)

    def answering(term: URIRef) -> float:
        met = [one for one in files if any(answers(str(value)) for value in graph.objects(one, term))]
        return len(met) / len(files)

    known = (having(files, DCTERMS["format"], KNOWN_TYPES) + having(files, DCAT.mediaType, REGISTERED)) / 2
    return [
        Indicator("Findability", "dcat:keyword", 30, having(datasets, DCAT.keyword)),
        Indicator("Findability", "dcat:theme", 30, having(datasets, DCAT.theme)),
        Indicator("Findability", "dct:spatial", 20, having(datasets, DCTERMS.spatial)),
        Indicator("Findability", "dct:temporal", 20, having(datasets, DCTERMS.temporal)),
        Indicator("Accessibility", "dcat:accessURL answers", 50, answering(DCAT.accessURL)),
        Indicator("Accessibility", "dcat:downloadURL", 20, having(files, DCAT.downloadURL)),
        Indicator("Accessibility", "dcat:downloadURL answers", 30, answering(DCAT.downloadURL)),
        Indicator("Interoperability", "dct:format", 20, having(files, DCTERMS["format"])),
        Indicator("Interoperability", "dcat:mediaType", 10, having(files, DCAT.mediaType)),
        Indicator("Interoperability", "both from a vocabulary", 10, known),
        Indicator("Interoperability", "not proprietary", 20, having(files, DCTERMS["format"], NON_PROPRIETARY)),
        Indicator("Interoperability", "readable by machines", 20, having(files, DCTERMS["format"], KNOWN_TYPES)),
        Indicator("Interoperability", "DCAT-AP", 30, float(conforms)),
        Indicator("Reusability", "dct:license", 20, having(files, DCTERMS.license)),
        Indicator("Reusability", "licence of the vocabulary", 10, having(files, DCTERMS.license, LICENCES)),
        Indicator("Reusability", "dct:accessRights", 10, having(datasets, DCTERMS.accessRights)),
        Indicator(
            "Reusability",
            "access rights of the vocabulary",
            5,
            having(datasets, DCTERMS.accessRights, {URIRef(concepts.PUBLIC)}),
        ),
        Indicator("Reusability", "dcat:contactPoint", 20, having(datasets, DCAT.contactPoint)),
        Indicator("Reusability", "dct:publisher", 10, having(datasets, DCTERMS.publisher)),
        Indicator("Contextuality", "dct:rights", 5, having(files, DCTERMS.rights)),
        Indicator("Contextuality", "dcat:byteSize", 5, having(files, DCAT.byteSize)),
        Indicator("Contextuality", "dct:issued", 5, having(datasets, DCTERMS.issued)),
        Indicator("Contextuality", "dct:modified", 5, having(datasets, DCTERMS.modified)),
    ]


def total(rated: list[Indicator]) -> float:
    return sum(one.points for one in rated)


STATED: dict[str, Any] = {
    "licence": Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr"),
    "contact": ContactPoint("Service du numérique éducatif", "mailto:donnees@exemple.be"),
    "place": Territory("Belgique", "http://publications.europa.eu/resource/authority/country/BEL"),
}
"""What an authority would state; only the shape of it matters to the score."""

HEAD = """# Metadata quality

What the catalogue of the open data (`/donnees/catalogue.ttl`) scores by the published weights of data.europa.eu, which
gives 405 points in five dimensions. `tests/exports/mqa.py` computes it, with the vocabularies of the portal for the
formats that we use. An address is counted as answering because this site serves it: the tests ask for those of the
report and of one indicator, and the bake for all. The shapes of DCAT-AP 3.0.1 are held by a test too.

Licence, contact and place are the authority's to state ([operating.md](operating.md)); without them, the first column.

| dimension | indicator | points of | nothing stated | all stated |
|---|---|---|---|---|
"""
FOOT = """
What is not reached: indicators without a dated figure have no period (`dct:temporal`); XLSX, PDF and DOCX count as
proprietary, and people ask for them; the size of a file is not told (`dcat:byteSize`), for the catalogue would have to
write each file to weigh it.
"""


def write_score(report: Report) -> str:
    """Report → docs/metadata-quality.md (see `tests.generated`)."""
    day = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
    head = Head(1, report.edition, 1, canonical.digest(canonical.dump(report)), day, "Première publication.", "")
    bare = Publication(report, head, "https://suivi.exemple.be")
    rated = [rate(graph_of(one), lambda _address: True, True) for one in (bare, replace(bare, **STATED))]
    rows = [
        f"| {one.dimension} | {one.name} | {one.weight} | {one.points:.1f} | {other.points:.1f} |\n"
        for one, other in zip(*rated, strict=True)
    ]
    sums = f"| **all** | | **{WHOLE}** | **{total(rated[0]):.1f}** | **{total(rated[1]):.1f}** |\n"
    return HEAD + "".join(rows) + sums + FOOT


def graph_of(publication: Publication) -> Graph:
    return Graph().parse(data=dcat.jsonld(publication, permanent=True), format="json-ld")
