"""Report → docs/charts.md: which chart each indicator has, or why it has none.

    python -m strategy_monitor.report.charts.choices < rapport.json > docs/charts.md

reads the canonical JSON of a release (its open data) and writes the page. A test checks that the page is current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from strategy_monitor.report import canonical, words
from strategy_monitor.report.charts.chart import charts_for
from strategy_monitor.report.charts.comparisons import drawable
from strategy_monitor.report.charts.model import Chart
from strategy_monitor.report.document import Indicator, Report

HEAD = """# Charts

Which chart each indicator of the report has, and why. The choice follows from the data alone
(`strategy_monitor/report/charts/comparisons.py`), so a new observation may change it:

| data | form |
|---|---|
| one number, or numbers that measure different things | none: a number says more |
| the same measure at two periods | slope; at three or more, a line |
| a break between two periods (`break_before`) | a dashed rule, and no line across it |
| a value against benchmarks of the same period | dots on one scale from zero |
| the parts of 100, or of a counted total | one stacked bar; what they leave of a total is computed, and said to be |
| groups at one period | sorted bars |

Values meet only within one group, unit, quantity and polarity, counted in the same manner (a cumulated count never
meets a yearly one); counts, only over periods of the same kind and length. A doubtful value is hollow and does not set
the scale; one that its note puts off the scale, or that exceeds it, is named beside it. A change (« +30 % ») and an
interval (« 2 à 3 heures ») are never drawn. Titles state a finding only on exact, undoubted values without a break.

This page is written by `strategy_monitor/report/charts/choices.py`; do not edit it by hand.

## The choices

| indicator | form | title | points |
|---|---|---|---|
"""


def page(report: Report) -> str:
    rows = [row for indicator in report.indicators for row in rows_of(indicator)]
    return HEAD + "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def rows_of(indicator: Indicator) -> Iterable[tuple[str, str, str, str]]:
    name = f"**{indicator.code}** {words.typo(indicator.short_title)}"
    charts = charts_for(indicator)
    if not charts:
        yield name, "none", reason(indicator), ""
    for chart in charts:
        yield name, chart.form, chart.title, told(chart)
        name = ""


def told(chart: Chart) -> str:
    """Every point as it is written, with what sets it apart."""
    points = []
    for point in chart.points:
        when = point.category if chart.moments else ""
        asides = [text for text in (when, point.status, "rupture" if point.broken else "") if text]
        brackets = f" ({', '.join(asides)})" if asides else ""
        points.append(f"{point.label} {point.written.rstrip('*')}{brackets}".strip())
    return " · ".join(points)


def reason(indicator: Indicator) -> str:
    """Why nothing is drawn."""
    count = sum(bool(drawable(series)) for series in indicator.series)
    if not count:
        return "a state in words" if indicator.level is not None else "no figure yet"
    if count == 1:
        return "one number, with nothing to compare it to"
    return f"{count} numbers, each of another measure or population"


if __name__ == "__main__":
    sys.stdout.write(page(canonical.load(sys.stdin.read())))
