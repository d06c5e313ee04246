"""Kills works that write, at their commits, and looks at what is left: all of it or nothing, and nothing said is lost.

A program of its own, for the database that DATABASE_URL names, which is empty or has the tables of this version: the
rollback of a test would hide what a killed process leaves.

    DATABASE_URL=sqlite:////tmp/killed.sqlite3 python -m tests.crashes.killed 200 [--seed 1] [--acts publish,undo]

Each work (`acts`) is done by a process that is forked for it, with nothing in memory and no connection, on a database
that was put back. A quarter of the kills each: as a commit is called; right after it has returned; within 5 ms from its
call; anywhere in the work. Half of those at a commit are at the one that settles the work.

The clock of the site stands still, so that what a whole work leaves is the same each time: after a kill, the sum of
each table (that a backup holds) is that of before, or that of after. What each commit settles is learnt first: a kill
before a commit must leave what the one before it had settled, a kill after it what it settles. What was acknowledged is
there. Then another fresh process answers pages, and what was not done is done again.

Prints a line of JSON for each work; any fault ends it with an error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from strategy_monitor.report.collector import look_less_often

if TYPE_CHECKING:
    from strategy_monitor.backups.lines import TableSum
    from tests.crashes.acts import Act
    from tests.crashes.aiming import Aim, When
    from tests.crashes.places import Place

WAYS: tuple[When, ...] = ("before", "after", "around", "anywhere")
ALWAYS = 8
"""After so many kills of each work, one goes on from what they left; then after one in four."""
LINGERS = 0.05
"""Seconds for which a process that is to be killed is there after it acknowledged: some are killed then."""
CLOSE = 0.005
"""Seconds from a commit: what counts as aimed at it."""
ADDRESSES = ("/", "/versions/2025/1/", "/api/v1/indicators")
"""What a fresh process is asked for after a kill."""
FOLLOWING = {"indicators_finding", "indicators_historicalfinding", "history_change"}
"""Tables that the rules of quality write to, in a transaction of their own once a work is committed. Where they could
not, the next check of all (each publication begins by one) finds the same."""
Sums = tuple["TableSum", ...]
"""Of each table that a backup holds; nothing for a database that is nobody's."""


@dataclass
class Told:
    """What a process said until it ended."""

    lines: list[tuple[str, int, float]] = field(default_factory=list)
    """What, which commit, when (`time.monotonic`)."""
    fault: str = ""
    killed_at: float = 0.0

    def last(self, what: str) -> tuple[int, float]:
        """The last commit that this was said of, and when; 0 where none was."""
        return max(((rank, when) for said, rank, when in self.lines if said == what), default=(0, 0.0))

    @property
    def acknowledged(self) -> bool:
        return bool(self.last("done")[1])


def work(do: Callable[[], None], aim: Aim | None = None) -> Told:
    """Does something in a process that is forked for it, and kills it where it is aimed at. Nobody may be connected."""
    from tests.crashes.aiming import watch_commits

    hear, speak = os.pipe()
    begun = time.monotonic()
    pid = os.fork()
    if not pid:
        os.close(hear)

        def tell(what: str, rank: int = 0, *more: object) -> None:
            os.write(speak, f"{what}\t{rank}\t{time.monotonic()}\t{' '.join(map(str, more))}\n".encode())

        try:
            watch_commits(tell, aim)
            do()
            tell("done")
            time.sleep(LINGERS if aim else 0)
        except BaseException:
            tell("failed", 0, json.dumps(traceback.format_exc()[-3000:]))
        finally:
            os._exit(0)
    os.close(speak)
    with open(hear, "rb", buffering=0) as pipe:
        told = listen(pipe, pid, begun, aim)
    _pid, status = os.waitpid(pid, 0)
    if told.fault:
        raise AssertionError(told.fault)
    if not os.WIFSIGNALED(status):
        told.killed_at = 0.0
    elif not told.killed_at:  # by itself, where it was aimed at
        told.killed_at = told.lines[-1][2]
    return told


def listen(pipe: Any, pid: int, begun: float, aim: Aim | None) -> Told:
    """What the process tells, until it has ended; it is killed meanwhile if that is due some time after something."""
    told, rest = Told(), b""
    due = begun + aim.seconds if aim and aim.when == "anywhere" else None
    while True:
        if due is not None and not select.select([pipe], [], [], max(due - time.monotonic(), 0))[0]:
            os.kill(pid, signal.SIGKILL)
            told.killed_at, due = time.monotonic(), None
        found = pipe.read(65536)
        if not found:
            return told
        *whole, rest = (rest + found).split(b"\n")
        for line in whole:
            what, rank, when, more = line.decode().split("\t")
            told.lines.append((what, int(rank), float(when)))
            told.fault = json.loads(more) if what == "failed" else told.fault
            if aim and (aim.when, aim.rank, what) == ("around", int(rank), "called"):
                due = float(when) + aim.seconds


