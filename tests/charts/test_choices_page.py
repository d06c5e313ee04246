"""Which chart each indicator of the printed report has."""

from __future__ import annotations

import pytest

from strategy_monitor.charts import chart, plotly
from strategy_monitor.report.build import build

EXPECTED = {
    "2.2-O2": ["slope", "bars", "bars"],
    "2-I1": ["dots"],
    "2-I2": ["dots"],
    "2-I3": ["dots"],
    "2-I4": ["numbers"],
    "2-I5": ["numbers"],
    "3.2-3-O1": ["numbers", "stack"],
    "3.2-3-O2": ["dots"],
    "3.2-3-O3": ["numbers"],
    "3.4-O1": ["numbers"],
    "3-I1": ["dots"],
    "4.1-O1": ["stack", "stack"],
    "4.2-O1": ["stack", "stack"],
}


@pytest.fixture
def report(seeded):
    return build("2025")


def test_each_indicator_has_the_charts_that_its_figures_ask_for(report):
    drawn = {one.code: [c.form for c in chart.charts_for(one)] for one in report.indicators}
    assert {code: forms for code, forms in drawn.items() if forms} == EXPECTED


def test_the_49_percent_meet_their_benchmarks_and_the_51_do_not(report):
    (dots,) = chart.charts_for(report.indicator("3-I1"))
    assert [point.value for point in dots.points] == [49, 19, 25]


def test_the_7157_schools_are_not_drawn(report):
    drawn = [p.value for c in chart.charts_for(report.indicator("2.2-O2")) for p in c.points]
    assert drawn
    assert 7157 not in drawn


def test_plotly_py_accepts_every_chart_of_the_report(report):
    drawn = [one for indicator in report.indicators for one in chart.charts_for(indicator)]
    assert len(drawn) == sum(map(len, EXPECTED.values()))
    for one in drawn:
        plotly.validate_figure(one)
