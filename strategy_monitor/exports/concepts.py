"""What the European catalogues call things: languages, themes, frequencies, file types; and the terms of the JSON-LD.

Sources: DCAT-AP 3.0.1, and the authority tables of the Publications Office of the European Union that it prescribes.
"""

from __future__ import annotations

from typing import Any, Final

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"

FRENCH: Final = AUTHORITY + "language/FRA"
THEMES: Final = AUTHORITY + "data-theme"
PUBLIC: Final = AUTHORITY + "access-right/PUBLIC"

FREQUENCIES: Final = {
    "annual": "ANNUAL",
    "school_year": "ANNUAL",
    "every_3_years": "TRIENNIAL",
    "every_6_years": "OTHER",
    "once": "NEVER",
    "unknown": "UNKNOWN",
}
"""Frequency of an indicator → the European code. None says « every six years »."""

FREQUENCY_LABELS: Final = {
    "ANNUAL": "annuel",
    "TRIENNIAL": "triennal",
    "OTHER": "autre",
    "NEVER": "jamais",
    "UNKNOWN": "inconnu",
}

PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def french_term(term: str) -> dict[str, str]:
    return {"@id": term, "@language": "fr"}


def link_term(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id"}


def typed_term(term: str, kind: str) -> dict[str, str]:
    return {"@id": term, "@type": f"xsd:{kind}"}


LINKS: Final = {
    "dcat": (
        *(
            "accessService",
            "accessURL",
            "contactPoint",
            "dataset",
            "distribution",
            "downloadURL",
            "endpointDescription",
            "endpointURL",
        ),
        *(
            "hasCurrentVersion",
            "isVersionOf",
            "landingPage",
            "mediaType",
            "previousVersion",
            "servesDataset",
            "service",
        ),
        *("theme", "themeTaxonomy"),
    ),
    "dct": (
        *("accessRights", "accrualPeriodicity", "conformsTo", "creator", "format", "hasPart", "isPartOf", "language"),
        *("isReplacedBy", "license", "provenance", "publisher", "replaces", "rights", "source", "spatial", "temporal"),
    ),
    "foaf": ("homepage", "page"),
    "skos": ("inScheme",),
    "spdx": ("algorithm", "checksum"),
    "vcard": ("hasEmail", "hasURL"),
}
"""Terms whose values are addresses, by vocabulary."""

CONTEXT: Final[dict[str, Any]] = {
    **PREFIXES,
    **{name: link_term(f"{prefix}:{name}") for prefix, names in LINKS.items() for name in names},
    **{name: french_term(f"dct:{name}") for name in ("title", "description")},
    "keyword": french_term("dcat:keyword"),
    "label": french_term("rdfs:label"),
    "prefLabel": french_term("skos:prefLabel"),
    "versionNotes": french_term("adms:versionNotes"),
    "name": french_term("foaf:name"),
    "formattedName": french_term("vcard:fn"),
    "identifier": "dct:identifier",
    "version": "dcat:version",
    "issued": typed_term("dct:issued", "dateTime"),
    "modified": typed_term("dct:modified", "dateTime"),
    "startDate": typed_term("dcat:startDate", "date"),
    "endDate": typed_term("dcat:endDate", "date"),
    "checksumValue": typed_term("spdx:checksumValue", "hexBinary"),
}
"""The context of the catalogue, whole: to read it, nothing is fetched from elsewhere."""


def concept(address: str, label: str, *kinds: str) -> dict[str, Any]:
    """A term of a European table, with its name: a catalogue says what it points at by more than an address."""
    table = address.rpartition("/")[0]
    return {"@id": address, "@type": ["skos:Concept", *kinds], "prefLabel": label, "inScheme": table}


def frequency(code: str) -> dict[str, Any]:
    """The European frequency for one of the document; « unknown » for one that is not in the list."""
    name = FREQUENCIES.get(code, "UNKNOWN")
    return concept(f"{AUTHORITY}frequency/{name}", FREQUENCY_LABELS[name], "dct:Frequency")


def file_type(code: str) -> dict[str, Any]:
    return concept(f"{AUTHORITY}file-type/{code}", code, "dct:MediaTypeOrExtent")


def theme(code: str, name: str) -> dict[str, Any]:
    return concept(f"{THEMES}/{code}", name)


OPENAPI: Final = {"@id": "https://spec.openapis.org/oas/v3.1.0", "@type": "dct:Standard", "title": "OpenAPI 3.1"}


def general(theme: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """What a catalogue points at, whose data are of this theme."""
    return (
        concept(FRENCH, "français", "dct:LinguisticSystem"),
        theme,
        concept(PUBLIC, "public", "dct:RightsStatement"),
        {"@id": THEMES, "@type": "skos:ConceptScheme", "title": "Thèmes de données"},
        {"@id": SHA256, "@type": "spdx:ChecksumAlgorithm", "label": "SHA-256"},
    )
