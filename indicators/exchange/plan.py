"""A file × the working copy → what importing it would do, row by row. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.exchange.cells import alike
from indicators.exchange.outcome import Plan
from indicators.exchange.reading import Table, read
from indicators.exchange.rows import HYPHENS, Planner
from indicators.exchange.stored import WorkingCopy


def plan(content: bytes, user: Any, answers: Mapping[str, str] | None = None) -> Plan:
    """`answers`: the name of a question (see `asked_as`) → the reading that was chosen. Raises Unreadable."""
    return plan_of(read(content), user, answers or {})


def plan_of(table: Table, user: Any, answers: Mapping[str, str]) -> Plan:
    codes = (raw for row in table.rows if isinstance(raw := row.cells.get("code"), str))
    copy = WorkingCopy(alike(HYPHENS.sub("-", code)) for code in codes if len(code) < 100)
    return Plan(Planner(table, copy, user, answers).lines(), table.notices)
