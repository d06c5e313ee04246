"""The codes that a document is written with, and the numbers it holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer
from pydantic_core import CoreSchema, core_schema

from strategy_monitor.language import codes

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


@dataclass(frozen=True)
class Coded:
    """Of a field: the vocabulary that has the words for its codes. An older document may hold others."""

    codes: type[codes.Code]


class OneOf(Coded):
    """Of a field: a code of this vocabulary, and no other text."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        return core_schema.literal_schema([code.value for code in self.codes])


Category = Annotated[str, OneOf(codes.Category)]
Nature = Annotated[str, OneOf(codes.Nature)]
Role = Annotated[str, OneOf(codes.Role)]
Quantity = Annotated[str, OneOf(codes.Quantity)]
Polarity = Annotated[str, OneOf(codes.Polarity)]
PeriodKind = Annotated[str, OneOf(codes.PeriodKind)]
Manner = Annotated[str, OneOf(codes.Manner)]
FrequencyBasis = Annotated[str, OneOf(codes.FrequencyBasis)]
Origin = Annotated[str, OneOf(codes.Origin)]
MissingReason = Annotated[str, OneOf(codes.MissingReason)]
LevelBasis = Annotated[str, OneOf(codes.LevelBasis)]
Place = Annotated[str, OneOf(codes.Place)]
Severity = Annotated[str, OneOf(codes.Severity)]
NoteStatus = Annotated[str, OneOf(codes.NoteStatus)]
NoteKind = Annotated[str, OneOf(codes.NoteKind)]
ReferenceKind = Annotated[str, OneOf(codes.ReferenceKind)]
TableKind = Annotated[str, OneOf(codes.TableKind)]
Hue = Annotated[str, OneOf(codes.Hue)]
Frequency = Annotated[str, Coded(codes.Frequency)]

PLAIN = frozenset({codes.Manner.AS_GIVEN, codes.Manner.EXACT})
"""The manners of a value that is the number itself."""
VAGUE = frozenset({codes.Manner.APPROXIMATE, codes.Manner.ABOUT, codes.Manner.HALF})
"""Those of a value that is near the number."""
DOUBTS = frozenset({codes.NoteKind.DOUBTFUL_FIGURE, codes.NoteKind.CONTRADICTION, codes.NoteKind.OPPOSITE_POLARITY})
"""The kinds of notes that doubt a value."""
