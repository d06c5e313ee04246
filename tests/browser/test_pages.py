"""What holds for every page in a browser: it stays on its site, fits its window, answers to the keyboard, prints."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from tests.browser.addresses import PAGES, Page
from tests.browser.test_accessibility import DRAWN, LIVE, faults
from tests.browser.test_charts import SPACED, STYLED
from tests.browser.visits import CUT, Visit, Visits

WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const inside = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX) && box !== document.body) return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !inside(element))
    .map((element) => element.outerHTML.slice(0, 120));
}"""
"""The elements that end beyond the window, for a failing test to say; those that scroll inside their own box may."""

STOPS = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
  const found = [...document.querySelectorAll(wanted)].filter(shown);
  const landing = (element) => element.matches("main, #resultat");
  return {
    reachable: found.filter((element) => element.tabIndex === 0).length,
    forced: found.filter((element) => element.tabIndex > 0).map((element) => element.outerHTML),
    cut_off: found.filter((element) => element.tabIndex < 0 && !landing(element)).map((e) => e.outerHTML),
  };
}"""

FOCUSED = """() => {
  const element = document.activeElement;
  const outlined = (box) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(box);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  let ring = false;
  for (let box = element; box && box !== document.body; box = box.parentElement) ring ||= outlined(box);
  const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
  return {
    html: element.outerHTML.slice(0, 100),
    role: element.role,
    end: element === document.body,
    ring,
    seen: width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
    href: element.getAttribute("href"),
  };
}"""


BESIDE = """() => [...document.querySelectorAll(".scroll")]
  .filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => box.getAttribute("aria-label"))"""
"""What scrolls aside in its own box."""

OF_TABLES = ("home", "axis-1", "coverage")
"""Pages whose tables stand one row under another on a phone."""

TWICE_AS_LARGE = {
    *("home", "axis-2", "indicator-numbers", "indicator-rest", "indicator-progress", "figure", "catalogue"),
    *("calendar", "method", "data", "api-resource", "search-hits", "exchange", "observation", "journal"),
}
"""Pages whose text is made twice as large, and spaced out."""

UNTABLED = """() => [...document.querySelectorAll("table, thead, tbody, tfoot, tr, th, td")]
  .filter((part) => !/^(table|none)/.test(getComputedStyle(part).display) && !part.hasAttribute("role"))
  .map((part) => part.outerHTML.slice(0, 100))"""
"""Parts of a table that stand one under another, and no longer say what they are to every program that reads aloud."""


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_breaks_nothing_stays_on_its_site_fits_its_window_and_obeys_the_keyboard(visit: Visits, page: Page):
    """On the smallest phone, and on a phone and a desk zoomed twice; one visit, for each costs more than the looks, but
    for charts: to draw all of them anew at each width costs more. Once Plotly has taken over, no rule is broken. At the
    end, text twice as large or spaced out fits a phone."""
    opened = visit(page, width=320, height=568)
    if page.charts:
        assert sideways(opened, 320) == []
    opened.through()
    assert sideways(opened, 320) == []
    assert opened.page.evaluate(UNTABLED) == []
    assert off_the_keyboard(opened) == []
    if page.name in OF_TABLES:
        opened.at_width(390)
        assert opened.page.locator(".scroll table").count()
        assert opened.page.evaluate(BESIDE) == []
    wider = visit(page, width=720, height=450) if page.charts else opened
    assert sideways(wider, 720) == []
    wider.at_width(1440, 900)
    assert off_the_keyboard(wider) == []
    if page in LIVE:
        wider.through()
    for one in {opened, wider}:
        assert one.elsewhere == []
        assert one.said == []
        assert one.failed == []
        assert one.refused == []
    assert opened.asked_for_plotly == bool(page.charts)
    if page in LIVE:
        assert faults(wider, PAGES.index(page) + 1) == []
    elif not page.charts:
        assert faults(opened, PAGES.index(page), ways=1) == [], "its neighbours, of the same templates, in other ways"
    if page.name in TWICE_AS_LARGE and not page.charts:
        assert too_large(opened) == []


def off_the_keyboard(opened: Visit) -> list[str]:
    """What the Tab key passes over, or meets in another order than a reader."""
    stops = opened.page.evaluate(STOPS)
    assert stops["reachable"] > 5 or opened.wanted.name in {"login", "embed", "api-problem"}
    return [*stops["forced"], *stops["cut_off"]]


@pytest.mark.parametrize("name", ["axis-3", "indicator-lines-and-bars", "indicator-rest"])
def test_no_word_is_cut_on_a_phone_in_tables_and_in_the_way_on(visit: Visits, name: str):
    (page,) = [one for one in PAGES if one.name == name]
    opened = visit(page, width=320, height=568)
    opened.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert opened.page.evaluate(CUT) == []
    assert opened.page.evaluate(UNTABLED) == []
    assert sideways(opened, 320) == []


def sideways(opened: Visit, width: int) -> list[str]:
    """What ends beyond a window of this width."""
    opened.at_width(width)
    if opened.page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    return opened.page.evaluate(WIDE) or ["something, unseen"]


@pytest.mark.parametrize("name", [page.name for page in PAGES if page.charts and page.name in TWICE_AS_LARGE])
def test_text_twice_as_large_or_spaced_out_fits(visit: Visits, name: str):
    """Of pages with charts; of those without, it is asked where they are visited."""
    (page,) = [one for one in PAGES if one.name == name]
    assert too_large(visit(page, width=390)) == []


def too_large(opened: Visit) -> list[str]:
    """What leaves a phone where text is twice as large or spaced out; what is folded too. Tables scroll in their own
    box. The page stays so."""
    opened.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = []
    for style in (SPACED, "html { font-size: 200% !important; }"):
        opened.page.evaluate(STYLED, style)
        found += [f"{style} | {one}" for one in sideways(opened, 390)]
    return found


def test_on_a_phone_each_mark_of_the_first_page_is_beside_its_word(visit: Visits):
    opened = visit(next(page for page in PAGES if page.name == "home"), width=390)
    cells = opened.page.locator(".standings tbody td")
    told = [cell for cell in cells.all() if cell.is_visible()]
    assert sum(cell.locator("a").count() for cell in told) == cells.locator("a").count() == 28
    said = [cell.evaluate("cell => getComputedStyle(cell, '::before').content").split('"')[1].strip() for cell in told]
    assert {"Terminé", "Sans donnée"} <= set(said)


@pytest.mark.parametrize("name", ["home", "catalogue-filtered", "search-hits", "indicator-lines-and-bars", "not-found"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit: Visits, name: str):
    opened = visit(next(page for page in PAGES if page.name == name), width=1024, height=700, reduced_motion="reduce")
    opened.through()
    reached = list(tabbed(opened))
    assert reached[0]["href"] == "#contenu"
    assert [stop["html"] for stop in reached if not stop["ring"]] == []
    assert [stop["html"] for stop in reached if not stop["seen"]] == []
    charts = [stop for stop in reached if stop["role"] == "slider" or "modebar-btn" in stop["html"]]
    assert len(charts) == 2 * opened.wanted.charts
    left = opened.page.locator(".chart-points > div[tabindex], .modebar-btn:visible").count()
    assert len(reached) - len(charts) == opened.page.evaluate(STOPS)["reachable"] - left, "charts out of view have none"


def tabbed(opened: Visit) -> list[dict[str, Any]]:
    """Where the focus stands after each press of the Tab key, until it leaves the page."""
    found: list[dict[str, Any]] = []
    while len(found) < 500:
        opened.page.keyboard.press("Tab")
        stop = opened.page.evaluate(FOCUSED)
        if stop["end"]:
            break
        found.append(stop)
    return found


def test_a_selection_of_the_catalogue_lands_on_its_count_and_can_be_sorted_at_every_width(visit: Visits):
    """Without script: the fold opens, the form is sent, the focus stands on the count; no word of the table is cut."""
    opened = visit(next(page for page in PAGES if page.name == "catalogue"), width=390, height=844)
    page = opened.page
    assert not page.locator("#f-axe").is_visible()
    page.locator(".folded summary").click()
    page.select_option("#f-axe", "2")
    page.click(".filters button")
    page.wait_for_url("**/indicateurs/?axe=2#resultat")
    assert page.evaluate("document.activeElement.id") == "resultat"
    assert page.title().startswith("9\u00a0indicateurs · Axe\u202f: 2.")
    for width in (390, 1100, 1440):
        assert sideways(opened, width) == []
        assert page.evaluate(CUT) == [], width
        links = page.locator("thead a")
        assert [links.nth(n).is_visible() for n in range(links.count())] == [True] * 9, width
    assert page.locator("#f-axe").is_visible()
    page.locator("thead a").nth(1).click()
    page.wait_for_url("**tri=titre#resultat")
    assert page.evaluate("document.activeElement.id") == "resultat"


@pytest.mark.parametrize("name", ["home", "axis-2", "not-found"])
def test_the_first_link_skips_to_the_content(visit: Visits, name: str):
    opened = visit(next(page for page in PAGES if page.name == name), width=390, height=844)
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate(FOCUSED)["seen"]
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "contenu"
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.closest('main') !== null")


INK = """(all) => all.map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return Math.round(range.getBoundingClientRect().left);
})"""
"""Where what is written in each begins, in pixels from the left."""


def test_paper_shows_the_drawings_that_plotly_had_covered_and_no_navigation(visit: Visits):
    page = next(page for page in PAGES if page.name == "indicator-lines-and-bars")
    opened = visit(page, color_scheme="dark")
    opened.through()
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(DRAWN) == [True] * page.charts
    for hidden in (".top nav", ".top search", ".neighbours", ".crumbs", ".chart-live"):
        assert not opened.page.locator(hidden).first.is_visible(), hidden
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert min(int(part) for part in opened.page.evaluate(paper)[4:-1].split(",")) > 240, "paper is light"


@pytest.mark.parametrize("name", ["archive-indicator", "copy-indicator"])
def test_paper_says_which_version_it_was_printed_from(visit: Visits, name: str):
    """A sheet outlives its address: what is fictive, old or unpublished says so there too."""
    opened = visit(next(page for page in PAGES if page.name == name))
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".banner").is_visible()


@pytest.mark.parametrize("name", ["home", "indicator-lines-and-bars", "archive-indicator"])
def test_on_paper_the_brand_the_text_and_the_foot_share_their_left_edge(visit: Visits, name: str):
    opened = visit(next(page for page in PAGES if page.name == name), width=690, height=960)  # a sheet of A4
    opened.page.emulate_media(media="print")
    inked = opened.page.locator(".top .name a, .banner p, main h1, .bottom > div > :first-child")
    assert set(inked.evaluate_all(INK)) == {0}
    gap = "(h1) => h1.getBoundingClientRect().top - h1.closest('main').getBoundingClientRect().top"
    assert opened.page.locator("main h1").evaluate(gap) > 5, "the title touches no rule"


def test_on_paper_a_table_keeps_its_head_with_its_first_row_and_its_sum_at_its_end(visit: Visits):
    """Whatever the height of the sheet."""
    home, indicator = (
        visit(next(page for page in PAGES if page.name == name)).page for name in ("home", "indicator-lines-and-bars")
    )
    for height in range(200, 300, 12):
        headed = [text.partition("Grandeur")[2] for text in printed(indicator, height) if "Grandeur" in text]
        assert headed
        assert [rows for rows in headed if "«" not in rows] == [], (height, "each row says what is printed")
        assert sum(text.count("28 indicateurs") for text in printed(home, height)) == 2, (height, "its title, its sum")


def printed(page: Any, height: int) -> list[str]:
    """What each sheet says, of this height in millimetres."""
    page.emulate_media(media="print")
    sheets = pypdfium2.PdfDocument(page.pdf(width="210mm", height=f"{height}mm"))
    return [sheet.get_textpage().get_text_bounded().replace("\u00a0", " ") for sheet in sheets]


def test_a_page_prints_without_a_blank_or_a_cut(visit: Visits):
    opened = visit(next(page for page in PAGES if page.name == "whole"))
    opened.page.emulate_media(media="print")
    document = opened.page.pdf(prefer_css_page_size=True)
    assert document.startswith(b"%PDF")
    assert 10 < document.count(b"/Type /Page\n") < 120
