"""Progress levels of a document: how far they reach, in which blocks, what the scale says of them.

A level has a manner as any value has. « Les travaux ont démarré » is « au moins 1 »: what is done of it is not known,
and the caption that the scale has for level 1 (under a quarter) would say more than is known. What is begun is not said
to be finished, so that « au moins 1 » goes up to 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from strategy_monitor.language import french
from strategy_monitor.language.codes import LevelBasis
from strategy_monitor.language.values import HIGHEST, is_least
from strategy_monitor.report.document import Indicator, Observation, Report, Series

NOT_SAID: Final = "La part réalisée n’est pas précisée"
"""Where only the least is known: what stands in place of a caption."""


@dataclass(frozen=True)
class Reach:
    """The levels that a statement allows, from the lowest to the highest, both included."""

    low: int
    high: int

    @property
    def least(self) -> bool:
        return self.low < self.high


def exactly(level: int) -> Reach:
    return Reach(level, level)


def reach(observation: Observation) -> Reach | None:
    """None where there is no level."""
    if observation.level is None:
        return None
    high = max(observation.level, HIGHEST - 1) if is_least(observation) else observation.level
    return Reach(observation.level, high)


def caption(report: Report, observation: Observation) -> str:
    """What the scale of this report says of the level, without its full stop; empty where there is none."""
    if observation.level is None:
        return ""
    return NOT_SAID if is_least(observation) else caption_of(report, observation.level)


def caption_of(report: Report, level: int) -> str:
    """What the scale of this report says of a level, without its full stop; empty where it says nothing."""
    return french.typeset(next((step.caption for step in report.scale if step.level == level), "").rstrip("."))


def blocks(indicator: Indicator) -> tuple[tuple[Series, Observation], ...]:
    """The headline series that have a level, with their latest observation."""
    latest = ((series, series.latest) for series in indicator.headlines)
    return tuple((series, one) for series, one in latest if one is not None and one.level is not None)


def of_indicator(indicator: Indicator) -> str:
    """Its level; where it is told in several blocks, that of each block, by name; empty where there is none."""
    if indicator.progress is not None:
        return french.write_level(indicator.progress)
    told = (
        f"{french.typeset(series.label)}{french.NARROW}: {french.write_level(one)}" for series, one in blocks(indicator)
    )
    return f"{french.NARROW}; ".join(told)


def bases(indicators: Iterable[Indicator]) -> dict[str, int]:
    """How many levels are known in each way, in words, in the order of the vocabulary; without those that say none."""
    found = [one.level_basis for indicator in indicators for _series, one in blocks(indicator)]
    return {word: found.count(code) for code, word in LevelBasis.words().items() if code in found}
