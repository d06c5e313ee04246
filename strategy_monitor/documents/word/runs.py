"""Text → runs, links and footnotes."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from strategy_monitor.documents.blocks import Run, Text
from strategy_monitor.documents.word.markup import Element, Value, clean, element, paragraph, run
from strategy_monitor.documents.word.writing import Writing, bookmark

SCHEMES = {"http", "https", "mailto"}
KEPT = "!#$%&'()*+,/:;=?@[]~-._"
"""What may stand in an address as it is: all else is escaped, for a single bad address makes Word refuse the file."""


def texts(writing: Writing, text: Text, style: str = "") -> list[Element]:
    """The runs of a text, in a character style where they have none of their own."""
    return [made for one in text for made in stretch(writing, one, style)]


def stretch(writing: Writing, one: Run, style: str) -> list[Element]:
    made = [run(one.text, **character(one, style))] if one.text else []
    if one.url and made:
        made = link(writing, one.url, made)
    return made + (footnote(writing, one.footnote) if one.footnote else [])


def character(one: Run, style: str) -> dict[str, Value]:
    name = "Code" if one.code else "Hyperlink" if one.url else style
    props: dict[str, Value] = {"b": one.bold, "bCs": one.bold, "i": one.italic, "iCs": one.italic}
    return {key: True for key, value in props.items() if value} | ({"rStyle": name} if name else {})


def link(writing: Writing, url: str, made: list[Element]) -> list[Element]:
    """The runs as a link; as plain text where the address leads nowhere."""
    if url.startswith("#"):
        return [element("w:hyperlink", {"w:anchor": bookmark(url[1:]), "w:history": 1}, *made)]
    address = safe(url)
    return [element("w:hyperlink", {"r:id": writing.linked(address), "w:history": 1}, *made)] if address else made


def safe(url: str) -> str:
    """The address as Word accepts it; empty for what is none, or would run something."""
    address = quote(clean(url), safe=KEPT)
    try:
        parts = urlsplit(address)
        valid = parts.scheme in SCHEMES and (parts.hostname or parts.scheme == "mailto") and parts.port != 0
    except ValueError:
        return ""
    return address if valid else ""


def footnote(writing: Writing, text: Text) -> list[Element]:
    """The mark in the text; the note itself goes to the foot of the page. A note within a note stays in its line."""
    if writing.part is writing.footnotes:
        return [run(" ["), *texts(writing, text), run("]")]
    number = next(writing.footnote_numbers)
    mark = run("", rStyle="FootnoteReference")
    mark.append(element("w:footnoteRef"))
    with writing.footnoting():
        note = paragraph("FootnoteText", mark, run(" "), *texts(writing, text))
    writing.notes.append(element("w:footnote", {"w:id": number}, note))
    reference = run("", rStyle="FootnoteReference")
    reference.append(element("w:footnoteReference", {"w:id": number}))
    return [reference]
