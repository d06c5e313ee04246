"""The observations as SDMX-CSV 2.0, which statistical offices exchange; their structure is in `sdmx_structure`.

What SDMX knows of an observation are columns of the tidy table, under capitals, and what its tools look for: frequency,
area, time. Some observations of the report have no date, and none is invented for them: they are of a dataflow of their
own, without the dimension of time. The period as a reader expects it is a plain dimension of both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.text import slugify

from strategy_monitor.exports.characters import one_line
from strategy_monitor.exports.delimited import csv_bytes, plain_cell
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import SEPARATOR, Column
from strategy_monitor.exports.tables.observations import OBSERVATIONS, Fact
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.codes import Frequency, Role
from strategy_monitor.report.document import Period
from strategy_monitor.report.schedule import add_months

RENAMED = {
    "indicator_code": "INDICATOR",
    "series_key": "SERIES",
    "period_label": "PERIOD",
    "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE",
}
DIMENSIONS = ("freq", "ref_area", "indicator_code", "series_key", "period_label", "time_period")
TIME = "time_period"
"""The dimension that observations without a date do without."""
MEASURE = "value"
ATTRIBUTES = (
    "obs_status", "unit", "series_label", "role", "quantity", "polarity", "population", "period_kind", "period_start",
    "period_end", "period_derived", "value_high", "manner", "cumulative_since", "level", "level_basis", "state",
    "missing_reason", "doubtful", "break_before", "no_difference", "printed", "source", "data_date", "note_codes",
)  # fmt: skip


FREQUENCIES = {
    Frequency.ANNUAL: "A",
    Frequency.SCHOOL_YEAR: "A",
    Frequency.EVERY_3_YEARS: "A3",
    Frequency.EVERY_6_YEARS: "A6",
    Frequency.ONCE: "_O",
}
"""As in SDMX's own list, where a number says how many years."""
UNKNOWN = "_U"
"""In any list of SDMX: not specified."""


def frequency(fact: Fact) -> str:
    return FREQUENCIES.get(Frequency(fact.indicator.frequency or Frequency.UNKNOWN), UNKNOWN)


def area_of(fact: Fact) -> str:
    """Where a value holds: with whom the authority is compared, for a benchmark; else the authority itself."""
    strategy, series = fact.scope.report.strategy, fact.series
    return area_code(series.population if series.role == Role.BENCHMARK else strategy.authority)


def area_code(name: str) -> str:
    return identifier(name) if name else UNKNOWN


def time_of(fact: Fact) -> str:
    return time_period(fact.observation.period)


def time_period(period: Period) -> str:
    """As SDMX writes it: « 2024 », « 2025-02-01 », « 2023-08-29/P1Y »; empty for a period without days."""
    start, end = period.start, period.end
    if start is None or end is None or end < start:
        return ""
    if start == end:
        return start.isoformat()
    if (start.month, start.day, end.month, end.day, end.year) == (1, 1, 12, 31, start.year):
        return f"{start.year:04}"
    return f"{start.isoformat()}/P{length(start, end)}"


def length(start: dt.date, end: dt.date) -> str:
    """From the first day to the last, both included: in whole years, else in whole months, else in days."""
    months = (end.year - start.year) * 12 + end.month - start.month
    for whole in (months, months + 1):
        if whole and add_months(start, whole) - dt.timedelta(days=1) == end:
            return f"{whole // 12}Y" if whole % 12 == 0 else f"{whole}M"
    return f"{(end - start).days + 1}D"


def status(fact: Fact) -> str:
    """One letter of SDMX's own list; the reasons stand in columns of their own."""
    observation = fact.observation
    if observation.missing_reason:
        return "O"
    if observation.doubtful:
        return "U"
    return "B" if observation.break_before else "A"


