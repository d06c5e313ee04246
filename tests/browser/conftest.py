"""A server on the database under test, a browser, and visits that remember all that happened in them.

The server is `manage.py demo` (see `tests.demo_site`) with the settings that the site has outside tests. Where the
tests run on PostgreSQL it gets a database of its own there, made and dropped here. Each worker has one server and one
browser; the tests are dealt to at most `GROUPS` of them, by page. Tests only read; those that write use `edited`, one
more server, all on one worker, and each edits what no other does.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from tests.browser.visits import Person, Visit
from tests.demo_site import DemoSite, serve_demo

GROUPS = 4


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "visit" in getattr(item, "fixturenames", ()):
            params = item.callspec.params if hasattr(item, "callspec") else {}
            dealt_by = str(params.get("page", item.name))
            item.add_marker(pytest.mark.xdist_group(f"browser-{zlib.crc32(dealt_by.encode()) % GROUPS}"))
        elif "edited" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("edited"))


@contextmanager
def own_database(name: str) -> Iterator[dict[str, str]]:
    """What the server's environment must say so that it uses the kind of database that the tests use."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield {}
        return
    import psycopg2

    address = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(address._replace(scheme="postgresql")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": urlunsplit(address._replace(path=f"/{name}"))}
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[DemoSite]:
    """The demonstration, seeded and published."""
    folder = tmp_path_factory.mktemp("served")
    with (
        own_database(f"strategy_monitor_browser_{worker_id}_{os.getpid()}") as environment,
        serve_demo(folder, **environment) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def edited(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[DemoSite]:
    """A demonstration to write into, on the kind of database under test."""
    folder = tmp_path_factory.mktemp("edited")
    with (
        own_database(f"strategy_monitor_edited_{worker_id}_{os.getpid()}") as environment,
        serve_demo(folder, **environment) as running,
    ):
        yield running


@pytest.fixture
def enter(edited: DemoSite, browser: Any) -> Iterator[Callable[[str], Person]]:
    """`enter("demo-contribution")` signs someone in, in a browser of their own. Fails for what any of them met."""
    inside: list[Person] = []

    def start(name: str) -> Person:
        context = browser.new_context(base_url=edited.url, locale="fr-BE", viewport={"width": 1280, "height": 900})
        inside.append(Person(context))
        inside[-1].sign_in(name, edited.password)
        return inside[-1]

    yield start
    met = [complaint for one in inside for complaint in one.met]
    for one in inside:
        one.context.close()
    assert met == []


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Any:
    """The Chromium of the other tests; asked for by name here, for that fixture keeps its tests on one worker."""
    return request.getfixturevalue("chromium")


@pytest.fixture(scope="session")
def session(served: DemoSite, browser: Any) -> list[dict[str, Any]]:
    """The cookies of someone who has signed in to the desk."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}admin/login/?next=/bureau/")
    page.fill("[name=username]", served.username)
    page.fill("[name=password]", served.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/bureau/")
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def visit(served: DemoSite, browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """`visit(page, width=390, …)` opens a page of `addresses` in a window of its own; see `Visit`."""
    opened: list[Any] = []

    def start(page: Any, width: int = 1440, height: int = 900, blocked: str = "", **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        opened.append(context)
        if page.staff:
            context.add_cookies(request.getfixturevalue("session"))
        return Visit(context, served.url.rstrip("/"), page, blocked)

    yield start
    for context in opened:
        context.close()
