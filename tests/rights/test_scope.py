"""Whoever works in axis 1, or for one provider, touches nothing elsewhere, by any door: form, row of a form, past
version, deletion, deletion of several, step of the workflow, import, answer to a finding, crafted request."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from axes.models import Axis, ContentRow, Measure, PriorityAction
from indicators.models import EditorialNote, Finding, Indicator, Observation, Series
from strategy_monitor.backoffice.versions import ShownVersions, revision
from strategy_monitor.quality.gate import check_all
from tests import factories
from tests.admin_pages import address, filled, opened
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db


class Half:
    """One axis, with one thing of each kind."""

    def __init__(self, number: int) -> None:
        self.axis = factories.axis(number=number)
        self.action = factories.action(axis=self.axis, number="1")
        self.measure = factories.measure(action=self.action, code=f"{number}.1-M1")
        self.reference = factories.reference()
        self.citation = factories.citation(measure=self.measure, reference=self.reference)
        self.footnote = factories.footnote(measure=self.measure)
        self.table = factories.table(measure=self.measure)
        self.row = factories.row(table=self.table)
        self.provider = factories.provider(code=f"P-{number}", acronym=f"P{number}")
        self.indicator = factories.indicator(action=self.action)
        self.indicator.providers.set([self.provider])
        self.series = factories.series(indicator=self.indicator, key="heures")
        self.observation = factories.observation(series=self.series, status="draft")
        self.note = factories.note(indicator=self.indicator)

    @property
    def things(self) -> list[Model]:
        return [
            *(self.axis, self.action, self.measure, self.reference, self.citation, self.footnote, self.table, self.row),
            *(self.indicator, self.series, self.observation, self.note),
        ]


@pytest.fixture
def halves() -> tuple[Half, Half]:
    return remembered("halves", lambda: (Half(1), Half(2)))


@pytest.fixture
def mine(halves: tuple[Half, Half]) -> Half:
    return halves[0]


@pytest.fixture
def theirs(halves: tuple[Half, Half]) -> Half:
    return halves[1]


@pytest.fixture
def editor(mine: Half) -> Client:
    return signed_in(person("edith", "Édition", axes=[mine.axis]))


@pytest.fixture
def contributor(mine: Half) -> Client:
    return signed_in(person("camille", "Contribution", providers=[mine.provider]))


def state(half: Half) -> list[dict[str, Any]]:
    """All that is stored of this half, and how often it was written."""
    found = []
    for thing in half.things:
        row = type(thing)._default_manager.filter(pk=thing.pk).values().first()
        found.append({"row": row, "records": type(thing).history.filter(id=thing.pk).count()})
    return found


def token(*things: Model) -> str:
    return ShownVersions.of(things).dump()


def test_an_editor_edits_their_axis(editor, mine):
    url = address(mine.measure, "change")
    assert editor.post(url, filled(opened(editor, url)) | {"text": "Autre texte"}).status_code == 302
    assert Measure.objects.get(pk=mine.measure.pk).text == "Autre texte"


def test_an_indicator_of_impact_stands_in_its_axis(editor, mine, theirs):
    own, other = (factories.indicator(code=f"{half.axis.number}-I1", axis=half.axis) for half in (mine, theirs))
    assert opened(editor, address(own, "change")).select_one("[name=_save]")
    assert opened(editor, address(other, "change")).select_one("[name=_save]") is None


@pytest.mark.parametrize("rank", range(12))
def test_forms_of_another_axis_are_shown_to_read_and_refuse_what_is_sent(editor, mine, theirs, rank):
    before = state(theirs)
    own, other = mine.things[rank], theirs.things[rank]
    page = opened(editor, address(other, "change"))
    assert page.select_one("[name=_save]") is None
    form = opened(editor, address(own, "change"))
    assert form.select_one("[name=_save]"), "that of their own axis"
    data = filled(form) | {"opened": token(other), "why": "Essai"}
    past = other.history.first().pk
    for url in (address(other, "change"), address(other, "simple_history", past), address(other, "delete")):
        assert editor.post(url, data | {"post": "yes"}).status_code == 403, url
    several = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    answer = editor.post(address(type(other), "changelist"), several)
    assert answer.status_code in {200, 302, 403}
    assert state(theirs) == before


def moved(own: Model, theirs: Half) -> dict[str, Any]:
    """The foreign keys of this thing, led into the other axis."""
    places = {
        PriorityAction: {"axis": theirs.axis.pk},
        Measure: {"action": theirs.action.pk},
        Indicator: {"action": theirs.action.pk},
        Series: {"indicator": theirs.indicator.pk},
        Observation: {"series": theirs.series.pk},
        EditorialNote: {"indicator": theirs.indicator.pk},
    }
    names = {"Citation": "measure", "Footnote": "measure", "ContentTable": "measure", "ContentRow": "table"}
    name = names.get(type(own).__name__)
    found: dict[str, Any] = {name: getattr(theirs, name).pk} if name else places.get(type(own), {})
    found |= {"number": "7"} if isinstance(own, PriorityAction) else {}
    found |= {"label": "Autre"} if isinstance(own, ContentRow) else {}
    found |= {"period_label": "1999"} if isinstance(own, Observation) else {}
    return {key: str(value) for key, value in found.items()}


@pytest.mark.parametrize("rank", [1, 2, 4, 5, 6, 7, 8, 10, 11])
def test_nothing_is_moved_into_another_axis(editor, mine, theirs, rank):
    own = mine.things[rank]
    before, stored = state(theirs), type(own)._default_manager.filter(pk=own.pk).values().get()
    url = address(own, "change")
    answer = editor.post(url, filled(opened(editor, url)) | moved(own, theirs) | {"why": "Essai"})
    assert answer.status_code == 200, "the form again"
    assert "confié" in answer.content.decode()
    assert type(own)._default_manager.filter(pk=own.pk).values().get() == stored
    assert state(theirs) == before


@pytest.mark.parametrize("rank", [1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
def test_nothing_is_added_to_another_axis(editor, mine, theirs, rank):
    own = mine.things[rank]
    before, count = state(theirs), type(own)._default_manager.count()
    data = filled(opened(editor, address(own, "change"))) | moved(own, theirs)
    fresh = {"code": "9.9-X", "key": "autre", "period_label": "1999", "marker": "9", "number": "9", "label": "Autre"}
    data |= {name: value for name, value in fresh.items() if name in data}
    data = {name: "0" if name.endswith("-INITIAL_FORMS") else value for name, value in data.items()}
    data = {name: value for name, value in data.items() if "-0-" not in name}
    data = {name: "0" if name.endswith("-TOTAL_FORMS") else value for name, value in data.items()}
    answer = editor.post(address(type(own), "add"), data)
    assert answer.status_code == 200, "the form again"
    assert type(own)._default_manager.count() == count
    assert state(theirs) == before


def test_a_past_version_that_stood_elsewhere_does_not_come_back_there(editor, mine, theirs):
    """It was in axis 2, then moved to axis 1: coming back to that version would move it again."""
    measure = factories.measure(action=theirs.action, code="9.1-M9")
    past = measure.history.latest().pk
    measure.action = mine.action
    measure.save()
    url = address(measure, "simple_history", past)
    answer = editor.post(url, filled(opened(editor, url)))
    assert answer.status_code == 200
    assert "confié" in answer.content.decode()
    assert Measure.objects.get(pk=measure.pk).action == mine.action


def test_rows_of_the_other_axis_are_not_slipped_into_a_form(editor, mine, theirs):
    before = state(theirs)
    url = address(mine.indicator, "change")
    data = filled(opened(editor, url))
    other = theirs.observation
    crafted = {
        "observations-0-id": str(other.pk),
        "observations-0-series": str(theirs.series.pk),
        "observations-0-value": "1",
        "opened": token(mine.indicator, mine.series, mine.observation, theirs.series, other),
        "why": "Essai",
    }
    assert editor.post(url, data | crafted).status_code == 200
    crafted = {"series-0-id": str(theirs.series.pk), "series-0-label": "Volé", "opened": crafted["opened"]}
    editor.post(url, data | crafted)
    assert state(theirs) == before
    assert Observation.objects.get(pk=mine.observation.pk).value == 4944


def test_a_reference_that_both_axes_cite_is_kept_by_those_who_have_both(editor, mine, theirs):
    factories.citation(measure=theirs.measure, reference=mine.reference)
    assert editor.post(address(mine.reference, "change"), {}).status_code == 403
    both = signed_in(person("elise", "Édition", axes=Axis.objects.all()))
    url = address(mine.reference, "change")
    assert both.post(url, filled(opened(both, url)) | {"label": "Autre"}).status_code == 302


@pytest.mark.parametrize("name", ["soumettre", "valider", "retourner"])
@pytest.mark.parametrize("role", ["Édition", "Contribution"])
def test_a_step_is_not_taken_elsewhere(mine, theirs, name, role):
    worker = signed_in(person("sacha", role, axes=[mine.axis], providers=[mine.provider]))
    before = state(theirs)
    row = f"{theirs.observation.pk}:{revision(theirs.observation)}"
    assert worker.post(reverse("desk-step"), {"step": name, "row": row, "why": "Non"}).status_code in {403, 409}
    assert state(theirs) == before


CONFIRMED = {"action": "confirm", "some": "on", "reason": "Essai"}


def sheet(half: Half, value: int) -> SimpleUploadedFile:
    """The export of one row, with another value."""
    admin = signed_in(person(f"export-{half.axis.number}", "Administration"))
    lines = admin.get(reverse("desk-export-csv")).content.decode("utf-8-sig").splitlines()
    kept = [line for line in lines if half.indicator.code in line]
    text = "\r\n".join([lines[0], *(line.replace("4944", str(value)) for line in kept)])
    assert kept
    assert str(value) in text
    return SimpleUploadedFile("releves.csv", text.encode("utf-8-sig"), "text/csv")


@pytest.mark.parametrize("role", ["Édition", "Contribution"])
def test_an_import_writes_where_its_author_works_and_nowhere_else(mine, theirs, role):
    worker = signed_in(person("sacha", role, axes=[mine.axis] if role == "Édition" else [], providers=[mine.provider]))
    before = state(theirs)
    for half, changes in ((theirs, False), (mine, True)):
        answer = worker.post(reverse("desk-import"), {"file": sheet(half, 5000)}, follow=True)
        url = answer.request["PATH_INFO"]
        assert url != reverse("desk-import"), answer.content.decode()
        confirmed = worker.post(url, confirmation(answer) | CONFIRMED, follow=True)
        assert confirmed.status_code < 500
        assert (Observation.objects.get(pk=half.observation.pk).value == 5000) is changes
    assert state(theirs) == before


def confirmation(answer: Any) -> dict[str, Any]:
    """What the preview would send: which plan it showed."""
    shown = BeautifulSoup(answer.content, "lxml").select_one("[name=shown]")
    assert shown is not None
    return {"shown": str(shown["value"])}


def test_the_preview_of_someone_else_is_not_confirmed(mine, theirs, contributor):
    other = signed_in(person("sacha", "Contribution", providers=[theirs.provider]))
    answer = other.post(reverse("desk-import"), {"file": sheet(theirs, 5000)}, follow=True)
    url, before = answer.request["PATH_INFO"], state(theirs)
    stolen = contributor.post(url, confirmation(answer) | CONFIRMED)
    assert stolen.status_code in {403, 404}
    assert state(theirs) == before


def test_a_contributor_edits_the_observations_of_their_provider_and_nothing_else(contributor, mine, theirs):
    url = address(mine.observation, "change")
    assert contributor.post(url, filled(opened(contributor, url)) | {"value": "5000"}).status_code == 302
    assert Observation.objects.get(pk=mine.observation.pk).value == Decimal(5000)
    for half in (mine, theirs):
        things = half.things if half is theirs else [one for one in half.things if one is not half.observation]
        for thing in things:
            assert contributor.post(address(thing, "change"), {"opened": token(thing)}).status_code == 403
    for thing in (mine.observation, theirs.observation):
        assert contributor.post(address(thing, "delete"), {"post": "yes"}).status_code == 403


def test_a_contributor_adds_an_observation_for_their_provider_only(contributor, mine, theirs):
    data = filled(opened(contributor, address(mine.observation, "change")))
    for half, done in ((theirs, False), (mine, True)):
        count = Observation.objects.count()
        sent = copy.copy(data) | {"series": str(half.series.pk), "period_label": "2019-2020"}
        contributor.post(address(Observation, "add"), sent)
        assert (Observation.objects.count() > count) is done


def test_a_finding_of_another_axis_is_not_answered(editor, mine, theirs):
    for half in (mine, theirs):
        half.observation.status, half.observation.keeps_status = "validated", True
        half.observation.period_end = dt.date(2199, 1, 1)
        half.observation.save()
    check_all()
    finding = Finding.objects.filter(indicator=theirs.indicator).first()
    assert finding is not None
    answer = editor.post(reverse("desk-finding", args=[finding.pk]), {"answer": "confirmed", "answer_text": "Vu."})
    assert answer.status_code in {403, 422}
    finding.refresh_from_db()
    assert finding.answer == ""
