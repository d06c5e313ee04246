"""No rule of WCAG 2.2 AA, nor of axe's best practice, is broken: on a phone and a desk, in both themes, before any
script has run and after Plotly has taken over."""

from __future__ import annotations

import hashlib

import pytest

from tests.browser.addresses import NO_PAGE, PAGES, WITH_CHARTS, WRITTEN_FIRST, Page, kinds, shown
from tests.browser.axe import OF_COLOUR, VENDOR, examined
from tests.browser.visits import Visit, Visits

WIDTHS = (390, 1440)
THEMES = ("light", "dark")


def faults(visit: Visit) -> list[str]:
    """What axe says at each width, in each theme: in the second, of colours, for the rest is the same page."""
    said = []
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 844})
        for theme in THEMES:
            visit.page.emulate_media(color_scheme=theme)
            visit.settled()
            found = examined(visit.page, None if theme == THEMES[0] else OF_COLOUR)
            assert found["passed"] > (20 if theme == THEMES[0] else 0), "axe did not see the page"
            said += [f"{width} px, {theme} | {fault}" for fault in [*found["faults"], *found["unsure"]]]
    return said


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_breaks_no_rule_before_any_script_has_run(visit: Visits, page: Page):
    assert faults(visit(page, blocked=r"/static/js/")) == []


@pytest.mark.parametrize("page", WITH_CHARTS, ids=str)
def test_a_page_breaks_no_rule_once_plotly_has_taken_over(visit: Visits, page: Page):
    opened = visit(page)
    opened.through()
    assert faults(opened) == []


def test_axe_finds_the_faults_that_are_there(visit: Visits):
    opened = visit(PAGES[0])
    opened.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    opened.page.evaluate("document.querySelector('.lead').style.color = '#999'")
    assert {fault.split(":")[0] for fault in examined(opened.page)["faults"]} == {"color-contrast", "image-alt"}


def test_every_kind_of_page_is_looked_at():
    assert set(kinds()) - NO_PAGE - WRITTEN_FIRST - shown() == set()


def test_axe_is_the_one_that_was_vendored():
    for line in (VENDOR / "CHECKSUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
