"""A document of a past schema is brought up to today's, step by step; one of a later schema is refused in words."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from strategy_monitor.releases import load, upgrades
from strategy_monitor.releases.editions import edition_of
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import publish, store
from strategy_monitor.report import canonical
from strategy_monitor.report.document import SCHEMA_VERSION, Report
from tests.memory import forget
from tests.releases.samples import SCHEMA_1, SCHEMA_2
from tests.report.editing import REPORT

SAMPLES = {"1": SCHEMA_1, "2": SCHEMA_2}
"""A document of each past schema, as it was published."""


def read_upgraded(text: str) -> Report:
    return canonical.validate(upgrades.upgrade(canonical.parse(text)))


def test_a_step_leads_from_each_past_schema_to_the_next() -> None:
    assert list(upgrades.STEPS) == [str(number) for number in range(1, int(SCHEMA_VERSION))]
    assert SAMPLES.keys() == upgrades.STEPS.keys()


@pytest.mark.parametrize("version", SAMPLES)
class TestEachStep:
    def test_it_makes_a_document_of_the_next_schema_and_leaves_the_given_one_as_it_was(self, version: str) -> None:
        given = canonical.parse(SAMPLES[version].read_text(encoding="utf-8"))
        before = copy.deepcopy(given)
        assert upgrades.STEPS[version](given)["schema_version"] == str(int(version) + 1)
        assert given == before

    def test_its_sample_is_what_the_schema_of_its_day_describes(self, version: str) -> None:
        schema = json.loads(upgrades.past_schema(version) or "")
        jsonschema.Draft202012Validator(schema).validate(json.loads(SAMPLES[version].read_text(encoding="utf-8")))

    def test_nothing_of_its_sample_is_lost(self, version: str) -> None:
        """Numbers and texts alike: what the old document holds, today's Report of it holds."""
        text = SAMPLES[version].read_text(encoding="utf-8")
        given, read = json.loads(text), json.loads(canonical.dump(read_upgraded(text)))
        assert lost(given, read) == ["schema_version"]


def lost(given: Any, read: Any, where: str = "") -> list[str]:
    """Where what was given does not stand in what was read."""
    if isinstance(given, dict) and isinstance(read, dict):
        return [one for key in given for one in lost(given[key], read.get(key), f"{where}.{key}".strip("."))]
    if isinstance(given, list) and isinstance(read, list) and len(given) == len(read):
        return [
            fault for rank, pair in enumerate(zip(given, read, strict=True)) for fault in lost(*pair, f"{where}.{rank}")
        ]
    return [] if given == read else [where]


def test_today_s_documents_need_no_step() -> None:
    document = canonical.parse(canonical.dump(REPORT))
    assert upgrades.upgrade(document) is document
    assert upgrades.past_schema(SCHEMA_VERSION) is None


def drop_colour(document: upgrades.Document) -> upgrades.Document:
    """A step that leaves out a field of each axis."""
    axes = [{name: value for name, value in axis.items() if name != "colour"} for axis in document["axes"]]
    return {**document, "axes": axes, "schema_version": SCHEMA_VERSION}


def test_a_field_that_the_code_no_longer_declares_is_read_through_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    written = json.loads(canonical.dump(REPORT))
    written |= {"schema_version": "0", "axes": [{**axis, "colour": "#0b4f8a"} for axis in written["axes"]]}
    text = json.dumps(written)
    with pytest.raises(upgrades.UnknownSchema):
        read_upgraded(text)
    with pytest.raises(canonical.UnreadableReport, match="colour"):
        read_upgraded(text.replace('"schema_version": "0"', f'"schema_version": "{SCHEMA_VERSION}"'))
    monkeypatch.setattr(upgrades, "STEPS", {**upgrades.STEPS, "0": drop_colour})
    assert read_upgraded(text) == REPORT


@pytest.fixture
def later(db: None) -> Release:
    """The only release: one that a later version of the product published."""
    text = canonical.dump(REPORT).replace(f'"schema_version":"{SCHEMA_VERSION}"', '"schema_version":"99"')
    forget()
    return store(edition_of("2025"), text, "Publiée ailleurs", None)


WHY = "le document est d’un schéma que ce logiciel ne connaît pas"


class TestALaterSchema:
    def test_what_is_stored_says_its_schema(self, later: Release) -> None:
        assert later.schema_version == "99"

    def test_it_is_refused_in_words(self, later: Release) -> None:
        with pytest.raises(load.BadRelease, match=WHY):
            load.past("2025", 1)

    @pytest.mark.parametrize("page", ["", "donnees/rapport.json", "rapport.pdf", "donnees/schema.json"])
    def test_its_pages_say_why(self, later: Release, client: Client, page: str) -> None:
        response = client.get(f"/versions/2025/1/{page}")
        html = response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
        assert response.status_code == 503
        assert WHY in html
        assert "« 99 »" in html
        assert "altéré" not in html, "nothing was altered"

    @pytest.mark.parametrize("address", ["/", "/donnees/", "/versions/", "/actualites.atom", "/api/v1/schema.json"])
    def test_no_public_address_breaks(self, later: Release, client: Client, address: str) -> None:
        assert client.get(address).status_code != 500

    def test_the_api_says_why(self, later: Release, client: Client) -> None:
        response = client.get("/api/v1/releases/2025.1/report")
        assert response.status_code == 503
        assert WHY in response.json()["detail"]

    def test_a_comparison_with_it_says_why(self, later: Release, client: Client) -> None:
        store(edition_of("2025"), canonical.dump(REPORT), "D’aujourd’hui", None)
        response = client.get("/comparaison/2025.1/2025.2/")
        assert response.status_code == 503
        assert WHY in response.content.decode()

    def test_the_command_says_why(self, later: Release, tmp_path: Any) -> None:
        with pytest.raises(CommandError, match=WHY):
            call_command("write_report", tmp_path / "rapport.pdf", release="2025.1")

    @pytest.mark.usefixtures("seeded")
    def test_one_publishes_beside_it_and_the_public_reads_that(self, later: Release, admin_client: Client) -> None:
        assert admin_client.get("/bureau/").status_code == 200
        release, new = publish("2025", "Publiée par cette version du logiciel.")
        assert new
        assert load.current().head.name == str(release)
