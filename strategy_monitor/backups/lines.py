"""What stands in a backup, line by line: a head, then for each table its name and columns, its rows, and what they add
up to, then an end. Lines of JSON, so that it can be read without this program, in ten years too.

    {"backup": "strategy-monitor", "format": 1, "made_at": "2026-11-28T18:00:00+00:00", "migrations": [["axes", …], …]}
    {"table": "axes_axis", "columns": ["id", "code", …]}
    [1, "1", …]
    {"rows": 1, "sha256": "…"}
    {"tables": 81, "rows": 2273, "sha256": "…"}

The same rows give the same lines on SQLite and on PostgreSQL: times are in UTC, bytes in base64, the keys of an object
in order of the alphabet, rows in order of the primary key.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from strategy_monitor.backups.errors import BackupDamaged, BackupRefused

NAME, FORMAT = "strategy-monitor", 1
Step = tuple[str, str]
"""A migration: its application and its name."""


@dataclass(frozen=True)
class TableSum:
    """One table of a backup: how many rows, and the SHA-256 of their lines."""

    name: str
    rows: int
    sha256: str


@dataclass
class Contents:
    """What a backup says of itself, once each checksum in it was made again."""

    made_at: str
    migrations: list[Step]
    tables: list[TableSum] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def encode(line: Any) -> bytes:
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain).encode() + b"\n"


def plain(value: Any) -> str:
    """A value of a database as JSON can say it; `load` makes it again, by the field of its column."""
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def make_head(made_at: datetime, migrations: Iterable[Step]) -> dict[str, Any]:
    steps = [list(step) for step in sorted(migrations)]
    return {"backup": NAME, "format": FORMAT, "made_at": made_at.isoformat(), "migrations": steps}


def write_backup(first: dict[str, Any], tables: Iterable[tuple[str, list[str], Iterable[Any]]]) -> Iterator[bytes]:
    """The lines of a backup: `first` is its `head`, each table a name, its columns and its rows."""
    whole = sha256()
    seen = total = 0

    def line(content: Any) -> bytes:
        written = encode(content)
        whole.update(written)
        return written

    yield line(first)
    for name, columns, rows in tables:
        yield line({"table": name, "columns": columns})
        count, own = 0, sha256()
        for row in rows:
            written = line(row)
            own.update(written)
            count += 1
            yield written
        yield line({"rows": count, "sha256": own.hexdigest()})
        seen, total = seen + 1, total + count
    yield encode({"tables": seen, "rows": total, "sha256": whole.hexdigest()})


@dataclass(frozen=True)
class Begun:
    """A table begins: its rows follow."""

    name: str
    columns: list[str]


def read_lines(lines: Iterable[bytes]) -> Iterator[Contents | Begun | list[Any] | TableSum]:
    """What the lines say, in order: the head (whose tables fill up), then each as `Begun`, its rows, a `TableSum`.

    Each checksum is made again as it comes. Raises `BackupDamaged` where something does not add up, is missing or
    follows the end, and `BackupRefused` if the file is not one of ours, or of a format that is not known here."""
    whole = sha256()
    numbered = enumerate(lines, start=1)
    contents: Contents | None = None
    begun: Begun | None = None
    own, count = sha256(), 0
    for number, raw in numbered:
        line = parse_line(raw, number)
        if contents is None:
            contents = read_head(line)
            yield contents
        elif isinstance(line, list) and begun:
            own.update(raw)
            count += 1
            yield line
        elif isinstance(line, dict) and isinstance(line.get("columns"), list) and "table" in line and not begun:
            begun, own, count = Begun(str(line["table"]), line["columns"]), sha256(), 0
            yield begun
        elif isinstance(line, dict) and begun and line == {"rows": count, "sha256": own.hexdigest()}:
            contents.tables.append(TableSum(begun.name, count, own.hexdigest()))
            begun = None
            yield contents.tables[-1]
        elif not begun and line == make_end(contents, whole.hexdigest()):
            break
        else:
            raise damaged(number)
        whole.update(raw)
    else:
        raise BackupDamaged(_("La sauvegarde s’arrête avant sa fin : le fichier est coupé."))
    for number, _raw in numbered:
        raise damaged(number)


def make_end(contents: Contents, digest: str) -> dict[str, Any]:
    return {"tables": len(contents.tables), "rows": contents.rows, "sha256": digest}


def damaged(number: int) -> BackupDamaged:
    return BackupDamaged(_("La ligne %(line)d de la sauvegarde n’est pas celle qui a été écrite.") % {"line": number})


def parse_line(raw: bytes, number: int) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise damaged(number) from error


def read_head(line: Any) -> Contents:
    if not isinstance(line, dict) or line.get("backup") != NAME:
        raise BackupRefused(_("Ce fichier n’est pas une sauvegarde de Strategy Monitor."))
    if line.get("format") != FORMAT:
        raise BackupRefused(
            _("Sauvegarde au format %(theirs)s, d’une version plus récente : celle-ci lit le format %(ours)d.")
            % {"theirs": line.get("format"), "ours": FORMAT}
        )
    try:
        return Contents(line["made_at"], [(app, name) for app, name in line["migrations"]])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(1) from error
