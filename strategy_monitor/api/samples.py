"""One real answer of each operation, taken from a release: what the documentation shows and OpenAPI quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from strategy_monitor.api import lists
from strategy_monitor.api.operations import Operation
from strategy_monitor.api.parameters import Parameters
from strategy_monitor.api.places import Asked, root
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases.load import Head
from strategy_monitor.report.document import Report

UNQUOTED: Final = {"getReport", "getOpenapi", "getSchema", "listReleases", "listChanges"}
"""What is too long, or depends on more than one release."""

WORD = re.compile(r"\w{6,40}")


@dataclass(frozen=True)
class Sample:
    address: str
    """The whole address, under the release in force where the operation allows; empty where the release holds nothing
    that it could name."""
    answer: Any
    """As JSON holds it; None for what is not quoted."""


def word(report: Report) -> str:
    """One that a search finds."""
    found = WORD.search(report.strategy.title)
    return found[0] if found else report.strategy.title.split()[0][:40]


def sample(operation: Operation, publication: Publication, head: Head) -> Sample:
    names = {name.name: name.example(publication.report) for name in operation.names}
    if not all(names.values()):
        return Sample("", None)
    given = parameters(operation, publication.report)
    path = operation.address(operation.mounts[0]).format(release=head.name, **names)
    address = lists.address(root(publication.site) + path, given)
    if operation.id in UNQUOTED:
        return Sample(address, None)
    answer, _near = operation.reply(Asked(publication, head, names, given))
    assert isinstance(answer, BaseModel)
    return Sample(address, answer.model_dump(mode="json"))


def parameters(operation: Operation, report: Report) -> Parameters:
    """As few as the operation can do with, and one item of a list."""
    given: dict[str, str] = {"q": word(report)} if operation.id == "search" else {}
    return operation.parameters.model_validate(given | ({"limit": "1"} if operation.listed else {}))
