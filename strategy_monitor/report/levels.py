"""A progress level in words: how far, how surely, and how one knows it. The one place that says a level.

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
from strategy_monitor.report.document import Indicator, Observation, Report, Series

HIGHEST: Final = 5
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


def is_least(observation: Observation) -> bool:
    """True where the level is the least that is known. Of an observation with a value, the manner is the value’s."""
    return observation.level is not None and observation.value is None and observation.manner == "minimum"


def reach(observation: Observation) -> Reach | None:
    """None where there is no level."""
    if observation.level is None:
        return None
    high = max(observation.level, HIGHEST - 1) if is_least(observation) else observation.level
    return Reach(observation.level, high)


def out_of(level: int, least: bool = False) -> str:
    """« 5 sur 5 », « au moins 1 sur 5 »."""
    said = f"{level}{french.NO_BREAK}sur{french.NO_BREAK}{HIGHEST}"
    return f"au moins{french.NO_BREAK}{said}" if least else said


def numbered(level: int, least: bool = False) -> str:
    """« niveau 5 sur 5 », « niveau d’au moins 1 sur 5 »."""
    return f"niveau {'d’' if least else ''}{out_of(level, least)}"


def basis(observation: Observation) -> str:
    """How the level is known, in words; empty where the document does not say."""
    return LevelBasis(observation.level_basis).word


def known(said: str, observation: Observation) -> str:
    """What is said of its level, then how one knows it."""
    return ", ".join(filter(None, (said, basis(observation))))


def written(observation: Observation) -> str:
    """« niveau 5 sur 5, déduit du libellé », « niveau d’au moins 1 sur 5, … »; empty where there is no level."""
    if observation.level is None:
        return ""
    return known(numbered(observation.level, is_least(observation)), observation)


def brief(observation: Observation) -> str:
    """The same without the word « niveau », for where a heading says it."""
    return "" if observation.level is None else known(out_of(observation.level, is_least(observation)), observation)


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
        return written(indicator.progress)
    told = (f"{french.typeset(series.label)}{french.NARROW}: {written(one)}" for series, one in blocks(indicator))
    return f"{french.NARROW}; ".join(told)


def bases(indicators: Iterable[Indicator]) -> dict[str, int]:
    """How many levels are known in each way, in words, in the order of the vocabulary; without those that say none."""
    found = [one.level_basis for indicator in indicators for _series, one in blocks(indicator)]
    return {word: found.count(code) for code, word in LevelBasis.words().items() if code in found}
