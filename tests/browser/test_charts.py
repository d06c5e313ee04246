"""Charts, twice drawn: the SVG that the server writes, and Plotly, which takes its place and moves nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from strategy_monitor.charts import chart as choice
from strategy_monitor.charts.model import Chart
from strategy_monitor.releases import load
from tests.browser.addresses import PAGES, Page
from tests.browser.visits import Visit, Visits
from tests.environment import EVERY

NAMED = {page.name: page for page in PAGES}
WHOLE = NAMED["whole"]
AWAY = 1.5
"""Pixels that a mark or a word may stand from its twin."""

FORMS = [NAMED[name] for name in ("indicator-lines-and-bars", "indicator-dots", "indicator-numbers", "indicator-rest")]

ALL_WAYS = tuple(product((320, 390, 1440), ("light", "dark")))

BOTH = """() => [...document.querySelectorAll(".chart-canvas")].map((canvas) => {
  const middle = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left + width / 2, top + height / 2, width, height];
  };
  const told = (element) => [element.textContent, ...middle(element)];
  const drawn = (element) => {
    const { fill, stroke, fillOpacity, opacity } = getComputedStyle(element);
    return [`${fill} ${stroke} ${fillOpacity} ${opacity}`, ...middle(element)];
  };
  const all = (selector, read) => [...canvas.querySelectorAll(selector)].map(read);
  return {
    form: canvas.dataset.form,
    words: [all(":scope > svg text", told), all(".annotation-text", told)],
    marks: [all(":scope > svg :is(circle, rect)", drawn), all(".points path", drawn)],
  };
})"""
"""Words and marks of each chart, of the SVG and of Plotly: text or paint, then the middle and the size of the box."""

BOXES = """() => {
  const boxes = document.querySelectorAll("[data-chart], .chart-canvas > svg, main > *, main section > *");
  return [...boxes].map((box) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return [left, top + scrollY, width, height];
  });
}"""

SEEN = """() => [...document.querySelectorAll(".chart-canvas")].map((canvas) => [
  getComputedStyle(canvas.querySelector(":scope > svg")).opacity,
  getComputedStyle(canvas.querySelector(".chart-live .main-svg")).visibility,
])"""


@pytest.fixture
def charts(published: None) -> list[Chart]:
    """The charts of the published report, in its order."""
    return [chart for indicator in load.current().report.indicators for chart in choice.charts_for(indicator)]


def pairs(both: list[dict[str, Any]], kind: str) -> Iterator[tuple[list[Any], list[Any]]]:
    for chart in both:
        written, live = chart[kind]
        assert len(written) == len(live), chart
        assert written or (kind == "marks" and chart["form"] == "numbers"), chart
        yield from zip(written, live, strict=True)


@pytest.mark.once
def test_every_chart_is_looked_at(charts: list[Chart]):
    assert len(charts) == WHOLE.charts
    assert {chart.form for chart in charts} >= {"slope", "dots", "stack", "bars", "numbers"}


@pytest.mark.once
def test_before_any_script_a_chart_has_its_picture_its_sentence_and_its_table(client: Client, charts: list[Chart]):
    page = BeautifulSoup(client.get(WHOLE.path).content, "lxml")
    figures, tables = page.select("figure[data-chart]"), page.select(".indicator details .data")
    assert len(figures) == len(tables) == len(charts)
    for figure, table, chart in zip(figures, tables, charts, strict=True):
        assert table.find_parent(class_="indicator") is figure.find_parent(class_="indicator")
        assert figure.select_one(".chart-title").text == chart.title
        assert chart.sentence in figure.figcaption.text
        assert figure.svg["role"] == "img"
        assert figure.svg.title.text == chart.title
        assert figure.svg.desc.text == chart.sentence
        rows = [tuple(cell.text.strip() for cell in row.select("th, td")) for row in table.select("tr")]
        assert rows == [chart.table.header, *chart.table.rows]
        words = " ".join(text.text for text in figure.svg.select("text"))
        assert [point.written for point in chart.points if point.written not in words] == []
        marks = {(mark["data-series"], mark["data-category"]) for mark in figure.svg.select("[data-series]")}
        assert marks == {(point.series, point.category) for point in chart.drawn}


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_without_javascript_the_pictures_are_there(visit: Visits, page: Page):
    opened = visit(page, java_script_enabled=False)
    drawings = opened.page.locator(".chart-canvas > svg")
    assert drawings.count() == page.charts
    for number in range(page.charts):
        assert drawings.nth(number).is_visible()
        assert drawings.nth(number).bounding_box()["width"] > 300
        assert drawings.nth(number).locator("text").first.is_visible()
    assert not opened.asked_for_plotly


@pytest.mark.parametrize(("width", "theme"), ALL_WAYS if EVERY else [(320, "light"), (390, "dark"), (1440, "light")])
def test_plotly_says_the_same_words_and_puts_the_same_marks_in_the_same_places(visit: Visits, width: int, theme: str):
    opened = visit(WHOLE, width=width, color_scheme=theme)
    opened.through()
    both = opened.page.evaluate(BOTH)
    assert len(both) == WHOLE.charts
    for written, live in pairs(both, "words"):
        assert written[0] == live[0]
        assert math.dist(written[1:3], live[1:3]) <= AWAY, (written, live)
    for written, live in pairs(both, "marks"):
        assert math.dist(written[1:3], live[1:3]) <= AWAY, (written, live)
        assert math.dist(written[3:], live[3:]) <= 2 * AWAY, (written, live)
        assert same_paint(written[0], live[0]), (written, live)
    assert opened.refused == []
    assert opened.elsewhere == []


def same_paint(one: str, other: str) -> bool:
    """The same colours, to one part in 255: a mix of two is rounded on the way to Plotly."""
    return all(abs(a - b) <= 1 for a, b in zip(channels(one), channels(other), strict=True))


def channels(paint: str) -> list[float]:
    """« color(srgb 0.5 …) rgb(1, 2, 3) 1 1 » as numbers, colours out of 255."""
    found: list[float] = []
    for part in paint.replace("(", " ").replace(")", " ) ").split("rgb"):
        numbers = [float(token.rstrip(",")) for token in part.split() if token.rstrip(",").replace(".", "").isdigit()]
        scale = 255 if any(n % 1 for n in numbers[:3]) else 1
        found += [n * scale if i < 3 else n for i, n in enumerate(numbers)]
    return found


@pytest.mark.parametrize("page", [*FORMS, NAMED["axis-2"], WHOLE], ids=str)
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_plotly_takes_over(visit: Visits, page: Page, width: int):
    opened = visit(page, width=width)
    before = opened.page.evaluate(BOXES)
    opened.through()
    assert opened.shift == 0
    assert opened.page.evaluate(BOXES) == before
    assert opened.page.evaluate(SEEN) == [["0", "visible"]] * page.charts, "one drawing is seen, not two"


def test_a_page_that_moves_is_caught(visit: Visits):
    opened = visit(FORMS[0])
    opened.page.evaluate("document.querySelector('main').style.paddingTop = '200px'")
    opened.settled()
    assert opened.shift > 0


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_the_other_theme_recolours_what_is_drawn(visit: Visits, page: Page):
    opened = visit(page, color_scheme="light")
    opened.through()
    light = opened.page.evaluate(BOTH)
    opened.page.emulate_media(color_scheme="dark")
    opened.until(lambda: live_again(opened) and recoloured(opened))
    for (_, live), (_, before) in zip(pairs(opened.page.evaluate(BOTH), "marks"), pairs(light, "marks"), strict=True):
        assert not same_paint(live[0], before[0])
    assert opened.shift == 0


def live_again(opened: Visit) -> bool:
    return bool(opened.page.locator(".chart-canvas.is-live").count() == opened.wanted.charts)


def recoloured(opened: Visit) -> bool:
    return all(same_paint(written[0], live[0]) for written, live in pairs(opened.page.evaluate(BOTH), "marks"))


def in_place(opened: Visit) -> bool:
    both = opened.page.evaluate(BOTH)
    twins = [*pairs(both, "words"), *pairs(both, "marks")]
    return all(math.dist(written[1:3], live[1:3]) <= AWAY for written, live in twins)


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_a_narrower_window_redraws_the_same_picture(visit: Visits, page: Page):
    opened = visit(page)
    opened.through()
    opened.page.set_viewport_size({"width": 330, "height": 900})
    opened.until(lambda: live_again(opened) and in_place(opened))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("indicator-lines-and-bars", "69 %"),
        ("indicator-dots", "33 %"),
        ("indicator-rest", "596 018 utilisateurs"),
    ],
)
def test_a_mark_under_the_pointer_says_its_value_in_french(visit: Visits, name: str, said: str):
    opened = visit(NAMED[name])
    opened.through()
    marks = opened.page.locator(".chart-live .points path")
    heard = [hovered(opened, marks.nth(number)) for number in range(marks.count())]
    assert any(said in words for words in heard), heard
    assert not any("." in words for words in heard), "a decimal comma everywhere"


def hovered(opened: Visit, mark: Any) -> str:
    opened.page.mouse.move(0, 0)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    label = opened.page.locator(".hoverlayer .hovertext").first
    label.wait_for()
    return str(label.text_content()).replace("\u202f", " ").replace("\xa0", " ")


def test_the_only_button_downloads_the_image(visit: Visits):
    opened = visit(NAMED["indicator-numbers"])
    opened.through()
    button = opened.page.locator(".modebar-btn")
    assert button.count() == 1
    assert button.get_attribute("aria-label").startswith("Télécharger")
    button.focus()
    with opened.page.expect_download() as download:
        opened.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")
    assert "2-i4" in download.value.suggested_filename
    assert opened.elsewhere == []
    assert opened.refused == []
    assert opened.said == []


def test_a_screen_reader_meets_each_chart_once(visit: Visits):
    opened = visit(FORMS[0])
    opened.through()
    for figure in opened.page.locator("[data-chart]").all():
        tree = figure.aria_snapshot()
        assert tree.count('img "') == 1, tree
        assert tree.count("- button ") == 1, tree


def test_plotly_is_asked_for_only_when_a_chart_comes_near(visit: Visits):
    opened = visit(NAMED["axis-3"], width=1440, height=700)
    first = opened.page.locator("[data-chart]").first
    assert first.bounding_box()["y"] > 700 + 400, "the first chart of this page must be far below"
    opened.page.wait_for_timeout(600)
    assert not opened.asked_for_plotly
    first.scroll_into_view_if_needed()
    first.locator(".chart-canvas.is-live").wait_for(state="attached")
    assert opened.asked_for_plotly
    assert opened.page.locator(".chart-live").count() < NAMED["axis-3"].charts, "only the charts near the window"


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_without_plotly_the_svg_stays(visit: Visits, page: Page):
    opened = visit(page, height=200, blocked="plotly-cartesian")
    with opened.page.expect_event("requestfailed", lambda request: "plotly" in request.url):
        opened.page.locator("[data-chart]").first.scroll_into_view_if_needed()
    opened.settled()
    assert opened.page.locator(".is-live").count() == 0
    for drawing in opened.page.locator(".chart-canvas > svg").all():
        assert drawing.is_visible()
        assert drawing.evaluate("(svg) => getComputedStyle(svg).opacity") == "1"
    assert not any(said.startswith("error: ") and "Failed to load" not in said for said in opened.said), opened.said
