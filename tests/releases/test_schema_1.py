"""A release that an earlier version of the product published is read, shown, compared and kept for ever."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.test import Client

from strategy_monitor.releases import load
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import edition_of, store
from strategy_monitor.report import canonical
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


def test_it_compares_with_itself_read_again(old: Release, client: Client) -> None:
    response = client.get("/comparaison/2025.1/2025.1/")
    assert response.status_code == 200


def test_a_document_of_a_later_schema_is_refused() -> None:
    later = SCHEMA_1.read_text(encoding="utf-8").replace('"schema_version":"1"', '"schema_version":"999"')
    with pytest.raises(canonical.UnreadableReport, match="schema_version"):
        canonical.load(later)
