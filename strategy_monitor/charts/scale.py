"""Scales of quantities: they start at zero and end on a round number. An indicator has one for each unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from strategy_monitor.charts.comparisons import DrawableValue, Whole
from strategy_monitor.charts.model import Scale

ROUND = tuple(Decimal(n) for n in ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"))
STEPS = (Decimal(4), Decimal(5), Decimal(3), Decimal(2))
HUNDRED = Decimal(100)
TINY = Decimal("0.1")
"""Under it, a fraction of the maximum could have more decimals than a number of the report may have."""


def round_up(value: Decimal) -> Decimal:
    """The first round number that is not below the value; 1 for zero."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(value.adjusted())
    return next(step * power for step in ROUND if step * power >= value)


def scale_from_zero(values: Iterable[Decimal]) -> Scale:
    maximum = round_up(max(values))
    return Scale(minimum=Decimal(0), maximum=maximum, ticks=ticks_up_to(maximum))


def percent_scale() -> Scale:
    """A share stands on the whole, so that any two charts can be compared."""
    return Scale(minimum=Decimal(0), maximum=HUNDRED, ticks=ticks_up_to(HUNDRED))


def scale_of_unit(unit: str, readings: Sequence[DrawableValue], wholes: Sequence[Whole]) -> Scale:
    """The scale of all charts of an indicator that draw one unit: a longer bar is a larger number in any of them.

    `readings` are set side by side or over time, `wholes` are cut in parts. Percentages stand on 0 to 100, unless a
    sure one exceeds it. A doubtful value does not set a scale, unless there is nothing else.
    """
    totals = [whole.total.value for whole in wholes if whole.total]
    if unit == "%":
        limit = max([*sure_values(readings), *totals], default=Decimal(0))
        return percent_scale() if limit <= HUNDRED else scale_from_zero([limit])
    if totals and not readings:
        return scale_of_whole(max(totals))
    on_it = sure_values(readings) or [reading.value for reading in readings if not reading.off_scale]
    return scale_from_zero([*on_it, *totals, Decimal(0)])


def sure_values(readings: Iterable[DrawableValue]) -> list[Decimal]:
    return [r.value for r in readings if not r.observation.doubtful and not r.off_scale]


def scale_of_whole(total: Decimal) -> Scale:
    return Scale(minimum=Decimal(0), maximum=total, ticks=(Decimal(0), total))


def ticks_up_to(maximum: Decimal) -> tuple[Decimal, ...]:
    """Three to six values, evenly spaced, with as few digits as the maximum allows; only the ends of a tiny scale."""

    def digits(count: Decimal) -> int:
        return len((maximum / count).normalize().as_tuple().digits)

    if maximum < TINY:
        return (Decimal(0), maximum)
    count = min(STEPS, key=digits) if digits(STEPS[0]) > 2 else STEPS[0]
    return tuple(maximum * step / count for step in range(int(count) + 1))
