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
from strategy_monitor.charts.names import FORMS as FORMS_IN_WORDS
from strategy_monitor.releases import load
from tests.browser.addresses import PAGES, Page
from tests.browser.visits import BOXES, Visit, Visits
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
    const paint = fill.startsWith("url(") ? "hatched" : fill;
    return [`${paint} ${stroke} ${fillOpacity} ${opacity}`, ...middle(element)];
  };
  const seen = (element) => getComputedStyle(element).opacity !== "0";
  const all = (selector, read) => [...canvas.querySelectorAll(selector)].filter(seen).map(read);
  return {
    form: canvas.dataset.form,
    words: [all(":scope > svg text", told), all(".annotation-text", told)],
    marks: [all(":scope > svg :is(circle, rect)", drawn), all(".points path", drawn)],
  };
})"""
"""Words and marks of each chart, of the SVG and of Plotly: text or paint, then the middle and the size of the box. What
only a pointer finds is left out."""

HINTS = """() =>
  [...document.querySelectorAll(".chart-points > .hint")].map((hint) => getComputedStyle(hint).visibility)
"""

STYLED = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
}"""

SPACED = "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important; }"
"""What a reader may ask of text (WCAG 1.4.12)."""

CLASHES = """() => [...document.querySelectorAll(".chart-canvas > svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text")].map((word) => [word.textContent, word.getBoundingClientRect()]);
  return words.flatMap(([name, box], i) => {
    const cut = box.left < frame.left - 1 || box.right > frame.right + 1;
    const covers = words.slice(i + 1).filter(([, other]) =>
      Math.min(box.right, other.right) - Math.max(box.left, other.left) > 0.5 &&
      Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 2);
    return [...(cut ? [`cut: ${name}`] : []), ...covers.map(([other]) => `${name} on ${other}`)];
  });
})"""
"""Words that are cut, or that cover one another."""

STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true })).length"""

SAVING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
PAPER = """
const asked = matchMedia;
window.matchMedia = (query) => (query === "print" ? Object.assign(new EventTarget(), { matches: true }) : asked(query));
"""
BUSY = "window.idle = []; window.requestIdleCallback = (work) => idle.push(work);"
"""A browser that never says that it is idle, but when it is told to."""


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
        assert figure.text.count(chart.caption) == figure.figcaption.text.count(chart.caption) == 1
        assert (figure.svg["role"], figure.svg["aria-label"]) == ("img", FORMS_IN_WORDS[chart.form])
        assert [point["data-said"] for point in figure.select(".chart-points div > p")] == [
            p.said for p in chart.points
        ]
        rows = [tuple(cell.text.strip() for cell in row.select("th, td")) for row in table.select("tr")]
        assert rows == [chart.table.header, *chart.table.rows]
        words = " ".join(text.text for text in figure.svg.select("text"))
        assert [point.written for point in chart.points if point.written not in words] == []
        marks = {(mark["data-series"], mark["data-category"]) for mark in figure.svg.select("[data-series]")}
        assert marks == {(point.series, point.category) for point in chart.drawn}


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_without_javascript_the_pictures_are_there(visit: Visits, page: Page):
    opened = visit(page, scripts=False)
    drawings = opened.page.locator(".chart-canvas > svg")
    assert drawings.count() == page.charts
    for number in range(page.charts):
        assert drawings.nth(number).is_visible()
        assert drawings.nth(number).bounding_box()["width"] > 300
        assert drawings.nth(number).locator("text").first.is_visible()
    assert not opened.asked_for_plotly


@pytest.mark.parametrize(("width", "theme"), ALL_WAYS if EVERY else [(320, "light")])
def test_plotly_says_the_same_words_and_puts_the_same_marks_in_the_same_places(visit: Visits, width: int, theme: str):
    """Two tests below look at the same at two more widths, where they have all charts drawn."""
    drawn_alike(visit(WHOLE, width=width, color_scheme=theme))


def drawn_alike(opened: Visit) -> None:
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


def test_a_page_that_moves_is_caught(visit: Visits):
    """Each visit that goes through its charts looks at it: `Visit.through`."""
    opened = visit(FORMS[0])
    opened.page.evaluate("document.querySelector('main').style.paddingTop = '200px'")
    opened.settled()
    assert opened.shift > 0


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_what_is_drawn_is_read_in_every_way_and_follows_the_theme_and_the_window(visit: Visits, page: Page):
    """In one visit, for to have Plotly draw costs more than the looks."""
    opened = visit(page)
    opened.through()
    assert opened.shift == 0
    met_once(opened)
    pointed_and_keyed(opened)
    in_the_dark(opened)
    opened.page.set_viewport_size({"width": 330, "height": 900})
    opened.until(lambda: live_again(opened) and in_place(opened))


def met_once(opened: Visit) -> None:
    """Each chart, by a screen reader."""
    for figure in opened.page.locator("[data-chart]").all():
        tree = figure.aria_snapshot()
        sentence = " ".join(figure.locator("figcaption").text_content().strip().split("\n")[0].split())
        assert tree.count('img "') == tree.count('slider "') == " ".join(tree.split()).count(sentence) == 1, tree
    assert "- img\n" not in opened.page.locator("body").aria_snapshot() + "\n", "no picture without a name"


def in_the_dark(opened: Visit) -> None:
    """The other theme gives each mark another colour, and moves nothing."""
    light, shift = opened.page.evaluate(BOTH), opened.shift
    opened.page.emulate_media(color_scheme="dark")
    opened.until(lambda: live_again(opened) and recoloured(opened))
    for (_, live), (_, before) in zip(pairs(opened.page.evaluate(BOTH), "marks"), pairs(light, "marks"), strict=True):
        assert not same_paint(live[0], before[0])
    assert opened.shift == shift


def live_again(opened: Visit) -> bool:
    return bool(opened.page.locator(".chart-canvas.is-live").count() == opened.wanted.charts)


def recoloured(opened: Visit) -> bool:
    return all(same_paint(written[0], live[0]) for written, live in pairs(opened.page.evaluate(BOTH), "marks"))


def in_place(opened: Visit) -> bool:
    both = opened.page.evaluate(BOTH)
    twins = [*pairs(both, "words"), *pairs(both, "marks")]
    return all(math.dist(written[1:3], live[1:3]) <= AWAY for written, live in twins)


def pointed_and_keyed(opened: Visit) -> None:
    """A pointer and the keys read the same of each point beside the drawing. Nothing moves, nothing is drawn over the
    words, and a drag loses nothing."""
    before, boxes = opened.page.evaluate(BOTH), opened.page.evaluate(BOXES)
    for figure in opened.page.locator("[data-chart]").all():
        figure.scroll_into_view_if_needed()
        said = figure.locator(".chart-points div > p").all_text_contents()
        marks = figure.locator(".chart-live .points path")
        pointed = {hovered(opened, figure, marks.nth(number)) for number in range(marks.count())}
        assert pointed == set(said)
        dragged(opened, figure)
        assert keyed(opened, figure, len(said)) == said
        assert figure.locator(".hoverlayer").text_content() == ""
        opened.page.keyboard.press("Escape")
        assert figure.locator(".is-read").count() == 0
    opened.page.mouse.move(0, 0)
    opened.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    assert opened.page.evaluate(BOTH) == before
    assert opened.page.evaluate(BOXES) == boxes
    assert opened.said == opened.refused == []


def hovered(opened: Visit, figure: Any, mark: Any) -> str:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.page.mouse.move(x, y, steps=3)
    opened.until(lambda: mark.evaluate("(mark) => mark.classList.contains('is-read')"))
    return str(figure.locator(".chart-points .is-read").text_content())


def dragged(opened: Visit, figure: Any) -> None:
    """Across the drawing, as one would to zoom, and twice clicked."""
    box = figure.locator(".chart-live").bounding_box()
    opened.page.mouse.move(box["x"] + 20, box["y"] + 10)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] - 10, steps=4)
    opened.page.mouse.up()
    opened.page.mouse.dblclick(box["x"] + 20, box["y"] + 10)


def keyed(opened: Visit, figure: Any, count: int) -> list[str]:
    """What is read at each press of an arrow, from the first to the last, as assistive technology finds it."""
    points = figure.get_by_role("slider", name="Valeurs du graphique")
    points.focus()
    opened.page.keyboard.press("Home")
    found = []
    for _ in range(count):
        found.append(str(points.get_attribute("aria-valuetext")))
        assert figure.locator(".chart-points .is-read:visible").text_content() == found[-1]
        opened.page.keyboard.press("ArrowRight")
    return found


def test_no_chart_is_passed_over_by_the_keyboard_and_the_page_keeps_few_stops(visit: Visits):
    """From the top, before anything is drawn: each chart has its stop in time. What was drawn meanwhile is drawn as by
    who scrolls, on a desk."""
    opened = visit(WHOLE, reduced_motion="reduce")
    entered, most = entered_by("Tab", opened)
    assert len(set(entered)) == len(entered) == WHOLE.charts
    assert 0 < most < 200
    back, _ = entered_by("Shift+Tab", opened)
    assert back == entered[::-1]
    drawn_alike(opened)


def entered_by(key: str, opened: Visit) -> tuple[list[str], int]:
    """The charts whose values have the focus at some press of this key, in that order, until it leaves the page; the
    most stops that there were."""
    entered: list[str] = []
    most = 0
    for _ in range(300):
        opened.page.keyboard.press(key)
        told = opened.page.evaluate("[document.activeElement.role, document.activeElement === document.body]")
        if told[1]:
            break
        if told[0] == "slider":
            entered.append(opened.page.evaluate("document.activeElement.getAttribute('aria-describedby')"))
            most = max(most, opened.page.evaluate(STOPS))
            opened.page.keyboard.press("Escape")  # else what was read last stays marked
    return entered, most


def test_how_a_chart_is_read_is_shown_once_for_those_that_follow_each_other(visit: Visits):
    page = NAMED["indicator-lines-and-bars"]
    opened = visit(page)
    opened.through()
    opened.until(lambda: live_again(opened))
    assert opened.page.evaluate(HINTS) == ["visible", *["hidden"] * (page.charts - 1)]


def test_large_or_spaced_text_is_neither_cut_nor_covered(visit: Visits):
    """Nor is it before, on a phone in the dark."""
    opened = visit(WHOLE, width=390, color_scheme="dark")
    drawn_alike(opened)
    assert opened.page.evaluate(CLASHES) == []
    opened.page.evaluate(STYLED, SPACED)
    for width in (320, 390, 1440):
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.until(lambda: live_again(opened) and in_place(opened))
        assert opened.page.evaluate(CLASHES) == [], width
    opened.page.evaluate(STYLED, "html { font-size: 200% !important; }")
    opened.until(lambda: live_again(opened) and in_place(opened))
    assert opened.page.evaluate(CLASHES) == []
    size = "(word) => parseFloat(getComputedStyle(word).fontSize)"
    assert opened.page.locator(".chart-canvas > svg text").first.evaluate(size) > 24
    opened.page.set_viewport_size({"width": 390, "height": 900})
    opened.settled()
    assert opened.page.locator(".chart-canvas:visible").count() == 0, "no room for words: they are written instead"
    said = opened.page.locator(".chart-points div > p")
    assert said.filter(visible=True).count() == said.count() > WHOLE.charts


@pytest.mark.parametrize("why", ["saving", "paper"])
def test_plotly_is_not_asked_for_where_data_are_saved_nor_for_paper(visit: Visits, why: str):
    opened = visit(NAMED["indicator-dots"], before={"saving": SAVING, "paper": PAPER}[why])
    opened.page.locator("[data-chart]").scroll_into_view_if_needed()
    opened.page.wait_for_timeout(400)
    assert not opened.asked_for_plotly
    assert opened.page.locator(".chart-canvas > svg").is_visible()
    opened.page.locator(".chart-points > div").focus()
    assert opened.page.locator(".chart-points .is-read").is_visible(), "the keys read without it"


def test_the_only_button_downloads_the_image(visit: Visits):
    opened = visit(NAMED["indicator-numbers"])
    opened.through()
    button = opened.page.locator(".modebar-btn")
    assert button.count() == 1
    assert button.get_attribute("aria-label").startswith("Télécharger")
    opened.page.locator(".chart-points > div").focus()
    opened.page.keyboard.press("Tab")
    assert button.evaluate("(it) => it === document.activeElement")
    with opened.page.expect_download() as download:
        opened.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")
    assert "2-i4" in download.value.suggested_filename
    assert opened.elsewhere == []
    assert opened.refused == []
    assert opened.said == []


def test_plotly_is_asked_for_only_when_a_chart_is_in_view_and_the_browser_idle(visit: Visits):
    opened = visit(NAMED["axis-3"], width=1440, height=700, before=BUSY)
    first = opened.page.locator("[data-chart]").first
    assert first.bounding_box()["y"] > 700 + 400, "the first chart of this page must be far below"
    opened.page.wait_for_timeout(400)
    assert opened.page.evaluate("idle.length") == 0
    first.scroll_into_view_if_needed()
    opened.until(lambda: opened.page.evaluate("idle.length") == 1)
    opened.page.wait_for_timeout(200)
    assert not opened.asked_for_plotly, "in view, but the browser is not idle"
    opened.page.evaluate("window.requestIdleCallback = (work) => setTimeout(work); idle.pop()()")
    first.locator(".chart-canvas.is-live").wait_for(state="attached")
    assert opened.asked_for_plotly
    assert opened.page.locator(".chart-live").count() < NAMED["axis-3"].charts, "only the charts in the window"


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
