"""A level as five boxes, and what is hatched of it."""

from __future__ import annotations

import re

import pytest

from strategy_monitor.report import levels
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.segments import Box, abreast, columns, fillings, upright
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
    side_by_side = abreast(Reach(2, 4), width=23, height=9, gap=4)
    assert [box.x for box in side_by_side] == [0.5, 27.5, 54.5, 81.5, 108.5]
    assert [box.y for box in upright(Reach(0, 0), x=2, width=18, bottom=50, height=8, gap=2)] == [41, 31, 21, 11, 1]
    three = list(columns(3, x=2, width=18))
    assert three[0][0] == 2
    assert sum(three[-1]) == pytest.approx(20)
