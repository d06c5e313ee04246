"""Small working copies, with what is hard to write in a cell and to read back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from indicators.models import Observation
from tests import factories

HARD_TEXTS = (
    "=1+1",
    "-95 % des écoles",
    "'=1",
    "''+x",
    "@nom",
    "+32 2 000 00 00",
    '« guillemets » ; "doubles"',
    "a\nb",
)


def odd() -> list[Observation]:
    """Observations of one series, one day each from 1 January 2020, with texts that programs take for other things."""
    indicator = factories.indicator(code="1.1-O1")
    series = factories.series(indicator=indicator, key="heures")
    made = []
    for number, text in enumerate(HARD_TEXTS):
        day = dt.date(2020, 1, 1) + dt.timedelta(days=31 * number)
        made.append(
            factories.observation(
                series=series,
                period_kind="date",
                period_start=day,
                period_end=day,
                period_label=f"jour {number}",
                value=Decimal("4944.5") + number,
                printed=text,
                break_before=text,
                data_date=day,
                section="2.1",
            )
        )
    return made
