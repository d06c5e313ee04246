"""The working copy is built once for all who look at it, and again as soon as anybody changed it, in whatever way."""

from __future__ import annotations

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from axes.models import Acronym, Axis, PriorityAction, Strategy
from indicators.models import Finding, Indicator, Observation, Provider, Series
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.quality.gate import check_all
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
    return factories.observation(period_label="2021", value=3)


def read(drafts: bool = True) -> standing.Standing:
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
        "by hand": lambda one: connection.cursor().execute("UPDATE axes_axis SET title = 'Autre'"),
    }


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
    factories.provider(code="P")
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

    def slow(*given: Any) -> standing.Standing:
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
