"""What a check costs: the save of one indicator in the administration, and the check of all, at 1 and 10 × the size.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.checking

Needs a database that is migrated and seeded. The larger working copy is made of copies of each indicator, inside a
transaction that is rolled back. Asserts no limit: machines differ.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after the settings
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from indicators.models import Indicator, Observation  # noqa: E402
from strategy_monitor.quality.gate import check_all, check_indicators  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.admin_pages import address, filled, opened  # noqa: E402
from tests.benchmarks import figures  # noqa: E402
from tests.benchmarks.figures import Figures  # noqa: E402

RUNS = 9
TIMES = 10
UNDER_CHANGE = 10
"""One observation in so many is changed since it was validated, so that both versions of it are read."""


def copy_indicators(times: int) -> None:
    """Puts `times` - 1 copies of each indicator beside it: its series, their observations and its notes."""
    for indicator in Indicator.objects.all():
        series = [(one, list(one.observations.all())) for one in indicator.series.all()]
        notes, producers = list(indicator.notes.all()), list(indicator.providers.all())
        code = indicator.code
        for number in range(1, times):
            indicator.pk, indicator._state.adding, indicator.code = None, True, f"{code}-{number}"
            indicator.save()
            indicator.providers.set(producers)
            for one, observations in series:
                one.pk, one._state.adding, one.indicator = None, True, indicator
                one.save()
                for row in observations:
                    row.pk, row._state.adding, row.series = None, True, one
                    row.keeps_status = True
                    row.save()
            for note in notes:
                note.pk, note._state.adding, note.indicator, note.code = None, True, indicator, f"{note.code}-{number}"
                note.save()
                note.code = note.code.rpartition("-")[0]


def change_some() -> None:
    for row in Observation.objects.order_by("pk")[::UNDER_CHANGE]:
        row.break_before = "Autre méthode"
        row.save()


def cost(work: Callable[[], object]) -> tuple[float, int]:
    """Milliseconds of the processor, of the quickest of several runs after a first one, which writes; and queries."""
    work()
    queries = []
    with connection.execute_wrapper(lambda run, *given: queries.append(given[0]) or run(*given)):
        work()
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times.append((time.process_time() - begun) * 1000)
    return min(times), len(queries)


def measure(noted: Figures) -> None:
    indicator = Indicator.objects.get(code="2.2-O2")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("bench"))
    url = address(indicator, "change")
    data = filled(opened(client, url))

    def save() -> None:
        assert client.post(url, data).status_code == 302

    indicators = Indicator.objects.count()
    print(f"{indicators} indicators, {Observation.objects.count()} observations")
    for name, work in {
        "save in the administration": save,
        "check of one indicator": lambda: check_indicators(indicator.pk),
        "check of all": check_all,
    }.items():
        took, queries = cost(work)
        print(f"  {name:26} {took:>8.0f} ms {queries:>5} queries")
        noted.note(f"{name}, of {indicators} indicators", took, "ms")


@with_room
def main() -> None:
    noted = figures.command(__doc__).parse_args().figures
    logging.disable(logging.INFO)
    settings.ALLOWED_HOSTS = ["*"]
    with transaction.atomic():
        change_some()
        measure(noted)
        transaction.set_rollback(True)
    with transaction.atomic():
        copy_indicators(TIMES)
        change_some()
        measure(noted)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
