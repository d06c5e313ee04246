"""Seals of the history: each holds the SHA-256 of the changes since the one before, and of that seal.

Changes are sealed after the fact, so that nobody who writes waits for it: what came since the last seal is not sealed.
Entries of the register hold the newest seal. `releases.verifier` reads all of it again, here or elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from strategy_monitor.history.erasing import address_columns
from strategy_monitor.history.models import Change, Seal
from strategy_monitor.releases import register, verifier

AT_ONCE = 1_000
"""Changes that one seal holds at most."""
PATIENCE = 5_000
"""Milliseconds to wait for who is writing."""
PAUSE = 0.02
"""Seconds between two looks at them."""
WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = %s::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND granted AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
"""
DERIVED = {"folded_reason"}
COLUMNS = [one.attname for one in Change._meta.concrete_fields if one.name not in DERIVED]


class StillWriting(Exception):
    """Somebody has been writing for long: nothing was sealed, and may be later."""


def seal_history() -> int:
    """Seals what is not sealed yet; how many changes those are. Raises StillWriting."""
    last, sealed = settled_key(), 0
    while (rows := seal_next(last)) is not None:
        sealed += rows
    return sealed


def settled_key() -> int:
    """Key of the newest change, once whoever may still write an older one has ended: PostgreSQL gives keys before it
    commits. Nobody waits for it meanwhile. Raises StillWriting."""
    last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    if connection.vendor == "postgresql":
        give_up_at = time.monotonic() + PATIENCE / 1_000
        writing = find_writers()
        while writing := writing & find_writers():
            if time.monotonic() > give_up_at:
                raise StillWriting
            time.sleep(PAUSE)
    return last


def find_writers() -> set[str]:
    """Transactions that write changes now, this one aside: each holds the lock of who writes rows from before it is
    given a key until it ends; what PostgreSQL does to look after the table holds others. Of a lock the site can only
    look: to take one on the whole table is for who may change its rows."""
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [Change._meta.db_table])
        return {writer for (writer,) in cursor.fetchall()}


def seal_next(last: int) -> int | None:
    """Writes one seal, of changes up to this key; how many it holds: 0 where another process was first to write one,
    None where nothing is left to seal."""
    before = Seal.objects.last()
    left_out = sorted(address_columns())
    rows = list(changes_between(last_key(before), last)[:AT_ONCE])
    if not rows:
        return None
    digests = "".join(verifier.digest(line.encode()) for line in write_changes(rows, left_out))
    statement = verifier.write_statement(
        {
            "number": before.number + 1 if before else 1,
            "previous": before.sha256 if before else None,
            "last": rows[-1]["id"],
            "rows": len(rows),
            "digests": verifier.digest(digests.encode()),
            "left_out": left_out,
            "at": timezone.now().astimezone(dt.UTC).isoformat(),
        }
    )
    _seal, is_ours = Seal.objects.get_or_create(
        number=before.number + 1 if before else 1,
        defaults={"statement": statement, "sha256": verifier.digest(statement.encode()), "digests": digests},
    )
    return len(rows) if is_ours else 0


def last_key(seal: Seal | None) -> int | None:
    """Of the newest change that this seal holds."""
    return json.loads(seal.statement)["last"] if seal else None


def changes_between(after: int | None, last: int | None) -> Any:
    """Rows of what came after this key, up to that one; None: from the first, to the newest."""
    bounds = {"pk__gt": after, "pk__lte": last}
    found = Change.objects.filter(**{name: key for name, key in bounds.items() if key is not None})
    return found.order_by("pk").values(*COLUMNS)


def write_changes(rows: Iterable[dict[str, Any]], left_out: Iterable[Iterable[str]]) -> Iterator[str]:
    """Each as a line that is sealed and exported. Of the columns that are left out, for they hold addresses that may be
    erased, it says only that they changed."""
    unsaid = [list(one) for one in left_out]
    for row in rows:
        when = row["when"] and row["when"].astimezone(dt.UTC).isoformat()
        fields = row["fields"]
        if isinstance(fields, list):  # as it is written here: not where somebody altered it
            fields = [one[:1] if one and [row["model"], one[0]] in unsaid else one for one in fields]
        yield verifier.write_statement(row | {"fields": fields, "when": when})


def hear_entering(**_told: Any) -> str | None:
    """Listens to `releases.signals.register_entering`."""
    newest = Seal.objects.last()
    return newest.sha256 if newest else None


def export_history() -> Iterator[str]:
    """Lines of JSON, streamed: as `verifier.History` reads them."""
    yield verifier.write_statement({"format": verifier.HISTORY})
    after = None
    for seal in Seal.objects.iterator(chunk_size=10):
        yield verifier.write_statement({"statement": seal.statement, "sha256": seal.sha256, "digests": seal.digests})
        said = json.loads(seal.statement)
        yield from write_changes(changes_between(after, said["last"]).iterator(chunk_size=AT_ONCE), said["left_out"])
        after = said["last"]
    yield from write_changes(changes_between(after, None).iterator(chunk_size=AT_ONCE), address_columns())


def check_history() -> tuple[verifier.History, list[str]]:
    """The history as it was read, and what is wrong with it, in French: the first change that is not as it was sealed,
    or a seal that an entry of the register names and that is gone."""
    try:
        return verifier.history_faults(export_history(), register.entries())
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):  # a seal or an entry that somebody altered
        return verifier.History(), ["Les sceaux de l’historique, ou le registre, ne se lisent pas."]


def oldest_unsealed() -> dt.datetime | None:
    """When the first change was made that no seal holds."""
    first = changes_between(last_key(Seal.objects.last()), None).first()
    return first["when"] if first else None
