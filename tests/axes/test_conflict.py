"""Two people edit the same thing: the second is told, sees both versions, loses nothing, and decides."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from axes.models import Measure, Reference
from indicators.models import Indicator, Observation
from tests import factories
from tests.admin_pages import OpenedPage, address, errors, filled, opened

pytestmark = pytest.mark.django_db


def person(name: str, first_name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(name, first_name=first_name, last_name="Dubois"))
    return client


@pytest.fixture
def ada() -> Client:
    return person("ada", "Ada")


@pytest.fixture
def bob() -> Client:
    return person("bob", "Bob")


def save(client: Client, url: str, data: dict, **changes: str):
    return client.post(url, data | changes)


def told(response) -> list[list[str]]:
    """The rows of the comparison: field, before, stored, typed, what to decide."""
    page = BeautifulSoup(response.content, "lxml")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select(".conflict tbody tr")
    ]


def test_each_cell_of_the_comparison_says_its_column_where_they_stand_one_under_another(ada, bob):
    observation = factories.observation(status="draft")
    url = address(observation, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    save(ada, url, one, value="5000")
    table = BeautifulSoup(save(bob, url, other, value="6000").content, "lxml").select_one(".conflict table")
    heads = [head.text for head in table.select("thead th")]
    assert [cell.get("data-label") for cell in table.select("tbody td")] == heads[1:]


def test_the_second_to_save_is_told_keeps_their_typing_and_decides(ada, bob):
    observation = factories.observation(status="draft")
    url = address(observation, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    assert save(ada, url, one, value="5000").status_code == 302

    response = save(bob, url, other, value="6000")
    assert "Ada Dubois a modifié ces données le" in errors(response)
    assert response.content.decode().count("a modifié ces données le") == 1, "once, above what differs"
    assert Observation.objects.get().value == 5000, "nothing is overwritten"
    assert told(response) == [
        ["Valeur", "4944", "5000", "6000", "Les deux diffèrent\u202f: la saisie reste dans le formulaire."]
    ]
    again = filled(OpenedPage(response.content.decode()))
    assert again["value"] == "6000", "the typing is kept"

    assert save(bob, url, again).status_code == 302
    assert Observation.objects.get().value == 6000


def test_what_only_the_other_changed_is_taken_over(ada, bob):
    measure = factories.measure(text="Un texte")
    url = address(measure, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    assert save(ada, url, one, text="Le texte d’Ada").status_code == 302
    response = save(bob, url, other, position="7")
    assert "Ada Dubois" in errors(response)
    again = filled(OpenedPage(response.content.decode()))
    assert (again["text"], again["position"]) == ("Le texte d’Ada", "7")
    assert save(bob, url, again).status_code == 302
    assert Measure.objects.values_list("text", "position").get() == ("Le texte d’Ada", 7)


def test_who_changed_nothing_overwrites_nothing(ada, bob):
    measure = factories.measure(text="Un texte")
    url = address(measure, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    save(ada, url, one, text="Le texte d’Ada")
    assert save(bob, url, other).status_code == 302
    assert Measure.objects.get().text == "Le texte d’Ada"
    assert measure.history.count() == 2


def test_both_typed_the_same(ada, bob):
    measure = factories.measure(text="Un texte")
    url = address(measure, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    save(ada, url, one, text="Le même")
    assert save(bob, url, other, text="Le même").status_code == 302
    assert measure.history.count() == 2


def test_rows_of_an_indicator_are_compared_one_by_one(ada, bob):
    first = factories.observation(status="draft", period_label="A")
    second = factories.observation(status="draft", period_label="B", series=first.series)
    url = address(first.series.indicator, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    assert save(ada, url, one, **{"observations-0-value": "1"}).status_code == 302
    assert save(bob, url, other, **{"observations-1-value": "2"}).status_code == 302, (
        "another row: nobody's way is crossed"
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.value, second.value) == (Decimal(1), Decimal(2))


def test_the_same_row_by_two_doors(ada, bob):
    """One on the page of the indicator, the other on the page of the observation."""
    observation = factories.observation(status="draft")
    url = address(observation.series.indicator, "change")
    other = filled(opened(bob, url))
    page = address(observation, "change")
    save(ada, page, filled(opened(ada, page)), value="5000")
    response = save(bob, url, other, **{"observations-0-value": "6000"})
    assert "Ada Dubois" in errors(response)
    assert told(response)[0][:4] == ["Valeur", "4944", "5000", "6000"]
    assert Observation.objects.get().value == 5000
    again = filled(OpenedPage(response.content.decode()))
    assert save(bob, url, again).status_code == 302
    assert Observation.objects.get().value == 6000


def test_a_row_that_changed_is_not_deleted_behind_the_back_of_its_author(ada, bob):
    observation = factories.observation(status="draft")
    url = address(observation.series.indicator, "change")
    other = filled(opened(bob, url))
    page = address(observation, "change")
    save(ada, page, filled(opened(ada, page)), value="5000")
    response = save(bob, url, other, **{"observations-0-DELETE": "on"})
    assert "a changé depuis l’ouverture" in errors(response)
    assert Observation.objects.get().value == 5000


def test_links_to_several_things_are_compared_too(ada, bob):
    indicator = factories.indicator()
    mine, theirs = factories.provider(acronym="DGEO"), factories.provider(acronym="CINE")
    url = address(indicator, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    save(ada, url, one, providers=[str(theirs.pk)])
    response = save(bob, url, other, providers=[str(mine.pk)])
    (row,) = told(response)
    assert row[:4] == ["Fournisseurs", "IFPC – Institut", "CINE – Institut", "DGEO – Institut"]
    assert [p.acronym for p in Indicator.objects.get().providers.all()] == ["CINE"]
    save(bob, url, filled(OpenedPage(response.content.decode())))
    assert [p.acronym for p in Indicator.objects.get().providers.all()] == ["DGEO"]


@pytest.mark.parametrize(
    "opened_with",
    ["", "{", "[]", '"x"', "null", '{"axes.Reference": 3}', '{"axes.Reference": {"1": "x"}}', "{}", "[" * 5000]
    + [json.dumps({"axes.Reference": {"KEY": n}}) for n in (-1, 0, 2**70, None)],
)
def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing_unseen(ada, opened_with):
    reference = factories.reference(label="Décret")
    url = address(reference, "change")
    data = filled(opened(ada, url))
    response = save(ada, url, data, label="Autre", opened=opened_with.replace("KEY", str(reference.pk)))
    assert "modifié ces données" in errors(response)
    assert Reference.objects.get().label == "Décret"
    assert save(ada, url, filled(OpenedPage(response.content.decode()))).status_code == 302
    assert Reference.objects.get().label == "Autre"


def test_coming_back_to_a_past_version_is_also_told_what_changed_meanwhile(ada, bob):
    measure = factories.measure(text="Un")
    measure.text = "Deux"
    measure.save()
    url = address(measure, "simple_history", measure.history.earliest().pk)
    other = filled(opened(bob, url))
    assert other["text"] == "Un"
    page = address(measure, "change")
    save(ada, page, filled(opened(ada, page)), text="Trois")
    assert "Ada Dubois" in errors(bob.post(url, other))
    assert Measure.objects.get().text == "Trois"


def history_read(client: Client, url: str) -> int:
    """How many times saving this page unchanged asks the history."""
    data = filled(opened(client, url))
    with CaptureQueriesContext(connection) as caught:
        assert save(client, url, data).status_code == 302
    return sum("historical" in query["sql"] for query in caught.captured_queries)


def test_a_longer_page_asks_no_more_queries_to_compare(ada):
    """What was changed since is asked once per model, however many rows there are."""
    observation = factories.observation(status="draft")
    url = address(observation.series.indicator, "change")
    history_read(ada, url)  # the quality rules note what they find, once
    few = history_read(ada, url)
    for year in range(20):
        factories.observation(series=observation.series, period_label=f"{year}", status="draft")
    history_read(ada, url)  # likewise of these
    assert history_read(ada, url) == few > 0


def test_what_was_deleted_meanwhile_gives_the_typing_back(ada, bob):
    observation = factories.observation(status="draft")
    url = address(observation, "change")
    other = filled(opened(bob, url))
    assert ada.post(address(observation, "delete"), {"post": "yes"}).status_code == 302
    response = save(bob, url, other, value="6000", printed="6.000 <heures>")
    assert response.status_code == 409
    page = BeautifulSoup(response.content, "lxml")
    assert "Ada Dubois a supprimé" in page.select_one(".errornote").get_text()
    typed = dict(zip(page.select("dl.gone dt"), page.select("dl.gone dd"), strict=True))
    given = {term.get_text(strip=True): text.get_text(strip=True) for term, text in typed.items()}
    assert (given["Valeur"], given["Texte imprimé"]) == ("6000", "6.000 <heures>")
    assert not Observation.objects.exists()


@pytest.mark.parametrize("key", ["999999", "9" * 18, "abc", "9" * 30, "-1"])
def test_a_form_of_nothing_is_no_failure(ada, key):
    assert ada.post(f"/admin/axes/measure/{key}/change/", {"text": "Un texte"}).status_code in {302, 404, 409}


def test_a_row_deleted_meanwhile_gives_the_typing_of_all_rows_back(ada, bob):
    first = factories.observation(status="draft", period_label="A")
    factories.observation(status="draft", period_label="B", series=first.series)
    url = address(first.series.indicator, "change")
    other = filled(opened(bob, url))
    ada.post(address(first, "delete"), {"post": "yes"})
    response = save(bob, url, other, **{"observations-0-value": "111", "observations-1-value": "222"})
    assert response.status_code == 409
    page = BeautifulSoup(response.content, "lxml")
    assert "Ada Dubois a supprimé" in page.select_one(".errornote").get_text()
    given = page.select_one("dl.gone").get_text(" ")
    assert "111" in given
    assert "222" in given
    assert Observation.objects.get().value == 4944


def test_what_went_together_with_what_it_stood_in_is_told_by_its_kind(ada, bob):
    observation = factories.observation(status="draft")
    url = address(observation, "change")
    other = filled(opened(bob, url))
    observation.series.delete()
    response = save(bob, url, other, value="6000")
    assert response.status_code == 409
    assert "« valeur »" in response.content.decode().replace("\u202f", " ")


def test_a_level_chosen_by_its_button_is_compared_in_the_words_of_the_scale(ada, bob):
    for level in (2, 3, 5):
        factories.step(level=level, caption=f"Étape {level}")
    series = factories.series(quantity="state", unit="")
    observation = factories.observation(series=series, value=None, level=2, level_basis="confirmed", status="draft")
    url = address(observation, "change")
    one, other = filled(opened(ada, url)), filled(opened(bob, url))
    assert save(ada, url, one, level="3").status_code == 302
    response = save(bob, url, dict(other), level="5")
    assert told(response)[0][:4] == ["Niveau", "2 – Étape 2", "3 – Étape 3", "5 – Étape 5"]
    response = save(bob, url, dict(other), printed="Autre texte")
    again = filled(OpenedPage(response.content.decode()))
    assert (again["level"], again["printed"]) == ("3", "Autre texte"), "what only the other changed is taken over"
    assert save(bob, url, again).status_code == 302
    assert Observation.objects.values_list("level", "printed").get() == (3, "Autre texte")
