"""The two kinds of lists: bullets, and measures taken, which are ticked as the printed report ticks them."""

from __future__ import annotations

from strategy_monitor.documents.word.markup import Element, element, prop, properties

BULLETS, CHECKS, CELL_BULLETS = 1, 2, 3
STEP = 340
"""How much further in each level stands, in twentieths of a point."""
DEEPEST = 8
"""Lists have nine levels in Word; what is deeper stands on the last."""

SIGNS = {BULLETS: "•–", CHECKS: "✓–", CELL_BULLETS: "•–"}
TICK_FONT = "Segoe UI Symbol"


def indent(level: int) -> int:
    """Where the text of a list of this level begins."""
    return STEP * (level + 1)


def listed(level: int, kind: int) -> tuple[Element, Element]:
    """What makes a paragraph an item of a list."""
    return prop("ilvl", min(level, DEEPEST)), prop("numId", kind)


def root() -> Element:
    """The part numbering.xml."""
    made = element("w:numbering", None, *(kind(ident, signs) for ident, signs in SIGNS.items()))
    made.extend(element("w:num", {"w:numId": ident}, prop("abstractNumId", ident)) for ident in SIGNS)
    return made


def kind(ident: int, signs: str) -> Element:
    """Signs alternate from one level to the next; only the first is a tick."""
    levels = [level(depth, signs[min(depth, 1)], narrow=ident == CELL_BULLETS) for depth in range(DEEPEST + 1)]
    return element("w:abstractNum", {"w:abstractNumId": ident}, prop("multiLevelType", "hybridMultilevel"), *levels)


def level(depth: int, sign: str, narrow: bool) -> Element:
    font = TICK_FONT if sign == "✓" else "Calibri"
    step = STEP // 2 if narrow else STEP
    place = {"ind": {"left": step * (depth + 1), "hanging": step}}
    made = element("w:lvl", {"w:ilvl": depth}, prop("start", 1), prop("numFmt", "bullet"), prop("lvlText", sign))
    made.append(prop("lvlJc", "left"))
    made.append(properties("w:pPr", place))
    made.append(properties("w:rPr", {"rFonts": {"ascii": font, "hAnsi": font, "cs": font}}))
    return made
