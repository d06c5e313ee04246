"""Which releases there are is asked by every page: cheaply, and nothing that changed is missed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from strategy_monitor.releases import load, names
from strategy_monitor.releases.look import read_rows_of
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.withdraw import withdraw
from tests.releases.test_load import released


def elsewhere(work: Callable[[], Any]) -> Any:
    """What another process would do: in a connection of its own."""

    def own() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(own).result(timeout=60)


def execute(statement: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


@pytest.mark.django_db(transaction=True)
class TestEachChangeIsSeenByTheNextRequestOfEveryProcess:
    @pytest.fixture(autouse=True)
    def two_releases(self) -> None:
        released(1, "{}")
        released(2, "{}", author=get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace"))
        assert [head.name for head in load.known().heads] == ["2025.2", "2025.1"]

    def test_nothing_is_made_again_where_nothing_changed(self) -> None:
        assert load.known().heads is load.known().heads
        assert load.known().heads == elsewhere(lambda: load.known().heads)

    def test_a_publication(self) -> None:
        elsewhere(lambda: released(3, "{}"))
        assert load.known().heads[0].name == "2025.3"

    def test_a_withdrawal(self) -> None:
        elsewhere(lambda: withdraw("2025", 2, "Trop tôt."))
        assert load.known().heads[0].withdrawn
        assert load.known().heads[0].withdrawn.reason == "Trop tôt."  # type: ignore[union-attr]

    def test_what_is_changed_behind_the_back_of_the_product(self) -> None:
        elsewhere(lambda: execute("UPDATE releases_release SET sha256 = %s WHERE number = 2", "0" * 64))
        assert load.known().heads[0].sha256 == "0" * 64
        elsewhere(lambda: execute("DELETE FROM releases_release WHERE number = 2"))
        assert [head.name for head in load.known().heads] == ["2025.1"]
        elsewhere(lambda: execute("UPDATE releases_edition SET label = '2024'"))
        assert [head.name for head in load.known().heads] == ["2024.1"]

    def test_a_rename_where_names_are_shown_and_showing_them(self, settings: Any) -> None:
        number = get_user_model().objects.get().pk
        assert load.known().heads[0].author == f"le compte n°\xa0{number}"
        settings.SHOW_NAMES = True
        assert load.known().heads[0].author == "Ada Lovelace"
        assert names.public_names() == {number: "Ada Lovelace"}
        elsewhere(lambda: get_user_model().objects.update(last_name="Byron"))
        assert load.known().heads[0].author == "Ada Byron"
        assert names.public_names() == {number: "Ada Byron"}

    def test_what_was_not_committed_is_not_seen_elsewhere_nor_after(self) -> None:
        with transaction.atomic():
            released(9, "{}")
            assert load.every_head()[0].name == "2025.9"
            if connection.vendor == "postgresql":
                assert elsewhere(load.every_head)[0].name == "2025.2"
            transaction.set_rollback(True)
        assert load.known().heads[0].name == "2025.2"

    def test_the_orm_says_the_same(self) -> None:
        rows = tuple(load.asked_heads())
        assert load.every_head() == load.heads_of(rows)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL")
    def test_it_is_planned_once_and_asked_again_where_the_server_hung_up(self) -> None:
        with CaptureQueriesContext(connection) as caught:
            load.known()
        assert [query["sql"] for query in caught.captured_queries] == ["EXECUTE every_head"]
        held = connection.connection.info.backend_pid
        elsewhere(lambda: execute("SELECT pg_terminate_backend(%s)", held))
        connection.health_check_done = False
        assert load.known().fresh
        assert connection.connection.info.backend_pid != held

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL")
    def test_a_table_that_a_migration_altered_is_asked_again(self) -> None:
        known = load.known().heads
        alter = "ALTER TABLE releases_release ALTER COLUMN kind TYPE "
        kind = Release._meta.get_field("kind").db_type(connection)
        elsewhere(lambda: execute(alter + "text"))
        try:
            found = load.known()
            assert (found.fresh, found.heads) == (True, known)
        finally:
            elsewhere(lambda: execute(alter + str(kind)))
        assert load.known().fresh

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL")
    @pytest.mark.parametrize("which", ["planned it already", "never did", "never did, and is new"])
    def test_a_pool_that_changes_connections_costs_the_plan_only(
        self, which: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One is given that…"""
        if which == "planned it already":
            load.LOOK.planned.discard(connection.connection)
        elif which == "never did":
            execute("DEALLOCATE every_head")
        else:
            connection.close()
            monkeypatch.setattr(load.LOOK, "read_planned", lambda: read_rows_of("EXECUTE every_head"))
        found = load.known()
        assert (found.fresh, [head.name for head in found.heads]) == (True, ["2025.2", "2025.1"])

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="connections of PostgreSQL")
    def test_a_database_that_is_away_is_not_asked_twice_by_a_new_connection(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        known, asked = load.known().heads, []

        def away(*args: object) -> None:
            asked.append(1)
            raise OperationalError("no route to host")

        connection.close()
        monkeypatch.setattr(connection, "get_new_connection", away)
        found = load.known()
        assert (found.fresh, found.heads, len(asked)) == (False, known, 1)
        load.known()
        assert len(asked) == 1, "it is left alone for two seconds"
