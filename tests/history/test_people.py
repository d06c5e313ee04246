"""The history tells people by the number of their account; what they are called is read as the page is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Observation
from strategy_monitor.history.models import Change
from tests import factories

OLD = [("history", "0002_words")]
NEW = [("history", "0004_no_names")]
JOURNAL = "/bureau/historique/"


def make_camille() -> Any:
    return get_user_model().objects.create_user("camille", first_name="Camille", last_name="Dubois")


def submit(observation: Observation, person: Any) -> None:
    observation.value, observation.status, observation.submitted_by = Decimal(5), "submitted", person
    observation._history_user, observation.keeps_status = person, True
    observation.save()


def texts() -> str:
    """All that the table holds, as text."""
    names = [one.name for one in Change._meta.concrete_fields]
    columns = [Cast(name, TextField()) for name in names]
    return " ".join(str(row) for row in Change.objects.values_list(*columns))


def heads(client: Client) -> list[str]:
    page = BeautifulSoup(client.get(JOURNAL).content, "lxml")
    return [" ".join(one.get_text(" ").replace("\xa0", " ").split()) for one in page.select(".saves > li")]


@pytest.mark.django_db
def test_a_change_keeps_a_number_and_no_name() -> None:
    camille = make_camille()
    submit(factories.observation(), camille)
    change = Change.objects.latest("id")
    assert change.user_id == camille.pk
    assert ["submitted_by", None, [["auth.User", camille.pk, None]]] in change.fields
    for one in ("Camille", "Dubois", "camille"):
        assert one not in texts()


@pytest.mark.django_db
def test_a_page_of_the_history_says_what_a_person_is_called_now(admin_client: Client) -> None:
    camille = make_camille()
    submit(factories.observation(), camille)
    assert "Camille Dubois" in heads(admin_client)[0]
    assert "devient Camille Dubois" in heads(admin_client)[0]
    camille.last_name = "Lejeune"
    camille.save()
    assert "devient Camille Lejeune" in heads(admin_client)[0]
    assert "Dubois" not in heads(admin_client)[0]


@pytest.mark.django_db
def test_the_number_outlives_the_account(admin_client: Client) -> None:
    camille = make_camille()
    submit(factories.observation(), camille)
    Observation.objects.update(submitted_by=None, status="draft")
    Observation.history.update(history_user=None, submitted_by=None)  # what keeps an account from being deleted
    camille_number = camille.pk
    camille.delete()
    assert Change.objects.latest("id").user_id == camille_number
    assert f"le compte n° {camille_number}" in heads(admin_client)[0]
    assert f"devient le compte n° {camille_number}" in heads(admin_client)[0]


@pytest.mark.django_db
def test_names_are_read_in_one_query_whoever_made_the_changes(admin_client: Client) -> None:
    def queries_for(people: int) -> int:
        for number in range(people):
            person = get_user_model().objects.create_user(f"personne-{people}-{number}")
            submit(factories.observation(period_label=f"{people}-{number}"), person)
        admin_client.get(JOURNAL)
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(JOURNAL)
        return len(asked)

    assert queries_for(2) == queries_for(9)


def migrate(to: list[tuple[str, str]]) -> Any:
    """The models as they then are."""
    MigrationExecutor(connection).migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_forgets_names_and_keeps_numbers() -> None:
    """There and back: on the way back, names are those of the accounts that are there."""
    camille, gone = make_camille(), get_user_model().objects.create_user("parti")
    common = {
        "kind": "~", "when": "2026-01-01T00:00Z", "origin": "person", "reason": "", "folded_reason": "",
        "name": [["axes.Axis", 1, "1"]], "subject": [["axes.Axis", 1, "1"]], "subject_model": "axes.Axis",
        "subject_key": 1, "indicator_code": "", "model": "axes.Axis", "key": 1,
    }  # fmt: skip
    step, past = ["auth.User", camille.pk, "Camille Dubois"], ["auth.User", gone.pk, "Parti Depuis"]
    fields = [["title", "auth.User", "Deux"], ["by", [past], [step]], ["many", [[step], [past]], []], ["list", [1], []]]
    try:
        old = migrate(OLD).get_model("history", "Change").objects
        old.bulk_create(
            old.model(**common, record=record, fields=fields, who="Camille Dubois", user_id=camille.pk)
            for record in range(1, 1203)
        )
        old.create(**common, record=5000, fields=[["title", "Camille", None]], who="", user_id=None)
        old.create(**common, record=5001, fields=[], who="parti", user_id=gone.pk)
        new = migrate(NEW).get_model("history", "Change").objects
        without = [
            ["title", "auth.User", "Deux"],
            ["by", [["auth.User", gone.pk, None]], [["auth.User", camille.pk, None]]],
            ["many", [[["auth.User", camille.pk, None]], [["auth.User", gone.pk, None]]], []],
            ["list", [1], []],
        ]
        rows = list(new.filter(record__lt=5000).values_list("fields", "user"))
        assert rows == [(without, camille.pk)] * 1202
        assert new.get(record=5000).fields == [["title", "Camille", None]], "what was typed is not touched"
        gone.delete()
        assert new.get(record=5001).user_id == gone_number(fields)
        again = migrate(OLD).get_model("history", "Change").objects
        row = again.filter(record=1).get()
        assert (row.who, row.user_id) == ("Camille Dubois", camille.pk)
        assert row.fields[1] == ["by", [["auth.User", past[1], None]], [step]]
        assert (again.get(record=5001).who, again.get(record=5001).user_id) == ("", None)
    finally:
        Change.objects.all().delete()
        migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def gone_number(fields: list[Any]) -> int:
    number: int = fields[1][1][0][1]
    return number
