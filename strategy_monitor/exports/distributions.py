"""The files of a data set, in the terms of DCAT-AP 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from strategy_monitor.exports import concepts
from strategy_monitor.exports.addresses import Subject
from strategy_monitor.exports.formats import Format, catalogued
from strategy_monitor.exports.place import Node, Place, dates, terms_of_use
from strategy_monitor.exports.portrait import Portrait, written

CHECKED: Final = "report_json"
"""The name of the address of the file whose SHA-256 names the release."""


def subject_of(one: Portrait) -> Subject:
    return "report" if one.code == "rapport" else "indicator"


def files_of(one: Portrait) -> list[Format]:
    return catalogued(subject_of(one))


def address(place: Place, one: Portrait, form: Format) -> str:
    return file_at(place.at, one, form) + "#fichier"


def file_at(at: Callable[..., str], one: Portrait, form: Format) -> str:
    subject = subject_of(one)
    return at(form.name(subject)) if subject == "report" else at(form.name(subject), one.code)


def described(place: Place, one: Portrait, form: Format) -> Iterator[Node]:
    """A file, then what it names."""
    yield distribution(place, one, form)
    yield {"@id": concepts.MEDIA_TYPES + form.media_type, "@type": "dct:MediaType", "label": form.media_type}
    yield concepts.file_type(form.file_type)
    if standard(place, one, form):
        yield {"@id": standard(place, one, form), "@type": "dct:Standard"}
    if form.name(subject_of(one)) == CHECKED:
        yield {
            "@id": f"{address(place, one, form)}-sha256",
            "@type": "spdx:Checksum",
            "algorithm": concepts.SHA256,
            "checksumValue": place.publication.sha256,
        }


def distribution(place: Place, one: Portrait, form: Format) -> Node:
    """Read at the permanent address, even where the data set is the newest: it is the file that is described."""
    terms, _licence = terms_of_use(place)
    title = form.offers[subject_of(one)].catalogued
    return {
        "@id": address(place, one, form),
        "@type": "dcat:Distribution",
        "title": written(title),
        "description": written(f"{one.title} : {title}."),
        "accessURL": place.page(one.code),
        "downloadURL": file_at(place.publication.permalink, one, form),
        "mediaType": concepts.MEDIA_TYPES + form.media_type,
        "format": concepts.file_type(form.file_type)["@id"],
        "language": concepts.FRENCH,
        "conformsTo": standard(place, one, form),
        "checksum": f"{address(place, one, form)}-sha256" if form.name(subject_of(one)) == CHECKED else "",
        **dates(place),
        **terms,
    }


def standard(place: Place, one: Portrait, form: Format) -> str:
    """What a file conforms to; empty where its media type says all."""
    found = form.offers[subject_of(one)].standard
    return found if not found or "://" in found else place.publication.permalink(found)
