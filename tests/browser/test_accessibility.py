"""No rule of WCAG 2.2 AA, nor of axe's best practice, is broken: on a phone and a desk, in both themes, before any
script has run and after Plotly has taken over.

A page with charts is judged by all rules on a phone or a desk, in one theme, and by those on its looks on the other,
in the other theme; once Plotly has taken over, otherwise, where `test_pages` visits it. So is any other page, on which
no script changes what is there, in one of the four ways, and its neighbours in the list, made of the same templates, in
the others. The whole report, which is the pages of the axes once more, is judged in one way too. `EVERY_PAGE=1` judges
each page in all four, by all rules.
"""

from __future__ import annotations

import pytest

from tests.browser.addresses import NO_PAGE, PAGES, WITH_CHARTS, WRITTEN_FIRST, Page, kinds, shown
from tests.browser.axe import examined
from tests.browser.visits import Visit, Visits
from tests.environment import EVERY

PHONE, DESK = 390, 1440
LIGHT, DARK = "light", "dark"
WAYS = (((PHONE, LIGHT), (DESK, DARK)), ((DESK, LIGHT), (PHONE, DARK)), ((PHONE, DARK), (DESK, LIGHT)),
        ((DESK, DARK), (PHONE, LIGHT)))  # fmt: skip


def faults(visit: Visit, way: int = 0, *, ways: int = 2) -> list[str]:
    """What axe says of the page: all rules the first way, its looks the second."""
    said = []
    for number, (width, theme) in enumerate((*WAYS[0], *WAYS[2]) if EVERY else WAYS[way % 4][:ways]):
        visit.page.set_viewport_size({"width": width, "height": 844})
        visit.page.emulate_media(color_scheme=theme)
        visit.settled()
        found = examined(visit.page, looks_only=number > 0 and not EVERY)
        assert found["passed"] > (0 if number else 20), "axe did not see the page"
        said += [f"{width} px, {theme} | {fault}" for fault in [*found["faults"], *found["unsure"]]]
    return said


DRAWN = """() => [...document.querySelectorAll(".chart-canvas > svg")].map((svg) => {
  const { width, height } = svg.getBoundingClientRect();
  const { opacity, visibility, display } = getComputedStyle(svg);
  const behind = getComputedStyle(document.documentElement).backgroundColor;
  const words = [...svg.querySelectorAll("text")].map((text) => getComputedStyle(text).fill);
  return width > 100 && height > 40 && opacity === "1" && visibility === "visible" && display !== "none"
    && words.length > 0 && words.every((fill) => fill !== behind && fill !== "none");
})"""


LIVE = tuple(page for page in WITH_CHARTS if EVERY or page.name != "whole")
"""Pages that `test_pages` judges once Plotly has taken over; the whole report shows the charts of the axes again."""


@pytest.mark.parametrize("page", WITH_CHARTS, ids=str)
def test_before_any_script_has_run_a_page_shows_its_drawings_and_breaks_no_rule(visit: Visits, page: Page):
    opened = visit(page, blocked=r"/static/js/")
    assert faults(opened, PAGES.index(page), ways=2 if page in LIVE else 1) == []
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(DRAWN) == [True] * page.charts, "on paper"
    opened.page.emulate_media(media="screen", forced_colors="active")
    assert opened.page.evaluate(DRAWN) == [True] * page.charts, "in forced colours"


def test_axe_finds_the_faults_that_are_there(visit: Visits):
    opened = visit(PAGES[0])
    opened.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    opened.page.evaluate("document.querySelector('.lead').style.color = '#999'")
    assert {fault.split(":")[0] for fault in examined(opened.page)["faults"]} == {"color-contrast", "image-alt"}


def test_every_kind_of_page_is_looked_at():
    assert set(kinds()) - NO_PAGE - WRITTEN_FIRST - shown() == set()
