"""`manage.py check_data`, and the page of the documentation that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Finding
from strategy_monitor.quality.listing import describe_rules
from strategy_monitor.quality.rules import RULES
from tests import factories
from tests.quality.test_gate import impossible, told

ROOT = Path(__file__).resolve().parents[2]


def run(capsys: pytest.CaptureFixture[str], **options) -> tuple[str, int]:
    """What it prints, and its exit code."""
    code = 0
    try:
        call_command("check_data", **options)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return capsys.readouterr().out.replace("\u202f", " "), code


@pytest.mark.django_db
def test_it_prints_by_severity_and_rule_and_fails_where_publishing_is_stopped(capsys):
    impossible(value="0.5")
    text, code = run(capsys)
    assert code == 1
    assert "Bloquants (2)\n  Date impossible [impossible_date]\n    1.1-O" in text
    assert "« 32/01/2024 » n’est pas un jour du calendrier." in text
    assert "Valeur hors de ce que son unité permet [out_of_range]" in text
    assert Finding.objects.filter(rule="impossible_date").exists(), "what is found is kept"


@pytest.mark.django_db
def test_it_succeeds_where_the_public_knows(capsys):
    note = told(observation=impossible())
    text, code = run(capsys)
    assert code == 0
    assert "Déjà dits au public par une note (1)" in text
    assert f"[{note.code}]" in text


@pytest.mark.django_db
def test_it_says_that_there_is_nothing(capsys):
    assert run(capsys) == ("Rien : aucune règle ne trouve de faute.\n", 0)


@pytest.mark.django_db
def test_one_rule_and_one_axis_can_be_asked_for(capsys):
    impossible(value="0.5")
    text, code = run(capsys, rule="out_of_range")
    assert code == 1
    assert "impossible_date" not in text
    assert run(capsys, axis=2) == ("Rien : aucune règle ne trouve de faute.\n", 0)
    assert "impossible_date" in run(capsys, axis=1)[0]


@pytest.mark.django_db
def test_an_unknown_rule_is_refused_with_the_list_of_those_there_are():
    with pytest.raises(CommandError, match=r"Aucune règle «\ssaut\s»\. Règles\s: impossible_date"):
        call_command("check_data", rule="saut")


@pytest.mark.django_db
def test_a_program_reads_json(capsys):
    impossible()
    text, code = run(capsys, json=True)
    (found,) = [row for row in json.loads(text) if row["rule"] == "impossible_date"]
    assert code == 1
    assert (found["heap"], found["rule"], found["axis"], found["observed"]) == (
        "blocking", "impossible_date", 1, "32/01/2024",
    )  # fmt: skip


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_findings(capsys):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            run(capsys)
        return len(captured)

    impossible()
    few = queries()
    for number in range(4):
        impossible(series=factories.series(indicator=factories.indicator(code=f"1.1-O9{number}")))
    assert queries() <= few, "what the rules find for the first time is recorded with its change"


def test_the_documentation_lists_each_rule():
    assert all(f"`{code}`" in describe_rules() for code in RULES)
