"""Search that minds neither accents nor case, on any database: SQLite by itself folds ASCII only."""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from strategy_monitor.language.folding import fold

AnyModel = TypeVar("AnyModel", bound=Model)


def filter_matching(
    rows: QuerySet[AnyModel], fields: Sequence[str], query: str, shown: Sequence[str] = ()
) -> QuerySet[AnyModel]:
    """The rows that hold every word of the query, each in any of these fields.

    `shown`: what a person reads of a row that no field holds by itself, « {axis__number}.{number} »; left out of rows
    that lack one of its fields. The fields are read and compared here: right for some thousands of rows, which is what
    an administration lists. Signs alone, « – » or « · », are no words, nor is « … », where a text was cut.
    """
    words = [word for word in fold(query.replace("…", " ")).split() if any(char.isalnum() for char in word)]
    if not words or not fields:
        return rows
    parts = [[str(name) for _text, name, *_rest in Formatter().parse(one) if name] for one in shown]
    names = list(dict.fromkeys([*fields, *(name for part in parts for name in part)]))

    def text(cells: dict[str, Any]) -> str:
        found = [str(cells[name] or "") for name in fields]
        written = zip(shown, parts, strict=True)
        found += [one.format(**cells) for one, part in written if None not in map(cells.get, part)]
        return fold(" ".join(found))

    read = ((cells["pk"], text(cells)) for cells in rows.order_by().values("pk", *names))
    return rows.filter(pk__in=[pk for pk, held in read if all(word in held for word in words)])
