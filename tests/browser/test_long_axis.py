"""An address of before, whose anchor the page of a long axis has no longer, leads to where it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from strategy_monitor.pages import views
from strategy_monitor.report import dividing
from tests.memory import forget_answers

CHART = "2-2-o2-taux-ecoles-evolution"
PAGES = ("/axes/2/", "/axes/2/action-2/", "/rapport/")
SITE = "http://suivi.exemple.be"


@pytest.fixture(scope="module")
def written() -> dict[int, dict[str, bytes]]:
    """How much of an axis is told whole → the pages, which are the same for all who ask."""
    return {}


@pytest.fixture
def follow(
    published: None, client: Client, chromium: Any, monkeypatch: pytest.MonkeyPatch,
    written: dict[int, dict[str, bytes]],
) -> Iterator[Callable]:  # fmt: skip
    """An address, asked of a strategy as long as the printed report would be → where a browser ends."""
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", 15)
    page = chromium.new_page()
    statics = "/" + settings.STATIC_URL.lstrip("/")

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path in PAGES:
            route.fulfill(body=written[views.TOLD_WHOLE][path], content_type="text/html")
        elif found := finders.find(path.removeprefix(statics)):
            route.fulfill(path=str(found))
        else:
            route.abort()

    def end(address: str) -> str:
        if views.TOLD_WHOLE not in written:  # the browser asks from another thread
            written[views.TOLD_WHOLE] = {path: client.get(path).content for path in PAGES}
        page.goto(SITE + address)
        page.wait_for_load_state("networkidle")
        return str(page.url).removeprefix(SITE)

    page.route("**/*", answer)
    forget_answers()
    yield end
    page.close()


@pytest.mark.parametrize("start", ["/axes/2/", "/rapport/"])
def test_a_chart_is_found_on_the_page_of_its_action(follow: Callable[[str], str], start: str) -> None:
    assert follow(f"{start}#{CHART}") == f"/axes/2/action-2/#{CHART}"


def test_where_it_is_not_drawn_either_its_indicator_is_shown(
    follow: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "TOLD_WHOLE", 0)
    forget_answers()
    assert follow(f"/axes/2/#{CHART}") == "/axes/2/action-2/#2-2-o2"


@pytest.mark.parametrize("there", ["#2-2-o2", "#action-1", "#rien-de-tel", ""])
def test_what_is_there_or_belongs_to_nothing_leads_nowhere(follow: Callable[[str], str], there: str) -> None:
    assert follow(f"/axes/2/{there}") == f"/axes/2/{there}"
