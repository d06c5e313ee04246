"""Elements of WordprocessingML, with their children in the order that Word demands: properties, runs, fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element as Element

from strategy_monitor.language import french

Value: TypeAlias = bool | str | int | Mapping[str, str | int] | Iterable[Element] | Element
"""Of a property: true for a bare element, one value, attributes, children, or the element itself."""

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

ORDER = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr",
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike noProof vanish webHidden color spacing kern position "
    "sz szCs u shd vertAlign lang",
    "w:tblPr": "tblStyle tblStyleRowBandSize tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "w:trPr": "cantSplit tblHeader",
    "w:tcPr": "tcW tcBorders shd tcMar vAlign",
}
"""Children of each kind of properties, as the schema orders them: Word calls a file that has them otherwise damaged."""

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold, even escaped."""


KEPT_HYPHEN = "\u2011"
UNBREAKABLE = re.compile(french.UNBREAKABLE)


def clean_xml(text: str) -> str:
    """The text with a replacement mark for each character that XML forbids."""
    return ILLEGAL.sub("\ufffd", text)


def qualify(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if local else name


def element(name: str, attributes: Mapping[str, str | int] | None = None, *children: Element) -> Element:
    """« w:p » with attributes named as in the file, and children."""
    made = etree.Element(qualify(name), nsmap=NAMESPACES)
    for key, value in (attributes or {}).items():
        made.set(qualify(key), clean_xml(str(value)))
    made.extend(children)
    return made


def properties(kind: str, values: Mapping[str, Value]) -> Element:
    """« w:pPr » and its like, in the order of the schema; what is false is left out."""
    order = ORDER[kind].split()
    made = element(kind)
    for name in sorted((name for name, value in values.items() if value is not False), key=order.index):
        made.append(prop(name, values[name]))
    return made


def prop(name: str, value: Value) -> Element:
    if value is True:
        return element(f"w:{name}")
    if isinstance(value, Element):
        return value
    if isinstance(value, str | int):
        return element(f"w:{name}", {"w:val": value})
    if isinstance(value, Mapping):
        return element(f"w:{name}", {f"w:{key}": given for key, given in value.items()})
    return element(f"w:{name}", None, *value)


def paragraph(style: str, *content: Element, **more: Value) -> Element:
    return element("w:p", None, properties("w:pPr", {"pStyle": style, **more}), *content)


def style_of(made: Element) -> str:
    """The style of a paragraph."""
    return str(made[0][0].get(qualify("w:val")))


def add_property(found: Element, name: str, value: Value) -> None:
    """One more among properties, in its place."""
    order = [qualify(f"w:{one}") for one in ORDER["w:pPr"].split()]
    found[:] = sorted([*found, prop(name, value)], key=lambda one: order.index(str(one.tag)))


def run(text: str, **props: Value) -> Element:
    """Text of one kind. A line feed becomes a line break, a tab a tab; the hyphen of « FW-B » cuts no line."""
    made = element("w:r")
    if props:
        made.append(properties("w:rPr", props))
    kept = UNBREAKABLE.sub(lambda found: found[0].replace("-", KEPT_HYPHEN), clean_xml(text))
    for piece in re.split(rf"(\r\n|[\n\r\t{KEPT_HYPHEN}])", kept):
        made.extend(text_nodes(piece))
    return made


def text_nodes(piece: str) -> list[Element]:
    if not piece:
        return []
    if piece == "\t":
        return [element("w:tab")]
    if piece == KEPT_HYPHEN:
        return [element("w:noBreakHyphen")]
    if piece in {"\n", "\r", "\r\n"}:
        return [element("w:br")]
    text = element("w:t")
    text.text = piece
    text.set(XML_SPACE, "preserve")
    return [text]


def serialise(root: Element) -> bytes:
    """A whole part; the same tree is the same bytes."""
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def field_mark(kind: str) -> Element:
    return element("w:r", None, element("w:fldChar", {"w:fldCharType": kind}))


def open_field(instruction: str) -> list[Element]:
    """The start of a field, up to its result; `field_mark("end")` closes it."""
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    return [field_mark("begin"), element("w:r", None, code), field_mark("separate")]


def field(instruction: str, result: str) -> list[Element]:
    return [*open_field(instruction), run(result), field_mark("end")]
