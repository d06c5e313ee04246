"""What a page shows of a strategy too large for it: each indicator named, at its anchor, and told on its own page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from strategy_monitor.pages import views
from strategy_monitor.pages.templatetags import monitor
from strategy_monitor.releases import load
from strategy_monitor.report import summary
from strategy_monitor.report.standing import stand_of
from tests.memory import forget_answers
from tests.pages.reading import soup, text

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the printed report were."""
    monkeypatch.setattr(views, "TOLD_WHOLE", 3)
    monkeypatch.setattr(views, "TOLD_WHOLE_TOGETHER", 3)


@pytest.mark.parametrize("path", ["/axes/2/", "/rapport/"])
def test_every_anchor_of_an_indicator_an_action_or_a_measure_stays(client: Client, path: str, large: None) -> None:
    report = load.current().report
    axes = [report.axis(2)] if path == "/axes/2/" else list(report.axes)
    page = soup(client.get(path))
    ids = {tag["id"] for tag in page.select("[id]")}
    for axis in axes:
        for indicator in axis.all_indicators:
            line = page.find(id=indicator.code.lower().replace(".", "-"))
            assert line.a["href"] == f"/indicateurs/{indicator.code}/"
            assert stand_of(axis, indicator).standing.word in text(line)
        for action in axis.actions:
            assert {measure.code.lower().replace(".", "-") for measure in action.measures} <= ids
            assert text(
                page.find(id=f"action-{action.number}") or page.find(id=f"axe-{axis.number}-action-{action.number}")
            )
    assert "sont nombreux" in text(page.main)
    assert not page.select("article.indicator, [data-chart]")


@pytest.mark.parametrize("path", ["/axes/2/", "/rapport/"])
def test_paper_has_the_notes_of_what_stands_there(client: Client, path: str, large: None) -> None:
    report = load.current().report
    signals = summary.signals_of_axis(report.axis(2)) if path == "/axes/2/" else summary.signals(report)
    kept = [one.note.code for one in signals if one.about != "indicator"]
    assert 0 < len(kept) < len(signals)
    assert [text(one.b) for one in soup(client.get(path)).select(".endnotes > p")] == kept


@pytest.mark.parametrize("path", ["/axes/2/", "/rapport/"])
def test_those_of_common_size_are_told_whole(client: Client, path: str) -> None:
    page = soup(client.get(path))
    assert page.select("article.indicator")
    assert "sont nombreux" not in text(page.main)


def test_an_axis_without_many_is_told_whole_beside_one_that_has(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = [len(axis.all_indicators) for axis in load.current().report.axes]
    monkeypatch.setattr(views, "TOLD_WHOLE", max(counts) - 1)
    told = [bool(soup(client.get(f"/axes/{n}/")).select("article.indicator")) for n in range(1, len(counts) + 1)]
    assert told == [count < max(counts) for count in counts]


def test_the_first_page_names_some_and_counts_all(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that it does not name are counted, where each list ends."""
    before = soup(client.get("/"))
    monkeypatch.setattr(views, "MARKED", 3)
    monkeypatch.setattr(monitor, "MOST_LISTED", 1)
    forget_answers()
    page = soup(client.get("/"))
    lists = ".at-a-glance > section > ul"

    def count(page: BeautifulSoup) -> list[int]:
        return [len(one.find_all("li", recursive=False)) for one in page.select(lists)]

    listed = count(before)
    assert max(listed) > 1
    assert count(page) == [1] * len(listed)
    told = [text(one) for one in page.select(f"{lists} + .meta") if "tous les indicateurs" in text(one)]
    assert [int(one.split()[0]) for one in told] == [many - 1 for many in listed if many > 1]

    def counted(page: BeautifulSoup) -> list[list[int]]:
        rows = [row.select("td") for row in page.select(".standings tbody tr")]
        return [[len(cell.select("a")) or int(text(cell) or 0) for cell in row] for row in rows]

    assert counted(page) == counted(before)
    assert not page.select(".standings td a")
