"""What each file of the whole report weighs, at a cost that does not grow with it.

The files of a report of common size are written and weighed. Of a large one, two small parts are: what a file grows by
from one to the other, for each indicator, tells what the whole weighs, about.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from strategy_monitor.exports.formats import Format
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Axis, Report

ARCHIVE: Final = "zip"
DOCUMENT: Final = "json"
COMMON: Final = 1500
"""Figures of a report whose files are written to be weighed."""
PARTS: Final = (4, 14)
"""Indicators, about, of the parts of a large one."""


@dataclass(frozen=True)
class Weight:
    content: int
    """Bytes."""
    about: bool = False
    """True where it was reckoned from parts."""

    @property
    def kilobytes(self) -> int:
        """Thousands of bytes, rounded up; what is reckoned from parts, to two digits."""
        found = -(-self.content // 1000)
        return int(float(f"{found:.1e}")) if self.about else found


def weigh(forms: tuple[Format, ...], publication: Publication) -> Mapping[str, Weight]:
    """Code of a format → its weight. Only of those that have their writer."""
    report = publication.report
    if is_common(report):
        return {form.code: Weight(len(form.write_bytes(Scope(publication)))) for form in forms}
    few, more = (take_part(report, size) for size in PARTS)
    known = [len(part.indicators) for part in (few, more)]
    if known[0] == known[1]:
        few, known[0] = take_part(report, 0), 0
    first, second = (weigh_part(forms, publication, part) for part in (few, more))
    more_of_them = (len(report.indicators) - known[1]) / (known[1] - known[0])
    return {
        code: Weight(round(second[code] + (second[code] - first[code]) * more_of_them), about=True) for code in second
    }


def weigh_part(forms: tuple[Format, ...], publication: Publication, part: Report) -> dict[str, int]:
    """Code of a format → bytes of it, of a part of the report. The text of a release is kept as it was published: that
    of a part is written as of a working copy. The archive holds what was written already."""
    scope = Scope(replace(publication, report=part))
    apart = Scope(replace(publication, report=part, head=None))
    written = {
        form.code: form.write_bytes(apart if form.code == DOCUMENT else scope) for form in forms if form.code != ARCHIVE
    }
    weights = {code: len(content) for code, content in written.items()}
    archived = [form.code for form in forms if form.archived.get("report") and form.code in written]
    return weights | {ARCHIVE: sum(len(zlib.compress(written[code], 9)) for code in archived)}


def is_common(report: Report) -> bool:
    return sum(len(series.observations) for one in report.indicators for series in one.series) <= COMMON


def take_part(report: Report, size: int) -> Report:
    """A report of about so many indicators: whole actions, with their measures, from each axis in turn."""
    kept: dict[int, list[int]] = {axis.number: [] for axis in report.axes}
    held = rank = 0
    while held < size and rank < max((len(axis.actions) for axis in report.axes), default=0):
        for axis in report.axes:
            if held < size and rank < len(axis.actions):
                kept[axis.number].append(rank)
                held += len(axis.actions[rank].indicators)
        rank += 1
    axes = tuple(cut_axis(axis, kept[axis.number], size) for axis in report.axes)
    return report.model_copy(update={"axes": axes})


def cut_axis(axis: Axis, ranks: list[int], size: int) -> Axis:
    """An axis with these of its actions, and its part of the indicators of impact."""
    return axis.model_copy(
        update={"actions": tuple(axis.actions[rank] for rank in ranks), "indicators": axis.indicators[: size // 8]}
    )
