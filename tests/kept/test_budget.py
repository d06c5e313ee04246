"""What few read takes so much of the site and no more: spent at once, given back as time goes by, for all processes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from strategy_monitor.kept import budget, store
from strategy_monitor.kept.budget import AT_ONCE, SHARE, Budget

WORK = Budget("work")


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr(budget.time, "time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def in_another_process() -> None:
    budget.OwnDebts.debts.clear()


def test_it_is_spent_at_once_then_rests_and_is_given_back(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    WORK.spend(AT_ONCE)
    assert WORK.rest() == 0
    WORK.spend(5)
    assert WORK.rest() == 5 / SHARE
    assert caplog.text.count("budget_spent") == 1
    clock.now += 5 / SHARE
    assert WORK.rest() == 0
    clock.now += AT_ONCE / SHARE
    assert WORK.owed() == 0
    assert Budget("other work").owed() == 0


def test_whatever_is_asked_no_more_is_done_than_its_share(clock: Clock) -> None:
    """Somebody asks without end, for work of two seconds each."""
    begun, done = clock.now, 0.0
    while clock.now < begun + 3600:
        if rest := WORK.rest():
            clock.now += rest
            continue
        WORK.spend(2)
        clock.now += 2
        done += 2
    assert done <= AT_ONCE + SHARE * (clock.now - begun) + 2
    assert done > AT_ONCE + SHARE * 3600 - 30, "and no less: the others get what there is"


def test_processes_spend_together(shared: store.Store, clock: Clock) -> None:
    WORK.spend(AT_ONCE)
    in_another_process()
    WORK.spend(3)
    in_another_process()
    assert WORK.rest() == 3 / SHARE


def test_a_store_that_lost_it_gives_nobody_more(shared: store.Store, clock: Clock) -> None:
    WORK.spend(AT_ONCE + 3)
    shared.put(WORK.key, b"nothing that this site sealed")
    assert WORK.rest() == 3 / SHARE
    shared.drop(WORK.key)
    assert WORK.rest() == 3 / SHARE


def test_a_clock_that_is_set_back_gives_nothing(folder: Path, clock: Clock) -> None:
    WORK.spend(AT_ONCE + 3)
    clock.now -= 3600
    assert WORK.rest() == 3 / SHARE


def test_a_clock_that_was_ahead_and_is_set_right_shuts_nobody_out(shared: store.Store, clock: Clock) -> None:
    WORK.spend(AT_ONCE + 3)
    clock.now -= 86_400
    assert WORK.rest() == 3 / SHARE
    in_another_process()
    clock.now += 3 / SHARE
    assert WORK.rest() == 0


def test_who_spends_waits_for_no_page_that_is_being_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pages share a few locked files, and the work of a page is counted while its own is locked."""
    monkeypatch.setattr(store, "sleep", lambda _seconds: pytest.fail("it waits"))
    with store.writing(WORK.key, 0):
        WORK.spend(3)
    assert WORK.owed() > 0


def test_who_operates_the_site_spends_nothing(clock: Clock) -> None:
    WORK.spend(AT_ONCE + 3)
    with budget.unlimited():
        assert WORK.rest() == 0
        WORK.spend(1000)
    assert WORK.rest() == 3 / SHARE
