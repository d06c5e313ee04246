"""What is expected, in the calendar of whoever waits for it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from strategy_monitor.exports.calendar import write_calendar
from strategy_monitor.exports.publication import Publication
from strategy_monitor.pages import views
from strategy_monitor.report.schedule import schedules_of
from tests.memory import forget_answers
from tests.pages.reading import main

DAY = dt.date(2025, 6, 30)


@pytest.mark.django_db
def test_what_is_still_to_come_is_an_event_and_what_is_late_is_none(publication: Publication) -> None:
    schedules = schedules_of(publication.report, DAY)
    coming = {(one.code, one.next.day) for one in schedules if one.next and not one.late}
    written = write_calendar(publication, schedules, "")
    events = Calendar.from_ical(written).walk("VEVENT")
    assert coming
    assert any(one.late for one in schedules)
    assert {(str(event["url"]).rstrip("/").rpartition("/")[2], event["dtstart"].dt) for event in events} == coming
    assert len({str(event["uid"]) for event in events}) == len(events)


@pytest.mark.django_db
def test_a_day_when_a_figure_is_expected_stays_free(publication: Publication) -> None:
    events = Calendar.from_ical(write_calendar(publication, schedules_of(publication.report, DAY), "")).walk("VEVENT")
    assert {str(event["transp"]) for event in events} == {"TRANSPARENT"}


def read_on(day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the release were of this day."""
    forget_answers()
    monkeypatch.setattr(views, "schedules_of", lambda report, _day: schedules_of(report, day))


@pytest.mark.django_db
def test_where_nothing_is_to_come_the_file_is_one_still_and_the_page_says_it_is_empty(
    client: Client, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A calendar has one component at least (RFC 5545, 3.6): a strict reader refuses one that has none."""
    read_on(DAY, monkeypatch)
    assert "agenda est vide" not in main(client.get("/calendrier/"))
    read_on(dt.date(2090, 1, 1), monkeypatch)
    written = Calendar.from_ical(client.get("/calendrier.ics").content)
    assert [part.name for part in written.subcomponents] == ["VTIMEZONE"]
    assert "l’agenda est vide jusqu’à la prochaine version" in main(client.get("/calendrier/"))


@pytest.mark.django_db
def test_the_page_leads_to_a_file_that_does_not_change(client: Client, published: None) -> None:
    answer = client.get("/calendrier.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["version"] == "2.0"
    assert client.get("/calendrier.ics").content == answer.content
    assert 'href="/calendrier.ics"' in client.get("/calendrier/").content.decode()
