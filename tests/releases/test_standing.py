"""The working copy is built once for all who look at it, and again as soon as anybody changed it, in whatever way."""

from __future__ import annotations

import re
from io import StringIO
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.models import BigIntegerField
from django.test.utils import CaptureQueriesContext

from axes.models import Acronym, Axis, PriorityAction, Strategy
from indicators.models import Finding, Indicator, Observation, Provider, Series
from strategy_monitor.backoffice import rereading
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.quality.gate import check_all
from strategy_monitor.quality.working_copy import name_rows
from strategy_monitor.releases import load, marks, standing
from strategy_monitor.releases.models import CopyMark
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build, build_traced
from strategy_monitor.report.things import flat
from tests import factories
from tests.people import person


@pytest.fixture
def copy(db: None) -> Observation:
    factories.provider(code="P")
    return factories.observation(period_label="2021", value=3)


def read(drafts: bool = True) -> standing.CopyStanding:
    return standing.read_standing("2025", None, drafts)


def test_it_is_built_once(copy, django_assert_num_queries):
    first = read()
    with django_assert_num_queries(1):
        assert read() is first
    assert first.traced.report == build("2025", drafts=True)


def ways_to_write() -> dict[str, Any]:
    """Each changes the document, and none but the first two is told by a signal of Django."""
    return {
        "a form": lambda one: Acronym.objects.create(letters="FW-B", meaning="Fédération"),
        "a link": lambda one: one.series.indicator.providers.add(factories.provider(code="Q")),
        "an update of many": lambda one: Observation.objects.update(value=4),
        "a bulk": lambda one: Provider.objects.bulk_create([Provider(code="Z", name="Z")]),
        "a bulk that ignores": lambda one: Provider.objects.bulk_create(
            [Provider(code="Z", name="Z")], ignore_conflicts=True
        ),
        "a removal": lambda one: Observation.objects.filter(pk=one.pk)._raw_delete("default"),
        "by hand": lambda one: execute("UPDATE axes_axis SET title = 'Autre'"),
        "by hand, added or changed": lambda one: execute(
            "INSERT INTO indicators_provider SELECT * FROM indicators_provider WHERE true "
            "ON CONFLICT (id) DO UPDATE SET name = 'Autre'"
        ),
    } | (ways_of_postgresql() if connection.vendor == "postgresql" else {})


def ways_of_postgresql() -> dict[str, Any]:
    return {
        "a table that is emptied": lambda one: execute(
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE indicators_observation CASCADE"
        ),
        "a copy": copy_provider,
        "a load that names no schema": lambda one: execute(
            "SET LOCAL search_path = ''; UPDATE public.axes_axis SET title = 'Autre'; SET LOCAL search_path = public"
        ),
        "what looks at no key": lambda one: execute(
            "SET LOCAL session_replication_role = replica; UPDATE axes_axis SET title = 'Autre'"
        ),
    }


def copy_provider(_one: Observation) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY indicators_provider (code, name, acronym, url, contact) FROM STDIN", StringIO("Z\tZ\tZ\t\t\n")
        )


def check_keys() -> None:
    """PostgreSQL alters no table of which something is left to check at the end of the transaction."""
    connection.check_constraints()


