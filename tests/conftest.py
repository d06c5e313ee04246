"""What the tests share.

Data. A plain `db` test starts from an empty database. `seeded` adds the working copy of the printed report, and
`published` its first release too: rows of a snapshot that each worker takes once (see `snapshot`), which stand in the
database from one such test to the next (see `standing`).

Browsers. `site` is the product in a process of its own (see `demo_site`), with its own SQLite database: no test's
rollback or flush can empty it, and no thread shares a connection with a test. Each worker starts one, on a copy of a
`demonstration` that is made once, and shares it, so the tests that use it only read; those that write use `edited` (see
`tests.browser.conftest`), which stands on the kind of database under test. Tests that use `site` or `chromium` are
marked `once`: they do not depend on the database under test, so that a second run on PostgreSQL can leave them out
(`-m "not once"`).

Tiers. `browser` and `slow` are given here, by fixture and by place; `-m "not browser and not slow"` is the edit loop.

Workers. The tests of a file go to one of them, which makes once what they share, and in this order: those that take
longest (`IN_A_BROWSER`, `FIRST`), those that are slow, the others. Each worker takes the next file as soon as it has
done its own: with short ones at the end, none stands by for long while another one ends a long one.

Machines. A test that needs what a machine may lack says so with `skip_or_fail`: see `environment`.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.template import Template
from django.test.utils import instrumented_test_render, override_settings

from tests import snapshot, standing
from tests.bytecode import share_bytecode
from tests.databases import (
    Former,
    database,
    database_with_tables,
    go_back_and_save,
    laid_tables,
    lay_tables,
    run_commands,
)
from tests.demo_site import DemoSite, Prepared, prepared, serve_demo
from tests.environment import BROWSERS, TEST_FLAGS, program, skip_or_fail
from tests.publications import publication
from tests.shared import folder_of_run, made_once

__all__ = ["database", "database_with_tables", "laid_tables", "publication", "skip_or_fail"]

TOGETHER = ("tests/bake/whole/", "tests/documents/")
"""Folders whose tests go to one worker, as those of a file do. (pytest 9.2 hides the groups of `--dist loadgroup` from
pytest-xdist 3.8.)"""

IN_A_BROWSER = (
    "tests/browser/", "tests/charts/test_browser.py", "tests/desk/test_browser.py", "tests/operations/test_together.py",
    "tests/test_demo.py",
)  # fmt: skip
"""Files that share a browser and sites, whose pages are written once. All that again costs 20 s of the processor: on
two cores, one worker has them all, not half of what there is to do; on more, that one would be the last."""

FIRST = (
    "tests/bake/", "tests/crashes/", "tests/operations/", "tests/backups/", "tests/documents/",
    "tests/jobs/", "tests/notices/test_killed.py", "tests/lacking/", "tests/language/test_one_writer.py",
)  # fmt: skip
"""Files and folders that take long, whatever the number of their tests."""

SLOW = (
    "tests/accounts/", "tests/anything/", "tests/api/", "tests/backups/", "tests/bake/", "tests/crashes/",
    "tests/demo/", "tests/desk/", "tests/documents/", "tests/doors/", "tests/hostile/", "tests/indicators/exchange/",
    "tests/lacking/", "tests/pages/", "tests/rights/", "tests/seed/", "tests/axes/test_admin.py",
    "tests/axes/test_conflict.py", "tests/campaigns/test_desk.py", "tests/campaigns/test_moments.py",
    "tests/charts/test_browser.py", "tests/charts/test_property.py", "tests/errata/test_desk.py",
    "tests/errata/test_finding.py", "tests/exports/test_agreement.py", "tests/exports/test_spreadsheets.py",
    "tests/history/test_people.py", "tests/indicators/test_admin.py", "tests/indicators/test_constraints.py",
    "tests/jobs/test_killed.py", "tests/kept/test_flights.py", "tests/kept/test_stores.py",
    "tests/language/test_one_writer.py", "tests/notices/test_killed.py", "tests/operations/test_before.py",
    "tests/operations/test_doctor.py", "tests/operations/test_metrics.py", "tests/operations/test_switch.py",
    "tests/operations/test_upgrade.py", "tests/releases/test_ahead.py", "tests/releases/test_compared.py",
    "tests/releases/test_compressed.py", "tests/releases/test_overtaken.py", "tests/releases/test_parts.py",
    "tests/releases/test_publish.py", "tests/releases/test_schema_1.py", "tests/report/test_canonical.py",
    "tests/report/test_comparison.py", "tests/report/test_correcting.py", "tests/report/test_figures.py",
    "tests/supply/test_archive.py", "tests/test_architecture.py", "tests/test_arrows.py", "tests/test_demo.py",
    "tests/test_deployment.py", "tests/test_frame.py", "tests/texts/test_desk.py", "tests/texts/test_unread.py",
    "tests/web/test_call_stack.py", "tests/web/test_forked.py", "tests/web/test_held.py",
    "tests/web/test_sqlite_files.py",
)  # fmt: skip
"""What an edit loop leaves out: office suites, whole sites and all their pages, those of the desk, thousands of
examples, processes that are started or killed. Who works on pages runs those beside it: `pytest tests/pages`."""

BROWSING = {"site", "chromium", "edited"}
"""Fixtures of tests that look at pages in a browser, or at a site in a process of its own."""


RENDER = Template._render
"""As the product does, before Django prepares for tests."""

share_bytecode()  # before there are workers, which begin from what this process says

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""What there is to share between workers."""

