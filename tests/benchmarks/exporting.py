"""What the files of a large strategy cost, × a bare writer of the same cells. Processor time, contenders in turn.

    .venv/bin/python -m tests.benchmarks.exporting /tmp/10000x10.json

Takes canonical documents (`/donnees/rapport.json`, or what `sized` writes), and no database. Asserts no limit:
machines differ.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import django
import xlsxwriter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from strategy_monitor.exports.delimited import as_csv  # noqa: E402 - after the settings
from strategy_monitor.exports.publication import Publication  # noqa: E402
from strategy_monitor.exports.tables.columns import Value  # noqa: E402
from strategy_monitor.exports.tables.observations import OBSERVATIONS  # noqa: E402
from strategy_monitor.exports.tables.scope import Scope  # noqa: E402
from strategy_monitor.exports.workbook import OPTIONS, as_xlsx, sheets  # noqa: E402
from strategy_monitor.report import canonical  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.benchmarks import figures  # noqa: E402

ROUNDS = 3
Rows = list[tuple[Value, ...]]


def write_bare_csv(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    out.getvalue().encode()


def write_bare_xlsx(tables: list[Rows]) -> None:
    """Numbers as numbers, anything else as text; no look, no links, no widths."""
    book = xlsxwriter.Workbook(io.BytesIO(), OPTIONS)
    for rows in tables:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, place, value)
                elif value is not None:
                    sheet.write_string(number, place, str(value)[:32_000])
    book.close()


def spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def compare(name: str, ours: Callable[[], object], bare: Callable[[], object], rounds: int = ROUNDS) -> float:
    """How many times as long ours takes."""
    both = [(spent(ours), spent(bare)) for _ in range(rounds)]
    mine, other = min(one for one, _ in both), min(one for _, one in both)
    print(f"  {name:6}{mine:>8.2f} s {mine / other:>6.1f} × the bare writer ({other:.2f} s)")
    return mine / other


@with_room
def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    asked = parser.parse_args()
    for path in asked.documents:
        scope = Scope(Publication(canonical.load_bytes(path.read_bytes()), None, "https://exemple.be"))
        rows = list(OBSERVATIONS.rows(scope))
        texts = [["" if value is None else str(value) for value in row] for row in rows]
        print(f"{len(rows)} figures, {len(OBSERVATIONS.columns)} columns")
        as_text = compare(
            "CSV", lambda scope=scope: as_csv(OBSERVATIONS, scope), lambda texts=texts: write_bare_csv(texts)
        )
        asked.figures.note(f"CSV × a bare writer, at {path.stem}", as_text, "×")
        tables = [list(table.rows(scope)) for table in sheets(scope)]
        as_book = compare("XLSX", lambda scope=scope: as_xlsx(scope), lambda tables=tables: write_bare_xlsx(tables), 1)
        asked.figures.note(f"XLSX × a bare writer, at {path.stem}", as_book, "×")


if __name__ == "__main__":
    main()