def execute(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@pytest.mark.parametrize("way", ways_to_write())
def test_whatever_writes_it_is_seen(copy, way):
    before = read()
    ways_to_write()[way](copy)
    after = read()
    assert after.traced.report != before.traced.report
    assert after.traced.report == build("2025", drafts=True)


def things_that_change() -> dict[str, Any]:
    """Each changes what an indicator says, by another row than the last."""
    return {
        "its own words": lambda one: Indicator.objects.filter(pk=one.series.indicator_id).update(context="Autre"),
        "its series": lambda one: Series.objects.filter(pk=one.series_id).update(label="Autre"),
        "its value": lambda one: Observation.objects.filter(pk=one.pk).update(value=4),
        "a value more": lambda one: factories.observation(series=one.series, period_label="2022", value=5),
        "a note on its value": lambda one: factories.note(observation=one),
        "a note on it": lambda one: factories.note(indicator=one.series.indicator),
        "its provider": lambda one: one.series.indicator.providers.add(Provider.objects.get(code="P")),
        "its provider to come": lambda one: one.series.indicator.planned_providers.add(Provider.objects.get(code="P")),
        "the name of its provider": lambda one: Provider.objects.filter(code="Q").update(code="R"),
        "where it stands": lambda one: PriorityAction.objects.update(number="9"),
        "its axis": lambda one: Axis.objects.update(number=4),
        "what it replaces": lambda one: Indicator.objects.exclude(pk=one.series.indicator_id).update(
            closed_since="2025", last_edition="2024", replaced_by=one.series.indicator
        ),
        "another name for its period": lambda one: one.series.observations.update(period_label="2020"),
        "a draft": lambda one: Observation.objects.filter(pk=one.pk).update(status=WorkStatus.DRAFT, value=8),
    }


@pytest.mark.parametrize("drafts", [True, False])
@pytest.mark.parametrize("what", things_that_change())
def test_what_did_not_change_is_taken_over_and_nothing_else(copy, what, drafts):
    copy.series.indicator.providers.add(factories.provider(code="Q"))
    other = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O77")))
    before = read(drafts).traced
    things_that_change()[what](copy)
    after, alone = read(drafts).traced, build_traced("2025", drafts)
    assert after.report == alone.report
    assert canonical.dump(after.report) == canonical.dump(alone.report)
    assert columns_of_sources(after) == columns_of_sources(alone)
    if what.startswith(("its own", "its series", "its value", "a ")):
        assert after.report.indicator("1.1-O77") is before.report.indicator("1.1-O77")
        assert other.series.indicator.code == "1.1-O77"


@pytest.mark.parametrize("drafts", [True, False])
def test_all_that_changes_one_after_another_is_read_as_if_for_the_first_time(copy, drafts):
    for change in things_that_change().values():
        copy = factories.observation(series=factories.series(indicator=factories.indicator()), period_label="2021")
        read(drafts)
        change(copy)
        after, alone = read(drafts).traced, build_traced("2025", drafts)
        assert canonical.dump(after.report) == canonical.dump(alone.report)
        assert columns_of_sources(after) == columns_of_sources(alone)


def test_what_no_draft_is_about_is_one_part_in_both_documents(copy):
    other = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O77")))
    Observation.objects.filter(pk=copy.pk).update(status=WorkStatus.DRAFT, value=8)
    code = copy.series.indicator.code
    for _time in range(2):
        stands, made = read(drafts=True).traced.report, read(drafts=False).traced.report
        assert stands.indicator("1.1-O77") is made.indicator("1.1-O77")
        assert stands.indicator(code) != made.indicator(code)
        Axis.objects.update(title="Autre")
    Observation.objects.filter(pk=other.pk).update(value=9)
    stands, made = read(drafts=True).traced.report, read(drafts=False).traced.report
    assert stands.indicator("1.1-O77") is made.indicator("1.1-O77")
    assert stands == build("2025", drafts=True)
    assert made == build("2025")


def test_what_was_read_while_somebody_wrote_is_read_again(copy, monkeypatch):
    """Even where changes left no mark for a while: what is known of a row is what the object was made of."""
    read()
    look = rereading.read_raw

    def look_and_write(*asked: Any) -> Any:
        found = look(*asked)
        Observation.objects.update(value=5)
        return found

    Observation.objects.update(value=4)
    with monkeypatch.context() as patched:
        patched.setattr(rereading, "read_raw", look_and_write)
        read(drafts=False)
    Observation.objects.update(value=4)
    assert read().traced.report == build("2025", drafts=True)
    check_keys()
    marks.forget_tables()
    Observation.objects.update(value=6)
    check_keys()
    marks.watch_tables()
    assert read().traced.report == build("2025", drafts=True)


def test_two_threads_look_at_one_reading(copy):
    """What one finds nothing of changes nothing under the feet of the other, who goes through all of it."""
    factories.observation(series=copy.series, period_label="2022")
    Observation.objects.filter(period_label="2022").update(status=WorkStatus.DRAFT)
    factories.note(observation=copy)
    gathered, _stamp = standing.read_copy("2025")
    assert gathered.report
    named = name_rows(gathered.published)
    before = len(gathered.published.notes)
    next(named)
    assert gathered.standing_report
    assert dict(named)
    assert len(gathered.published.notes) == before


def columns_of_sources(traced: Any) -> dict[Any, Any]:
    """What each part is made of: the rows as they now are."""
    return {
        identity: [
            (type(row), {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields})
            for row in traced.sources.get(id(thing.node), ())
        ]
        for identity, thing in flat(traced.report).items()
    }


def test_what_was_rolled_back_is_not_met_again(copy):
    before = read()
    with transaction.atomic():
        Axis.objects.update(title="Autre")
        assert read().traced.report.axes[0].title == "Autre"
        transaction.set_rollback(True)
    assert read().traced.report == before.traced.report
    with transaction.atomic():
        Axis.objects.update(title="Encore un autre")
        assert read().traced.report.axes[0].title == "Encore un autre"


@pytest.mark.parametrize("way", ways_to_write())
def test_what_was_rolled_back_to_a_savepoint_is_not_met_again(copy, way):
    with transaction.atomic():
        Acronym.objects.create(letters="FW-B", meaning="Fédération")
        before = read()
        with transaction.atomic():
            ways_to_write()["by hand" if way == "a form" else way](copy)
            changed = read()
            transaction.set_rollback(True)
        assert read().traced.report == before.traced.report == build("2025", drafts=True)
        with transaction.atomic():
            Axis.objects.update(title="Encore un autre")
            assert read().traced.report == build("2025", drafts=True) != changed.traced.report


def test_a_long_transaction_leaves_one_mark_and_writes_it_once(copy):
    """PostgreSQL keeps each version of a row until the end: one more to look through, at each change."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes it in its place")
    ask = "SELECT n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'releases_copymark'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        before = cursor.fetchone()
        for number in range(20):
            seen = read()
            Axis.objects.update(title=f"Autre {number}")
            assert read() is not seen
        cursor.execute(ask)
        assert cursor.fetchone() == before


def test_a_mark_that_a_dump_brings_back_is_another(copy, tmp_path):
    """It stood for what there was then; a load leaves what was added since."""
    read()
    dumped = tmp_path / "all.json"
    call_command("dumpdata", "axes", "indicators", "releases.CopyMark", output=str(dumped), verbosity=0)
    Acronym.objects.create(letters="FW-B", meaning="Fédération")
    call_command("loaddata", str(dumped), verbosity=0)
    assert read().traced.report == build("2025", drafts=True)
    assert read().traced.report.acronyms


def test_alerts_and_rights_leave_it_as_it_is(copy):
    before = read()
    check_all()
    assert Finding.objects.exists()
    person("somebody", axes=Axis.objects.all(), providers=Provider.objects.all())
    assert read() is before


def test_every_table_that_is_read_is_watched(copy):
    Observation.objects.update(status=WorkStatus.DRAFT)
    watched = {model._meta.db_table for model in marks.watched_models()}
    with CaptureQueriesContext(connection) as asked:
        build("2025", drafts=True)
        build("2025")
    tables = {name for one in asked for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])}
    assert len(tables) > 15
    assert tables <= watched


def test_every_watched_table_marks_each_kind_of_change(db):
    """Also one that a later model brings: the triggers are made of the models."""
    with connection.cursor() as cursor:
        found = marks.read_triggers(cursor)
    tables = {model._meta.db_table for model in marks.watched_models()}
    assert {table for table, _name in found} == tables
    assert len(found) == len(tables) * (1 if connection.vendor == "postgresql" else 3)


def test_after_a_migration_that_failed_nothing_is_kept(copy):
    """SQLite alters a table by making another, without triggers; they are made at the end, which was not reached."""
    before = read()
    check_keys()
    emit_pre_migrate_signal(0, False, connection.alias)
    marks.forget_tables()
    Axis.objects.update(title="Autre")
    assert read().traced.report != before.traced.report
    check_keys()
    marks.watch_tables()
    again = read()
    Axis.objects.update(title="Encore un autre")
    assert read().traced.report != again.traced.report


def test_what_a_migration_or_older_code_left_is_made_again(copy):
    """A table that took another name would keep its triggers, and a new one have its name."""
    check_keys()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE axes_axis DISABLE TRIGGER mark_change")
        else:
            cursor.execute("DROP TRIGGER mark_change_update_axes_axis")
            cursor.execute("CREATE TRIGGER mark_change_update_axes_axis AFTER UPDATE ON axes_axis BEGIN SELECT 1; END")
        emit_pre_migrate_signal(0, False, connection.alias)
        cursor.execute("ALTER TABLE axes_acronym RENAME TO axes_former")
        cursor.execute("CREATE TABLE axes_acronym AS SELECT * FROM axes_former")
    marks.watch_tables()
    acronym = "INSERT INTO axes_acronym (id, letters, meaning) VALUES (7, 'A', 'B')"
    for change in (acronym, "UPDATE axes_axis SET title = 'Z'"):
        before = standing.read_stamp()
        execute(change)
        assert standing.read_stamp() != before


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_alter_the_table_of_the_marks():
    """SQLite makes it anew, and refuses where a trigger names it meanwhile."""
    emit_pre_migrate_signal(0, False, connection.alias)
    before, after = CopyMark._meta.get_field("drawn"), BigIntegerField(null=True)
    after.set_attributes_from_name("drawn")
    for old, new in ((before, after), (after, before)):
        with connection.schema_editor() as editor:
            editor.alter_field(CopyMark, old, new)
    marks.watch_tables()
    before_it = standing.read_stamp()
    Acronym.objects.create(letters="FW-B", meaning="Fédération")
    assert standing.read_stamp() != before_it


def test_without_marks_nothing_is_kept(copy):
    CopyMark.objects.all().delete()
    assert standing.read_stamp() is None
    if connection.vendor == "sqlite":
        assert read() is not read()
        Axis.objects.update(title="Autre")
        assert read().traced.report.axes[0].title == "Autre"


def test_many_marks_become_one_and_what_follows_is_seen(copy, monkeypatch):
    monkeypatch.setattr(marks, "MOST_MARKS", 0)
    marks.merge_many_marks()
    assert CopyMark.objects.count() == 1
    before = read()
    Axis.objects.update(title="Autre")
    assert read().traced.report != before.traced.report


def test_another_release_is_compared_anew(seeded):
    first = publish("2025", "Un")[0]
    heads = {one.pk: one for one in standing_heads()}
    assert standing.read_standing("2025", heads[first.pk], drafts=True).changes == ()
    Strategy.objects.update(title="Autre titre")
    assert standing.read_standing("2025", heads[first.pk], drafts=True).changes
    second = publish("2025", "Deux")[0]
    head = next(one for one in standing_heads() if one.pk == second.pk)
    assert standing.read_standing("2025", head, drafts=True).changes == ()


def standing_heads() -> Any:
    return load.heads()


def test_a_change_while_it_is_read_is_not_kept(copy, monkeypatch):
    honest = standing.build_standing

    def slow(*given: Any) -> standing.CopyStanding:
        made = honest(*given)
        Axis.objects.update(title="Autre")
        return made

    monkeypatch.setattr(standing, "build_standing", slow)
    torn = read()
    monkeypatch.setattr(standing, "build_standing", honest)
    assert read() is not torn
    assert read().traced.report.axes[0].title == "Autre"


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_do_not_wait_for_each_other_and_both_are_seen():
    """On PostgreSQL: a mark is a row of its own transaction. SQLite lets one write at a time anyway."""
    one, two = factories.observation(period_label="2021", value=3), factories.provider(code="Q")
    if connection.vendor != "postgresql":
        Observation.objects.update(value=4)
        assert read().traced.report == build("2025", drafts=True)
        return
    before, both = read(), Barrier(2, timeout=20)

    def write(model: Any, key: int, **values: Any) -> None:
        try:
            with transaction.atomic():
                model.objects.filter(pk=key).update(**values)
                both.wait()  # neither has committed
        finally:
            connection.close()

    threads = [
        Thread(target=write, args=(Observation, one.pk), kwargs={"value": 4}),
        Thread(target=write, args=(Provider, two.pk), kwargs={"name": "Autre"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    after = read()
    assert after.traced.report != before.traced.report
    assert after.traced.report == build("2025", drafts=True)
    assert Indicator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_marks_at_once_do_not_fail():
    """A publication while somebody migrates."""
    if connection.vendor != "postgresql":
        pytest.skip("one at a time writes there")
    errors: list[Exception] = []
    merged = Event()

    def merge() -> None:
        try:
            merged.wait(20)
            marks.merge_marks(connection.alias)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = Thread(target=merge)
    thread.start()
    with transaction.atomic():
        marks.merge_marks(connection.alias)
        merged.set()
        thread.join(0.5)  # it waits for this transaction
    thread.join(20)
    assert errors == []
    assert CopyMark.objects.count() == 1
