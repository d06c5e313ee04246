"""A comparison in a browser."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from strategy_monitor.releases.publish import publish
from tests import factories
from tests.browser.serving import answer_pages, serve_static_files
from tests.browser.test_pages import WIDE
from tests.browser.visits import CUT

pytestmark = pytest.mark.once


@pytest.fixture
def editions(db: None) -> None:
    series = factories.series(unit="établissements")
    factories.observation(series=series, value=Decimal(85112), printed="85.112 établissements")
    publish("2024", "Première édition.")
    factories.observation(
        series=series, period_start=dt.date(2024, 9, 1), period_end=dt.date(2025, 8, 31), period_label="2024-2025",
        value=Decimal(186513), printed="186.513 établissements",
    )  # fmt: skip
    publish("2025", "Seconde édition.")


def test_no_word_of_its_figures_is_cut(editions: None, chromium: Any) -> None:
    with serve_static_files() as site, closing(chromium.new_page()) as page:
        answer_pages(page, Client())
        page.goto(f"{site}/comparaison/2024.1/2025.1/")
        assert "établissements" in page.locator(".moves td").first.inner_text()
        for width in (390, 800, 961, 1160, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(CUT) == [], width
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_letters_twice_as_large_on_a_phone_keep_its_figures_in_the_window(editions: None, chromium: Any) -> None:
    """The head of the table, hidden there, took the room of its widest word."""
    with serve_static_files() as site, closing(chromium.new_page()) as page:
        answer_pages(page, Client())
        page.set_viewport_size({"width": 390, "height": 900})
        page.goto(f"{site}/comparaison/2024.1/2025.1/")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.locator(".moves thead").count()
        assert page.evaluate(WIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390


ROOM = """text => [...document.querySelectorAll('.choose select')].map(select => {
  select.replaceChildren(new Option(text));
  const given = select.offsetWidth;
  select.style.width = 'auto';
  const taken = select.offsetWidth;
  select.style.width = '';
  return given - taken;
})"""
"""Pixels that each list has beyond what this text takes."""


def test_a_release_and_its_day_can_be_read_where_they_are_chosen(editions: None, chromium: Any) -> None:
    with serve_static_files() as site, closing(chromium.new_page()) as page:
        answer_pages(page, Client())
        page.goto(f"{site}/comparaison/")
        for width in (390, 800, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            left = page.evaluate(ROOM, "2024-fictive.12 (30 septembre 2026)")
            assert len(left) == 3
            assert min(left) >= 0, width
