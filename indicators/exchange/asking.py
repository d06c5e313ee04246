"""What is asked about a cell that can be read in two ways, and the readings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.exchange import cells
from indicators.exchange.outcome import POINT, ROUNDED, SHARE
from strategy_monitor.language import french


class Asked(Exception):
    """A cell that can be read in two ways: what to ask, and the readings."""

    def __init__(self, about: str, sentence: str, readings: tuple[tuple[str, str], ...]) -> None:
        super().__init__(sentence)
        self.about, self.sentence, self.readings = about, sentence, readings


def ask_about_point(raw: Any) -> Asked:
    """What to ask about a pointed number, and the two answers, each written without a doubt."""
    typed = cells.text(raw)
    thousands = french.write_number(cells.number(raw, "%", cells.THOUSANDS))
    return Asked(
        POINT,
        _("« %(text)s » se lit de deux façons : choisir laquelle.") % {"text": typed},
        ((cells.THOUSANDS, thousands), (cells.DECIMALS, typed.replace(".", ","))),
    )


def ask_about_rounding(raw: cells.Dressed, sentence: str) -> Asked:
    """What to ask about a number of which the spreadsheet shows fewer decimals."""
    mark = "\u202f%" if raw.percent else ""
    readings = ((cells.STORED, raw.stored), (cells.SHOWN, raw.value or Decimal(0)))
    return Asked(ROUNDED, sentence, tuple((code, f"{french.write_number(value)}{mark}") for code, value in readings))


def settle_share(found: Decimal, chosen: str) -> Decimal:
    """A number of at most 1 in a series in %: what a spreadsheet keeps of a percentage is its hundredth."""
    hundred_times = cells.without_trailing_zeros(found * 100)
    if chosen not in {cells.PERCENT, cells.FRACTION}:
        as_written, hundredfold = french.write_number(found), french.write_number(hundred_times)
        raise Asked(
            SHARE,
            _("« %(text)s » dans une série en %% : est-ce %(text)s %% ou %(more)s %% ?")
            % {"text": as_written, "more": hundredfold},
            ((cells.PERCENT, f"{as_written}\u202f%"), (cells.FRACTION, f"{hundredfold}\u202f%")),
        )
    return found if chosen == cells.PERCENT else hundred_times
