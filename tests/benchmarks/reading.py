"""How soon a reader has seen all charts of an axis, beside a page that is nothing but the same drawings.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.reading

Needs a database that is migrated, seeded and published, and Chromium. Both pages are written once and sent as a server
of files would, with Brotli: what is measured is what the reader has to fetch, to parse and to draw. They take turns, on
a fast line and on a slow one. Asserts no limit: machines differ; only the ratios mean something.
"""

from __future__ import annotations

import os
import re
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from bs4 import BeautifulSoup  # noqa: E402 - after the settings
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.environment import BROWSERS, CHROMIUM_FLAGS, program  # noqa: E402

PAGE = "/axes/2/"
BARE = "/bare/"
RUNS = 9
LINES: dict[str, dict[str, float] | None] = {
    "fast": None,
    "slow": {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8},
}
"""Milliseconds, bytes a second; on the slow one, the processor is four times slower too."""
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LOOK = ":root{--paper:#fdfcf9;--ink:#1c1d20;--soft:#575b62;--axis:#a33d1d}svg{width:100%}rect,circle{fill:var(--axis)}"

SEEN = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (const drawing of document.querySelectorAll("figure svg")) {
    drawing.scrollIntoView({ behavior: "instant", block: "center" });
    await frame();
  }
  await frame();
  return performance.now();
}"""


def write_pages() -> dict[str, bytes]:
    """Address → what is sent there: the page as the site writes it, and one of its drawings alone."""
    html = Client().get(PAGE).content
    soup = BeautifulSoup(html, "lxml")
    figures = "".join(
        f"<figure><p>{figure.select_one('.chart-title').text}</p>{figure.select_one('.chart-canvas > svg')}</figure>"
        for figure in soup.select("[data-chart]")
    )
    bare = f'<!DOCTYPE html><meta charset="utf-8"><title>a</title><style>{LOOK}</style>{figures}'
    return {PAGE: html, BARE: bare.encode()}


class Files(BaseHTTPRequestHandler):
    """Sends pages and static files compressed, and remembers what it sent."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, bytes]
    compressed: dict[str, bytes]
    sent: list[tuple[str, int]]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path not in self.compressed:
            found = finders.find(path.partition(settings.STATIC_URL)[2]) if settings.STATIC_URL in path else None
            content = self.pages.get(path) or (Path(str(found)).read_bytes() if found else b"")
            self.compressed[path] = brotli.compress(content)
        content = self.compressed[path]
        self.sent.append((path, len(content)))
        self.send_response(200)
        self.send_header("Content-Type", KINDS.get(Path(path).suffix, "text/html; charset=utf-8"))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with suppress(BrokenPipeError):  # the reader has seen all, and left
            self.wfile.write(content)

    def log_message(self, *_given: object) -> None:
        """Nothing."""


@contextmanager
def served(pages: dict[str, bytes]) -> Iterator[tuple[str, type[Files]]]:
    handler = type("Own", (Files,), {"pages": pages, "compressed": {}, "sent": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", handler
    finally:
        server.shutdown()


def see(browser: Any, address: str, line: dict[str, float] | None) -> float:
    """Milliseconds from the start of the navigation until every drawing was in view and painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    if line:
        session = context.new_cdp_session(page)
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="domcontentloaded")
    took = float(page.evaluate(SEEN))
    context.close()
    return took


def print_sizes(sent: list[tuple[str, int]]) -> None:
    before = sent[: next((n for n, (path, _size) in enumerate(sent) if re.search(r"chart-code|plotly", path)), None)]
    for name, found in (("before any code of a chart", before), ("whole", sent)):
        print(f"  {name}: {len(found)} requests, {sum(size for _path, size in found) / 1000:.1f} kB")


def main() -> None:
    with served(write_pages()) as (site, files), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(*BROWSERS), args=CHROMIUM_FLAGS)
        for path in (PAGE, BARE):
            files.sent.clear()
            see(browser, site + path, None)
            print(path)
            print_sizes(list(files.sent))
        for name, line in LINES.items():
            times: dict[str, list[float]] = {PAGE: [], BARE: []}
            for _ in range(RUNS):
                for path, found in times.items():
                    found.append(see(browser, site + path, line))
            page, bare = (statistics.median(times[path]) for path in (PAGE, BARE))
            print(f"{name} line: {page:.0f} ms, the drawings alone {bare:.0f} ms: {page / bare:.2f} ×")
        browser.close()


if __name__ == "__main__":
    main()
