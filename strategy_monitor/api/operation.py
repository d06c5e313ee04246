"""What can be asked, one entry of the table in `operations`: its address, its parameters, its answer and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from strategy_monitor.api import lists, parameters
from strategy_monitor.api.lists import FoundItems
from strategy_monitor.api.parameters import Parameters
from strategy_monitor.api.places import ReleaseRequest, in_release
from strategy_monitor.pages.viewing import Reading, read_whole
from strategy_monitor.report.document import Report

Scope = Literal["site", "current", "one", "both"]
"""Made from no release, from the newest one, from the one that the address names, or from either."""

JSON = "application/json"
SCHEMA = "application/schema+json"


@dataclass(frozen=True)
class PathVariable:
    """A variable part of an address."""

    name: str
    description: str
    example: Callable[[Report], str]
    """One that stands in this Report; empty where it holds none."""


@dataclass(frozen=True)
class OperationGroup:
    """What operations have in common: a tag of OpenAPI."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Operation:
    id: str
    """Permanent: the operationId, from which clients are generated."""
    path: str
    """Below the mount, as OpenAPI writes it: « indicators/{code} »."""
    group: OperationGroup
    title: str
    meaning: str
    answer: Callable[..., Any]
    """Asked → a shape, a list of shapes, a `Found`, or what is sent: a text, or its UTF-8; for the
    scope « site », the releases, if they are known, and the one in force, if one is → the same."""
    shape: type[BaseModel] | None
    """Of the whole answer; None where it is described elsewhere."""
    parameters: type[Parameters] = Parameters
    names: tuple[PathVariable, ...] = ()
    scope: Scope = "both"
    media: str = JSON
    reading: Reading = read_whole
    """What it is answered from."""
    past_shape: type[BaseModel] | None = None
    """Of the same answer as an earlier version of the product wrote it, where it is answered as it was stored."""

    @property
    def listed(self) -> bool:
        return issubclass(self.parameters, parameters.Paging)

    @property
    def mounts(self) -> tuple[Literal["", "one"], ...]:
        """Under no release, and under « releases/{release}/ »."""
        return {"both": ("", "one"), "one": ("one",)}.get(self.scope, ("",))  # type: ignore[return-value]

    def address(self, mount: str) -> str:
        """Below the root of the API, without a first or final slash."""
        return "/".join(part for part in ("releases/{release}" if mount else "", self.path) if part)

    def name(self, mount: str) -> str:
        """Of the address, and of the operation in OpenAPI."""
        return f"{self.id}OfRelease" if mount and self.scope == "both" else self.id

    def base(self, asked: ReleaseRequest) -> str:
        """The permanent address of what is asked, without parameters."""
        return in_release(asked.site, asked.head, self.path.format(**asked.names))

    def reply(self, asked: ReleaseRequest) -> tuple[BaseModel | str | bytes, dict[str, str]]:
        """The whole answer, and where the other pages are, by relation, if it is one of several. Raises Problem."""
        answer = self.answer(asked)
        if not self.listed or self.shape is None:
            return answer, {}
        found = answer if isinstance(answer, FoundItems) else FoundItems(answer)
        near = lists.neighbours(self.base(asked), asked.parameters, len(found.items))
        return lists.list_page(self.shape, asked.head.name, found, asked.parameters, near), near
