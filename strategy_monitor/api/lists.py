"""Long answers in pages. A page always leads to the next one of the very same release: a walk is never torn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel

from strategy_monitor.api.parameters import Paging, Parameters


@dataclass(frozen=True)
class FoundItems:
    """All the items of a list, and what else its answer says."""

    items: Sequence[BaseModel]
    more: dict[str, Any] = field(default_factory=dict)


Found = TypeVar("Found")


class LazyRows(Sequence[BaseModel]):
    """The rows of what was found, of which those alone are made that are taken."""

    def __init__(self, found: Sequence[Found], make: Callable[[Found], BaseModel]) -> None:
        self.found, self.make = found, make

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place: Any) -> Any:
        found = self.found[place]
        return list(map(self.make, found)) if isinstance(place, slice) else self.make(found)


def list_address(base: str, given: Parameters, **changes: int) -> str:
    """The address of a list with the parameters that were given, some of them changed."""
    values = given.model_dump(mode="json", exclude_unset=True) | changes
    if values.get("offset") == 0:
        del values["offset"]
    return f"{base}?{urlencode(values)}" if values else base


def neighbours(base: str, given: Paging, count: int) -> dict[str, str]:
    """Relation (RFC 8288) → the address of that page. « next » and « prev » only where there is one."""
    last = (count - 1) // given.limit * given.limit if count else 0
    offsets = {"first": 0, "last": last}
    if given.offset + given.limit < count:
        offsets["next"] = given.offset + given.limit
    if given.offset:
        offsets["prev"] = max(0, min(given.offset, count) - given.limit)
    return {relation: list_address(base, given, offset=offset) for relation, offset in sorted(offsets.items())}


def list_page(
    shape: type[BaseModel], release: str, found: FoundItems, given: Paging, near: dict[str, str]
) -> BaseModel:
    return shape(
        release=release,
        count=len(found.items),
        next=near.get("next"),
        previous=near.get("prev"),
        items=tuple(found.items[given.offset : given.offset + given.limit]),
        **found.more,
    )
