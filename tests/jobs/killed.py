"""Has jobs done by processes that are killed at any moment, and looks at what is left.

A program of its own, for the database that DATABASE_URL names, which it fills: the rollback of a test would hide what
a killed process leaves. The work writes one row, in the transaction in which it says that it is done. Each kill finds
the process alive, or does not count. It prints one line of JSON for each kill, then for three who take the same jobs,
for one that is told to end, and for as many publications, imports, readings and errata that are killed.

    DATABASE_URL=sqlite:////tmp/killed.sqlite3 python -m tests.jobs.killed 50
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from typing import Any

import django

from strategy_monitor.report.collector import look_less_often

SLOW, STEPS, STEP, QUICK = "slow", 5, 0.08, 0.02
"""The kind of the work, and how many steps of so many seconds it takes before its transaction; or of fewer, where
nobody has to come upon one."""
LASTS = STEPS * STEP + 0.3


def work_slowly(held: Any) -> None:
    from django.db import transaction

    from strategy_monitor.backoffice.progress import count_progress
    from strategy_monitor.language.codes import JobStep
    from strategy_monitor.notices import outbox

    for _number in count_progress(JobStep.ROWS, range(STEPS)):
        time.sleep(held.job.arguments["step"])
    with transaction.atomic():
        outbox.post(held.job.subject, "", to="somebody@example.org")
        held.finish(told="done")
        time.sleep(0.1)
    time.sleep(0.1)


def begin(beat: float = 0.02) -> int:
    """Begins a process that does what waits, then ends; its number."""
    from django.db import connections

    from strategy_monitor.jobs import doing
    from strategy_monitor.jobs.management.commands import work

    connections.close_all()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        doing.BEAT = beat
        signal.signal(signal.SIGTERM, work.end_in_order)
        work.work_off()
        status = 0
    except SystemExit:
        status = 0
    finally:
        os._exit(status)


def ended(child: int) -> int:
    """As `Popen.returncode` says it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def ask(subject: str, step: float = STEP) -> Any:
    from django.contrib.auth import get_user_model

    from strategy_monitor.jobs import queue

    return queue.ask_job(SLOW, subject, {"step": step}, get_user_model().objects.get())  # type: ignore[arg-type]


def written() -> Counter[str]:
    from strategy_monitor.notices.models import OutgoingMessage

    return Counter(OutgoingMessage.objects.values_list("subject", flat=True))


def abandon(job: Any) -> None:
    """As if its lease had run out."""
    from django.utils import timezone

    from strategy_monitor.jobs.models import Job

    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def hasten(job: Any) -> None:
    """Nobody comes upon who does it from now on."""
    from strategy_monitor.jobs.models import Job

    Job.objects.filter(pk=job.pk).update(arguments={"step": QUICK})


def after_a_kill(subject: str, moment: float) -> dict[str, Any] | None:
    """What a process left that was killed so many seconds after it took the job; None where it had ended."""
    job, child = ask(subject), begin()
    while job.state == "waiting":
        job.refresh_from_db()
        time.sleep(0.005)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    if ended(child) != -signal.SIGKILL:
        return None
    job.refresh_from_db()
    told = {"after": round(moment, 3), "state": job.state, "step": job.step, "done": job.done, "of": job.total}
    assert (job.state, written()[subject]) in {("running", 0), ("done", 1)}, told
    if job.state == "running":
        assert ended(begin()) == 0
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("running", 1), "it is held, until its lease has run out"
        abandon(job)
        hasten(job)
    assert ended(begin()) == 0
    job.refresh_from_db()
    assert (job.state, written()[subject]) == ("done", 1), told
    return told


def take_together(number: int) -> dict[str, Any]:
    """Two processes, and jobs for both: each is done once."""
    from strategy_monitor.jobs.models import Job

    jobs = [ask(f"race {rank}", QUICK) for rank in range(number)]
    assert [ended(child) for child in [begin(), begin(), begin()]] == [0, 0, 0]
    of_race = written()
    assert [of_race[job.subject] for job in jobs] == [1] * number
    attempts = set(Job.objects.filter(subject__startswith="race").values_list("attempts", "state"))
    assert attempts == {(1, "done")}
    return {"race": number}


def end_in_order() -> dict[str, Any]:
    """Told to end, a process gives back what it began, and another has not to wait for the lease."""
    job, child = ask("ordered"), begin()
    while not job.total:
        job.refresh_from_db()
        time.sleep(0.005)
    seen = job.done, job.total
    os.kill(child, signal.SIGTERM)
    assert ended(child) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, written()["ordered"]) == ("waiting", 0, 0)
    hasten(job)
    assert ended(begin()) == 0
    job.refresh_from_db()
    assert (job.state, written()["ordered"]) == ("done", 1)
    return {"seen meanwhile": seen}


def prepare_copy() -> Any:
    """A figure, published as 2025.1, in the working copy of Ada, who may do all."""
    from strategy_monitor.releases.models import Edition
    from strategy_monitor.releases.publish import publish
    from tests import factories

    figure = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))
    Edition.objects.create(label="2025")
    publish("2025", "Première version")
    return figure


