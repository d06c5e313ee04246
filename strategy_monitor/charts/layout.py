"""Chart → Picture: each form has its own way of standing on the page."""

from __future__ import annotations

from collections.abc import Callable

from strategy_monitor.charts import bars, dots, lines, numbers, stack
from strategy_monitor.charts.model import Chart, Form
from strategy_monitor.charts.picture import Picture

LAYOUTS: dict[Form, Callable[[Chart], Picture]] = {
    "slope": lines.picture,
    "line": lines.picture,
    "dots": dots.picture,
    "stack": stack.picture,
    "bars": bars.picture,
    "numbers": numbers.picture,
}


def picture(chart: Chart) -> Picture:
    return LAYOUTS[chart.form](chart)
