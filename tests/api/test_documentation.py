"""The page that documents the API: it leaves nothing out, shows real answers, and loads nothing from elsewhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.api.problems import KINDS
from tests import snapshot
from tests.api.asking import ask
from tests.pages.reading import soup, text


@pytest.fixture(scope="session")
def written(snapshots: dict[str, snapshot.Rows], django_db_blocker: Any) -> HttpResponse:
    """The page of the first release; written once, for it takes a second."""
    with django_db_blocker.unblock(), transaction.atomic():
        snapshot.put_back(snapshots["published"])
        response = Client().get("/api/")
        transaction.set_rollback(True)
    assert response.status_code == 200
    return response  # type: ignore[return-value]


@pytest.fixture
def page(published: None, written: HttpResponse) -> BeautifulSoup:
    return soup(written)


def test_it_shows_every_operation_with_its_addresses_and_parameters(page: BeautifulSoup) -> None:
    for operation in OPERATIONS:
        section = page.find(id=operation.id).find_parent("section")
        for mount in operation.mounts:
            assert f"/{operation.address(mount)}" in [code.text for code in section.select(".path code")]
        told = {code.text for code in section.select("tbody th code")}
        assert told == {*operation.parameters.model_fields, *(name.name for name in operation.names)} | (
            {"release"} if operation.scope == "one" else set()
        )


def test_no_two_headings_are_the_same(page: BeautifulSoup) -> None:
    headings = [text(heading) for heading in page.select("h1, h2, h3")]
    assert len(headings) == len(set(headings)) > len(OPERATIONS)


def test_each_example_is_an_answer_of_the_release_in_force(page: BeautifulSoup) -> None:
    shown = 0
    for section in page.select(".operation"):
        address = section.select_one("pre.request").text.removeprefix("curl '").removesuffix("'\n").strip("'\n")
        answer = section.select_one(".answer pre")
        response = ask(address)
        assert response.status_code == 200, address
        if answer:
            lines = json.dumps(json.loads(response.content), ensure_ascii=False, indent=2).split("\n")
            assert answer.text.strip("\n") == "\n".join(lines[:40]), address
            shown += 1
    assert shown > 20


def test_it_loads_nothing_from_elsewhere_and_needs_no_script(page: BeautifulSoup) -> None:
    loaded = [tag.get("src") or tag.get("href") for tag in page.select("script, img, iframe, link[rel=stylesheet]")]
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not page.select("main script, form[action^=http]")


def test_its_links_lead_somewhere(page: BeautifulSoup, client: Client) -> None:
    for link in page.select("main a"):
        address = link["href"]
        if address.startswith("#"):
            assert page.find(id=address[1:]), address
        else:
            response = ask(address) if address.startswith("http") else client.get(address)
            assert response.status_code == 200, address


def test_every_kind_of_problem_is_explained_at_the_address_that_names_it(client: Client) -> None:
    """No database: one of them says that there is none."""
    for code, kind in KINDS.items():
        response = client.get(f"/api/v1/problemes/{code}")
        assert response.status_code == 200
        assert code in text(soup(response).main)
        assert str(kind.status) in text(soup(response).main)
    assert client.get("/api/v1/problemes/autre").status_code == 404


@pytest.mark.django_db
def test_without_a_release_it_says_so(client: Client) -> None:
    assert client.get("/api/").status_code == 503
