"""A strategy of any size, the same for the same numbers: what benchmarks measure on.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.sized 1000x10
    DATABASE_URL=… .venv/bin/python -m tests.benchmarks.sized 1000x10 --document /tmp/1000x10.json

Fills the empty working copy of a migrated database; the canonical document of it is what some benchmarks take.
Five axes, ten indicators an action; three in four count something, one is a progress of 0 to 5. Of a figure in
ten something is remarkable: it is a range, is missing, or cannot be compared with the one before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()

from django.db import transaction

from axes.models import Axis, Measure, PriorityAction, Strategy
from indicators.models import Indicator, Observation, Provider, ScaleStep, Series
from strategy_monitor.language.codes import Hue
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from tests import factories

INDICATORS_OF_AN_ACTION = 10
AXES = 5
LAST_YEAR = 2024
AT_ONCE = 200
"""Series whose figures are in memory together."""
HUES = tuple(Hue)
SUBJECTS = ("Écoles", "Élèves", "Enseignants", "Conseillers", "Ressources", "Formations", "Internats", "Équipements")
DOINGS = ("équipés", "formés", "inscrits", "accompagnés", "connectés", "évalués", "partagés", "renouvelés")
TEXT = (
    "La mesure suit ce que les opérateurs déclarent une fois par an. Les réseaux transmettent leurs données au service "
    "qui les réunit, les compare à celles de l’année précédente et signale ce qui s’en écarte."
)
WORDS = tuple(TEXT.split(" "))


class Sized:
    """Fills an empty working copy, inside the transaction of who asks."""

    def __init__(self, indicators: int, figures: int, seed: int = 2025) -> None:
        self.indicators, self.figures = indicators, figures
        self.drawn = random.Random(f"{seed} {indicators} {figures}")

    def fill(self) -> None:
        factories.strategy()
        ScaleStep.objects.bulk_create(ScaleStep(level=level, caption=f"Étape {level}") for level in range(6))
        providers = Provider.objects.bulk_create(
            Provider(code=f"S{number}", name=f"Service {number}", acronym=f"S{number}") for number in range(1, 21)
        )
        indicators = Indicator.objects.bulk_create(self.followed(), batch_size=2000)
        through = Indicator.providers.through
        through.objects.bulk_create(
            (through(indicator=one, provider=self.drawn.choice(providers)) for one in indicators), batch_size=2000
        )
        series = Series.objects.bulk_create((self.measured(one) for one in indicators), batch_size=2000)
        for start in range(0, len(series), AT_ONCE):
            rows = (row for one in series[start : start + AT_ONCE] for row in self.counted(one))
            Observation.objects.bulk_create(rows, batch_size=2000)

    def go_on(self) -> None:
        """A year later: each series has one more figure, and of one indicator in fifty the remark is another."""
        last = LAST_YEAR + 1
        for start in range(0, self.indicators, AT_ONCE):
            series = Series.objects.order_by("pk").prefetch_related("observations")[start : start + AT_ONCE]
            rows = (self.counted_next(one, list(one.observations.all())[-1], last) for one in series)
            Observation.objects.bulk_create(rows, batch_size=2000)
        for indicator in Indicator.objects.order_by("pk")[::50]:
            indicator.remark = f"{indicator.remark} {self.text(12)}"
            indicator.save(update_fields=["remark"])

    def counted_next(self, series: Series, before: Observation, year: int) -> Observation:
        row = Observation(
            series=series, period_kind="calendar_year", period_label=str(year), period_start=dt.date(year, 1, 1),
            period_end=dt.date(year, 12, 31), data_date=dt.date(year, 12, 31), status="validated",
        )  # fmt: skip
        if series.quantity == "state":
            row.level, row.level_basis = self.drawn.randint(0, 5), "confirmed"
        else:
            value = int(before.value or self.drawn.randint(100, 90_000))
            row.value = Decimal(max(1, value + self.drawn.randint(-value // 20, value // 12)))
        return row

    def followed(self) -> Iterator[Indicator]:
        axes = [self.axis(number) for number in range(1, AXES + 1)]
        for rank in range(self.indicators):
            place, number = divmod(rank, INDICATORS_OF_AN_ACTION)
            if number == 0:
                action = self.action(axes[place % AXES], place // AXES + 1)
            yield self.indicator(action, number + 1)

    def axis(self, number: int) -> Axis:
        return Axis.objects.create(
            strategy=Strategy.objects.get(), number=number, title=self.text(6), short_title=f"Axe {number}",
            hue=HUES[number - 1],
        )  # fmt: skip

    def action(self, axis: Axis, number: int) -> PriorityAction:
        action = PriorityAction.objects.create(axis=axis, number=str(number), position=number, title=self.text(8))
        Measure.objects.create(action=action, code=f"M{axis.number}.{number}", text=self.text(40))
        return action

    def indicator(self, action: PriorityAction, number: int) -> Indicator:
        subject = f"{self.drawn.choice(SUBJECTS)} {self.drawn.choice(DOINGS)}"
        return Indicator(
            action=action, code=f"{action.axis.number}.{action.number}-O{number}", position=number,
            category="operational", nature="progress" if number % 4 == 0 else "quantitative",
            title=f"{subject}, {self.text(6)}", short_title=subject, context=self.text(60), remark=self.text(30),
            source="Services du Gouvernement", frequency="annual", frequency_basis="ours",
        )  # fmt: skip

    def measured(self, indicator: Indicator) -> Series:
        if indicator.nature == "progress":
            return Series(indicator=indicator, key="avancement", label="Avancement", quantity="state", role="headline")
        return Series(
            indicator=indicator, key="nombre", label=indicator.short_title, unit="personnes", unit_singular="personne",
            quantity="count", role="headline",
        )  # fmt: skip

    def counted(self, series: Series) -> Iterator[Observation]:
        progress = series.quantity == "state"
        value = self.drawn.randint(100, 90_000)
        for year in range(LAST_YEAR + 1 - self.figures, LAST_YEAR + 1):
            value = max(1, value + self.drawn.randint(-value // 20, value // 12))
            row = Observation(
                series=series, period_kind="calendar_year", period_label=str(year), period_start=dt.date(year, 1, 1),
                period_end=dt.date(year, 12, 31), data_date=dt.date(year, 12, 31), status="validated",
            )  # fmt: skip
            if progress:
                row.level, row.level_basis = max(0, min(5, (year - LAST_YEAR + 11) // 2)), "confirmed"
            elif (chance := self.drawn.random()) < 0.03:
                row.missing_reason = "later"
            elif chance < 0.06:
                row.value, row.value_high, row.manner = Decimal(value), Decimal(value + 40), "range"
            else:
                row.value = Decimal(value)
                row.break_before = self.text(12) if chance < 0.1 else ""
            yield row

    def text(self, words: int) -> str:
        start = self.drawn.randrange(len(WORDS))
        return " ".join(WORDS[(start + step) % len(WORDS)] for step in range(words))


def read_size(given: str) -> tuple[int, int]:
    """« 1000x10 »: how many indicators, of how many figures each."""
    indicators, figures = map(int, given.split("x"))
    return indicators, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=read_size)
    parser.add_argument("--document", type=Path, help="where to write its canonical document")
    asked = parser.parse_args()
    with transaction.atomic():
        Sized(*asked.size).fill()
    if asked.document:
        asked.document.write_text(canonical.dump(build("2025")), encoding="utf-8")


if __name__ == "__main__":
    main()
