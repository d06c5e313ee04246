"""Arbitrary Reports, for properties: every field of every model, drawn from what its annotation allows."""

from __future__ import annotations

import datetime as dt
import types
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from strategy_monitor.report.document import Measure, Node, Number, Report
from strategy_monitor.report.vocabulary import Coded

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["", "École « à l’heure » : 61,5 %", '"\\/\b\u2028', "\x00", "é", "e\u0301", "🙂", "4.944"]
)
NUMBERS = st.decimals(min_value=Decimal(-(10**10)), max_value=Decimal(10**10), places=4) | st.sampled_from(
    [Decimal("-0"), Decimal("1E+3"), Decimal("1.50"), Decimal("0.0001"), Decimal("99999999999.9999")]
)


def values(annotation: Any, depth: int) -> st.SearchStrategy[Any]:
    """What a field of this type may hold; below `depth` levels of the tree, lists of parts are empty."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation == Number:
        return NUMBERS
    if origin is Annotated and isinstance(arguments[-1], Coded):
        return st.sampled_from(list(map(str, arguments[-1].codes)))
    if origin is Annotated:
        return st.integers(0, 5)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {Union, types.UnionType}:
        return st.one_of(*(values(one, depth) for one in arguments))
    if origin is tuple:
        deep = isinstance(arguments[0], type) and issubclass(arguments[0], Node) and depth <= 0
        return st.just(()) if deep else st.lists(values(arguments[0], depth), max_size=2).map(tuple)
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return nodes(annotation, depth)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS,
        int: st.integers(-(10**9), 10**9),
        bool: st.booleans(),
        dt.date: st.dates(),
        types.NoneType: st.none(),
    }
    return plain[annotation]


@cache
def nodes(model: type[Node], depth: int) -> st.SearchStrategy[Any]:
    below = depth - (2 if model is Measure else 1)
    fields = {name: annotation_of(model, name) for name in model.model_fields}
    return st.deferred(lambda: st.builds(model, **{name: values(kind, below) for name, kind in fields.items()}))


def annotation_of(model: type[Node], name: str) -> Any:
    """The annotation of a field, with the constraints that Pydantic moves out of it."""
    field = model.model_fields[name]
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


REPORTS: st.SearchStrategy[Report] = nodes(Report, 6)
