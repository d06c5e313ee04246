"""What a period says of its days, where it leaves no doubt."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

from indicators.exchange.cells import FOLDED_MONTHS, alike, explain_serial, typed_day
from strategy_monitor.language import french
from strategy_monitor.language.codes import PeriodKind

PeriodFields = dict[str, object]
"""`period_kind`, `period_start`, `period_end`: those that could be told."""

YEAR = re.compile(r"(?:19|20)[0-9]{2}")
TYPED_SCHOOL_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?: ?/ ?(?:(?:19|20)?([0-9]{2}))|-(1[3-9]|[2-9][0-9]))")
"""« 2025/2026 », « 2025/26 », « 2025-26 »; not « 2011-12 », which may be a month."""
SCHOOL_YEAR = re.compile(r"((?:19|20)[0-9]{2})-((?:19|20)[0-9]{2})")
YEARS = re.compile(r"((?:19|20)[0-9]{2}) ?[-–] ?((?:19|20)[0-9]{2})")
LAST_YEAR = re.compile(r".*\b((?:19|20)[0-9]{2})")
MOMENT = (
    rf"(?:[0-9]{{1,2}}(?:er)? )?(?:{'|'.join(FOLDED_MONTHS)}) (?:19|20)[0-9]{{2}}"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
    r"|(?:19|20)[0-9]{2}(?: ?[-–] ?(?:19|20)?[0-9]{2})?"
)
"""A day, a month, a year, a school year or a range of years."""
BEGUN = re.compile(rf"(?:{MOMENT})(?: ?[-–] ?(?:{MOMENT}))?(?: \([^()]*\))?(?P<left>(?: .*)?)")


def write_period_label(label: str) -> str:
    """A day as the site writes it, « 5 mars 2025 », and a school year, « 2025-2026 », in whatever way it was typed; any
    other period as it is."""
    day = typed_day(label)
    return french.type_date(day) if day else write_school_year(label) or label


def write_school_year(label: str) -> str:
    """« 2025-2026 » of the other ways to write it; empty for what is none."""
    found = TYPED_SCHOOL_YEAR.fullmatch(label)
    if found is None:
        return ""
    first, second = int(found[1]), int(found[2] or found[3])
    return f"{first}-{first + 1}" if (first + 1) % 100 == second else ""


def left_over(label: str) -> str:
    """The words that follow a period and are no part of it: « ou plus » of « février 2026 ou plus ».

    A remark in brackets may follow. Other labels, such as those of surveys, are names: nothing is left over in them.
    """
    found = BEGUN.fullmatch(alike(label))
    number = len(found["left"].split()) if found else 0
    return " ".join(label.split()[-number:]) if number else ""


def explain_not_a_period(label: str) -> str:
    """Why this cannot be the period of a new value, in French; empty where it can."""
    left = left_over(label)
    if not left:
        return explain_serial(label)
    said = _(
        "« %(label)s » n’est pas une période : « %(left)s » est de trop. Écrire la période seule ; ce qu’une valeur a "
        "d’ouvert se dit par sa précision (« minimum », « approximatif ») ou par une note."
    )
    return said % {"label": label[:60], "left": left[:60]}


def explain_unread(label: str, kind: str) -> str:
    """How to write a period of this kind, where `label` is none and its days cannot be typed, in French."""
    said = {
        PeriodKind.DATE: _("« %(label)s » n’est pas un jour. L’écrire en entier : « 5 mars 2025 »."),
        PeriodKind.CALENDAR_YEAR: _("« %(label)s » n’est pas une année. L’écrire en quatre chiffres : « 2025 »."),
        PeriodKind.SCHOOL_YEAR: _("« %(label)s » n’est pas une année scolaire. L’écrire ainsi : « 2024-2025 »."),
        PeriodKind.WAVE: _("« %(label)s » ne dit pas l’année de l’enquête. L’écrire ainsi : « PISA 2022 »."),
    }
    other = _("« %(label)s » ne dit pas ses années. Les écrire ainsi : « 2018–2021 ».")
    return said.get(PeriodKind(kind), other) % {"label": label[:60]}


def deduce_period(label: str, kind: str = "") -> PeriodFields:
    """What a label says of its period; another kind than `kind`, where it is given, is not thought of.

    « 2024 » is a year, « 2023-2024 » a school year, « 5 mars 2025 » a day. Another label says something only to who
    knows its kind: « PISA 2022 », once it is said to be a wave.
    """
    if kind in {PeriodKind.UNDATED, PeriodKind.WAVE, PeriodKind.RANGE}:
        return read_period_of_kind(label, kind)
    found = read_plain_period(label)
    return found if found and kind in {"", found["period_kind"]} else {}


def read_plain_period(label: str) -> PeriodFields:
    """A period that can be read in one way only."""
    school = SCHOOL_YEAR.fullmatch(label)
    if day := typed_day(label):
        return {"period_kind": PeriodKind.DATE.value, "period_start": day, "period_end": day}
    if YEAR.fullmatch(label):
        return {"period_kind": PeriodKind.CALENDAR_YEAR.value} | years(label, label)
    if school and int(school[2]) == int(school[1]) + 1:
        return {"period_kind": PeriodKind.SCHOOL_YEAR.value} | school_year(int(school[1]))
    return {}


def read_period_of_kind(label: str, kind: str) -> PeriodFields:
    """The days of a period of this kind, if its label has years."""
    if kind == PeriodKind.UNDATED:
        return {"period_start": None, "period_end": None}
    if kind == PeriodKind.WAVE:
        wave = LAST_YEAR.fullmatch(alike(label))
        return years(wave[1], wave[1]) if wave else {}
    span = YEARS.fullmatch(label)
    return years(span[1], span[2]) if span else {}


def begin_named_year(label: str) -> dt.date:
    """The first day of the year that a label names last (« sans date (rapport 2025) »), else of the calendar."""
    named = LAST_YEAR.match(alike(label))
    return dt.date(int(named[1]), 1, 1) if named else dt.date.min


def years(first: str, last: str) -> PeriodFields:
    return {"period_start": dt.date(int(first), 1, 1), "period_end": dt.date(int(last), 12, 31)}


def school_year(first: int) -> PeriodFields:
    """From the end of August since 2022-2023, when the school calendar changed; before, as of 1 September.

    Reckoned, to put periods in order: since then the first day moves from year to year.
    """
    if first >= 2022:
        return {"period_start": dt.date(first, 8, 29), "period_end": dt.date(first + 1, 8, 28)}
    return {"period_start": dt.date(first, 9, 1), "period_end": dt.date(first + 1, 8, 31)}
