"""Chart → a file of its own: SVG with its title, unit and source, to take away or to set in a document.

Positions are absolute and colours written on each mark, in the light theme: what opens the file needs neither style
sheet nor script nor the fonts of the site.
"""

from __future__ import annotations

from strategy_monitor.charts import layout
from strategy_monitor.charts.marks import NAMESPACE, Pen, body, escape, number
from strategy_monitor.charts.model import Chart
from strategy_monitor.charts.picture import BIG, BODY, GAP, NARROWEST, wrapped

PAPER, INK, SOFT, RULE = "#fdfcf9", "#1c1d20", "#575b62", "#d9d6cd"
HUES = {"blue": "#1d5fa3", "brick": "#a33d1d", "green": "#2b6b4c", "violet": "#74459a", "ochre": "#7d5a00"}
"""The colours of the axes on paper, for files that no style sheet follows; the same as in `site.css`."""
AXIS = HUES["blue"]
FONT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
MARGIN = 16
TINTS = (1.0, 0.66, 0.44, 0.27, 0.15)
"""How much of the colour each part keeps, as in `charts.css`."""
REST = 0.26

BOLD = 1.2
"""How much wider bold text is counted."""

TITLE = 17
"""Size of its text, in pixels."""


def bare(chart: Chart, width: int, axis: str = AXIS, font: str = FONT) -> str:
    """The drawing alone, to the edges: for a document that sets title, unit and notes itself."""
    picture = layout.picture(chart)
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{picture.height}" viewBox="0 0 {width} {picture.height}"'
        f' font-family="{escape(font)}" font-size="{BODY}" fill="{INK}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.sentence)}</desc>"
        f"{body(picture.marks, pen(max(width, NARROWEST), axis))}</svg>"
    )


def draw(chart: Chart, width: int = 720, axis: str = AXIS, source: str = "") -> str:
    """A complete SVG file; `axis` is the colour of the axis as #rrggbb, `source` a line set under the chart."""
    width = max(width, NARROWEST + 2 * MARGIN)
    picture = layout.picture(chart)
    inner = width - 2 * MARGIN
    head, top = paragraphs([(chart.title, TITLE, INK, 700), (chart.unit, BODY, SOFT, 400)], MARGIN, inner)
    foot, height = paragraphs(
        [(line, BODY, SOFT, 400) for line in (*chart.notes, source) if line], top + GAP + picture.height + GAP, inner
    )
    drawing = body(picture.marks, pen(inner, axis))
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{number(height + MARGIN)}" role="img"'
        f' font-family="{escape(FONT)}" font-size="{BODY}" fill="{INK}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.sentence)}</desc>"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{head}'
        f'<g transform="translate({MARGIN} {number(top + GAP)})">{drawing}</g>{foot}</svg>'
    )


def paragraphs(texts: list[tuple[str, int, str, int]], top: float, room: float) -> tuple[str, float]:
    """Texts (with size, colour, weight) under one another, wrapped; and where they end."""
    lines = []
    for text, size, colour, weight in texts:
        for line in wrapped(text, room * BODY / size / (BOLD if weight > 400 else 1)):
            top += size * 1.35
            place = f'x="{MARGIN}" y="{number(top)}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
            lines.append(f"<text {place}>{escape(line)}</text>")
        top += 2
    return "".join(lines), top


def pen(width: float, axis: str) -> Pen:
    colours = palette(axis)
    return Pen(
        x=lambda percent: number(percent * width / 100),
        paint=lambda css: colours[css],
        centred=' dy=".35em"',
        traced=False,
    )


def palette(axis: str) -> dict[str, str]:
    """The attributes that stand for each class of `charts.css`."""
    fills = {"me": axis, "other": SOFT, "rest": mixed(SOFT, REST)}
    fills |= {f"p{rank}": mixed(axis, share) for rank, share in enumerate(TINTS, 1)}
    solid = {css: f' fill="{fill}" stroke="{PAPER}" stroke-width="1.5"' for css, fill in fills.items()}
    lines = {"me line": f' stroke="{axis}"', "other line": f' stroke="{SOFT}"'}
    hollow = {f"{css} hollow": outline(SOFT if css in {"other", "rest"} else axis) for css in fills}
    large = {"n": f' font-size="{BIG}"'}
    return {"": "", **large, "q": f' fill="{SOFT}"', "ax": f' stroke="{RULE}"', **solid, **lines, **hollow}


def outline(colour: str) -> str:
    return f' fill="{PAPER}" stroke="{colour}" stroke-width="2"'


def mixed(colour: str, share: float) -> str:
    """`share` of the colour in the paper, as CSS color-mix does in sRGB."""
    pairs = [(int(colour[i : i + 2], 16), int(PAPER[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(ink * share + paper * (1 - share)):02x}" for ink, paper in pairs)
