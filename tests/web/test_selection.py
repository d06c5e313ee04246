"""An address ↔ what it selects, as every list of the site reads it."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from strategy_monitor.web.selection import Choice, Parameter, check_length, check_page, select

PARAMETERS = (
    Parameter("q", "Texte", check=check_length, means=str.upper),
    Parameter("axe", "Axe", "tous", (Choice("1", "1. Former", "one"), Choice("2", "2. Équiper", "two"))),
    Parameter("page", check=check_page, kept=False),
)


def read(query: str):
    return select("/liste/", PARAMETERS, QueryDict(query))


def test_an_address_says_what_is_selected_and_what_it_means():
    found = read("axe=2&q=mot&page=3")
    assert found.values == {"q": "mot", "axe": "2", "page": "3"}
    assert found.meanings == ["MOT", "two"]
    assert [(one.name, value) for one, value in found.lists] == [("axe", "2")]


def test_the_same_selection_has_one_address_whatever_the_order_of_its_parameters():
    assert (
        read("axe=2&q=un+mot").address() == read("q=%20un%20%20mot&axe=2&autre=1").address() == "/liste/?q=un+mot&axe=2"
    )
    assert read("").address() == read("autre=1").address() == "/liste/"


def test_any_change_goes_back_to_the_first_page():
    assert read("axe=2&page=3").address(q="mot") == "/liste/?q=mot&axe=2"
    assert read("axe=2&page=3").address(page="4") == "/liste/?axe=2&page=4"


def test_each_filter_that_is_on_is_a_link_to_the_rest_without_it():
    found = [(one.label, one.without) for one in read("axe=2&q=mot&page=3").active]
    assert found == [("Texte : « mot »", "/liste/?axe=2"), ("Axe : 2. Équiper", "/liste/?q=mot")]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("axe=9", "Le filtre « Axe » ne connaît pas la valeur « 9 » ; il est ignoré."),
        ("axe=1&axe=2", "« axe » est donné plusieurs fois ; seule la dernière valeur compte."),
        ("page=0", "La page « 0 » n’existe pas ; voici la première."),
        ("page=" + "9" * 5000, "La page « 999"),
        ("q=" + "mot+" * 100, "La recherche est limitée à 200 caractères ; la suite est ignorée."),
    ],
)
def test_what_means_nothing_is_ignored_and_said(query, fault):
    (said,) = read(query).faults
    assert said.replace("\u202f", " ").startswith(fault)


@pytest.mark.parametrize("query", ["axe=%00", "axe=", "q=%E2%80%AE", "%00=1", "axe=1%00"])
def test_what_cannot_be_read_is_as_if_it_were_not_there(query):
    assert read(query).faults == ()


def test_the_empty_fields_of_a_form_leave_the_address():
    assert not read("axe=&q=mot").is_tidy(QueryDict("axe=&q=mot"))
    assert read("q=mot").is_tidy(QueryDict("q=mot&autre="))
    assert read("axe=9&q=").is_tidy(QueryDict("axe=9&q="))  # its fault is to be read first
