"""HTTP: an answer can be kept, renewed and read from any site; it costs what a page costs, and nothing personal."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator
from strategy_monitor.api import answering
from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from tests.api.asking import ROOT, addresses, ask
from tests.memory import forget

pytestmark = pytest.mark.usefixtures("published")

WORKING_COPY = ("axes_", "indicators_")


def test_who_has_an_answer_is_told_so(client: Client) -> None:
    for path in addresses():
        first = client.get(ROOT + path)
        assert first.status_code == 200, path
        assert first["ETag"].startswith('W/"')
        assert first["Cache-Control"] == "public, no-cache"
        again = client.get(ROOT + path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again["ETag"] == first["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["openapi.json", "schema.json"])
def test_what_is_answered_of_the_site_is_written_once_for_each_list_of_releases(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    whole = answering.answer_text
    monkeypatch.setattr(answering, "answer_text", lambda answer: written.append(answer) or whole(answer))
    first = client.get(ROOT + path).content
    assert client.get(ROOT + path).content == first
    assert len(written) == 1
    publish("2026", "Une autre édition.")
    client.get(ROOT + path)
    assert len(written) == 2


def test_a_tag_is_compared_weakly_for_a_proxy_may_compress(client: Client) -> None:
    tag = client.get(ROOT + "axes")["ETag"]
    for given, status in ((tag.removeprefix("W/"), 304), (f'"other", {tag}', 304), ("*", 304), ('"other"', 200)):
        assert client.get(ROOT + "axes", headers={"If-None-Match": given}).status_code == status, given


def test_a_refusal_is_never_hidden_by_a_kept_answer(client: Client) -> None:
    for path, status in (("axes?limit=0", 400), ("axes/9", 404)):
        assert client.get(ROOT + path, headers={"If-None-Match": "*"}).status_code == status


def test_both_addresses_of_a_thing_give_the_same_bytes() -> None:
    for operation in OPERATIONS:
        if operation.scope == "both":
            newest, permanent = (ask(path) for path in addresses((operation,)))
            assert newest.content == permanent.content, operation.id
            assert newest["ETag"] == permanent["ETag"]
            assert ask(newest["Content-Location"]).content == newest.content
            assert "Content-Location" not in permanent


def test_the_same_request_gives_the_same_bytes_by_a_process_that_remembers_nothing() -> None:
    first = {path: ask(path).content for path in addresses()}
    forget()
    assert {path: ask(path).content for path in first} == first


def test_a_release_renews_the_newest_and_leaves_the_old_as_it_was() -> None:
    newest, permanent = ask("indicators"), ask("releases/2025.1/indicators")
    indicator = Indicator.objects.get(code="1.4-O1")
    indicator.short_title = "Banques de ressources"
    indicator.save()
    publish("2025", "Un titre plus court.")
    assert ask("indicators")["ETag"] != newest["ETag"]
    assert ask("releases/2025.1/indicators").content == permanent.content


def test_a_head_says_what_a_get_would(client: Client) -> None:
    for path in (*addresses(), "axes/9"):
        got, head = client.get(ROOT + path), client.head(ROOT + path)
        assert head.content == b""
        assert head.status_code == got.status_code
        assert {n: head.get(n) for n in ("ETag", "Link", "Content-Type")} == {
            n: got.get(n) for n in ("ETag", "Link", "Content-Type")
        }


def test_a_page_of_any_site_may_read_and_nobody_is_followed(client: Client) -> None:
    for path in (*addresses(), "axes/9"):
        response = client.get(ROOT + path, headers={"Origin": "https://ailleurs.example", "Cookie": "sessionid=x"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert {"ETag", "Link"} <= set(response["Access-Control-Expose-Headers"].split(", "))
        if response.status_code == 200:
            assert not response.cookies
            assert "cookie" not in response.headers.get("Vary", "").lower()


def test_a_browser_may_ask_first(client: Client) -> None:
    asked = {"Origin": "https://ailleurs.example", "Access-Control-Request-Method": "GET"}
    response = client.options(ROOT + "axes", headers=asked | {"Access-Control-Request-Headers": "if-none-match"})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert response["Access-Control-Allow-Headers"] == "*"


def queries_of(path: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert ask(path).status_code == 200, path
    return [query["sql"] for query in caught.captured_queries]


def test_an_answer_costs_one_query_which_never_reads_the_working_copy() -> None:
    """It asks for the heads of the releases, without their documents; comparing two asks for the heads twice."""
    for head in load.heads():
        load.open_release(head)
    for path in addresses():
        found = queries_of(path)
        assert len(found) == (2 if path.endswith("changes") else 1), (path, found)
        for sql in found:
            assert "releases_release" in sql
            assert '"document"' not in sql
            assert not any(table in sql for table in WORKING_COPY)
