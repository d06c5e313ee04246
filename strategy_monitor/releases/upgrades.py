"""Documents of past schemas, read by today's code: step by step, each schema is brought up to the next one.

What is stored is never touched: a step makes a new mapping, in memory, of the one that was parsed. Decision 0039 says
when a schema gets its next number, and what comes with it: a step here, and the JSON Schema of the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from strategy_monitor.report import canonical
from strategy_monitor.report.document import SCHEMA_VERSION

Document = dict[str, Any]
"""The JSON of a document as it was parsed: decimals are `Decimal`."""
Upgrade = Callable[[Document], Document]
"""A document of one schema → the same document in the next one. It changes nothing of what it is given."""

PAST_SCHEMAS: Final = Path(__file__).with_name("schemas")
"""The JSON Schema of each past version, byte for byte as it was offered while that version was written."""


class UnknownSchema(canonical.UnreadableReport):
    """A document of a schema that this code does not know: most often, of a later version of the product."""


def to_2(document: Document) -> Document:
    """Schema 2 adds fields that a document may leave empty; what schema 1 says, it says in the same way."""
    return {**document, "schema_version": "2"}


def to_3(document: Document) -> Document:
    """Schema 3 adds fields that a document may leave empty; what schema 2 says, it says in the same way."""
    return {**document, "schema_version": "3"}


STEPS: Final[Mapping[str, Upgrade]] = {"1": to_2, "2": to_3}
"""Version of a past schema → the step that leads to the next one."""


def version_of(document: Any) -> str:
    """The schema that a parsed document says it has; today's where it says none, so that what it lacks is told."""
    return str(document.get("schema_version", SCHEMA_VERSION)) if isinstance(document, dict) else SCHEMA_VERSION


TODAYS: Final = f'"schema_version":"{SCHEMA_VERSION}"'.encode()


def is_of_today(content: bytes) -> bool:
    """Whether this canonical text, in UTF-8, says that it is of today's schema: what it quotes is written otherwise."""
    return TODAYS in content


def upgrade(document: Any) -> Any:
    """The same document in today's schema. Raises UnknownSchema, in French, where no step leads there."""
    while (version := version_of(document)) != SCHEMA_VERSION:
        step = STEPS.get(version)
        if step is None:
            raise UnknownSchema(
                f"le document est d’un schéma que ce logiciel ne connaît pas (« {version[:20]} ») : "
                f"il connaît les schémas jusqu’au {SCHEMA_VERSION}. Une version plus récente du logiciel le lira"
            )
        document = step(document)
    return document


@cache
def past_schema(version: str) -> str | None:
    """The JSON Schema that describes a document of this past version; None for today's, and for one never written."""
    return (PAST_SCHEMAS / f"{version}.json").read_text(encoding="utf-8") if version in STEPS else None
