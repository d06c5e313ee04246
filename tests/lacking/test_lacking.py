"""A release that lacks any one kind of thing has every page, file, document and answer that the others have.

A small part of the report here, with several kinds lacking at once; `LACKING=1` takes the whole of it without each kind
of thing in turn, then without each field that a document may leave empty, and asks for every address: an hour.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import reduce

import pytest
from django.db import transaction
from django.test import Client

from strategy_monitor.documents import compose
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import store
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Report
from tests.lacking import derived, walked
from tests.lacking.derived import LACKING, TOGETHER, Derived
from tests.memory import forget_answers

WHOLE = bool(os.environ.get("LACKING"))

Stored = Callable[[Report], Head]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget_answers()
    yield
    forget_answers()


@pytest.fixture
def full(seeded: None) -> Report:
    report = build("2025")
    return report if WHOLE else derived.read_again(derived.pruned(report))


def stored(report: Report, edition: str) -> Head:
    """A release of this edition, the newest of all."""
    text = canonical.dump(derived.read_again(report).model_copy(update={"edition": edition}))
    store(Edition.objects.get_or_create(label=edition)[0], text, "Essai", None)
    return load.heads()[0]


def cases() -> dict[str, Derived]:
    if not WHOLE:
        return {", ".join(names): all_of(*(LACKING[name] for name in names)) for names in TOGETHER}
    return LACKING | {f"{model.__name__}.{name}": derived.emptied(model, name)
                      for model, name in derived.optional_fields()}  # fmt: skip


def all_of(*edits: Derived) -> Derived:
    return lambda report: reduce(lambda found, edit: edit(found), edits, report)


def test_every_address_of_a_release_that_lacks_something(full: Report) -> None:
    base = stored(full, "2026")
    failures = {}
    asked = 0
    with walked.composed_only():
        for name, edit in cases().items():
            with transaction.atomic():  # each beside the full one alone: the pages of releases compare them all
                head = stored(edit(full), "2027")
                found = list(walked.addresses([head], base))
                walk = walked.Walk(Client())
                walk.through(found if WHOLE else list(walked.one_of_each(found)), everywhere=WHOLE)
                walked.scripts([head])
                transaction.set_rollback(True)
            failures |= {name: walk.failures} if walk.failures else {}
            asked += len(walk.seen)
    assert failures == {}
    assert asked > 300


def test_every_kind_is_lacking_somewhere_and_only_there() -> None:
    assert {name for names in TOGETHER for name in names} == set(LACKING)


def test_a_derived_report_lacks_what_it_says_and_keeps_the_rest(full: Report) -> None:
    text = canonical.dump(full)
    for name, edit in LACKING.items():
        changed = derived.read_again(edit(full))
        assert canonical.dump(changed) != text, name
    kept = derived.read_again(LACKING["note"](full))
    apart = canonical.dump(kept.model_copy(update={"strategy": full.strategy}))
    assert '"code":"N-' not in apart.replace('"code":"N-S-', ""), "a note; a text may go on naming one"
    assert kept.providers == full.providers
    assert all(not measure.references for measure in LACKING["reference"](full).measures())


def test_the_smallest_report_is_set_on_paper(full: Report) -> None:
    publication = Publication(derived.read_again(derived.smallest(full)), None, "http://localhost:8000")
    for paper in (compose.report_paper(publication), compose.annotated_report_paper(publication, None)):
        assert FORMATS["pdf"].write(paper).startswith(b"%PDF")
        assert FORMATS["docx"].write(paper).startswith(b"PK")
    assert FORMATS["pdf"].write(compose.summary_paper(publication, None)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("lacking", "operation", "path"),
    [("note", "getNote", "notes"), ("action", "getAction", "actions")],
)
def test_the_api_describes_an_operation_that_has_nothing_to_show(
    full: Report, client: Client, lacking: str, operation: str, path: str
) -> None:
    stored(LACKING[lacking](full), "2027")
    assert "Cette version ne contient rien à donner en exemple." in client.get(f"/api/ressources/{path}/").text
    described = client.get("/api/v1/openapi.json").json()["paths"]
    (told,) = [one["get"] for address, one in described.items()
               if one["get"]["operationId"] == operation]  # fmt: skip
    assert "example" not in told["parameters"][0]
    assert "examples" not in told["responses"]["200"]["content"]["application/json"]
    assert client.get(f"/api/v1/{path}").json()["items"] == []
