"""What was deleted comes back as one act: an indicator with its series, their values and its notes."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from axes.models import Axis, Citation, ContentRow, Footnote, Measure
from indicators.models import EditorialNote, Indicator, Observation, Series
from strategy_monitor.language.codes import WorkStatus
from tests import factories
from tests.desk.test_editing import HERE, address, count_schools, said, send
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
KINDS: tuple[Any, ...] = (Indicator, Series, Observation, EditorialNote, Measure, Citation, Footnote, ContentRow)


@pytest.fixture
def value() -> Observation:
    """A validated one, with a note on it and another on its indicator."""
    found = count_schools()
    factories.note(observation=found, indicator=None)
    factories.note(indicator=found.series.indicator)
    return found


@pytest.fixture
def editor(value: Observation) -> Client:
    return signed_in(person("editor", "Édition", axes=Axis.objects.all()))


def stored() -> dict[str, list[Any]]:
    return {one._meta.label: list(one._default_manager.order_by("pk").values()) for one in KINDS}


def delete(client: Client, thing: Any, why: str = "Par erreur") -> Any:
    """Deletes it; returns the last record of it."""
    client.post(address(thing, "delete"), {"post": "yes", "why": why})
    assert not type(thing)._default_manager.filter(pk=thing.pk).exists()
    return type(thing).history.filter(id=thing.pk).order_by("-history_id").first()


def past(record: Any) -> str:
    kind = record.instance_type._meta
    return reverse(f"edit:{kind.app_label}_{kind.model_name}_simple_history", args=[record.id, record.pk])


def test_an_indicator_comes_back_with_all_that_went_with_it(editor: Client, value: Observation) -> None:
    before, indicator = stored(), value.series.indicator
    page = past(delete(editor, indicator))
    shown = said(editor.get(page))
    assert "reviendra aussi, tel qu’alors : 1 série, 2 notes et 1 valeur." in shown
    told = said(send(editor, page))
    assert "Revenus avec : 1 série, 2 notes et 1 valeur." in told
    assert "Rien n’a changé" not in told
    assert stored() == before, "the value validated, as it was, too"
    value.refresh_from_db()
    assert value.status == WorkStatus.VALIDATED
    assert Observation.history.filter(history_type="+").count() == 2, "the history says that it came back"


def test_the_page_after_a_deletion_leads_back(editor: Client, value: Observation) -> None:
    before = stored()
    url = address(value.series, "delete")
    after = editor.post(url, {"post": "yes", "why": "Par erreur"}, follow=True)
    page = BeautifulSoup(after.content, "lxml")
    link = page.select_one(".messages a")
    assert link is not None
    send(editor, str(link["href"]))
    assert stored() == before
    assert not BeautifulSoup(editor.get(HERE).content, "lxml").select(".messages a")


def test_what_was_deleted_before_stays_deleted(editor: Client, value: Observation) -> None:
    other = factories.observation(series=value.series, period_label="2020", value=1)
    delete(editor, other)
    page = past(delete(editor, value.series.indicator))
    send(editor, page)
    assert list(Observation.objects.all()) == [value]


def test_what_is_there_again_is_not_written_over(editor: Client, value: Observation) -> None:
    record = delete(editor, value.series.indicator)
    send(editor, past(record))
    Observation.objects.update(value=41)
    assert "reviendra aussi" not in said(editor.get(past(record)))
    send(editor, past(record))
    assert Observation.objects.get().value == 41


def test_a_measure_comes_back_with_its_references_and_its_tables(editor: Client, value: Observation) -> None:
    measure = factories.measure(action=value.series.indicator.action)
    factories.citation(measure=measure)
    factories.footnote(measure=measure)
    factories.row(table=factories.table(measure=measure))
    before = stored()
    send(editor, past(delete(editor, measure)))
    assert stored() == before


def test_one_reason_is_that_of_all_that_went(editor: Client, value: Observation) -> None:
    delete(editor, value.series.indicator, "Suivi ailleurs")
    for kind in (Indicator, Series, Observation, EditorialNote):
        gone = kind.history.filter(history_type="-")
        assert {one.history_change_reason for one in gone} == {"Suivi ailleurs"}
    page = said(editor.get("/bureau/historique/"))
    assert page.count("Suivi ailleurs") == 1, "one act, said once"


def test_a_reason_that_lacks_leaves_the_way_back(editor: Client, value: Observation) -> None:
    url = address(value.series.indicator, "delete")
    assert editor.post(url, {"post": "yes", "why": ""}).headers["Location"] == url


def test_what_took_a_code_meanwhile_stops_it_and_nothing_is_half_there(editor: Client, value: Observation) -> None:
    """Be it that of the thing, or of a part of it."""
    taken = EditorialNote.objects.get(indicator=value.series.indicator)
    record = delete(editor, value.series.indicator)
    other = factories.note(code=taken.code, indicator=factories.indicator(code="1.1-O8"))
    before = stored()
    refused = send(editor, past(record))
    assert refused.status_code == 200
    assert "Rien n’est revenu : autre chose porte depuis le code" in said(refused)
    assert stored() == before
    other.delete()
    send(editor, past(record))
    assert value.series.indicator in Indicator.objects.all()
    record = delete(editor, value.series.indicator)
    factories.indicator(code="1.1-O1")
    refused = send(editor, past(record))
    assert refused.status_code == 200
    assert "Rien n’est revenu" in said(refused)
    assert not Observation.objects.exists()
