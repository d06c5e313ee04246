"""The slugs that name a figure: readable, unique in an indicator, the same from one release to the next."""

from __future__ import annotations

import re

from hypothesis import given, settings

from strategy_monitor.charts.chart import charts_for
from strategy_monitor.report import figures
from strategy_monitor.report.document import Indicator, Observation, Period, Report, Series
from tests.environment import examples
from tests.report.arbitrary import REPORTS


def observation(label: str) -> Observation:
    period = Period(kind="undated", label=label)
    return Observation(
        period=period, printed="", place="text", section="1", source="", planned_source="", missing_reason="later"
    )


def series(key: str, *labels: str) -> Series:
    observations = tuple(observation(label) for label in labels)
    return Series(key=key, label=key, unit="", quantity="count", role="context", observations=observations)


def indicator(*found: Series) -> Indicator:
    return Indicator(
        code="1.1-O1", category="operational", nature="quantitative", axis=1, title="T", short_title="T", source="",
        section="1", series=found,
    )  # fmt: skip


def slugs(found: Indicator) -> list[tuple[str, str]]:
    return [one.slugs for one in figures.figures(found)]


def test_a_slug_can_be_read() -> None:
    found = indicator(series("heures", "2023-2024", "au 1er février 2025", "Œuvre n° 3 (PISA)"))
    assert slugs(found) == [
        ("heures", "2023-2024"),
        ("heures", "au-1er-fevrier-2025"),
        ("heures", "oeuvre-n-3-pisa"),
    ]


def test_two_that_are_called_the_same_are_told_apart_by_their_order() -> None:
    found = indicator(series("a", "2024", "2024", "2024-2", "…", "🙂"), series("A", "2024"))
    assert slugs(found) == [
        *(("a", period) for period in ("2024", "2024-2", "2024-2-2", "periode", "periode-2")),
        ("a-2", "2024"),
    ]


def test_what_is_added_after_changes_no_slug() -> None:
    before = slugs(indicator(series("a", "2023")))
    assert slugs(indicator(series("a", "2023", "2024"), series("b", "2023")))[: len(before)] == before


@settings(deadline=None, max_examples=examples(25))
@given(REPORTS)
def test_in_any_report_each_figure_is_found_by_its_own_slugs(report: Report) -> None:
    for one in report.indicators:
        found = figures.figures(one)
        assert [figure.observation for figure in found] == list(one.observations)
        assert len({figure.slugs for figure in found}) == len(found)
        for figure in found:
            assert all(re.fullmatch(r"[-a-z0-9_]+", slug) for slug in figure.slugs)
            assert figures.of(one, figure.observation) is not None
            if report.indicator(one.code) is one:
                assert figures.find_by_slugs(one, *figure.slugs) == figure


@settings(deadline=None, max_examples=20)
@given(REPORTS)
def test_in_any_report_each_cell_of_a_chart_table_knows_the_figure_that_it_writes(report: Report) -> None:
    for one in report.indicators:
        names = {(figure.series.key, figure.slugs[1]) for figure in figures.figures(one)}
        for chart in charts_for(one):
            assert [len(row) for row in chart.table.rows] == [len(row) for row in chart.table.origins]
            assert {origin for row in chart.table.origins for origin in row if origin} <= names
