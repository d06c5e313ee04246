"""The observations as SDMX-CSV 2.0, which statistical offices exchange; their structure is in `sdmx_structure`.

What SDMX knows of an observation are columns of the tidy table, under capitals. A period is a plain dimension, not
SDMX's time: some observations of the report have no date, and none is invented for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.text import slugify

from strategy_monitor.exports.characters import one_line
from strategy_monitor.exports.delimited import csv_text, plain_cell
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import SEPARATOR, Column
from strategy_monitor.exports.tables.observations import OBSERVATIONS, Fact
from strategy_monitor.exports.tables.scope import Scope

RENAMED = {
    "indicator_code": "INDICATOR",
    "series_key": "SERIES",
    "period_label": "PERIOD",
    "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE",
}
DIMENSIONS = ("indicator_code", "series_key", "period_label")
MEASURE = "value"
ATTRIBUTES = (
    "obs_status", "unit", "series_label", "role", "quantity", "polarity", "population", "period_kind", "period_start",
    "period_end", "period_derived", "value_high", "manner", "cumulative_since", "level", "level_basis", "state",
    "missing_reason", "doubtful", "break_before", "printed", "source", "data_date", "note_codes",
)  # fmt: skip


def status(fact: Fact) -> str:
    """One letter of SDMX's own list; the reasons stand in columns of their own."""
    observation = fact.observation
    if observation.missing_reason:
        return "O"
    if observation.doubtful:
        return "U"
    return "B" if observation.break_before else "A"


STATUS = Column(
    "obs_status", "text", "Statut", "Statut du relevé, selon la liste de codes de SDMX.", status,
    {"A": "valeur normale", "B": "rupture de série", "O": "valeur absente", "U": "valeur mise en doute"},
)  # fmt: skip
COLUMNS = {column.name: column for column in (STATUS, *OBSERVATIONS.columns)}


@dataclass(frozen=True)
class Component:
    """A dimension, the measure, or an attribute."""

    part: Literal["dimension", "measure", "attribute"]
    column: Column

    @property
    def name(self) -> str:
        return RENAMED.get(self.column.name, self.column.name.upper())


COMPONENTS = (
    *(Component("dimension", COLUMNS[name]) for name in DIMENSIONS),
    Component("measure", COLUMNS[MEASURE]),
    *(Component("attribute", COLUMNS[name]) for name in ATTRIBUTES),
)


@dataclass(frozen=True)
class Identity:
    """How SDMX names what comes from a release."""

    agency: str
    version: str
    """Three numbers: the structure lists the indicators of the release, so it is renewed with each."""

    def of(self, name: str) -> str:
        return f"{self.agency}:{name}({self.version})"


FLOW = "SUIVI"


def identity(publication: Publication) -> Identity:
    agency = slugify(publication.report.strategy.authority).replace("-", "_").upper()
    agency = agency if agency[:1].isalpha() else f"A_{agency}"
    if publication.head is None:
        return Identity(agency, "0.0.0-draft")
    edition = publication.head.edition
    year = edition[:4] if re.match("[0-9]{4}", edition) else ""
    number = f"{int(year or 0)}.{publication.head.number}.0"
    extension = slugify(edition[len(year) :]).replace("_", "-")
    return Identity(agency, f"{number}-{extension}" if extension else number)


def code(indicator_code: str) -> str:
    """SDMX allows no point in a code: « 2_2-O2 »."""
    return indicator_code.replace(".", "_")


def as_sdmx_csv(scope: Scope) -> bytes:
    """A text is on one line: its readers know no other."""
    headings = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.name for component in COMPONENTS)]
    return csv_text(headings, list_rows(scope), ",").encode()


def list_rows(scope: Scope) -> Iterator[list[str]]:
    flow = identity(scope.publication).of(FLOW)
    for fact in OBSERVATIONS.subjects(scope):
        yield ["dataflow", flow, "I", *(cell(component, fact) for component in COMPONENTS)]


def cell(component: Component, fact: Fact) -> str:
    if component.name == "INDICATOR":
        return code(fact.indicator.code)
    value = component.column.read(fact)
    text = SEPARATOR.join(value) if isinstance(value, tuple) else value
    return plain_cell(one_line(text) if isinstance(text, str) else text)
