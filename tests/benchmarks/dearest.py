"""What each public address costs the processor of the server: written for the first time, asked again, and with a
question that nobody asked before.

    .venv/bin/python -m tests.benchmarks.dearest [--rounds 3]        # a database that has a release: DATABASE_URL

One process, through Django's test client, with nothing in memory at each first time but the code and the templates;
the least of the rounds counts, for other work of the machine only adds. Times are of this machine: it is the last two
columns beside the first that mean something. Documents are counted without what their own process spends.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import django

from strategy_monitor.web.call_stack import with_room
from tests.benchmarks import figures

TOLD = 30
NUMBERS = count(1)


@dataclass(frozen=True)
class Cost:
    address: str
    first: float
    """Milliseconds of the processor."""
    again: float
    unknown: float
    """The same address with a word that was never asked for, where the page knows that parameter (`q`)."""


@with_room
def spent(address: str) -> float:
    from django.test import Client

    begun = time.process_time()
    status = Client().get(address).status_code
    if status not in {200, 400, 404}:  # an API refuses what it does not know; a page may have no chart to draw
        raise SystemExit(f"{address}: {status}")
    return (time.process_time() - begun) * 1000


def measure(address: str, rounds: int) -> Cost:
    from tests.memory import forget_answers

    first, again, unknown = [], [], []
    for _ in range(rounds):
        forget_answers()
        first.append(spent(address))
        again.append(spent(address))
        asked = urlencode({"q": f"inconnu {next(NUMBERS)}"})
        unknown.append(spent(f"{address}{'&' if '?' in address else '?'}{asked}"))
    return Cost(address, min(first), min(again), min(unknown))


def addresses() -> list[str]:
    """Of each kind of page, of each file of data, and both of a permanent address of a release."""
    from tests.browser.addresses import PUBLIC
    from tests.pages.test_outage import AROUND, PAST

    pages = [page.path for page in PUBLIC if page.status == 200]
    past = [f"/versions/2025/1/{page}" for page in PAST]
    return list(
        dict.fromkeys([*pages, *past, *(one for one in AROUND if "2025.2" not in one and "/2025/2/" not in one)])
    )


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    spent("/")
    found = sorted((measure(one, asked.rounds) for one in addresses()), key=lambda one: -one.first)
    print(f"{'ms of the processor':62}{'first':>8}{'again':>8}{'unknown':>9}")
    for one in found[:TOLD]:
        print(f"{one.address[:60]:62}{one.first:>8.1f}{one.again:>8.1f}{one.unknown:>9.1f}")
        asked.figures.note(f"{one.address}: first × again", one.first / one.again, "×")


if __name__ == "__main__":
    main()
