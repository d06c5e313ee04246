"""The life of an observation: draft, submitted, returned or validated; who takes each step, and what stops them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from axes.models import AxisAssignment
from indicators import workflow
from indicators.exchange.periods import deduce_period
from indicators.models import Observation, ProviderAssignment
from indicators.workflow import Remark, StepRefused
from strategy_monitor.backoffice.versions import revision
from tests import factories
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db


def person(name: str, *roles: str) -> Any:
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


@pytest.fixture
def draft() -> Observation:
    return remembered("a draft", lambda: factories.observation(status="draft"))


@pytest.fixture
def contributor(draft: Observation) -> Any:
    user = person("camille", "Contribution")
    ProviderAssignment.objects.create(user=user, provider=draft.series.indicator.providers.get())
    return user


@pytest.fixture
def publisher() -> Any:
    return person("dominique", "Publication")


def seen(*rows: Observation) -> dict[int, int]:
    """These observations, as a page showed them."""
    return {row.pk: revision(row) for row in rows}


def status(row: Observation) -> str:
    return Observation.objects.get(pk=row.pk).status


def test_a_draft_is_submitted_then_validated(draft, contributor, publisher):
    workflow.submit(contributor, seen(draft))
    assert status(draft) == "submitted"
    workflow.validate(publisher, seen(draft))
    draft.refresh_from_db()
    assert (draft.status, draft.validated_by, draft.submitted_by) == ("validated", publisher, contributor)
    assert draft.validated_on is not None
    said = [(record.history_user, record.history_change_reason) for record in draft.history.all()[:2]]
    assert said == [(publisher, "Validé"), (contributor, "Soumis")]


def test_what_is_returned_says_why_until_it_is_submitted_again(draft, contributor, publisher):
    workflow.submit(contributor, seen(draft))
    workflow.give_back(publisher, seen(draft), "  Quelle année ? ")
    draft.refresh_from_db()
    assert (draft.status, draft.returned_why) == ("returned", "Quelle année ?")
    draft.value = Decimal(1)
    draft.save()
    assert status(draft) == "returned", "mended, but not yet handed over again"
    workflow.submit(contributor, seen(draft))
    draft.refresh_from_db()
    assert (draft.status, draft.returned_why) == ("submitted", "")


@pytest.mark.parametrize("why", ["", "  "])
def test_a_return_without_a_reason_is_refused(draft, contributor, publisher, why):
    workflow.submit(contributor, seen(draft))
    with pytest.raises(StepRefused, match="Dire pourquoi"):
        workflow.give_back(publisher, seen(draft), why)
    assert status(draft) == "submitted"


def typed(row: Observation, user: Any, **values: Any) -> None:
    """What a form does for this person, by whatever door."""
    found = Observation.objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(found, name, value)
    found._history_user = user
    found.save()


def test_nobody_validates_what_they_submitted_unless_the_settings_let_them(draft, contributor, settings):
    contributor.groups.add(Group.objects.get(name="Publication"))
    workflow.submit(contributor, seen(draft))
    with pytest.raises(StepRefused, match="Une autre personne"):
        workflow.validate(contributor, seen(draft))
    assert status(draft) == "submitted"
    settings.ALLOW_SELF_VALIDATION = True
    workflow.validate(contributor, seen(draft))
    assert status(draft) == "validated"


def test_nobody_validates_what_they_typed_though_someone_else_submits_it(draft, contributor, publisher, settings):
    """G types, A submits, G validates."""
    typed(draft, publisher, value=Decimal(1))
    workflow.submit(contributor, seen(draft))
    with pytest.raises(StepRefused, match="Une autre personne"):
        workflow.validate(publisher, seen(draft))
    assert status(draft) == "submitted"
    workflow.validate(person("sacha", "Publication"), seen(draft))
    assert status(draft) == "validated"
    typed(draft, contributor, value=Decimal(2))
    workflow.submit(contributor, seen(draft))
    workflow.validate(publisher, seen(draft))
    assert status(draft) == "validated", "what was validated since is nobody's typing any more"


def test_several_people_may_have_had_a_hand_in_it(draft, contributor, publisher):
    """Whoever typed before the last one, submitted before it was returned, or brought back a past version."""
    first, second, third, restorer = (person(name, "Publication") for name in "abcd")
    typed(draft, first, value=Decimal(1))
    typed(draft, second, printed="2 heures", value=Decimal(2))
    third.groups.add(Group.objects.get(name="Contribution"))
    AxisAssignment.objects.create(user=third, axis=draft.series.indicator.action.axis)
    workflow.submit(third, seen(draft))
    workflow.give_back(first, seen(draft), "Relire")
    past = draft.history.earliest().instance
    past._history_user = restorer
    past.save()
    workflow.submit(contributor, seen(draft))
    own = {first.pk, second.pk, third.pk, restorer.pk, contributor.pk}
    assert workflow.workers([draft.pk]) == {draft.pk: own}
    for one in (first, second, third, restorer):
        with pytest.raises(StepRefused, match="Une autre personne"):
            workflow.validate(one, seen(draft))
    workflow.validate(publisher, seen(draft))
    assert status(draft) == "validated"


def test_what_was_erased_and_brought_back_is_the_work_of_who_brought_it_back(draft, contributor, publisher):
    past = draft.history.latest().instance
    draft.delete()
    past._history_user = publisher
    past.save(force_insert=True)
    workflow.submit(contributor, seen(past))
    with pytest.raises(StepRefused, match="Une autre personne"):
        workflow.validate(publisher, seen(past))


def test_who_saves_without_changing_what_is_read_has_no_hand_in_it(draft, contributor, publisher):
    typed(draft, publisher)
    workflow.submit(contributor, seen(draft))
    workflow.give_back(publisher, seen(draft), "Quelle année ?")
    workflow.submit(contributor, seen(draft))
    workflow.validate(publisher, seen(draft))
    assert status(draft) == "validated"


@pytest.mark.parametrize("step", ["submit", "validate", "give_back"])
@pytest.mark.parametrize("roles", [(), ("Lecture",)])
def test_a_reader_takes_no_step(draft, contributor, step, roles):
    if step != "submit":
        workflow.submit(contributor, seen(draft))
    before = status(draft)
    more = ("Parce que.",) if step == "give_back" else ()
    with pytest.raises(StepRefused):
        getattr(workflow, step)(person("sacha", *roles), seen(draft), *more)
    assert status(draft) == before


def test_a_contributor_submits_the_figures_of_their_providers_and_axes_only(draft):
    other = person("sacha", "Contribution")
    with pytest.raises(StepRefused, match="n’est pas confié"):
        workflow.submit(other, seen(draft))
    AxisAssignment.objects.create(user=other, axis=draft.series.indicator.action.axis)
    workflow.submit(get_user_model().objects.get(username="sacha"), seen(draft))
    assert status(draft) == "submitted"


def test_a_step_is_taken_for_all_or_for_none(draft, contributor, publisher):
    second = factories.observation(series=draft.series, period_label="2021", status="draft")
    workflow.submit(contributor, seen(draft))
    with pytest.raises(StepRefused, match=r"2021.* n’est pas soumis"):
        workflow.validate(publisher, seen(draft, second))
    assert (status(draft), status(second)) == ("submitted", "draft")


def test_what_changed_since_it_was_seen_is_not_validated(draft, contributor, publisher):
    workflow.submit(contributor, seen(draft))
    page = seen(draft)
    draft.refresh_from_db()
    draft.value = Decimal(1)
    draft.save()
    workflow.submit(contributor, seen(draft))
    with pytest.raises(StepRefused, match="a changé depuis"):
        workflow.validate(publisher, page)
    assert status(draft) == "submitted"


def test_what_was_deleted_meanwhile_is_said(draft, contributor):
    page = seen(draft)
    draft.delete()
    with pytest.raises(StepRefused, match="n’existe plus"):
        workflow.submit(contributor, page)


def test_nothing_chosen_is_refused(contributor):
    with pytest.raises(StepRefused):
        workflow.submit(contributor, {})


@pytest.mark.parametrize("before", ["submitted", "validated"])
def test_a_change_of_content_makes_a_draft_again(draft, contributor, publisher, before):
    workflow.submit(contributor, seen(draft))
    if before == "validated":
        workflow.validate(publisher, seen(draft))
    row = Observation.objects.get()
    row.printed = "5.000 heures"
    row.save(update_fields=["printed"])
    row = Observation.objects.get()
    assert (row.status, row.validated_by, row.validated_on, row.submitted_by) == ("draft", None, None, None)


def test_saving_without_a_change_keeps_the_status(draft, contributor):
    workflow.submit(contributor, seen(draft))
    Observation.objects.get().save()
    assert status(draft) == "submitted"


def test_a_message_goes_with_the_submission_it_belongs_to(draft, contributor):
    workflow.submit(contributor, seen(draft), {draft.pk: Remark("Compté le 5 mars", "https://ifpc.be/rapport")})
    draft.refresh_from_db()
    assert (draft.submitted_message, draft.submitted_source) == ("Compté le 5 mars", "https://ifpc.be/rapport")
    assert draft.history.first().history_change_reason.endswith("Compté le 5 mars")
    draft.value = Decimal(1)
    draft.save()
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_message, draft.submitted_source) == ("draft", "", "")


def test_what_the_report_promises_may_be_handed_over_as_it_is_and_stays_published(draft, contributor, publisher):
    promise = factories.observation(series=draft.series, period_label="2025", value=None, missing_reason="later")
    workflow.submit(contributor, seen(promise))
    assert status(promise) == "submitted"
    assert promise.pk in {one.pk for one in workflow.observations_to_publish()}
    workflow.validate(publisher, seen(promise))
    with pytest.raises(StepRefused):
        workflow.submit(contributor, seen(promise))


class TestTakingBack:
    def test_a_submission_is_withdrawn_by_who_made_it_before_it_is_judged(self, draft, contributor, publisher):
        workflow.submit(contributor, seen(draft), {draft.pk: Remark("À relire.")})
        for other in (publisher, person("sacha", "Contribution")):
            with pytest.raises(StepRefused, match="n’a pas soumis"):
                workflow.take_back(other, seen(draft))
        workflow.take_back(contributor, seen(draft))
        draft.refresh_from_db()
        assert (draft.status, draft.submitted_by, draft.submitted_message) == ("draft", None, "")
        assert draft.history.first().history_change_reason == "Soumission retirée"
        with pytest.raises(StepRefused):
            workflow.validate(publisher, seen(draft))

    def test_what_is_judged_is_not_withdrawn(self, draft, contributor, publisher):
        workflow.submit(contributor, seen(draft))
        workflow.validate(publisher, seen(draft))
        with pytest.raises(StepRefused):
            workflow.take_back(contributor, seen(draft))
        assert status(draft) == "validated"

    def begun(self, draft: Observation, user: Any) -> Observation:
        """A draft that this person began by a form."""
        days = {"period_start": dt.date(2024, 1, 1), "period_end": dt.date(2024, 12, 31)}
        one = Observation(series=draft.series, period_kind="wave", period_label="vague 2", value=Decimal(3), **days)
        one._history_user = user
        one.save()
        return one

    def test_one_s_own_draft_is_deleted_and_the_history_keeps_it(self, draft, contributor):
        one = self.begun(draft, contributor)
        assert workflow.may_delete(contributor, one)
        workflow.delete_drafts(contributor, seen(one))
        assert not Observation.objects.filter(period_label="vague 2").exists()
        last = Observation.history.filter(period_label="vague 2").latest("history_id")
        assert (last.history_type, last.history_user) == ("-", contributor)
        assert last.history_change_reason == "Brouillon supprimé"

    def test_no_draft_that_somebody_else_worked_on(self, draft, contributor, publisher):
        one = self.begun(draft, contributor)
        one.value, one._history_user = Decimal(4), publisher
        one.save()
        for who in (contributor, publisher):
            with pytest.raises(StepRefused, match="de ce compte seul"):
                workflow.delete_drafts(who, seen(one))

    def test_nothing_that_is_printed_or_was_validated(self, draft, contributor, publisher):
        with pytest.raises(StepRefused):
            workflow.delete_drafts(contributor, seen(draft))
        one = self.begun(draft, contributor)
        workflow.submit(contributor, seen(one))
        workflow.validate(publisher, seen(one))
        one.refresh_from_db()
        one.value, one._history_user = Decimal(5), contributor
        one.save()
        assert status(one) == "draft"
        with pytest.raises(StepRefused):
            workflow.delete_drafts(contributor, seen(one))


@pytest.mark.parametrize(
    "labels",
    [
        ["sans date (rapport 2025)", "2025"],
        ["sans date (rapport 2025)", "1er février 2026"],
        ["2018", "sans date (rapport 2025)"],
        ["sans date (rapport 2025)", "sans date (rapport 2026)"],
        ["sans date", "2018"],
    ],
)
def test_what_is_told_as_the_newest_is_not_what_has_no_date_for_ever(draft, labels):
    Observation.objects.all().delete()
    for label in labels:
        period = deduce_period(label) or deduce_period(label, "undated") | {"period_kind": "undated"}
        factories.observation(series=draft.series, status="validated", period_label=label, **period)
    assert [one.period_label for one in workflow.observations_to_publish()] == labels
