"""The printed report, published, and its site baked once: the tests here go to one worker (see `tests.conftest`)."""

from __future__ import annotations

import functools
import http.server
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from strategy_monitor.kept import keeping
from tests import snapshot, standing
from tests.bake.light import light
from tests.memory import forget


class Plain(http.server.SimpleHTTPRequestHandler):
    """Knows of a site what any static host knows: its files, and what moved."""

    def do_GET(self) -> None:
        moved = dict(line.split()[:2] for line in (Path(self.directory) / "_redirects").read_text().splitlines())
        if self.path not in moved:
            return super().do_GET()
        self.send_response(302)
        self.send_header("Location", moved[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@dataclass(frozen=True)
class Whole:
    folder: Path
    live: dict[str, bytes]
    """Path of a file → what the living site answers at its address, from what it remembers of the bake."""

    @property
    def pages(self) -> list[str]:
        return [path for path in self.live if path.endswith(".html")]


MANY = 500_000_000
OWN = re.compile(r"_|(.+/)?\w+-data\.js$|static/js/baked-|.+\.(br|gz)$")
"""What is in the folder and not on the living site."""


@pytest.fixture(scope="session")
def whole(snapshots: dict[str, snapshot.Rows], tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("bake") / "site"
    forget()
    with standing.beginning_from("published"), light() as patch:
        patch.setattr(keeping.MEMORY, "most", MANY)
        call_command("bake", folder, stdout=io.StringIO())
        paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        client = Client(raise_request_exception=False)
        live = {path: answer(client, path) for path in paths if not OWN.match(path)}
    return Whole(folder, live)


def answer(client: Client, path: str) -> bytes:
    response = client.get(f"/{path.removesuffix('index.html')}")
    assert response.status_code == (404 if path == "404.html" else 200), path
    return response.getvalue()


@pytest.fixture(scope="session")
def served(whole: Whole) -> Iterator[str]:
    """The address of the same folder on a server that knows nothing of the site."""
    handler = functools.partial(Plain, directory=str(whole.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
