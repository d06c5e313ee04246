"""Visits that remember all that happened in them, and people at work.

Both meet `manage.py demo` (see `tests.demo_site`), with the settings that the site has outside tests. Visits only read
`site`. Those who write use `edited`, one more server, on the kind of database under test: where the tests run on
PostgreSQL it gets a database of its own there, made and dropped here. Each of them edits what no other does.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from tests.browser.visits import AS_IT_IS, Person, Visit, let_in, open_tab
from tests.demo_site import DemoSite, serve_demo, serve_prepared


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """The address of an empty database on the server that the tests use, while the block runs."""
    import psycopg2

    address = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(address._replace(scheme="postgresql")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(address._replace(path=f"/{name}"))
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="session")
def edited(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[DemoSite]:
    """A demonstration to write into, on the kind of database under test."""
    folder = tmp_path_factory.mktemp("edited")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        demonstration = request.getfixturevalue("demonstration")
        with serve_prepared(demonstration.copied(folder), demonstration.output) as running:
            yield running
    else:
        with (
            own_database(f"strategy_monitor_edited_{os.getpid()}") as address,
            serve_demo(folder, DATABASE_URL=address) as running,
        ):
            yield running


@pytest.fixture
def enter(edited: DemoSite, chromium: Any) -> Iterator[Callable[[str], Person]]:
    """See `let_in`."""
    with let_in(edited, chromium) as start:
        yield start


@pytest.fixture(scope="session")
def windows(chromium: Any) -> Iterator[dict[str, Any]]:
    """Windows that visits share, by who looks and whether scripts run: to open one costs as much as a page, with a
    process of the browser for it, and styles, fonts and scripts are fetched anew in it."""
    opened: dict[str, Any] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture(scope="session")
def free_tabs(windows: dict[str, Any]) -> dict[tuple[str, str], list[Any]]:
    """Tabs of these windows that nobody is looking at, by what fails in them too: to open one costs three times as much
    as a page."""
    return defaultdict(list)


@pytest.fixture
def visit(
    site: DemoSite,
    chromium: Any,
    windows: dict[str, Any],
    free_tabs: dict[tuple[str, str], list[Any]],
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Visit]]:
    """`visit(page, width=390, color_scheme="dark", …)` opens a page of `addresses`; see `Visit` and `open_tab`. Those
    who sign in or out do so `alone`."""
    shared: list[tuple[Visit, tuple[str, str]]] = []
    tabs: list[Any] = []
    apart: list[Any] = []

    def window(staff: bool, scripts: bool) -> Any:
        context = chromium.new_context(java_script_enabled=scripts)
        if staff:
            context.add_cookies(request.getfixturevalue("signed_in"))
        return context

    def start(
        page: Any, width: int = 1440, height: int = 900, blocked: str = "", before: str = "", alone: bool = False,
        scripts: bool = True, **media: str,
    ) -> Visit:  # fmt: skip
        like = f"{page.staff} {scripts}"
        if alone:
            apart.append(window(page.staff, scripts))
        elif like not in windows:
            windows[like] = window(page.staff, scripts)
        context = apart[-1] if alone else windows[like]
        kept = not (alone or before)
        free = free_tabs[like, blocked] if kept else []
        tab = free.pop() if free else open_tab(context, blocked, before)
        tab.set_viewport_size({"width": width, "height": height})
        tab.emulate_media(**(AS_IT_IS | media))
        opened = Visit(tab, site.url.rstrip("/"), page)
        if kept:
            shared.append((opened, (like, blocked)))
        else:
            tabs.append(tab)
        return opened

    yield start
    for opened, kind in shared:
        free_tabs[kind].append(opened.leave())
    for one in [*tabs, *apart]:
        one.close()
