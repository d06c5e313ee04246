"""The texts of the working copy that wait for a second reader, beside what the public reads."""

from __future__ import annotations

from strategy_monitor.releases import load
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.report.build import build_traced
from strategy_monitor.report.document import Report
from strategy_monitor.texts.unread import UnreadText, find_unread


def read_public() -> Report | None:
    """What the public reads, if anything."""
    try:
        return load.read_current().report
    except load.NoRelease:
        return None


def unread_texts() -> list[UnreadText]:
    """All of them, in the order of the report; also those of notes on drafts. Raises NothingToBuild."""
    made = build_traced(default_edition(), drafts=True)
    return find_unread(read_public(), made.report, made.sources)
