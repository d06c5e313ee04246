"""A small part of a Report, by which what the whole would cost is reckoned. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from strategy_monitor.report.document import Axis, Report

IMPACT_SHARE = 8
"""Of so many indicators that are wanted, one of impact from each axis."""


@singledispatch
def sample_of(report: Report, size: int) -> Report:
    """A report of about so many indicators: whole actions, with their measures, from each axis in turn."""
    chosen = choose_actions([[len(action.indicators) for action in axis.actions] for axis in report.axes], size)
    axes = (cut_axis(axis, ranks, size) for axis, ranks in zip(report.axes, chosen, strict=True))
    return report.model_copy(update={"axes": tuple(axes)})


def choose_actions(held: Sequence[Sequence[int]], size: int) -> list[list[int]]:
    """Of each axis, the ranks of the actions that are taken, given how many indicators each of them holds."""
    chosen: list[list[int]] = [[] for _axis in held]
    found = rank = 0
    while found < size and rank < max(map(len, held), default=0):
        for taken, counts in zip(chosen, held, strict=True):
            if found < size and rank < len(counts):
                taken.append(rank)
                found += counts[rank]
        rank += 1
    return chosen


def cut_axis(axis: Axis, ranks: list[int], size: int) -> Axis:
    """An axis with these of its actions, and its part of the indicators of impact."""
    return axis.model_copy(
        update={
            "actions": tuple(axis.actions[rank] for rank in ranks),
            "indicators": axis.indicators[: size // IMPACT_SHARE],
        }
    )
