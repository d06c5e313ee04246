"""What stands in a line of text: runs, links, footnotes, and drawings.

A drawing is an SVG, with its PNG for what cannot show an SVG, and the words that stand for it.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from lxml import etree

from strategy_monitor.charts.marks import level_as_file
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Run, Text
from strategy_monitor.documents.word.markup import Element, Value, clean_xml, element, paragraph, run
from strategy_monitor.documents.word.writing import Writing, bookmark
from strategy_monitor.language import french
from strategy_monitor.report.levels import Reach

SCHEMES = {"http", "https", "mailto"}
KEPT = "!#$%&'()*+,/:;=?@[]~-._"
"""What may stand in an address as it is: all else is escaped, for a single bad address makes Word refuse the file."""

EMU_PER_PIXEL = 9525
"""English metric units, at 96 pixels to the inch."""
SEGMENTS_WIDTH = 92 * EMU_PER_PIXEL
WIDEST, TALLEST = 5760720, 7920000
"""The column is 16 cm wide; a drawing of 22 cm still leaves room for its title."""
LOGO_HEIGHT = 648000
"""18 mm, as on the cover in PDF."""
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SVG_EXTENSION, DECORATIVE_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
FAMILY = re.compile(r'(?<=\s)font-family="[^"]*"')
FONTS = "Calibri, Carlito, Arial, sans-serif"
"""A drawing in the font of the text around it: the machine that opens the file lacks those of the product."""
ORDINAL = re.compile(french.ORDINAL)
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")


def runs_of_text(writing: Writing, text: Text, style: str = "") -> list[Element]:
    """The runs of a text, in a character style where they have none of their own."""
    return [made for one in text for made in runs_of(writing, one, style)]


def runs_of(writing: Writing, one: Run, style: str) -> list[Element]:
    made = raised_runs(one.text, character_look(one, style)) if one.text else []
    if one.url and made:
        made = hyperlink(writing, one.url, made)
    return made + (footnote(writing, one.footnote) if one.footnote else [])


def raised_runs(text: str, look: dict[str, Value]) -> list[Element]:
    """The text, with the ending of each rank raised: « 1er », « 3e »."""
    made, place = [], 0
    for found in ORDINAL.finditer(text):
        made += [run(text[place : found.start(2)], **look), run(found[2], **look, vertAlign="superscript")]
        place = found.end()
    return [*made, run(text[place:], **look)] if text[place:] else made


def character_look(one: Run, style: str) -> dict[str, Value]:
    name = "Code" if one.code else "Hyperlink" if one.url else style
    props: dict[str, Value] = {"b": one.bold, "bCs": one.bold, "i": one.italic, "iCs": one.italic}
    return {key: True for key, value in props.items() if value} | ({"rStyle": name} if name else {})


def hyperlink(writing: Writing, url: str, made: list[Element]) -> list[Element]:
    """The runs as a link; as plain text where the address leads nowhere."""
    if url.startswith("#"):
        return [link_inside(url[1:], *made)]
    address = safe_address(url)
    return [element("w:hyperlink", {"r:id": writing.link_to(address), "w:history": 1}, *made)] if address else made


def link_inside(ident: str, *made: Element) -> Element:
    """The runs as a link to a place of this document."""
    return element("w:hyperlink", {"w:anchor": bookmark(ident), "w:history": 1}, *made)


def safe_address(url: str) -> str:
    """The address as Word accepts it; empty for what is none, or would run something."""
    address = quote(clean_xml(url), safe=KEPT)
    try:
        parts = urlsplit(address)
        valid = parts.scheme in SCHEMES and (parts.hostname or parts.scheme == "mailto") and parts.port != 0
    except ValueError:
        return ""
    return address if valid else ""


def footnote(writing: Writing, text: Text) -> list[Element]:
    """The mark in the text; the note itself goes to the foot of the page. A note within a note stays in its line."""
    if writing.part is writing.footnotes:
        return [run(" ["), *runs_of_text(writing, text), run("]")]
    number = next(writing.footnote_numbers)
    mark = run("", rStyle="FootnoteReference")
    mark.append(element("w:footnoteRef"))
    with writing.footnoting():
        note = paragraph("FootnoteText", mark, run(" "), *runs_of_text(writing, text))
    writing.notes.append(element("w:footnote", {"w:id": number}, note))
    reference = run("", rStyle="FootnoteReference")
    reference.append(element("w:footnoteReference", {"w:id": number}))
    return [reference]


def drawing(writing: Writing, svg: str, alt: str, widest: int = WIDEST) -> Element:
    """A run that shows the drawing in the line of text; without `alt` it is decorative, and said to be."""
    local = FAMILY.sub(f'font-family="{FONTS}"', svg)
    return picture_run(writing, relate(writing, svg, local), extent(svg, widest), alt)


def logo_drawing(writing: Writing, svg: str, alt: str) -> Element:
    """A run that shows the mark of the authority, in its own fonts, whatever the size that it was drawn at."""
    root = parse_drawing(svg)
    width, height = (pixels(root, name, place) for name, place in (("width", 2), ("height", 3)))
    scale = min(LOGO_HEIGHT / height, WIDEST / width)
    size = round(width * scale), round(height * scale)
    root.set("viewBox", root.get("viewBox", f"0 0 {width} {height}"))
    for name, length in zip(("width", "height"), size, strict=True):
        root.set(name, f"{length / EMU_PER_PIXEL:.2f}")
    sized = etree.tostring(root, encoding="unicode")
    return picture_run(writing, relate(writing, sized, sized), size, alt)


def picture_run(writing: Writing, files: tuple[str, str], size: tuple[int, int], alt: str) -> Element:
    """The run; `files` are the relationships to the PNG and to the SVG, `size` the width and the height in EMU."""
    ident, (png, vector), (width, height) = next(writing.idents), files, size
    inline = element(
        "wp:inline",
        {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
        element("wp:extent", {"cx": width, "cy": height}),
        element("wp:effectExtent", {"l": 0, "t": 0, "r": 0, "b": 0}),
        describe(ident, alt),
        element("wp:cNvGraphicFramePr", None, element("a:graphicFrameLocks", {"noChangeAspect": 1})),
        element(
            "a:graphic",
            None,
            element("a:graphicData", {"uri": PICTURE}, picture_element(png, vector, ident, width, height)),
        ),
    )
    return element("w:r", None, element("w:drawing", None, inline))


def level_drawing(writing: Writing, reach: Reach, alt: str = "", widest: int = SEGMENTS_WIDTH) -> Element:
    """The segments of a level, in the colour of what is being read."""
    return drawing(writing, level_as_file(reach, writing.hue or LIGHT.soft), alt, widest)


def relate(writing: Writing, svg: str, local: str) -> tuple[str, str]:
    """The relationships to the PNG and to the SVG, as it is stored; a drawing that comes back is stored once."""
    if svg not in writing.drawn:
        rank = len(writing.drawn) + 1
        png = writing.add_media(f"image{rank}.png", "image/png", writing.png(svg))
        writing.drawn[svg] = png, writing.add_media(f"image{rank}.svg", "image/svg+xml", local.encode())
    return writing.drawn[svg]


def extent(svg: str, widest: int) -> tuple[int, int]:
    """Width and height in EMU: as drawn, or smaller to fit in the column."""
    root = parse_drawing(svg)
    width, height = (pixels(root, name, place) for name, place in (("width", 2), ("height", 3)))
    scale = min(1.0, widest / (width * EMU_PER_PIXEL), TALLEST / (height * EMU_PER_PIXEL))
    return round(width * EMU_PER_PIXEL * scale), round(height * EMU_PER_PIXEL * scale)


def parse_drawing(svg: str) -> Element:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def pixels(root: Element, name: str, place: int) -> float:
    """A side of the drawing, from its own attribute or from its view box."""
    said = LENGTH.fullmatch(root.get(name, ""))
    return float(said[1] if said else root.get("viewBox", "0 0 300 150").replace(",", " ").split()[place]) or 1.0


def describe(ident: int, alt: str) -> Element:
    made = element("wp:docPr", {"id": ident, "name": f"Image {ident}", "descr": alt})
    if not alt:
        decorative = element("adec:decorative", {"val": 1})
        made.append(element("a:extLst", None, element("a:ext", {"uri": DECORATIVE_EXTENSION}, decorative)))
    return made


def picture_element(png: str, vector: str, ident: int, width: int, height: int) -> Element:
    extension = element("a:ext", {"uri": SVG_EXTENSION}, element("asvg:svgBlip", {"r:embed": vector}))
    blip = element("a:blip", {"r:embed": png}, element("a:extLst", None, extension))
    place = element("a:xfrm", None, element("a:off", {"x": 0, "y": 0}), element("a:ext", {"cx": width, "cy": height}))
    names = element("pic:cNvPr", {"id": ident, "name": f"Image {ident}"})
    return element(
        "pic:pic",
        None,
        element("pic:nvPicPr", None, names, element("pic:cNvPicPr")),
        element("pic:blipFill", None, blip, element("a:stretch", None, element("a:fillRect"))),
        element("pic:spPr", None, place, element("a:prstGeom", {"prst": "rect"}, element("a:avLst"))),
    )
