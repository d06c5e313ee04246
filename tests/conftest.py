"""What the tests share.

Data. A plain `db` test starts from an empty database. `seeded` adds the working copy of the printed report, and
`published` its first release too; both are inserted from a snapshot that each worker takes once (see `snapshot`).

Browsers. `site` is the product in a process of its own (see `demo_site`), with its own SQLite database: no test's
rollback or flush can empty it, and no thread shares a connection with a test. It is started once and shared, so the
tests that use it only read; those that write use `edited` (see `tests.browser.conftest`), which stands on the kind of
database under test. All tests that use `site` or `chromium` run on one worker, and are marked `once`: they do not
depend on the database under test, so that a second run on PostgreSQL can leave them out (`-m "not once"`).

Machines. A test that needs what a machine may lack says so with `skip_or_fail`: see `environment`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from tests import snapshot
from tests.demo_site import DemoSite, serve_demo
from tests.environment import CHROMIUM_FLAGS, program, skip_or_fail

__all__ = ["skip_or_fail"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if {"site", "chromium"} & fixtures:
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif not ({"db", "transactional_db", "edited"} & fixtures or item.get_closest_marker("django_db")):
            item.add_marker(pytest.mark.once)  # it asks no database anything


@pytest.fixture(scope="session")
def snapshots(django_db_setup: None, django_db_blocker: Any) -> dict[str, snapshot.Rows]:
    """Rows of the seeded working copy, and of the same once published. Leaves the database empty."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = snapshot.read()
        call_command("seed", verbosity=0)
        seeded = snapshot.added(before, snapshot.read())
        call_command("publish", edition="2025", reason="Tests", verbosity=0)
        published = snapshot.added(before, snapshot.read())
        transaction.set_rollback(True)
    return {"seeded": seeded, "published": published}


@pytest.fixture
def seeded(db: None, snapshots: dict[str, snapshot.Rows]) -> None:
    """The printed report in the working copy; nothing published."""
    snapshot.put_back(snapshots["seeded"])


@pytest.fixture
def published(db: None, snapshots: dict[str, snapshot.Rows]) -> None:
    """The printed report in the working copy, and published as 2025.1."""
    snapshot.put_back(snapshots["published"])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The demonstration, served: address, account and password. Read it, never write to it."""
    with serve_demo(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, as a Playwright `Browser`: `chromium.new_page()`, `chromium.new_context(...)`."""
    executable = program("chromium", "chromium-browser", "google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        skip_or_fail("playwright is not installed")
    # Playwright leaves an event loop running in this thread, and Django then refuses to query from it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
