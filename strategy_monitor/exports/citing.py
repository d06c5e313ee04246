"""How to quote the report, or an indicator of it, in the formats that reference managers read: BibTeX and RIS.

Both say the same: the authority as author, the title, the edition and version, the day of publication, the permanent
address, the source of the figures, and the SHA-256 of the release. No day of access: a release does not change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.text import slugify

from strategy_monitor.exports.addresses import Page
from strategy_monitor.exports.characters import one_line, typeset_line
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import sentences
from strategy_monitor.report.document import Indicator

SMALL_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
    ]
)
"""What an acronym leaves out."""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "%&#$_"},
    **dict.fromkeys((french.NARROW, french.NO_BREAK), "~"),
    french.MINUS: "-",
}
"""A character → how LaTeX writes it. Braces by name, because BibTeX counts even those that are escaped."""

NEW_LINE = "\r\n"
"""Of RIS."""


@dataclass(frozen=True)
class Work:
    """What is quoted, whatever the format. Texts are French, on one line; empty where there is nothing to say."""

    key: str
    kind: str
    """« Rapport de suivi »."""
    title: str
    container: str
    """The title of the report, for an indicator of it; else empty."""
    author: str
    version: str
    """« édition 2025, version 1 »."""
    day: tuple[str, str, str]
    """Year, month and day of publication, each of digits; empty for the working copy."""
    address: str
    note: str


def describe_work(publication: Publication, indicator: Indicator | None = None) -> Work:
    strategy, head = publication.report.strategy, publication.head
    report = f"{strategy.title} : suivi de la mise en œuvre"
    number = f", version {head.number}" if head else ", copie de travail non publiée"
    source = f"{sentences.write_attribution(indicator)} ".lstrip() if indicator else ""
    day = head.day if head else None
    page = (Page.INDICATOR, indicator.code) if indicator else (Page.HOME,)
    written = Work(
        key=key(publication, indicator),
        kind="Indicateur" if indicator else "Rapport de suivi",
        title=f"{indicator.title} (indicateur {indicator.code})" if indicator else report,
        container=report if indicator else "",
        author=strategy.authority,
        version=f"édition {publication.report.edition}{number}",
        day=(f"{day.year:04}", f"{day.month:02}", f"{day.day:02}") if day else ("", "", ""),
        address=publication.permalink(*page),
        note=f"{source}SHA-256 de la version : {publication.sha256}" if head else source.strip(),
    )
    texts = ("title", "container", "author", "version", "note")
    return Work(**{**vars(written), **{name: typeset_line(getattr(written, name)) for name in texts}})


def key(publication: Publication, indicator: Indicator | None = None) -> str:
    """« fwb-sne-2025-1-2-2-o2 »: who, what, edition, version, code; the same for ever for a release."""
    strategy = publication.report.strategy
    parts = [initials(strategy.authority), initials(strategy.title), publication.version]
    if indicator:
        parts.append(indicator.code.replace(".", "-"))
    return "-".join(filter(None, map(slugify, parts))) or "rapport"


def initials(name: str) -> str:
    """« Stratégie numérique pour l’éducation » → « sne »."""
    found = slugify(re.sub(r"\W", " ", name)).split("-")
    return "".join(word[0] for word in found if word and word not in SMALL_WORDS)


def bibtex(publication: Publication, indicator: Indicator | None = None) -> str:
    """One entry of BibTeX, in UTF-8; what LaTeX would take for a command is escaped, addresses stand as they are."""
    one = describe_work(publication, indicator)
    held = {"howpublished": one.container} if indicator else {"type": one.kind, "institution": one.author}
    fields = {
        "author": f"{{{latex(one.author)}}}",
        "title": f"{{{latex(one.title)}}}",
        **{name: latex(text) for name, text in held.items()},
        "edition" if indicator else "number": latex(one.version),
        "year": one.day[0],
        "month": one.day[1].lstrip("0"),
        "day": one.day[2].lstrip("0"),
        "url": one.address,
        "language": "french",
        "note": latex(one.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value.strip("{}")]
    return "\n".join([f"@{'misc' if indicator else 'techreport'}{{{one.key},", *lines, "}", ""])


def latex(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)


def ris(publication: Publication, indicator: Indicator | None = None) -> str:
    """One reference of RIS, in UTF-8: a report, or a data set that belongs to it."""
    one = describe_work(publication, indicator)
    lines = [
        ("TY", "DATA" if indicator else "RPRT"),
        ("ID", one.key),
        ("AU", one.author),
        ("TI", one.title),
        ("T2", one.container),
        ("M3", one.kind),
        ("ET", one.version),
        ("PB", one.author),
        ("PY", one.day[0]),
        ("DA", "/".join(one.day) if one.day[0] else ""),
        ("LA", "fr"),
        ("UR", one.address),
        ("N1", one.note),
    ]
    return NEW_LINE.join([*(f"{tag}  - {text}" for tag, text in lines if text), "ER  - ", ""])


def text(publication: Publication, indicator: Indicator | None = None) -> str:
    """The citation to copy, then the permanent address."""
    return f"{one_line(publication.citation(indicator))} {describe_work(publication, indicator).address}\n"
