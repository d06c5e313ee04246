"""The documents that the code writes. This writes them again; `test_generated.py` refuses one that is out of date.

.venv/bin/python -m tests.generated        (or: make docs)
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strategy_monitor.report.document import Report

ROOT = Path(__file__).resolve().parent.parent


def write_charts(report: Report) -> str:
    from tests.charts import choices

    return choices.write_choices(report)


def write_dependencies(_report: Report) -> str:
    from tests.supply import documents

    return documents.write_dependencies()


def write_dictionary(_report: Report) -> str:
    from tests.exports import dictionary

    return dictionary.as_markdown()


def write_metadata_quality(report: Report) -> str:
    from tests.exports import mqa

    return mqa.write_score(report)


def write_rules(_report: Report) -> str:
    from strategy_monitor.quality.listing import describe_rules

    return describe_rules()


def write_sbom(_report: Report) -> str:
    from tests.supply import documents

    return documents.write_sbom()


def write_schema(_report: Report) -> str:
    from strategy_monitor.exports.extract import report_schema

    return report_schema()


DOCUMENTS: dict[str, Callable[[Report], str]] = {
    "docs/charts.md": write_charts,
    "docs/data-dictionary.md": write_dictionary,
    "docs/dependencies.md": write_dependencies,
    "docs/metadata-quality.md": write_metadata_quality,
    "docs/quality.md": write_rules,
    "docs/report.schema.json": write_schema,
    "docs/sbom.cdx.json": write_sbom,
}
"""Path → what stands in it, from the printed report as the fixtures have it."""


def main() -> None:
    """In a database of its own, which is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/generated.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("seed", verbosity=0)
        from strategy_monitor.report.build import build

        report = build("2025")
        for place, write in DOCUMENTS.items():
            text, path = write(report), ROOT / place
            changed = not path.exists() or path.read_text("utf-8") != text
            path.write_text(text, encoding="utf-8")
            print(f"{place}: {'written' if changed else 'as it was'}")
        connection.close()


if __name__ == "__main__":
    main()
