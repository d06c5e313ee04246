"""The benchmarks in the order in which they run, what each is given, and its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Given(Enum):
    """What stands before the arguments of a benchmark, as who types its command gives it."""

    DATABASE = "the address of an empty database as its argument"
    EMPTY = "DATABASE_URL: a database that is migrated and empty"
    PUBLISHED = "DATABASE_URL: a database with the printed report, published once"
    DOCUMENTS = "canonical documents of these sizes as its arguments, as `sized` writes them"


@dataclass(frozen=True)
class Benchmark:
    name: str
    """Of its module."""
    given: Given
    whole: tuple[str, ...] = ()
    """Arguments of a run that measures all; of documents, their sizes."""
    quick: tuple[str, ...] = ()

    def arguments(self, *, quick: bool) -> tuple[str, ...]:
        return self.quick if quick else self.whole

    def as_typed(self, arguments: tuple[str, ...]) -> str:
        """The command, with « … » where the address of a database stands: it may hold a password."""
        words = [".venv/bin/python", "-m", f"tests.benchmarks.{self.name}"]
        if self.given is Given.DOCUMENTS:
            arguments = tuple(f"{size}.json" for size in arguments)
        elif self.given is Given.DATABASE:
            arguments = ("…", *arguments)
        else:
            words.insert(0, "DATABASE_URL=…")
        return " ".join([*words, *arguments])


BENCHMARKS = (
    Benchmark("serving", Given.DATABASE, quick=("--rounds", "3", "--seconds", "1")),
    Benchmark("documents", Given.DATABASE, quick=("--rounds", "1")),
    Benchmark("reading", Given.PUBLISHED, quick=("--rounds", "3")),
    Benchmark("pages", Given.PUBLISHED),
    Benchmark("dearest", Given.PUBLISHED, quick=("--rounds", "1")),
    Benchmark("baking", Given.PUBLISHED, quick=("--no-nginx",)),
    Benchmark("checking", Given.PUBLISHED),
    Benchmark("searching", Given.DOCUMENTS, ("1000x10", "10000x10"), ("1000x10",)),
    Benchmark("exporting", Given.DOCUMENTS, ("1000x10", "10000x10"), ("1000x10",)),
    Benchmark("first_page", Given.EMPTY, ("10000x10",), ("28x10", "--rounds", "1")),
    Benchmark("printing", Given.EMPTY, ("1000x10",), ("28x10",)),
    Benchmark("publishing", Given.EMPTY, ("1000x10", "10000x10"), ("1000x10",)),
    Benchmark("published", Given.DATABASE, ("10000x10",), ("1000x10",)),
    Benchmark("growth", Given.EMPTY, ("28x10", "1000x10", "10000x10"), ("28x10", "1000x10")),
    Benchmark("desk", Given.EMPTY, ("1000x10", "10000x10"), ("1000x10",)),
    Benchmark("jobs", Given.EMPTY, ("1000x10",), ("28x10",)),
    Benchmark("soak", Given.DATABASE, ("--requests", "200000"), ("--requests", "2000")),
)
