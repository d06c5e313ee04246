"""Whether a report was printed before this site, of which it tells what stands there.

The first edition of a strategy may be one; an authority that writes its report here from the start has none.
"""

from __future__ import annotations

from strategy_monitor.report import document


def has_print(report: document.Report) -> bool:
    """Whether any part of it has a page in a printed report."""
    pages = (page for axis in report.axes for page in (axis.page, axis.impact_page))
    return report.governance.page is not None or any(page is not None for page in pages)


def is_printed(indicator: document.Indicator) -> bool:
    """Whether the printed report gives any value of it."""
    return any(one.printed for series in indicator.series for one in series.observations)
