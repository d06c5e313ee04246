"""« Mes chiffres » in a browser: few clicks, the keys of a spreadsheet, and nothing that was typed is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.addresses import Page
from tests.browser.test_accessibility import faults
from tests.browser.test_pages import STYLED, UNTABLED, sideways
from tests.browser.visits import CUT, PATIENCE, Visit, open_tab, sign_in
from tests.demo_site import DATABASE, ROOT, DemoSite, Prepared, environment, serve_prepared

pytestmark = pytest.mark.once

PATH = "bureau/mes-chiffres/"
ACCOUNT = "demo-contribution"
USUAL = {"viewport": {"width": 1366, "height": 768}, "locale": "fr-BE"}
ASK = """
import datetime as dt
from indicators.models import Provider
from strategy_monitor.campaigns.models import Campaign, Demand
from strategy_monitor.releases.models import Edition
edition, _created = Edition.objects.get_or_create(label="2026")
today = dt.date.today()
campaign = Campaign.objects.create(edition=edition, opens_on=today, due_on=today + dt.timedelta(days=30))
for one in Provider.objects.filter(indicators__isnull=False).distinct():
    Demand.objects.create(campaign=campaign, provider=one)
"""


@dataclass(frozen=True)
class Asking:
    site: DemoSite
    database: Path
    before: Path
    """The same as it was before anybody worked."""
    cookies: list[Any]
    """Of who has signed in since: to check a password takes as long as a page."""


@pytest.fixture(scope="session")
def asking(tmp_path_factory: pytest.TempPathFactory, demonstration: Prepared, chromium: Any) -> Iterator[Asking]:
    """A demonstration of one's own, in which a campaign asks each provider for its figures."""
    folder = demonstration.copied(tmp_path_factory.mktemp("asked"))
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", ASK]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, timeout=120)
    database, before = folder / DATABASE, folder / "before.sqlite3"
    with serve_prepared(folder, demonstration.output) as running:
        context = chromium.new_context(base_url=running.url)
        sign_in(context, ACCOUNT, running.password)
        cookies = context.cookies()
        context.close()
        put_back(database, before)
        yield Asking(running, database, before, cookies)


@pytest.fixture
def asked(asking: Asking) -> DemoSite:
    """The same, where nobody has answered yet. To start one for each test would take longer than the test."""
    put_back(asking.before, asking.database)
    return asking.site


def put_back(before: Path, database: Path) -> None:
    """By SQLite itself: a process that holds the database open reads it anew."""
    with closing(sqlite3.connect(before)) as source, closing(sqlite3.connect(database, timeout=60)) as target:
        source.backup(target)


