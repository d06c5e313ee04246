"""How a reference is called at the place where it is printed, and elsewhere."""

from __future__ import annotations

from strategy_monitor.language.folding import fold
from strategy_monitor.report.document import Reference


def other_label(reference: Reference) -> bool:
    """True if the label printed at this place names the reference in other words than elsewhere."""
    here, elsewhere = (set(fold(text).replace("'", " ").split()) for text in (reference.printed_label, reference.label))
    return len(here & elsewhere) < 0.8 * min(len(here), len(elsewhere))
