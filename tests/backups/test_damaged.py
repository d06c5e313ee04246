"""No backup that was altered is taken for whole.

A thousand alterations by `MUTATED=1000`; fewer by default.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from strategy_monitor.backups import lines
from strategy_monitor.backups.errors import BackupDamaged, BackupRefused

TIMES = int(os.environ.get("MUTATED", "100"))


def whole() -> list[bytes]:
    rows = [
        [number, "é" * number, None, Decimal("1.50"), datetime(2026, 1, 2, 3, 4, 5, 6, UTC)] for number in range(20)
    ]
    kinds = [[1, b"\x00\xff", date(2026, 1, 2), True, {"b": [1, 2.5], "a": "x"}]]
    first = lines.make_head(datetime(2026, 1, 2, tzinfo=UTC), [("axes", "0001_whole"), ("history", "0001_initial")])
    return list(
        lines.write_backup(first, [("one", list("abcde"), rows), ("two", list("abcde"), kinds), ("three", ["a"], [])])
    )


def test_a_whole_one_says_what_it_holds() -> None:
    said = list(lines.read_lines(whole()))
    contents = said[0]
    assert isinstance(contents, lines.Contents)
    assert [(table.name, table.rows) for table in contents.tables] == [("one", 20), ("two", 1), ("three", 0)]
    assert contents.rows == 21
    assert [1, "AP8=", "2026-01-02", True, {"a": "x", "b": [1, 2.5]}] in said
    assert [3, "ééé", None, "1.50", "2026-01-02T03:04:05.000006+00:00"] in said


def flip(content: list[bytes], dice: random.Random) -> list[bytes]:
    """One bit of one byte."""
    at = dice.randrange(len(content))
    place = dice.randrange(len(content[at]))
    spoilt = bytearray(content[at])
    spoilt[place] ^= 1 << dice.randrange(8)
    return b"".join([*content[:at], bytes(spoilt), *content[at + 1 :]]).splitlines(keepends=True)


def drop(content: list[bytes], dice: random.Random) -> list[bytes]:
    at = dice.randrange(len(content))
    return content[:at] + content[at + 1 :]


def swap(content: list[bytes], dice: random.Random) -> list[bytes]:
    one, other = dice.sample(range(len(content)), 2)
    swapped = list(content)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def double(content: list[bytes], dice: random.Random) -> list[bytes]:
    at = dice.randrange(len(content))
    return content[: at + 1] + content[at:]


def cut(content: list[bytes], dice: random.Random) -> list[bytes]:
    joined = b"".join(content)
    return joined[: dice.randrange(len(joined) - 1)].splitlines(keepends=True)


def retype(content: list[bytes], dice: random.Random) -> list[bytes]:
    """Another value in a row, in the shape of before."""
    at = dice.choice([number for number, line in enumerate(content) if line.startswith(b"[")])
    row = json.loads(content[at])
    row[dice.randrange(len(row))] = dice.choice(["", 0, None, "0", [], {"a": 1}, 10**30])
    changed = lines.encode(row)
    return content if changed == content[at] else [*content[:at], changed, *content[at + 1 :]]


def follow(content: list[bytes], dice: random.Random) -> list[bytes]:
    return [*content, dice.choice([b"[1]\n", b"\n", b"{}\n", content[-1], content[0]])]


WAYS: list[Callable[[list[bytes], random.Random], list[bytes]]] = [flip, drop, swap, double, cut, retype, follow]


def alterations() -> Iterator[list[bytes]]:
    dice, content = random.Random(20261128), whole()
    made = 0
    while made < TIMES:
        altered = WAYS[made % len(WAYS)](content, dice)
        if b"".join(altered) != b"".join(content):
            made += 1
            yield altered


def test_whatever_is_altered_it_is_refused() -> None:
    taken = []
    for altered in alterations():
        try:
            list(lines.read_lines(altered))
        except BackupRefused:
            continue
        taken.append(altered)
    assert taken == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"backup": "strategy-monitor", "format": 2}\n', "d’une version plus récente"),
        (b'{"backup": "another"}\n', "n’est pas une sauvegarde"),
        (b"[]\n", "n’est pas une sauvegarde"),
        (b'{"backup": "strategy-monitor", "format": 1}\n', "La ligne 1"),
        (b'{"backup": "strategy-monitor", "format": 1, "made_at": "", "migrations": [1]}\n', "La ligne 1"),
        (b"[" * 100_000 + b"\n", "La ligne 1"),
    ],
)
def test_what_is_no_backup_is_told_so(line: bytes, why: str) -> None:
    with pytest.raises(BackupRefused, match=why):
        list(lines.read_lines([line]))


def test_an_empty_file_is_a_cut_one() -> None:
    with pytest.raises(BackupDamaged, match="coupé"):
        list(lines.read_lines([]))
