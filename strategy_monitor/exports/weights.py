"""What each file of the whole report weighs, at a cost that does not grow with it.

The files of a report of common size are written and weighed. Of a large one, two small parts are: what a file grows by
from one to the other, for each indicator, tells what the whole weighs, about.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from strategy_monitor.exports.formats import Format, archive
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Report
from strategy_monitor.report.listing import kinds_of, listing_of
from strategy_monitor.report.sampling import sample_of

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


def weigh_formats(forms: tuple[Format, ...], publication: Publication) -> Mapping[str, Weight]:
    """Code of a format → its weight. Only of those that have their writer."""
    report = publication.report
    if is_common(report):
        return {code: Weight(len(content)) for code, content in write_files(forms, Scope(publication)).items()}
    few, more = (sample_of(report, size) for size in PARTS)
    known = [len(part.indicators) for part in (few, more)]
    if known[0] == known[1]:
        few, known[0] = sample_of(report, 0), 0
    first, second = (weigh_part(forms, publication, part) for part in (few, more))
    more_of_them = (len(listing_of(report)) - known[1]) / (known[1] - known[0])
    return {
        code: Weight(round(second[code] + (second[code] - first[code]) * more_of_them), about=True) for code in second
    }


def write_files(forms: tuple[Format, ...], scope: Scope) -> dict[str, bytes]:
    """Code of a format → its file, in their order; the archive is made of the others, which are not written twice."""
    written = {form.code: form.write_bytes(scope) for form in forms if form.code != ARCHIVE}
    return {form.code: archive(scope, written) if form.code == ARCHIVE else written[form.code] for form in forms}


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
    return sum(map(len, kinds_of(report).of)) <= COMMON
