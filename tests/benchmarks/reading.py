"""How soon a reader has seen all charts of an axis, beside pages that show the same charts in other ways.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.reading [--rounds 9] [--rivals]

Needs a database that is migrated, seeded and published, and Chromium. Contenders take turns, on a fast line and on a
slow one; each visit begins with nothing kept. Our page, a page of its drawings alone and one of its Plotly figures
alone (as plotly.py writes it, with the code of Plotly that the product has) are written once and sent as a server of
files would, with Brotli: what is measured is what the reader has to fetch, to parse and to draw. With `--rivals`, Dash
and Streamlit show the same figures from servers of their own (`tests/benchmarks/rivals`), installed the first time.

A drawing is seen once its marks and words are there, it is in view and a frame was painted since. The same script looks
at each in turn, and waits for it: nine frames, at sixty a second some 150 ms, are in every time. The slow line holds
websockets back too, by which Streamlit sends its figures: in Chromium 156, 1 MB took 7.7 s there, and 0.1 s
without. Asserts no limit: machines differ; only the ratios mean something.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from bs4 import BeautifulSoup, Tag  # noqa: E402 - after the settings
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.templatetags.static import static  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from strategy_monitor.charts.palette import LIGHT  # noqa: E402
from tests.benchmarks import figures, needs  # noqa: E402
from tests.benchmarks.rivals import running  # noqa: E402
from tests.benchmarks.serving import median_ratio  # noqa: E402
from tests.environment import BROWSERS, CHROMIUM_FLAGS  # noqa: E402

PAGE = "/axes/2/"
BARE = "/bare/"
PLOTLY = "/plotly/"
LINES: dict[str, dict[str, float] | None] = {
    "fast": None,
    "slow": {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8},
}
"""Milliseconds, bytes a second; on the slow one, the processor is four times slower too."""
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HUE = LIGHT.brick
LOOK = f":root{{--paper:{LIGHT.paper};--ink:{LIGHT.ink};--soft:{LIGHT.soft};--axis:{HUE}}}"
LOOK += "svg{width:100%}rect,circle{fill:var(--axis)}"
CSS = {name: getattr(LIGHT, name) for name in ("paper", "ink", "soft", "rule")} | {"axis": HUE, "ui": "sans-serif"}
"""Of the properties that a figure names, what they are in the page by day; of fonts, whatever there is."""

SVG = ("figure > svg, .chart-canvas > svg", ("text",))
FIGURE = (".js-plotly-plot", (".points path", ".annotation-text"))
"""What a drawing is, and what is in it once it is drawn."""
PATIENCE = 180_000
"""Milliseconds after which a page is given up."""
SEEN = """async ([count, [drawings, marks], patience]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const isDrawn = (drawing) => drawing && marks.every((mark) => drawing.querySelector(mark));
  const isInView = (drawing) => {
    const { top, bottom, height } = drawing.getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight;
  };
  for (let n = 0; n < count; n++) {
    for (;;) {
      if (performance.now() > patience) throw new Error(`drawing ${n + 1} of ${count} did not come`);
      const drawing = document.querySelectorAll(drawings)[n]; // a framework may have put another in its place
      drawing?.scrollIntoView({ behavior: "instant", block: "center" });
      const seen = isDrawn(drawing) && isInView(drawing);
      await frame();
      if (seen) break;
    }
  }
  await frame();
  return performance.now();
}"""


class Fetched:
    """What a visit asked for until all was seen, and what had come of it."""

    def __init__(self, session: Any) -> None:
        self.addresses: dict[str, str] = {}
        """In the order in which they were asked for, by the name that the browser gives each request."""
        self.sizes: Counter[str] = Counter()
        """Bytes with their headers, by the same name; of a websocket, what it carried."""
        session.on("Network.requestWillBeSent", lambda event: self.ask(event, event["request"]["url"]))
        session.on("Network.webSocketCreated", lambda event: self.ask(event, event["url"]))
        session.on("Network.loadingFinished", lambda event: self.receive(event, event["encodedDataLength"]))
        session.on(
            "Network.webSocketFrameReceived",
            lambda event: self.receive(event, len(event["response"]["payloadData"]) * 3 // 4),  # in base 64
        )
        session.send("Network.enable")

    def ask(self, event: dict[str, Any], address: str) -> None:
        if not address.startswith("data:"):
            self.addresses[event["requestId"]] = address

    def receive(self, event: dict[str, Any], size: float) -> None:
        self.sizes[event["requestId"]] += int(size)

    def weigh(self, until: str = "") -> tuple[int, float]:
        """Requests and kB, of all, or of those before the first whose address has this pattern."""
        asked = list(self.addresses)
        end = next((n for n, name in enumerate(asked) if until and re.search(until, self.addresses[name])), len(asked))
        return end, sum(self.sizes[name] for name in asked[:end]) / 1000


@dataclass
class Contender:
    name: str
    address: str
    drawing: tuple[str, Sequence[str]]
    fetched: Fetched | None = None
    times: dict[str, list[float]] = field(default_factory=lambda: {line: [] for line in LINES})
    """Milliseconds, by line and round."""


def charts_of(html: bytes) -> list[Tag]:
    return BeautifulSoup(html, "lxml").select("[data-chart]")


def title_of(chart: Tag) -> str:
    return str(chart.select_one(".chart-title").text)


def figures_of(html: bytes) -> list[dict[str, Any]]:
    """The Plotly figures of the page, `data` and `layout`, each with its `title`; colours and fonts are plain."""
    found = []
    for chart in charts_of(html):
        written = str(chart.select_one("script.chart-data").string)
        plain = re.sub(r"var\(--([\w-]+)\)", lambda name: CSS[name[1]], written)
        found.append({"title": title_of(chart), **json.loads(plain)})
    return found


def write_pages() -> dict[str, bytes]:
    """Address → what is sent there: the page as the site writes it, its drawings alone, its Plotly figures alone."""
    import plotly.io

    html = Client().get(PAGE).content
    begin = '<!DOCTYPE html><meta charset="utf-8"><title>a</title>'
    drawings = "".join(
        f"<figure><p>{title_of(chart)}</p>{chart.select_one('.chart-canvas > svg')}</figure>"
        for chart in charts_of(html)
    )
    code = f'<script src="{static("vendor/plotly/plotly-cartesian.min.js")}"></script>'
    part = partial(plotly.io.to_html, include_plotlyjs=False, full_html=False, validate=False)
    figures = "".join(f"<p>{figure.pop('title')}</p>{part(figure)}" for figure in figures_of(html))
    return {
        PAGE: html,
        BARE: f"{begin}<style>{LOOK}</style>{drawings}".encode(),
        PLOTLY: f"{begin}{code}{figures}".encode(),
    }


class Files(BaseHTTPRequestHandler):
    """Sends pages and static files compressed."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, bytes]
    compressed: dict[str, bytes]

    def handle(self) -> None:
        with suppress(ConnectionError):  # the reader has seen all, and left
            super().handle()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path not in self.compressed:
            found = finders.find(path.partition(settings.STATIC_URL)[2]) if settings.STATIC_URL in path else None
            content = self.pages.get(path) or (Path(str(found)).read_bytes() if found else b"")
            self.compressed[path] = brotli.compress(content)
        content = self.compressed[path]
        self.send_response(200)
        self.send_header("Content-Type", KINDS.get(Path(path).suffix, "text/html; charset=utf-8"))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_given: object) -> None:
        """Nothing."""


