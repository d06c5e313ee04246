"""Reads a chart back from what each writer wrote: marks, words and rules, in pixels of a given width."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html import unescape
from typing import Any

from strategy_monitor.charts.picture import BIG, BODY

NAMES = {"svg": "http://www.w3.org/2000/svg"}


@dataclass(frozen=True)
class Seen:
    """A mark: which observation it is, and its centre and size in pixels."""

    series: str
    category: str
    x: float
    y: float
    width: float
    height: float
    hollow: bool


@dataclass(frozen=True)
class Word:
    text: str
    x: float
    y: float
    anchor: str
    bold: bool
    quiet: bool
    large: bool


def close(one: Any, other: Any) -> bool:
    """Equal but for a twentieth of a pixel in the numbers."""
    pairs = zip(vars(one).values(), vars(other).values(), strict=True)
    return all(abs(a - b) < 0.05 if isinstance(a, float) else a == b for a, b in pairs)


class Svg:
    def __init__(self, text: str, width: float) -> None:
        self.root = ET.fromstring(text)
        self.width = width

    def pixels(self, value: str, text: int = BODY) -> float:
        """Percentages of the width, sizes of the text, or pixels."""
        if value.endswith("%"):
            return float(value[:-1]) * self.width / 100
        return float(value[:-2]) * text if value.endswith("em") else float(value)

    def marks(self) -> list[Seen]:
        circles = [self.circle(e) for e in self.root.iterfind(".//svg:circle", NAMES)]
        return circles + [self.rectangle(e) for e in self.root.iterfind(".//svg:rect", NAMES)]

    def circle(self, e: ET.Element) -> Seen:
        size = 2 * self.pixels(e.get("r", "0"))
        return self.seen(e, self.pixels(e.get("cx", "")), self.pixels(e.get("cy", "0")), size, size)

    def rectangle(self, e: ET.Element) -> Seen:
        width, height = self.pixels(e.get("width", "")), self.pixels(e.get("height", "0"))
        x, y = self.pixels(e.get("x", "")), self.pixels(e.get("y", "0"))
        return self.seen(e, x + width / 2, y + height / 2, width, height)

    def seen(self, e: ET.Element, x: float, y: float, width: float, height: float) -> Seen:
        hollow = bool({"hollow", "hatched"} & set(e.get("class", "").split()))
        return Seen(e.get("data-series", ""), e.get("data-category", ""), x, y, width, height, hollow)

    def words(self) -> list[Word]:
        return [
            Word(
                e.text or "",
                self.pixels(e.get("x", "")) + self.pixels(e.get("dx", "0"), size_of(e)),
                self.pixels(e.get("y", "0"), size_of(e)),
                e.get("text-anchor", "start"),
                e.get("font-weight") == "700",
                e.get("class") == "q",
                e.get("class") == "n",
            )
            for e in self.root.iterfind(".//svg:text", NAMES)
        ]

    def rules(self) -> list[tuple[float, ...]]:
        ends = ("x1", "y1", "x2", "y2")
        lines = [e for e in self.root.iterfind(".//svg:line", NAMES) if e.get("class") == "ax"]
        return [tuple(round(self.pixels(e.get(end, "")), 1) for end in ends) for e in lines]


def size_of(e: ET.Element) -> int:
    return BIG if e.get("class") == "n" else BODY


class Plotly:
    """A Plotly figure of one subplot without margins, as its documentation says that it is drawn."""

    def __init__(self, figure: dict[str, Any], width: float) -> None:
        self.data, self.layout, self.width = figure["data"], figure["layout"], width
        self.height = self.layout["height"]

    def x(self, value: float, ref: str = "x") -> float:
        return self.share(value, ref, "xaxis") * self.width

    def y(self, value: float, ref: str = "y") -> float:
        return (1 - self.share(value, ref, "yaxis")) * self.height

    def share(self, value: float, ref: str, name: str) -> float:
        if ref == "paper":
            return value
        axis = self.layout[name]
        (low, high), (start, end) = axis["range"], axis["domain"]
        return start + (value - low) / (high - low) * (end - start)

    def marks(self) -> list[Seen]:
        """Those that are seen: what only a pointer finds is left out."""
        markers = [t for t in self.data if t.get("mode") == "markers" and t["marker"]["opacity"]]
        found = [seen for trace in markers for seen in self.points(trace)]
        return found + [seen for trace in self.data if trace["type"] == "bar" for seen in self.bars(trace)]

    def points(self, trace: dict[str, Any]) -> list[Seen]:
        rows = zip(trace["customdata"], trace["x"], trace["y"], trace["marker"]["size"], hollow(trace), strict=True)
        return [Seen(*which, self.x(x), self.y(y), float(size), float(size), h) for which, x, y, size, h in rows]

    def bars(self, trace: dict[str, Any]) -> list[Seen]:
        rows = zip(
            trace["customdata"], trace["base"], trace["x"], trace["y"], trace["width"], hollow(trace), strict=True
        )
        result = []
        for which, base, length, y, height, empty in rows:
            start, end = self.x(base), self.x(base + length)
            top, bottom = sorted((self.y(y - height / 2), self.y(y + height / 2)))
            result.append(Seen(*which, (start + end) / 2, (top + bottom) / 2, end - start, bottom - top, empty))
        return result

    def words(self) -> list[Word]:
        anchors = {"left": "start", "center": "middle", "right": "end"}
        return [
            Word(
                unescape(a["text"]),
                self.x(a["x"], a["xref"]) + a["xshift"],
                self.y(a["y"], a["yref"]) - a["yshift"],
                anchors[a["xanchor"]],
                a["font"]["weight"] == 700,
                a["font"]["color"] == "var(--soft)",
                a["font"]["size"] == BIG,
            )
            for a in self.layout["annotations"]
        ]

    def rules(self) -> list[tuple[float, ...]]:
        return [
            (
                round(self.x(s["x0"], s["xref"]), 1),
                round(self.y(s["y0"], s["yref"]), 1),
                round(self.x(s["x1"], s["xref"]), 1),
                round(self.y(s["y1"], s["yref"]), 1),
            )
            for s in self.layout["shapes"]
        ]

    def values(self) -> dict[tuple[str, str], float]:
        """What each mark stands for, from the numbers of the figure alone."""
        result = {}
        for trace in self.data:
            if "customdata" in trace and trace["marker"].get("opacity", 1):
                low, high = self.layout["yaxis"]["range"]
                along_y = low < high  # pixels are counted down
                numbers = trace["y"] if along_y else trace["x"]
                result |= {tuple(which): value for which, value in zip(trace["customdata"], numbers, strict=True)}
        return result


def hollow(trace: dict[str, Any]) -> list[bool]:
    """Whether each mark is hollow, or hatched."""
    if "pattern" in trace["marker"]:
        return [bool(shape) for shape in trace["marker"]["pattern"]["shape"]]
    return [colour == "var(--paper)" for colour in trace["marker"]["color"]]
