"""People by number: what new documents and public pages say of them, and what those of before keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from indicators.models import Observation
from strategy_monitor.accounts.erasing import erase_person
from strategy_monitor.language.french import write_account
from strategy_monitor.releases.editions import feed
from strategy_monitor.releases.names import find_bearers
from strategy_monitor.releases.publish import publish, store
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.report.diff import differences
from strategy_monitor.report.document import Report
from strategy_monitor.report.people import bears_names, replace_names
from tests import factories
from tests.people import person

DAY = dt.date(2025, 3, 1)
JOINED = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace", date_joined=JOINED)


@pytest.fixture
def figure(ada: Any) -> Observation:
    found = factories.observation(validated_by=ada, validated_on=DAY, status="validated")
    assert build("2025").indicators[0].observations[0].validator == ada.pk
    return found


def with_names(report: Report) -> Report:
    """As it was published before the numbers."""
    text = canonical.dump(report)
    for number, name in {one.pk: one.get_full_name() for one in get_user_model().objects.all()}.items():
        text = text.replace(f'"validated_by":"","validated_on":"{DAY}","validator":{number}',
                            f'"validated_by":"{name}","validated_on":"{DAY}","validator":null')  # fmt: skip
    return canonical.validate(canonical.parse(text))


def address(figure: Observation) -> str:
    return f"/indicateurs/{figure.series.indicator.code}/"


def test_a_public_page_says_a_number_and_a_name_only_where_the_authority_chose_so(
    figure: Observation, ada: Any, client: Client, settings: Any
) -> None:
    publish("2025", "Première publication.", ada)
    number = write_account(ada.pk)
    for page in (address(figure), "/versions/"):
        settings.SHOW_NAMES = False
        told = client.get(page).content.decode()
        assert number in told
        assert "Lovelace" not in told
        settings.SHOW_NAMES = True
        assert "Ada Lovelace" in client.get(page).content.decode()
    ada.last_name = "King"
    ada.save()
    told = client.get(address(figure)).content.decode()
    assert "Ada King" in told
    assert "Lovelace" not in told, "no page that was kept is left behind"


def test_a_release_of_before_keeps_its_names_and_says_so(figure: Observation, ada: Any, client: Client) -> None:
    old = with_names(build("2025"))
    assert bears_names(old)
    before = store(feed("2025"), canonical.dump(old), "Première publication.", None)
    assert "Ada Lovelace" in client.get(address(figure)).content.decode()
    assert "elle garde, telle qu’elle a été publiée" in client.get("/versions/").content.decode()
    assert publish("2025", "Rien de neuf.", ada) == (before, False), "a number for a name is no news"
    before.refresh_from_db()
    assert before.sha256 == canonical.digest(before.document)


def test_the_errata_say_that_names_stay_only_where_they_do(figure: Observation, ada: Any, client: Client) -> None:
    said = "gardent les noms des personnes, tels que publiés"
    release, _new = publish("2025", "Première publication.", ada)
    assert said not in client.get("/errata/").content.decode()
    assert "nom gardé tel que cette version" not in client.get(address(figure)).content.decode()
    store(feed("2025"), canonical.dump(with_names(build("2025"))), "Avant.", None)
    assert said in client.get("/errata/").content.decode()
    page = client.get(address(figure)).content.decode()
    assert page.count("nom gardé tel que cette version") >= page.count("Ada Lovelace") > 0
    withdraw("2025", release.number + 1, "Retirée.", ada)
    assert said not in client.get("/errata/").content.decode(), "what is no longer served shows no name"


def test_a_name_that_became_a_number_is_no_change(figure: Observation) -> None:
    new = build("2025")
    old = with_names(new)
    assert old != new
    assert differences(old, new) == differences(new, old) == ()


def test_a_corrected_document_of_before_names_nobody(figure: Observation, ada: Any) -> None:
    old = with_names(build("2025"))
    assert replace_names(old, find_bearers()) == build("2025")
    get_user_model().objects.create_user("autre", first_name="Ada", last_name="Lovelace", date_joined=JOINED)
    assert validator_in(old) == (None, "", DAY), "two are called so"


def validator_in(old: Report) -> tuple[int | None, str, dt.date | None]:
    found = replace_names(old, find_bearers()).indicators[0].observations[0]
    return found.validator, found.validated_by, found.validated_on


def test_a_name_is_nobodys_once_a_person_who_may_have_borne_it_is_erased(figure: Observation, ada: Any) -> None:
    old = with_names(build("2025"))
    get_user_model().objects.create_user("autre", first_name="Ada", last_name="Lovelace", date_joined=JOINED)
    erase_person(ada.pk, person("chef", "Administration"))
    assert validator_in(old) == (None, "", DAY)


def test_a_name_is_not_that_of_an_account_that_came_later(figure: Observation, ada: Any) -> None:
    old = with_names(build("2025"))
    ada.date_joined = dt.datetime(2025, 3, 2, 9, tzinfo=dt.UTC)
    ada.save()
    assert validator_in(old) == (None, "", DAY)


@pytest.mark.parametrize(("shown", "told"), [(False, "SHOW_NAMES=0"), (True, "SHOW_NAMES=1")])
def test_the_page_of_people_says_what_the_authority_chose(
    shown: bool, told: str, admin_client: Client, settings: Any
) -> None:
    settings.SHOW_NAMES = shown
    assert told in admin_client.get("/admin/auth/user/").content.decode()
