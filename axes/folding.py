"""Search that minds neither accents nor case, on any database: SQLite by itself folds ASCII only."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

AnyModel = TypeVar("AnyModel", bound=Model)

ALIKE = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


def fold(text: str) -> str:
    """« École », « ecole » and « ÉCOLE » become one; so do all kinds of spaces and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.translate(ALIKE))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def matching(rows: QuerySet[AnyModel], fields: Sequence[str], query: str) -> QuerySet[AnyModel]:
    """The rows that hold every word of the query, each in any of these fields.

    The fields are read and compared here: right for some thousands of rows, which is what an administration lists.
    """
    words = fold(query).split()
    if not words or not fields:
        return rows
    found = [
        pk
        for pk, *cells in rows.order_by().values_list("pk", *fields)
        if all(word in fold(" ".join(str(cell or "") for cell in cells)) for word in words)
    ]
    return rows.filter(pk__in=found)
