"""Publication → schema.org, for the head of the pages: what search engines and reference managers read in them.

Addresses are those of the release, so that what is found stays what was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from strategy_monitor.exports import dataset_metadata
from strategy_monitor.exports.addresses import FileSubject, Page
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.exports.concepts import PREFIXES
from strategy_monitor.exports.dataset_metadata import DatasetMetadata
from strategy_monitor.exports.formats import Format, catalogued_formats
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import reading
from strategy_monitor.report.document import Indicator, Provider, Series

Node = dict[str, Any]

CONTEXT = {"@context": "https://schema.org"}


SUCCESSION = {"dct": PREFIXES["dct"]}
"""schema.org says what supersedes a term of a vocabulary, and nothing of data sets."""


def describe_indicator(publication: Publication, found: Indicator, successors: Iterable[Indicator] = ()) -> Node:
    """A Dataset, with its files, what it replaces, and what has replaced it since."""
    succession = without_empty(
        {
            "dct:replaces": [other_dataset(publication, one.code) for one in found.replaces],
            "dct:isReplacedBy": [other_dataset(publication, one.code) for one in successors],
        }
    )
    context: Node = {"@context": [CONTEXT["@context"], SUCCESSION]} if succession else CONTEXT
    about = dataset_metadata.of_indicator(publication, found)
    files = [
        encoding(form, "indicator", publication.permalink(form.name("indicator"), found.code), "DataDownload")
        for form in catalogued_formats("indicator")
    ]
    return context | without_empty(
        {
            **reference_node(publication, "Dataset", Page.INDICATOR, "donnees", found.code),
            **common_fields(publication, about),
            "creator": [organization(one) for one in about.providers],
            "isBasedOn": [{"@type": "CreativeWork", "name": source} for source in about.sources],
            "variableMeasured": [variable_measured(series) for series in found.headlines],
            "distribution": files,
            "includedInDataCatalog": reference_node(publication, "DataCatalog", Page.DATA, "catalogue"),
            "isPartOf": reference_node(publication, "Report", Page.WHOLE, "rapport"),
            "creditText": publication.citation(found),
            **succession,
        }
    )


def other_dataset(publication: Publication, code: str) -> Node:
    """The data set of another edition, by the address that always leads to the newest one that has it."""
    return {"@id": f"{publication.address(Page.INDICATOR, code)}#donnees"}


def describe_report(publication: Publication) -> Node:
    """The Report, with the files that hold it whole."""
    about = dataset_metadata.of_report(publication)
    files = [
        encoding(form, "report", publication.permalink(form.name("report")), "MediaObject")
        for form in catalogued_formats("report")
    ]
    node = reference_node(publication, "Report", Page.WHOLE, "rapport")
    return CONTEXT | without_empty(
        node
        | {
            **common_fields(publication, about),
            "author": authority(publication),
            "reportNumber": publication.head.name if publication.head else "",
            "encoding": files,
            "creditText": publication.citation(),
        }
    )


def describe_catalogue(publication: Publication, *, whole: bool) -> Node:
    """The DataCatalog; `whole`: with each of its data sets."""
    about = dataset_metadata.of_report(publication)
    node = reference_node(publication, "DataCatalog", Page.DATA, "catalogue")
    listed = [describe_part(publication, one) for one in publication.report.indicators] if whole else []
    return CONTEXT | without_empty(node | common_fields(publication, about) | {"dataset": listed})


def describe_part(publication: Publication, found: Indicator) -> Node:
    """A data set in a list: what tells it from the others."""
    about = dataset_metadata.of_indicator(publication, found)
    node = reference_node(publication, "Dataset", Page.INDICATOR, "donnees", found.code)
    return node | {"name": about.title, "description": about.description}


def common_fields(publication: Publication, about: DatasetMetadata) -> Node:
    """What every work says of itself."""
    head, span = publication.head, about.coverage
    return {
        "name": about.title,
        "description": about.description,
        "identifier": about.identifier,
        "keywords": list(about.keywords),
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "publisher": authority(publication),
        "license": publication.licence.url,
        "version": head.name if head else "",
        "datePublished": head.day.isoformat() if head else "",
        "temporalCoverage": f"{span[0].isoformat()}/{span[1].isoformat()}" if span else "",
    }


def reference_node(publication: Publication, kind: str, name: Page, fragment: str, *args: object) -> Node:
    """Something that a page describes, which is not the page itself."""
    page = publication.permalink(name, *args)
    return {"@type": kind, "@id": f"{page}#{fragment}", "url": page}


def authority(publication: Publication) -> Node:
    return {
        "@type": "Organization",
        "@id": publication.address(Page.HOME) + "#autorite",
        "name": typeset_line(publication.report.strategy.authority),
    }


def organization(one: Provider) -> Node:
    name, acronym = typeset_line(one.name), typeset_line(one.acronym)
    node = {"@type": "Organization", "name": name or acronym, "alternateName": acronym, "url": one.url}
    return without_empty(node)


def variable_measured(series: Series) -> Node:
    """A main quantity, with what it leads with as a reader is told it: its period, and that it is doubted."""
    latest = series.latest
    doubt = f" ({french.DOUBTED_BRIEFLY})" if latest and latest.doubtful else ""
    told = f"{french.write_value(series, latest)}, {latest.period.label}{doubt}" if latest else ""
    if len(series.leading) > 1:
        told = f"{reading.write_lead(series)}{doubt}"
    node = {"@type": "PropertyValue", "name": typeset_line(series.label), "unitText": series.unit}
    return without_empty(node | {"description": typeset_line(told)})


def encoding(form: Format, subject: FileSubject, address: str, kind: str) -> Node:
    return {
        "@type": kind,
        "name": typeset_line(form.offers[subject].catalogued),
        "encodingFormat": form.media_type,
        "contentUrl": address,
    }


def without_empty(node: Node) -> Node:
    """Without what is empty: nothing is said of what is not known."""
    return {name: value for name, value in node.items() if value not in ("", [])}
