"""Whatever is wrong is a problem (RFC 9457), in French, under a code that does not change; never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from indicators.models import Indicator
from strategy_monitor.api.problems import KINDS
from strategy_monitor.kept import budget
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests.api.asking import ROOT
from tests.memory import forget
from tests.outages import database_down
from tests.releases.altering import alter_documents

CODES = {
    "demande-illisible": 400,
    "parametre-refuse": 400,
    "adresse-inconnue": 404,
    "ressource-inconnue": 404,
    "version-inconnue": 404,
    "methode-refusee": 405,
    "format-refuse": 406,
    "version-retiree": 410,
    "panne": 500,
    "rien-a-servir": 503,
    "comparaison-differee": 503,
}
"""Written by hand: callers rely on them."""


def problem(response: HttpResponse, code: str) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json", response.content[:300]
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    told = response.json()  # type: ignore[attr-defined]
    assert told["type"].endswith(f"/api/v1/problemes/{code}"), told
    assert response.status_code == told["status"] == CODES[code]
    assert told["title"]
    assert told["detail"].endswith(".")
    return told


def test_the_codes_are_the_ones_that_callers_know() -> None:
    assert {code: kind.status for code, kind in KINDS.items()} == CODES


@pytest.mark.usefixtures("published")
def test_each_fault_of_the_parameters_is_named(client: Client) -> None:
    query = "limit=0&offset=x&axis=2&axis=3&level=9&nature=&period=1&q=" + "a" * 201
    told = problem(client.get(f"{ROOT}indicators?{query}"), "parametre-refuse")
    faults = {one["pointer"]: one["detail"] for one in told["errors"]}
    assert set(faults) == {f"#/query/{n}" for n in ("limit", "offset", "axis", "level", "nature", "period", "q")}
    assert "n’existe pas" in faults["#/query/period"]
    assert "plusieurs fois" in faults["#/query/axis"]
    assert "1" in faults["#/query/limit"]
    assert "progress, quantitative, informational" in faults["#/query/nature"]
    assert told["instance"] == "/api/v1/indicators"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "query",
    [
        "limit=201", "limit=-1", "limit=1.0", "limit=+1", "limit=%201", "limit=1_0", "limit=٣", "limit=" + "9" * 6000,
        "offset=100001", "axis=0", "axis=10", "provider=%00", "provider=a%20b", "provider=" + "A" * 81, "q=",
        "flagged=True", "flagged=1", "sort=source", "sort=--code", "Limit=1", "limit%00=1", "a%ff=1",
    ],
)  # fmt: skip
def test_a_value_is_taken_as_it_stands_or_refused(client: Client, query: str) -> None:
    (fault,) = problem(client.get(f"{ROOT}indicators?{query}"), "parametre-refuse")["errors"]
    assert fault["pointer"].startswith("#/query/")
    assert "\x00" not in fault["pointer"] + fault["detail"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "day", ["2025-02-30", "20250201", "2025-2-1", "1700000000", "2025-02-01T00:00:00", "0000-01-01"]
)
def test_a_day_is_written_one_way(client: Client, day: str) -> None:
    problem(client.get(f"{ROOT}observations?period_from={day}"), "parametre-refuse")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("axes/9", "path/number"), ("axes/01", "path/number"), ("axes/%D9%A1", "path/number"),
        ("actions/1", "path/code"), ("measures/M", "path/code"), ("indicators/2.1-o1", "path/code"),
        ("indicators/x/series", "path/code"), ("notes/N", "path/code"), ("providers/ifpc", "path/code"),
        ("indicators?axis=9", "query/axis"), ("indicators?provider=XYZ", "query/provider"),
        ("observations?indicator=9.9-O9", "query/indicator"), ("measures?action=9.9", "query/action"),
        ("references?measure=M", "query/measure"),
    ],
)  # fmt: skip
def test_what_a_release_does_not_hold_is_said_not_to_be_there(client: Client, path: str, pointer: str) -> None:
    (fault,) = problem(client.get(ROOT + path), "ressource-inconnue")["errors"]
    assert fault["pointer"] == f"#/{pointer}"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "name",
    ["2024.1", "2025.2", "2025.01", "2025.1.1", "2025", ".1", "2025.", "2025.-1", "2025.٣", "2025." + "9" * 5000],
)
def test_a_release_that_was_not_published(client: Client, name: str) -> None:
    problem(client.get(f"{ROOT}releases/{quote(name)}/axes"), "version-inconnue")
    problem(client.get(f"{ROOT}releases/{quote(name)}"), "version-inconnue")


@pytest.mark.usefixtures("published")
def test_a_release_to_compare_with_that_was_not_published(client: Client) -> None:
    problem(client.get(f"{ROOT}changes?before=2024.1"), "version-inconnue")


@pytest.mark.usefixtures("published")
def test_where_too_many_were_compared_the_newest_is_told_and_the_others_later(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Any two can be: whoever asks for all of them in turn has no more of them than on the pages."""
    Indicator.objects.filter(code="1.4-O1").update(short_title="Banques de ressources")
    publish("2025", "Un titre plus court.")
    mirror = f"{ROOT}releases/2025.1/changes?before=2025.2"
    owed = budget.COMPARISONS.owed()
    assert client.get(mirror).status_code == 200
    assert budget.COMPARISONS.owed() > owed
    budget.COMPARISONS.spend(budget.AT_ONCE + 30 - budget.COMPARISONS.owed())
    assert client.get(mirror).status_code == 200, "it is kept"
    answer = client.get(f"{mirror}&axis=1")
    problem(answer, "comparaison-differee")
    assert 290 <= int(answer["Retry-After"]) <= 310
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    for address in ("changes", "changes?before=2025.1&axis=1"):
        assert client.get(ROOT + address).json()["count"] == 1