SPENT = pytest.StashKey[float]()
"""What this process and those that it started had used as the test before ended."""


def processor_seconds() -> float:
    """What this process and those that it started have used, in seconds: browsers and servers too, while they run."""
    return sum(os.times()[:4]) + sum(map(spent_by, descendants(os.getpid())))


def descendants(process: int) -> Iterator[int]:
    """Those that it started and has not waited for, and theirs. None where the system does not say (outside Linux)."""
    started = processes_by_parent()
    found = list(started[process])
    for one in found:
        yield one
        found += started[one]  # they are looked at in their turn


def processes_by_parent() -> dict[int, list[int]]:
    """From one look at all of them: what a process says of its own children leaves some out while threads begin and
    end, and all of theirs."""
    found: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since
            parent = stat.read_text().rpartition(")")[2].split()[1]
            found[int(parent)].append(int(stat.parent.name))
    return found


def spent_by(process: int) -> float:
    """Processor seconds of this one, and of those that it has waited for; 0 once it has ended."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """On two cores, one worker more for the whole suite: the one with the browser waits for it a good part of its time.
    Of a part of the suite, what a worker loads costs more than that gives back; of more cores, one more is little."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.markexpr
    return 3 if whole and CORES == 2 else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if CORES <= 2 and nodeid.startswith(IN_A_BROWSER):
                return IN_A_BROWSER[0]
            return next((one for one in TOGETHER if nodeid.startswith(one)), nodeid.partition("::")[0])

    return ByFile(config, log)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes that nobody reads name no test: what packs them may write the time of day, and two workers that collect a
    second apart would then hold different tests. They are numbered."""
    return argname if isinstance(val, bytes) and not val.isascii() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: [not item.nodeid.startswith(those) for those in (IN_A_BROWSER, FIRST, SLOW)])
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        of_a_database = {"db", "transactional_db"} & fixtures or item.get_closest_marker("django_db")
        of_a_site = {"site", "chromium"} & fixtures
        if "edited" not in fixtures and (of_a_site or not of_a_database):
            item.add_marker(pytest.mark.once)
        if BROWSING & fixtures or item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.browser)
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    standing.prepare(standing.wanted(item))


def pytest_configure() -> None:
    """A test and its fixtures call as deep as a request does: see `call_stack`. What is logged pytest keeps, and shows
    of a test that fails; to lay out each line for a screen too is a fifth of what the smallest request costs."""
    from _pytest import runner

    from strategy_monitor.web.call_stack import give_threads_room, with_room

    with_room(runner.pytest_runtest_protocol)
    give_threads_room()
    logging.getLogger().handlers.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_collection() -> Iterator[None]:
    """Nothing that is loaded meanwhile goes: there is no garbage to look for."""
    gc.disable()
    yield
    gc.enable()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage, again and again, took a third of the processor."""
    from strategy_monitor.report.collector import freeze_objects, look_less_often

    freeze_objects()
    look_less_often()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """All that is there goes with the process. Pytest would look through it, and Python once more."""
    gc.freeze()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if item.config.getoption("xmlpath") and SPENT not in item.config.stash:
        item.config.stash[SPENT] = processor_seconds()
    yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """A JUnit file says what each test and its fixtures spent of the processor: `tests.spending` reads it. To look
    costs some milliseconds, more than most tests: it is done once for each."""
    stash = item.config.stash
    if call.when == "teardown" and SPENT in stash:
        before, stash[SPENT] = stash[SPENT], processor_seconds()
        item.user_properties.append(("processor", f"{stash[SPENT] - before:.3f}"))


@pytest.fixture(scope="session", autouse=True)
def templates_keep_no_context(django_test_environment: None) -> None:
    """Of each part of each page, Django's tests keep a copy of all that it was given: see `contexts`."""
    Template._render = RENDER


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For who asks what a page was given: it stands in `response.context`."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(autouse=True)
def database_is_asked_again() -> None:
    """By each test, even where the one before it made the database fail."""
    from strategy_monitor.releases import load

    load.KnownReleases.asks_again = 0.0


