"""Names and terms that French texts keep in another language: a voice must say them in theirs (WCAG 2.2, 3.1.2).

A word that French has taken in (« monitoring », « internet ») is none. What stands here is general: official titles of
frameworks and surveys, names of institutions of the country and of Europe, terms of the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FOREIGN: dict[str, tuple[str, ...]] = {
    "en": (
        "The Digital Competence Framework for Citizens",
        "The European Framework for the Digital Competence of Educators",
        "Organisation for Economic Co-operation and Development",
        "Programme for International Student Assessment",
        "Teaching and Learning International Survey",
        "International Computer and Information Literacy Study",
        "European Schoolnet",
        "learning management system",
        "learning analytics",
        "open source",
        "big data",
        "bring your own device",
    ),
    "nl": (
        "Vlaamse Gemeenschap",
        "Vlaamse Overheid",
        "Vlaams Ministerie van Onderwijs en Vorming",
        "Agentschap voor Onderwijsdiensten",
    ),
    "de": (
        "Deutschsprachige Gemeinschaft",
        "Ministerium der Deutschsprachigen Gemeinschaft",
    ),
}
"""Code of the language (BCP 47) → what is said in it, as the texts write it."""

LANGUAGES = {name.lower(): code for code, names in FOREIGN.items() for name in names}
PATTERN = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(LANGUAGES, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)


def split_languages(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the code of its language; empty for the language of the text."""
    end = 0
    for found in PATTERN.finditer(text):
        yield text[end : found.start()], ""
        yield found[0], LANGUAGES[found[0].lower()]
        end = found.end()
    yield text[end:], ""
