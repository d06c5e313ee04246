"""Each record of each history has its change, written with it, as things were called then."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from indicators.models import Indicator, Observation, Series
from strategy_monitor.backoffice.people import read_names
from strategy_monitor.backoffice.recording import RecordManager, gather_records
from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import history_of, in_words, recorded_models
from strategy_monitor.history.recording import note_changes, note_migrated, note_missing
from strategy_monitor.texts.models import TextReading
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> Series:
    return factories.series(
        indicator=factories.indicator(code="2.1-O1", action=factories.action(axis=factories.axis(2)))
    )


def newest(model: str) -> Change:
    return Change.objects.filter(model=model).latest("id")


def missing() -> set[tuple[str, int]]:
    """Records that have no change."""
    known = set(Change.objects.values_list("model", "record"))
    records = {
        (m._meta.label, key) for m in recorded_models() for key in history_of(m).values_list("history_id", flat=True)
    }
    return records - known


def test_every_model_that_keeps_a_history_tells_of_what_is_written_together():
    assert {type(model.history) for model in recorded_models()} != set()
    assert all(isinstance(model.history, RecordManager) for model in recorded_models())


def test_a_record_says_who_what_where_and_from_what_to_what(series):
    person = get_user_model().objects.create_user("camille", first_name="Camille", last_name="Dubois")
    observation = factories.observation(series=series, value=Decimal(4))
    observation.value, observation._history_user, observation._change_reason = Decimal(5), person, "École recomptée"
    observation.save()
    change = newest("indicators.Observation")
    assert (change.user_id, change.origin) == (person.pk, "person")
    assert change.author(read_names()) == "Camille Dubois"
    assert (change.kind, change.axis, change.indicator_code, change.key) == ("~", 2, "2.1-O1", observation.pk)
    assert (change.reason, change.folded_reason) == ("École recomptée", "ecole recomptee")
    name, *values = change.fields[0]
    assert (name, [Decimal(value) for value in values]) == ("value", [4, 5])
    assert change.record_before == observation.history.last().pk


def test_a_thing_is_called_as_it_was_when_it_changed(series):
    factories.observation(series=series)
    series.label = "Autre nom"
    series.save()
    series.indicator.code = "2.1-O9"
    series.indicator.save()
    assert "de « Heures suivies », indicateur 2.1-O1" in in_words(newest("indicators.Observation").name, {}).replace(
        "\u202f", " "
    )


def test_what_is_written_together_is_noted(series):
    made = [Observation(series=series, period_kind="year", period_label=str(year), value=year, status="draft",
                        period_start=f"{year}-01-01", period_end=f"{year}-12-31") for year in (2021, 2022)]  # fmt: skip
    bulk_create_with_history(made, Observation, default_change_reason="Ensemble")
    rows = list(Observation.objects.all())
    for row in rows:
        row.value = Decimal(1)
    bulk_update_with_history(rows, Observation, ["value"], default_change_reason="Corrigé")
    assert missing() == set()
    changes = Change.objects.filter(model="indicators.Observation").order_by("id")
    assert [(one.kind, one.reason) for one in changes] == [("+", "Ensemble")] * 2 + [("~", "Corrigé")] * 2
    assert [name for name, *_values in changes[3].fields] == ["value"]


def test_a_change_is_undone_with_what_it_tells_of(series):
    with transaction.atomic():
        series.label = "Autre nom"
        series.save()
        assert newest("indicators.Series").kind == "~"
        transaction.set_rollback(True)
    assert newest("indicators.Series").kind == "+"
    assert missing() == set()


def relabel(series, *labels):
    for label in labels:
        series.label = label
        series.save()


def test_what_is_gathered_is_noted_once_and_says_the_same(series):
    noted = Change.objects.filter(model="indicators.Series", kind="~").order_by("id")
    with CaptureQueriesContext(connection) as apart:
        relabel(series, "Un", "Deux", "Trois")
    relabel(series, "Heures suivies")
    with CaptureQueriesContext(connection) as together, gather_records():
        relabel(series, "Un", "Deux", "Trois")
        assert noted.count() == 4
    fields = list(noted.values_list("fields", flat=True))
    assert fields[:3] == fields[4:]
    assert len(together) < len(apart)
    assert missing() == set()


@pytest.mark.parametrize("falls", [True, False])
def test_what_is_gathered_and_undone_leaves_no_change(series, falls):
    before = Change.objects.count()
    try:
        with transaction.atomic(), gather_records():
            relabel(series, "Un")
            transaction.set_rollback(True)
            if falls:
                raise ArithmeticError
    except ArithmeticError:
        pass
    relabel(series, "Deux")
    assert Change.objects.count() == before + 1
    assert missing() == set()


def test_what_a_savepoint_has_undone_is_not_noted(series):
    before = Change.objects.count()
    with gather_records():
        relabel(series, "Un")
        with transaction.atomic():
            relabel(series, "Deux")
            transaction.set_rollback(True)
        relabel(series, "Trois")
    assert Change.objects.count() == before + 2
    assert [one.fields for one in Change.objects.order_by("-id")[:2]] == [
        [["label", "Un", "Trois"]], [["label", "Heures suivies", "Un"]]
    ]  # fmt: skip
    assert missing() == set()


def all_changes() -> list[str]:
    """All that is told of the changes, but for the zeros at the end of a number."""
    kept = ("model", "key", "record", "record_before", "kind", "when", "origin", "name", "axis", "indicator")
    rows = Change.objects.order_by("model", "record").values_list(*kept, "fields")
    return [f"{row[:-1]} {[name for name, *_values in row[-1]]}" for row in rows]


def test_what_was_recorded_before_is_noted_once(series):
    observation = factories.observation(series=series)
    series.indicator.providers.add(factories.provider(acronym="DGEO"))
    observation.delete()
    before = all_changes()
    Change.objects.filter(model__startswith="indicators.").delete()
    note_missing()
    note_missing()
    assert all_changes() == before


def test_a_database_on_its_way_is_noted_by_its_last_migration(series):
    """`migrate indicators 0010` on a new database has no table of changes yet."""
    Change.objects.all().delete()
    applied = MigrationRecorder(connection)
    applied.record_unapplied("threads", "0001_messages")
    note_migrated(plan=[])
    assert not Change.objects.exists()
    applied.record_applied("threads", "0001_messages")
    note_migrated(plan=[])
    assert missing() == set()


def test_what_noting_asks_does_not_grow_with_the_records(series):
    """Of one kind of thing, in one batch: whoever made the changes, and whatever an indicator links."""
    people = [get_user_model().objects.create_user(f"personne-{number}") for number in range(2)]

    def queries_for(count):
        for number in range(count):
            series.indicator.title = f"Titre {number} de {count}"
            series.indicator._history_user = people[number % 2]
            series.indicator.save()
        Change.objects.filter(model="indicators.Indicator").delete()
        with CaptureQueriesContext(connection) as asked:
            note_missing()
        return len(asked)

    assert queries_for(2) == queries_for(20)


def test_what_noting_asks_does_not_grow_with_the_things(series):
    """Of many that were changed, and of readings, which lead to their text by its model and key."""
    reader = get_user_model().objects.create_user("lectrice")

    def queries_for(count):
        measures = [factories.measure(action=series.indicator.action) for _number in range(count)]
        with gather_records():
            for one in measures:
                one.text = f"{one.text} encore"
                one.save()
                key = {"model": "axes.Measure", "key": one.pk, "field": "text", "wording": '"x"'}
                TextReading.objects.create(**key, reader=reader)
        keys = Change.objects.order_by("-id")[: 2 * count].values_list("model", "record")
        models = {model._meta.label: model for model in recorded_models()}
        records = [history_of(models[label]).get(history_id=record) for label, record in keys]
        told = {(type(one).__name__, one.history_type) for one in records}
        assert told == {("HistoricalMeasure", "~"), ("HistoricalTextReading", "+")}
        Change.objects.filter(record__in=[one.history_id for one in records]).delete()
        with CaptureQueriesContext(connection) as asked:
            note_changes(records)
        return len(asked)

    assert queries_for(2) == queries_for(20)


def test_migrating_notes_what_is_missing(series):
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert missing() == set()


def test_a_report_is_loaded_with_all_its_changes(seeded):
    assert missing() == set()
    assert set(Change.objects.values_list("origin", flat=True)) == {"load"}
    assert Change.objects.filter(model="indicators.Indicator", kind="+").count() == Indicator.objects.count()


def test_a_history_is_read_through_one_class_of_managers(series: Series) -> None:
    """django-simple-history makes one at each access, and they stay until Python looks for garbage."""
    before = len(RecordManager.__subclasses__())
    for _ in range(5):
        assert type(series.history) is type(Series.history)
        series.save()
    assert len(RecordManager.__subclasses__()) == before
    assert series.history.count() == 6
    assert Series.history.count() == Series.history.filter(id=series.pk).count()
