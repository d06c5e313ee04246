"""What is expected, in the calendar of whoever waits for it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from strategy_monitor.exports.calendar import write_calendar
from strategy_monitor.exports.publication import Publication
from strategy_monitor.report.schedule import schedules_of

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
def test_the_page_leads_to_a_file_that_does_not_change(client: Client, published: None) -> None:
    answer = client.get("/calendrier.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["version"] == "2.0"
    assert client.get("/calendrier.ics").content == answer.content
    assert 'href="/calendrier.ics"' in client.get("/calendrier/").content.decode()
