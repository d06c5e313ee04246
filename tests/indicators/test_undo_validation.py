"""A validation taken back: all is as it was before, for ten minutes, until a release holds it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from indicators import workflow
from indicators.models import Observation
from indicators.workflow import StepRefused
from strategy_monitor.desk.figures import compare_with_validated
from strategy_monitor.releases.publish import publish, published_since
from tests import factories
from tests.indicators.tables import domain_tables
from tests.indicators.test_workflow import person, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher() -> Any:
    return person("dominique", "Publication")


@pytest.fixture
def author() -> Any:
    return get_user_model().objects.create_superuser("camille")


@pytest.fixture
def changed(author: Any) -> Observation:
    """A figure that the public reads as 4944, and that somebody submitted as 5000."""
    row = factories.observation(status="validated")
    row.value, row._history_user = 5000, author
    row.save()
    workflow.submit(author, seen(row), {row.pk: workflow.Remark("Voir page 3", "https://exemple.be/3")})
    return row


def new(author: Any, series: Any, start: int) -> Observation:
    label = f"{start}-{start + 1}"
    row = factories.observation(series=series, status="draft", period_label=label, printed="", place="")
    row.history.update(history_user=author)
    workflow.submit(author, seen(row))
    return row


def undo(user: Any, *rows: Observation) -> None:
    workflow.undo_validation(user, seen(*rows), published_since)


def public() -> list[int]:
    return [int(one.value) for one in workflow.observations_to_publish()]


def test_all_is_as_it_was_before(changed, author, publisher):
    rows = [changed, new(author, changed.series, 2024)]
    before = domain_tables(beside=())
    assert public() == [4944]
    workflow.validate(publisher, seen(*rows))
    assert public() == [5000, 4944]
    undo(publisher, *rows)
    assert domain_tables(beside=()) == before
    assert public() == [4944], "what was taken back is not what was last validated"


def test_whose_work_it_is_is_as_before(changed, author, publisher):
    before = workflow.workers([changed.pk])
    workflow.validate(publisher, seen(changed))
    assert workflow.workers([changed.pk]) == {changed.pk: set()}
    undo(publisher, changed)
    assert workflow.workers([changed.pk]) == before == {changed.pk: {author.pk}}
    with pytest.raises(StepRefused, match="Une autre personne"):
        workflow.validate(author, seen(changed))
    workflow.validate(publisher, seen(changed))
    assert public() == [5000]


def test_who_validated_and_took_it_back_is_not_whose_work_comes_again(changed, author, publisher):
    workflow.validate(publisher, seen(changed))
    undo(publisher, changed)
    for value in (6000, 5000):
        row = Observation.objects.get()
        row.value, row._history_user = value, author
        row.save()
    assert workflow.workers([changed.pk]) == {changed.pk: {author.pk}}


def test_the_page_compares_with_what_was_validated_and_not_taken_back(changed, publisher):
    before = compare_with_validated(changed)
    workflow.validate(publisher, seen(changed))
    undo(publisher, changed)
    changed.refresh_from_db()
    assert compare_with_validated(changed) == before
    assert [one.validated for one in before or ()] == ["4944"]


def test_it_may_be_returned_withdrawn_and_deleted_as_if_it_had_never_been_validated(author, publisher):
    row = new(author, factories.series(), 2024)
    workflow.validate(publisher, seen(row))
    undo(publisher, row)
    workflow.take_back(author, seen(row))
    row.refresh_from_db()
    assert workflow.may_delete(author, row)
    row.value = 7
    row.save()
    assert public() == [], "a draft beside it is not published as what was taken back"


def test_nobody_else_takes_it_back(changed, publisher):
    workflow.validate(publisher, seen(changed))
    with pytest.raises(StepRefused, match="n’a pas validé"):
        undo(person("autre", "Publication"), changed)


def test_not_once_a_release_holds_it(changed, publisher):
    workflow.validate(publisher, seen(changed))
    publish("2025", "Première version")
    with pytest.raises(StepRefused, match="Une version publiée depuis la contient"):
        undo(publisher, changed)
    assert public() == [5000]


def test_a_release_of_before_does_not_stop_it(changed, publisher):
    publish("2025", "Première version")
    workflow.validate(publisher, seen(changed))
    undo(publisher, changed)
    assert public() == [4944]


def test_not_after_ten_minutes(changed, publisher):
    workflow.validate(publisher, seen(changed))
    last = changed.history.latest()
    changed.history.filter(pk=last.pk).update(history_date=last.history_date - dt.timedelta(minutes=11))
    with pytest.raises(StepRefused, match="plus de dix minutes"):
        undo(publisher, changed)
    assert not Observation.objects.filter(workflow.just_validated(publisher)).exists()


def test_not_once_somebody_has_changed_or_saved_it(changed, publisher):
    workflow.validate(publisher, seen(changed))
    shown = seen(changed)
    changed.refresh_from_db()
    changed.save()
    with pytest.raises(StepRefused, match="a changé depuis"):
        workflow.undo_validation(publisher, shown, published_since)
    with pytest.raises(StepRefused, match="enregistrée depuis sa validation"):
        undo(publisher, changed)
    changed.value = 6000
    changed.save()
    with pytest.raises(StepRefused, match="n’est plus validée"):
        undo(publisher, changed)


def test_one_that_cannot_be_taken_back_stops_all(changed, author, publisher):
    other = new(author, changed.series, 2024)
    workflow.validate(publisher, seen(changed, other))
    Observation.objects.get(pk=other.pk).save()
    with pytest.raises(StepRefused):
        undo(publisher, changed, other)
    assert set(Observation.objects.values_list("status", flat=True)) == {"validated"}


def test_what_a_load_vouched_for_is_nobody_s_to_take_back(publisher):
    row = factories.observation(status="validated")
    with pytest.raises(StepRefused, match="n’a pas validé"):
        undo(publisher, row)