def stop_the_clock() -> None:
    """For what asks Django for the time, from now on: what a work writes is then the same each time."""
    import datetime as dt

    from django.utils import timezone

    moment = dt.datetime.now(dt.UTC)

    class Stopped(dt.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    timezone.datetime = Stopped  # type: ignore[attr-defined]


class Found(Exception):
    """What is left after a kill is not what may be left."""


@dataclass
class Trial:
    """One work, killed again and again."""

    act: Act
    place: Place
    chance: random.Random
    settled: dict[int, Sums] = field(default_factory=dict)
    """Commit → what the database is once it has returned."""
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds until a fresh process had answered, the longest time."""

    def begin(self) -> None:
        self.place.put_back(self.act.begins)

    @cached_property
    def whole(self) -> tuple[Told, float, Sums]:
        """What a whole work tells, how long it takes (seconds), and what it leaves."""
        self.begin()
        self.settled[0] = sums()
        begun = time.monotonic()
        told = work(self.act.do)
        lasts = time.monotonic() - begun
        assert told.acknowledged
        return told, lasts, sums()

    @property
    def commits(self) -> int:
        return self.whole[0].last("returned")[0]

    @cached_property
    def decisive(self) -> int:
        """The commit that settles the work: from it on, it is there. A restoration has dozens of others."""
        first, last = 1, self.commits
        while first < last:
            middle = (first + last) // 2
            first, last = (
                (first, middle) if work_of(self.after(middle)) == work_of(self.whole[2]) else (middle + 1, last)
            )
        return first

    def after(self, rank: int) -> Sums:
        """What the database is once this commit has returned; learnt by a kill."""
        from tests.crashes.aiming import Aim

        if rank not in self.settled:
            self.begin()
            self.settled[rank] = self.left(work(self.act.do, Aim("after", rank)))
        return self.settled[rank]

    def left(self, told: Told) -> Sums:
        """What a killed process has left: all of the work, or nothing."""
        assert told.killed_at
        self.place.settle()
        found = sums()
        if found not in (self.settled[0], self.whole[2]) and work_of(found) != work_of(self.whole[2]):
            raise Found(f"{self.act.name}: partly done, {differing(found, self.settled[0], self.whole[2])}")
        return found

    def go_on(self, done: bool, looked: bool) -> None:
        """A fresh process answers; the rules find what they would have found; and what was not done is done by whoever
        tries again. Keys that a killed process drew are not drawn again, on PostgreSQL: rows are counted here."""
        if self.act.begins == "before" or done:
            begun = time.monotonic()
            work(answer_pages)
            self.slowest = max(self.slowest, time.monotonic() - begun)
            self.counts["pages answered"] += 1
        if done and not looked:
            work(check_data)
        if not done:
            work(self.act.do)
            self.counts["done again"] += 1
        if counted(sums()) != counted(self.whole[2]):
            raise Found(f"{self.act.name}: otherwise in the end, {differing(sums(), self.whole[2])}")

    def aim(self, number: int) -> Aim:
        from tests.crashes.aiming import Aim

        _told, lasts, _sums = self.whole
        when = WAYS[number % len(WAYS)]
        seconds = self.chance.uniform(0, CLOSE if when == "around" else lasts + LINGERS)
        rank = self.decisive if self.chance.random() < 0.5 else self.chance.randint(1, self.commits)
        return Aim(when, rank, seconds)

    def kill(self, number: int) -> bool:
        """Whether the process could be killed before it had ended."""
        aim = self.aim(number)
        first, last = (self.after(aim.rank - 1), self.after(aim.rank)) if aim.when != "anywhere" else ((), ())
        self.begin()
        told = work(self.act.do, aim)
        if not told.killed_at:
            return False
        found = self.left(told)
        done = work_of(found) == work_of(self.whole[2])
        if told.acknowledged and not done:
            raise Found(f"{self.act.name}: acknowledged, and lost ({aim})")
        if aim.when == "before" and found != first:
            raise Found(f"{self.act.name}: something is there before {aim} is called")
        if aim.when == "after" and found != last:
            raise Found(f"{self.act.name}: {aim} returned, and is lost")
        called, at = told.last("called")
        self.counts["kills"] += 1
        self.counts[aim.when] += 1
        self.counts["at the decisive commit"] += aim.when != "anywhere" and aim.rank == self.decisive
        self.counts["within 5 ms of a commit"] += bool(called and 0 <= told.killed_at - at <= CLOSE)
        self.counts["whole" if done else "nothing"] += 1
        self.counts["acknowledged"] += told.acknowledged
        looked = found == self.whole[2]
        self.counts["before the rules had looked"] += done and not looked
        if self.counts["kills"] <= ALWAYS or self.chance.random() < 1 / len(WAYS):
            self.go_on(done, looked)
        return True


def sums() -> Sums:
    """Of every table that a backup holds, but for who came when."""
    from django.db import connection, connections

    from strategy_monitor.backups import load

    tables = set(connection.introspection.table_names())
    found: Sums = ()
    with connection.cursor() as cursor:
        if any(rows_in(cursor, name) for name in load.INHABITED if name in tables):
            found = tuple(sum_of(cursor, name) for name in saved_tables())
    connections.close_all()
    return found


@cache
def saved_tables() -> list[str]:
    from django.apps import apps

    from strategy_monitor.backups import dump

    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    return sorted({one._meta.db_table for one in models} - set(dump.LEFT_OUT))


def sum_of(cursor: Any, name: str) -> TableSum:
    """Of all its rows, as the database gives them: no model compiles a question, and none reads an answer."""
    from strategy_monitor.backups.lines import TableSum

    cursor.execute(f"SELECT * FROM {name}")
    rows = sorted(repr([bytes(one) if isinstance(one, memoryview) else one for one in row]) for row in cursor)
    return TableSum(name, len(rows), sha256("\n".join(rows).encode()).hexdigest())


def work_of(found: Sums) -> Sums:
    return tuple(one for one in found if one.name not in FOLLOWING)


def counted(found: Sums) -> list[tuple[str, int]]:
    return [(one.name, one.rows) for one in found]


def check_data() -> None:
    from strategy_monitor.quality.gate import check_all

    check_all()


def rows_in(cursor: Any, name: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {name}")
    return int(cursor.fetchone()[0])


def differing(found: Sums, *others: Sums) -> list[str]:
    """Tables that differ from each of these."""
    return sorted({one.name for one in found if all(one not in other for other in others)})


def answer_pages() -> None:
    from django.test import Client

    for address in ADDRESSES:
        status = Client().get(address).status_code
        if status != 200:
            raise AssertionError(f"{address}: {status}")


def require_consistent() -> None:
    """The register verifies, and each observation is as the last record of its history says."""
    from django.core.management import call_command

    from indicators.models import Observation

    call_command("check_register", verbosity=0)
    for one in Observation.objects.all():
        last = one.history.latest().instance
        fields = [field.attname for field in Observation._meta.concrete_fields]
        assert [getattr(one, name) for name in fields] == [getattr(last, name) for name in fields], one


def prepare(place: Place, folder: Path) -> list[Act]:
    """The database as each work finds it, kept; and the works."""
    from django.core.management import call_command
    from django.db import connections

    from strategy_monitor.report.collector import freeze_objects
    from tests.crashes import acts
    from tests.memory import forget

    call_command("migrate", verbosity=0)  # where they are not laid yet
    place.keep(acts.LAID)
    place.empty()
    place.keep(acts.BARE)
    place.put_back(acts.LAID)
    every = acts.prepare_acts(folder)
    place.keep(acts.BEFORE)
    forget()
    stop_the_clock()
    connections.close_all()
    freeze_objects()  # or each process that is forked would look through them, which copies them for it
    return every


def run(kills: int, seed: str, only: set[str]) -> None:
    from tests.crashes.places import place

    here = place()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for act in prepare(here, Path(folder)):
                wanted = round(kills * act.share)
                if wanted and (not only or act.name in only):
                    print(
                        json.dumps(try_act(Trial(act, here, random.Random(f"{seed} {act.name}")), wanted)), flush=True
                    )
    finally:
        here.forget()


def try_act(trial: Trial, wanted: int) -> dict[str, Any]:
    """What is told of so many kills of one work."""
    number, begun = 0, time.monotonic()
    commits = trial.commits
    work(require_consistent)  # here, as elsewhere, this process must not come to remember anything
    trial.decisive  # noqa: B018 - learnt before the first kill, for it takes works of its own
    while trial.counts["kills"] < wanted:
        trial.kill(number)
        number += 1
    told = {"act": trial.act.name, "commits": commits, **trial.counts}
    return told | {"up after at most, s": round(trial.slowest, 2), "s": round(time.monotonic() - begun)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--acts", default="")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    look_less_often()
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    run(asked.kills, asked.seed, {name for name in asked.acts.split(",") if name})


if __name__ == "__main__":
    sys.exit(main())
