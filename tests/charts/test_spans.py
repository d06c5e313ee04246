"""A moment is a span of days, whatever its readings call it: two names of one span neither break nor merge."""

from __future__ import annotations

import json
from decimal import Decimal

from strategy_monitor.charts import plotly, svg
from strategy_monitor.charts.chart import Chart
from tests.charts.making import against_ocde, charts, count, observed, only, parts, school_year, series, wave


def called(period, label):
    return period.model_copy(update={"label": label})


BIS = called(school_year(2022), "2022-2023 (bis)")


def plain(texts):
    return tuple(text.replace("\u202f", " ").replace("\u00a0", " ") for text in texts)


def written(chart: Chart) -> str:
    """All that a reader sees of it, by both writers."""
    plotly.validate_figure(chart)
    return svg.draw_file(chart) + json.dumps(plotly.build_figure(chart), ensure_ascii=False)


def test_two_series_may_call_one_span_by_two_names():
    chart = only(
        series("f", "Taux, fondamental", observed(school_year(2022), 33), observed(school_year(2023), 37)),
        series("s", "Taux, secondaire", observed(BIS, 67), observed(school_year(2023), 69)),
    )
    assert [moment.labels for moment in chart.moments] == [("2022-2023", "2022-2023 (bis)"), ("2023-2024",)]
    assert [point.moment for point in chart.points] == [0, 1, 0, 1]
    assert chart.table.header == ("Série", "2022-2023 / 2022-2023 (bis)", "2023-2024")
    assert plain(row[1] for row in chart.table.rows) == ("33 %, 2022-2023", "67 %, 2022-2023 (bis)")
    assert chart.table.origins[1] == (None, ("s", "2022-2023-bis"), ("s", "2023-2024"))
    assert "(bis)" in written(chart)
    assert "67 % (2022-2023 (bis)) puis" in plain([chart.sentence])[0]


def test_a_series_may_give_one_span_two_values_under_two_names_and_both_are_shown():
    chart = only(
        count("a", "Écoles", observed(school_year(2022), 33), observed(BIS, 35), observed(school_year(2023), 37))
    )
    assert [(point.category, point.value, point.moment) for point in chart.points] == [
        ("2022-2023", 33, 0), ("2022-2023 (bis)", 35, 0), ("2023-2024", 37, 1)
    ]  # fmt: skip
    assert [plain(row[1:]) for row in chart.table.rows] == [
        ("33 écoles, 2022-2023", "37 écoles"), ("35 écoles, 2022-2023 (bis)", "")
    ]  # fmt: skip
    assert "C’est" not in chart.sentence, "nothing says from which of the two it went"
    assert "augmenté" not in chart.title
    assert "35" in written(chart)


def test_two_names_of_one_span_are_no_trend():
    assert charts(count("a", "Écoles", observed(school_year(2022), 33), observed(BIS, 35))) == ()


def test_benchmarks_of_one_span_meet_whatever_it_is_called():
    here, there = against_ocde(20, 40)
    renamed = there.model_copy(update={"observations": (observed(called(wave("TALIS", 2018), "TALIS 2018 bis"), 40),)})
    chart = only(here, renamed)
    assert [point.category for point in chart.points] == ["TALIS 2018", "TALIS 2018 bis"]
    assert "TALIS 2018 / TALIS 2018 bis" in chart.unit


def test_a_benchmark_with_two_values_of_one_span_has_each_named():
    here, there = against_ocde(20, 40)
    again = observed(called(wave("TALIS", 2018), "TALIS 2018 bis"), 41)
    chart = only(here, there.model_copy(update={"observations": (*there.observations, again)}))
    assert {point.label: point.value for point in chart.points} == {
        "FW-B": 20, "OCDE, TALIS 2018": 40, "OCDE, TALIS 2018 bis": 41
    }  # fmt: skip
    assert "TALIS 2018 bis" in written(chart)


def test_a_part_with_two_values_of_one_span_makes_no_whole():
    first, second = parts(40, 60)
    again = observed(called(first.observations[0].period, "2025 bis"), 30)
    assert [
        c.form for c in charts(first.model_copy(update={"observations": (*first.observations, again)}), second)
    ] != ["stack"]
    total = count("t", "Utilisateurs", observed(2025, 100))
    part = count("p", "dont élèves", observed(2025, 40), again.model_copy(update={"value": Decimal(30)}), part_of="t")
    assert [chart.form for chart in charts(total, part)] == []


def test_two_spans_of_one_name_are_still_no_trend():
    assert (
        charts(
            count(
                "a", "Écoles", observed(called(school_year(2022), "x"), 3), observed(called(school_year(2023), "x"), 4)
            )
        )
        == ()
    )
