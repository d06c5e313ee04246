"""Publishes again and again, kills the process that does at random moments, and looks at what is left.

A program of its own, for the database that DATABASE_URL names, which it fills: the rollback of a test would hide what
a killed process leaves. Each kill finds the process alive, or does not count; every second one waits until its
transaction has begun. It prints one line of JSON for each kill; any fault ends it with an error.

    DATABASE_URL=sqlite:////tmp/killed.sqlite3 python -m tests.releases.killed 50
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent.parent
CODE, PRINTED = "2.1-O2", Decimal(4944)
KILLED = -9
OFTEN = 0.005
"""Seconds between two looks at the process."""


def writing() -> bool:
    """Whether another process is in a transaction that writes."""
    from django.db import connection

    if connection.vendor == "sqlite":
        import sqlite3

        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
        )
        return bool(cursor.fetchone()[0])


@dataclass
class Publication:
    """A command in a process of its own."""

    command: tuple[str, ...] = ("manage.py", "publish", "--reason", "Correction")
    process: subprocess.Popen[bytes] = field(init=False)
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        command = [sys.executable, *self.command]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @property
    def age(self) -> float:
        return time.monotonic() - self.begun

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def until_writing(self) -> float:
        """Waits until its transaction has begun, or it has ended; its age then."""
        while self.alive and not writing():
            time.sleep(OFTEN)
        return self.age

    def killed(self, age: float) -> tuple[int, bool]:
        """Its code once it was killed at this age, if it lived so long, and whether it was writing then."""
        while self.alive and self.age < age:
            time.sleep(OFTEN)
        held = self.alive and writing()
        self.process.kill()
        return self.process.wait(), held


def restarted() -> None:
    """What a new process knows: nothing yet."""
    from django.db import connection

    from tests.memory import forget

    connection.close()
    forget()


def served(checked: int = 3) -> Decimal:
    """The figure in the release that the public reads; pages answer, and the newest releases pass their check."""
    from django.test import Client

    from strategy_monitor.releases import load

    restarted()
    heads = load.every_head()
    assert sorted(head.number for head in heads) == list(range(1, len(heads) + 1))
    for head in heads[:checked]:
        load.open_release(head)
    found = load.current()
    assert found.head == heads[0]
    for address in ("/", f"/indicateurs/{CODE}/", f"/versions/2025/{found.head.number}/"):
        assert Client().get(address).status_code == 200, address
    indicator = found.report.indicator(CODE)
    assert indicator
    value = indicator.headlines[0].observations[-1].value
    assert value is not None
    return value


@dataclass
class Trial:
    """One figure that grows by one at each publication, and how long a publication lives."""

    figure: Any
    chance: random.Random = field(default_factory=random.Random)
    before: float = 1.0
    """Seconds until the transaction began, the last time."""
    after: float = 1.0
    """Seconds from there to the end."""

    def moment(self, in_transaction: bool) -> dict[str, Any] | None:
        """Publishes a change, kills that, checks that it is there whole or not at all, and does it again.

        None where the process had ended before it could be killed.
        """
        from django.core.management import call_command

        from strategy_monitor.releases.models import Release
        from tests.vouched import change

        former, count = self.figure.value, Release.objects.count()
        change(self.figure, value=former + 1)
        code, held, age = self.killed(in_transaction)
        made = Release.objects.count() - count
        assert (served(), made) in {(former, 0), (former + 1, 1)}
        assert code == KILLED or (code, made) == (0, 1), code
        call_command("publish", reason="De nouveau", verbosity=0)
        assert (served(), Release.objects.count() - count) == (former + 1, 1)
        told = {"after": round(age, 3), "in_transaction": held, "published": bool(made)}
        return told if code == KILLED else None

    def killed(self, in_transaction: bool) -> tuple[int, bool, float]:
        """Publishes and kills: the code of the process, whether it was writing, its age."""
        publication = Publication()
        if in_transaction:
            self.before = publication.until_writing()
            age = self.before + self.chance.uniform(0, self.after)
        else:
            age = self.chance.uniform(0, self.before + self.after)
        code, held = publication.killed(age)
        if code != KILLED:
            self.after = max(0.05, self.after * 0.8)
        return code, held, publication.age


THING = "Indicator:2.1-O2:1"
"""What the errata correct: its title."""


def erratum_moment(rank: int, chance: random.Random) -> dict[str, Any]:
    """Publishes an erratum to 2025 while the public reads 2026, kills that, checks that 2025 has it whole or not at
    all, that the public reads the same as before, and does it again."""
    from django.contrib.auth import get_user_model

    from strategy_monitor.errata.workflow import Proposal, open_erratum, propose, publish_erratum, submit_erratum
    from strategy_monitor.releases import load
    from strategy_monitor.releases.models import Edition, Release

    ada, grace = (get_user_model().objects.get_or_create(username=name)[0] for name in ("ada", "grace"))
    read, edition = load.current().head, Edition.objects.get(label="2025")
    erratum = open_erratum(edition, ada)
    propose(erratum.pk, 0, ada, Proposal(THING, "title", f"Titre corrigé {rank}", "Une faute."))
    submit_erratum(erratum.pk, 1, ada)
    count = edition.releases.count()
    publication = Publication(("-m", "tests.errata.publishing", str(erratum.pk)))
    age = publication.until_writing() + chance.uniform(0, 0.3)
    code, held = publication.killed(age)
    restarted()
    erratum.refresh_from_db()
    made = edition.releases.count() - count
    assert (erratum.state, made) in {("submitted", 0), ("published", 1)}
    assert code == KILLED or made == 1, code
    assert load.current().head == read
    if not made:
        publish_erratum(erratum.pk, erratum.revision, grace)
    last = max((one for one in load.every_head() if one.edition == "2025"), key=lambda one: one.number)
    indicator = load.open_release(last).report.indicator(CODE)
    assert indicator
    assert indicator.title == f"Titre corrigé {rank}"
    assert Release.objects.get(pk=last.pk).erratum.pk == erratum.pk
    assert load.current().head == read
    return {"after": round(age, 3), "in_transaction": held, "published": bool(made), "erratum": True}


def main(kills: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    from django.core.management import call_command

    from indicators.models import Observation

    for command, options in (("migrate", {}), ("seed", {}), ("publish", {"reason": "Première version"})):
        call_command(command, verbosity=0, **options)
    trial = Trial(Observation.objects.get(series__indicator__code=CODE, value=PRINTED))
    done = 0
    while done < kills:
        told = trial.moment(in_transaction=done % 2 == 0)
        if told:
            done += 1
            print(json.dumps(told), flush=True)
    served(checked=1 + 10 * kills)
    call_command("publish", edition="2026", reason="Édition suivante", verbosity=0)
    for rank in range(kills):
        print(json.dumps(erratum_moment(rank, trial.chance)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
