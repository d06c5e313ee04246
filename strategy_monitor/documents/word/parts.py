"""The parts around the text: settings, footnote separators, properties of the document."""

from __future__ import annotations

import datetime as dt

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.word import numbering, styles, theme
from strategy_monitor.documents.word.markup import Element, clean, element, prop, serialised
from strategy_monitor.documents.word.package import APP_TYPE, CORE, CORE_TYPE, OFFICE
from strategy_monitor.documents.word.writing import Writing

SEPARATORS = {-1: "separator", 0: "continuationSeparator"}
"""The two footnotes that every document has: the line above the notes."""
WORD_2013 = 15
"""The layout rules to apply: those of Word since 2013, or it opens the file « in compatibility mode »."""
MICROSOFT = "http://schemas.microsoft.com/office/word"
PROPERTIES = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def add(writing: Writing, paper: Paper) -> None:
    """Relates the document to all that it needs besides its text."""
    writing.notes[:0] = [separator(ident, kind) for ident, kind in SEPARATORS.items()]
    for name, root in (
        ("styles", styles.root(writing.hues, paper.lang, compact=paper.one_page)),
        ("numbering", numbering.root()),
        ("settings", settings(paper)),
        ("fontTable", fonts()),
    ):
        writing.document.relate_to(writing.xml(name, f"{name}+xml", root), OFFICE + name)
    themed = Part(PackURI("/word/theme/theme1.xml"), THEME, serialised(theme.root(writing.hues)), writing.package)
    writing.document.relate_to(themed, f"{OFFICE}theme")
    writing.document.relate_to(writing.footnotes, f"{OFFICE}footnotes")
    writing.package.relate_to(writing.document, f"{OFFICE}officeDocument")
    writing.package.relate_to(part(writing, "core", CORE_TYPE, core(paper)), CORE)
    writing.package.relate_to(part(writing, "app", APP_TYPE, app(paper)), f"{OFFICE}extended-properties")


def part(writing: Writing, name: str, content_type: str, root: Element) -> Part:
    return Part(PackURI(f"/docProps/{name}.xml"), content_type, serialised(root), writing.package)


def separator(ident: int, kind: str) -> Element:
    line = element("w:p", None, element("w:r", None, element(f"w:{kind}")))
    return element("w:footnote", {"w:type": kind, "w:id": ident}, line)


def settings(paper: Paper) -> Element:
    rules = {
        "compatibilityMode": WORD_2013,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
    }
    rows = [element("w:compatSetting", {"w:name": k, "w:uri": MICROSOFT, "w:val": v}) for k, v in rules.items()]
    return element(
        "w:settings",
        None,
        prop("zoom", {"percent": 100}),
        prop("defaultTabStop", 340),
        prop("characterSpacingControl", "doNotCompress"),
        element("w:footnotePr", None, *(element("w:footnote", {"w:id": ident}) for ident in SEPARATORS)),
        element("w:compat", None, *rows),
        prop("themeFontLang", paper.lang),
        prop("decimalSymbol", ","),
        prop("listSeparator", ";"),
    )


def fonts() -> Element:
    """The fonts that the styles name, and what to take where one is missing."""
    families = {styles.FONT: ("swiss", "variable"), styles.CODE_FONT: ("modern", "fixed")}
    return element(
        "w:fonts",
        None,
        *(
            element("w:font", {"w:name": name}, prop("family", family), prop("pitch", pitch))
            for name, (family, pitch) in families.items()
        ),
    )


def core(paper: Paper) -> Element:
    """Title, author, subject, keywords, language, dates: of the release, never of the moment of writing."""
    made = etree.Element(f"{{{PROPERTIES['cp']}}}coreProperties", nsmap=PROPERTIES)
    said = {
        "dc:title": paper.title,
        "dc:subject": paper.description,
        "dc:creator": paper.authority,
        "cp:keywords": ", ".join(paper.keywords),
        "cp:lastModifiedBy": paper.authority,
        "dc:language": paper.lang,
        "cp:version": paper.version,
    }
    for name, text in said.items():
        told(made, name, text)
    if paper.published_on:
        for name in ("dcterms:created", "dcterms:modified"):
            told(made, name, stamp(paper.published_on)).set(f"{{{PROPERTIES['xsi']}}}type", "dcterms:W3CDTF")
    return made


def told(parent: Element, name: str, text: str) -> Element:
    prefix, _, local = name.partition(":")
    made = etree.SubElement(parent, f"{{{PROPERTIES[prefix]}}}{local}")
    made.text = clean(text)
    return made


def stamp(moment: dt.datetime) -> str:
    """In universal time, to the second, as the format asks."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def app(paper: Paper) -> Element:
    made = etree.Element(f"{{{EXTENDED}}}Properties", nsmap={None: EXTENDED})
    for name, text in (("Application", "Strategy Monitor"), ("Company", paper.authority)):
        etree.SubElement(made, f"{{{EXTENDED}}}{name}").text = clean(text)
    return made
