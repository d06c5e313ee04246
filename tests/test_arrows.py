"""Arrows that an import does not show: names of addresses, and modules named in a text.

Who names the address of a page depends on the room that serves it, as if it had imported it. What the contracts of
pyproject.toml let a room import, it may also name; `tool.arrows.named` declares the rest. The site itself (settings,
addresses, administration) puts the rooms together, and names them all.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from strategy_monitor.api import urls as api_urls
from strategy_monitor.documents.formats import WRITERS
from strategy_monitor.exports import addresses, formats
from strategy_monitor.pages import urls as pages_urls
from tests.sources import PACKAGES, ROOT, modules

TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
SITE = {f"strategy_monitor.{name}" for name in ("settings", "urls", "wsgi", "admin_site")}
pytestmark = pytest.mark.once

NAMING = {"reverse": 0, "reverse_lazy": 0, "redirect": 0, "within": 0, "at": 1, "address": 0, "permalink": 0}
"""What takes the name of an address → which of its arguments that is."""
IN_TEMPLATE = re.compile(r"""{%\s*(?:url|link|permalink)\s+['"]([\w:-]+)['"]""")
DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+\Z")
TEMPLATES = {"api": "api", "desk": "desk", "documents": "documents", "edit": "desk"}
"""Folder of templates → the room that they are of. Those of the administration are the site's, all others of pages."""


class Arrow(NamedTuple):
    source: str
    """A module, or a template, as a path."""
    room: str
    target: str
    """The room that is named."""
    name: str


def room_of(module: str) -> str:
    """« strategy_monitor.pages.viewing » → « strategy_monitor.pages »; « indicators.models » → « indicators »."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "strategy_monitor" else parts[0]


def names_of_addresses(patterns: Iterable[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each name, with the room that answers there. The administration belongs to the site, its editors at the desk to
    the desk."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name, room_of(pattern.callback.__module__)
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found = names_of_addresses(pattern.url_patterns, inner)
            yield from ((name, "strategy_monitor.desk") for name, _stock in found) if inner == "edit:" else found


def named_in(tree: ast.Module) -> Iterator[str]:
    """The constant names of addresses that are given to what takes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = NAMING.get(called)
            for argument in node.args[place : place + 1] if place is not None else ():
                either = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                yield from (one.value for one in either if isinstance(one, ast.Constant) and isinstance(one.value, str))


def dotted_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.match(node.value):
            yield node.value


@cache
def arrows() -> tuple[Arrow, ...]:
    return tuple(draw_arrows())


def draw_arrows() -> Iterator[Arrow]:
    rooms = dict(names_of_addresses())
    assert len(rooms) > 100
    for module, tree in modules().items():
        given = [*addresses.Page, *addresses.Interface] if module == addresses.__name__ else []
        for name in (*given, *named_in(tree)):
            if name in rooms:
                yield Arrow(module, room_of(module), rooms[name], name)
        for name in dotted_in(tree):
            yield Arrow(module, room_of(module), room_of(name), name)
    for path in sorted((ROOT / "templates").rglob("*.*")):
        parts = path.relative_to(ROOT).parts
        if parts[1] in {"admin", "simple_history"}:
            continue
        for name in IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            if not name.startswith("admin:"):
                source = path.relative_to(ROOT).as_posix()
                yield Arrow(source, f"strategy_monitor.{TEMPLATES.get(parts[1], 'pages')}", rooms[name], name)


def ranks() -> dict[str, int]:
    """How high each room stands; those beside each other stand as high."""
    (layers,) = [one["layers"] for one in TOOLS["importlinter"]["contracts"] if one["type"] == "layers"]
    return {room.strip("() "): -rank for rank, layer in enumerate(layers) for room in re.split("[:|]", layer)}


def test_a_room_names_only_what_stands_below_it_or_what_is_declared() -> None:
    high, declared = ranks(), {(one, room) for one, rooms in TOOLS["arrows"]["named"].items() for room in rooms}
    upward = {
        (arrow.source, arrow.target): arrow.name
        for arrow in arrows()
        if arrow.room not in SITE and high[arrow.target] > high[arrow.room]
    }
    assert upward.keys() - declared == set(), upward
    assert declared - upward.keys() == set(), "declared, and drawn no more"


def test_one_module_of_the_exports_knows_the_names_of_public_addresses() -> None:
    """And the table of formats, which gives the files theirs."""
    found = [arrow for arrow in arrows() if arrow.room == "strategy_monitor.exports"]
    assert {arrow.source for arrow in found} == {"strategy_monitor.exports.addresses"}


def test_the_pages_stand_at_each_address_that_the_exports_name() -> None:
    known = {name for name, _room in names_of_addresses(pages_urls.urlpatterns)}
    assert known >= {*addresses.Page, *formats.PLACES}
    assert {one.removeprefix("api:") for one in addresses.Interface} <= {one.name for one in api_urls.urlpatterns}


def test_a_format_names_what_is_there() -> None:
    for name, (form, subject) in formats.PLACES.items():
        offer = form.offers[subject]
        assert offer.described_by in {"", *formats.PLACES}, name
        assert offer.standard in {"", *formats.PLACES} or offer.standard.startswith(("http://", "https://")), name
        assert not offer.catalogued or form.file_type, name
        assert (form.write is None) == (form.use == "print"), name
    assert {form.code for form in formats.PRINTED} == WRITERS.keys()


def test_the_settings_import_nothing_but_the_plumbing() -> None:
    tree = modules()["strategy_monitor.settings"]
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {room_of(name) for name in imported if name and name.startswith(PACKAGES)} == {"strategy_monitor.web"}
