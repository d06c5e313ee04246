"""Publication → its description for portals of open data: DCAT-AP 3, as JSON-LD and as Turtle.

A data set for the whole report and one for each indicator. The catalogue at the root describes them under addresses
that stay the same from one release to the next, for the portals that come back; the one of a release describes its
versions, for ever. Every node has an address of its own: without blank nodes, one graph has one writing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from strategy_monitor.exports import concepts, dataset_metadata
from strategy_monitor.exports.addresses import FileSubject, Interface, Page, anchor, interface
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.exports.dataset_metadata import DatasetMetadata
from strategy_monitor.exports.formats import Format, catalogued_formats
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.turtle import write_turtle
from strategy_monitor.report.document import Provider
from strategy_monitor.report.listing import listing_of, reader_of

Node = dict[str, Any]

REUSE: Final = "Toute reprise indique la source du chiffre, l’édition et la version."
LANGUAGE_OF_DEED: Final = re.compile(r"^(https?://creativecommons\.org/.*/)deed(?:\.[\w-]+)?$")
"""A licence of Creative Commons as people read it; portals know the address without it."""
CHECKED: Final = "report_json"
"""The name of the address of the file whose SHA-256 names the release."""


@dataclass(frozen=True)
class Naming:
    """Where a catalogue stands, and so under which addresses it names things."""

    publication: Publication
    permanent: bool
    """True under the addresses of the release; False under those of the newest one, whichever that will be."""
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Code of an indicator → codes of those that have replaced it since."""

    @property
    def at(self) -> Callable[..., str]:
        return self.publication.permalink if self.permanent else self.publication.address

    @property
    def catalogue(self) -> str:
        return self.at(Page.DATA) + "#catalogue"

    @property
    def authority(self) -> str:
        """The same in every release, as are the providers and the API."""
        return self.publication.address(Page.HOME) + "#autorite"

    @property
    def contact(self) -> str:
        return self.publication.address(Page.DATA) + "#contact"

    @property
    def api(self) -> str:
        return self.publication.site + interface(Interface.ROOT)

    @property
    def service(self) -> str:
        return self.api + "#service"

    @property
    def theme(self) -> Node:
        theme = self.publication.theme
        return concepts.theme(theme.code, theme.name)

    @cached_property
    def terms_of_use(self) -> tuple[Node, list[Node]]:
        """What each thing says of its terms, and the nodes that it then names."""
        return terms_of_use(self)

    @cached_property
    def dates(self) -> Node:
        """When it was published."""
        return dates(self)

    def provider(self, one: Provider) -> str:
        return self.publication.address(Page.METHOD) + f"#producteur-{anchor(one.code)}"

    def page(self, code: str, at: Callable[..., str] | None = None) -> str:
        """The page that shows a data set."""
        at = at or self.at
        return at(Page.WHOLE) if code == "rapport" else at(Page.INDICATOR, code)

    def dataset(self, code: str, at: Callable[..., str] | None = None) -> str:
        """The data set itself, which is not the page that shows it."""
        return self.page(code, at) + "#donnees"


def dates(naming: Naming) -> Node:
    """When it was published: a version once, what stays from one to the next whenever a new one is."""
    head = naming.publication.head
    if head is None:
        return {}
    moment = head.published_at.isoformat()
    return {"issued": moment, "modified": moment} if naming.permanent else {"modified": moment}


def terms_of_use(naming: Naming) -> tuple[Node, list[Node]]:
    """The terms in a sentence, and the licence; where the authority has decided none, the sentence says so."""
    licence = naming.publication.licence
    data = naming.publication.address(Page.DATA)
    rights = data + "#citer" if licence.decided else data + "#licence"
    statement = {
        "@id": rights,
        "@type": "dct:RightsStatement",
        "label": typeset_line(f"{licence.sentence} {REUSE}" if licence.decided else licence.sentence),
    }
    if not licence.decided:
        return {"rights": rights}, [statement]
    address = LANGUAGE_OF_DEED.sub(r"\1", licence.url) or data + "#licence"
    named = {"@id": address, "@type": "dct:LicenseDocument", "title": typeset_line(licence.name)}
    return {"license": address, "rights": rights}, [named, statement]


def contact_nodes(naming: Naming) -> list[Node]:
    """Whom to ask; nothing where the authority has named nobody."""
    contact = naming.publication.contact
    if not contact.name:
        return []
    reached = "hasEmail" if contact.address.startswith("mailto:") else "hasURL"
    kinds = ["vcard:Kind", "vcard:Organization"]
    return [
        {
            "@id": naming.contact,
            "@type": kinds,
            "formattedName": typeset_line(contact.name),
            reached: contact.address,
        }
    ]


