"""Documents for the rules: a clean indicator that none of them should mention, and faults planted in it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from strategy_monitor.quality.evidence import CitedReference, Evidence, PrintedAddress, Visit
from strategy_monitor.report.document import Indicator, Note, Observation, Period, Series

TODAY = dt.date(2025, 6, 1)


Days = tuple[dt.date, dt.date]


def observation(kind: str, label: str, days: Days | None, value: Any = None, **given: Any) -> Observation:
    start, end = days or (None, None)
    unprinted = {"printed": "", "place": "", "section": "", "source": "", "planned_source": ""}
    return Observation(
        period=Period(kind=kind, label=label, start=start, end=end),
        value=None if value is None else Decimal(str(value)),
        **unprinted | given,
    )


def year(number: int, value: Any = None, **given: Any) -> Observation:
    """A calendar year."""
    return observation("calendar_year", str(number), days_of(number), value, **given)


def days_of(year: int) -> Days:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def school_year(start: int, value: Any = None, **given: Any) -> Observation:
    days = (dt.date(start, 8, 29), dt.date(start + 1, 8, 28))
    return observation("school_year", f"{start}-{start + 1}", days, value, **given)


def wave(survey: str, number: int, value: Any = None, **given: Any) -> Observation:
    return observation("wave", f"{survey} {number}", days_of(number), value, **given)


def on(date: dt.date, value: Any = None, **given: Any) -> Observation:
    return observation("date", f"{date:%d/%m/%Y}", (date, date), value, **given)


def undated(value: Any = None, **given: Any) -> Observation:
    return observation("undated", "sans date (rapport 2025)", None, value, **given)


def called(one: Observation, label: str) -> Observation:
    """The same, its period under another label."""
    return one.model_copy(update={"period": one.period.model_copy(update={"label": label})})


def sourced(one: Observation, source: str) -> Observation:
    """The same, as `build` gives a value the source of its series or indicator."""
    return one.model_copy(update={"source": one.source or source})


def series(key: str, *observations: Observation, source: str = "", **given: Any) -> Series:
    """`source`: its own; else each value takes that of the indicator."""
    values = {"key": key, "label": f"Série {key}", "unit": "", "quantity": "count", "role": "headline"}
    return Series(**values | given, observations=tuple(sourced(one, source) for one in observations))


def share(key: str, *observations: Observation, **given: Any) -> Series:
    return series(key, *observations, **{"unit": "%", "quantity": "share"} | given)


def schools(key: str, *observations: Observation, **given: Any) -> Series:
    return series(key, *observations, **{"unit": "écoles", "quantity": "count"} | given)


def indicator(*given_series: Series, **given: Any) -> Indicator:
    values = {
        "code": "1.1-O1",
        "category": "operational",
        "nature": "quantitative",
        "axis": 1,
        "title": "Écoles équipées",
        "short_title": "Écoles équipées",
        "source": "AGE (DGEO)",
        "providers": ("DGEO",),
        "frequency": "annual",
        "section": "1.1",
    } | given
    held = [
        one.model_copy(update={"observations": tuple(sourced(o, values["source"]) for o in one.observations)})
        for one in given_series
    ]
    return Indicator(**values, series=tuple(held))


def note(code: str, kind: str, printed: str) -> Note:
    said = {"severity": "doubt", "status": "open", "reason": "", "decision": "Conservé.", "section": "1.1"}
    return Note(code=code, kind=kind, printed=printed, **said)


def evidence(*indicators: Indicator, references: Any = (), addresses: Any = (), dates: Any = ()) -> Evidence:
    return Evidence(indicators, tuple(references), tuple(addresses), frozenset(dates), "Fédération Wallonie-Bruxelles")


DECREE = dt.date(2019, 4, 25)

CLEAN = evidence(
    # counts, a part of them, shares that make a whole, a share and a count of the same schools
    indicator(
        schools("ecoles", year(2023, 900), year(2024, 1200, data_date=dt.date(2025, 2, 1)), population="écoles"),
        schools("dont", year(2024, 400), role="component", part_of="ecoles"),
        share("taux", year(2023, 45), year(2024, 60), role="context", population="écoles"),
        share("a", year(2024, "33.3"), whole=True, group="g", role="breakdown"),
        share("b", year(2024, "33.3"), whole=True, group="g", role="breakdown"),
        share("c", year(2024, "33.3"), whole=True, group="g", role="breakdown"),
        schools("un", year(2024, 500), whole=True, group="h", role="component", part_of="ecoles"),
        schools("deux", year(2024, 700), whole=True, group="h", role="component", part_of="ecoles"),
        series("duree", observation("range", "2021–2024", (dt.date(2021, 1, 1), dt.date(2024, 12, 31)), 4),
               unit="ans", quantity="duration", role="context"),
        series("montant", undated(75), unit="€", quantity="amount", role="context"),
        remark="Le décret du 25 avril 2019 la fonde. Au 1er septembre 2022, 3/4 des écoles en étaient.",
    ),
    # a state and its level, a date in words, a cumulated value, one that is missing
    indicator(
        series("etat", on(dt.date(2025, 2, 1), level=5, state="Le référentiel a été adopté le 23 juin 2022"),
               quantity="state"),
        series("travaux", undated(level=2, state="Les travaux ont démarré."), quantity="state"),
        series("autre", undated(level=3, state="Un comité se réunit."), quantity="state"),
        series("sans niveau", undated(state="Les travaux ont démarré."), quantity="state"),
        series("sans mots", undated(level=3), quantity="state"),
        schools("cumul", on(dt.date(2025, 2, 1), 40, manner="cumulative", cumulative_since=dt.date(2021, 1, 1)),
                role="context"),
        schools("attendu", undated(missing_reason="to_build"), role="context"),
        schools("sans date", undated(40, data_date=dt.date(2025, 2, 1), manner="cumulative",
                                     cumulative_since=dt.date(2021, 1, 1)), role="context"),
        code="1.1-O2",
    ),
    # a survey: its last wave that is out, a benchmark that reads the same way, a break where the question changed
    indicator(
        share("fwb", wave("PISA", 2018, 10), wave("PISA", 2022, 60, break_before="Autre"), polarity="favourable"),
        share("ocde", wave("PISA", 2022, 55), role="benchmark", population="OCDE", polarity="favourable"),
        share("voisins", wave("PISA", 2022, 50), role="benchmark", population="voisins"),
        code="1-I1",
        source="Données PISA 2022",
        frequency="every_3_years",
        remark="La prochaine vague est PISA 2025.",
    ),
    references=[CitedReference("decret", "Décret du 25 avril 2019", DECREE, ("Décret du 25 avril 2019", "le décret"))],
    addresses=[
        PrintedAddress("reference", "decret", "Décret", "https://exemple.be/", visit=Visit(200)),
        PrintedAddress("provider", "IFPC", "IFPC", "https://ifpc.example/", visit=Visit(403)),
        PrintedAddress("footnote", "1", "note 1", "https://jamais.example/"),
    ],
    dates=[DECREE],
)  # fmt: skip


def with_text(**texts: str) -> Evidence:
    return evidence(indicator(schools("ecoles", year(2024, 10)), **texts), dates=[DECREE])


def alone(*given: Series, **values: Any) -> Evidence:
    return evidence(indicator(*given, **values))


def visited(**found: Any) -> Evidence:
    return evidence(
        addresses=[PrintedAddress("reference", "decret", "Décret", "https://exemple.be/", visit=Visit(**found))]
    )


def referred(label: str, *citations: str, date: dt.date | None = None) -> Evidence:
    return evidence(references=[CitedReference("decret", label, date, citations)])


LATE = dt.date(2026, 1, 1)
LONG = observation("range", "septembre 2018 – juillet 2021", (dt.date(2018, 9, 1), dt.date(2021, 7, 31)), 4)

PLANTED: dict[str, dict[str, Evidence]] = {
    "impossible_date": {
        "no such day": alone(schools("e", undated(1, printed_date="Données au 322/01/2025"))),
        "no such month": with_text(remark="Depuis le 03/13/2024."),
        "in words": with_text(context="Adopté le 31 novembre 2023."),
        "no leap year": with_text(title="Situation au 29 février 2023"),
        "a year far away": with_text(definition="Le 1/1/0202."),
        "data before its period": alone(schools("e", year(2024, 1, data_date=dt.date(2023, 12, 31)))),
        "a sum that starts after": alone(
            schools("e", year(2023, 1, manner="cumulative", cumulative_since=dt.date(2024, 1, 1)))
        ),
    },
    "future_date": {
        "a period to come": alone(schools("e", year(2026, 1))),
        "data to come": alone(schools("e", year(2025, 1, data_date=dt.date(2025, 6, 2)))),
        "printed": alone(schools("e", year(2024, 1, printed_date="Données au 01/07/2025"))),
        "a sum to come": alone(schools("e", year(2025, 1, manner="cumulative", cumulative_since=dt.date(2025, 7, 1)))),
    },
    "unknown_wave": {
        "in a text": with_text(remark="Dans le cadre de l’enquête TALIS 2028."),
        "of a value": alone(share("s", wave("TALIS", 2017, 20)), source="TALIS"),
        "not out yet": alone(share("s", wave("PISA", 2025, 20)), source="PISA"),
    },
    "period_against_label": {
        "another year": alone(schools("e", called(year(2024, 1), "2023"))),
        "a broken school year": alone(schools("e", called(school_year(2023, 1), "2023-2025"))),
        "a school year by its second year": alone(schools("e", called(school_year(2023, 1), "2024"))),
        "a school year of two": alone(
            schools("e", observation("school_year", "2023-2024", (dt.date(2023, 8, 29), dt.date(2025, 8, 28)), 1))
        ),
        "one school year too late": alone(schools("e", called(school_year(2023, 1), "2022-2023"))),
        "another wave": alone(share("s", called(wave("TALIS", 2018, 1), "TALIS 2024")), source="TALIS"),
    },
    "duration_against_period": {
        "four years in three": alone(series("d", LONG, unit="ans", quantity="duration", role="context")),
    },
    "reference_date": {
        "cited under two days": referred("Décret", "Décret du 1er juin 2021", "décret du 17 juin 2021 (voir supra)"),
        "another day than its own": referred("Décret du 25 avril 2018", date=DECREE),
        "to come": referred("Décret du 25 avril 2026"),
    },
    "unknown_act": {
        "of another year": with_text(remark="Le décret du 25 avril 2018 relatif à la gouvernance."),
        "far from its name": with_text(context="Le décret relatif à la gouvernance, daté ici du 25 avril 2018."),
    },
    "out_of_range": {
        "a share over 100": alone(share("s", year(2024, 101))),
        "the high end of a range": alone(share("s", year(2024, 90, value_high=Decimal(110), manner="range"))),
        "a negative share": alone(share("s", year(2024, -1))),
        "a negative number": alone(series("n", year(2024, -5))),
        "half a school": alone(schools("e", year(2024, "1.5"))),
        "a negative duration": alone(series("d", year(2024, -2), unit="ans", quantity="duration")),
        "a fall by more than all": alone(series("c", year(2024, -120), unit="%", quantity="change")),
        "more schools than there are": alone(schools("e", year(2024, 7157))),
    },
    "jump": {
        "up": alone(schools("e", year(2023, 10), year(2024, 31))),
        "down": alone(share("s", year(2022, 60), year(2024, 19))),
        "over a missing year": alone(
            schools("e", year(2022, 10), year(2023, missing_reason="not_measured"), year(2024, 40))
        ),
    },
    "part_above_whole": {
        "of a number": alone(
            series("pc", year(2024, 55)), series("dont", year(2024, 56), part_of="pc", role="component")
        ),
    },
    "parts_against_whole": {
        "shares": alone(*(share(k, year(2024, v), whole=True, group="g") for k, v in (("a", 60), ("b", 45)))),
        "decimals": alone(*(share(k, year(2024, v), whole=True, group="g") for k, v in (("a", "50.1"), ("b", "49.7")))),
        "numbers": alone(
            series("t", year(2024, 100)),
            *(series(k, year(2024, v), whole=True, group="g", part_of="t") for k, v in (("a", 60), ("b", 39))),
        ),
    },
    "share_against_count": {
        "too many in all": alone(
            schools("e", school_year(2023, 2900), population="fondamental"),
            share("s", school_year(2023, 37), population="fondamental"),
        ),
        "none, yet some": alone(
            series("e", year(2024, 12), population="élèves"), share("s", year(2024, 0), population="élèves")
        ),
        "another population a year later": alone(
            series("e", year(2023, 100), year(2024, 110), population="élèves"),
            share("s", year(2023, 50), year(2024, 25), population="élèves"),
        ),
    },
    "level_against_state": {
        "begun, at 5": alone(series("e", undated(level=5, state="Les travaux ont démarré."), quantity="state")),
        "done, at 4": alone(series("e", undated(level=4, state="L’espace a été créé"), quantity="state")),
        "done, at 3": alone(series("e", undated(level=3, state="L’espace a été créé"), quantity="state")),
        "not begun, at 1": alone(
            series("e", undated(level=1, state="Les travaux n’ont pas encore commencé"), quantity="state")
        ),
    },
    "opposite_polarity": {
        "a benchmark the other way": alone(
            share("adequat", wave("TALIS", 2013, 40), wave("TALIS", 2018, 51), polarity="favourable"),
            share("manque", wave("TALIS", 2018, 49), polarity="unfavourable", role="context", group="m"),
            share("pays", wave("TALIS", 2018, 19), polarity="unfavourable", role="benchmark", group="m"),
            source="TALIS 2018",
        ),
        "in one group": alone(
            share("fwb", year(2024, 51), polarity="unfavourable", role="context", group="m"),
            share("pays", year(2024, 19), polarity="favourable", role="benchmark", group="m"),
        ),
    },
    "missing_source": {
        "none": alone(schools("e", year(2024, 10)), source="", planned_source="CINE"),
        "no provider": alone(schools("e", year(2024, 10)), providers=()),
        "another survey": alone(share("s", wave("TALIS", 2018, 44), role="context"), source="Enquête CLEF 2021"),
    },
    "stale": {
        "a year and a half": alone(schools("e", on(dt.date(2023, 11, 30), 10))),
        "unknown frequency": alone(schools("e", on(dt.date(2023, 5, 31), 10)), frequency="unknown"),
        "a missing year after": alone(schools("e", year(2022, 10), year(2024, missing_reason="later"))),
    },
    "newer_wave": {
        "PISA 2018": alone(share("s", wave("PISA", 2018, 30)), source="PISA 2018", frequency="every_3_years"),
    },
    "dead_link": {
        "gone": visited(status=404),
        "broken": visited(status=500),
        "silent": visited(error="pas de réponse dans le délai"),
    },
}
