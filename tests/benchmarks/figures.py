"""What a benchmark measured, for a program: one figure a line, as JSON, in a file that only grows.

    {"name": "kept page × hello", "value": 0.81, "unit": "×", "where": ""}

What a benchmark prints is for people, and nothing is read out of it again.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    name: str
    """Of one benchmark, once: it says on what size it was measured where there are several (« …, at 1000x10 »)."""
    value: float
    unit: str
    where: str = ""
    """Which of many it is the most of: an address."""


class Figures:
    """Where a benchmark notes its figures: a file, or nowhere."""

    def __init__(self, path: str = "") -> None:
        self.path = path

    def note(self, name: str, value: float, unit: str, where: str = "") -> None:
        if self.path:
            with Path(self.path).open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(Figure(name, value, unit, where)), ensure_ascii=False) + "\n")


def command(description: str | None) -> argparse.ArgumentParser:
    """The options of a benchmark: so far `--figures FILE` alone, which is read as `Figures`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    explained = "append what is measured to this file, a line of JSON for each figure"
    parser.add_argument("--figures", type=Figures, default=Figures(), metavar="FILE", help=explained)
    return parser


def read(path: Path) -> dict[str, Figure]:
    """Name → figure, of a file that may not be there: nothing was noted then."""
    if not path.exists():
        return {}
    found = [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return {figure.name: figure for figure in found}