def place_nodes(naming: Naming) -> list[Node]:
    """Where the strategy holds; nothing where the authority has not said it."""
    place = naming.publication.place
    return [{"@id": place.url, "@type": "dct:Location", "label": typeset_line(place.name)}] if place.url else []


def page_node(address: str) -> Node:
    return {"@id": address, "@type": "foaf:Document"}


def jsonld(
    publication: Publication, *, permanent: bool, successors: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> str:
    """`permanent`: under the addresses of this release; else under those of the newest one. `successors`: code of an
    indicator → codes of those that have replaced it in later releases, which this one cannot know."""
    graph = all_nodes(Naming(publication, permanent, successors))
    return json.dumps({"@context": concepts.CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def turtle(
    publication: Publication, *, permanent: bool, successors: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> str:
    """The same graph."""
    return write_turtle(concepts.CONTEXT, all_nodes(Naming(publication, permanent, successors)))


def all_nodes(naming: Naming) -> list[Node]:
    """The catalogue, then what it names; each once, without what is empty."""
    report = naming.publication.report
    found = [
        *catalogue_nodes(naming),
        *dataset_nodes(naming, dataset_metadata.of_report(naming.publication)),
        *(
            node
            for one in map(reader_of(report), listing_of(report))
            for node in dataset_nodes(naming, dataset_metadata.of_indicator(naming.publication, one))
        ),
        *service_nodes(naming),
        *agent_nodes(naming),
        *contact_nodes(naming),
        *place_nodes(naming),
    ]
    once = {node["@id"]: node for node in found}
    return [{name: value for name, value in node.items() if value} for node in once.values()]


def catalogue_nodes(naming: Naming) -> list[Node]:
    publication = naming.publication
    strategy, indicators = publication.report.strategy, listing_of(publication.report)
    about = f"Le rapport de suivi et les {len(indicators)} indicateurs de la stratégie « {strategy.title} »."
    node = {
        "@id": naming.catalogue,
        "@type": "dcat:Catalog",
        "title": typeset_line(f"{strategy.title} : données du suivi, édition {publication.report.edition}"),
        "description": typeset_line(f"{about} {dataset_metadata.standing(publication)} {publication.licence.sentence}"),
        "publisher": naming.authority,
        "language": concepts.FRENCH,
        "homepage": naming.at(Page.DATA),
        "themeTaxonomy": concepts.THEMES,
        "dataset": [naming.dataset("rapport"), *(naming.dataset(one.code) for one in indicators)],
        "service": naming.service,
        **naming.dates,
    }
    terms, licence = naming.terms_of_use
    return [node | terms, page_node(naming.at(Page.DATA)), *licence, *concepts.general(naming.theme)]


def service_nodes(naming: Naming) -> list[Node]:
    """The API that serves the same data, of every release."""
    publication = naming.publication
    node = {
        "@id": naming.service,
        "@type": "dcat:DataService",
        "title": typeset_line(f"{publication.report.strategy.title} : interface de programmation"),
        "description": "Lecture seule, sans clé : les mêmes données, à filtrer et à parcourir.",
        "endpointURL": naming.api,
        "endpointDescription": naming.publication.site + interface(Interface.DESCRIPTION),
        "publisher": naming.authority,
        "servesDataset": naming.dataset("rapport"),
        "theme": naming.theme["@id"],
        "keyword": [typeset_line(axis.short_title) for axis in publication.report.axes if axis.short_title],
        "conformsTo": concepts.OPENAPI["@id"],
    }
    terms, licence = naming.terms_of_use
    return [node | terms, *licence, concepts.OPENAPI]


def agent_nodes(naming: Naming) -> list[Node]:
    """The authority, then each provider."""
    report = naming.publication.report
    authority = {"@id": naming.authority, "@type": "foaf:Agent", "name": typeset_line(report.strategy.authority)}
    providers = [
        {"@id": naming.provider(one), "@type": "foaf:Agent", "name": typeset_line(one.name or one.acronym or one.code)}
        for one in report.providers
    ]
    return [authority, *providers]


def dataset_nodes(naming: Naming, one: DatasetMetadata) -> list[Node]:
    """A data set, then what it names: its period, its provenance, its files."""
    address, files = naming.dataset(one.code), files_of(one)
    parts = [*period(address, one), *provenance(address, one), concepts.frequency(one.frequency)]
    _terms, licence = naming.terms_of_use
    return [
        dataset(naming, one),
        *parts,
        page_node(naming.page(one.code)),
        *licence,
        *(node for form in files for node in distribution_nodes(naming, one, form)),
    ]


def dataset(naming: Naming, one: DatasetMetadata) -> Node:
    address = naming.dataset(one.code)
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "title": one.title,
        "description": one.description,
        "identifier": one.identifier if naming.permanent else one.code,
        "keyword": list(one.keywords),
        "theme": naming.theme["@id"],
        "language": concepts.FRENCH,
        "accessRights": concepts.PUBLIC if naming.publication.head else "",
        "accrualPeriodicity": concepts.frequency(one.frequency)["@id"],
        "publisher": naming.authority,
        "creator": [naming.provider(provider) for provider in one.providers],
        "landingPage": naming.page(one.code),
        "contactPoint": naming.contact if naming.publication.contact.name else "",
        "spatial": naming.publication.place.url,
        "temporal": f"{address}-periode" if one.coverage else "",
        "provenance": f"{address}-provenance" if one.sources else "",
        "replaces": [naming.dataset(code, naming.publication.address) for code in one.replaces],
        "isReplacedBy": [
            naming.dataset(code, naming.publication.address) for code in naming.successors.get(one.code, ())
        ],
        "distribution": [file_node_address(naming, one, form) for form in files_of(one)],
        **versions(naming, one),
        **naming.dates,
    }


def versions(naming: Naming, one: DatasetMetadata) -> Node:
    publication, head = naming.publication, naming.publication.head
    if head is None:
        return {}
    known: Node = {"version": head.name, "versionNotes": typeset_line(head.reason)}
    if not naming.permanent:
        return known | {"hasCurrentVersion": naming.dataset(one.code, publication.permalink)}
    known["isVersionOf"] = naming.dataset(one.code, publication.address)
    if head.number > 1:
        before = replace(publication, head=replace(head, number=head.number - 1))
        known["previousVersion"] = naming.dataset(one.code, before.permalink)
    return known


def period(address: str, one: DatasetMetadata) -> list[Node]:
    if one.coverage is None:
        return []
    start, end = (day.isoformat() for day in one.coverage)
    return [{"@id": f"{address}-periode", "@type": "dct:PeriodOfTime", "startDate": start, "endDate": end}]


def provenance(address: str, one: DatasetMetadata) -> list[Node]:
    """The sources, as printed."""
    if not one.sources:
        return []
    labels = [typeset_line(f"Source : {source}") for source in one.sources]
    return [{"@id": f"{address}-provenance", "@type": "dct:ProvenanceStatement", "label": labels}]


def subject_of(one: DatasetMetadata) -> FileSubject:
    return "report" if one.code == "rapport" else "indicator"


def files_of(one: DatasetMetadata) -> list[Format]:
    return catalogued_formats(subject_of(one))


def file_node_address(naming: Naming, one: DatasetMetadata, form: Format) -> str:
    return file_at(naming.at, one, form) + "#fichier"


def file_at(at: Callable[..., str], one: DatasetMetadata, form: Format) -> str:
    subject = subject_of(one)
    return at(form.name(subject)) if subject == "report" else at(form.name(subject), one.code)


def distribution_nodes(naming: Naming, one: DatasetMetadata, form: Format) -> Iterator[Node]:
    """A file, then what it names."""
    yield distribution(naming, one, form)
    yield {"@id": concepts.MEDIA_TYPES + form.media_type, "@type": "dct:MediaType", "label": form.media_type}
    yield concepts.file_type(form.file_type)
    if standard(naming, one, form):
        yield {"@id": standard(naming, one, form), "@type": "dct:Standard"}
    if form.name(subject_of(one)) == CHECKED:
        yield {
            "@id": f"{file_node_address(naming, one, form)}-sha256",
            "@type": "spdx:Checksum",
            "algorithm": concepts.SHA256,
            "checksumValue": naming.publication.sha256,
        }


def distribution(naming: Naming, one: DatasetMetadata, form: Format) -> Node:
    """Read at the permanent address, even where the data set is the newest: it is the file that is described."""
    terms, _licence = naming.terms_of_use
    title = form.offers[subject_of(one)].catalogued
    return {
        "@id": file_node_address(naming, one, form),
        "@type": "dcat:Distribution",
        "title": typeset_line(title),
        "description": typeset_line(f"{one.title} : {title}."),
        "accessURL": naming.page(one.code),
        "downloadURL": file_at(naming.publication.permalink, one, form),
        "mediaType": concepts.MEDIA_TYPES + form.media_type,
        "format": concepts.file_type(form.file_type)["@id"],
        "language": concepts.FRENCH,
        "conformsTo": standard(naming, one, form),
        "checksum": f"{file_node_address(naming, one, form)}-sha256" if form.name(subject_of(one)) == CHECKED else "",
        **naming.dates,
        **terms,
    }


def standard(naming: Naming, one: DatasetMetadata, form: Format) -> str:
    """What a file conforms to; empty where its media type says all."""
    found = form.offers[subject_of(one)].standard
    return found if not found or "://" in found else naming.publication.permalink(found)
