"""Nodes of a JSON-LD graph → the same graph as Turtle, in their order.

For nodes that have each an address, with terms that a context of our own defines: no blank node, and no value within a
value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Node = Mapping[str, Any]

NOT_IN_ADDRESS: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
SEPARATOR: Final = ",\n        "


def write_turtle(context: Mapping[str, Any], nodes: Iterable[Node]) -> str:
    """`context`: prefixes, each with its address; terms, each with what it is short for and, in a mapping, of what type
    or in what language its values are."""
    prefixes = [(name, told) for name, told in context.items() if is_prefix(told)]
    head = "".join(f"@prefix {name}: {write_address(address)} .\n" for name, address in prefixes)
    return "".join((head, *(f"\n{write_node(context, node)}" for node in nodes)))


def is_prefix(told: Any) -> bool:
    return isinstance(told, str) and told.endswith(("/", "#"))


def write_node(context: Mapping[str, Any], node: Node) -> str:
    said = " ;\n    ".join(write_statements(context, node))
    return f"{write_address(node['@id'])} {said} .\n"


def write_statements(context: Mapping[str, Any], node: Node) -> Iterator[str]:
    """« dct:title "Titre"@fr »; what it is comes first."""
    yield f"a {', '.join(every(node['@type']))}"
    for name, value in node.items():
        if not name.startswith("@"):
            told = context[name]
            term, kind, language = (told, "", "") if isinstance(told, str) else read_term(told)
            yield f"{term} {SEPARATOR.join(write_literal(one, kind, language) for one in every(value))}"


def read_term(told: Mapping[str, str]) -> tuple[str, str, str]:
    return told["@id"], told.get("@type", ""), told.get("@language", "")


def every(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def write_literal(value: str, kind: str, language: str) -> str:
    if kind == "@id":
        return write_address(value)
    text = json.dumps(value, ensure_ascii=False)  # what JSON escapes, Turtle does, in the same way
    return f"{text}^^{kind}" if kind else f"{text}@{language}" if language else text


def write_address(address: str) -> str:
    return f"<{NOT_IN_ADDRESS.sub(escape_turtle, address)}>"


def escape_turtle(found: re.Match[str]) -> str:
    return rf"\u{ord(found[0]):04X}"
