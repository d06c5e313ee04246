"""A page opened in a browser, with all that happened while it was: requests, console, errors, refusals, shifts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from tests.browser.addresses import Page
from tests.browser.axe import KEPT
from tests.demo_site import DemoSite

PATIENCE = 20_000
"""Milliseconds; only a limit for a machine that is very slow."""

PLOTLY = re.compile(r"/vendor/plotly/")

WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", (e) => refused.push(`${e.violatedDirective} ${e.blockedURI}`));
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""

CHARTS = """() => [scrollY, innerHeight, ...[...document.querySelectorAll("[data-chart]")].map((figure) => {
  const { top, bottom } = figure.getBoundingClientRect();
  return [Math.round(top), Math.round(bottom), figure.querySelector(".chart-canvas")?.className];
})]"""
"""Where the window and each chart stand, in pixels, for a failing test to say."""

CUT = """() => [...document.querySelectorAll("main table, main .neighbours")].flatMap((table) => {
  const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
    }
  return found;
})"""
"""The words of tables, and of the links to what is beside, that do not stand on one line."""

BOXES = """() => {
  const boxes = document.querySelectorAll("[data-chart], .chart-canvas > svg, main > *, main section > *");
  return [...boxes].map((box) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return [left, top + scrollY, width, height];
  });
}"""
"""Where the charts of a page and what stands around them are."""

SEEN = """() => [...document.querySelectorAll("[data-chart] .chart-canvas")].map((canvas) => [
  getComputedStyle(canvas.querySelector(":scope > svg")).opacity,
  getComputedStyle(canvas.querySelector(".chart-live .main-svg")).visibility,
])"""
"""How much is seen of the drawing of the server, and of Plotly's."""

AS_IT_IS = {
    "media": "screen", "color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none",
}  # fmt: skip
"""How somebody looks at a page who asks for nothing."""

LINKED: dict[tuple[str, str], str] = {}
"""Address and selector → where its link leads: the sites that are visited are not written to."""


def reached(requests: Any, site: str, page: Page) -> str:
    """Where the links of the page lead, asked without a window; a list that is empty leads no further than itself."""
    address = site + page.path
    for selector in page.links:
        if (address, selector) not in LINKED:
            LINKED[address, selector] = linked(requests, address, selector)
        address = LINKED[address, selector]
    return address


def linked(requests: Any, address: str, selector: str) -> str:
    answer = requests.get(address)
    found = BeautifulSoup(answer.text(), "lxml")
    link = found.select_one(selector)
    if link is None and found.select_one("#changelist") and not found.select_one("#result_list"):
        return address
    assert link, f"{address} answered {answer.status}, without {selector}"
    return urljoin(address, str(link["href"]))


def open_tab(context: Any, blocked: str = "", before: str = "") -> Any:
    """`blocked`, a regular expression, names requests that fail; everything else goes through. `before` is a script
    that runs before those of a page."""
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    if blocked:
        tab.route(re.compile(blocked), lambda route: route.abort())
    tab.add_init_script(WATCH + before)
    tab.add_init_script(KEPT)
    return tab


