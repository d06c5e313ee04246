"""Fields: what Word works out again when asked, with the result that it shows until then."""

from __future__ import annotations

from strategy_monitor.documents.word.markup import XML_SPACE, Element, element, run


def mark(kind: str) -> Element:
    return element("w:r", None, element("w:fldChar", {"w:fldCharType": kind}))


def opening(instruction: str) -> list[Element]:
    """The start of a field, up to its result; `mark("end")` closes it."""
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    return [mark("begin"), element("w:r", None, code), mark("separate")]


def field(instruction: str, result: str) -> list[Element]:
    return [*opening(instruction), run(result), mark("end")]
