"""The files of a data set, in the terms of DCAT-AP 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from strategy_monitor.exports import concepts
from strategy_monitor.exports.formats import INDICATOR, WHOLE, Format
from strategy_monitor.exports.place import Node, Place, dates, terms_of_use
from strategy_monitor.exports.portrait import Portrait, written

CHECKED: Final = "document"
"""The file whose SHA-256 names the release."""


def files_of(one: Portrait) -> tuple[Format, ...]:
    return WHOLE if one.code == "rapport" else INDICATOR


def address(place: Place, one: Portrait, form: Format) -> str:
    return file_at(place.at, one, form) + "#fichier"


def file_at(at: Callable[..., str], one: Portrait, form: Format) -> str:
    code = () if one.code == "rapport" else (one.code,)
    return at(form.name, *code, *form.arguments)


def described(place: Place, one: Portrait, form: Format) -> Iterator[Node]:
    """A file, then what it names."""
    yield distribution(place, one, form)
    yield {"@id": concepts.MEDIA_TYPES + form.media_type, "@type": "dct:MediaType", "label": form.media_type}
    yield concepts.file_type(form.file_type)
    if form.standard:
        yield {"@id": standard(place, form), "@type": "dct:Standard"}
    if form.name == CHECKED:
        yield {
            "@id": f"{address(place, one, form)}-sha256",
            "@type": "spdx:Checksum",
            "algorithm": concepts.SHA256,
            "checksumValue": place.publication.sha256,
        }


def distribution(place: Place, one: Portrait, form: Format) -> Node:
    """Read at the permanent address, even where the data set is the newest: it is the file that is described."""
    terms, _licence = terms_of_use(place)
    return {
        "@id": address(place, one, form),
        "@type": "dcat:Distribution",
        "title": written(form.title),
        "description": written(f"{one.title} : {form.title}."),
        "accessURL": place.page(one.code),
        "downloadURL": file_at(place.publication.permalink, one, form),
        "mediaType": concepts.MEDIA_TYPES + form.media_type,
        "format": concepts.file_type(form.file_type)["@id"],
        "language": concepts.FRENCH,
        "conformsTo": standard(place, form),
        "checksum": f"{address(place, one, form)}-sha256" if form.name == CHECKED else "",
        **dates(place),
        **terms,
    }


def standard(place: Place, form: Format) -> str:
    """What a file conforms to; empty where its media type says all."""
    if not form.standard or "://" in form.standard:
        return form.standard
    return place.publication.permalink(form.standard)
