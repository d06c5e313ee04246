"""A row of a list says of an indicator what the indicator says of itself."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from strategy_monitor.releases import load
from strategy_monitor.report import levels
from strategy_monitor.report.document import Indicator, Observation, Period, Report, Series
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.listing import list_one, listing_of, make_listing, read_listing
from strategy_monitor.report.summary import mark_kind
from tests.memory import forget_answers


def indicator(*series: Series) -> Indicator:
    return Indicator(
        code="1-I1", category="impact", nature="progress", axis=1, title="Écoles équipées", short_title="Écoles",
        source="", section="", series=series,
    )  # fmt: skip


def headline(key: str, **observed: object) -> Series:
    period = Period(kind="date", label="2024", end=dt.date(2024, 12, 31))
    given = {"period": period, "printed": "", "place": "headline", "section": "", "source": "", "planned_source": ""}
    observation = Observation(**(given | observed))  # type: ignore[arg-type]
    return Series(key=key, label=key, unit="", quantity="state", role="headline", observations=(observation,))


def test_a_level_reaches_as_far_as_it_is_said_to() -> None:
    exact, least = (list_one(0, indicator(headline("a", level=2, manner=one)), {}) for one in ("", "minimum"))
    assert (exact.reach, least.reach) == (Reach(2, 2), Reach(2, 4))
    assert not exact.in_blocks


def test_several_blocks_have_no_level_together() -> None:
    blocks = list_one(0, indicator(headline("a", level=2), headline("b", level=3)), {})
    assert (blocks.reach, blocks.in_blocks) == (None, True)
    bare = list_one(0, indicator(headline("a", state="Ouvert"), headline("b", level=3)), {})
    assert (bare.reach, bare.in_blocks) == (None, True)
    none = list_one(0, indicator(headline("a", state="Ouvert")), {})
    assert (none.reach, none.in_blocks) == (None, False)


def test_its_day_is_that_of_its_data_else_the_end_of_its_period() -> None:
    first, second = headline("a", state="Ouvert"), headline("b", state="Ouvert", data_date=dt.date(2025, 2, 1))
    assert list_one(0, indicator(first), {}).day == "2024-12-31"
    assert list_one(0, indicator(first, second), {}).day == "2025-02-01"
    assert list_one(0, indicator(), {}).day is None


def test_the_printed_report_is_listed_whole_and_read_back(published: None) -> None:
    report: Report = load.current().report
    listing = listing_of(report)
    for one, listed in zip(report.indicators, listing, strict=True):
        assert (listed.code, listed.axis, listed.providers) == (one.code, one.axis, one.providers)
        assert (listed.low, listed.flagged, listed.mark) == (one.level, one.flagged, mark_kind(one))
        assert bool(listed.reach or listed.in_blocks) == bool(levels.blocks(one))
    assert [one.rank for one in listing] == list(range(len(listing)))
    assert any(one.day for one in listing)
    assert any(one.flags > 1 for one in listing)
    assert read_listing(json.loads(json.dumps(listing))) == listing == make_listing(report)


@pytest.mark.parametrize("address", ["/indicateurs/?page=toutes", "/api/v1/observations?doubtful=true"])
def test_who_reads_all_of_them_does_not_go_through_the_document_for_each(
    client: Client, published: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Ten thousand would be looked for among ten thousand."""
    walks: list[Report] = []

    def walk(report: Report) -> tuple[Indicator, ...]:
        walks.append(report)
        return tuple(one for axis in report.axes for one in axis.all_indicators)

    monkeypatch.setattr(Report, "indicators", property(walk))
    forget_answers()
    assert client.get(address).status_code == 200
    assert 0 < len(walks) < 8 < len(listing_of(load.current().report))
