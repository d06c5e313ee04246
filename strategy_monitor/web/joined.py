"""Style sheets and scripts that are written apart and asked for together: one request where there would be five.

Each stays readable in `static/`; what is asked for is written from them when it is found, by the server that looks for
it or by `collectstatic`. So there is nothing to build, and nothing that could be out of date.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

JOINED: Final = {
    "css/public.css": tuple(
        f"css/{name}.css"
        for name in ("palette", "site", "charts", "figures", "print", "catalogue", "home", "comparison")
    ),
    "css/frame.css": tuple(f"css/{name}.css" for name in ("palette", "site", "charts", "embed")),
    "js/public.js": ("js/figures.js", "js/charts-in-view.js"),
    "js/chart-code.js": ("js/charts.js", "js/take.js"),
}
"""What pages ask for → what it is joined of, in this order. `public` is for all pages, `frame` for a chart on another
site, `chart-code` for who has a chart in view."""

COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
"""Of a style sheet: a seventh of its bytes, for who reads the source."""


class JoinedFiles(BaseFinder):
    """Finds the names of JOINED. First of the finders: no file of `static/` bears one."""

    def find(self, path: str, find_all: bool = False, **_former: Any) -> Any:
        """Where a joined file stands, written anew if what it is joined of has changed; a list if all are wanted."""
        name = path.replace(os.sep, "/")
        if name not in JOINED:
            return []
        return [str(write_joined(name))] if find_all else str(write_joined(name))

    def list(self, _ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in JOINED:
            write_joined(name)
            yield name, FileSystemStorage(folder().name)


ONE_AT_A_TIME: Final = Lock()


def folder() -> tempfile.TemporaryDirectory[str]:
    """Of this process, and gone with it. Made once: of two, the first would go while a thread reads in it."""
    with ONE_AT_A_TIME:
        return make_folder()


@cache
def make_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="joined-")


def write_joined(name: str) -> Path:
    """Writes a joined file whole, as old as the newest of its parts and of what says how they are joined; leaves it
    alone where it is that already."""
    target = Path(folder().name, name)
    newest = max(part.stat().st_mtime_ns for part in (Path(__file__), *sources_of(name)))
    text = join(name)
    if not target.exists() or target.stat().st_mtime_ns != newest or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=target.parent, encoding="utf-8", delete=False) as file:
            file.write(text)
        os.utime(file.name, ns=(newest, newest))
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
    return target


def join(name: str) -> str:
    written = (part.read_text(encoding="utf-8") for part in sources_of(name))
    return "\n".join(COMMENT.sub("", text) if name.endswith(".css") else text for text in written)


def sources_of(name: str) -> list[Path]:
    return [Path(settings.BASE_DIR, "static", part) for part in JOINED[name]]
