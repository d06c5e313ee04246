"""A release that an earlier version of the product published is read, shown, compared and kept for ever."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from unittest import mock
from urllib.parse import urljoin

import jsonschema
import pytest
from django.test import Client

from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.editions import edition_of
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import publish, store
from strategy_monitor.report import canonical
from strategy_monitor.report.build import Traced, WorkingCopy
from strategy_monitor.report.document import SCHEMA_VERSION
from tests.exports.offered import DATA_FORMATS
from tests.releases.samples import SCHEMA_1

SHA256 = "a05ab8c883de18c0683818c61297ca3951eccf5bd39a04f4374270153f30ac83"
"""As the product printed it on the day: written here by hand, so that the sample cannot be refreshed unnoticed."""


@pytest.fixture
def old(db: None) -> Release:
    """The release of the sample, in force; today's code publishes next to it."""
    published_at = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
    return store(edition_of("2025"), SCHEMA_1.read_text(encoding="utf-8"), "Première", None, published_at=published_at)


def test_the_sample_is_the_one_that_was_published() -> None:
    assert hashlib.sha256(SCHEMA_1.read_bytes()).hexdigest() == SHA256


def test_it_passes_its_check_and_holds_what_it_held(old: Release) -> None:
    found = load.current()
    assert (found.head.name, found.head.sha256) == ("2025.1", SHA256)
    assert len(found.report.indicators) == 28
    assert sum(len(indicator.observations) for indicator in found.report.indicators) == 102


def test_it_is_downloaded_byte_for_byte(old: Release, client: Client) -> None:
    for address in ("/donnees/rapport.json", "/versions/2025/1/donnees/rapport.json"):
        response = client.get(address)
        assert hashlib.sha256(response.content).hexdigest() == SHA256, address


def test_all_its_pages_are_still_written(old: Release, client: Client) -> None:
    codes = [indicator.code for indicator in load.current().report.indicators]
    pages = [
        "",
        "rapport/",
        "indicateurs/",
        *(f"axes/{n}/" for n in range(1, 6)),
        *(f"indicateurs/{c}/" for c in codes),
    ]
    answers = {page: client.get(f"/versions/2025/1/{page}").status_code for page in pages}
    assert {page: status for page, status in answers.items() if status != 200} == {}


def test_it_holds_nothing_that_the_schema_of_its_day_does_not_describe(old: Release, client: Client) -> None:
    """The address that its download names leads to that schema, not to today's."""
    address = "/versions/2025/1/donnees/rapport.json"
    document = client.get(address)
    described_by = re.match(r'<([^>]+)>; rel="describedby"', document["Link"])
    assert described_by
    schema = client.get(urljoin(address, described_by[1])).json()
    assert schema["properties"]["schema_version"]["const"] == "1"
    jsonschema.Draft202012Validator(schema).validate(document.json())


def test_the_api_describes_it_as_it_answers_it(old: Release, client: Client) -> None:
    answer = client.get("/api/v1/releases/2025.1/report")
    assert hashlib.sha256(answer.content).hexdigest() == SHA256
    description = client.get("/api/v1/openapi.json").json()
    responses = description["paths"]["/releases/{release}/report"]["get"]["responses"]
    described = responses["200"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**described, "components": description["components"]})
    validator.validate(answer.json())
    assert not validator.is_valid({**answer.json(), "schema_version": "99"})
    assert not validator.is_valid({**answer.json(), "schema_version": SCHEMA_VERSION, "colour": "bleu"})


def test_the_archive_holds_it_with_its_own_schema(old: Release, client: Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get("/donnees/rapport.zip").content))
    found = {Path(name).name: archive.read(name) for name in archive.namelist()}
    assert hashlib.sha256(found["rapport.json"]).hexdigest() == SHA256
    jsonschema.Draft202012Validator(json.loads(found["schema.json"])).validate(json.loads(found["rapport.json"]))


@pytest.mark.parametrize("file", [form.route("report") for form in DATA_FORMATS if "report" in form.offers])
def test_it_is_exported_in_every_format(old: Release, client: Client, file: str) -> None:
    response = client.get(f"/versions/2025/1/{file}")
    assert response.status_code == 200
    assert len(response.content) > 500


def test_its_tables_hold_all_its_figures(old: Release, client: Client) -> None:
    rows = csv.DictReader(io.StringIO(client.get("/versions/2025/1/donnees/rapport.csv").content.decode()))
    report = load.open_release(head("2025.1")).report
    values = [one.value for indicator in report.indicators for one in indicator.observations]
    assert [row["value"] for row in rows] == ["" if value is None else format(value, "f") for value in values]


def head(name: str) -> load.Head:
    return next(one for one in load.every_head() if one.name == name)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_it_is_printed(old: Release, client: Client, form: str) -> None:
    response = client.get(f"/versions/2025/1/rapport.{form}")
    assert response.status_code == 200
    assert len(response.content) > 20_000


def test_it_compares_with_itself_read_again(old: Release, client: Client) -> None:
    response = client.get("/comparaison/2025.1/2025.1/")
    assert response.status_code == 200


def test_nothing_changed_where_only_the_schema_did(old: Release, client: Client) -> None:
    today = store(edition_of("2025"), canonical.dump(load.open_release(head("2025.1")).report), "La même", None)
    assert (today.schema_version, today.sha256) != (old.schema_version, old.sha256)
    for pair in (("2025.1", "2025.2"), ("2025.2", "2025.1")):
        assert not compared(*map(head, pair))
    assert "Aucune différence." in client.get("/comparaison/2025.1/2025.2/").content.decode()
    assert client.get("/api/v1/releases/2025.2/changes").json()["items"] == []


def test_a_figure_that_changed_since_is_told(old: Release) -> None:
    report = load.open_release(head("2025.1")).report
    changed = report.model_copy(update={"acronyms": report.acronyms[1:]})
    store(edition_of("2025"), canonical.dump(changed), "Un sigle de moins", None)
    (entry,) = compared(head("2025.1"), head("2025.2")).entries
    assert (entry.kind, entry.before) == ("removed", report.acronyms[0].meaning)


@pytest.mark.usefixtures("seeded")
def test_publishing_the_same_content_again_makes_no_release(old: Release) -> None:
    report = load.open_release(head("2025.1")).report
    with mock.patch.object(WorkingCopy, "made", Traced(report, {})):
        assert publish("2025", "Encore.") == (old, False)


def test_its_text_is_served_while_the_database_does_not_answer(old: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    found = load.current().head
    monkeypatch.setattr(load, "kept_whole", None)
    load.text_of.cache_clear()
    assert hashlib.sha256(load.text_of(found).encode()).hexdigest() == SHA256
