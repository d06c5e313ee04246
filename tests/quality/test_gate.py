"""The gate over the working copy: what it reads, what it keeps, what it lets pass."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from axes.models import LinkCheck
from indicators import workflow
from indicators.models import Finding, Observation
from strategy_monitor.quality import gate
from strategy_monitor.quality.findings import record_faults
from strategy_monitor.quality.gate import check_all, check_indicators, examine_both
from strategy_monitor.quality.rule import CheckedThing, Detection, Rule
from strategy_monitor.quality.working_copy import gather_evidence, gather_evidence_of
from tests import factories
from tests.vouched import change

pytestmark = pytest.mark.django_db

TODAY = dt.date(2025, 6, 1)


def person(name: str = "dominique"):
    return get_user_model().objects.get_or_create(username=name)[0]


def validated(**values) -> Observation:
    """An observation that would be published."""
    return factories.observation(status="validated", validated_by=person(), validated_on=dt.date(2025, 1, 1), **values)


def impossible(**values) -> Observation:
    """One whose printed date is no day."""
    return validated(**{"printed_date": "Données au 32/01/2024"} | values)


def told(kind: str = "impossible_date", **values):
    return factories.note(**{"kind": kind, "printed": "32/01/2024", "reason": "Pas de jour 32."} | values)


def only(code: str) -> Finding:
    return Finding.objects.get(rule=code)


# What is read


def test_the_evidence_is_read_in_as_many_queries_however_many_there_are():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            gather_evidence()
        return len(captured)

    impossible()
    factories.citation()
    few = queries()
    for number in range(5):
        indicator = factories.indicator(code=f"1.1-O9{number}")
        told(observation=impossible(series=factories.series(indicator=indicator)))
        factories.citation()
        factories.footnote(url=f"https://exemple.be/{number}")
        factories.observation(series=factories.series(indicator=indicator))
    assert queries() == few


def test_one_indicator_is_checked_in_as_many_queries_however_much_it_holds():
    def queries(indicator: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            check_indicators(indicator)
        return len(captured)

    one = impossible()
    told(observation=one)
    small = one.series.indicator_id
    large = factories.indicator(code="1.1-O99")
    for year in range(2015, 2024):
        told(observation=impossible(series=factories.series(indicator=large), period_label=f"{year}"))
    assert queries(small) == queries(large.pk)
    assert queries(small) == queries(large.pk), "once everything is kept already"


def test_only_what_changed_is_looked_at_again(monkeypatch):
    looked: list[str] = []

    def check(indicator, known):
        looked.append(indicator.code)
        yield Detection(CheckedThing(indicator=indicator), f"{known.today:%Y}", "observed")

    counted = Rule("counted", "warning", "Compte", "", "indicators", frozenset(), check)
    monkeypatch.setattr(gate, "RULES", {"counted": counted})
    one, two = (
        validated(series=factories.series(indicator=factories.indicator(code=code))) for code in ("1.1-O1", "1.1-O2")
    )

    def examined(today: dt.date = TODAY) -> tuple[list[str], list[str]]:
        looked.clear()
        evidence, _standing = gather_evidence()
        found = gate.examine(evidence, today)
        assert [dict(fault.pks)["indicator"] for fault in found] == [row.series.indicator_id for row in (one, two)]
        return list(looked), [fault.message for fault in found]

    assert examined() == (["1.1-O1", "1.1-O2"], ["2025", "2025"])
    assert examined() == ([], ["2025", "2025"])
    change(two, value=Decimal(7))
    assert examined() == (["1.1-O2"], ["2025", "2025"])
    assert examined(dt.date(2026, 6, 1)) == (["1.1-O1", "1.1-O2"], ["2026", "2026"])
    factories.reference(date=dt.date(2020, 1, 1))
    assert examined(dt.date(2026, 6, 1))[0] == ["1.1-O1", "1.1-O2"], "the days of acts are known to the rules"


def test_what_would_be_published_is_told_from_what_is_under_change():
    one = impossible()
    one.printed_date = "Données au 31/01/2024"
    one.save()
    published, standing = gather_evidence()
    assert [found.draft for found in examine_both(published, standing, TODAY) if found.rule == "impossible_date"] == [
        False
    ], "the public would still read the wrong date"
    draft = {"status": "draft", "printed_date": "Données au 99/01/2024"}
    other = factories.observation(series=one.series, period_label="2024", **draft)
    faults = [found for found in examine_both(*gather_evidence(), TODAY) if found.rule == "impossible_date"]
    assert [(found.observed, found.draft) for found in faults] == [("32/01/2024", False), ("99/01/2024", True)]
    assert dict(faults[1].pks)["observation"] == other.pk


def test_what_a_draft_mends_is_known_to_be_mended():
    one = impossible()
    one.printed_date = "Données au 31/01/2024"
    one.save()
    check_all()
    kept = only("impossible_date")
    assert (kept.state, kept.in_draft, kept.mended_in_draft) == ("waiting", False, True)
    one.printed_date = "Données au 32/01/2024"
    one.save()
    check_all()
    assert not only("impossible_date").mended_in_draft


def test_one_indicator_alone_gives_the_same_faults_as_all_together():
    one = impossible(value=Decimal("0.5"))
    alone = {fault.fingerprint for fault in examine_both(*gather_evidence_of(one.series.indicator_id), TODAY)}
    everything = {fault.fingerprint for fault in examine_both(*gather_evidence(), TODAY)}
    assert alone
    assert alone == everything


# What is kept


def test_the_same_fault_is_kept_once_and_its_first_day_stays():
    one = impossible()
    faults = examine_both(*gather_evidence(), TODAY)
    record_faults(faults, TODAY)
    record_faults(faults, TODAY + dt.timedelta(days=3))
    kept = only("impossible_date")
    assert (kept.first_seen, kept.last_seen) == (TODAY, TODAY + dt.timedelta(days=3))
    assert kept.history.count() == 1, "seeing it again is no change"
    assert (kept.observation, kept.indicator) == (one, one.series.indicator)
    assert kept.axis.number == 1


def test_a_changed_value_is_another_fault_and_the_first_stays_in_the_record():
    one = impossible()
    check_all()
    one.printed_date = "Données au 33/01/2024"
    one.save()
    workflow.Observation.objects.filter(pk=one.pk).update(status="validated", validated_by=person(), validated_on=TODAY)
    check_all()
    assert {(found.observed, found.gone_on is None) for found in Finding.objects.filter(rule="impossible_date")} == {
        ("32/01/2024", False),
        ("33/01/2024", True),
    }


def test_what_is_corrected_is_gone_and_what_comes_back_keeps_its_answer():
    one = impossible()
    check_all()
    confirm(only("impossible_date"))
    Observation.objects.filter(pk=one.pk).update(printed_date="")
    check_all()
    assert only("impossible_date").state == "gone"
    Observation.objects.filter(pk=one.pk).update(printed_date="Données au 32/01/2024")
    check_all()
    assert (only("impossible_date").state, only("impossible_date").answer) == ("confirmed", "confirmed")
    assert [bool(past.gone_on) for past in only("impossible_date").history.order_by("history_id")] == [
        False, False, True, False,
    ]  # fmt: skip


def test_a_check_of_one_indicator_leaves_the_findings_of_the_others_alone():
    first, second = impossible(), impossible(series=factories.series(indicator=factories.indicator(code="1.1-O98")))
    check_all()
    Observation.objects.update(printed_date="")
    check_indicators(first.series.indicator_id)
    states = {found.indicator_id: found.state for found in Finding.objects.filter(rule="impossible_date")}
    assert states == {first.series.indicator_id: "gone", second.series.indicator_id: "waiting"}


def test_a_finding_survives_what_it_is_about():
    one = impossible()
    check_all()
    label = only("impossible_date").label
    one.series.indicator.delete()
    check_all()
    kept = only("impossible_date")
    assert (kept.indicator, kept.observation, kept.label, kept.state) == (None, None, label, "gone")


def test_looking_writes_nothing():
    impossible()
    verdict = check_all(keep=False)
    assert [found.rule for found in verdict.blocking] == ["impossible_date"]
    assert Finding.objects.count() == 0


# What stops publishing


def confirm(finding: Finding, answer: str = "confirmed") -> None:
    finding.answer, finding.answer_text = answer, "Vu avec le fournisseur."
    finding.answered_by, finding.answered_at = person(), dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    finding.save()


def test_a_grave_fault_stops_publishing():
    impossible()
    (stopping,) = check_all().blocking
    assert (stopping.rule, stopping.stops) == ("impossible_date", True)


def test_a_fault_that_a_note_tells_stops_nothing_and_points_to_the_note():
    note = told(observation=impossible())
    verdict = check_all()
    assert verdict.blocking == ()
    (finding,) = verdict.told
    assert (finding.note, finding.state) == (note, "told")
    note.delete()
    assert [found.rule for found in check_all().blocking] == ["impossible_date"], "the public no longer knows"


def test_a_confirmed_fault_stops_nothing():
    impossible()
    check_all()
    confirm(only("impossible_date"))
    verdict = check_all()
    assert (verdict.blocking, [found.rule for found in verdict.confirmed]) == ((), ["impossible_date"])


@pytest.mark.parametrize("answer", ["corrected", "inquiry"])
def test_another_answer_lifts_nothing_while_the_fault_is_there(answer):
    impossible()
    check_all()
    confirm(only("impossible_date"), answer)
    assert [found.rule for found in check_all().blocking] == ["impossible_date"]


def test_a_fault_of_a_draft_stops_nothing_until_it_is_validated():
    one = factories.observation(status="draft", printed_date="Données au 32/01/2024")
    verdict = check_all()
    assert verdict.blocking == ()
    assert "impossible_date" in {found.rule for found in verdict.drafts}
    Observation.objects.filter(pk=one.pk).update(status="validated", validated_by=person(), validated_on=TODAY)
    assert [found.rule for found in check_all().blocking] == ["impossible_date"]


def test_every_finding_is_in_one_heap_of_the_verdict():
    impossible()
    told(observation=impossible(period_label="2022"))
    factories.observation(status="draft", printed_date="Données au 45/01/2024")
    verdict = check_all()
    assert sorted(found.pk for found in verdict.all) == sorted(Finding.objects.values_list("pk", flat=True))


def test_a_dead_link_is_found_where_it_is_printed():
    reference = factories.reference(url="https://mort.example/")
    factories.citation(reference=reference, measure=factories.measure(action=factories.action()))
    LinkCheck.objects.create(url=reference.url, checked_at="2025-06-01T08:00Z", status=404)
    (finding,) = [found for found in check_all().warnings if found.rule == "dead_link"]
    assert (finding.reference, finding.axis.number) == (reference, 1)
    factories.note(reference=reference, kind="lost_link", reason="Plus en ligne.")
    assert [found.rule for found in check_all().told] == ["dead_link"]


def test_a_reference_that_nothing_cites_is_in_no_document_and_so_not_looked_at():
    reference = factories.reference(url="https://mort.example/", label="Décret du 31 mai 2039")
    factories.strategy()
    LinkCheck.objects.create(url=reference.url, checked_at="2025-06-01T08:00Z", status=404)
    assert check_all().all == ()
    factories.citation(reference=reference)
    assert {found.rule for found in check_all().all} == {"dead_link", "reference_date"}


def test_a_copy_without_a_strategy_has_no_faults():
    factories.provider(url="https://mort.example/")
    LinkCheck.objects.create(url="https://mort.example/", checked_at="2025-06-01T08:00Z", status=404)
    assert check_all().all == ()


def test_the_finding_on_a_value_whose_period_was_renamed_stays_with_its_row():
    one = impossible()
    one.period_label = "2022-2023"
    one.save()
    check_all()
    kept = Finding.objects.filter(rule="impossible_date").order_by("label")
    assert [(found.observation, found.label.rpartition(", ")[2], found.in_draft) for found in kept] == [
        (one, "2022-2023", True),
        (one, "2023-2024", False),
    ]


def test_the_database_refuses_an_answer_without_author_day_or_words():
    impossible()
    check_all()
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(answer="confirmed")
