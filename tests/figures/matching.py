"""Does a printed figure stand in a text? And what do the seed files say, block by block?

`tokens()` gives the printed figures, `stands()` looks for one in any text (a seed file, a rendered page).
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.figures.extract import TOKEN, Figure

HERE = Path(__file__).parent
FIXTURES = HERE.parents[1] / "fixtures"

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
WORD_DATE = re.compile(rf"(\d{{1,2}})(?:er)?\s({'|'.join(MONTHS)})\s(\d{{4}})")
BOUND = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?")
"""Thousands set with no-break spaces: one number, and nothing else."""
SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)(?:,\d+)?")
"""Thousands set with ordinary spaces: perhaps one number, perhaps two (« 02 413 3000 »)."""
YEARS = re.compile(r"(\d{4})[-–](\d{2,4})")

UNSEEN = {
    *("notes", "code", "kind", "key", "group", "part_of", "section", "page", "impact_page", "hue", "level"),
    *("frequency", "start", "end", "providers", "planned_providers"),
}
"""Keys whose digits are no figures of the report: codes, addresses, our own classification, notes."""


def tokens() -> tuple[Figure, ...]:
    """The printed figures, as `extract.py` listed them."""
    with (HERE / "figures.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Figure(row["figure"], row["block"], int(row["line"])) for row in csv.DictReader(file))


def canonical(figure: str) -> str:
    """One form for all the ways to write a figure: « 4.944 » and « 4 944 », « 03 » and « 3 », « 2023-24 »."""
    if "/" in figure:
        return "/".join(canonical(part) for part in figure.split("/"))
    if years := YEARS.fullmatch(figure):
        first, last = years.groups()
        return f"{first}-{last if len(last) == 4 else first[:2] + last}"
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", figure):
        figure = figure.replace(".", "")
    figure = re.sub(r"\s", "", figure).replace(",", ".")
    return re.sub(r"^0+(?=\d)", "", figure)


@cache
def readings(text: str) -> frozenset[str]:
    """Every figure that a text can be read to hold, in canonical form."""
    found = {canonical(bound) for bound in BOUND.findall(text)}
    text = BOUND.sub(" ; ", text)
    found |= {canonical(figure) for pattern in (TOKEN, SPACED) for figure in pattern.findall(text)}
    for day, month, year in WORD_DATE.findall(text):
        found.add(f"{int(day)}/{MONTHS.index(month) + 1}/{year}")
    return frozenset(found)


def stands(figure: str, text: str) -> bool:
    """Whether a printed figure stands in a text as a whole token, however the text writes it."""
    return canonical(figure) in readings(text)


def words(node: Any) -> Iterator[str]:
    """All strings and numbers under a node of YAML that a reader can see, notes excluded."""
    if isinstance(node, dict):
        for key, child in node.items():
            if key not in UNSEEN:
                yield from words(child)
    elif isinstance(node, list):
        for child in node:
            yield from words(child)
    elif isinstance(node, dt.date):
        yield node.strftime("%d/%m/%Y")
    elif isinstance(node, int | float | Decimal) and not isinstance(node, bool):
        yield str(node).replace(".", ",")
    elif isinstance(node, str):
        yield node


def text_of(nodes: Iterable[Any]) -> str:
    return "\n".join(words(list(nodes)))


@cache
def files() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.glob("*.yaml")))


@cache
def reference_text() -> dict[str, str]:
    """What is said of each reference where it is defined, in whatever file that is."""
    definitions = (entry for file in files() for entry in file.get("references", ()))
    return {entry["code"]: text_of([entry]) for entry in definitions}


def measures_text(*titles: str, measures: Iterable[dict[str, Any]]) -> str:
    """A measure section: its titles, its measures with sub-measures, tables, footnotes and references."""
    texts = [*titles]
    for measure in measures:
        texts.append(text_of([measure]))
        for part in (measure, *measure.get("measures", ())):
            texts += [reference_text().get(cited["code"], "") for cited in part.get("references", ())]
    return "\n".join(texts)


@cache
def block_texts() -> dict[str, str]:
    """The text of each block in the seed files, by its code: `G-M`, `2.2-M`, `2.2-O2`, `2-I3`."""
    blocks: dict[str, str] = {}
    for file in files():
        if governance := file.get("governance"):
            blocks["G-M"] = measures_text(governance["title"], measures=governance["measures"])
        for action in file.get("actions", ()):
            code = f"{file['axis']['number']}.{action['number']}-M"
            blocks[code] = measures_text(action["number"], action["title"], measures=action["measures"])
        indicators = [i for action in file.get("actions", ()) for i in action.get("indicators", ())]
        for indicator in (*indicators, *file.get("impact_indicators", ())):
            blocks[indicator["code"]] = text_of([indicator])
    return blocks
