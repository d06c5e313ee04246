"""Report ↔ canonical JSON. One Report has one text, byte for byte, so that a SHA-256 can stand for it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from strategy_monitor.report.document import Node, Report

AnyNode = TypeVar("AnyNode", bound=Node)


class UnreadableReport(Exception):
    """The text is not a Report: not JSON, or not of this schema."""


def dump(report: Node) -> str:
    """UTF-8 JSON with sorted keys and no white space; no NaN, decimals as numbers."""
    return json.dumps(
        report.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def load(text: str) -> Report:
    """The Report that `dump` wrote. Raises UnreadableReport, with the first fault, for anything else."""
    return validate(parse(text))


def load_bytes(content: bytes) -> Report:
    """The same, of the UTF-8 of a text of today's schema as `dump` writes it, in one pass: without what `json` makes of
    it in between, which takes most of the time and of the memory. Raises UnreadableReport for anything else."""
    try:
        return Report.model_validate_json(content)
    except ValidationError as error:
        raise UnreadableReport(tell_first(error)) from error


def parse(text: str) -> Any:
    """What the JSON holds, of whatever schema, with exact decimals. Raises UnreadableReport where it is no JSON.

    What is nested too deep is refused by a reader that counts: Python's own may overrun the stack, and end the process.
    """
    try:
        from_json(text)
        return json.loads(text, parse_float=Decimal, parse_constant=refuse_constant)
    except ValueError as error:
        raise UnreadableReport(str(error)) from error


def parse_part(part: Node) -> Any:
    """The JSON of a thing of a Report, with exact decimals."""
    return parse(dump(part))


def validate(document: Any) -> Report:
    """A parsed document of today's schema as a Report. Raises UnreadableReport, with the first fault."""
    return validate_part(document, Report)


def validate_part(part: Any, model: type[AnyNode]) -> AnyNode:
    """The same of a thing of a Report."""
    try:
        found = model.model_validate(part, strict=False)
        found.model_dump_json()  # JSON can spell half a character, which no page could write
        return found
    except ValidationError as error:
        raise UnreadableReport(tell_first(error)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableReport(str(error)) from error


def tell_first(error: ValidationError) -> str:
    """Where the first fault stands, and what it is."""
    first = error.errors()[0]
    return f"{' › '.join(str(part) for part in first['loc'])} : {first['msg']}"


def refuse_constant(constant: str) -> None:
    raise ValueError(f"« {constant} » n’est pas un nombre JSON")


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the canonical text."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Strategy Monitor report",
        **Report.model_json_schema(mode="serialization"),
    }
