"""Chart → a file of its own: SVG with its title, unit and source, to take away or to set in a document.

Positions are absolute and colours written on each mark, in the light theme: what opens the file needs neither style
sheet nor script nor the fonts of the site.
"""

from __future__ import annotations

from strategy_monitor.charts import layout
from strategy_monitor.charts.marks import NAMESPACE, Pen, body, escape, number
from strategy_monitor.charts.model import Chart
from strategy_monitor.charts.palette import LIGHT, PART_SHARES, REST_SHARE, mix
from strategy_monitor.charts.picture import BIG, BODY, GAP, NARROWEST, wrapped

FONT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
MARGIN = 16

BOLD = 1.2
"""How much wider bold text is counted."""

TITLE = 17
"""Size of its text, in pixels."""


def bare(chart: Chart, width: int, axis: str = LIGHT.blue, font: str = FONT) -> str:
    """The drawing alone, to the edges: for a document that sets title, unit and notes itself."""
    picture = layout.picture(chart)
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{picture.height}" viewBox="0 0 {width} {picture.height}"'
        f' font-family="{escape(font)}" font-size="{BODY}" fill="{LIGHT.ink}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.sentence)}</desc>"
        f"{body(picture.marks, pen(max(width, NARROWEST), axis))}</svg>"
    )


def draw(chart: Chart, width: int = 720, axis: str = LIGHT.blue, source: str = "") -> str:
    """A complete SVG file; `axis` is the colour of the axis as #rrggbb, `source` a line set under the chart."""
    width = max(width, NARROWEST + 2 * MARGIN)
    picture = layout.picture(chart)
    inner = width - 2 * MARGIN
    head, top = paragraphs([(chart.title, TITLE, LIGHT.ink, 700), (chart.unit, BODY, LIGHT.soft, 400)], MARGIN, inner)
    foot, height = paragraphs(
        [(line, BODY, LIGHT.soft, 400) for line in (*chart.notes, source) if line],
        top + GAP + picture.height + GAP,
        inner,
    )
    drawing = body(picture.marks, pen(inner, axis))
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{number(height + MARGIN)}" role="img"'
        f' font-family="{escape(FONT)}" font-size="{BODY}" fill="{LIGHT.ink}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.sentence)}</desc>"
        f'<rect width="100%" height="100%" fill="{LIGHT.paper}"/>{head}'
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
    colours = attributes(axis)
    return Pen(
        x=lambda percent: number(percent * width / 100),
        paint=lambda css: colours[css],
        centred=' dy=".35em"',
        traced=False,
    )


def attributes(axis: str) -> dict[str, str]:
    """The attributes that stand for each class of `charts.css`."""
    fills = {"me": axis, "other": LIGHT.soft, "rest": mix(LIGHT.soft, REST_SHARE)}
    fills |= {f"p{rank}": mix(axis, share) for rank, share in enumerate(PART_SHARES, 1)}
    solid = {css: f' fill="{fill}" stroke="{LIGHT.paper}" stroke-width="1.5"' for css, fill in fills.items()}
    lines = {"me line": f' stroke="{axis}"', "other line": f' stroke="{LIGHT.soft}"'}
    hollow = {f"{css} hollow": outline(LIGHT.soft if css in {"other", "rest"} else axis) for css in fills}
    large = {"n": f' font-size="{BIG}"'}
    return {"": "", **large, "q": f' fill="{LIGHT.soft}"', "ax": f' stroke="{LIGHT.rule}"', **solid, **lines, **hollow}


def outline(colour: str) -> str:
    return f' fill="{LIGHT.paper}" stroke="{colour}" stroke-width="2"'
