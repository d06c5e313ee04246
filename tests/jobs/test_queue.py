"""Long work asked for, taken, ended: what is said of it, and by whom."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.utils import timezone

from strategy_monitor.backoffice.progress import count_progress, tell_progress
from strategy_monitor.jobs import doing, queue
from strategy_monitor.jobs.doing import Held, JobRefused, LeaseLost, perform
from strategy_monitor.jobs.models import Job
from strategy_monitor.language.codes import JobKind, JobState, JobStep
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Callable[..., Job]:
    ada = get_user_model().objects.create_user("ada")

    def ask(subject: str = "2025", by: Any = ada, **arguments: Any) -> Job:
        return queue.ask_job(JobKind.PUBLICATION, subject, arguments, by)

    return ask


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that are started."""
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(queue, "start_command", lambda *command: commands.append(command))
    return commands


def does(monkeypatch: pytest.MonkeyPatch, work: Callable[[Held], None]) -> None:
    monkeypatch.setitem(doing.WORK, JobKind.PUBLICATION, work)


def take() -> Held:
    job = queue.take_job()
    assert job
    return Held(job)


def abandon(job: Job) -> None:
    """As if whoever holds it were not heard of for a while."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


@transaction.atomic
def do_and_settle(held: Held) -> None:
    outbox.post("Publié", "", to="a@b.be")
    held.finish()


class TestAsking:
    def test_the_same_asked_twice_is_one_job(self, asked: Any) -> None:
        first = asked(reason="Une raison")
        assert asked(reason="Une autre", by=get_user_model().objects.create_user("grace")) == first
        assert take().job == first
        assert asked() == first, "it is open while it is done"
        assert queue.take_job() is None

    def test_what_has_ended_can_be_asked_again(self, asked: Any) -> None:
        first = asked()
        take().finish(release="2025.1")
        assert asked() != first

    def test_another_subject_is_another_job(self, asked: Any) -> None:
        assert asked("2025") != asked("2026")

    def test_a_process_is_started_once_it_is_committed(
        self, asked: Any, started: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            job = asked()
            assert started == []
        assert started == [("work",)]
        queue.call_process(job)
        assert started == [("work",)], "it is given a moment to take it"
        Job.objects.update(called_at=timezone.now() - queue.CALLED_FOR - dt.timedelta(seconds=1))
        queue.call_process(job)
        assert started == [("work",)] * 2

    def test_none_is_started_where_a_worker_runs_or_somebody_does_it(
        self, asked: Any, started: list[Any], settings: Any
    ) -> None:
        job = asked()
        settings.JOBS_WORKER = True
        queue.call_process(job)
        settings.JOBS_WORKER = False
        take()
        queue.call_process(job)
        assert started == []


def test_to_look_at_a_job_that_is_done_writes_nothing(
    asked: Any, started: list[Any], django_assert_num_queries: Any
) -> None:
    job = asked()
    take()
    with django_assert_num_queries(1) as captured:
        queue.call_process(job)
    assert captured.captured_queries[0]["sql"].startswith("SELECT")


class TestHolding:
    def test_what_somebody_holds_nobody_takes(self, asked: Any) -> None:
        asked()
        take()
        assert queue.take_job() is None

    def test_who_was_overtaken_writes_nothing(self, asked: Any) -> None:
        job = asked()
        slow = take()
        abandon(job)
        quick = take()
        assert not slow.renew()
        with pytest.raises(LeaseLost):
            do_and_settle(slow)
        assert not OutgoingMessage.objects.exists()
        quick.finish(release="2025.1")
        job.refresh_from_db()
        assert (job.state, job.result, job.attempts) == (JobState.DONE, {"release": "2025.1"}, 2)

    def test_renewed_it_stays_held_and_says_how_far_it_is(self, asked: Any) -> None:
        job = asked()
        held = take()
        abandon(job)
        held.hear(JobStep.ROWS, 3, 10)
        assert held.renew()
        assert queue.take_job() is None
        job.refresh_from_db()
        assert (job.step, job.done, job.total) == (JobStep.ROWS, 3, 10)

    def test_what_ends_each_process_is_said_to_be_interrupted(self, asked: Any) -> None:
        job = asked()
        for _time in range(queue.MOST_ATTEMPTS):
            take()
            abandon(job)
        assert queue.take_job() is None
        job.refresh_from_db()
        assert (job.state, job.result["why"]) == (
            JobState.LOST, "Interrompu 3 fois avant la fin, et rien n’a été fait.",
        )  # fmt: skip


class TestEnding:
    def test_progress_is_heard(self, asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        asked()
        held, heard = take(), []

        def work(at_work: Held) -> None:
            for _row in count_progress(JobStep.ROWS, ["a", "b"]):
                heard.append(at_work.progress)
            tell_progress(JobStep.STORING)
            heard.append(at_work.progress)
            at_work.finish()

        does(monkeypatch, work)
        perform(held)
        assert heard == [(JobStep.ROWS, 0, 2), (JobStep.ROWS, 1, 2), (JobStep.STORING, 0, 0)]

    def test_a_refusal_says_why(self, asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def work(_held: Held) -> None:
            raise JobRefused("Des alertes bloquantes.", field="override")

        does(monkeypatch, work)
        job = asked()
        perform(take())
        job.refresh_from_db()
        assert (job.state, job.result) == (
            JobState.FAILED, {"why": "Des alertes bloquantes.", "field": "override"},
        )  # fmt: skip
        assert job.ended_at
        assert queue.take_job() is None

    def test_a_bug_is_logged_and_told(
        self, asked: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def work(_held: Held) -> None:
            raise KeyError("secret")

        does(monkeypatch, work)
        job = asked()
        perform(take())
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert job.result["why"] == "Une erreur s’est produite, et rien n’a été fait. Elle est au journal."
        assert "job_failed" in caplog.text

    def test_where_the_database_fails_it_is_taken_again(self, asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def work(_held: Held) -> None:
            raise OperationalError("the connection is gone")

        does(monkeypatch, work)
        job = asked()
        with pytest.raises(OperationalError):
            perform(take())
        abandon(job)
        assert take().job == job

    def test_it_is_forgotten_after_a_month(self, asked: Any) -> None:
        asked("2024")
        take().finish()
        Job.objects.update(ended_at=timezone.now() - queue.KEPT_FOR - dt.timedelta(days=1))
        waiting = asked("2025")
        queue.prune()
        assert list(Job.objects.all()) == [waiting]


def test_no_garbage_is_looked_for_while_it_is_done(asked: Callable[..., Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """Among all that a long job makes: it took a fifth of an import."""
    found: list[bool] = []

    def work(held: Held) -> None:
        found.append(gc.isenabled())
        held.finish()

    asked()
    does(monkeypatch, work)
    perform(take())
    assert (found, gc.isenabled()) == ([False], True)
