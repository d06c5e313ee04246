"""A figure opens in place what it is, and the way back is the usual one. What is taken of a chart is copied."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from tests.browser.addresses import PAGES
from tests.browser.axe import examined
from tests.browser.visits import Visit, Visits

NAMED = {page.name: page for page in PAGES}
DIALOG = "dialog[open] article.trace"


def opened_figure(opened: Visit, rank: int = 0) -> Any:
    """Opens a figure of the page; returns its link."""
    link = opened.page.locator("main a.figure").nth(rank)
    link.focus()
    opened.page.keyboard.press("Enter")
    opened.page.locator(DIALOG).wait_for()
    return link


def closed(opened: Visit) -> None:
    opened.until(lambda: opened.page.locator("dialog[open]").count() == 0)


def test_a_figure_opens_in_place_and_every_way_back_leads_to_it(visit: Visits):
    opened = visit(NAMED["home"], width=390, height=844)
    home = opened.page.url
    link = opened_figure(opened)
    address = opened.site + link.get_attribute("href")
    assert opened.page.url == address
    assert link.inner_text().split()[0] in opened.page.locator(DIALOG).locator("h1").inner_text()
    assert opened.page.evaluate("document.activeElement.closest('dialog') !== null")
    assert examined(opened.page)["faults"] == []

    opened.page.keyboard.press("Escape")
    closed(opened)
    opened.until(lambda: opened.page.url == home)
    assert link.evaluate("(link) => link === document.activeElement"), "the focus comes back"

    opened_figure(opened, 1)
    opened.page.go_back()
    closed(opened)
    assert opened.page.url == home

    opened_figure(opened)
    opened.page.reload()
    assert opened.page.locator("main article.trace").is_visible(), "the address is that of the page itself"
    opened.page.go_back()
    opened.page.locator("#regard").wait_for()
    assert opened.page.url == home
    assert (opened.said, opened.refused, opened.elsewhere, opened.failed) == ([], [], [], [])

    opened.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('Failed to fetch')); }")
    link.click()
    opened.page.locator("main article.trace").wait_for()


OPENED_AT_ONCE = "addEventListener('DOMContentLoaded', () => { document.querySelector('details.take').open = true; })"


def test_who_is_faster_than_the_code_of_charts_can_copy_too(visit: Visits):
    """It is asked for once a chart is in view, and may come late on a poor line."""
    opened = visit(NAMED["indicator-numbers"], before=OPENED_AT_ONCE)
    copying = opened.page.get_by_role("button", name="Copier – Code d’un cadre figé, à coller dans une page")
    copying.wait_for()
    for _time in range(2):
        opened.page.locator("details.take summary").click()
    assert copying.count() == 1


def test_the_code_of_a_chart_is_copied_and_its_frame_holds_the_whole_chart(visit: Visits):
    opened = visit(NAMED["indicator-numbers"], alone=True)
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.locator("details.take summary").click()
    opened.page.get_by_role("button", name="Copier – Code d’un cadre figé, à coller dans une page").click()
    opened.page.get_by_role("status").filter(has_text="Copié").wait_for()
    copied = opened.page.evaluate("navigator.clipboard.readText()")
    assert copied == opened.page.locator("details.take textarea").first.input_value()
    assert copied.startswith('<iframe src="')
    assert examined(opened.page)["faults"] == []
    assert (opened.said, opened.refused, opened.elsewhere) == ([], [], [])

    frame = BeautifulSoup(copied, "lxml").iframe
    opened.page.goto(opened.site + urlsplit(str(frame["src"])).path)
    for width in (400, 640, 960):
        opened.page.set_viewport_size({"width": width, "height": 100})
        assert opened.page.evaluate("document.documentElement.scrollHeight") <= int(str(frame["height"]))
