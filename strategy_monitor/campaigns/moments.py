"""The days on which a campaign speaks by itself: as it opens, then so many days before and after what is due."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

LATE_BY = dt.timedelta(days=7)
"""How long after its day a reminder still goes, where the site stood still on that day; later, the next one does."""


def moments_of(due: dt.date) -> list[dt.date]:
    """The days on which reminders go by themselves for what is due by this day."""
    return sorted({due + dt.timedelta(days=days) for days in settings.REMINDER_DAYS})


def moment_reached(due: dt.date, today: dt.date) -> dt.date | None:
    """The last of these days, if it is today or was not long ago."""
    reached = [day for day in moments_of(due) if day <= today < day + LATE_BY]
    return max(reached, default=None)
