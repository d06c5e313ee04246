"""5,000 spoilt spreadsheets (issue 9): nothing crashes, nothing is half written, no value is moved or misread.

In CI a few are tried; `MUTATED=5000` tries that many, and `MUTATED_FROM` says with which seed to begin.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from django.db import transaction

from indicators.exchange.applying import Decision, ImportRefused, confirm, make_imported_file
from indicators.exchange.columns import COLUMNS, cell_values
from indicators.exchange.plan import plan
from indicators.exchange.sheets import UnreadableSheet
from indicators.exchange.stored import observations_to_export
from indicators.models import ImportedFile, Observation
from indicators.signals import figures_changed
from tests.indicators.exchange.mutated import Mutated, mutated

HOW_MANY, FIRST = int(os.environ.get("MUTATED", "16")), int(os.environ.get("MUTATED_FROM", "0"))
ANSWERS = {"": "decimales", "part": "pourcent", "arrondi": "montre", "masque": "lire"}
"""What a person answers who reads numbers as they stand on the screen."""


@pytest.mark.usefixtures("seeded")
def test_no_spoilt_spreadsheet_moves_or_misreads_a_value(chief: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures_changed, "receivers", [])  # the rules of quality have their own tests
    base = [[cell_values(one)[column.name] for column in COLUMNS] for one in observations_to_export()]
    told: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + HOW_MANY):
        one = mutated(seed, base)
        with transaction.atomic():
            told[tried(one, chief)] += 1
            transaction.set_rollback(True)
        if seed % 100 == 99:
            print(seed + 1, dict(told), flush=True)
    assert told["written"] > 0
    assert told["unreadable"] > 0


def tried(one: Mutated, user: Any) -> str:
    """Plans and confirms one file, without answers and with them. Returns how it ended."""
    before = contents()
    try:
        found = plan(one.content, user)
    except UnreadableSheet:
        assert contents() == before
        return "unreadable"
    asked = bool(found.questions)
    answers = ANSWERS if asked else {}
    found = plan(one.content, user, answers) if asked else found
    file = make_imported_file(f"{one.seed}.{one.kind}", one.content, user)
    file.save()
    if found.refused:
        refused(file, user, Decision(answers, found.digest, "Essai"), before)
    if not found.writes:
        return "refused"
    confirm(file.pk, user, Decision(answers, found.digest, "Essai", some=True))
    after = contents()
    changed = {key for key in after if after[key] != before.get(key)}
    assert before.keys() <= after.keys(), one
    lines = [line for line in (*found.new, *found.changed) if line.observation]
    assert changed == {key_of(line.observation) for line in lines}, (one.seed, one.how, "partly written")
    if one.shown is not None:
        for line in lines:
            seen(one, line, before)
    return "written"


def refused(file: ImportedFile, user: Any, decision: Decision, before: dict[Any, Any]) -> None:
    with pytest.raises(ImportRefused), transaction.atomic():
        confirm(file.pk, user, decision)
    assert contents() == before


def seen(one: Mutated, line: Any, before: dict[Any, Any]) -> None:
    """Whether what is written is what a person sees in this row, at the indicator and the series that it shows."""
    made, row = line.observation, (one.shown or [])[line.number - 2]
    where = (one.seed, one.how, line.number, row)
    indicator = made.series.indicator
    for heading, expected in (
        ("Indicateur", (indicator.short_title, indicator.title)),
        ("Série", (made.series.label,)),
    ):
        assert not row.get(heading) or letters(row[heading]) in {letters(text) for text in expected}, where
    assert letters(row["Code de l’indicateur"]) == letters(indicator.code), where
    assert letters(made.period_label) in {letters(row["Période"]), letters(in_words(row["Période"]))}, where
    headings = {change.heading for change in line.changes}
    for heading, value in (("Valeur", made.value), ("Borne haute", made.value_high)):
        if heading in headings and row.get(heading):
            assert number(row[heading]) == value or row[heading] == "(vide)", (where, value)


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def in_words(text: str) -> str:
    """« 01/02/2025 » → « 1er février 2025 », as a person reads a date; another text as it is."""
    day = re.fullmatch(r"([0-9]{2})/(0[1-9]|1[0-2])/([0-9]{4})", text)
    return f"{int(day[1])}{'er' if day[1] == '01' else ''} {MONTHS[int(day[2]) - 1]} {day[3]}" if day else text


def letters(text: str) -> str:
    folded = text.casefold().replace("’", "'").replace("\u2011", "-").replace("–", "-")
    return "".join(folded.replace("œ", "oe").split())


def number(text: str) -> Decimal | None:
    """What a person reads in a cell, whatever mark follows: « 4 944,5 % » is 4944.5."""
    kept = text.replace("\u202f", "").replace(" ", "").replace("−", "-").removesuffix("%")
    kept = kept.removesuffix("heures").removesuffix("€")
    try:
        return Decimal(kept.replace(".", "").replace(",", ".") if "," in kept else kept)
    except InvalidOperation:
        return None


def contents() -> dict[tuple[int, str], tuple[Any, ...]]:
    """Everything that an import can change, by series and period."""
    names = [column.name for column in COLUMNS if column.use == "read"]
    rows = Observation.objects.values_list("series_id", "period_label", *names)
    return {(row[0], row[1]): row[2:] for row in rows}


def key_of(observation: Any) -> tuple[int, str]:
    return observation.series_id, observation.period_label


def test_the_same_seed_spoils_the_same_way(stored: Any) -> None:
    base = [[cell_values(one)[column.name] for column in COLUMNS] for one in observations_to_export()]
    first, second = (mutated(seed, base) for seed in (7, 7))
    assert (first.how, first.shown, first.kind) == (second.how, second.shown, second.kind)
