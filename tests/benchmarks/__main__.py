"""All benchmarks by one command, and one report of them: what holds of the goals on this machine.

    .venv/bin/python -m tests.benchmarks --quick                             # SQLite, some minutes
    .venv/bin/python -m tests.benchmarks --output report.md                  # all sizes: an hour and more
    .venv/bin/python -m tests.benchmarks --database postgres://user@127.0.0.1:5432/ --only serving,publishing

Each benchmark is run as its own command, as it can be typed, one after another, on a database of its own that is made
for it and dropped. On PostgreSQL the user must have the right to create databases. The report is Markdown: the machine,
each goal beside what was measured of it, and what each benchmark printed. It says what one run found: other work of the
machine disturbs times by the clock, and few rounds tell little.

Ends with 1 if a benchmark failed, or did not note a figure that a goal is about; not where one could not run for want
of a program, which the report says, nor where a goal is not reached.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import databases, figures, report
from tests.benchmarks.databases import Databases
from tests.benchmarks.listing import BENCHMARKS, Benchmark, Given
from tests.benchmarks.report import ROOT, Outcome


@dataclass
class Preparation:
    """What benchmarks are given; what several need is made once, when the first of them needs it."""

    folder: Path
    databases: Databases
    made: set[str] = field(default_factory=set)

    def of(self, benchmark: Benchmark, arguments: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
        """Variables of the environment, and arguments that stand before or instead of its own."""
        if benchmark.given is Given.DOCUMENTS:
            return {}, tuple(self.document(size) for size in arguments)
        like = self.published() if benchmark.given is Given.PUBLISHED else self.empty()
        address = self.databases.create(name_own(benchmark), like)
        if benchmark.given is Given.DATABASE:
            return {}, (address, *arguments)
        return {"DATABASE_URL": address}, arguments

    def drop(self, benchmark: Benchmark) -> None:
        if benchmark.given is not Given.DOCUMENTS:
            self.databases.drop(name_own(benchmark))

    def empty(self) -> str:
        """Name of a database that is migrated."""
        return self.make("empty", "", "migrate --verbosity=0")

    def published(self) -> str:
        """Name of one that has the printed report, published once."""
        return self.make("published", self.empty(), "seed --verbosity=0", "publish --reason=Mesure --verbosity=0")

    def make(self, name: str, like: str, *commands: str) -> str:
        """The database of this name, to which these commands of `manage.py` were given, once."""
        if name not in self.made:
            with self.filled(name, like) as address:
                for command in commands:
                    run(["manage.py", *command.split()], address)
            self.made.add(name)
        return name

    @contextmanager
    def filled(self, name: str, like: str) -> Iterator[str]:
        """A new database, which goes away again if it could not be filled."""
        address = self.databases.create(name, like)
        try:
            yield address
        except subprocess.CalledProcessError:
            self.databases.drop(name)
            raise

    def document(self, size: str) -> str:
        """Path of the canonical document of a strategy of this size."""
        path = self.folder / f"{size}.json"
        if not path.exists():
            with self.filled("sized", self.empty()) as address:
                run(["-m", "tests.benchmarks.sized", size, "--document", str(path)], address)
            self.databases.drop("sized")
        return str(path)


def name_own(benchmark: Benchmark) -> str:
    """Name of its database, which is none of those that several are made like."""
    return f"of_{benchmark.name}"


def run(command: list[str], database: str) -> None:
    """This Python with this command on the database at this address, which must end well."""
    given = os.environ | {"DATABASE_URL": database}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=given, check=True, capture_output=True, encoding="utf-8")


def measure(benchmark: Benchmark, preparation: Preparation, *, quick: bool) -> Outcome:
    own = benchmark.arguments(quick=quick)
    noted = preparation.folder / f"{benchmark.name}.jsonl"
    environment, arguments = preparation.of(benchmark, own)
    command = ["-m", f"tests.benchmarks.{benchmark.name}", *arguments]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command, "--figures", str(noted)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    seconds = time.monotonic() - begun
    preparation.drop(benchmark)
    return Outcome(benchmark, own, done.returncode, seconds, done.stdout, done.stderr, figures.read(noted))


def measure_or_say(benchmark: Benchmark, preparation: Preparation, *, quick: bool) -> Outcome:
    """What could not be prepared is a failure of the benchmark that needs it."""
    print(f"{benchmark.name}…", end=" ", file=sys.stderr, flush=True)
    try:
        outcome = measure(benchmark, preparation, quick=quick)
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or [f"code {error.returncode}"])[-1]
        said = f"{error.stderr}\nwhat it needs could not be made: {last}"
        outcome = Outcome(benchmark, benchmark.arguments(quick=quick), error.returncode, errors=said)
    print(outcome.state, file=sys.stderr, flush=True)
    return outcome


def read_names(given: str) -> tuple[Benchmark, ...]:
    """« serving,publishing »: these, in the order in which all run."""
    names = set(given.split(","))
    if unknown := names - {one.name for one in BENCHMARKS}:
        known = ", ".join(one.name for one in BENCHMARKS)
        raise argparse.ArgumentTypeError(f"no benchmark is called {', '.join(sorted(unknown))}; there are {known}")
    return tuple(one for one in BENCHMARKS if one.name in names)


def read_server(given: str) -> str:
    if not given.startswith(("postgres://", "postgresql://")):
        raise argparse.ArgumentTypeError("a server of PostgreSQL is wanted: postgres://user@host:port/")
    return given


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes and few rounds: some minutes in all")
    parser.add_argument("--only", type=read_names, default=BENCHMARKS, metavar="NAME,NAME", help="these benchmarks")
    parser.add_argument("--database", type=read_server, metavar="postgres://…/", help="instead of SQLite")
    parser.add_argument("--output", type=Path, metavar="FILE", help="instead of the standard output")
    return parser.parse_args()


def put_down(text: str, file: Path | None) -> None:
    if file:
        file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def main() -> None:
    asked = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was made on the server is dropped then, too
    machine = report.look_at_machine()
    outcomes: list[Outcome] = []
    try:
        with (
            tempfile.TemporaryDirectory(prefix="benchmarks-") as folder,
            databases.opened(Path(folder), asked.database) as opened,
        ):
            preparation = Preparation(Path(folder), opened)
            for benchmark in asked.only:
                outcomes.append(measure_or_say(benchmark, preparation, quick=asked.quick))
    finally:  # who stops a long run has what was measured so far
        how = ("PostgreSQL" if asked.database else "SQLite") + (", with --quick" if asked.quick else "")
        put_down(report.write(machine, how, outcomes), asked.output)
    if any(outcome.has_failed for outcome in outcomes) or any(one.is_fault for one in report.judge_all(outcomes)):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
