"""The codes that a document is written with, and the numbers it holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainSerializer

MAX_DIGITS = 15
"""A number of at most 15 significant digits survives a trip through an IEEE double, which is how JSON is read."""


def plain(value: Decimal) -> Decimal:
    """The same number in its one canonical form: no trailing zero, no exponent, no negative zero."""
    value = value.normalize()
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    return Decimal(0) if value == 0 else value


def as_number(value: Decimal) -> int | float:
    """JSON has numbers, not decimals: an integer where it is one, else the shortest float that reads back equal."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    Field(allow_inf_nan=False, max_digits=MAX_DIGITS, decimal_places=4),
    AfterValidator(plain),
    PlainSerializer(as_number, return_type=int | float, when_used="json"),
]
"""A decimal of at most 15 digits, 4 of them after the point; in JSON a number."""

Level = Annotated[int, Field(ge=0, le=5)]

Category = Literal["operational", "impact"]
Nature = Literal["progress", "quantitative", "informational"]
Role = Literal["headline", "component", "breakdown", "benchmark", "context"]
Quantity = Literal["share", "count", "amount", "duration", "mean", "median", "change", "rate", "state"]
Polarity = Literal["favourable", "unfavourable", "none"]
PeriodKind = Literal["calendar_year", "school_year", "wave", "range", "date", "undated"]
Manner = Literal["", "exact", "approximate", "about", "half", "minimum", "cumulative", "range"]
"""Empty: as printed, without a word about it. `exact` only where a provider says so."""
PLAIN = frozenset({"", "exact"})
"""The manners of a value that is the number itself."""
VAGUE = frozenset({"approximate", "about", "half"})
"""Those of a value that is near the number."""

FrequencyBasis = Literal["", "printed", "ours"]
Origin = Literal["", "file", "person"]
MissingReason = Literal["", "to_build", "later", "not_measured", "not_expected", "not_printed"]
LevelBasis = Literal["", "icon", "wording", "confirmed"]
Place = Literal["", "headline", "context", "remark", "source", "title", "measure", "text"]
Severity = Literal["information", "doubt", "error"]
NoteStatus = Literal["open", "kept", "adapted", "confirmed", "corrected"]
"""`kept`: as printed; `adapted`: our text or our reading departs from the print, as the decision says."""
NoteKind = Literal[
    "impossible_date",
    "doubtful_figure",
    "contradiction",
    "opposite_polarity",
    "comparability",
    "title_mismatch",
    "wording",
    "missing_information",
    "lost_link",
    "deduction",
]
DOUBTS = frozenset({"doubtful_figure", "contradiction", "opposite_polarity"})
"""The kinds of notes that doubt a value."""

ReferenceKind = Literal["decree", "circular", "guide", "report", "site", "framework", "page"]
