"""A PostgreSQL that stands still fails what waits for it, as one that is away does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg2
import pytest
from django.db import OperationalError, close_old_connections, connection

from strategy_monitor.releases import look
from strategy_monitor.releases.models import Release
from strategy_monitor.web import faults, patience
from tests.crashes.servers import silent_server
from tests.outages import wait_as_long_as_it_takes

of_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
Limit = Callable[[float, float], None]
ASLEEP = "SELECT 'a' FROM pg_sleep(3)"


@pytest.fixture
def limit() -> Iterator[Limit]:
    yield patience.limit_waits
    wait_as_long_as_it_takes()


def ask(sql: str) -> object:
    close_old_connections()  # as each request does
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@of_postgresql
@pytest.mark.django_db(transaction=True)
class TestAStatement:
    @pytest.fixture(autouse=True)
    def connection_of_its_own(self) -> Iterator[None]:
        yield
        close_old_connections()

    def test_that_is_not_answered_fails_as_an_outage_and_the_next_ones_are_answered(self, limit: Limit) -> None:
        limit(30, 0.3)
        with pytest.raises(OperationalError, match="did not say anything") as failed:
            ask(ASLEEP)
        assert faults.outage(failed.value)
        assert patience.Patience.silent
        assert ask("SELECT 1") == 1, "by another connection"
        assert not patience.Patience.silent

    def test_is_waited_for_as_long_as_it_may_take(self, limit: Limit) -> None:
        limit(30, 30)
        assert ask("SELECT 'a' FROM pg_sleep(0.4)") == "a"
        with patience.at_most(0.1), pytest.raises(OperationalError):
            ask(ASLEEP)

    def test_of_a_process_that_serves_nobody_takes_what_it_takes(self) -> None:
        with patience.at_most(0.1):
            assert ask("SELECT 'a' FROM pg_sleep(0.4)") == "a"

    def test_of_a_page_is_not_asked_again_at_once(self, limit: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
        limit(30, 30)
        asked: list[str] = []

        def asleep(statement: str) -> object:
            asked.append(statement)
            with connection.cursor() as cursor:
                cursor.execute(ASLEEP)
            return ()

        found = look.Look("patience", Release.objects.all, tuple)
        assert found() == ()
        monkeypatch.setattr(look, "READERS_WAIT", 0.2)
        monkeypatch.setattr(look, "read_rows_of", asleep)
        with pytest.raises(OperationalError):
            found()
        assert len(asked) == 1

    def test_after_silence_is_not_waited_for_until_another_is_answered(self, limit: Limit) -> None:
        limit(0.3, 600)
        with connection.cursor() as cursor:
            patience.Patience.silent = True
            with pytest.raises(OperationalError, match=r"for 0\.3 s"):
                cursor.execute(ASLEEP)


def test_a_server_that_takes_connections_and_says_nothing_is_away(limit: Limit) -> None:
    limit(0.3, 600)
    with silent_server() as port, pytest.raises(psycopg2.OperationalError, match="did not say anything"):
        psycopg2.connect(host="127.0.0.1", port=port, user="site", dbname="site")
