"""schemathesis asks every operation what nobody thought of, right and wrong: no failure, no undocumented answer.

The phases are all on: the examples of the description, each parameter at and beyond its bounds, and random requests. A
few of the last per operation here, and what stands under a release too is asked once; `API_EXAMPLES=1000` asks as many
of each, under both.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from strategy_monitor.api import openapi
from strategy_monitor.api.operations import OPERATIONS

pytestmark = pytest.mark.once
"""The API answers from the published document: which database keeps it has no say (decision 0015)."""

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))

REAL = {
    "/axes/{number}": "2", "/actions/{code}": "3.2-3", "/measures/{code}": "G-M1", "/indicators/{code}": "2.1-O2",
    "/indicators/{code}/series": "2.1-O2", "/notes/{code}": "N-S-01", "/providers/{code}": "IFPC",
}  # fmt: skip
"""What stands in the variable part of an address, in the examples: nothing is published when tests are collected."""


def description() -> dict[str, Any]:
    document = deepcopy(openapi.describe_api(OPERATIONS, None, site.SITE_URL, site.DATA_LICENCE))
    for path, operation in document["paths"].items():
        for parameter in operation["get"]["parameters"]:
            if parameter["in"] == "path":
                real = "2025.1" if parameter["name"] == "release" else REAL[path.removeprefix("/releases/{release}")]
                parameter["example"] = real
    return document


schema = schemathesis.openapi.from_dict(description())
schema.app = get_wsgi_application()
schema["/"]["GET"].as_strategy()
"""What it would ask of one operation: to know the words of the application it reads all its code, and what is made of
this schema for one operation shares them. Otherwise it reads all of it again for each."""


@pytest.fixture
def connection_is_kept() -> Iterator[None]:
    """Each request begins by closing the connections that the last one left open: in a test, the one whose transaction
    holds all that is published. Django's own test client prevents it; this application is called without it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def conforms(operation: str) -> Any:
    """A test of its own for an operation: what runs tests in parallel knows them by their names."""

    def test(case: Any) -> None:
        # A WSGI application is called without what takes answers apart that were compressed for their way.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    test.__name__ = test.__qualname__ = f"test_{operation}_answers_as_described"
    calm = settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    return pytest.mark.usefixtures("published", "connection_is_kept")(
        schema.include(operation_id=operation).parametrize()(calm(test))
    )


for one in OPERATIONS:
    for mount in one.mounts if "API_EXAMPLES" in os.environ else one.mounts[:1]:
        globals()[f"test_{one.name(mount)}_answers_as_described"] = conforms(one.name(mount))
