"""One palette: each colour stands in one style sheet, its words can be read, and what is printed takes it."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from strategy_monitor.charts import layout
from strategy_monitor.charts.palette import DARK, LIGHT, SHEET, Palette, mix, read_palette
from strategy_monitor.charts.picture import Bar
from strategy_monitor.documents import pdf
from strategy_monitor.documents.word.document import write_docx
from tests.charts import specimens
from tests.documents.specimen import paper

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z_-])")
PLAIN = {"#fff", "#000"}
PLACES = {
    "static/css": ("*.css",),
    "static/js": ("*.js",),
    "static/img": ("*.svg",),
    "templates": ("*.html", "*.typ", "*.svg"),
    "strategy_monitor": ("*.py",),
    "axes": ("*.py",),
    "indicators": ("*.py",),
}


def luminance(colour: str) -> float:
    """Relative, of 0 to 1, as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_of_every_colour_can_be_read_on_both_grounds(palette: Palette) -> None:
    written = (palette.ink, palette.soft, palette.doubt, palette.error, *palette.hues.values())
    grounds = (palette.paper, palette.wash)
    assert [pair for pair in product(written, grounds) if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_empty_can_be_seen(palette: Palette) -> None:
    assert contrast(palette.edge, palette.paper) >= 3


PROTAN, DEUTAN, TRITAN = (
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)
"""What is left of linear red, green and blue without one kind of cones (Machado, Oliveira and Fernandes, 2009)."""
ALL_CONES = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def seen(colour: str, cones: Any) -> tuple[float, float, float]:
    """Lightness and the two axes of CIELAB of a colour, as it is seen with these cones."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (min(1, max(0, sum(k * c for k, c in zip(row, linear, strict=True)))) for row in cones)
    x, y, z = 0.4124 * r + 0.3576 * g + 0.1805 * b, luminance_of(r, g, b), 0.0193 * r + 0.1192 * g + 0.9505 * b
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x / 0.95047, y, z / 1.08883))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def luminance_of(r: float, g: float, b: float) -> float:
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("cones", [ALL_CONES, PROTAN, DEUTAN, TRITAN], ids=["all", "protan", "deutan", "tritan"])
def test_the_sixth_colour_is_told_from_the_five_by_everyone(palette: Palette, cones: Any) -> None:
    """By 15 of CIELAB at least, six times what one notices side by side."""
    *five, sixth = palette.hues.values()
    away = [math.dist(seen(sixth, cones), seen(other, cones)) for other in five]
    assert min(away) >= 15, away


def colours_of(file: Path) -> set[str]:
    return {found.lower() for found in COLOUR.findall(file.read_text(encoding="utf-8"))}


def test_no_colour_stands_outside_the_palette() -> None:
    """An icon that a browser asks for alone cannot name one: its colours are those of the palette."""
    icon = settings.BASE_DIR / "static" / "img" / "icon.svg"
    files = [
        file
        for place, kinds in PLACES.items()
        for kind in kinds
        for file in (settings.BASE_DIR / place).rglob(kind)
        if file not in {SHEET, icon}
    ]
    assert len(files) > 300
    assert {file.name: found for file in files if (found := colours_of(file) - PLAIN)} == {}
    assert colours_of(icon) == {LIGHT.paper, LIGHT.blue}


def test_a_colour_that_the_style_sheet_lacks_is_an_error() -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    assert read_palette("dark", sheet) == DARK
    with pytest.raises(KeyError, match="doubt"):
        read_palette("light", sheet.replace("--light-doubt", "--light-other"))


def test_a_mix_keeps_a_share_of_the_first_colour() -> None:
    assert (mix("#102030", 1, "#ffffff"), mix("#000000", 0.5, "#ffffff")) == ("#102030", "#808080")
    assert (read_palette("dark", SHEET.read_text(encoding="utf-8")).deep, LIGHT.light) == (0.69, 0.68)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("make", [specimens.stack, specimens.stack_of_a_total, specimens.stack_of_a_small_rest])
def test_the_parts_of_a_whole_stand_out_from_their_neighbours_and_from_the_paper(palette: Palette, make: Any) -> None:
    """As drawn: the tints that the layout gives, with the colours of each axis."""
    tints = [bar.tint for bar in layout.lay_out(make()).of(Bar) if isinstance(bar, Bar)]
    for hue in palette.hues.values():
        colours = [palette.tints(hue)[tint] for tint in tints]
        assert min(contrast(colour, palette.paper) for colour in colours) >= 3
        assert min(contrast(*pair) for pair in pairwise(colours)) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_strokes_and_segments_stand_out_from_both_grounds(palette: Palette) -> None:
    drawn = (*palette.hues.values(), palette.soft, palette.edge)
    assert [pair for pair in product(drawn, (palette.paper, palette.wash)) if contrast(*pair) < 3] == []


def test_the_template_of_the_pdf_names_colours_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {}
    monkeypatch.setattr("typst.compile", lambda *args, sys_inputs, **how: given.update(sys_inputs) or b"")
    pdf.compile_pdf(paper(), [])
    assert json.loads(given["paper"])["colours"]["doubt"] == LIGHT.doubt


def test_a_doubt_has_one_colour_in_word_and_on_the_pages() -> None:
    styles = zipfile.ZipFile(io.BytesIO(write_docx(paper(), lambda svg: b""))).read("word/styles.xml").decode()
    assert LIGHT.doubt.lstrip("#").upper() in styles