@pytest.mark.parametrize(
    "address",
    [
        "v1/axes/",
        "v1/indicators/2.1-O1/",
        "v1",
        "v2/",
        "v1//axes",
        "v1/AXES",
        "x",
        "v1/%0a",
        "v1/axes%2f1/x",
        "v1/../x",
    ],
)
def test_nothing_stands_elsewhere(client: Client, address: str) -> None:
    told = problem(client.get(f"/api/{address}"), "adresse-inconnue")
    assert ("barre oblique" in told["detail"]) == address.endswith("/")
    assert "acronyms, actions, axes, " in told["detail"], "what there is, as where a parameter is unknown"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_nothing_is_received(method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("", "axes", "openapi.json", "nothing"):
        response = client.generic(method, ROOT + path, b"\x00\xff" * 100, "application/json")
        problem(response, "methode-refusee")
        assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.usefixtures("published")
def test_only_json_is_served(client: Client) -> None:
    for accepted in ("text/html", "application/xml", "image/*"):
        problem(client.get(ROOT + "axes", headers={"accept": accepted}), "format-refuse")
    for accepted in ("*/*", "application/*", "application/json;q=0.1, text/html", "text/html, */*;q=0.1"):
        assert client.get(ROOT + "axes", headers={"accept": accepted}).status_code == 200, accepted
    assert client.get(ROOT + "schema.json", headers={"accept": "application/schema+json"}).status_code == 200


@pytest.mark.usefixtures("published")
def test_a_request_out_of_proportion_cannot_be_read(client: Client) -> None:
    query = "&".join(f"x{number}=1" for number in range(5_000))
    problem(client.get(f"{ROOT}axes?{query}"), "demande-illisible")
    told = problem(client.get(f"{ROOT}axes?" + "&".join(f"x{number}=1" for number in range(3_000))), "parametre-refuse")
    assert len(told["errors"]) == 20


@pytest.mark.usefixtures("published")
def test_a_release_that_was_withdrawn_says_so_wherever_it_is_named(client: Client) -> None:
    withdraw("2025", 1, reason="Publiée par mégarde.")
    told = problem(client.get(f"{ROOT}releases/2025.1/axes"), "version-retiree")
    assert "Publiée par mégarde" in told["detail"]
    listed = client.get(f"{ROOT}releases").json()
    assert (listed["current"], listed["items"][0]["withdrawn_because"]) == (None, "Publiée par mégarde.")
    assert "retirées" in problem(client.get(ROOT + "axes"), "rien-a-servir")["detail"]


@pytest.mark.django_db
def test_without_a_release_each_address_says_so_and_the_description_remains(client: Client) -> None:
    response = client.get(ROOT)
    problem(response, "rien-a-servir")
    assert response["Retry-After"]
    assert client.get(ROOT + "openapi.json").status_code == 200
    assert client.get(ROOT + "releases").json()["items"] == []


@pytest.mark.usefixtures("published")
def test_a_release_that_is_no_longer_what_it_was_is_not_served(client: Client) -> None:
    alter_documents(lambda text: text.replace("2018", "2019"))
    forget()
    told = problem(client.get(f"{ROOT}releases/2025.1/axes"), "rien-a-servir")
    assert "empreinte" in told["detail"]
    assert Release.objects.count() == 1


@pytest.mark.usefixtures("published")
def test_while_the_database_is_down_the_last_release_is_served(client: Client) -> None:
    assert client.get(ROOT + "axes").status_code == 200
    with database_down():
        assert client.get(ROOT + "axes").status_code == 200
        assert client.get(f"{ROOT}releases/2025.1/axes").status_code == 200
        assert client.get(f"{ROOT}releases").json()["current"] == "2025.1"
        told = problem(client.get(f"{ROOT}releases/2025.2/axes"), "rien-a-servir")
        problem(client.get(f"{ROOT}changes?before=2024.1"), "rien-a-servir")
    assert "ne répond pas" in told["detail"], "not that there is no such release: it may be published by now"


@pytest.mark.usefixtures("published")
def test_a_fault_of_the_site_is_a_problem_too_and_can_be_reported(client: Client) -> None:
    with mock.patch("strategy_monitor.api.lists.list_page", side_effect=ZeroDivisionError):
        response = client.get(ROOT + "axes")
    assert "ZeroDivision" not in str(problem(response, "panne"))
    assert response["X-Request-ID"]


VALUES = (
    "%00", "a%00b", "%ff", "%ED%A0%80", "%F0%9F%98%80", "%E2%80%AE", "%0d%0aSet-Cookie:x=1", "-1", "1e400", "NaN",
    "9" * 6000, "A" * 10_000, "..%2f..%2fetc%2fpasswd", "%3Cscript%3E", "{release}", "{}", "%25", "%", "é", "null",
)  # fmt: skip


def bad_requests() -> Iterator[str]:
    for path in ("axes", "indicators", "observations", "search", "changes", "axes/1", "releases", "openapi.json"):
        yield from (f"{path}?{name}={value}" for name, value in product(("q", "limit", "before", "%00"), VALUES))
    for place, value in product(
        ("{}", "axes/{}", "indicators/{}", "indicators/{}/series", "releases/{}", "releases/{}/axes", "notes/{}"),
        VALUES,
    ):
        yield place.replace("{}", value, 1)


@pytest.mark.usefixtures("published")
def test_no_request_breaks_the_api(client: Client) -> None:
    tried = list(bad_requests())
    assert len(tried) > 700
    for path in tried:
        response = client.get(ROOT + path)
        assert response.status_code in {200, 400, 404}, path[:120]
        assert b"\x00" not in response.content
        assert not response.cookies


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("If-None-Match", ['"', "W/", "*, *", "x" * 5_000, '"\x00"', ","]),
        ("Accept", ["\x00", "*/*;q=2", "text/html" * 500, ";;;", "/", "a/b/c", "", "*/*; q*=x''%41"]),
        ("Origin", ["null", "\x00", "https://ailleurs.example"]),
        ("Cookie", ["sessionid=\x00", "=;;="]),
        ("Accept-Language", [";;;", "x" * 5_000]),
    ],
)
def test_no_header_breaks_the_api(client: Client, name: str, values: list[str]) -> None:
    for value in values:
        response = client.get(ROOT + "axes", headers={name: value})
        assert response.status_code in {200, 304, 406}, value[:60]
        assert not response.cookies
