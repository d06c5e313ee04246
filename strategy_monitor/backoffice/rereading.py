"""Rows of the database, of which those that have not changed since they were read last are the very same objects.

To ask for all rows as the database holds them, and to look which of them are others than before, takes a fifth of the
time of making an object of each; and what is made of the same objects need not be compared, column by column, to be
known for the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Raw = tuple[Any, ...]
"""The columns of a row, as the driver gives them."""


class Table(NamedTuple):
    raw: Sequence[Raw]
    rows: Sequence[Any]
    """The objects, in the same order."""


Tables = Mapping[type[Model], Table]


class Rereading:
    """One reading of several tables, each by one question. `before`: what an earlier one found."""

    def __init__(self, before: Tables) -> None:
        self.before = before
        self.found: dict[type[Model], Table] = {}

    def rows(self, asked: QuerySet[Row]) -> list[Row]:
        """One query, where nothing has changed since; else a second one, for what has.

        Where somebody writes between the two, objects may be of another moment than what they are known by: `found` is
        then not to be read from again.
        """
        known = self.before.get(asked.model)
        raw = read_raw(asked)
        if known is None or known.raw != raw:
            known = read_changed(asked, raw, known or Table((), ()))
        self.found[asked.model] = known
        return list(known.rows)


def read_raw(asked: QuerySet[Any]) -> list[Raw]:
    statement, given = asked.query.sql_with_params()
    with connections[asked.db].cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def read_changed(asked: QuerySet[Row], raw: Sequence[Raw], known: Table) -> Table:
    """All that is asked for: objects of before for rows that are as before, others for the rest."""
    place = [column.primary_key for column in asked.model._meta.concrete_fields].index(True)
    before = dict(zip((one[place] for one in known.raw), zip(known.raw, known.rows, strict=True), strict=True))
    same = {one[place]: before[one[place]][1] for one in raw if one[place] in before and before[one[place]][0] == one}
    others = [one[place] for one in raw if one[place] not in same]
    if len(others) > len(same):
        made = {row.pk: row for row in asked}
    else:
        made = asked.model._base_manager.using(asked.db).in_bulk(others)
    there = [one for one in raw if one[place] in same or one[place] in made]
    return Table(there, [same[one[place]] if one[place] in same else made[one[place]] for one in there])
