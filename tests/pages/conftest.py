"""Public pages are made from the published document. What they ask the database, and what becomes of a bad address or
header on its way there, is tried on each kind of database; the rest on one, for it has no say in it."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from tests.memory import forget_answers

HERE = Path(__file__).parent
ASK_THE_DATABASE = (
    "test_queries.py",
    "test_releases.py",
    "test_bad_input.py::test_a_bad_address_is_refused_whatever_the_method[GET]",
    "test_bad_input.py::test_a_bad_address_is_refused_whatever_the_method[POST]",
    "test_bad_input.py::test_bad_headers_never_break_a_page",
    "test_bad_input.py::test_a_bad_parameter_never_breaks_a_page[/recherche/]",
)

ONLY_READ = ("test_notes.py", "test_search.py", "test_leads.py", "test_questions.py")
"""Files of which no test publishes, withdraws or sets anything; those that patch begin and end with nothing all the
same."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        test = item.nodeid.removeprefix("tests/pages/")
        if item.path.parent == HERE and not test.startswith(ASK_THE_DATABASE):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="module", autouse=True)
def file_remembers_nothing() -> Iterator[None]:
    forget_answers()
    yield
    forget_answers()


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """From one test to the next, unless they only read: a page that one opened is then there for the others."""
    if request.path.name in ONLY_READ and "monkeypatch" not in signature(request.function).parameters:
        yield
        return
    forget_answers()
    yield
    forget_answers()
