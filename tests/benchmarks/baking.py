"""What a bake costs: pages a second of the processor, × a bare loop that writes the same bytes; and what nginx spares.

    DATABASE_URL=… python -m tests.benchmarks.baking              # a database that has a release
    DATABASE_URL=… python -m tests.benchmarks.baking --documents  # with its PDF, Word documents, workbooks and images

Processor time of this process and of those that it makes, for the clock also tells what else the machine does; by the
clock where several processes share it, which says something on a machine that rests. nginx is
asked for one page over one connection, by turns: compressed at each request, sent from its copy, and not compressed;
its own processor time counts.
Asserts no limit: machines differ.
"""

from __future__ import annotations

import http.client
import os
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after the settings
from django.utils import translation  # noqa: E402

from strategy_monitor.bake import compressing, crawl, site, visit, writing  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.bake.light import light  # noqa: E402
from tests.bake.test_nginx import running  # noqa: E402
from tests.benchmarks import figures, needs  # noqa: E402
from tests.benchmarks.figures import Figures  # noqa: E402
from tests.memory import forget  # noqa: E402
from tests.ports import free_port  # noqa: E402

QUALITY = compressing.QUALITY
REQUESTS = 3000
ROUNDS = 3
PAGE = "/indicateurs/"
ASKED = {
    "compressed at each request": ("gzip", "gzip_static off; gzip on; gzip_min_length 1024;"),
    "sent from its copy": ("gzip", "gzip_static on;"),
    "not compressed": ("identity", ""),
}


EVERYBODY = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def processor(whose: tuple[int, ...] = EVERYBODY) -> float:
    used = map(resource.getrusage, whose)
    return sum(one.ru_utime + one.ru_stime for one in used)


def spent(work: Callable[[], Any], whose: tuple[int, ...] = EVERYBODY) -> float:
    begun = processor(whose)
    work()
    return processor(whose) - begun


def bake(target: Path, **options: Any) -> site.Baked:
    """As a process that has kept nothing yet. (`light` makes the copies of the tests cheap: not here.)"""
    forget()
    compressing.QUALITY = QUALITY
    return site.bake(target, **options)


@contextmanager
def watch_parts(parts: dict[str, float]) -> Iterator[None]:
    """Adds up what each part of a bake by one process takes, while the block runs."""

    def watch(owner: Any, name: str, part: Callable[..., str]) -> None:
        plain = getattr(owner, name)

        def timed(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            result = plain(*given, **named)
            parts[part(given, result)] += time.process_time() - begun
            return result

        patch.setattr(owner, name, timed)

    def kind(_given: Any, answer: visit.BakedAnswer) -> str:
        return "pages written" if answer.headers.get("Content-Type", "").startswith("text/html") else "other files made"

    with pytest.MonkeyPatch.context() as patch:
        watch(visit.Visitor, "ask", kind)
        watch(crawl, "find_addresses", lambda *_: "links found")
        watch(crawl.Crawl, "page", lambda *_: "links rewritten")
        watch(writing.Folder, "write", lambda *_: "files put down")
        yield


def write_bare(folder: Path, contents: dict[str, bytes]) -> None:
    for path, content in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def measure_bakes(place: Path, several: int, noted: Figures) -> None:
    parts: dict[str, float] = defaultdict(float)
    with watch_parts(parts):
        begun = processor()
        baked = bake(place / "one", compressed=False)
        whole = processor() - begun
    own = sum(parts[part] for part in parts if part not in {"other files made", "files put down"})
    print(f"{baked.pages} pages, {baked.files} files, {baked.size / 1e6:.1f} MB, by one process, without copies")
    print(f"  pages a second of the processor: {baked.pages / own:.0f} (their own), {baked.pages / whole:.0f} (of all)")
    noted.note("pages by one process, of the processor time of pages", baked.pages / own, "a second")
    for part, took in sorted(parts.items(), key=lambda one: -one[1]):
        print(f"  {part:24}{took:>8.2f} s")
    contents = {str(path.relative_to(place / "one")): path.read_bytes() for path in files_of(place / "one")}
    bare = spent(lambda: write_bare(place / "bare", contents))
    print(f"  whole{whole:>27.2f} s{whole / bare:>8.1f} × a bare loop that writes the same bytes ({bare:.2f} s)")
    together = f"by {several} processes"
    rows: dict[str, Callable[[], Any]] = {
        together: lambda: bake(place / "several", compressed=False, processes=several),
        "with copies": lambda: bake(place / "copies", processes=several),
        "with copies, over itself": lambda: bake(place / "copies", processes=several),
    }
    for name, work in rows.items():
        began, clock = processor(), time.perf_counter()
        work()
        took, clock = processor() - began, time.perf_counter() - clock
        print(f"  {name:24}{took:>8.2f} s{took / bare:>8.1f} ×, by the clock {baked.pages / clock:.0f} pages a second")
        if name == together:
            noted.note("pages by several processes, by the clock", baked.pages / clock, "a second")
    plain = sum(
        path.stat().st_size for path in files_of(place / "copies") if (path.with_name(path.name + ".br")).exists()
    )
    sizes = {end: sum(path.stat().st_size for path in files_of(place / "copies", f"*{end}")) for end in (".br", ".gz")}
    print("  texts:", ", ".join([f"{plain / 1e6:.1f} MB", *(f"{end} {size / 1e6:.2f}" for end, size in sizes.items())]))


def files_of(folder: Path, pattern: str = "*") -> list[Path]:
    return [path for path in folder.rglob(pattern) if path.is_file()]


def measure_nginx(folder: Path) -> None:
    """Requests for a second of nginx's processor time, its start left out."""
    rates: dict[str, list[float]] = defaultdict(list)
    for _round in range(ROUNDS):
        for name, (accepts, lines) in ASKED.items():
            ask = partial(ask_nginx, folder, lines, accepts)
            start, took = (spent(partial(ask, times), (resource.RUSAGE_CHILDREN,)) for times in (0, REQUESTS))
            rates[name].append(REQUESTS / max(took - start, 0.001))
    dearest = max(rates["compressed at each request"])
    for name, found in rates.items():
        print(f"  {name:28}{max(found) / dearest:>8.1f} × as many answers for the same time of the processor")


def ask_nginx(folder: Path, lines: str, accepts: str, times: int) -> None:
    port = free_port()
    server = (
        f"keepalive_requests 1000000; server {{ listen 127.0.0.1:{port}; root {folder}; index index.html;"
        f" types {{ text/html html; }} {lines} }}"
    )
    with tempfile.TemporaryDirectory() as place, running(Path(place), server, port=port):
        reader = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(times):
            reader.request("GET", PAGE, headers={"Accept-Encoding": accepts})
            reader.getresponse().read()
        reader.close()


@with_room
def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("--documents", action="store_true")
    parser.add_argument("--no-nginx", action="store_true", help="leave out what nginx spares")
    given = parser.parse_args()
    with (
        nullcontext() if given.documents else light(),
        tempfile.TemporaryDirectory() as place,
        translation.override(settings.LANGUAGE_CODE),
    ):
        measure_bakes(Path(place), max(visit.count_processes(), 2), given.figures)
        if not given.no_nginx:
            needs.program("nginx")
            print(f"nginx, {PAGE}:")
            measure_nginx(Path(place) / "copies")


if __name__ == "__main__":
    main()
