"""The pages of the administration break no rule either, with the scripts that build their lists and calendars."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from axes.models import Measure
from indicators.models import Indicator, Observation
from tests.admin_pages import address
from tests.browser.addresses import Page
from tests.browser.admin import ADMIN, AT_DESK, ROW, SEVERAL, staff
from tests.browser.test_accessibility import faults
from tests.browser.test_pages import sideways
from tests.browser.visits import Visit, Visits
from tests.demo_site import DemoSite

NEW_MEASURE = staff("measure-add", address(Measure, "add"))
AN_INDICATOR = staff("indicator-change", f"{address(Indicator, 'changelist')}?q=1.1-O1", links=(ROW,))
LONE_COLUMN = 'th-has-data-cells: <table id="result_list">'
LOOKUP = ".field-action .select2-selection"
ASKS = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
"""Whether the page would ask before it is left."""
FRAME = "(button) => getComputedStyle(button).borderTopWidth"


def judged(opened: Visit, way: int = 0, ways: int = 2) -> list[str]:
    """The faults, but for a doubt of axe: in a list of one column, each cell is the heading of its row."""
    return [fault for fault in faults(opened, way, ways=ways) if LONE_COLUMN not in fault]


def troubles(opened: Visit) -> list[str]:
    """What broke, left the site or was stopped. Asked before axe, which tries styles that the policy stops."""
    return [*opened.elsewhere, *opened.said, *opened.failed, *opened.refused]


def stay_where_asked(page: Any) -> list[str]:
    """Answers every question of this page with « no »; the kinds of those that it asked, as they come."""
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


COLUMNS_WIDE = """() => {
  const room = document.querySelector("#changelist .results").clientWidth;
  return [...document.querySelectorAll("#result_list tbody tr:first-child > *")]
    .filter((cell) => cell.getBoundingClientRect().width > room * 0.8).map((cell) => cell.className);
}"""
"""Columns that leave no room for any other."""


def test_on_a_phone_no_column_of_a_list_takes_the_whole_width(visit: Visits):
    """The series of a value is written on one line by Django, and hid its period and its figure."""
    opened = visit(staff("values", address(Observation, "changelist")))
    opened.at_width(320)
    assert opened.page.evaluate(COLUMNS_WIDE) == []


@pytest.mark.parametrize("page", ADMIN, ids=str)
def test_a_page_breaks_no_rule_stays_on_its_site_and_fits_its_window(visit: Visits, page: Page):
    opened = visit(page)
    assert troubles(opened) == []
    assert opened.page.locator("th:not([scope], [role])").count() == 0
    assert opened.page.evaluate(ASKS) == (page.shows == ".errornote"), "only what is not saved is asked about"
    assert judged(opened, ADMIN.index(page), ways=1) == [], "its neighbours, made of the same templates, in other ways"
    assert sideways(opened, 320) == []


@pytest.mark.parametrize("page", AT_DESK, ids=str)
def test_a_form_of_the_desk_breaks_no_rule_stays_on_its_site_and_fits_its_window(visit: Visits, page: Page):
    opened = visit(page)
    assert troubles(opened) == []
    assert opened.page.locator("th:not([scope], [role])").count() == 0
    assert opened.page.evaluate(ASKS) == (page.shows == ".errornote"), "only what is not saved is asked about"
    assert judged(opened, AT_DESK.index(page), ways=1) == []
    assert sideways(opened, 320) == []


@pytest.mark.parametrize("page", SEVERAL, ids=str)
def test_the_page_that_asks_before_it_deletes_several_breaks_no_rule(visit: Visits, page: Page):
    opened = visit(page)
    if not opened.page.locator("#result_list").count():
        return
    opened.page.locator("#action-toggle").check()
    opened.page.locator("select[name=action]").select_option("delete_selected")
    opened.page.locator("#changelist .actions button[type=submit]").click()
    opened.page.locator("body.delete-selected-confirmation").wait_for()
    assert troubles(opened) == []
    assert judged(opened) == []
    assert sideways(opened, 320) == []


def test_the_page_of_a_refused_login_and_the_page_of_a_logout_break_no_rule(visit: Visits, site: DemoSite):
    opened = visit(Page("login", "/admin/login/"), alone=True)
    opened.page.emulate_media(forced_colors="active")
    assert opened.page.locator("[type=submit]").evaluate(FRAME) == "1px", "in the reader's colours"
    opened.page.emulate_media(forced_colors="none")
    for password, reached in (("faux", ".errornote"), (site.password, ".desk-bar")):
        opened.page.fill("[name=username]", site.username)
        opened.page.fill("[name=password]", password)
        opened.page.press("[name=password]", "Enter")
        opened.page.locator(reached).wait_for()
        assert judged(opened) == []
    opened.page.goto(f"{site.url}admin/")
    opened.page.click("#logout-form button")
    opened.page.get_by_text("Connectez-vous à nouveau").wait_for()
    assert judged(opened) == []
    assert (opened.elsewhere, opened.failed) == ([], [])


def test_axe_finds_the_faults_that_are_there_without_our_script(visit: Visits):
    opened = visit(NEW_MEASURE, blocked="/admin-names.js")
    assert {fault.split(" | ")[1].split(":")[0] for fault in judged(opened)} == {"aria-input-field-name"}


def test_a_list_that_looks_up_breaks_no_rule_while_it_is_open(visit: Visits):
    opened = visit(NEW_MEASURE)
    opened.page.click(LOOKUP)
    opened.page.locator(".select2-results__option[aria-selected]").first.wait_for()
    assert judged(opened) == []
    assert opened.page.get_by_role("searchbox", name="Action", exact=True).is_visible()
    assert opened.page.get_by_role("listbox", name="Action", exact=True).is_visible()


def test_a_list_that_looks_up_is_named_by_its_field_then_by_what_is_chosen(visit: Visits):
    opened = visit(NEW_MEASURE)
    named = opened.page.get_by_role("combobox", name="Action", exact=True)
    assert named.is_visible()
    named.press("Enter")
    opened.page.locator(".select2-results__option[aria-selected]").first.wait_for()
    opened.page.keyboard.press("Enter")
    chosen = opened.page.locator("#id_action option:checked").inner_text()
    assert chosen
    assert opened.page.get_by_role("combobox", name=f"Action {chosen}", exact=True).is_visible()


def test_a_list_that_looks_up_is_told_its_help(visit: Visits):
    opened = visit(NEW_MEASURE)
    told = opened.page.locator(".field-parent .select2-selection").get_attribute("aria-describedby")
    assert "Pour une sous-mesure" in opened.page.locator(f"#{told}").inner_text()


def test_a_row_that_is_added_names_its_inputs_and_tells_their_help(visit: Visits):
    opened = visit(NEW_MEASURE)
    opened.page.click("#citations-group .add-row a")
    assert opened.page.get_by_role("combobox", name="Référence, référence citée à ajouter", exact=True).is_visible()
    told = opened.page.locator("#id_citations-0-position").get_attribute("aria-describedby")
    assert "1 vient en premier" in opened.page.locator(f"#{told}").inner_text()
    assert judged(opened) == []


def test_a_calendar_breaks_no_rule_while_it_is_open(visit: Visits):
    opened = visit(AN_INDICATOR)
    opened.page.locator("#observations-group .datetimeshortcuts a[id^=calendarlink]").first.click()
    opened.page.locator(".calendarbox:visible").wait_for()
    assert judged(opened) == []


def test_unsaved_typing_is_not_left_without_a_question(visit: Visits):
    """Opening and leaving asks nothing; nor does sending the form."""
    one_text = next(page for page in AT_DESK if page.name == "edit-one-text")
    page = visit(one_text, alone=True).page
    asked = stay_where_asked(page)
    cancel = page.locator(".buttons a")
    page.locator("[name=context]").press_sequentially(" et")
    cancel.click(no_wait_after=True)
    expect(page.locator("[name=context]")).to_be_visible()
    assert asked == ["beforeunload"]
    page.locator("[name=context]").press("Backspace")
    page.locator("[name=context]").press("Backspace")
    page.locator("[name=context]").press("Backspace")
    cancel.click()
    page.locator("#releves").wait_for()
    assert asked == ["beforeunload"]


def test_typing_that_came_before_the_scripts_is_not_left_without_a_question_either(visit: Visits):
    one_text = next(page for page in AT_DESK if page.name == "edit-one-text")
    page = visit(one_text, alone=True).page
    asked = stay_where_asked(page)
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/js/leaving*", hold)
    page.reload(wait_until="commit")
    page.locator("[name=context]").press_sequentially(" et")
    assert len(held) == 1, "the script is still on its way"
    held.pop().continue_()
    page.wait_for_load_state("load")
    page.locator(".buttons a").click(no_wait_after=True)
    expect(page.locator("[name=context]")).to_be_visible()
    assert asked == ["beforeunload"]


def test_unsaved_typing_is_not_left_without_a_question_in_the_administration_either(visit: Visits):
    """Nor does opening a form full of lists that scripts build ask anything, nor sending it, refused as it is."""
    page = visit(NEW_MEASURE, alone=True).page
    asked = stay_where_asked(page)
    page.reload()
    page.locator("[name=text]").press_sequentially("Une mesure")
    page.locator("#site-name a").click(no_wait_after=True)
    expect(page.locator("[name=text]")).to_have_value("Une mesure")
    assert asked == ["beforeunload"]
    page.locator("[name=_save]").click()
    page.locator(".errornote").wait_for()
    assert asked == ["beforeunload"]
    page.locator("#site-name a").click(no_wait_after=True)
    expect(page.locator("[name=text]")).to_have_value("Une mesure")
    assert asked == ["beforeunload"] * 2, "what a refused form shows is not saved yet"
