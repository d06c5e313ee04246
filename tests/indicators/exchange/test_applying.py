"""A plan once confirmed: all of it or nothing, with its origin, and only what was shown."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.exchange import applying
from indicators.exchange.applying import Decision, ImportRefused, Moved, confirm, make_imported_file
from indicators.exchange.plan import plan
from indicators.models import ImportedFile, Observation
from strategy_monitor.history.models import Change
from strategy_monitor.releases.marks import read_stamp
from tests import factories
from tests.indicators.exchange.files import NEW, csv_of
from tests.indicators.exchange.test_plan import OLD, person

pytestmark = pytest.mark.django_db
BOTH = csv_of(OLD | {"value": "5000", "printed": "5.000 heures"}, NEW | {"value": "6"})


def dropped(content: bytes, user: Any) -> ImportedFile:
    file = make_imported_file("valeurs.csv", content, user)
    file.save()
    return file


def taken(file: ImportedFile, user: Any, **decided: Any) -> ImportedFile:
    return confirm(file.pk, user, Decision(shown=plan(bytes(file.content), user).digest, **decided))[0]


def test_what_was_shown_is_written_with_its_origin(stored, chief):
    file = taken(dropped(BOTH, chief), chief, reason="Chiffres de mai")
    first, second = Observation.objects.order_by("period_label")
    assert (first.value, first.printed, second.value, second.period_label) == (5000, "5.000 heures", 6, "2024-2025")
    assert (first.imported_from, second.imported_from) == (file, file)
    for observation in (first, second):
        record = observation.history.latest()
        assert (record.history_user, record.imported_from) == (chief, file)
        assert record.history_change_reason == "Import de valeurs.csv\u202f: Chiffres de mai"
    assert [one.origin for one in (first, second)] == ["", "valeurs.csv, D3"], "the first says that it is printed"
    file.refresh_from_db()
    assert (file.added, file.changed, file.unchanged, file.reason) == (1, 1, 0, "Chiffres de mai")
    assert file.sha256 == hashlib.sha256(BOTH).hexdigest()
    assert (bytes(file.content), file.uploaded_by) == (BOTH, chief)
    assert file.confirmed_at


def test_what_was_validated_is_a_draft_again_and_needs_a_reason(stored, chief):
    file = dropped(BOTH, chief)
    for blank in ("", " \n"):
        with pytest.raises(ImportRefused, match="dire pourquoi"):
            taken(file, chief, reason=blank)
    assert Observation.objects.get().status == "validated"
    taken(file, chief, reason="Correction")
    assert set(Observation.objects.values_list("status", flat=True)) == {"draft"}


def test_the_same_file_again_changes_nothing(stored, chief):
    taken(dropped(BOTH, chief), chief, reason="Chiffres de mai")
    records = Observation.history.count()
    again = plan(BOTH, chief)
    assert len(again.unchanged) == len(again.lines) == 2
    with pytest.raises(ImportRefused, match="rien à importer"):
        taken(dropped(BOTH, chief), chief)
    assert Observation.history.count() == records


def test_a_figure_that_a_person_changes_no_longer_comes_from_its_file(stored, chief):
    file = taken(dropped(csv_of(OLD | {"value": "5000"}), chief), chief, reason="Chiffres de mai")
    one = Observation.objects.get()
    assert (one.origin, one.printed, one.imported_from) == ("valeurs.csv, D2", "4.944 heures", file)
    one.data_date = None
    one.break_before = "Autre définition"
    one.save()
    assert Observation.objects.get().origin == "valeurs.csv, D2"
    one.value = Decimal(5001)
    one.save()
    again = Observation.objects.get()
    assert (again.origin, again.imported_from) == ("", None)


def test_a_file_is_confirmed_once(stored, chief):
    file = dropped(BOTH, chief)
    taken(file, chief, reason="Chiffres de mai")
    with pytest.raises(ImportRefused, match="déjà été importé"):
        taken(file, chief, reason="Chiffres de mai")


def test_refused_rows_stop_the_file_unless_they_are_left_out(stored, chief):
    file = dropped(csv_of(OLD | {"value": "beaucoup"}, NEW | {"value": "6"}), chief)
    with pytest.raises(ImportRefused, match="Des lignes sont refusées"):
        taken(file, chief)
    assert Observation.objects.count() == 1
    taken(file, chief, some=True)
    assert Observation.objects.get(period_label="2023-2024").value == 4944
    assert Observation.objects.get(period_label="2024-2025").value == 6
    file.refresh_from_db()
    assert file.reason == "(lignes refusées laissées de côté\u202f: 1)"


def test_what_changed_since_it_was_shown_is_shown_again(stored, chief):
    file = dropped(BOTH, chief)
    shown = plan(BOTH, chief).digest
    stored.value = Decimal(4950)
    stored.save()
    with pytest.raises(Moved) as moved:
        confirm(file.pk, chief, Decision(shown=shown, reason="Chiffres de mai"))
    assert moved.value.plan.changed[0].changes[0].before == "4\u202f950"
    assert Observation.objects.get().value == 4950


def test_it_is_read_and_judged_while_others_write(stored, chief):
    file, locked = dropped(BOTH, chief), []
    held = Decision(shown=plan(BOTH, chief).digest, reason="Chiffres de mai")
    depth = len(connection.savepoint_ids)
    _file, found = confirm(
        file.pk, chief, held, lambda _plan: locked.append(len(connection.savepoint_ids) > depth), stamp=read_stamp
    )
    assert locked == [False]
    assert len(found.changed) == len(found.new) == 1


def test_what_changed_while_it_was_judged_is_looked_at_again_under_the_lock(stored, chief):
    file = dropped(BOTH, chief)

    def somebody_writes(_plan: Any) -> None:
        stored.value = Decimal(4950)
        stored.save()

    held = Decision(shown=plan(BOTH, chief).digest, reason="Chiffres de mai")
    with pytest.raises(Moved):
        confirm(file.pk, chief, held, somebody_writes, stamp=read_stamp)
    assert Observation.objects.get().value == 4950
    file.refresh_from_db()
    assert file.confirmed_at is None


def test_another_answer_than_the_one_shown_is_shown_again(stored, chief):
    file = dropped(csv_of(NEW | {"value": "4.944"}), chief)
    shown = plan(bytes(file.content), chief, {"": "milliers"}).digest
    with pytest.raises(Moved):
        confirm(file.pk, chief, Decision({"": "decimales"}, shown))
    confirm(file.pk, chief, Decision({"": "milliers"}, shown))
    assert Observation.objects.get(period_label="2024-2025").value == 4944


def test_a_failure_half_way_leaves_nothing(stored, chief, monkeypatch):
    file = dropped(BOTH, chief)

    def failing(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(applying, "change", failing)
    with pytest.raises(RuntimeError):
        taken(file, chief, reason="Chiffres de mai")
    file.refresh_from_db()
    assert (Observation.objects.count(), file.confirmed_at) == (1, None)


def test_the_command_applies_the_same_plan(stored, chief, tmp_path, capsys):
    path = tmp_path / "valeurs.csv"
    path.write_bytes(BOTH)
    call_command("import_observations", path, user="camille", reason="Chiffres de mai")
    assert capsys.readouterr().out == "Nouveaux : 1 ; modifiés : 1 ; inchangés : 0 ; refusés : 0.\n"
    assert ImportedFile.objects.get().observations.count() == 2
    call_command("import_observations", path, user="camille")
    assert capsys.readouterr().out == "Nouveaux : 0 ; modifiés : 0 ; inchangés : 2 ; refusés : 0.\n"
    assert ImportedFile.objects.count() == 1


def test_the_command_says_what_it_refuses(stored, chief, tmp_path, capsys):
    path = tmp_path / "valeurs.csv"
    path.write_bytes(csv_of(NEW | {"value": "beaucoup"}))
    with pytest.raises(CommandError, match="Des lignes sont refusées"):
        call_command("import_observations", path, user="camille")
    assert "D2 Valeur" in capsys.readouterr().err
    with pytest.raises(CommandError, match="Aucun compte actif"):
        call_command("import_observations", path, user="personne")
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("import_observations", tmp_path / "absent.csv", user="camille")
    person()
    with pytest.raises(CommandError):
        call_command("import_observations", path, user="dominique")
    assert not ImportedFile.objects.exists()


def changed_values(stored: Observation, count: int, years: int) -> bytes:
    """A file that changes the values of so many years, which it puts there first."""
    start = 1000 + years
    for number in range(count):
        factories.observation(series=stored.series, period_label=str(start + number), status="validated", value=3)
    rows = (OLD | {"period_label": str(start + number), "value": str(4 + number)} for number in range(count))
    return csv_of(*rows)


def test_many_changed_values_are_written_in_as_many_statements_as_few(stored, chief):
    def asked(count: int, years: int) -> int:
        file = dropped(changed_values(stored, count, years), chief)
        decision = Decision(shown=plan(bytes(file.content), chief).digest, reason="Correction")
        with CaptureQueriesContext(connection) as queries:
            done, _found = confirm(file.pk, chief, decision)
        assert done.changed == count
        return len(queries)

    asked(2, 0)  # the rules find something, which they then find again
    assert asked(3, 100) == asked(20, 200)


def test_each_value_of_many_is_written_as_it_would_write_itself(stored, chief):
    content = changed_values(stored, 3, 0)
    before = read_stamp()
    taken(dropped(content, chief), chief, reason="Correction")
    assert read_stamp() != before, "the change is marked"
    together = list(Observation.objects.exclude(pk=stored.pk).order_by("period_label"))
    by_itself = factories.observation(series=stored.series, period_label="1900", status="validated", value=3)
    by_itself.value, by_itself._history_user, by_itself._change_reason = 9, chief, "Correction"
    by_itself.save()
    assert [one.value for one in together] == [4, 5, 6]
    for one in together:
        assert (one.status, one.validated_on) == (by_itself.status, by_itself.validated_on) == ("draft", None)
        now, past = one.history.order_by("-history_id")
        assert (now.history_type, now.value, now.status, now.history_user) == ("~", one.value, "draft", chief)
        assert (past.history_type, past.value, past.status) == ("+", 3, "validated")
        noted, alike = (
            Change.objects.filter(model="indicators.Observation", key=key).latest("record")
            for key in (one.pk, by_itself.pk)
        )
        assert (noted.kind, noted.record_before, noted.subject_key) == ("~", past.history_id, alike.subject_key)
        assert {name for name, *_values in noted.fields} >= {name for name, *_values in alike.fields}
    again = Observation.objects.get(pk=together[0].pk)
    again.save()
    assert again.status == "draft"
    assert [one.differs for one in together] == [False] * 3
