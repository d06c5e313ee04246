"""What the code writes for people to read is what stands in `docs/`."""

from __future__ import annotations

import re

import pytest

from strategy_monitor.report.build import build
from tests.generated import DOCUMENTS, ROOT


@pytest.mark.once
def test_the_generated_documents_are_current(seeded: None) -> None:
    report = build("2025")
    stale = [place for place, write in DOCUMENTS.items() if (ROOT / place).read_text("utf-8") != write(report)]
    assert stale == [], "out of date: make docs (python -m tests.generated)"


def test_the_map_of_the_documents_leads_to_each_of_them() -> None:
    here = ROOT / "docs"
    linked = {
        (here / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", (here / "README.md").read_text("utf-8"))
    }
    assert [str(path) for path in linked if not path.exists()] == []
    documents = {path for path in here.rglob("*") if path.suffix in {".md", ".json"}} - {here / "README.md"}
    assert sorted(path.name for path in documents - linked) == []
