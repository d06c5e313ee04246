"""What was wanted of speed and memory: the figure of a benchmark, and its limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST_GROWTH = 1.05
"""Of memory, in the second half of many requests: `soak` ends with an error beyond it."""


@dataclass(frozen=True)
class Goal:
    benchmark: str
    name: str
    limit: float
    unit: str
    """That of the figure."""
    at_least: bool = False
    """Whether the figure must reach the limit; else it must not pass it."""
    size: str = ""
    """The argument of the benchmark without which it is not measured."""

    @property
    def figure(self) -> str:
        """The name under which the benchmark notes it."""
        return self.figure_at(self.size) if self.size else self.name

    def figure_at(self, size: str) -> str:
        return f"{self.name}, at {size}"

    def is_reached(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


def served() -> Iterator[Goal]:
    """Requests a second by the clock, × those of « hello », with a row by the cursor, in the same round."""
    wanted = {
        0.7: ("kept page",),
        0.9: ("not modified",),
        0.5: (
            "API", "search, again", "catalogue, text, again", "catalogue, filters and text, again",
            "API, list with text, again", "API, search, again",
        ),
        0.08: ("search, anew", "catalogue, text, anew", "catalogue, filters and text, anew"),
        0.15: ("API, list with text, anew", "API, search, anew"),
    }  # fmt: skip
    for limit, names in wanted.items():
        yield from (Goal("serving", f"{name} × hello", limit, "×", at_least=True) for name in names)


def written() -> Iterator[Goal]:
    """Documents, written apart; the memory is the proportional set size of gunicorn and its two processes together."""
    yield Goal("documents", "eight at once × one", 2, "×")
    yield Goal("documents", "other pages meanwhile × their rate", 0.8, "×", at_least=True)
    yield Goal("documents", "memory once loaded", 105, "MB")
    yield Goal("documents", "memory after 2000 views", 130, "MB")
    yield Goal("documents", "memory after documents", 150, "MB")
    yield Goal("documents", "memory of the largest writer of a document", 350, "MB")
    yield Goal("documents", "writers left", 0, "")
    yield Goal("printing", "memory of the largest writer of a document", 1_000, "MB", size="1000x10")


def read_in_a_browser() -> Iterator[Goal]:
    yield Goal("reading", "all charts seen × the drawings alone, fast line", 1.7, "×")
    yield Goal("reading", "all charts seen × the drawings alone, slow line", 1.3, "×")
    yield Goal("reading", "sent before any code of a chart", 20, "kB")
    yield Goal("reading", "requests before any code of a chart", 3, "")


def published() -> Iterator[Goal]:
    """By the clock, for who publishes and for who waits meanwhile. The seconds were set on a machine that builds,
    writes and compresses the document of 10,000 × 10 in 2.6: what that makes of it is wanted of any machine."""
    processes = ("a warm process", "a process that begins")
    for size, limit in {"1000x10": 1, "10000x10": 8}.items():
        yield from (Goal("publishing", f"one more release, in {one}", limit, "s", size=size) for one in processes)
        yield Goal("publishing", "editors wait, at the longest", 2, "s", size=size)
    for one in processes:
        yield Goal("publishing", f"one more release × its document, in {one}", 8 / 2.6, "×", size="10000x10")
    yield Goal("published", "longest answer meanwhile", 2, "s", size="10000x10")
    yield Goal("published", "memory of a process that answers, after", 200, "MB", size="10000x10")


def read_at_the_desk() -> Iterator[Goal]:
    """Seconds of the processor."""
    for page in ("the desk", "the page that publishes", "the catalogue of the copy"):
        yield Goal("desk", f"{page}, after a change", 0.15, "s", size="1000x10")
        yield Goal("desk", f"{page}, again", 0.15, "s", size="1000x10")
    yield Goal("desk", "/donnees/, for its first reader", 0.1, "s", size="1000x10")
    yield Goal("desk", "/donnees/, not kept", 0.1, "s", size="1000x10")
    yield Goal("desk", "import of 7727 values", 6, "s", size="1000x10")
    yield Goal("desk", "two releases compared", 2, "s", size="10000x10")


def large() -> Iterator[Goal]:
    """What follows the size of a strategy: a fresh process, files, and exponents, of which 1 is in proportion."""
    size = "10000x10"
    yield Goal("first_page", "the dearest first page, beyond one that needs nothing", 0.5, "s", size=size)
    yield Goal("first_page", "memory at most, of the largest first page", 200, "MB", size=size)
    yield Goal("exporting", "CSV × a bare writer", 4, "×", size=size)
    yield Goal("exporting", "XLSX × a bare writer", 1.5, "×", size=size)
    for work in ("publish", "publish again", "load", "CSV", "XLSX"):
        yield Goal("growth", f"exponent of {work} from 28x10", 1.0, "", size=size)


def baked() -> Iterator[Goal]:
    """Without documents, workbooks and images."""
    yield Goal("baking", "pages by several processes, by the clock", 150, "a second", at_least=True)
    yield Goal("baking", "pages by one process, of the processor time of pages", 150, "a second", at_least=True)


def endured() -> Iterator[Goal]:
    yield Goal("soak", "memory in the last tenth × in the sixth", MOST_GROWTH, "×", size="200000")


GOALS = (
    *served(), *written(), *read_in_a_browser(), *published(), *read_at_the_desk(), *large(), *baked(), *endured(),
)  # fmt: skip
