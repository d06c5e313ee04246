"""Databases of the versions that were released, as their own code left them (`before/`), are brought to this one.

`UPGRADES=1`: of each version, and stopped at each step first; by default the oldest, not stopped.
"""

from __future__ import annotations

import gzip
import json
import os
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.databases import run, run_commands
from tests.operations import before
from tests.operations.test_upgrade import upgraded
from tests.operations.upgraded import SAID

ALL = bool(os.environ.get("UPGRADES"))
VERSIONS = before.RELEASED if ALL else before.RELEASED[:1]
HISTORIES = [
    *(f"axes_historical{name}" for name in ("acronym", "axis", "citation", "contentrow", "contenttable")),
    *(f"axes_historical{name}" for name in ("footnote", "measure", "priorityaction", "reference", "strategy")),
    *(f"campaigns_historical{name}" for name in ("campaign", "demand")),
    *(f"indicators_historical{name}" for name in ("editorialnote", "finding", "indicator", "observation", "provider")),
    *(f"indicators_historical{name}" for name in ("scalestep", "series")),
]


def count_rows(*tables: str) -> str:
    return " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables)


QUESTIONS = {
    "history": count_rows(*HISTORIES),
    "people": "SELECT id, username, email, first_name, is_active, is_staff, is_superuser FROM auth_user ORDER BY id",
    "roles": "SELECT user_id, name FROM auth_user_groups JOIN auth_group g ON g.id = group_id ORDER BY 1, 2",
    "places": "SELECT user_id, provider_id FROM indicators_providerassignment ORDER BY 1, 2",
    "figures": "SELECT id, series_id, period_label, value, value_high, level, status, imported_from_id,"
    " submitted_by_id, validated_by_id FROM indicators_observation ORDER BY id",
    "measures": "SELECT id, code, text FROM axes_measure ORDER BY id",
    "imported": "SELECT id, name, content, sha256, added, changed, uploaded_by_id FROM indicators_importedfile",
    "answers": "SELECT id, answer, answer_text, answered_by_id FROM indicators_finding ORDER BY id",
    "campaigns": "SELECT d.id, message, contact, provider_id FROM campaigns_demand d JOIN campaigns_campaign c"
    " ON c.id = campaign_id",
    "reminders": 'SELECT id, "to", subject, body FROM campaigns_reminder ORDER BY id',
    "withdrawals": "SELECT release_id, reason FROM releases_withdrawal ORDER BY 1",
    "releases": "SELECT r.id, label, number, sha256, reason, author_id FROM releases_release r"
    " JOIN releases_edition e ON e.id = edition_id ORDER BY 1",
}
QUESTIONS_OF = {
    "0.1.0": QUESTIONS,
    "0.2.0": QUESTIONS,
    "0.3.0": QUESTIONS
    | {
        "history": count_rows(*HISTORIES, "texts_historicaltextreading"),
        "readings": "SELECT id, model, key, field, wording, returned_why, reader_id FROM texts_textreading ORDER BY id",
        "messages": "SELECT id, kind, text, proposed, state, settled_why, author_id, indicator_id, observation_id"
        " FROM threads_message ORDER BY id",
        "files": "SELECT message_id, name, content, sha256 FROM threads_attachment",
        "mentions": "SELECT message_id, user_id FROM threads_message_mentions",
        "errata": "SELECT e.id, state, edition_id, release_id, thing, field, old, new, reason, proposed_by_id"
        " FROM errata_correction c JOIN errata_erratum e ON e.id = erratum_id ORDER BY 1",
        "typed": "SELECT user_id, series_id, period_label, name, text FROM campaigns_keptcell",
        "mail": "SELECT person_id, pace, every_release FROM notices_mailchoice",
        "seals": "SELECT number, statement, sha256 FROM history_seal ORDER BY 1",
        "register": "SELECT number, statement, sha256 FROM releases_registerentry ORDER BY 1",
    },
}
"""Of what the people of each version did, beginning with what all versions know."""
LACKED = {"0.1.0": "releases.0011_register", "0.2.0": "releases.0011_register"}
"""A migration that each version lacks; of a version that lacks none yet, nothing stands here."""


def alike(value: Any) -> Any:
    """As any database gives it."""
    if isinstance(value, Decimal | float):
        return Decimal(str(value)).normalize()
    return value


def holds(url: str, version: str) -> dict[str, list[tuple[Any, ...]]]:
    asked = QUESTIONS_OF[version]
    return {name: [tuple(map(alike, row)) for row in before.ask(url, one)] for name, one in asked.items()}


def unpack_text(document: str | bytes) -> bytes:
    """Of a release, as it was kept: documents are compressed since 0.3.0."""
    return document.encode() if isinstance(document, str) else gzip.decompress(document)


def upgrade_all(url: str, folder: Path, version: str) -> None:
    """Says so where there was nothing to do; with `UPGRADES=1`, stopped at each step first."""
    if version in LACKED:
        done = upgraded(url, folder, *(SAID if ALL else ["whole"]))
        assert LACKED[version] in done["whole"].said
    else:
        assert "rien n’a été fait" in run_commands(url, ["upgrade", str(folder / "before.backup")])


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_brought_to_this_version_with_all_that_it_holds(tmp_path: Path, database: str, version: str) -> None:
    before.fill(database, version)
    then = holds(database, version)
    assert all(then.values()), "nothing below passes for want of rows"
    documents = before.ask(database, "SELECT id, document, sha256 FROM releases_release ORDER BY id")
    assert [sha256(unpack_text(text)).hexdigest() for _id, text, _hash in documents] == [one[2] for one in documents]
    upgrade_all(database, tmp_path, version)
    assert holds(database, version) == then
    (changes,) = before.ask(database, "SELECT count(*) FROM history_change")[0]
    assert changes == sum(rows for _table, rows in then["history"]), "one row for each change that anybody made"
    run_commands(database, ["check_history"], ["check_register"])
    looked = run(database, "-m", "tests.operations.looked")
    assert looked.returncode == 0, looked.stderr
    said = json.loads(looked.stdout)
    assert list(said["documents"].values()) == [one[2] for one in documents], "to the byte"
    assert said["hashes"] == said["documents"]
    assert said["password"]
    assert {path: status for path, status in said["pages"].items() if status != 200} == {}
    withdrawn = {f"{label}.{number}" for pk, label, number, *_ in then["releases"] if pk in dict(then["withdrawals"])}
    assert len(withdrawn) == 1
    assert said["permanent"] == {name: 410 if name in withdrawn else 200 for name in said["documents"]}
