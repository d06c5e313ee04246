"""What is expected, in the calendar of whoever waits for it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar, Event

from strategy_monitor.exports.calendar import write_calendar
from strategy_monitor.exports.publication import Publication
from strategy_monitor.pages import views
from strategy_monitor.report.schedule import schedules_of
from tests.memory import forget_answers
from tests.pages.reading import main

DAY = dt.date(2025, 6, 30)


@pytest.mark.django_db
def test_what_is_expected_is_an_event_and_what_is_late_says_so(publication: Publication) -> None:
    schedules = schedules_of(publication.report, DAY)
    expected = {(one.code, one.next.day, one.late) for one in schedules if one.next}
    events = Calendar.from_ical(write_calendar(publication, schedules, "")).walk("VEVENT")
    assert {late for _code, _day, late in expected} == {False, True}
    assert {
        (code_of(event), event["dtstart"].dt, "attendue et non publiée" in event["summary"]) for event in events
    } == expected
    assert len({str(event["uid"]) for event in events}) == len(events)


@pytest.mark.django_db
def test_who_follows_the_calendar_keeps_an_event_once_its_day_has_come(publication: Publication) -> None:
    """A release of a later day names it as it was named."""
    before, after = (
        Calendar.from_ical(write_calendar(publication, schedules_of(publication.report, day), "")).walk("VEVENT")
        for day in (DAY, dt.date(2090, 1, 1))
    )
    assert {str(event["uid"]) for event in before} == {str(event["uid"]) for event in after}


def code_of(event: Event) -> str:
    return str(event["url"]).rstrip("/").rpartition("/")[2]


@pytest.mark.django_db
def test_a_day_when_a_figure_is_expected_stays_free(publication: Publication) -> None:
    events = Calendar.from_ical(write_calendar(publication, schedules_of(publication.report, DAY), "")).walk("VEVENT")
    assert {str(event["transp"]) for event in events} == {"TRANSPARENT"}


def read_on(day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the release were of this day."""
    forget_answers()
    monkeypatch.setattr(views, "schedules_of", lambda report, _day: schedules_of(report, day))


@pytest.mark.django_db
def test_where_nothing_is_to_come_the_page_says_that_all_is_late(
    client: Client, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on(DAY, monkeypatch)
    assert "agenda ne tient que" not in main(client.get("/calendrier/"))
    read_on(dt.date(2090, 1, 1), monkeypatch)
    assert "l’agenda ne tient que ce qui tarde" in main(client.get("/calendrier/"))


@pytest.mark.django_db
def test_where_nothing_is_expected_the_file_is_one_still(publication: Publication) -> None:
    """A calendar has one component at least (RFC 5545, 3.6): a strict reader refuses one that has none."""
    written = Calendar.from_ical(write_calendar(publication, (), ""))
    assert [part.name for part in written.subcomponents] == ["VTIMEZONE"]


@pytest.mark.django_db
def test_the_page_leads_to_a_file_that_does_not_change(client: Client, published: None) -> None:
    answer = client.get("/calendrier.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["version"] == "2.0"
    assert client.get("/calendrier.ics").content == answer.content
    assert 'href="/calendrier.ics"' in client.get("/calendrier/").content.decode()
