"""Whatever the observations are: charts or none, never a fault, and no value that nobody observed."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy_monitor.charts import layout, plotly, svg
from strategy_monitor.charts.chart import charts_for
from strategy_monitor.charts.picture import BODY, NARROWEST, PITCH, Dot, PlacedText, text_width
from strategy_monitor.language import french
from strategy_monitor.language.codes import Manner, PeriodKind, Polarity, Quantity, Role
from strategy_monitor.report import document as doc
from tests.charts.making import indicator, note, observed, year
from tests.charts.reading import Plotly, Svg, close
from tests.environment import examples

ANYTHING = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=40)
LABELS = st.text("abcdefghij klmno ,pqrs’é-", min_size=1, max_size=70)
NUMBERS = st.decimals(-10_000, Decimal("99999999999.9999"), places=4) | st.integers(0, 100).map(Decimal)
SMALL = st.decimals(0, 99_999, places=1) | st.integers(0, 100).map(Decimal)
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2026, 1, 1))


def periods(labels):
    made = st.builds(doc.Period, kind=st.sampled_from(list(map(str, PeriodKind))), start=DAYS, end=DAYS, label=labels)
    usual = st.integers(2018, 2024).flatmap(years)
    return usual | made | st.builds(doc.Period, kind=st.just("undated"), label=labels)


def years(number):
    """A year, by its usual name or by another: its days say which one it is."""
    usual = year(number)
    return st.sampled_from(["", "", "", " (bis)"]).map(
        lambda more: usual.model_copy(update={"label": f"{usual.label}{more}"})
    )


def observations(labels, numbers):
    notes = st.sampled_from(["information", "doubt", "error"]).flatmap(
        lambda severity: st.booleans().map(lambda aside: note("Raison.", severity=severity, off_scale=aside))
    )
    return st.builds(
        doc.Observation,
        period=periods(labels),
        value=st.none() | numbers,
        value_high=st.sampled_from([None, None, None, Decimal(9)]),
        manner=st.sampled_from(list(map(str, Manner))),
        cumulative_since=st.sampled_from([None, None, dt.date(2021, 1, 1)]),
        printed=st.just("imprimé"),
        place=st.just("headline"),
        section=st.just("2"),
        source=st.just("DGEO"),
        planned_source=st.just(""),
        break_before=st.sampled_from(["", "", "", "La question a changé."]),
        notes=st.lists(notes, max_size=2).map(tuple),
    )


def series(labels, numbers):
    return st.builds(
        doc.Series,
        key=st.just("replaced"),
        label=labels,
        unit=st.sampled_from(["%", "%", "€", "écoles", "heures", "PC", ""]),
        quantity=st.sampled_from(list(map(str, Quantity))) | st.just("share"),
        role=st.sampled_from(list(map(str, Role))),
        polarity=st.sampled_from(list(map(str, Polarity))) | st.just("none"),
        group=st.sampled_from(["", "g", "g", "h"]),
        part_of=st.sampled_from(["", "", "k0", "k1"]),
        whole=st.booleans(),
        population=st.sampled_from(["", "FW-B", "OCDE", "pays de comparaison"]) | labels,
        observations=st.lists(observations(labels, numbers), max_size=5).map(tuple),
    )


def indicators(labels, numbers):
    """Most are made so that there is something to compare; the others hold whatever the document accepts."""
    return likely(labels, numbers) | likely(labels, numbers) | unlikely(labels, numbers)


def unlikely(labels, numbers):
    return st.lists(series(labels, numbers), max_size=6).map(numbered)


def numbered(every):
    return indicator(*(one.model_copy(update={"key": f"k{i}"}) for i, one in enumerate(every)))


@st.composite
def likely(draw, labels, numbers):
    """Series of one group over the same few years; sometimes parts of a whole, sometimes with benchmarks."""
    shared = draw(
        st.fixed_dictionaries(
            {
                "unit": st.sampled_from(["%", "%", "€", "écoles"]),
                "quantity": st.sampled_from(["share", "count", "mean"]),
                "polarity": st.just("none"),
                "group": st.just("g"),
                "whole": st.booleans(),
            }
        )
    )
    if shared["whole"]:
        shared |= {"unit": "%", "quantity": "share"}
    numbered_years = draw(st.lists(st.integers(2015, 2026), min_size=1, max_size=6))
    every = []
    for rank in range(draw(st.integers(1, 6))):
        made = [draw(measured(number, numbers)) for number in numbered_years if draw(st.integers(0, 5))]
        role = draw(st.sampled_from(["breakdown", "breakdown", "benchmark", "component"]))
        part_of = "k0" if rank and role == "component" else ""
        population = draw(st.sampled_from(["FW-B", "OCDE", "pays de comparaison", ""]))
        given = {"key": "replaced", "label": draw(labels), "role": role, "part_of": part_of, "population": population}
        every.append(doc.Series(observations=tuple(made), **(given | shared)))
    return numbered(every)


def measured(number, numbers):
    """One value of a year: mostly exact and sure."""
    return st.builds(
        observed,
        years(number),
        numbers,
        manner=st.sampled_from(["exact", "exact", "exact", "approximate", "minimum"]),
        notes=st.sampled_from([(), (), (), (note("Raison."),), (note("Raison.", off_scale=True),)]),
        break_before=st.sampled_from(["", "", "", "La question a changé."]),
    )


many = settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(indicators(ANYTHING, NUMBERS))
def test_every_value_drawn_was_observed_or_is_said_to_be_computed(measured):
    observed = {(one.key, french.typeset(o.period.label), o.value) for one in measured.series for o in one.observations}
    for chart in charts_for(measured):
        assert len(chart.points) > 1
        assert (chart.drawn == ()) == (chart.form == "numbers")
        assert all(point.value <= chart.scale.maximum for point in chart.drawn)
        for point in chart.points:
            assert point.derived or (point.series, point.category, point.value) in observed


@many
@given(indicators(ANYTHING, NUMBERS))
def test_both_writers_draw_any_chart_and_agree(measured):
    for chart in charts_for(measured):
        drawn, explored = Svg(svg.draw_in_page(chart, "c"), 640), Plotly(plotly.build_figure(chart), 640)
        json.dumps(plotly.build_figure(chart), allow_nan=False)
        ET.fromstring(svg.draw_file(chart))
        assert all(close(one, other) for one, other in zip(drawn.marks(), explored.marks(), strict=True))
        assert len(drawn.words()) == len(explored.words())


@many
@given(indicators(LABELS, SMALL), st.integers(NARROWEST, 1000))
def test_no_word_is_cut_or_covers_another_at_any_width(measured, pixels):
    for chart in charts_for(measured):
        picture = layout.lay_out(chart)
        boxes = [box(mark, pixels) for mark in picture.of(PlacedText)]
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert left >= -0.5
            assert right <= pixels + 0.5
            assert top >= -1
            assert bottom <= picture.height + 0.5
            for other in boxes[i + 1 :]:
                apart = (
                    right <= other[0] + 0.5
                    or other[2] <= left + 0.5
                    or bottom <= other[1] + 0.5
                    or other[3] <= top + 0.5
                )
                assert apart, (chart.form, picture.of(PlacedText)[i], other, boxes[i])


@many
@given(indicators(LABELS, SMALL))
def test_no_dot_leaves_the_drawing(measured):
    for chart in charts_for(measured):
        picture = layout.lay_out(chart)
        for dot in picture.of(Dot):
            assert dot.radius <= dot.x * NARROWEST / 100 <= NARROWEST - dot.radius
            assert 0 <= dot.y <= picture.height - dot.radius


def box(text, pixels):
    """What a line covers at a width, its characters counted wide."""
    length, half = text_width(text.text, text.size), PITCH / 2 * text.size / BODY
    hang = text.x * pixels / 100 + text.dx
    left = hang - {"start": 0, "middle": length / 2, "end": length}[text.anchor]
    return left, text.middle - half + 1, left + length, text.middle + half - 1
