"""Report → docs/charts.md: which chart each indicator has, or why it has none (see `tests.generated`)."""

from __future__ import annotations

from collections.abc import Iterable

from strategy_monitor.charts.chart import charts_for
from strategy_monitor.charts.comparisons import drawable
from strategy_monitor.charts.model import Chart
from strategy_monitor.language import french
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.levels import blocks

HEAD = """# Charts

Which chart each indicator of the report has, and why. The choice follows from the data alone
(`strategy_monitor/charts/comparisons.py`), so a new observation may change it:

| data | form |
|---|---|
| one number, or numbers that measure different things | none: a number says more |
| the same measure at two periods | slope; at three or more, a line |
| two periods apart (doubt, open question, note of comparability, break), or what was decided | two numbers |
| a break between two periods of a line (`break_before`) | a dashed rule, and no line across it |
| a value against benchmarks of the same period | dots on one scale from zero |
| the parts of 100, or of a counted total | one stacked bar; what they leave of a total is « reste (notre calcul) » |
| groups at one period | bars: levels of teaching in the order of school (`language/schooling.py`), others sorted |

Values meet only within one group, unit, quantity and polarity, counted in the same manner (a cumulated count never
meets a yearly one); counts, only over periods of the same kind and length. A change (« +30 % ») and an interval (« 2
à 3 heures ») are never drawn. An amount in the role of context (« 75 € », then « 150 € ») was decided, not measured.

**Scales.** All charts of an indicator that draw one unit share one scale; percentages stand on 0 to 100 everywhere,
unless a sure one exceeds it. Bars and stacks take the whole width, slopes and lines are all of one height: a longer
bar is a larger number, anywhere on a page. A doubtful value is hollow or hatched, and does not set the scale; one that
its note puts off the scale, or that exceeds it, is named beside it.

**Titles.** A claim has a subject, a verb, a number, and says which way is better (« progresse », « se dégrade »,
« c’est moins bien que »), in at most fifteen words; for a series where less is better, more is said as worse. It
rests on values as printed, without a doubt, a break, or a note of comparability, be it settled or open, and be it on
a value or on the indicator (a remark that quotes some values speaks of these). Where any of that is missing, or no
pattern fits, the title names the measure, and nothing is said to rise or fall.

**Points.** What is read of a point alone is its value and what it is set against; see
[chart-accessibility.md](chart-accessibility.md) for how, and by whom.

This page is written by `tests/charts/choices.py`; do not edit it by hand.

## The choices

| indicator | form | title | points |
|---|---|---|---|
"""


def write_choices(report: Report) -> str:
    rows = [row for indicator in report.indicators for row in rows_of(indicator)]
    return HEAD + "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def rows_of(indicator: Indicator) -> Iterable[tuple[str, str, str, str]]:
    name = f"**{indicator.code}** {french.typeset(indicator.short_title)}"
    charts = charts_for(indicator)
    if not charts:
        yield name, "none", why_nothing_is_drawn(indicator), ""
    for chart in charts:
        yield name, chart.form, chart.title, say_points(chart)
        name = ""


def say_points(chart: Chart) -> str:
    """Every point as it is written, with what sets it apart."""
    points = []
    for point in chart.points:
        when = point.category if chart.moments else ""
        asides = [text for text in (when, point.doubts, "rupture" if point.broken else "") if text]
        brackets = f" ({', '.join(asides)})" if asides else ""
        points.append(f"{point.label} {point.written.rstrip('*')}{brackets}".strip())
    return " · ".join(points)


def why_nothing_is_drawn(indicator: Indicator) -> str:
    count = sum(bool(drawable(indicator, series)) for series in indicator.series)
    if not count:
        return "a state in words" if blocks(indicator) else "no figure yet"
    if count == 1:
        return "one number, with nothing to compare it to"
    return f"{count} numbers, each of another measure or population"