NARROW_FIELDS = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const fields = document.querySelectorAll(".answers :is([name^=period-], [name^=manner-], [name^=level-])");
  return [...fields].filter((field) => {
    const style = getComputedStyle(field);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`; // the shorthand is empty in Chromium
    const shown = field.selectedOptions ? field.selectedOptions[0].text : field.value;
    const arrow = field.selectedOptions ? 20 : 0;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
    return pen.measureText(shown).width > room;
  }).map((field) => `${field.name}: ${field.value}`);
}"""
"""The fields that do not show their text whole. Chromium draws the arrow of a choice within its box."""

BEYOND = """() => {
  const fields = document.querySelectorAll(".answers :is(input:not([type=hidden]), select, textarea)");
  const ends = (one) => one.getBoundingClientRect().right;
  return [...fields].filter((field) => ends(field) > ends(field.closest("table")) + 1).map((field) => field.name);
}"""
"""Fields that end beyond their table, where the page cuts them off and nothing can be scrolled."""


class Hand:
    """Someone at work, whose clicks, pages and typed fields are counted."""

    def __init__(self, context: Any, site: DemoSite, cookies: list[Any]) -> None:
        self.context, self.site, self.cookies = context, site, cookies
        self.clicks = self.typed = 0
        self.pages: list[str] = []
        self.open()

    def open(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("framenavigated", lambda frame: self.pages.append(frame.url.removeprefix(self.site.url)))

    def sign_in(self, name: str = ACCOUNT) -> None:
        self.page.goto("bureau/")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", self.site.password)
        self.click("[type=submit]")
        self.page.wait_for_url("**/bureau/")

    def begin(self) -> None:
        """At the grid, signed in."""
        self.context.add_cookies(self.cookies)
        self.grid()

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()

    def press(self, name: str) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def type(self, text: str) -> None:
        self.typed += 1
        self.page.keyboard.type(text)

    def grid(self) -> None:
        self.page.goto(PATH)

    def value(self, row: int = 1) -> Any:
        return self.page.locator(f"[name=value-{row}]")

    def send(self) -> None:
        """At once what was typed, as where the connection is there again, and not a moment after the last key:
        `test_a_cut_connection_and_a_closed_tab_lose_nothing` waits for that."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def acknowledged(self, at_once: bool = True) -> None:
        """Waits until the server has answered for all that was typed."""
        if at_once:
            self.send()
        until(self.page, lambda: not self.kept() and "gardée" in self.page.locator("#garde").inner_text())

    def comes_back(self, *texts: str) -> None:
        """Waits until the first rows hold these: the page brings back what its browser kept once it knows of its other
        windows."""
        until(self.page, lambda: [self.value(row).input_value() for row in range(1, len(texts) + 1)] == [*texts])

    def kept(self) -> dict[str, str]:
        """What the browser's own store holds of the grid."""
        held: dict[str, str] = self.page.evaluate("Object.fromEntries(Object.entries(localStorage))")
        return {name: text for name, text in held.items() if name.startswith("mes-chiffres")}

    def reads(self, words: str) -> None:
        shown = " ".join(self.page.locator("main").inner_text().split())
        assert words in shown, f"« {words} » is not in « {shown[:800]} »"


def until(page: Any, true: Callable[[], Any]) -> None:
    for _turn in range(PATIENCE // 50):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("waited in vain")


@pytest.fixture(scope="module")
def window(asking: Asking, chromium: Any) -> Iterator[Any]:
    """One that the tests share, as new for each. A tab that stays open keeps the process of the browser for it."""
    context = chromium.new_context(base_url=asking.site.url, **USUAL)
    context.new_page().goto("healthz")
    yield context
    context.close()


def emptied(window: Any) -> None:
    """Of its tabs but the first, and of all that it kept. What a tab still sends as it closes comes from nobody."""
    window.clear_cookies()
    first, *others = window.pages
    for page in others:
        page.close()
    window.set_offline(False)
    first.evaluate("localStorage.clear(), sessionStorage.clear()")


@pytest.fixture
def hand(asked: DemoSite, asking: Asking, window: Any, chromium: Any) -> Iterator[Callable[..., Hand]]:
    """Whoever comes first works in the shared window, but those who are `alone`."""
    opened: list[Any] = []

    def start(alone: bool = False, **options: Any) -> Hand:
        shared = not (alone or opened or options)
        opened.append(window if shared else chromium.new_context(base_url=asked.url, **(USUAL | options)))
        return Hand(opened[-1], asked, asking.cookies)

    yield start
    for context in opened:
        if context is window:
            emptied(window)
        else:
            context.close()


def test_one_figure_takes_four_clicks_two_pages_and_one_field(hand: Callable[..., Hand]):
    someone = hand()
    someone.sign_in()
    someone.reads("12 chiffres")
    someone.click("a.door")
    someone.page.wait_for_url("**/mes-chiffres/")
    someone.click("[name=value-1]")
    someone.type("7 200")
    someone.press("Tout soumettre")
    someone.reads("1 valeur soumise")
    seen = {path for path in someone.pages if not path.startswith(("admin/login", "about:"))}
    assert (someone.clicks, someone.typed) == (4, 1)
    assert seen <= {"bureau/", PATH}


def test_ten_figures_take_fifteen_clicks_at_most_on_one_page_with_the_keys_of_a_spreadsheet(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.clicks, someone.pages = 0, []
    someone.click("[name=value-1]")
    for figure in range(10):
        someone.type(str(50 + figure))
        someone.page.keyboard.press("Enter")
    assert someone.page.evaluate("document.activeElement.name") == "value-11"
    someone.press("Tout soumettre")
    someone.reads("10 valeurs soumises")
    assert someone.clicks <= 15
    assert set(someone.pages) <= {PATH}


def test_figures_are_given_and_submitted_without_leaving_the_keys(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.value().focus()
    someone.type("51")
    someone.page.keyboard.press("Enter")
    someone.type("52")
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Control+Enter")
    someone.reads("2 valeurs soumises")


def test_arrows_move_as_in_a_spreadsheet(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.value().focus()
    moves = [
        *(("ArrowDown", "value-2"), ("ArrowUp", "value-1"), ("ArrowRight", "manner-1"), ("Enter", "manner-2")),
        ("Shift+Enter", "manner-1"),
    ]
    for key, reached in moves:
        someone.page.keyboard.press(key)
        assert someone.page.evaluate("document.activeElement.name") == reached, key
    someone.value().fill("12")
    someone.page.keyboard.press("ArrowLeft")
    assert someone.page.evaluate("document.activeElement.name") == "value-1", "inside a text, arrows move in it"
    someone.page.locator("[name=source-1]").fill("DGEO")
    someone.page.locator("[name=source-1]").select_text()
    someone.page.keyboard.press("ArrowLeft")
    assert someone.page.evaluate("document.activeElement.name") == "missing_reason-1", "from a cell chosen whole"


def test_a_file_goes_with_its_row_and_a_key_takes_it_back(hand: Callable[..., Hand], asked: DemoSite, tmp_path: Path):
    source = tmp_path / "source.pdf"
    source.write_bytes(b"%PDF-1.7")
    someone = hand()
    someone.begin()
    someone.page.locator("[name=file-1]").set_input_files(source)
    someone.page.locator("[name=message-1]").fill("Voir la page 3.")
    someone.acknowledged()
    someone.press("Enregistrer")
    someone.reads("À joindre : source.pdf")
    assert someone.page.locator("[name=message-1]").input_value() == "Voir la page 3."
    opened = Visit(open_tab(someone.context), asked.url.rstrip("/"), Page("my-figures", f"/{PATH}", staff=True))
    assert faults(opened) == []
    assert sideways(opened, 320) == []
    someone.page.get_by_role("button", name="Retirer source.pdf").focus()
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
    someone.reads("Le fichier est retiré.")
    someone.page.locator("[name=file-1]").set_input_files(source)
    someone.value().fill("7 200")
    someone.press("Tout soumettre")
    someone.reads("1 valeur soumise")


def test_who_goes_back_to_rows_that_were_refused_finds_them(hand: Callable[..., Hand], tmp_path: Path):
    """The browser asks for the page anew, not whether to send the rows again."""
    wrong = tmp_path / "source.exe"
    wrong.write_bytes(b"MZ")
    someone = hand()
    someone.begin()
    someone.page.locator("[name=file-1]").set_input_files(wrong)
    someone.value().fill("7 200")
    someone.press("Tout soumettre")
    someone.reads("garde sa saisie")
    someone.value(2).fill("12")
    someone.page.goto("bureau/")
    someone.page.go_back()
    someone.comes_back("7 200", "12")
    someone.acknowledged()


def test_a_cut_connection_and_a_closed_tab_lose_nothing(hand: Callable[..., Hand]):
    """In a window that ends with its tab: only tabs are cut, and the process of others would send the last word."""
    someone = hand(alone=True)
    someone.begin()
    someone.value().fill("7 200")
    someone.acknowledged(at_once=False)
    someone.context.set_offline(True)
    someone.value().fill("7 250")
    someone.value(2).fill("beaucoup")
    until(someone.page, lambda: "Pas de connexion" in someone.page.locator("#ennui").inner_text())
    someone.page.close()

    elsewhere = hand()
    elsewhere.begin()
    assert [elsewhere.value().input_value(), elsewhere.value(2).input_value()] == ["7 200", ""]
    elsewhere.reads("Saisie gardée le")

    someone.context.set_offline(False)
    someone.context.clear_cookies()
    someone.open()
    someone.sign_in()
    someone.grid()
    someone.comes_back("7 250", "beaucoup")
    someone.acknowledged(at_once=False)
    assert "n’est pas un nombre" in someone.page.locator("#value-2-faute").inner_text()
    elsewhere.grid()
    assert [elsewhere.value().input_value(), elsewhere.value(2).input_value()] == ["7 250", "beaucoup"]


def test_what_is_saved_before_it_was_kept_is_saved_and_no_more(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.value().fill("7 200")
    someone.press("Enregistrer")
    someone.reads("1 valeur enregistrée en brouillon")
    until(someone.page, lambda: not someone.kept())
    assert someone.value().input_value() == "7200"
    assert "gardée" not in someone.page.locator("#garde").inner_text()


def test_a_form_that_is_sent_while_the_server_answers_meets_no_other_window(hand: Callable[..., Hand]):
    """Somebody stops within a cell, goes on and sends the form, over a slow connection: they are alone."""
    someone = hand()
    someone.begin()
    held: list[Any] = []
    someone.page.route("**/mes-chiffres/garder/", lambda route: held.append((route, route.fetch())))
    someone.value().fill("7")
    someone.send()
    until(someone.page, lambda: held)
    someone.value().fill("7 200")
    someone.page.get_by_role("button", name="Enregistrer", exact=True).click(no_wait_after=True)
    route, answer = held[0]
    route.fulfill(response=answer)
    someone.page.locator(".messages li").first.wait_for()
    someone.reads("1 valeur enregistrée en brouillon")
    assert someone.value().input_value() == "7200"


def test_who_sends_while_the_server_answers_nothing_does_not_wait_for_ever(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.page.clock.install()
    someone.page.route("**/mes-chiffres/garder/", lambda _route: None)
    someone.value().fill("7 200")
    someone.send()
    someone.page.get_by_role("button", name="Enregistrer", exact=True).click(no_wait_after=True)
    someone.page.clock.run_for(5_000)
    someone.page.get_by_text("1 valeur enregistrée en brouillon").wait_for()


def test_a_form_that_never_arrived_is_not_lost(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.context.set_offline(True)
    someone.value().fill("7 200")
    someone.page.get_by_role("button", name="Enregistrer", exact=True).click()
    until(someone.page, lambda: someone.page.url.startswith("chrome-error"))
    someone.context.set_offline(False)
    someone.grid()
    someone.comes_back("7 200")


def test_a_session_that_ended_says_so_and_what_was_typed_comes_back(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.context.clear_cookies()
    someone.value().fill("7 200")
    someone.send()
    until(someone.page, lambda: "La session est finie" in someone.page.locator("#ennui").inner_text())
    someone.sign_in()
    someone.grid()
    someone.comes_back("7 200")


def test_signing_out_empties_the_store_of_the_browser_and_another_account_sees_nothing(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    someone.context.set_offline(True)
    someone.value().fill("7 200")
    assert len(someone.kept()) == 1
    someone.context.set_offline(False)
    someone.page.goto("bureau/")
    someone.click("text=Se déconnecter")
    someone.page.wait_for_load_state("load")
    until(someone.page, lambda: someone.kept() == {})
    someone.sign_in("demo")
    someone.grid()
    assert "7 200" not in [field.input_value() for field in someone.page.locator("[name^=value-]").all()]


def test_what_comes_up_in_a_cell_that_one_has_left_is_heard_with_the_name_of_its_row(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    told = someone.page.locator("#entendu")
    name = someone.page.locator("#ligne-1").get_attribute("data-name")
    someone.value().fill("beaucoup")
    someone.page.keyboard.press("Enter")
    someone.send()
    until(someone.page, lambda: told.text_content().startswith(f"{name}«\u202fbeaucoup\u202f» n’est pas un nombre."))
    someone.value().fill("7.200")
    someone.page.keyboard.press("Enter")
    someone.send()
    until(someone.page, lambda: "se lit de deux façons" in told.text_content())
    assert someone.page.get_by_role("radiogroup", name="se lit de deux façons").get_by_role("radio").count() == 2
    someone.value().fill("530")
    someone.acknowledged()
    until(someone.page, lambda: told.text_content() == "")
    assert someone.page.locator("#unite-1").text_content() in described(someone.value())


def described(field: Any) -> str:
    """What is heard of a field after its name."""
    said: str = field.evaluate("""(field) => field.getAttribute("aria-describedby").split(" ")
      .map((id) => document.getElementById(id).textContent).join(" ")""")
    return said


def test_two_windows_on_one_cell_let_the_person_decide(hand: Callable[..., Hand]):
    first = hand()
    first.begin()
    second = Hand(first.context, first.site, first.cookies)
    second.grid()
    first.value().fill("41")
    first.acknowledged()
    second.value().fill("42")
    second.send()
    clash = second.page.locator("#value-1-faute")
    until(second.page, lambda: "Une autre fenêtre garde ici « 41 »" in " ".join(clash.inner_text().split()))
    first.grid()
    assert first.value().input_value() == "41", "nothing was overwritten"
    clash.get_by_role("button", name="Garder ma saisie").click()
    second.acknowledged()
    first.grid()
    assert first.value().input_value() == "42"


def test_what_was_recorded_meanwhile_is_seen_before_it_is_written_over(hand: Callable[..., Hand]):
    """Also where the row was typed into since, and the server has answered for it."""
    first = hand()
    first.begin()
    second = Hand(first.context, first.site, first.cookies)
    second.grid()
    second.value().fill("41")
    second.press("Enregistrer")
    first.value().fill("42")
    first.acknowledged()
    first.press("Enregistrer")
    first.reads("Enregistré entre-temps")


PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const how = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste(someone: Hand, block: str) -> None:
    """Into the cell that has the focus."""
    someone.page.evaluate(PASTE, block)


def test_what_was_pasted_outside_of_the_grid_is_still_told_once_the_rest_is_kept(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    last = someone.page.locator("tr[data-row]").count()
    someone.value(last).focus()
    paste(someone, "beaucoup\n352\n353\n")
    told = someone.page.locator("#ennui")
    left_out = "Cellules collées hors de la grille, laissées de côté : 2."
    assert " ".join(told.inner_text().split()) == left_out
    until(someone.page, lambda: "beaucoup" in someone.page.locator(f"#value-{last}-faute").inner_text())
    assert " ".join(told.inner_text().split()) == left_out
    someone.value().fill("7 200")
    until(someone.page, lambda: not someone.kept())
    assert " ".join(told.inner_text().split()) == left_out


def test_a_block_from_a_spreadsheet_is_pasted_and_read_as_a_file_is(hand: Callable[..., Hand]):
    someone = hand()
    someone.begin()
    block = '7.200\tapproximatif (« environ »)\n352\t\nbeaucoup\tbidon\n"96,5 %"\tExact\n'
    someone.value().focus()
    paste(someone, block)
    assert [someone.value(row).input_value() for row in (1, 2, 3, 4)] == ["7.200", "352", "beaucoup", "96,5 %"]
    assert someone.page.locator("[name=manner-1]").input_value() == "about"
    assert someone.page.locator("[name=manner-4]").input_value() == "exact"
    assert "« bidon » n’est pas un choix" in " ".join(someone.page.locator("#manner-3-faute").inner_text().split())
    question = someone.page.locator("#value-1-faute")
    someone.send()
    until(someone.page, lambda: "se lit de deux façons" in question.inner_text())
    question.get_by_label("7 200").check()
    someone.send()
    until(
        someone.page, lambda: "environ 7 200 banques" in " ".join(someone.page.locator("#dit-1").inner_text().split())
    )
    assert "96,5 %" in " ".join(someone.page.locator("#dit-4").inner_text().split())
    someone.press("Tout soumettre")
    someone.reads("3 valeurs soumises")
    someone.reads("1 ligne reste à corriger")
    assert someone.value().input_value() == "beaucoup"


def test_it_is_a_form_without_any_script(hand: Callable[..., Hand]):
    someone = hand(java_script_enabled=False)
    someone.sign_in()
    someone.grid()
    someone.value().fill("7.200")
    someone.value(2).fill("352")
    someone.press("Tout soumettre")
    someone.reads("1 valeur soumise")
    someone.page.locator("#value-1-faute").get_by_label("7 200").check()
    someone.value(2).fill("un tiers")
    someone.press("Tout soumettre")
    someone.reads("1 valeur soumise")
    assert someone.value().input_value() == "un tiers"


def test_each_cell_stands_under_its_heading(hand: Callable[..., Hand]):
    """Its style sheet comes after those of all public pages, which name things too."""
    someone = hand()
    someone.begin()
    someone.page.set_viewport_size({"width": 1440, "height": 1000})
    (lefts, below) = someone.page.locator(".answers").first.evaluate(
        """table => {
          const boxes = (selector) => [...table.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
          const heads = boxes("thead th"), cells = boxes("tbody tr:first-child > *");
          return [heads.map((one, n) => [one.left, cells[n].left]), cells[0].top >= heads[0].bottom];
        }"""
    )
    assert len(lefts) == 7
    assert all(head == cell for head, cell in lefts), lefts
    assert below


def test_no_word_is_cut_in_two_nor_in_its_field(hand: Callable[..., Hand]):
    """« 9 083 ressources » is longer than its column; a period and how a value reads are seen whole."""
    someone = hand()
    someone.begin()
    someone.value(9).fill("43 115")
    someone.acknowledged()
    for row in (1, 2):  # the longest day of a year, in two fields that nobody sends
        someone.page.locator(f"[name=period-{row}]").evaluate("field => field.value = '30 septembre 2026'")
    for width in (1440, 1230, 1024, 390, 320):
        someone.page.set_viewport_size({"width": width, "height": 1000})
        assert someone.page.evaluate(BEYOND) == [], width
        assert someone.page.evaluate(CUT) == [], width
        assert someone.page.evaluate(UNTABLED) == [], width
        narrow = someone.page.evaluate(NARROW_FIELDS)
        assert narrow == [], (width, narrow)


def test_the_page_breaks_no_rule_at_any_width(hand: Callable[..., Hand], asked: DemoSite):
    someone = hand()
    someone.begin()
    someone.value().fill("4.944")
    someone.value(2).fill("beaucoup")
    someone.acknowledged()
    opened = Visit(open_tab(someone.context), asked.url.rstrip("/"), Page("my-figures", f"/{PATH}", staff=True))
    assert [*opened.elsewhere, *opened.said, *opened.failed, *opened.refused] == []
    assert opened.page.locator("[aria-invalid=true]").count() == 2
    assert faults(opened) == []
    assert sideways(opened, 320) == []
    opened.page.evaluate(STYLED, "html { font-size: 200% !important; }")
    assert sideways(opened, 320) == []
