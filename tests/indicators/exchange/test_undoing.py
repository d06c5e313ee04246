"""An import undone: everything is as it was, unless somebody changed it since."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import workflow
from indicators.exchange import undoing
from indicators.exchange.applying import ImportRefused
from indicators.exchange.undoing import ChangedMeanwhile, UndoRefused, plan_undoing, undo_import
from indicators.models import Finding, ImportedFile, Observation, ProviderAssignment
from strategy_monitor.backoffice.versions import revision
from strategy_monitor.threads import talking
from tests import factories
from tests.indicators.exchange.files import NEW, csv_of
from tests.indicators.exchange.test_applying import BOTH, dropped, taken
from tests.indicators.exchange.test_plan import OLD
from tests.indicators.tables import domain_tables
from tests.people import person

pytestmark = pytest.mark.django_db


def imported(user: Any, content: bytes = BOTH) -> ImportedFile:
    return taken(dropped(content, user), user, reason="Chiffres de mai")


def open_findings() -> list[tuple[Any, ...]]:
    told = ("rule", "severity", "label", "message", "observation", "in_draft", "mended_in_draft")
    return list(Finding.objects.filter(gone_on=None).order_by("fingerprint").values_list("fingerprint", *told))


def seen(*rows: Observation) -> dict[int, int]:
    return {row.pk: revision(row) for row in rows}


def test_all_is_as_it_was_and_the_file_keeps_that_it_was_undone(stored, chief):
    undoing.figures_changed.send(Observation, indicators=None)
    before, found = domain_tables(), open_findings()
    file = imported(chief)
    assert domain_tables() != before
    undo_import(file.pk, chief, " Mauvais fichier ")
    assert domain_tables() == before
    assert open_findings() == found
    file.refresh_from_db()
    assert (file.undone_by, file.undone_why, file.undone_left) == (chief, "Mauvais fichier", 0)
    assert file.undone_at
    assert file.confirmed_at
    reason = "Import de valeurs.csv défait\u202f: Mauvais fichier"
    last = [(one.history_type, one.history_user, one.history_change_reason) for one in Observation.history.all()[:2]]
    assert sorted(kind for kind, _who, _why in last) == ["-", "~"]
    assert {(who, why) for _kind, who, why in last} == {(chief, reason)}


def test_the_public_goes_on_reading_what_was_validated(stored, chief):
    file = imported(chief)
    assert [one.value for one in workflow.observations_to_publish()] == [4944], "as it was last validated"
    undo_import(file.pk, chief, "Mauvais fichier")
    assert [one.value for one in workflow.observations_to_publish()] == [4944]


def test_a_draft_of_somebody_else_is_theirs_again(stored, chief):
    author, judge = person("claude", "Contribution"), person("dominique", "Publication")
    ProviderAssignment.objects.create(user=author, provider=stored.series.indicator.providers.get())
    stored.value, stored._history_user = Decimal(4950), author
    stored.save()
    workflow.submit(author, seen(stored), {stored.pk: workflow.Remark("Voir page 3", "https://exemple.be/3")})
    before = domain_tables()
    file = imported(chief)
    undo_import(file.pk, chief, "Mauvais fichier")
    assert domain_tables() == before
    assert workflow.workers([stored.pk]) == {stored.pk: {author.pk}}, "who imported and undid has no hand in it"
    workflow.validate(judge, seen(Observation.objects.get()))
    assert Observation.objects.get().value == 4950


def test_what_was_undone_and_is_brought_back_is_also_theirs_who_imported_it(stored, chief):
    other = person("claude", "Édition")
    file = imported(chief)
    past = stored.history.filter(imported_from=file).get()
    undo_import(file.pk, chief, "Mauvais fichier")
    again = past.instance
    again._history_user = other
    again.save()
    assert workflow.workers([stored.pk]) == {stored.pk: {other.pk, chief.pk}}


def test_their_own_submission_goes_with_it(stored, chief):
    before = domain_tables()
    file = imported(chief)
    workflow.submit(chief, seen(*Observation.objects.all()))
    undo_import(file.pk, chief, "Mauvais fichier")
    assert domain_tables() == before


def test_a_submission_withdrawn_leaves_nothing_to_tell(stored, chief):
    before, other = domain_tables(), person("claude", "Administration")
    file = imported(chief)
    workflow.submit(chief, seen(*Observation.objects.all()))
    assert len(plan_undoing(file, other).since) == 2, "somebody else undoes it: it is submitted"
    workflow.take_back(chief, seen(*Observation.objects.all()))
    undo_import(file.pk, other, "Mauvais fichier")
    assert domain_tables() == before


def change_by(user: Any, row: Observation, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = user
    row.save()


def test_what_was_changed_since_stops_it_and_is_told(stored, chief):
    other = person("claude", "Édition")
    file = imported(chief)
    change_by(other, Observation.objects.get(period_label="2023-2024"), value=Decimal(5002))
    before = domain_tables(beside=())
    with pytest.raises(ChangedMeanwhile) as refused:
        undo_import(file.pk, chief, "Mauvais fichier")
    assert domain_tables(beside=()) == before, "nothing was written"
    (since,) = refused.value.undoing.since
    assert (since.name, since.who) == ("1.1-O1, Heures suivies, 2023-2024", other)
    assert "Valeur\u202f: 5000 → 5002" in since.what


def since_keys(file: ImportedFile, user: Any) -> set[int]:
    return {one.observation for one in plan_undoing(file, user).since}


def test_what_changed_after_a_person_agreed_stops_it_again(stored, chief):
    file = imported(chief)
    first, second = Observation.objects.order_by("period_label")
    change_by(chief, first, value=Decimal(5002))
    agreed = since_keys(file, chief)
    change_by(chief, second, value=Decimal(7))
    with pytest.raises(ChangedMeanwhile):
        undo_import(file.pk, chief, "Mauvais fichier", leave=agreed)


def test_the_rest_is_undone_once_a_person_agrees(stored, chief):
    file = imported(chief)
    change_by(chief, Observation.objects.get(period_label="2023-2024"), value=Decimal(5002))
    undo_import(file.pk, chief, "Mauvais fichier", leave=since_keys(file, chief))
    assert [(one.period_label, one.value) for one in Observation.objects.all()] == [("2023-2024", 5002)]
    file.refresh_from_db()
    assert file.undone_left == 1


def test_what_was_validated_since_is_told(stored, chief, settings):
    settings.ALLOW_SELF_VALIDATION = True
    file = imported(chief)
    rows = list(Observation.objects.all())
    workflow.submit(chief, seen(*rows))
    workflow.validate(chief, seen(*rows))
    with pytest.raises(ChangedMeanwhile) as refused:
        undo_import(file.pk, chief, "Mauvais fichier")
    assert all("Statut\u202f: brouillon → validé" in one.what for one in refused.value.undoing.since)
    assert all("Validé par\u202f: – → Camille Dubois" in one.what for one in refused.value.undoing.since)
    with pytest.raises(UndoRefused, match="rien à défaire"):
        undo_import(file.pk, chief, "Mauvais fichier", leave=since_keys(file, chief))


def test_a_note_written_since_on_what_was_added_is_told(stored, chief):
    file = imported(chief)
    note = factories.note(observation=Observation.objects.get(period_label="2024-2025"))
    with pytest.raises(ChangedMeanwhile) as refused:
        undo_import(file.pk, chief, "Mauvais fichier")
    (since,) = refused.value.undoing.since
    assert note.code in since.what[0]
    undo_import(file.pk, chief, "Mauvais fichier", leave=since_keys(file, chief))
    note.refresh_from_db()
    assert Observation.objects.get(period_label="2023-2024").value == 4944


def test_a_message_written_since_on_what_was_added_is_told(stored, chief):
    file = imported(chief)
    talking.post(chief, Observation.objects.get(period_label="2024-2025"), "Quelle année ?")
    with pytest.raises(ChangedMeanwhile) as refused:
        undo_import(file.pk, chief, "Mauvais fichier")
    (since,) = refused.value.undoing.since
    assert since.what[0].startswith("Message\u202f: Camille Dubois, ")


def test_what_the_rules_found_in_it_stays_found_of_nothing(stored, chief):
    file = imported(chief, csv_of(NEW | {"value": "49440"}))
    assert Finding.objects.get(rule="jump").observation
    undo_import(file.pk, chief, "Mauvais fichier")
    jump = Finding.objects.get(rule="jump")
    assert (jump.observation, jump.gone_on is None) == (None, False)


def test_what_was_deleted_since_is_told_where_the_import_had_changed_it(stored, chief):
    file = imported(chief)
    for row in Observation.objects.all():
        row._history_user = chief
        row.delete()
    (since,) = plan_undoing(file, chief).since
    assert (since.gone, since.what, since.who) == (True, ("supprimée",), chief)
    with pytest.raises(UndoRefused, match="rien à défaire"):
        undo_import(file.pk, chief, "Mauvais fichier", leave=since_keys(file, chief))


def test_what_was_deleted_since_with_its_series_is_told_too(stored, chief):
    file = imported(chief)
    Observation.objects.all().delete()
    stored.series.delete()
    (since,) = plan_undoing(file, chief).since
    assert (since.name, since.gone) == ("série supprimée, 2023-2024", True)


def test_a_later_import_of_the_same_is_undone_first(stored, chief):
    before = domain_tables()
    first = imported(chief)
    between = domain_tables()
    second = imported(chief, csv_of(OLD | {"value": "6000"}))
    ImportedFile.objects.filter(pk=second.pk).update(name="juin.csv")
    with pytest.raises(ChangedMeanwhile) as refused:
        undo_import(first.pk, chief, "Mauvais fichier")
    assert any(one.endswith("valeurs.csv → juin.csv") for one in refused.value.undoing.since[0].what), "which one"
    undo_import(second.pk, chief, "Mauvais fichier")
    assert domain_tables() == between
    undo_import(first.pk, chief, "Mauvais fichier")
    assert domain_tables() == before


@pytest.mark.parametrize("why", ["", "  ", "\x00", "x" * 1001])
def test_without_a_reason_nothing_is_undone(stored, chief, why):
    file = imported(chief)
    with pytest.raises(UndoRefused, match=r"Dire pourquoi|trop longue"):
        undo_import(file.pk, chief, why)
    assert Observation.objects.count() == 2


def test_it_is_undone_once(stored, chief):
    file = imported(chief)
    undo_import(file.pk, chief, "Mauvais fichier")
    with pytest.raises(UndoRefused, match="déjà défait"):
        undo_import(file.pk, chief, "Mauvais fichier")


def test_a_file_that_was_not_confirmed_has_nothing_to_undo(stored, chief):
    with pytest.raises(UndoRefused, match="revient à qui peut importer"):
        undo_import(dropped(BOTH, chief).pk, chief, "Mauvais fichier")


def test_who_may_import_there_undoes_it(stored, chief):
    file = imported(chief)
    provider = stored.series.indicator.providers.get()
    may = {
        role: undoing.may_undo(person(role, role, providers=[provider]), file)
        for role in ("Lecture", "Contribution", "Édition", "Publication", "Administration")
    }
    assert may == {
        "Lecture": False,
        "Contribution": True,
        "Édition": True,
        "Publication": False,
        "Administration": True,
    }
    elsewhere = person("ailleurs", "Contribution", providers=[factories.provider(acronym="CINE")])
    assert not undoing.may_undo(elsewhere, file)


@pytest.mark.parametrize("many", [3, 12])
def test_the_number_of_queries_does_not_grow_with_the_file(stored, chief, many):
    rows = [NEW | {"period_label": f"{year}-{year + 1}", "value": "6"} for year in range(2000, 2000 + many)]
    file = imported(chief, csv_of(*rows, OLD | {"value": "5000"}))
    with CaptureQueriesContext(connection) as asked:
        found = plan_undoing(file, chief)
    assert found.count == many + 1
    assert len(asked) == 4, [one["sql"][:90] for one in asked]  # the history, the rows, notes and messages on them


VALUES = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["1,5", "0", "999999,25"]))
CHANGES = st.fixed_dictionaries(
    {}, optional={"value": VALUES, "printed": st.sampled_from(["douze", "12 h"]), "section": st.sampled_from(["3.1"])}
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changed=st.dictionaries(st.integers(2000, 2005), CHANGES, max_size=6),
    added=st.dictionaries(st.integers(2010, 2016), VALUES, max_size=6),
    states=st.lists(st.sampled_from(["validated", "draft", "submitted", "returned"]), min_size=6, max_size=6),
)
def test_whatever_an_import_adds_and_changes_undoing_it_leaves_no_trace(stored, chief, changed, added, states):
    with transaction.atomic():
        for year, state in zip(range(2000, 2006), states, strict=True):
            more = {"submitted": {"submitted_by": chief}, "returned": {"returned_why": "Quelle année ?"}}
            factories.observation(
                series=stored.series, period_label=f"{year}-{year + 1}", status=state, **more.get(state, {})
            )
        before, public = domain_tables(), [one.value for one in workflow.observations_to_publish()]
        rows = [NEW | {"period_label": f"{year}-{year + 1}"} | values for year, values in changed.items()]
        rows += [NEW | {"period_label": f"{year}-{year + 1}", "value": value} for year, value in added.items()]
        with suppress(ImportRefused):  # nothing to import
            file = imported(chief, csv_of(*rows, OLD))
            assert domain_tables() != before
            undo_import(file.pk, chief, "Mauvais fichier")
            assert domain_tables() == before
            assert [one.value for one in workflow.observations_to_publish()] == public
        transaction.set_rollback(True)
