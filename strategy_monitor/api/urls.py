"""The addresses of the API, read from the table of operations."""

import re
from typing import Any

from django.urls import URLPattern, path, register_converter
from django.urls.converters import PathConverter

from strategy_monitor.api import documentation
from strategy_monitor.api.answering import api_view, nothing_here, operation_view
from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.pages.viewing import newest


class Rest(PathConverter):
    """What follows, whatever it holds: the stock converter stops at the end of a line."""

    regex = r"[\s\S]+"


register_converter(Rest, "rest")


NAMES = {"getRoot": "root", "getOpenapi": "openapi"}
"""How the rest of the site calls these two."""


def operations() -> list[URLPattern]:
    found: list[Any] = []
    for operation in OPERATIONS:
        for mount in operation.mounts:
            route = re.sub(r"{(\w+)}", r"<str:\1>", operation.address(mount))
            name = NAMES.get(operation.id, operation.name(mount))
            found.append(path(f"v1/{route}", operation_view(operation, mount), name=name))
    return found


app_name = "api"
urlpatterns = [
    path("", documentation.show_index, {"opener": newest}, name="docs"),
    path("ressources/<slug:name>/", documentation.show_resource, {"opener": newest}, name="resource"),
    path("formes/", documentation.show_shapes, {"opener": newest}, name="shapes"),
    path("v1/problemes/<slug:code>", documentation.show_problem, name="problem"),
    *operations(),
    path("<rest:rest>", api_view(nothing_here), name="nothing"),
]
