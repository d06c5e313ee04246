"""What can be taken away, as the tests expect to find it everywhere."""

from __future__ import annotations

from strategy_monitor.exports.formats import FORMATS

DATA_FORMATS = tuple(form for form in FORMATS if form.use in {"data", "tables", "programs"})
"""Files of the open data, and what describes them; not the citations, nor what is printed."""