@pytest.fixture(scope="session", autouse=True)
def documents_are_written_here(django_test_environment: None) -> Iterator[None]:
    """In the process of the test, where it can see what is written. Those of `tests/documents/test_orders.py` say
    otherwise, and so do the sites that tests serve. (To change a setting for each test takes a fifth of the least.)"""
    with override_settings(DOCUMENTS_APART=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The tables of a database of SQLite in memory are laid by migrations in one worker. Those of the others are copied
    from there, before Django migrates them: it finds nothing to do."""
    if connection.vendor != "sqlite":
        yield
        return
    with django_db_blocker.unblock():
        laid = made_once(folder_of_run(tmp_path_factory) / "laid.sqlite3", lay_tables)
    with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as own:  # as long as it is open
        with closing(sqlite3.connect(laid)) as copied:
            copied.backup(own)
        yield


@pytest.fixture(scope="session")
def snapshots(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, snapshot.Rows]]:
    """Rows of the seeded working copy, and of the same once published. Leaves the database empty."""
    standing.Standing.blocker = django_db_blocker
    with django_db_blocker.unblock():
        standing.Standing.snapshots = taken_or_shared(folder_of_run(tmp_path_factory))
    yield standing.Standing.snapshots
    standing.give_up()


def taken_or_shared(folder: Path) -> dict[str, snapshot.Rows]:
    """Taken by one worker for those whose database holds the same before. On PostgreSQL each takes its own: it would
    give the numbers of rows that are put back once more."""
    before = snapshot.read()
    if connection.vendor != "sqlite":
        return take_snapshots(before)
    told = pickle.dumps(before)
    file = folder / f"snapshots-{sha256(told).hexdigest()}"
    made_once(file, lambda written: written.write_bytes(pickle.dumps(take_snapshots(before))))
    found: dict[str, snapshot.Rows] = pickle.loads(file.read_bytes())
    return found


def take_snapshots(before: snapshot.Rows) -> dict[str, snapshot.Rows]:
    with transaction.atomic():
        call_command("seed", verbosity=0)
        seeded = snapshot.added(before, snapshot.read())
        call_command("publish", edition="2025", reason="Tests", verbosity=0)
        published = snapshot.added(before, snapshot.read())
        transaction.set_rollback(True)
    return {"seeded": seeded, "published": published}


@pytest.fixture
def seeded(db: None, snapshots: dict[str, snapshot.Rows]) -> None:
    """The printed report in the working copy; nothing published."""
    if standing.Standing.name != "seeded":
        snapshot.put_back(snapshots["seeded"])


@pytest.fixture
def admin_user(db: None) -> Any:
    """The administrator of pytest-django's `admin_client`, without the password that takes 0.2 s to scramble."""
    return get_user_model()._default_manager.create_superuser("admin", "admin@example.com")


@pytest.fixture
def published(db: None, snapshots: dict[str, snapshot.Rows]) -> None:
    """The printed report in the working copy, and published as 2025.1."""
    if standing.Standing.name != "published":
        snapshot.put_back(snapshots["published"])


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The demonstration before it is served, the same for all workers."""
    return prepared(folder_of_run(tmp_path_factory))


@pytest.fixture(scope="session")
def uncompressed(tmp_path_factory: pytest.TempPathFactory, demonstration: Prepared) -> Former:
    """The demonstration as it was before documents were compressed, the same for all workers."""
    folder = folder_of_run(tmp_path_factory)
    database = folder / "uncompressed.sqlite3"

    def go_back(file: Path) -> None:
        shutil.copy(demonstration.database, database)
        run_commands(f"sqlite:///{database}", *go_back_and_save(file))

    return Former(database, made_once(folder / "uncompressed.backup", go_back))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, demonstration: Prepared) -> Iterator[DemoSite]:
    """The demonstration, served: address, account and password. Read it, never write to it."""
    folder: Path = demonstration.copied(tmp_path_factory.mktemp("site"))
    with serve_demo(folder, before=demonstration.output) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, as a Playwright `Browser`: `chromium.new_page()`, `chromium.new_context(...)`."""
    executable = program(*BROWSERS)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        skip_or_fail("playwright is not installed")
    # Playwright leaves an event loop running in this thread, and Django then refuses to query from it. It also keeps
    # other connections there: what stands by one would lock the others out.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    standing.give_up()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=TEST_FLAGS)
        yield browser
        standing.give_up()
        browser.close()


@pytest.fixture(scope="session")
def signed_in(site: DemoSite, chromium: Any) -> list[dict[str, Any]]:
    """The cookies of the administrator, who has signed in to the desk."""
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("bureau/")
    page.fill("[name=username]", site.username)
    page.fill("[name=password]", site.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/bureau/")
    cookies = context.cookies()
    context.close()
    return list(cookies)
