"""The values of the document in French: what a list of changes shows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

from strategy_monitor.language import french
from strategy_monitor.language.codes import Code
from strategy_monitor.report.document import Provider
from strategy_monitor.report.node import Node
from strategy_monitor.report.vocabulary import Coded


@cache
def vocabulary_of(model: type[Node], field: str) -> type[Code] | None:
    """The vocabulary of a field of the document; None where it holds no codes."""
    metadata = model.model_fields[field].metadata
    return next((one.codes for one in metadata if isinstance(one, Coded)), None)


def write_in_french(model: type[Node], field: str, value: object) -> str:
    """A value of the document in French; empty where there is none."""
    if (codes := vocabulary_of(model, field)) is not None:
        code = str(value)
        return codes(code).word if code in set(codes) else code
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return french.write_number(value)
    if isinstance(value, dt.date):
        return french.write_date(value)
    if isinstance(value, tuple):
        return french.typeset(list_texts(value))
    return "" if value is None else french.typeset(str(value))


def write_provider(provider: Provider) -> str:
    """« IFPC – Institut de la formation »; once where its acronym is its name."""
    return " – ".join(dict.fromkeys((provider.acronym, provider.name)))


def list_texts(texts: tuple[str, ...]) -> str:
    """Short texts on one line, an empty one as a dash; paragraphs stay paragraphs."""
    if any(len(text) > 60 or "\n" in text for text in texts):
        return "\n\n".join(texts)
    return " ; ".join(text or "–" for text in texts)
