"""A Publication → the document, as blocks: what is said, in what order; each module composes one kind of thing."""

from __future__ import annotations

from strategy_monitor.documents.compose.papers import (
    annotated_axis_paper,
    annotated_report_paper,
    annotated_volume_paper,
    axis_paper,
    report_paper,
    summary_paper,
    volume_paper,
)

__all__ = [
    "annotated_axis_paper",
    "annotated_report_paper",
    "annotated_volume_paper",
    "axis_paper",
    "report_paper",
    "summary_paper",
    "volume_paper",
]
