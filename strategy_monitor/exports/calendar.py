"""When figures are expected, as an iCalendar file (RFC 5545) that a calendar can follow.

No clock: the same release gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from strategy_monitor.exports.addresses import Page, at
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report.schedule import Dated, Schedule

MEDIA_TYPE: Final = "text/calendar"


def write_calendar(publication: Publication, schedules: Iterable[Schedule], base: str) -> bytes:
    """An event of one day for each figure that is expected; `base` is the mount. What is late by the day of publication
    says so, and stays on the day from which it could be had: who follows the calendar would lose it otherwise."""
    strategy, released = publication.report.strategy, publication.head
    found = Calendar()
    found.add("prodid", "-//Strategy Monitor//fr")
    found.add("version", "2.0")
    found.add("x-wr-calname", french.typeset(f"{strategy.short_title} : prochains chiffres"))
    for one in schedules:
        if one.next is None:
            continue
        event = Event()
        address = publication.site + at(base, Page.INDICATOR, one.code)
        event.add("uid", f"{one.code}-{one.next.day:%Y%m%d}@{publication.site.partition('://')[2]}")
        event.add("dtstamp", released.published_at if released else dt.datetime.combine(one.day, dt.time(), dt.UTC))
        event.add("dtstart", one.next.day)
        event.add("summary", name_event(one, one.next))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")  # a figure that is expected keeps nobody busy all day
        found.add_component(event)
    if not found.subcomponents:
        found.add_component(universal_time())
    return bytes(found.to_ical())


def name_event(schedule: Schedule, coming: Dated) -> str:
    """« Usages numériques : 2024-2025 », « …, attendue et non publiée au 2 décembre 2026 »."""
    late = f", attendue et non publiée au {french.write_date(schedule.day)}" if schedule.late else ""
    return french.typeset(f"{schedule.short_title} : {coming.label}{late}")


def universal_time() -> Timezone:
    """What a file without any event holds: RFC 5545 demands one component, and this one shows nothing."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1970, 1, 1))  # local time, by the RFC
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    zone = Timezone()
    zone.add("tzid", "UTC")
    zone.add_component(standard)
    return zone
