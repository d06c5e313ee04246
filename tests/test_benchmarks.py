"""The report of the benchmarks: a goal is never reached that was not measured, nor a benchmark silently left out."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from tests.benchmarks import databases, figures, publishing, report
from tests.benchmarks.__main__ import Preparation, measure, measure_or_say
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.goals import GOALS, Goal
from tests.benchmarks.listing import BENCHMARKS, Benchmark, Given
from tests.benchmarks.needs import LACKING
from tests.benchmarks.report import Machine, Outcome

pytestmark = pytest.mark.once

FOLDER = Path(report.__file__).parent
SLOW = Goal("publishing", "one more release", 1, "s", size="1000x10")
FAST = Goal("serving", "kept page × hello", 0.7, "×", at_least=True)
LISTED = {one.name: one for one in BENCHMARKS}


def outcome(name: str, *noted: Figure, code: int = 0, arguments: tuple[str, ...] = (), errors: str = "") -> Outcome:
    by_name = {one.name: one for one in noted}
    return Outcome(LISTED[name], arguments, code, errors=errors, figures=by_name)


def row(goal: Goal, *outcomes: Outcome) -> list[str]:
    """What was measured, and whether it is reached."""
    return report.judge(goal, {one.benchmark.name: one for one in outcomes}).as_row().rsplit("|", 3)[1:3]


def test_every_benchmark_is_listed_and_every_goal_is_of_one():
    runnable = {path.stem for path in FOLDER.glob("*.py") if "figures.command(__doc__)" in path.read_text("utf-8")}
    assert runnable == set(LISTED)
    assert {goal.benchmark for goal in GOALS} <= set(LISTED)
    assert len({(goal.benchmark, goal.figure) for goal in GOALS}) == len(GOALS)


@pytest.mark.parametrize(
    ("goal", "value", "said"),
    [
        (FAST, 0.7, " yes "),
        (FAST, 0.69, " **no** "),
        (SLOW, 1.0, " yes "),
        (SLOW, 1.01, " **no** "),
    ],
)
def test_a_goal_is_judged_by_its_figure(goal: Goal, value: float, said: str):
    noted = Figure(goal.figure, value, goal.unit)
    assert row(goal, outcome(goal.benchmark, noted)) == [f" {value:.3g} {goal.unit} ", said]


def test_the_report_says_where_the_most_was_found():
    noted = Figure(SLOW.figure, 2, "s", "/rapport/")
    assert row(SLOW, outcome("publishing", noted))[0] == " 2 s (`/rapport/`) "


def test_a_goal_that_was_not_measured_says_why():
    other_size = outcome("publishing", Figure("one more release, at 28x4", 0.1, "s"), arguments=("28x4",))
    lacking = outcome("serving", code=LACKING, errors="This needs the program « wrk », which is not installed.")
    failed = outcome("serving", code=1)
    assert row(FAST)[1] == " not measured: its benchmark was not run "
    assert row(SLOW, other_size)[1] == " not measured: 1000x10 was not asked for "
    assert row(FAST, lacking)[1] == " not measured: its benchmark could not run here to its end "
    assert row(FAST, failed)[1] == " not measured: its benchmark failed "


@pytest.mark.parametrize(
    "noted",
    [
        pytest.param((), id="not at all"),
        pytest.param((Figure("another name, at 28x4", 1, "s"),), id="under another name"),
        pytest.param((Figure(SLOW.figure, 1, "ms"),), id="in another unit"),
    ],
)
def test_a_benchmark_that_does_not_note_what_a_goal_is_about_is_a_fault(noted: tuple[Figure, ...]):
    found = report.judge(SLOW, {"publishing": outcome("publishing", *noted, arguments=("28x4",))})
    assert found.is_fault
    assert found.figure is None


def test_figures_are_read_as_they_were_noted(tmp_path: Path):
    file = tmp_path / "figures.jsonl"
    noted = figures.command("").parse_args(["--figures", str(file)]).figures
    noted.note("kept page × hello", 0.81, "×")
    noted.note("the dearest", 0.4, "s", "/rapport/")
    Figures().note("kept page × hello", 0.1, "×")
    assert figures.read(file) == {
        "kept page × hello": Figure("kept page × hello", 0.81, "×"),
        "the dearest": Figure("the dearest", 0.4, "s", "/rapport/"),
    }
    assert figures.read(tmp_path / "none") == {}


def test_the_report_has_the_machine_each_goal_and_each_output():
    machine = Machine(dt.datetime(2026, 11, 30, 8, 0), "abc1234", 1.5)
    failed = outcome("pages", code=1, errors="Traceback\nValueError: no page")
    ended = Outcome(LISTED["searching"], ("1000x10",), 0, 12.2, "1000 indicators\n", "a line of the log\n")
    text = report.write(machine, "SQLite, with --quick", [failed, ended])
    assert text.startswith("2026-11-30 08:00, ")
    assert "load 1.5 at the beginning, commit abc1234, SQLite, with --quick\n" in text
    assert f"0 goals reached of 0 measured; {len(GOALS)} not measured." in text
    assert "It failed: ValueError: no page." in text
    assert "DATABASE_URL=… .venv/bin/python -m tests.benchmarks.pages    # DATABASE_URL: a database" in text
    assert ".venv/bin/python -m tests.benchmarks.searching 1000x10.json    # canonical" in text
    assert "It ended well after 12 s.\n\n```text\n1000 indicators\n```\n" in text
    assert "a line of the log" not in text


def test_a_benchmark_that_lacks_a_program_is_told_from_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    preparation = Preparation(tmp_path, databases.Files(tmp_path), {"empty"})
    (tmp_path / "empty.sqlite3").touch()
    lacking = measure(LISTED["serving"], preparation, quick=True)
    assert lacking.state == "could not run here to its end: This needs the program « wrk », which is not installed."
    assert not lacking.has_failed
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == ["empty.sqlite3"]


class OneOfAName:
    """Databases of a server: a name is one's until it is dropped."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def create(self, name: str, like: str = "") -> str:
        assert name not in self.names
        assert not like or like in self.names
        self.names.add(name)
        return name

    def drop(self, name: str) -> None:
        self.names.remove(name)


def test_each_benchmark_has_a_database_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.benchmarks.__main__.run", lambda command, database: None)
    preparation = Preparation(tmp_path, OneOfAName())
    for benchmark in BENCHMARKS:
        preparation.of(benchmark, benchmark.quick)
        preparation.drop(benchmark)
    assert preparation.made == {"empty", "published"}


def test_what_cannot_be_prepared_is_a_failure_that_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    found = measure_or_say(
        Benchmark("pages", Given.EMPTY), Preparation(tmp_path, databases.Files(tmp_path)), quick=True
    )
    assert found.has_failed
    assert found.state == "failed: what it needs could not be made: code 1"
    assert list(tmp_path.iterdir()) == []


def test_what_takes_less_than_a_tick_of_the_clock_is_measured() -> None:
    """« growth » divides by it."""
    assert all(publishing.seconds(lambda: sum(range(1_000))).processor > 0 for _time in range(5))
