"""Answers to findings: who may give one, what it must say, and that nobody's is lost."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from axes.models import AxisAssignment
from indicators.models import Finding, ProviderAssignment
from strategy_monitor.quality.answering import LONGEST, AnswerRefused, answer_finding, answer_seen, may_answer
from strategy_monitor.quality.gate import check_all
from tests import factories
from tests.quality.test_gate import impossible
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db


def someone(name: str, *permissions: str):
    user = get_user_model().objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.fixture
def finding() -> Finding:
    return remembered("a grave fault", find_fault)


def find_fault() -> Finding:
    impossible()
    check_all()
    return Finding.objects.get(rule="impossible_date")


@pytest.fixture
def keeper(finding: Finding):
    """Keeps the axis where the finding stands."""
    user = someone("keeper", "change_finding")
    AxisAssignment.objects.create(user=user, axis=finding.axis)
    return user


def test_an_answer_keeps_who_when_and_why(finding, keeper):
    given = answer_finding(finding.pk, keeper, "confirmed", "  Vu avec le fournisseur. ", answer_seen(finding))
    assert (given.answer, given.answer_text, given.answered_by) == ("confirmed", "Vu avec le fournisseur.", keeper)
    assert given.answered_at is not None
    last = finding.history.first()
    assert (last.history_user, last.history_change_reason) == (keeper, "confirmé tel quel")


def test_a_later_answer_replaces_the_first_which_stays_in_the_history(finding, keeper):
    first = answer_finding(finding.pk, keeper, "inquiry", "On demande.", "")
    answer_finding(finding.pk, keeper, "confirmed", "C’est juste.", answer_seen(first))
    assert list(finding.history.exclude(answer="").values_list("answer", flat=True)) == ["confirmed", "inquiry"]


def test_two_people_who_answer_the_same_page_do_not_overwrite_each_other(finding, keeper):
    answer_finding(finding.pk, keeper, "inquiry", "On demande.", "")
    with pytest.raises(AnswerRefused, match="Une autre personne a répondu"):
        answer_finding(finding.pk, keeper, "confirmed", "C’est juste.", "")
    finding.refresh_from_db()
    assert finding.answer == "inquiry"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("confirmed", "  "),
        ("", "Juste."),
        ("peut-être", "Juste."),
        ("confirmed", "a\0b"),
        ("confirmed", "x" * (LONGEST + 1)),
    ],
)
def test_an_answer_without_words_or_choice_is_refused(finding, keeper, what, why):
    with pytest.raises(AnswerRefused):
        answer_finding(finding.pk, keeper, what, why, "")
    finding.refresh_from_db()
    assert finding.answer == ""


def test_answering_takes_the_permission_and_the_place(finding, keeper):
    assert may_answer(keeper, finding)
    assert not may_answer(someone("passer-by"), finding)
    elsewhere = someone("elsewhere", "change_finding")
    AxisAssignment.objects.create(user=elsewhere, axis=factories.axis(2))
    assert not may_answer(elsewhere, finding)
    with pytest.raises(AnswerRefused, match="ne répond pas à cette alerte"):
        answer_finding(finding.pk, elsewhere, "confirmed", "Juste.", "")


def test_who_produces_the_figure_may_answer_for_it(finding):
    producer = someone("producer", "change_finding")
    ProviderAssignment.objects.create(user=producer, provider=finding.indicator.providers.get())
    assert may_answer(producer, finding)


def test_a_finding_on_a_reference_is_for_those_who_keep_where_it_is_cited():
    reference = factories.reference(label="Décret du 25 avril 2018", date="2019-04-25")
    factories.citation(reference=reference, measure=factories.measure(action=factories.action()))
    check_all()
    found = Finding.objects.get(rule="reference_date")
    keeper, other = someone("one", "change_finding"), someone("two", "change_finding")
    AxisAssignment.objects.create(user=keeper, axis=factories.axis(1))
    AxisAssignment.objects.create(user=other, axis=factories.axis(2))
    assert (may_answer(keeper, found), may_answer(other, found)) == (True, False)


def test_what_stands_nowhere_any_more_is_for_those_who_work_everywhere(finding, keeper):
    finding.indicator.delete()
    finding.refresh_from_db()
    assert not may_answer(keeper, finding)
    assert may_answer(someone("chief", "change_finding", "work_on_all_axes"), finding)
