"""Every title, of the printed report and of made-up ones: it claims what the figures support, or names the measure.

A claim has a noun of its series, a verb, a number, at most fifteen words, and says which way is better. What a doubt, a
note of comparability or a break keeps apart is nowhere said to rise or fall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given

from strategy_monitor.charts import layout
from strategy_monitor.charts.chart import Chart, charts_for
from strategy_monitor.charts.picture import Stroke
from strategy_monitor.language import french
from strategy_monitor.language.codes import Polarity, Quantity, Role
from strategy_monitor.language.folding import fold
from strategy_monitor.report.build import build
from strategy_monitor.report.comparability import notes_around
from strategy_monitor.report.compare import compare
from strategy_monitor.report.document import Indicator, Series
from strategy_monitor.report.naming import LINKS, shared_measure
from tests.charts.making import charts, count, indicator, note, observed, only, series, wave
from tests.charts.test_property import LABELS, SMALL, indicators, many

BETTER = ("progresse", "s’améliore", "c’est mieux", "devant")
WORSE = ("recule", "se dégrade", "c’est moins bien", "derrière")
VERBS = re.compile(r"\b(progresse|recule|s’améliore|se dégrade|c’est|ont|sont|estiment|disposent|se sentent)\b")
NUMBER = re.compile(rf"\d[\d{french.NARROW}]*(?:,\d+)?")
WORD = re.compile(rf"\d[\d,{french.NARROW}]*|\w[\w-]*")
MOVED = re.compile(
    r"augment|dimin|progress|recul|dégrad|amélior|hausse|baiss|doubl|tripl|\bpuis\b|\bpoints?\b|[+−]\d|"
    r"de plus|de moins|mieux|moins bien|\bcontre\b|devant|derrière",
    re.IGNORECASE,
)


@pytest.fixture
def report(seeded):
    return build("2025")


def measures(measured: Indicator, chart: Chart) -> set[str]:
    """What a title may name instead of a claim."""
    labels = [one.label for one in measured.series if one.key in chart.series]
    totals = [one.label for one in measured.series if one.key in {p.series for p in chart.points if p.derived}]
    return {french.typeset(name) for name in (shared_measure(labels)[0], measured.short_title, *labels, *totals)}


def nouns(measured: Indicator, chart: Chart) -> set[str]:
    """The words that the labels of its series are made of; of its indicator, where they share none."""
    names = [one.label for one in measured.series if one.key in chart.series]
    names += [] if shared_measure(names)[0] else [measured.short_title]
    return {word for name in names for word in re.findall(r"\w+", fold(name)) if word not in LINKS}


def faults(measured: Indicator, chart: Chart) -> Iterator[str]:
    """What is wrong with a title."""
    title = chart.title
    if not set(re.findall(r"\w+", fold(title))) & nouns(measured, chart):
        yield "no noun of its series"
    if title in measures(measured, chart):
        return
    if len(WORD.findall(title)) > 15:
        yield "too long"
    if not VERBS.search(title):
        yield "no verb"
    if not NUMBER.search(title):
        yield "no number"
    if any(point.doubtful or point.off_scale or point.broken or point.apart for point in chart.points):
        yield "claimed on values that stand apart"
    said = [way for way, those in ((True, BETTER), (False, WORSE)) if any(one in title for one in those)]
    if said != [way for way in (True, False) if way in ways(measured, chart)]:
        yield "against the sense"


def ways(measured: Indicator, chart: Chart) -> set[bool]:
    """Whether what the points show is better: the last value of each series, or the anchor against the others."""
    by_key = {one.key: one for one in measured.series}

    def way(one: Series, first: Decimal, last: Decimal) -> set[bool]:
        judged = {"favourable": last > first, "unfavourable": last < first}
        return {judged[one.polarity]} if one.polarity in judged and first != last else set()

    if chart.form == "dots":
        (anchor,) = [point for point in chart.points if point.strength == "strong"]
        others = [point.value for point in chart.points if point.strength == "quiet"]
        return set().union(*(way(by_key[anchor.series], value, anchor.value) for value in others))
    lines = [chart.points_of(key) for key in chart.series if by_key[key].role != "benchmark"]
    return set().union(*(way(by_key[line[0].series], line[0].value, line[-1].value) for line in lines))


def test_every_title_of_the_report_claims_what_is_so_or_names_the_measure(report):
    drawn = [(one, chart) for one in report.indicators for chart in charts_for(one)]
    assert {(one.code, chart.title): found for one, chart in drawn if (found := list(faults(one, chart)))} == {}
    assert len(drawn) == 18
    claims = {one.code for one, chart in drawn if chart.title not in measures(one, chart)}
    assert claims == {"2-I1", "2-I2", "2.2-O2"}


def test_a_higher_share_of_something_bad_is_never_said_as_good(report):
    """The titles that this rule was made for: a lack of equipment read « Plus en FW-B … »."""
    for code in ("3-I1", "3.2-3-O2"):
        (dots,) = [chart for chart in charts_for(report.indicator(code)) if chart.form == "dots"]
        assert dots.title.startswith("Chefs d’établissement gênés par un accès insuffisant")
        assert dots.sentence.endswith("de plus (moins bien).")


def test_titles_of_every_role_polarity_and_quantity():
    """Two periods, one or two series; and a value against a benchmark: 33 and 37 in every way that a series can be."""
    quantities, polarities = list(map(str, Quantity)), list(map(str, Polarity))
    ways_to_be = [
        *product(("Écoles équipées",), quantities, ("headline",), polarities, ("%", "€", "écoles", "")),
        *product(("Taux d’écoles", "PC acquis"), ("share", "count"), ("headline",), polarities, ("%", "écoles")),
        *product(("Élèves s’estimant capables",), ("share",), list(map(str, Role)), polarities, ("%",)),
    ]
    found = {}
    for (label, quantity, role, polarity, unit), (low, high) in product(ways_to_be, ((33, 37), (37, 33))):
        given = {"quantity": quantity, "polarity": polarity, "unit": unit}
        one = series("a", label, observed(2022, low), observed(2023, high), role=role, **given)
        two = [
            series(key, f"{label}, {key}", observed(2022, low), observed(2023, high + 1), role=role, **given)
            for key in ("fondamental", "secondaire")
        ]
        here = series("h", f"{label}, ici", observed(2022, low), role=role, population="FW-B", **given)
        there = series("t", f"{label}, OCDE", observed(2022, high), role="benchmark", population="OCDE", **given)
        for measured in (indicator(one), indicator(*two), indicator(here, there)):
            for chart in charts_for(measured):
                found |= dict.fromkeys(faults(measured, chart), chart.title)
    assert found == {}


@many
@given(indicators(LABELS, SMALL))
def test_no_made_up_title_is_too_long_or_against_the_sense(measured):
    for chart in charts_for(measured):
        assert [fault for fault in faults(measured, chart) if fault != "no noun of its series"] == []


APART = {
    "a doubt": {"notes": (note(),)},
    "a doubt that is settled": {"notes": (note(status="confirmed"),)},
    "a note of comparability": {"notes": (note(kind="comparability", severity="information", status="kept"),)},
    "an open note of comparability": {"notes": (note(kind="comparability", status="open"),)},
    "off the scale": {"notes": (note(kind="wording", off_scale=True),)},
}


def spoken(chart: Chart) -> str:
    cells = [cell for row in (chart.table.header, *chart.table.rows) for cell in row]
    return " ".join((chart.title, chart.unit, chart.sentence, *chart.notes, *cells))


@pytest.mark.parametrize("why", APART)
@pytest.mark.parametrize("which", ["first", "last"])
def test_nothing_rises_or_falls_to_or_from_a_value_that_stands_apart(why, which):
    values = [APART[why] if which == one else {} for one in ("first", "last")]
    made = series(
        "a", "Part", *(observed(year, v, **more) for year, v, more in zip((18, 22), (20, 40), values, strict=True))
    )
    two = charts(made)
    if why == "off the scale":
        assert two == ()
        return
    (chart,) = two
    assert chart.form == "numbers"
    assert not MOVED.search(spoken(chart))
    assert layout.lay_out(chart).of(Stroke) == ()


@pytest.mark.parametrize("why", APART)
def test_no_gap_is_said_to_a_benchmark_that_stands_apart(why):
    talis = wave("TALIS", 2018)
    here = series("h", "Écoles équipées, FW-B", observed(talis, 20), population="FW-B")
    there = [
        series(f"t{i}", f"Écoles équipées, {i}", observed(talis, 40 + i, **more), role="benchmark", population="OCDE")
        for i, more in enumerate(({}, APART[why]))
    ]
    chart = only(here, *there)
    assert chart.title == "Écoles équipées"
    assert not re.search(r"C’est|mieux|moins bien", spoken(chart))


def test_a_remark_of_an_indicator_keeps_apart_the_values_that_it_quotes():
    told = note(kind="comparability", severity="information", printed="Elle était de 20% en 2018.")
    was = observed(2018, 20, printed="était de 20% en 2018")
    quoted, *others = charts_for(
        indicator(
            series("a", "Part A", was, observed(2022, 40), group="a"),
            count("b", "Écoles", observed(2018, 7), observed(2022, 9), group="b"),
            count("c", "Classes", observed(2018, 7, printed=""), observed(2022, 9, printed=""), group="c"),
            notes=(told,),
        )
    )
    assert [quoted.form, *(one.form for one in others)] == ["numbers", "slope", "slope"]


@pytest.mark.parametrize("values", [{"severity": "doubt"}, {"printed": "Autre phrase."}])
def test_a_doubt_of_an_indicator_or_a_remark_that_quotes_nothing_keeps_all_apart(values):
    told = note(kind="comparability", **({"severity": "information", "printed": "20"} | values))
    one = series("a", "Part", observed(2018, 20), observed(2022, 40), group="a")
    other = count("b", "Écoles", observed(2018, 7), observed(2022, 9), group="b")
    assert [chart.form for chart in charts_for(indicator(one, other, notes=(told,)))] == ["numbers", "numbers"]


def test_what_is_kept_apart_in_the_report_is_two_numbers_and_moves_nowhere(report):
    apart = {"2-I4": "29,7 50,6", "2-I5": "13,9 49,3", "3.4-O1": "468 1 277", "3.2-3-O3": "594 331"}
    for code, two in apart.items():
        (chart,) = charts_for(report.indicator(code))
        assert chart.form == "numbers"
        assert " ".join(french.write_number(point.value).replace(french.NARROW, " ") for point in chart.points) == two
        assert not MOVED.search(spoken(chart)), spoken(chart)


def test_between_two_editions_nothing_moves_from_a_value_that_a_remark_quotes(report):
    """A remark of 4.1-O1 quotes shares, so its resources may be counted from one edition to the next."""

    def earlier(one):
        shorter = [s.model_copy(update={"observations": s.observations[:1]}) for s in one.series]
        return one.model_copy(update={"series": tuple(shorter)}) if one.code in {"2-I4", "2-I5", "3.4-O1"} else one

    axes = []
    for axis in report.axes:
        actions = [a.model_copy(update={"indicators": tuple(map(earlier, a.indicators))}) for a in axis.actions]
        axes.append(
            axis.model_copy(update={"actions": tuple(actions), "indicators": tuple(map(earlier, axis.indicators))})
        )
    moves = [entry for entry in compare(report.model_copy(update={"axes": tuple(axes)}), report).entries if entry.move]
    assert {entry.subject.code for entry in moves} == {"2-I4", "2-I5", "3.4-O1"}
    assert {entry.move.difference.text for entry in moves} == {""}
    resources = report.indicator("4.1-O1")
    assert notes_around(resources, resources.series[0].observations[0]) == ()


def test_nothing_on_their_pages_says_that_they_moved(client, published):
    """Our notes too: they say what keeps two values apart, not how far one went."""
    moved = re.compile(MOVED.pattern.replace(r"\bpuis\b|", "").replace(r"|\bcontre\b", ""), re.IGNORECASE)
    for code in ("2-I4", "2-I5", "3.4-O1", "3.2-3-O3"):
        page = client.get(f"/indicateurs/{code}/").content.decode()
        words_of_it = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.S)
        told = moved.findall(words_of_it.split("<main", 1)[-1].replace("de plus en plus en profondeur", ""))
        assert told == [], code
