"""What importing a file would do, as its page shows it: how many rows of each sort, the first of them, the alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.exchange.applying import read_left_aside
from indicators.exchange.cells import DECIMALS, FRACTION, PERCENT, STORED, THOUSANDS
from indicators.exchange.cells import SHOWN as SHOWN_NUMBER
from indicators.exchange.outcome import HIDDEN, POINT, ROUNDED, SHARE, Line, Plan, ToldLine, asked_as
from indicators.exchange.plan import LEAVE, READ_IT
from indicators.models import ImportedFile
from strategy_monitor.desk.work import is_striking, mark_striking
from strategy_monitor.language.codes import FindingSeverity
from strategy_monitor.quality.foreseeing import foresee_faults
from strategy_monitor.quality.rule import QualityFault

SHOWN = 200
"""Rows of each group that are shown; all are counted."""
ALL_AT_ONCE: dict[str, tuple[Any, tuple[tuple[str, Any], ...]]] = {
    POINT: (
        gettext_lazy("Les nombres écrits avec un point, comme « 4.944 »"),
        (
            (THOUSANDS, gettext_lazy("Tous : le point sépare les milliers (4 944)")),
            (DECIMALS, gettext_lazy("Tous : le point est une virgule (4,944)")),
        ),
    ),
    SHARE: (
        gettext_lazy("Les nombres d’au plus 1 dans une série en %, comme « 0,12 »"),
        (
            (FRACTION, gettext_lazy("Tous : des centièmes (12 %)")),
            (PERCENT, gettext_lazy("Tous : tels qu’écrits (0,12 %)")),
        ),
    ),
    ROUNDED: (
        gettext_lazy("Les nombres dont le tableur cache des décimales"),
        (
            (SHOWN_NUMBER, gettext_lazy("Tous : ce que le tableur montre")),
            (STORED, gettext_lazy("Tous : ce que la cellule contient")),
        ),
    ),
    HIDDEN: (
        gettext_lazy("Ce que le tableur ne montre pas : lignes masquées ou filtrées, colonnes masquées"),
        ((READ_IT, gettext_lazy("Tout lire")), (LEAVE, gettext_lazy("Tout laisser"))),
    ),
}
"""What a question is about → how it is asked for the whole file."""


@dataclass(frozen=True)
class LineGroup:
    ident: str
    title: str
    lines: tuple[ToldLine, ...]
    total: int


@dataclass(frozen=True)
class ForeseenAlert:
    """What a quality rule would say of what a file brings."""

    severity: str
    label: str
    message: str
    line: int | None
    """Number of the line that brings what it is about, where one does."""


@dataclass(frozen=True)
class ToldPlan:
    """A plan, as far as its page shows it."""

    digest: str
    new: int
    changed: int
    unchanged: int
    blank: int
    left: int
    refused: int
    writes: int
    needs_reason: bool
    asks_about: tuple[str, ...]
    """What its questions are about, in the order in which they are asked for the whole file."""
    notices: tuple[str, ...]
    groups: tuple[LineGroup, ...]
    """What stops it first."""
    faulty: tuple[ToldLine, ...]
    alerts: tuple[ForeseenAlert, ...]
    """What is to be seen before comes first and is always there."""
    alerts_total: int
    striking: str
    """What stands for what is to be seen before."""

    @property
    def all_at_once(self) -> list[tuple[str, Any, Any]]:
        return [(asked_as(about), *ALL_AT_ONCE[about]) for about in self.asks_about]


def tell_plan(found: Plan) -> ToldPlan:
    """Some dozen queries, for the alerts."""
    faults = sorted(foresee(found), key=is_striking, reverse=True)
    alerts = list_alerts(found, faults)
    return ToldPlan(
        found.digest,
        len(found.new),
        len(found.changed),
        len(found.unchanged),
        len(found.blank),
        len(found.left),
        len(found.refused),
        found.writes,
        found.needs_reason,
        tuple(about for about in ALL_AT_ONCE if about in found.asks_about),
        found.notices,
        group_lines(found),
        tell_lines(found.refused),
        alerts[: max(SHOWN, sum(map(is_striking, faults)))],
        len(alerts),
        mark_striking(faults),
    )


def foresee(found: Plan) -> list[QualityFault]:
    """What the rules would find once this plan is written, which they do not find now."""
    return foresee_faults(line.observation for line in (*found.new, *found.changed) if line.observation)


def list_alerts(found: Plan, faults: list[QualityFault]) -> tuple[ForeseenAlert, ...]:
    lines = {name_line(line): line.number for line in (*found.new, *found.changed)}
    return tuple(
        ForeseenAlert(str(FindingSeverity(one.severity).word), one.label, one.message, lines.get(one.key))
        for one in faults
    )


def name_line(line: Line) -> str:
    """As a fault names what it is about."""
    one = line.observation
    return f"{one.series.indicator.code} | {one.series.key} | {one.period_label}" if one else ""


def group_lines(found: Plan) -> tuple[LineGroup, ...]:
    asking = [line for line in found.refused if line.asks]
    refused = [line for line in found.refused if not line.asks]
    groups = [
        ("questions", _("À préciser"), asking),
        ("refuses", _("Refusés"), refused),
        ("modifies", _("Modifiés"), found.changed),
        ("nouveaux", _("Nouveaux"), found.new),
    ]
    return tuple(LineGroup(ident, title, tell_lines(lines), len(lines)) for ident, title, lines in groups if lines)


def group_left_aside(file: ImportedFile) -> LineGroup | None:
    """What an import of the right lines only left aside."""
    lines = read_left_aside(file)
    return LineGroup("laisses", _("Lignes laissées de côté"), tuple(lines[:SHOWN]), len(lines)) if lines else None


def tell_lines(lines: list[Line]) -> tuple[ToldLine, ...]:
    return tuple(line.told for line in lines[:SHOWN])
