"""What the server does for a query, handed to the browser: the search, the catalogue, the choice of two releases.

Each becomes a script that sets its data, for a page read from a file may not fetch any. The pages are whole without
them: the catalogue lists every indicator, in the order of the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from strategy_monitor.bake import links, script_data
from strategy_monitor.bake.visit import BakedFile
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.releases.load import Head, open_release
from strategy_monitor.report.document import Report
from strategy_monitor.web import selection

EVERY_ROW = {"catalogue": f"?{selection.PAGE}={selection.EVERY_PAGE}"}
"""What is asked of a page so that it holds all that its script will choose from."""

SCRIPTS = {
    "search": ("js/baked-words.js", "js/baked-question.js", "js/baked-search.js"),
    "catalogue": ("js/baked-words.js", "js/baked-question.js", "js/baked-catalogue.js"),
    "comparisons": ("js/baked-words.js", "js/baked-choice.js"),
}
SCRIPT = "text/javascript"
END = re.compile(r"</body>")


@dataclass(frozen=True)
class Scripts:
    """The pages that need a script, by address."""

    pages: dict[str, tuple[str, str, Head]]
    """Address → its kind, the mount that it stands in, the release that it shows."""

    def kind(self, address: str) -> str:
        return self.pages[address][0] if address in self.pages else ""

    def added(self, file: BakedFile, html: str) -> str:
        """The page, with its data and its script at its end."""
        kind = self.kind(file.address)
        if not kind:
            return html
        shared = [links.relative(file.path, links.file_of(static(name))) for name in SCRIPTS[kind]]
        tags = "".join(f'<script defer src="{escape(src)}"></script>\n' for src in (data_name(kind), *shared))
        return END.sub(lambda match: tags + match[0], html, count=1)

    def data(self, baked: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """The files of data: their paths, and what stands in them; `baked` are the addresses of all pages."""
        for address, (kind, base, head) in self.pages.items():
            folder = links.file_of(address).removesuffix(links.INDEX)
            value = DATA[kind](open_release(head).report, base, baked)
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            yield folder + data_name(kind), f"window.baked = {text};\n".encode()


def shared_files() -> list[str]:
    """The addresses of the scripts: no page of the living site names them."""
    return sorted({static(name) for names in SCRIPTS.values() for name in names})


def data_name(kind: str) -> str:
    return f"{kind}-data.js"


def list_scripts(heads: list[Head]) -> Scripts:
    """For the site whose releases in force are these, newest first."""
    mounts = [("", heads[0]), *((base_of(head), head) for head in heads)]
    pages = {at(base, kind): (kind, base, head) for base, head in mounts for kind in ("search", "catalogue")}
    return Scripts({**pages, reverse("comparisons"): ("comparisons", "", heads[0])})


DATA: dict[str, Callable[[Report, str, Collection[str]], dict[str, Any]]] = {
    "search": lambda report, base, _baked: script_data.search_data(report, base),
    "catalogue": lambda report, base, _baked: script_data.catalogue_data(report, base),
    "comparisons": lambda _report, _base, baked: script_data.choice_data(baked),
}