def ask_to_publish(figure: Any) -> Any:
    """The next version of the figure."""
    from django.contrib.auth import get_user_model

    from strategy_monitor.jobs import queue
    from strategy_monitor.language.codes import JobKind
    from tests.vouched import change

    change(figure, value=figure.value + 1)
    given = {"edition": "2025", "kind": "update", "reason": "Un de plus", "override": "", "seen": None}
    return queue.ask_job(JobKind.PUBLICATION, "2025", given, get_user_model().objects.get())


def ask_to_import(figure: Any) -> Any:
    """The same, from a file."""
    from django.contrib.auth import get_user_model

    from indicators.exchange.applying import make_imported_file
    from indicators.exchange.plan import plan
    from strategy_monitor.jobs import queue
    from strategy_monitor.language.codes import JobKind
    from tests.indicators.exchange.files import csv_of

    figure.refresh_from_db()
    value = {"code": "1.1-O1", "key": "heures", "period_label": figure.period_label, "value": str(figure.value + 1)}
    ada = get_user_model().objects.get()
    file = make_imported_file("un.csv", csv_of(value), ada)
    file.save()
    shown = plan(file.content, ada).digest
    given = {"answers": {}, "shown": shown, "reason": "Un", "some": False, "alerts": "", "name": file.name}
    return queue.ask_job(JobKind.IMPORT, str(file.pk), given, ada)


def ask_to_look(_figure: Any) -> Any:
    """For what would be published."""
    from django.contrib.auth import get_user_model

    from strategy_monitor.jobs import queue
    from strategy_monitor.language.codes import JobKind

    return queue.ask_job(JobKind.OUTLOOK, "2025", {}, get_user_model().objects.get())


def ask_to_correct(_figure: Any) -> Any:
    """An erratum of 2025, which Grace submitted, once 2026 is prepared."""
    from django.contrib.auth import get_user_model

    from strategy_monitor.errata.workflow import read_base
    from strategy_monitor.jobs import queue
    from strategy_monitor.language.codes import JobKind
    from strategy_monitor.releases.editions import default_edition, prepare
    from strategy_monitor.releases.models import Edition
    from tests.errata.making import FIGURE, proposed

    if default_edition() == "2025":
        prepare("2026")
    _head, report = read_base(Edition.objects.get(label="2025"))
    value = report.indicators[0].series[0].observations[0].value
    assert value is not None
    grace, _new = get_user_model().objects.get_or_create(username="grace")
    erratum = proposed(grace, FIGURE, "value", str(value + 1))
    ada = get_user_model().objects.get(username="ada")
    return queue.ask_job(JobKind.ERRATUM, str(erratum.pk), {"seen": erratum.revision, "edition": "2025"}, ada)


def count_made(job: Any) -> int:
    """Releases, or changes of a figure, or what was found."""
    from indicators.models import Observation
    from strategy_monitor.jobs.models import Job
    from strategy_monitor.language.codes import JobKind
    from strategy_monitor.releases.models import Release

    if job.kind == JobKind.OUTLOOK:
        return Job.objects.filter(kind=job.kind, state="done").exclude(found=None).count()
    return Observation.history.count() if job.kind == JobKind.IMPORT else Release.objects.count()


def kill_real(job: Any, moment: float) -> dict[str, Any]:
    """A publication, an import, a reading or an erratum, killed so many seconds after its process began: then done by
    another, once."""
    before, child = count_made(job), begin()
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    told = {"kind": job.kind, "after": round(moment, 3), "killed": ended(child) == -signal.SIGKILL}
    job.refresh_from_db()
    assert (job.state == "done", count_made(job) - before) in {(False, 0), (True, 1)}, told
    told["done"] = job.state == "done"
    if job.state == "running":
        abandon(job)
    assert ended(begin()) == 0
    job.refresh_from_db()
    assert (job.state, count_made(job) - before) == ("done", 1), (told, job.result)
    return told


def main(kills: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    os.environ["JOBS_WORKER"] = "1"
    look_less_often()
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from strategy_monitor.jobs import doing

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser("ada")
    doing.WORK[SLOW] = work_slowly
    done, tried, chance = 0, 0, random.Random()
    while done < kills:
        tried += 1
        if told := after_a_kill(f"kill {tried}", chance.uniform(0, LASTS)):
            done += 1
            print(json.dumps(told), flush=True)
    print(json.dumps(take_together(6)), flush=True)
    print(json.dumps(end_in_order()), flush=True)
    figure = prepare_copy()
    for asked in (ask_to_publish, ask_to_import, ask_to_look, ask_to_correct):
        lasts = 0.3
        for _time in range(kills):
            told = kill_real(asked(figure), chance.uniform(0, lasts))
            lasts *= 0.7 if told["done"] else 1.4  # so that about as many are killed before as after
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
