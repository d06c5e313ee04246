"""What of a Report was not printed as it stands, counted: what the method page owns up to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import singledispatch
from typing import Any

from strategy_monitor.language.values import is_least
from strategy_monitor.report import levels
from strategy_monitor.report.document import Report
from strategy_monitor.report.summary import signals


@dataclass(frozen=True)
class Deduced:
    levels: int
    """Headline states that have a level."""
    bases: tuple[tuple[str, int], ...]
    """How they are known, in words, and how many so."""
    least: int
    """Of which only the least is known."""
    captions: int
    """Levels of the scale that the printed report does not describe."""
    indicators: int
    in_blocks: int
    populations: int
    """Series that say whom they are measured on."""
    directions: int
    """Series that say whether higher is better."""
    series: int
    providers: int
    acronyms: int
    measures: int
    """With their sub-measures."""
    remarks: int
    """Contexts, remarks and definitions of indicators."""
    notes: int
    """Notes that tell a deduction."""
    edition_note: str
    """Code of the note that says where the name of the edition comes from; empty where none does."""


@singledispatch
def deduced(report: Report) -> Deduced:
    series = [one for indicator in report.indicators for one in indicator.series]
    known = [one for indicator in report.indicators for _series, one in levels.blocks(indicator)]
    texts = [text for one in report.indicators for text in (one.context, one.remark, one.definition) if text]
    notes = [signal for signal in signals(report) if signal.note.kind == "deduction"]
    edition = (note.code for note in report.strategy.notes if note.kind == "deduction")
    return Deduced(
        levels=len(known),
        bases=tuple(levels.bases(report.indicators).items()),
        least=sum(map(is_least, known)),
        captions=sum(not step.printed for step in report.scale),
        indicators=len(report.indicators),
        in_blocks=sum(one.progress is None and bool(levels.blocks(one)) for one in report.indicators),
        populations=sum(bool(one.population) for one in series),
        directions=sum(one.polarity != "none" for one in series),
        series=len(series),
        providers=len(report.providers),
        acronyms=len(report.acronyms),
        measures=len(list(report.measures())),
        remarks=len(texts),
        notes=len(notes),
        edition_note=next(edition, ""),
    )


def write_deduced(report: Report) -> dict[str, Any]:
    return asdict(deduced(report))


def read_deduced(told: dict[str, Any]) -> Deduced:
    """What `json` made of what `write_deduced` wrote."""
    return Deduced(**told | {"bases": tuple(map(tuple, told["bases"]))})
