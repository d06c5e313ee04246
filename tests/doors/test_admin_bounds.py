"""The lists and forms of the administration answer to what they show, and to nothing else that an address may ask."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.models import Axis, Strategy
from indicators.models import Observation
from strategy_monitor.backoffice.bounds import NEW_ROWS, BoundedAdmin
from tests.admin_pages import address, errors, filled, opened
from tests.people import person, signed_in

pytestmark = pytest.mark.usefixtures("published")

REFUSED = "Cette demande ne peut pas être lue"
NOWHERE = "zzzz"
"""What no list holds: a filter is tried without a hundred rows to write."""

LOOKUPS = ("regex", "iregex", "contains", "gt", "in", "startswith", "range", "nothing")


@pytest.fixture
def client() -> Client:
    """One who may see every list. Exceptions come through."""
    return signed_in(get_user_model().objects.create_superuser("root"))


def lists() -> list[tuple[Any, str]]:
    return [(model, address(model, "changelist")) for model in admin.site._registry]


def test_every_model_is_under_the_same_bounds() -> None:
    assert len(lists()) > 15
    assert all(isinstance(editor, BoundedAdmin) for editor in admin.site._registry.values())


def test_a_list_refuses_every_look_up_that_is_not_its_own(client: Client) -> None:
    for model, url in lists():
        names = [field.name for field in model._meta.get_fields()] + [
            "pk",
            "nothing",
            "history__history_user__password",
        ]
        for rank, name in enumerate(names):
            lookup = LOOKUPS[rank % len(LOOKUPS)]
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(url, {f"{name}__{lookup}": "(hostile"})
            assert answer.status_code == 400, f"{url}?{name}__{lookup}"
            assert REFUSED in answer.content.decode()
            assert not any("hostile" in query["sql"] for query in asked), f"{url}?{name}__{lookup}"


@pytest.mark.parametrize(
    "query", ["id__regex=(", "printed__regex=^([a-zA-Z ',.éèà]%2B)%2B;$", "e=1&id__regex=(", "_popup=1&id__regex=("]
)
def test_a_reader_cannot_hang_the_database(query: str) -> None:
    reader = signed_in(person("reader", "Lecture"))
    assert reader.get(address(Observation, "changelist") + "?" + query).status_code == 400


def test_a_list_answers_to_its_own_filters(client: Client) -> None:
    tried = 0
    for _model, url in lists():
        page = BeautifulSoup(client.get(url, {"q": NOWHERE}).content, "lxml")
        links = [str(link["href"]) for link in page.select("#changelist-filter a[href^='?'], th a[href^='?']")]
        for link in links[::12]:
            assert client.get(url + link).status_code == 200, url + link
            tried += 1
    assert tried > 20


HOSTILE = (
    "q=zzzz&o=" + ".".join(["1", "-2"] * 2_000), "q=zzzz&o=" + "9" * 5_000, "q=zzzz&o=--1.٣.1e9", "p=" + "9" * 5_000,
    "e=1&p=99", "q=zzzz&all=" + "x" * 500,
)  # fmt: skip
FORBIDDEN = ("_to_field=password", "_to_field=id__regex", "nothing=1", "_popup=1&_to_field=title")


def test_pages_sorts_and_searches_out_of_proportion(client: Client) -> None:
    for _model, url in lists():
        for query in HOSTILE:
            answer = client.get(f"{url}?{query}")
            assert answer.status_code in {200, 302}, f"{url}?{query[:60]}"
            assert "Erreur de base de données" not in answer.content.decode(), f"{url}?{query[:60]}"
        for query in FORBIDDEN:
            assert client.get(f"{url}?{query}").status_code == 400, f"{url}?{query}"


def test_a_search_out_of_proportion_is_told(client: Client) -> None:
    for model in (Strategy, get_user_model()):
        for search in ("a" * 201, "a " * 4_000, "\x00é" * 5_000):
            page = client.get(address(model, "changelist"), {"q": search}).content.decode()
            assert "La recherche compte plus de 200 caractères" in page


def test_a_thing_that_stands_nowhere_is_refused_in_words(client: Client) -> None:
    """All is typed but what it belongs to; then with a character that no field takes."""
    for model in admin.site._registry:
        if model._meta.label in {"axes.Strategy", "releases.Release", "indicators.Finding"}:
            continue  # not added here
        url = address(model, "add")
        keys = {field.name for field in model._meta.fields if field.is_relation}
        shown = filled(opened(client, url))
        typed = {name: "" if name in keys else value or "1" for name, value in shown.items()}
        for field in ({}, {"cells": "\x00"}, {"columns": "\x00", "column_descriptions": "a"}):
            if field.keys() <= typed.keys():
                answer = client.post(url, typed | field)
                assert answer.status_code in {200, 302}, (url, field)


def test_an_address_that_names_no_field_finds_a_thing_by_its_key(client: Client) -> None:
    for page in ("change", "delete", "history"):
        answer = client.get(address(Axis.objects.get(number=1), page), {"_to_field": "", "_popup": "1"})
        assert answer.status_code == 200, page


@pytest.mark.parametrize("number", ["0", "12", "9" * 30])
def test_an_axis_beyond_what_addresses_hold_is_refused_in_words(client: Client, number: str) -> None:
    for url in (address(Axis, "add"), address(Axis.objects.get(number=2), "change")):
        typed = {"number": number, "title": "Un titre", "short_title": "Un axe", "hue": "blue"}
        assert errors(client.post(url, filled(opened(client, url)) | typed)), url
    assert Axis.objects.count() == 5


def test_values_that_are_no_keys_choose_nothing(client: Client) -> None:
    """In filters, among what is ticked, and in a list that looks up what one types."""
    huge = (str(2**63), "9" * 99, "abc", "\x00")
    for _model, url in lists():
        page = BeautifulSoup(client.get(url, {"q": NOWHERE}).content, "lxml")
        links = {str(link["href"]) for link in page.select("#changelist-filter a[href^='?']")}
        names = {part.partition("=")[0] for link in links for part in link[1:].split("&")} - {"q", ""}
        for rank, name in enumerate(sorted(names)):
            for value in huge[rank % 2 :: 2]:
                assert client.get(url, {"q": NOWHERE, name: value}).status_code in {200, 302}, f"{url}?{name}={value}"
        ticked = {"action": "delete_selected", "index": "9" * 30, "_selected_action": ["1", *huge]}
        assert client.post(url, ticked).status_code in {200, 302, 403}, url
    url = reverse("admin:autocomplete")
    for query in (
        {"term": "x" * 10_000},
        {"term": "\x00"},
        {"page": "9" * 5_000},
        {"page": "-1"},
        {"term": "a " * 2_000},
    ):
        given = {"app_label": "indicators", "model_name": "observation", "field_name": "series"} | query
        assert client.get(url, given).status_code in {200, 404}, query


def test_a_form_that_announces_ten_thousand_rows_is_refused_before_they_are_built(client: Client) -> None:
    for model in admin.site._registry:
        thing = model._default_manager.first()
        inlines = admin.site._registry[model].get_inlines(None, thing)
        if not inlines or thing is None:
            continue
        page = filled(opened(client, address(thing, "change")))
        for total in [name for name in page if name.endswith("-TOTAL_FORMS")]:
            for announced in ("9999", str(2**63), str(NEW_ROWS + 1 + int(page[total]))):
                with CaptureQueriesContext(connection) as asked:
                    answer = client.post(address(thing, "change"), page | {total: announced})
                assert answer.status_code == 200, total
                assert "plus de lignes qu’une page n’en porte" in answer.content.decode(), (total, announced)
                assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in asked)
