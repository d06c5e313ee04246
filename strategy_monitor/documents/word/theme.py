"""The theme: the fonts and the palette that Word offers to whoever edits, with the colours of the axes in it."""

from __future__ import annotations

from collections.abc import Callable

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.word.markup import Element, element
from strategy_monitor.documents.word.styles import FONT, INK, LINK, SOFT, WASH, hexed

NAME = "Strategy Monitor"
ACCENTS = 6
THREE = 3
"""Fills, lines and effects of a theme come in three strengths, even where they are the same."""


def root(hues: tuple[str, ...]) -> Element:
    """The part theme1.xml."""
    parts = element("a:themeElements", None, colours(hues), fonts(), formats())
    return element("a:theme", {"name": NAME}, parts)


def colours(hues: tuple[str, ...]) -> Element:
    wanted = [hexed(hue) for hue in dict.fromkeys((*hues, *LIGHT.hues.values()))]
    accents = [*wanted, SOFT][:ACCENTS]
    named = {"dk1": INK, "lt1": "FFFFFF", "dk2": SOFT, "lt2": WASH}
    named |= {f"accent{rank}": colour for rank, colour in enumerate(accents, 1)}
    named |= {"hlink": LINK, "folHlink": SOFT}
    return element("a:clrScheme", {"name": NAME}, *(element(f"a:{k}", None, rgb(v)) for k, v in named.items()))


def rgb(colour: str) -> Element:
    return element("a:srgbClr", {"val": colour})


def fonts() -> Element:
    def family(kind: str) -> Element:
        blank = (element(f"a:{script}", {"typeface": ""}) for script in ("ea", "cs"))
        return element(f"a:{kind}", None, element("a:latin", {"typeface": FONT}), *blank)

    return element("a:fontScheme", {"name": NAME}, family("majorFont"), family("minorFont"))


def formats() -> Element:
    def thrice(kind: str, make: Callable[[], Element]) -> Element:
        return element(f"a:{kind}", None, *(make() for _ in range(THREE)))

    def fill() -> Element:
        return element("a:solidFill", None, element("a:schemeClr", {"val": "phClr"}))

    def line() -> Element:
        return element("a:ln", {"w": 6350}, fill())

    def effect() -> Element:
        return element("a:effectStyle", None, element("a:effectLst"))

    return element(
        "a:fmtScheme",
        {"name": NAME},
        thrice("fillStyleLst", fill),
        thrice("lnStyleLst", line),
        thrice("effectStyleLst", effect),
        thrice("bgFillStyleLst", fill),
    )
