"""List every figure of the printed report, with the block where it stands. No text of the report is kept.

    python tests/figures/extract.py PATH_TO_REPORT > tests/figures/figures.csv

One row per numeric token: figure (as printed), block, line (from 1). Blocks are the codes of the product:
`G-M` for the measures of the governance, `1.1-M` for those of an action (its heading included), `1.1-O1` and
`1-I1` for an indicator. The introduction, the table of contents and the headings of axes stand in no block.

What one token is:

- a number with its thousands and decimals: `4.944`, `61,5`, `2.1`; a leading « - » is a bullet, never a sign;
- a date in figures: `01/02/2025`, and `322/01/2025` as printed; a date in words gives its day and its year;
- a school year or a double number, whole: `2023-24`, `2022-2023`, `2-3`;
- a capital letter and a digit that belong together: `P3`, `S1`;
- ordinals, articles, footnote calls, numbers glued to words count as digits: `3e`, `§4`, `axe2`, `9h30`.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

TOKEN = re.compile(
    r"""
      \d{1,3}/\d{1,2}/\d{4}                 # a date in figures, possible or not
    | \d{4}[-–]\d{2}(?:\d{2})?(?!\d)        # a school year
    | (?<![\d-])\d-\d(?![\d-])              # a double action number
    | (?<!\w)[A-Z]\d(?!\w)                  # a school year of a pupil: P1, S3
    | \d{1,3}(?:\.\d{3})+(?!\d)             # thousands
    | \d+[.,]\d+                            # a decimal, or a version number
    | \d+
    """,
    re.VERBOSE,
)

AXIS = re.compile(r"MISE EN ŒUVRE DE L.AXE (\d)")
GOVERNANCE = re.compile(r"MISE EN ŒUVRE DE LA GOUVERNANCE")
ACTION = re.compile(r"#+ (\d(?:-\d)?)\. ")
MEASURES = re.compile(r"MESURES MISES EN ŒUVRE")
OPERATIONAL = re.compile(r"INDICATEURS? OPÉRATIONNELS?$")
IMPACT = re.compile(r"Indicateurs d.impact de l.axe \d$")
HEADING = re.compile(r"#+ ")


class Figure(NamedTuple):
    figure: str
    block: str
    line: int


@dataclass
class Place:
    """Where the reader stands. Headings open a section; in a section of indicators, each title opens one."""

    scope: str = ""
    """« G », an axis (« 2 »), or an action (« 3.2-3 »)."""
    letter: str = ""
    """« M » in measures, « O » or « I » in indicators, empty outside."""
    count: int = 0
    awaiting_title: bool = False

    @property
    def block(self) -> str:
        if self.letter == "M":
            return f"{self.scope}-M"
        return f"{self.scope}-{self.letter}{self.count}" if self.count else ""

    def leave(self, scope: str) -> None:
        self.scope, self.letter, self.count, self.awaiting_title = scope, "", 0, False

    def enter(self, scope: str, letter: str) -> None:
        self.scope, self.letter, self.count = scope, letter, 0
        self.awaiting_title = letter != "M"

    def title(self) -> None:
        self.count, self.awaiting_title = self.count + 1, False


def follow(place: Place, line: str) -> bool:
    """Move the place to this line; False where it is the heading of a section, whose figures do not count."""
    if HEADING.match(line) and (axis := AXIS.search(line)):
        place.leave(axis[1])
    elif HEADING.match(line) and GOVERNANCE.search(line):
        place.leave("G")
    elif place.scope and (action := ACTION.match(line)):
        place.enter(f"{place.scope[0]}.{action[1]}", "M")
        return True
    elif place.scope and MEASURES.search(line):
        place.enter(place.scope, "M")
    elif place.scope and HEADING.match(line) and OPERATIONAL.search(line):
        place.enter(place.scope, "O")
    elif place.scope and HEADING.match(line) and IMPACT.search(line):
        place.enter(place.scope[0], "I")
    else:
        if opens_indicator(place, line):
            place.title()
        return True
    return False


def opens_indicator(place: Place, line: str) -> bool:
    """In an indicator section: the first line that is not empty (it may be no heading), then each heading."""
    if place.letter not in {"O", "I"} or not line.strip():
        return False
    return place.awaiting_title or HEADING.match(line) is not None


def figures(lines: Iterable[str]) -> Iterator[Figure]:
    """The figures of a report, in its order."""
    place = Place()
    for number, line in enumerate(lines, start=1):
        if follow(place, line) and place.block:
            yield from (Figure(token, place.block, number) for token in TOKEN.findall(line))


def write(report: Path, out: TextIO) -> None:
    lines = report.read_text(encoding="utf-8").split("\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Figure._fields)
    writer.writerows(figures(lines))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage : python tests/figures/extract.py CHEMIN_DU_RAPPORT > tests/figures/figures.csv")
    write(Path(sys.argv[1]), sys.stdout)