STATUS = Column(
    "obs_status", "text", "Statut", "Statut de la valeur, selon la liste de codes de SDMX.", status,
    {"A": "valeur normale", "B": "rupture de série", "O": "valeur absente", "U": "valeur mise en doute"},
)  # fmt: skip
FREQ = Column(
    "freq", "text", "Fréquence", "Tous les combien l’indicateur est mesuré, dans les codes de SDMX.", frequency,
    {
        "A": "annuelle", "A3": "tous les trois ans", "A6": "tous les six ans", "_O": "une seule fois",
        UNKNOWN: "non précisée",
    },
)  # fmt: skip
REF_AREA = Column(
    "ref_area", "text", "Zone de référence",
    "L’autorité dont c’est la stratégie ou, pour un point de comparaison, ceux à qui elle est comparée.", area_of,
)  # fmt: skip
TIME_PERIOD = Column(
    TIME, "text", "Temps", "Les jours de la période, comme SDMX les écrit ; les jours déduits le disent ailleurs.",
    time_of,
)  # fmt: skip
COLUMNS = {column.name: column for column in (STATUS, FREQ, REF_AREA, TIME_PERIOD, *OBSERVATIONS.columns)}


@dataclass(frozen=True)
class Component:
    """A dimension, the measure, or an attribute."""

    part: Literal["dimension", "time", "measure", "attribute"]
    column: Column

    @property
    def name(self) -> str:
        return RENAMED.get(self.column.name, self.column.name.upper())


COMPONENTS = (
    *(Component("time" if name == TIME else "dimension", COLUMNS[name]) for name in DIMENSIONS),
    Component("measure", COLUMNS[MEASURE]),
    *(Component("attribute", COLUMNS[name]) for name in ATTRIBUTES),
)


@dataclass(frozen=True)
class SdmxIdentity:
    """How SDMX names what comes from a release."""

    agency: str
    version: str
    """Three numbers: the structure lists the indicators of the release, so it is renewed with each."""

    def of(self, name: str) -> str:
        return f"{self.agency}:{name}({self.version})"


@dataclass(frozen=True)
class Flow:
    """A dataflow, and the structure of what it holds."""

    name: str
    structure: str
    title: str
    components: tuple[Component, ...]


DATED = Flow("SUIVI", "DSD_SUIVI", "Structure des valeurs datées", COMPONENTS)
UNDATED = Flow(
    "SUIVI_SANS_DATE", "DSD_SUIVI_SANS_DATE", "Structure des valeurs sans date",
    tuple(component for component in COMPONENTS if component.part != "time"),
)  # fmt: skip
FLOWS = (DATED, UNDATED)


def identity(publication: Publication) -> SdmxIdentity:
    agency = identifier(publication.report.strategy.authority)
    if publication.head is None:
        return SdmxIdentity(agency, "0.0.0-draft")
    edition = publication.head.edition
    year = edition[:4] if re.match("[0-9]{4}", edition) else ""
    number = f"{int(year or 0)}.{publication.head.number}.0"
    extension = slugify(edition[len(year) :]).replace("_", "-")
    return SdmxIdentity(agency, f"{number}-{extension}" if extension else number)


def identifier(name: str) -> str:
    """A name as SDMX can have it: « FEDERATION_WALLONIE_BRUXELLES »."""
    found = slugify(name).replace("-", "_").upper()
    return found if found[:1].isalpha() else f"A_{found}"


def list_areas(scope: Scope) -> dict[str, str]:
    """The areas of the report by their codes."""
    named = [scope.report.strategy.authority]
    named += [s.population for i in scope.report.indicators for s in i.series if s.role == Role.BENCHMARK]
    return {area_code(name): name for name in named if name} | {UNKNOWN: "non précisée"}


def code(indicator_code: str) -> str:
    """SDMX allows no point in a code: « 2_2-O2 »."""
    return indicator_code.replace(".", "_")


def as_sdmx_csv(scope: Scope) -> bytes:
    """A text is on one line: its readers know no other."""
    headings = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.name for component in COMPONENTS)]
    return csv_bytes(headings, list_rows(scope), ",")


def list_rows(scope: Scope) -> Iterator[list[str]]:
    named = identity(scope.publication)
    for fact in OBSERVATIONS.subjects(scope):
        flow = DATED if time_of(fact) else UNDATED
        yield ["dataflow", named.of(flow.name), "I", *(cell(component, fact) for component in COMPONENTS)]


def cell(component: Component, fact: Fact) -> str:
    if component.name == "INDICATOR":
        return code(fact.indicator.code)
    value = component.column.read(fact)
    text = SEPARATOR.join(value) if isinstance(value, tuple) else value
    return plain_cell(one_line(text) if isinstance(text, str) else text)
