"""Who may work on what: a permission says which kind of thing, an assignment says in which axes.

What stands in no axis (the strategy, the acronyms) is kept by those who work on all axes. What stands in several (a
reference cited here and there) is kept by those who have them all.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from axes.models import Axis, Citation, ContentRow, ContentTable, Footnote, Measure, PriorityAction, Reference

ALL_AXES = "axes.work_on_all_axes"


def works_everywhere(user: Any) -> bool:
    return bool(user.has_perm(ALL_AXES))


def axes_of(user: Any) -> frozenset[int]:
    """Keys of the axes given to this person; one query, then remembered for the request."""
    if not hasattr(user, "_axes_given"):
        user._axes_given = frozenset(user.axis_assignments.values_list("axis_id", flat=True))
    given: frozenset[int] = user._axes_given
    return given


def covers(user: Any, thing: Any) -> bool:
    """Whether this person works where this thing stands. What they may do there, their permissions say."""
    if works_everywhere(user):
        return True
    places = places_of(thing)
    return places is not None and places <= axes_of(user)


@singledispatch
def places_of(_thing: Any) -> frozenset[int] | None:
    """Keys of the axes it stands in; None for what belongs to the whole strategy."""
    return None


@places_of.register
def _(thing: Axis) -> frozenset[int] | None:
    return frozenset({thing.pk})


@places_of.register
def _(thing: PriorityAction) -> frozenset[int] | None:
    return frozenset({thing.axis_id})


@places_of.register
def _(thing: Measure) -> frozenset[int] | None:
    if thing.parent_id:
        return places_of(thing.parent)
    return places_of(thing.action) if thing.action_id else None


@places_of.register(Citation)
@places_of.register(ContentTable)
@places_of.register(Footnote)
def _(thing: Any) -> frozenset[int] | None:
    return places_of(thing.measure) if thing.measure_id else None


@places_of.register
def _(thing: ContentRow) -> frozenset[int] | None:
    return places_of(thing.table) if thing.table_id else None


@places_of.register
def _(thing: Reference) -> frozenset[int] | None:
    """The axes of all measures that cite it. One that nobody cites yet is free to those who may edit references."""
    citations = thing.citations.select_related("measure__action", "measure__parent__action") if thing.pk else ()
    found: set[int] = set()
    for citation in citations:
        places = places_of(citation)
        if places is None:
            return None
        found |= places
    return frozenset(found)
