"""How the tests ask the API, and where everything in it is."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponse
from django.test import Client

from strategy_monitor.api.operation import Operation
from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.releases import load
from strategy_monitor.report.document import Report

ROOT = "/api/v1/"
CLIENT = Client()


def current() -> Report:
    return load.current().report


def canonical() -> dict[str, Any]:
    """The document of the release in force, as a reader of its JSON has it."""
    return json.loads(load.text_of(load.current().head), parse_float=Decimal)


def ask(path: str, **parameters: object) -> HttpResponse:
    """`path` is below the root, or a whole address of this site."""
    whole = urlsplit(path)
    address = whole.path if whole.scheme else ROOT + whole.path
    return CLIENT.get(address, {**dict(parse_qsl(whole.query)), **parameters})  # type: ignore[return-value]


def got(path: str, **parameters: object) -> Any:
    response = ask(path, **parameters)
    assert response.status_code == 200, (path, parameters, response.content[:500])
    return json.loads(response.content, parse_float=Decimal)


def everything(path: str, **parameters: object) -> list[Any]:
    """The items of all the pages of a list."""
    page = got(path, limit=200, **parameters)
    items = page["items"]
    while page["next"]:
        page = got(page["next"])
        items += page["items"]
    return items


def addresses(operations: tuple[Operation, ...] = OPERATIONS) -> list[str]:
    """One address of each operation, in each mount, that answers."""
    report, head = current(), load.current().head
    found = []
    for operation in operations:
        names = {name.name: name.example(report) for name in operation.names}
        for mount in operation.mounts:
            path = operation.address(mount).format(release=head.name, **names)
            found.append(path + ("?q=formation" if operation.id == "search" else ""))
    return found


def listed() -> list[str]:
    """One address of each list, under the release in force."""
    return [addresses((one,))[0] for one in OPERATIONS if one.listed]