class Visit:
    """A page of the site, in a tab of a browser: see `open_tab`."""

    def __init__(self, tab: Any, site: str, page: Page) -> None:
        self.site, self.wanted = site, page
        self.requests: list[str] = []
        self.said: list[str] = []
        self.failed: list[str] = []
        self.page = tab
        tab.bring_to_front()
        self.heard = {
            "request": lambda request: self.requests.append(request.url),
            "requestfailed": lambda request: self.failed.append(request.url),
            "response": self.answered,
            "console": self.spoken,
            "pageerror": lambda error: self.said.append(f"error: {error}"),
        }
        address = reached(tab.context.request, site, page)
        if tab.url.partition("#")[0] == address:
            tab.goto("about:blank")  # else what was typed there before would come back
        for event, hear in self.heard.items():
            tab.on(event, hear)
        answer = self.page.goto(address, wait_until="load")
        assert answer.status == page.status, f"{address} answered {answer.status}"
        assert self.page.url == address, f"{address} led to {self.page.url}"
        for selector in page.press:
            self.page.locator(selector).first.click()
        self.page.locator(page.shows).first.wait_for(state="attached")
        self.page.wait_for_load_state("load")

    def leave(self) -> Any:
        """The tab, for another visit. Charts would be drawn once more if its size changed: it is emptied of them."""
        if self.wanted.charts:
            self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        for event, hear in self.heard.items():
            self.page.remove_listener(event, hear)
        return self.page

    def answered(self, response: Any) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 400 and not (is_page and response.status == self.wanted.status):
            self.failed.append(f"{response.status} {response.url}")

    def spoken(self, message: Any) -> None:
        """Chromium itself reports the status of a page that is rightly not found."""
        own_status = "the server responded with a status of" in message.text and self.wanted.status >= 400
        if message.type in {"error", "warning"} and not own_status:
            self.said.append(f"{message.type}: {message.text}")

    @property
    def elsewhere(self) -> list[str]:
        """Requests that left the site."""
        return [url for url in self.requests if not url.startswith((f"{self.site}/", "data:", "blob:"))]

    @property
    def refused(self) -> list[str]:
        """What the content security policy stopped."""
        return list(self.page.evaluate("refused"))

    @property
    def shift(self) -> float:
        """How much the page has moved by itself since it was opened: the sum of its layout shifts."""
        return float(sum(self.page.evaluate("shifts")))

    @property
    def asked_for_plotly(self) -> bool:
        return any(PLOTLY.search(url) for url in self.requests)

    def through(self) -> None:
        """Scrolls down the page, until Plotly has drawn every chart, then back up. Nothing moves meanwhile, and one
        drawing of each is seen, not two."""
        figures = self.page.locator("[data-chart]")
        assert figures.count() == self.wanted.charts
        shift, boxes = self.shift, self.page.evaluate(BOXES)
        for number in range(self.wanted.charts):
            self.seen(figures.nth(number))
        self.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        self.settled()
        assert self.shift == shift
        assert self.page.evaluate(BOXES) == boxes
        assert self.page.evaluate(SEEN) == [["0", "visible"]] * self.wanted.charts

    def seen(self, figure: Any) -> None:
        """Keeps a chart in view until Plotly has drawn it. A page that scrolls smoothly may be halted on its way there,
        and what has left the view is not drawn; a reader would scroll again, and so does this."""
        drawn = figure.locator(".chart-canvas.is-live")
        give_up_at = time.monotonic() + PATIENCE / 1000
        while not drawn.count():
            assert time.monotonic() < give_up_at, f"not drawn: {self.page.evaluate(CHARTS)}; the page said {self.said}"
            figure.evaluate("figure => figure.scrollIntoView({behavior: 'instant', block: 'nearest'})")
            self.page.wait_for_timeout(50)

    def until(self, true: Callable[[], bool]) -> None:
        """Waits until something is true of the page; fails if that takes too long. The policy of the page forbids
        Playwright's own way, which evaluates text."""
        give_up_at = time.monotonic() + PATIENCE / 1000
        while not true():
            assert time.monotonic() < give_up_at, "waited in vain"
            self.page.wait_for_timeout(50)

    def at_width(self, width: int, height: int = 450) -> None:
        """Gives the window this width and height, where it has another width; waits until what changed is painted."""
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": height})
        self.settled()

    def settled(self) -> None:
        """Waits until what changed is painted."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


Visits = Callable[..., Visit]


def sign_in(context: Any, name: str, password: str, path: str = "bureau/") -> None:
    """By what its form sends, without the page: tests that are about it look at it."""
    form = context.request.get(path)
    token = BeautifulSoup(form.text(), "lxml").select_one("[name=csrfmiddlewaretoken]")
    assert token, f"{form.url} answered {form.status}, without a form"
    sent = {"csrfmiddlewaretoken": str(token["value"]), "username": name, "password": password, "next": "/bureau/"}
    answer = context.request.post(form.url, form=sent, headers={"Referer": form.url}, max_redirects=0)
    assert answer.headers.get("location", "").endswith("/bureau/"), f"{name} was not let in: {answer.status}"


class Person:
    """Someone at work, in a browser of their own. `met` is what went wrong on their way: errors of scripts, of the
    console, of the server, and what the content security policy stopped, which the console says."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.met: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self.spoken)
        self.page.on("pageerror", lambda error: self.met.append(f"error: {error}"))
        self.page.on("response", self.answered)

    def spoken(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.met.append(f"{message.type}: {message.text} ({self.page.url})")

    def answered(self, response: Any) -> None:
        if response.status >= 400:
            self.met.append(f"{response.status} {response.url}")

    def sign_in(self, name: str, password: str) -> None:
        sign_in(self.context, name, password)
        self.page.goto("bureau/")

    def follow(self, name: str, within: str = "main") -> None:
        """Clicks a link by its words, the first of those in the page that bear them."""
        self.page.locator(within).get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state("load")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state("load")

    def reads(self, words: str, within: str = "main") -> None:
        """Fails unless the page shows these words there. Spaces of any kind count as one."""
        shown = " ".join(self.page.locator(within).first.inner_text().split())
        assert words in shown, f"« {words} » is not in « {shown[:1500]} » ({self.page.url})"


@contextmanager
def let_in(site: DemoSite, chromium: Any, width: int = 1280) -> Iterator[Callable[[str], Person]]:
    """`enter("demo-contribution")` signs someone in, in a browser of their own. Fails for what any of them met."""
    inside: list[Person] = []

    def enter(name: str) -> Person:
        context = chromium.new_context(base_url=site.url, locale="fr-BE", viewport={"width": width, "height": 900})
        inside.append(Person(context))
        inside[-1].sign_in(name, site.password)
        return inside[-1]

    yield enter
    met = [complaint for one in inside for complaint in one.met]
    for one in inside:
        one.context.close()
    assert met == []
