"""The marks: a level as five boxes, what is hatched of it, and one paint for pages and files."""

from __future__ import annotations

import re

import pytest

from strategy_monitor.charts.marks import (
    PAINTS,
    SYMBOLS,
    Box,
    draw_shapes,
    fillings,
    level_as_file,
    paint_in,
    segments_abreast,
    segments_upright,
    share_room,
)
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.report import levels
from strategy_monitor.report.levels import Reach
from tests.charts.making import UNDATED, observed

NUMBER = re.compile(r"[ML](-?[\d.]+) (-?[\d.]+)")


@pytest.mark.parametrize(
    ("level", "manner", "drawn"),
    [
        (0, "exact", "....."),
        (1, "exact", "#...."),
        (5, "exact", "#####"),
        (0, "minimum", "////."),
        (1, "minimum", "#///."),
        (4, "minimum", "####."),
        (5, "minimum", "#####"),
    ],
)
def test_a_least_is_full_to_what_is_known_and_hatched_to_what_may_be_but_never_done(level, manner, drawn):
    reach = levels.reach(observed(UNDATED, None, level=level, level_basis="wording", manner=manner))
    assert reach is not None
    assert "".join({"on": "#", "maybe": "/", "off": "."}[one] for one in fillings(reach)) == drawn


def test_what_has_a_value_keeps_its_manner_for_it():
    assert levels.reach(observed(2024, 12, level=2, level_basis="wording", manner="minimum")) == Reach(2, 2)


@pytest.mark.parametrize("size", [(18, 8), (5, 8), (23, 9), (1, 8), (14, 8)])
def test_no_line_of_a_hatching_leaves_its_box(size):
    box = Box(3, 7, *size, "maybe")
    points = [(float(x), float(y)) for x, y in NUMBER.findall(box.hatching)]
    assert len(points) % 2 == 0
    assert points
    assert all(3 <= x <= 3 + box.width and 7 <= y <= 7 + box.height for x, y in points)
    assert Box(3, 7, *size, "on").hatching == Box(3, 7, *size, "off").hatching == ""


def test_boxes_stand_in_order_and_blocks_share_the_room():
    assert [(box.x, box.y) for box in segments_abreast(Reach(2, 4))] == [(1, 1), (28, 1), (55, 1), (82, 1), (109, 1)]
    assert [box.y for box in segments_upright(Reach(0, 0), x=2, width=18)] == [41, 31, 21, 11, 1]
    three = list(share_room(3))
    assert three[0][0] == 2
    assert sum(three[-1]) == pytest.approx(20)


def test_a_file_has_the_paint_of_the_style_sheet(settings):
    sheet = (settings.BASE_DIR / "static/css/site.css").read_text(encoding="utf-8")
    rules = re.findall(r"^(?::is\(\.mark, \.progress\)|\.mark) (\S.*?) \{ (.*?) \}", sheet, re.M)
    named = {
        name: {key: value.strip() for key, value in re.findall(r"([\w-]+): ([^;]+);", declared)}
        for selector, declared in rules
        for name in re.findall(r"\.(\w+)", selector)
    }
    colours = {"axis", "paper", "rule", "edge", "soft", "doubt"}
    wanted = {
        look: {key: f"var(--{value})" if value in colours else value for key, value in paint.items()}
        for look, paint in PAINTS.items()
    }
    assert {look: named.get(look) for look in wanted} == wanted


def test_a_level_in_a_file_has_the_colour_of_its_axis_and_says_no_more_than_is_known():
    drawn = level_as_file(Reach(1, 4), LIGHT.brick)
    assert drawn.count(f'<rect fill="{LIGHT.brick}"') == 1
    assert drawn.count("<path") == 3
    assert set(re.findall(r"#[0-9a-f]{6}", drawn)) == {LIGHT.brick}


@pytest.mark.parametrize("kind", SYMBOLS)
def test_a_symbol_is_the_same_shape_in_a_page_and_in_a_file(kind):
    page, file = draw_shapes([SYMBOLS[kind].shape]), draw_shapes([SYMBOLS[kind].shape], paint_in(LIGHT.ink))
    paint = re.compile(r' (?:class|fill|stroke[\w-]*)="[^"]*"')
    assert "class=" not in file
    assert paint.sub("", page) == paint.sub("", file)
