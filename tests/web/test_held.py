"""What a process holds in memory does not grow with what it is asked, and it has loaded what its readers need alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.demo_site import DATABASE, ROOT, Prepared

WITHOUT_END = 8_192
"""Results that a function may remember of what anybody can ask."""
OF_THE_CODE = {
    "strategy_monitor.accounts.provider", "strategy_monitor.history.naming", "strategy_monitor.releases.upgrades",
    "strategy_monitor.report.build", "strategy_monitor.report.terms", "strategy_monitor.report.things",
    "strategy_monitor.report.tracing", "strategy_monitor.texts.changed", "strategy_monitor.web.joined",
}  # fmt: skip
"""Modules that remember all results: of models, parts of the document and settings, of which there are so many."""
NOT_FOR_READERS = {
    "authlib", "django.test", "docx", "fontTools", "icalendar", "lxml", "openpyxl", "pikepdf", "plotly",
    "redis", "requests", "typst", "xlsxwriter", "yaml",
}  # fmt: skip
"""What a document, a spreadsheet, a calendar, a catalogue or a sign-in needs is loaded where it is asked for."""


def test_memory_is_of_what_there_is_and_not_of_what_was_asked(tmp_path: Path, demonstration: Prepared) -> None:
    folder = demonstration.copied(tmp_path)
    given = {
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "REDIS_URL": "",
        "METRICS_FOLDER": "",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.web.held", "8"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["answered"].values()) == {"200 OK"}, told["answered"]
    assert told["half_read"] == []
    assert NOT_FOR_READERS.intersection(told["loaded"]) == set()
    assert told["late"] == [], "processes share what is loaded before they are made"
    assert not told["asked_before"], "the database may be away as a server begins, and no connection outlives a fork"
    memories = told["memories"]
    assert len(memories) > 10
    assert {
        name for name, most in memories.items() if most is None and name.rpartition(".")[0] not in OF_THE_CODE
    } == set()
    assert {name for name, most in memories.items() if most is not None and most > WITHOUT_END} == set()
    assert told["grown"] == {}
