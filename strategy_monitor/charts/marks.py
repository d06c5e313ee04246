"""The small drawings that say how an indicator stands: five segments, a dot, a diamond, lines, an empty frame.

Each is shapes, in pixels, the same for all media. They are put down as SVG: with classes, whose paint is in the style
sheet of the pages, or with that paint written on each, for a file that no style sheet follows: PDF and Word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Literal

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.picture import hatch
from strategy_monitor.charts.svg import NAMESPACE, decimals
from strategy_monitor.language.codes import Standing
from strategy_monitor.language.values import HIGHEST
from strategy_monitor.report import levels
from strategy_monitor.report.document import Indicator, Observation
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.summary import mark_kind

Filling = Literal["on", "maybe", "off"]
MarkLook = Literal["on", "maybe", "off", "hatch", "hollow", "rail", "line", "gone", "ask", "other", "gap", "rise"]
"""Of a shape; its class in the pages."""

SEGMENT_WIDTH, SEGMENT_HEIGHT, SEGMENT_GAP, SEGMENT_INSET = 23, 9, 4, 1
"""Of the segments that stand side by side in a line of text."""
LEVEL_WIDTH, LEVEL_HEIGHT = 134, 11
"""What they take together."""
HATCHING = 4
"""From one line of a hatching to the next, along the edge of the box."""

MARK_WIDTH, MARK_HEIGHT = 22, 50
STEP_HEIGHT, STEP_GAP = 8, 2
"""Of the segments of a mark, one upon another."""
LEFT, ROOM = 2, 18
"""Where the boxes of a mark begin, and how wide they are together."""
MIDDLE = MARK_WIDTH / 2
RADIUS, SIDE = 4.5, 9
"""Of a dot, and of a diamond."""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    look: MarkLook
    turned: bool = False
    """A diamond: turned by half a right angle around its middle."""

    @property
    def hatching(self) -> str:
        """The path of the lines that hatch it, none of which leaves the box; empty where it is not hatched."""
        if self.look != "maybe":
            return ""
        return hatch(self.x, self.y, self.width, self.height, HATCHING)


@dataclass(frozen=True)
class Disc:
    x: float
    y: float
    look: MarkLook
    radius: float = RADIUS


@dataclass(frozen=True)
class Straight:
    x1: float
    y1: float
    x2: float
    y2: float
    look: MarkLook


@dataclass(frozen=True)
class Polygon:
    points: tuple[tuple[float, float], ...]
    look: MarkLook


MarkShape = Box | Disc | Straight | Polygon


def fillings(reach: Reach) -> tuple[Filling, ...]:
    """Of the five segments, from the first: full to what is known to be done, hatched where more may be, then empty."""
    return tuple("on" if step < reach.low else "maybe" if step < reach.high else "off" for step in range(HIGHEST))


def segments_abreast(reach: Reach) -> tuple[Box, ...]:
    """From left to right; zero is five empty segments, not an absence."""
    pitch = SEGMENT_WIDTH + SEGMENT_GAP
    return tuple(
        Box(SEGMENT_INSET + step * pitch, SEGMENT_INSET, SEGMENT_WIDTH, SEGMENT_HEIGHT, filling)
        for step, filling in enumerate(fillings(reach))
    )


def segments_upright(reach: Reach, x: float, width: float) -> tuple[Box, ...]:
    """From the bottom of a mark up."""
    return tuple(
        Box(x, MARK_HEIGHT - (step + 1) * (STEP_HEIGHT + STEP_GAP) + 1, width, STEP_HEIGHT, filling)
        for step, filling in enumerate(fillings(reach))
    )


def share_room(count: int, gap: float = 2) -> Iterable[tuple[float, float]]:
    """The place and the width of so many columns that share the room of a mark."""
    each = max(1.0, (ROOM - gap * (count - 1)) / count)
    return ((LEFT + rank * (each + gap), each) for rank in range(count))


def shapes_of_mark(indicator: Indicator) -> tuple[MarkShape, ...]:
    """The mark on the strip, drawn from the bottom up."""
    latest = indicator.headlines[0].latest if indicator.headlines else None
    look: MarkLook = "hollow" if latest and latest.doubtful else "on"
    match mark_kind(indicator):
        case "progress" | "blocks" | "stated":
            return in_columns(indicator)
        case "share":
            value = latest.value if latest and latest.value is not None else Decimal(0)
            return rail_at(), Disc(MIDDLE, float(round(43 - value * 38 / 100, 1)), look)
        case "quantity":
            return rail_at(), diamond_at(MIDDLE, MARK_HEIGHT / 2, look)
        case "information":
            return Straight(4, 21, 18, 21, "line"), Straight(4, 27, 14, 27, "line")
    return (empty_frame(LEFT, ROOM),)


def in_columns(indicator: Indicator) -> tuple[MarkShape, ...]:
    """A column for each of its blocks, side by side: its level, a value, or nothing. One alone has the whole width."""
    places = share_room(len(indicator.headlines))
    return tuple(
        shape
        for series, (x, width) in zip(indicator.headlines, places, strict=True)
        for shape in column_of(series.latest, x, width)
    )


def column_of(latest: Observation | None, x: float, width: float) -> tuple[MarkShape, ...]:
    reach = levels.reach(latest) if latest else None
    if reach:
        return segments_upright(reach, x, width)
    return (empty_frame(x, width),) if latest is None or latest.missing_reason else (rail_at(x + width / 2),)


def rail_at(x: float = MIDDLE) -> Straight:
    """What a value stands on."""
    return Straight(x, 0, x, MARK_HEIGHT, "rail")


def diamond_at(x: float, y: float, look: MarkLook) -> Box:
    return Box(x - SIDE / 2, y - SIDE / 2, SIDE, SIDE, look, turned=True)


def empty_frame(x: float, width: float) -> Box:
    """Where a value is still to come."""
    return Box(x, 1, width, MARK_HEIGHT - 2, "gone")


@dataclass(frozen=True)
class Symbol:
    """What stands for a kind of mark in the legend: shapes in so many pixels, 14 high."""

    width: int
    shape: MarkShape


SYMBOLS = {
    "progress": Symbol(22, Box(LEFT, 3, ROOM, STEP_HEIGHT, "on")),
    "least": Symbol(22, Box(LEFT, 3, ROOM, STEP_HEIGHT, "maybe")),
    "stated": Symbol(14, Straight(7, 0, 7, 14, "rail")),
    "share": Symbol(14, Disc(7, 7, "on")),
    "quantity": Symbol(16, diamond_at(8, 7, "on")),
    "flagged": Symbol(16, diamond_at(8, 7, "hollow")),
    "missing": Symbol(14, Box(1.5, 1.5, 11, 11, "gone")),
}


STANDING_SIZE = 14
"""Width and height of the mark of a standing."""

STANDINGS: dict[Standing, tuple[MarkShape, ...]] = {
    Standing.DONE: (Box(1, 1, 12, 12, "on"),),
    Standing.TO_CLARIFY: (Disc(7, 7, "ask", 5.5),),
    Standing.BEGUN: (Box(1, 1, 12, 12, "off"), Box(1, 1, 4, 12, "on")),
    Standing.NOT_BEGUN: (Box(1, 1, 12, 12, "off"),),
    Standing.RISING: (Polygon(((1, 13), (7, 1), (13, 13)), "on"),),
    Standing.FALLING: (Polygon(((1, 1), (13, 1), (7, 13)), "on"),),
    Standing.MIXED: (Polygon(((0, 13), (3.5, 3), (7, 13)), "on"), Polygon(((7, 1), (14, 1), (10.5, 11)), "on")),
    Standing.STEADY: (Box(1, 5, 12, 4, "on"),),
    Standing.TWO_VALUES: (Box(1.5, 1, 3.5, 12, "on"), Box(9, 1, 3.5, 12, "on")),
    Standing.COMPARED: (Disc(9.5, 7, "hollow", 3.5), Disc(4, 7, "on", 3)),
    Standing.ALONE: (Disc(7, 7, "on", 3),),
    Standing.MISSING: (Box(1.5, 1.5, 11, 11, "gone"),),
}
"""What an indicator allows to say, each in a shape of its own: colour is never alone to tell them apart."""

GAP_WIDTH, GAP_HEIGHT, GAP_MARGIN = 220, 16, 8
"""Of a figure set against others on one scale."""


def shapes_of_gap(value: Decimal, others: Sequence[Decimal], top: Decimal) -> tuple[MarkShape, ...]:
    """A figure and those of others on one line from zero to `top`, and how far apart they are."""
    room = GAP_WIDTH - 2 * GAP_MARGIN
    middle = GAP_HEIGHT / 2
    ours, *theirs = (GAP_MARGIN + room * float(one / top) for one in (value, *others))
    ends = (min((ours, *theirs)), max((ours, *theirs)))
    return (
        Straight(GAP_MARGIN, middle, GAP_WIDTH - GAP_MARGIN, middle, "rail"),
        Straight(ends[0], middle, ends[1], middle, "gap"),
        *(Disc(place, middle, "other", 4) for place in theirs),
        Disc(ours, middle, "on", 6),
    )


STEP_WIDTH = 64
"""Of the small slope between two values; as high as the mark of a level is wide in a table."""
SLOPE_HEIGHT = 30


def shapes_of_slope(before: Decimal, after: Decimal, top: Decimal) -> tuple[MarkShape, ...]:
    """From one value to a later one that compares, on a scale from zero to `top`."""
    base, room = SLOPE_HEIGHT - 4, SLOPE_HEIGHT - 10
    start, end = (base - room * float(one / top) for one in (before, after))
    return (
        Straight(2, base + 3, STEP_WIDTH - 2, base + 3, "rail"),
        Straight(6, start, STEP_WIDTH - 7, end, "rise"),
        Disc(6, start, "other", 3),
        Disc(STEP_WIDTH - 7, end, "on", 4.5),
    )


Paint = Callable[[MarkLook], str]
"""The attributes of a shape."""

PAINTS: dict[MarkLook, dict[str, str]] = {
    "on": {"fill": "axis", "stroke": "axis", "stroke-width": "1.5"},
    "off": {"fill": "none", "stroke": "axis", "stroke-width": "1.5"},
    "maybe": {"fill": "none", "stroke": "axis", "stroke-width": "1.5"},
    "hatch": {"fill": "none", "stroke": "axis", "stroke-width": "1.5"},
    "hollow": {"fill": "paper", "stroke": "axis", "stroke-width": "2"},
    "rail": {"stroke": "rule", "stroke-width": "1.5"},
    "line": {"stroke": "axis", "stroke-width": "2.5"},
    "ask": {"fill": "none", "stroke": "doubt", "stroke-width": "2"},
    "other": {"fill": "soft"},
    "gap": {"stroke": "edge", "stroke-width": "2"},
    "rise": {"stroke": "axis", "stroke-width": "2"},
    "gone": {"fill": "none", "stroke": "edge", "stroke-width": "1.5", "stroke-dasharray": "3 3"},
}
"""As `site.css` has them, by the names of the palette; a test holds the two together."""


def paint_by_class(look: MarkLook) -> str:
    return f' class="{look}"'


def paint_in(hue: str) -> Paint:
    """For a file, in the colour of an axis; « currentColor » where whoever sets it knows the colour."""
    named = asdict(LIGHT) | {"axis": hue}

    def paint(look: MarkLook) -> str:
        return "".join(f' {name}="{named.get(value, value)}"' for name, value in PAINTS[look].items())

    return paint


def draw_shapes(shapes: Iterable[MarkShape], paint: Paint = paint_by_class) -> str:
    """The inside of an SVG."""
    return "".join(draw_shape(shape, paint) for shape in shapes)


def draw_shape(shape: MarkShape, paint: Paint) -> str:
    match shape:
        case Box():
            return draw_box(shape, paint)
        case Disc(x, y, look, radius):
            return f'<circle{paint(look)} cx="{decimals(x)}" cy="{decimals(y)}" r="{decimals(radius)}"/>'
        case Polygon(points, look):
            corners = " ".join(f"{decimals(x)},{decimals(y)}" for x, y in points)
            return f'<polygon{paint(look)} points="{corners}"/>'
        case Straight(x1, y1, x2, y2, look):
            ends = f'x1="{decimals(x1)}" x2="{decimals(x2)}" y1="{decimals(y1)}" y2="{decimals(y2)}"'
            return f"<line{paint(look)} {ends}/>"


def draw_box(box: Box, paint: Paint) -> str:
    place = f'x="{decimals(box.x)}" y="{decimals(box.y)}" width="{decimals(box.width)}" height="{decimals(box.height)}"'
    middle = f"{decimals(box.x + box.width / 2)} {decimals(box.y + box.height / 2)}"
    how = f'transform="rotate(45 {middle})"' if box.turned else 'rx="1"'
    lines = f'<path{paint("hatch")} d="{box.hatching}"/>' if box.hatching else ""
    return f"<rect{paint(box.look)} {place} {how}/>{lines}"


def level_as_file(reach: Reach, hue: str) -> str:
    """The segments of a level as an SVG of its own, to set in a line of text."""
    size = f'width="{LEVEL_WIDTH}" height="{LEVEL_HEIGHT}" viewBox="0 0 {LEVEL_WIDTH} {LEVEL_HEIGHT}"'
    return f'<svg xmlns="{NAMESPACE}" {size}>{draw_shapes(segments_abreast(reach), paint_in(hue))}</svg>'
