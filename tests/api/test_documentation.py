"""The pages that document the API: they leave nothing out, show real answers, and load nothing from elsewhere."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client

from strategy_monitor.api import documentation
from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.api.problems import KINDS
from tests import snapshot, standing
from tests.api.asking import ask
from tests.pages.reading import soup, text


@pytest.fixture(scope="session")
def written(snapshots: dict[str, snapshot.Rows]) -> dict[str, HttpResponse]:
    """Address → page, of the first release; written once, for all of them take a second."""
    with standing.beginning_from("published"):
        found = {address: Client().get(address) for address in documentation.documentation_addresses()}
    assert {response.status_code for response in found.values()} == {200}
    return found  # type: ignore[return-value]


@pytest.fixture
def pages(published: None, written: dict[str, HttpResponse]) -> dict[str, BeautifulSoup]:
    return {address: soup(response) for address, response in written.items()}


def every(pages: dict[str, BeautifulSoup], css: str) -> list[Tag]:
    return [tag for page in pages.values() for tag in page.select(css)]


def test_they_show_every_operation_once_with_its_addresses_and_parameters(pages: dict[str, BeautifulSoup]) -> None:
    sections = {section["aria-labelledby"]: section for section in every(pages, ".operation")}
    assert len(every(pages, ".operation")) == len(OPERATIONS)
    for operation in OPERATIONS:
        section = sections[operation.id]
        assert [code.text for code in section.select(".path code")] == [
            f"/{operation.address(mount)}" for mount in operation.mounts
        ]
        told = {code.text for code in section.select("tbody th code")}
        assert told == {*operation.parameters.model_fields, *(name.name for name in operation.names)} | (
            {"release"} if operation.scope == "one" else set()
        )


def test_they_show_every_shape_once_with_its_fields(pages: dict[str, BeautifulSoup]) -> None:
    schemas = json.loads(ask("openapi.json").content)["components"]["schemas"]
    shapes = every(pages, ".shape")
    assert sorted(shape.summary.code.text for shape in shapes) == sorted(schemas)
    for shape in shapes:
        fields = [code.text for code in shape.select("dt > code")]
        assert fields == list(schemas[shape.summary.code.text]["properties"])


def test_what_a_value_can_be_is_said_with_the_spaces_of_the_language(pages: dict[str, BeautifulSoup]) -> None:
    """As it stands: a thin space is typography, and one at the wrong place a fault."""
    kinds = {tag.get_text().strip() for tag in every(pages, ".values, .fields dt > span")}
    assert {
        "nombre entier de 1 à 200 (sans lui\u202f: 50)",
        "nombre entier de 0 à 100\u202f000 (sans lui\u202f: 0)",
        "texte d’au plus 200 caractères",
        "liste de Note",
        "nombre entier ou nul",
    } <= kinds


def test_no_two_headings_of_a_page_are_the_same(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        headings = [text(heading) for heading in page.select("h1, h2, h3")]
        assert len(headings) == len(set(headings))
    titles = [text(page.title) for page in pages.values()]
    assert len(titles) == len(set(titles))


def test_each_example_is_an_answer_of_the_release_in_force(pages: dict[str, BeautifulSoup]) -> None:
    shown = 0
    for section in every(pages, ".operation"):
        address = section.select_one("pre.request").text.removeprefix("curl '").removesuffix("'\n").strip("'\n")
        answer = section.select_one(".answer pre")
        response = ask(address)
        assert response.status_code == 200, address
        if answer:
            lines = json.dumps(json.loads(response.content), ensure_ascii=False, indent=2).split("\n")
            assert answer.text.strip("\n") == "\n".join(lines[:40]), address
            shown += 1
    assert shown > 20


def test_they_load_nothing_from_elsewhere_and_need_no_script(pages: dict[str, BeautifulSoup]) -> None:
    loaded = [tag.get("src") or tag.get("href") for tag in every(pages, "script, img, iframe, link[rel=stylesheet]")]
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not every(pages, "main script, form[action^=http]")


def test_their_links_lead_somewhere(pages: dict[str, BeautifulSoup], client: Client) -> None:
    for here, page in pages.items():
        for link in page.select("main a"):
            address, _mark, fragment = link["href"].partition("#")
            if fragment:
                assert pages[address or here].find(id=fragment), (here, link["href"])
            elif address not in pages:
                response = ask(address) if address.startswith("http") else client.get(address)
                assert response.status_code == 200, address


def test_the_index_leads_to_every_page_and_every_page_back(pages: dict[str, BeautifulSoup]) -> None:
    index = {link["href"] for link in pages["/api/"].select("main a")}
    assert pages.keys() - {"/api/"} <= index
    assert all(page.select('main a[href="/api/"]') for address, page in pages.items() if address != "/api/")


def test_a_resource_that_is_not_there_has_no_page(published: None, client: Client) -> None:
    assert client.get("/api/ressources/ecoles/").status_code == 404


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
    assert [client.get(path).status_code for path in ("/api/", "/api/ressources/axes/", "/api/formes/")] == [503] * 3
