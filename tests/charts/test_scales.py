"""A longer bar is a larger number: one scale for one unit of an indicator, and percentages on 0 to 100 everywhere."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given

from strategy_monitor.charts import layout, plotly, svg
from strategy_monitor.charts.chart import Chart, charts_for
from strategy_monitor.charts.picture import Bar, Dot
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Indicator
from tests.charts.making import against_ocde, count, indicator, note, observed, only, parts, series
from tests.charts.reading import Plotly, Seen, Svg
from tests.charts.specimens import KINDS
from tests.charts.test_property import LABELS, SMALL, indicators, many

WIDTH = 640
Measured = tuple[str, str, float, float]
"""Unit, kind of position, value, and how far it is drawn: pixels from zero, or of a part its length."""


@pytest.fixture
def report(seeded):
    return build("2025")


def every(one: Indicator) -> tuple[list[Measured], list[Measured]]:
    """All marks of an indicator, as the SVG and as Plotly draws them."""
    drawn: tuple[list[Measured], list[Measured]] = ([], [])
    for chart in charts_for(one):
        unit = next(s.unit for s in one.series if s.key == chart.series[0])
        values = [mark.point.value for mark in layout.lay_out(chart).of(Dot, Bar)]
        explored = Plotly(plotly.build_figure(chart), WIDTH)
        for marks, figure in zip(drawn, (Svg(svg.draw_in_page(chart, "c"), WIDTH), explored), strict=True):
            lengths = [far(chart, mark, explored) for mark in figure.marks()]
            marks += [(unit, KINDS[chart.form], float(v), far) for v, far in zip(values, lengths, strict=True)]
    return drawn


def far(chart: Chart, mark: Seen, explored: Plotly) -> float:
    """How far a mark stands from zero, or how long it is."""
    if KINDS[chart.form] == "length":
        return mark.width
    return mark.x - explored.x(0) if KINDS[chart.form] == "along" else explored.y(0) - mark.y


def out_of_order(marks: list[Measured]) -> list[tuple[Measured, Measured]]:
    """Pairs of one unit and kind of which the larger number is not drawn as much longer."""
    pairs = ((a, b) for a, b in combinations(marks, 2) if a[:2] == b[:2])
    return [(a, b) for a, b in pairs if abs(a[2] * b[3] - b[2] * a[3]) > 0.1 * max(a[2], b[2], 1)]


def test_in_the_report_one_length_is_one_number_within_an_indicator(report):
    for one in report.indicators:
        for marks in every(one):
            assert out_of_order(marks) == [], one.code


def test_in_the_report_one_length_is_one_percentage_across_indicators(report):
    for writer in (0, 1):
        marks = [mark for one in report.indicators for mark in every(one)[writer] if mark[0] == "%"]
        assert {mark[1] for mark in marks} == {"length", "along", "height"}
        assert out_of_order(marks) == []


def test_in_the_report_percentages_stand_on_0_to_100(report):
    for one in report.indicators:
        units = {s.key: s.unit for s in one.series}
        drawn = [chart for chart in charts_for(one) if chart.drawn]
        assert {c.scale.maximum for c in drawn if units[c.series[0]] == "%"} <= {100}


def test_the_median_of_7_is_a_shorter_bar_than_the_mean_of_8_5(report):
    bars = [chart for chart in charts_for(report.indicator("2.2-O2")) if chart.form == "bars"]
    lengths = {
        p.value: m.width
        for c in bars
        for p, m in zip(c.points, Svg(svg.draw_in_page(c, "c"), WIDTH).marks(), strict=True)
    }
    assert sorted(lengths) == sorted(lengths, key=lambda value: lengths[value])
    assert len(lengths) == 4


@many
@given(indicators(LABELS, SMALL), indicators(LABELS, SMALL))
def test_in_made_up_indicators_too(one, other):
    for mine, theirs in zip(every(one), every(other), strict=True):
        assert out_of_order(mine) == []
        on_the_whole = [m for m in (*mine, *theirs) if m[0] == "%"]
        if all(value <= 100 for _, _, value, _ in on_the_whole):
            assert out_of_order(on_the_whole) == []


@pytest.mark.parametrize(
    "made",
    [
        [series("a", "Part", observed(2022, 3), observed(2023, 4))],
        [series("a", "Part", observed(2021, 3), observed(2022, 4), observed(2023, 9))],
        against_ocde(2, 4),
        [series(key, f"Part, {key}", observed(2023, 5)) for key in ("a", "b")],
        parts(63, 37),
    ],
    ids=("slope", "line", "dots", "bars", "stack"),
)  # fmt: skip
def test_each_form_draws_a_percentage_on_0_to_100(made):
    chart = only(*made)
    axis = "yaxis" if KINDS[chart.form] == "height" else "xaxis"
    assert chart.scale.maximum == 100
    assert plotly.build_figure(chart)["layout"][axis]["range"] == [0, 100]


def test_a_sure_percentage_above_100_sets_the_scale_of_its_indicator_and_a_doubtful_one_does_not():
    sure, doubtful = observed(2023, 130), observed(2023, 130, notes=(note(),))
    for last, maximum in ((sure, 150), (doubtful, 100)):
        rate = series("r", "Taux", observed(2021, 90), observed(2022, 95), last, group="r")
        share = series("p", "Part", observed(2022, 10), observed(2023, 20), group="p")
        assert {chart.scale.maximum for chart in charts_for(indicator(rate, share))} == {maximum}


def test_two_totals_of_one_unit_are_two_lengths():
    def total(key, value):
        part = count(f"p{key}", "dont aidées", observed(2024, value // 2), role="component", part_of=key, group="")
        return count(key, f"Écoles {key}", observed(2024, value), group=""), part

    large, small = charts_for(indicator(*total("a", 400), *total("b", 100)))
    assert (large.scale, small.scale.maximum) == (small.scale, 400)
    widths = [sum(mark.width for mark in Svg(svg.draw_in_page(chart, "c"), WIDTH).marks()) for chart in (large, small)]
    assert widths == [pytest.approx(640), pytest.approx(160)]


def test_a_doubtful_value_sets_no_scale_of_another_chart():
    def hours(key, value, quantity, *notes):
        made = observed(2024, value, notes=notes)
        return series(key, f"{quantity}, {key}", made, unit="heures", quantity=quantity, group=quantity)

    measured = indicator(
        *(hours("a", 3, "mean"), hours("b", 4, "mean")),
        *(hours("c", 2, "median"), hours("d", 3, "median"), hours("e", 90, "median", note())),
    )
    drawn = charts_for(measured)
    assert {chart.scale.maximum for chart in drawn} == {4}
    assert [point.value for chart in drawn for point in chart.aside] == [90]