@contextmanager
def served(pages: dict[str, bytes]) -> Iterator[str]:
    handler = type("Own", (Files,), {"pages": pages, "compressed": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def see(browser: Any, contender: Contender, count: int, line: str, *, weigh: bool = False) -> float:
    """Milliseconds from the start of the navigation until so many drawings were seen. What was fetched is noted only
    where it is asked for: it takes time."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    session = context.new_cdp_session(page)
    if weigh:
        contender.fetched = Fetched(session)
    if limits := LINES[line]:
        session.send("Network.emulateNetworkConditions", {"offline": False, **limits})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(contender.address, wait_until="domcontentloaded", timeout=PATIENCE)
    took = float(page.evaluate(SEEN, [count, contender.drawing, PATIENCE]))
    context.close()
    return took


def measure(chromium: str, contenders: list[Contender], count: int, rounds: int) -> str:
    """Asks each in turn, and notes what it took; which browser it was."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        for contender in contenders:
            see(browser, contender, count, "fast")  # what is compressed is kept
            see(browser, contender, count, "fast", weigh=True)
        for line in LINES:
            for _ in range(rounds):
                for contender in contenders:
                    contender.times[line].append(see(browser, contender, count, line))
        version = str(browser.version)
        browser.close()
    return version


def print_table(contenders: list[Contender], bare: Contender) -> None:
    """Medians over the rounds: milliseconds, and of the ratios to the drawings alone in the same round."""
    print("| | requests, kB | fast line, ms | × static SVG | slow line, ms | × static SVG |")
    print("|---|---|---|---|---|---|")
    for one in contenders:
        assert one.fetched
        requests, size = one.fetched.weigh()
        seen = [
            f"{statistics.median(times):,.0f} | {median_ratio(times, bare.times[line]):.2f}"
            for line, times in one.times.items()
        ]
        print(f"| {one.name} | {requests}, {size:,.1f} | {' | '.join(seen)} |")


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rivals", action="store_true", help="Dash and Streamlit too, in an environment of their own")
    asked = parser.parse_args()
    chromium = needs.program(*BROWSERS)
    pages = write_pages()
    charts = figures_of(pages[PAGE])
    with served(pages) as site, running.served(charts) if asked.rivals else nullcontext({}) as rivals:
        contenders = [
            Contender("our page", site + PAGE, SVG),
            Contender("static SVG", site + BARE, SVG),
            Contender("static Plotly", site + PLOTLY, FIGURE),
            *(Contender(name, address, FIGURE) for name, address in rivals.items()),
        ]
        version = measure(chromium, contenders, len(charts), asked.rounds)
    print(f"{len(charts)} charts of {PAGE} seen, Chromium {version}, {asked.rounds} rounds\n")
    ours, bare = contenders[:2]
    print_table(contenders, bare)
    assert ours.fetched
    requests, size = ours.fetched.weigh(until="chart-code|plotly")
    print(f"\nOur page before any code of a chart: {requests} requests, {size:.1f} kB")
    asked.figures.note("requests before any code of a chart", requests, "")
    asked.figures.note("sent before any code of a chart", size, "kB")
    for line, times in ours.times.items():
        ratio = median_ratio(times, bare.times[line])
        asked.figures.note(f"all charts seen × the drawings alone, {line} line", ratio, "×")


if __name__ == "__main__":
    main()
