"""What a run of the benchmarks says, in Markdown: where it ran, each goal beside what was measured, each output."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.goals import GOALS, Goal
from tests.benchmarks.listing import Benchmark
from tests.benchmarks.needs import LACKING

ROOT = Path(__file__).resolve().parents[2]
LINES_OF_ERRORS = 40


@dataclass(frozen=True)
class Machine:
    """As it is when the run begins."""

    begun: dt.datetime
    commit: str
    load: float
    """Of the last minute: how many processes want a core."""

    def __str__(self) -> str:
        python = f"Python {platform.python_version()}"
        machine = f"{platform.platform()}, {os.cpu_count()} cores, {python}, load {self.load:.1f} at the beginning"
        return f"{self.begun:%Y-%m-%d %H:%M}, {machine}, commit {self.commit}"


def look_at_machine() -> Machine:
    return Machine(dt.datetime.now().astimezone(), find_commit(), os.getloadavg()[0])


def find_commit() -> str:
    """Short name of the commit that is checked out, and whether files differ from it."""
    command = ["git", "describe", "--always", "--dirty=, with changes", "--exclude=*"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):  # an archive of the source
        return "unknown"
    return told.strip()


@dataclass(frozen=True)
class Outcome:
    """What came of one benchmark."""

    benchmark: Benchmark
    arguments: tuple[str, ...]
    """Its own, without what it was given; sizes among them."""
    code: int
    """As its process ended; 0 where all is well."""
    seconds: float = 0.0
    """By the clock, of all of it."""
    output: str = ""
    errors: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def state(self) -> str:
        if self.code == 0:
            return f"ended well after {self.seconds:.0f} s"
        said = self.errors.strip().splitlines() or self.output.strip().splitlines() or [f"code {self.code}"]
        verb = "could not run here to its end" if self.code == LACKING else "failed"
        return f"{verb}: {said[-1].strip()}"

    @property
    def has_failed(self) -> bool:
        return self.code not in {0, LACKING}


@dataclass(frozen=True)
class Judgement:
    goal: Goal
    figure: Figure | None
    reason: str = ""
    """Why there is no figure."""
    is_fault: bool = False
    """Whether there should be one."""

    def as_row(self) -> str:
        goal = self.goal
        limit = written(goal.limit, goal.unit)
        name = f"{goal.benchmark}: {goal.figure}, {'at least' if goal.at_least else 'at most'} {limit}"
        if self.figure is None:
            return f"| {name} | – | not measured: {self.reason} |"
        where = f" (`{self.figure.where}`)" if self.figure.where else ""
        reached = "yes" if goal.is_reached(self.figure.value) else "**no**"
        return f"| {name} | {written(self.figure.value, self.figure.unit)}{where} | {reached} |"


def written(value: float, unit: str) -> str:
    """Three digits that count."""
    digits = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{digits} {unit}".strip()


def judge(goal: Goal, outcomes: Mapping[str, Outcome]) -> Judgement:
    outcome = outcomes.get(goal.benchmark)
    if outcome is None:
        return Judgement(goal, None, "its benchmark was not run")
    figure = outcome.figures.get(goal.figure)
    other_sizes = [goal.figure_at(size) for size in outcome.arguments]
    if figure:
        if figure.unit != goal.unit:
            return Judgement(goal, None, f"its benchmark notes it in « {figure.unit} »", is_fault=True)
        return Judgement(goal, figure)
    if outcome.code:
        return Judgement(goal, None, f"its benchmark {outcome.state.partition(':')[0]}")
    if goal.size not in outcome.arguments and any(name in outcome.figures for name in other_sizes):
        return Judgement(goal, None, f"{goal.size} was not asked for")
    return Judgement(goal, None, "its benchmark notes no such figure", is_fault=True)


def judge_all(outcomes: list[Outcome]) -> list[Judgement]:
    by_name = {outcome.benchmark.name: outcome for outcome in outcomes}
    return [judge(goal, by_name) for goal in GOALS]


def write(machine: Machine, how: str, outcomes: list[Outcome]) -> str:
    """`how` says on which database, and whether in short."""
    judged = judge_all(outcomes)
    return "\n".join([*write_opening(machine, how, judged), *write_outcomes(outcomes)]) + "\n"


def write_opening(machine: Machine, how: str, judged: list[Judgement]) -> Iterator[str]:
    measured = [(one.goal, one.figure.value) for one in judged if one.figure]
    reached = sum(goal.is_reached(value) for goal, value in measured)
    yield f"{machine}, {how}"
    yield ""
    yield f"{reached} goals reached of {len(measured)} measured; {len(judged) - len(measured)} not measured."
    yield ""
    yield "| goal | measured | reached |"
    yield "|---|---|---|"
    yield from (one.as_row() for one in judged)


def write_outcomes(outcomes: list[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        benchmark = outcome.benchmark
        command = f"{benchmark.as_typed(outcome.arguments)}    # {benchmark.given.value}"
        yield from ["", f"## {benchmark.name}", "", "```sh", command, "```", ""]
        yield f"It {outcome.state}."
        if outcome.output.strip():
            yield from ["", "```text", outcome.output.strip("\n"), "```"]
        if outcome.code:  # else these are but the log of the site
            yield from ["", "The last lines of its errors:", "", "```text"]
            yield from outcome.errors.strip("\n").splitlines()[-LINES_OF_ERRORS:]
            yield "```"
