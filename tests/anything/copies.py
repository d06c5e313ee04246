"""Arbitrary working copies: whatever the forms accept, in every field of every model that a release shows.

A value is drawn from what the column of its field holds, cleaned as a form cleans it, and checked as a form checks it.
Where it is refused, with a sentence at its field, the field keeps a plain value; where nothing refuses it, it is saved.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from hypothesis import strategies as st

from axes.models import (
    Acronym,
    Axis,
    Citation,
    ContentRow,
    ContentTable,
    Footnote,
    Measure,
    PriorityAction,
    Reference,
    Strategy,
)
from indicators.models import EditorialNote, Indicator, Observation, Provider, ScaleStep, Series
from strategy_monitor.language.codes import PeriodKind

Draw = Callable[[st.SearchStrategy[Any]], Any]

SPECIAL = (
    "2022-2023 (bis)", "4.944", "près de 90 %", "« à l’heure » : 61,5 % ; oui !", "l'école d'été", "Ǆ", "ß", "İ", "ﬁ",
    "e\u0301", "🙂", "👩‍👩‍👧", "\u200d", "שלום", "\u202e", "\ufeff", "\u2028", "\x07", "\x1b[31m", "\x85", "\ufffe",
    "\U0010ffff", "=1+1", "-95 % des écoles", "@SUM(1)", "<script>alert(1)</script>", "]]>", "&amp;", "{{ x }}",
    "%(why)s", "%s %d", "{0} {name}", "\\", "#let x = 1", "$x^2$", "*_`~", "@ref", "[x](y)", "//", "/*", "_x0007_",
    "a|b", 'a"b', "a,b;c\td", "a\nb", "a\r\n\r\nb", "_", "-", "–", ".", "..", "0", "None", "null", "l’", "de la", "d’",
    "x" * 80, "x " * 60, "W" * 500, "é-" * 100, "Taux, fondamental", "Taux, secondaire", "dont PC aidés", "FW-B",
    "https://exemple.be/é?a=b#c", "1er", "07/02/2025", "1-1", "٣", "Ⅻ", "½", "1e5", "n° 5 000 000", "\u00ad", "100 %",
)  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs"])
WORDS = st.text(string.ascii_letters + "éàç ’-,", min_size=1, max_size=40)
LIKELY_LABELS = (
    "2019-2020",
    "2022-2023",
    "2022-2023 (bis)",
    "2023-2024",
    "PISA 2018",
    "PISA 2022",
    "au 1er février 2025",
)


def texts(longest: int | None) -> st.SearchStrategy[str]:
    """Up to what the column holds; a text without a limit is tried up to a few pages."""
    most = longest or 3000
    return st.one_of(
        WORDS,
        st.sampled_from(SPECIAL),
        st.lists(st.sampled_from(SPECIAL), min_size=2, max_size=4).map(" ".join),
        st.text(CHARACTERS, min_size=1, max_size=20),
        st.sampled_from(["a", "É", "字", "W", "مر", "\u0301"]).map(lambda letter: letter * most),
    ).map(lambda text: text[:most])


def decimals(field: models.DecimalField) -> st.SearchStrategy[Decimal]:
    """Up to all the digits of the column: huge, tiny, negative."""
    assert field.max_digits
    smallest = Decimal(1).scaleb(-field.decimal_places)
    most = Decimal(10) ** (field.max_digits - field.decimal_places) - smallest
    usual = st.integers(0, 100).map(Decimal) | st.decimals(0, 99_999, places=1)
    ends = st.sampled_from(
        [most, -most, smallest, -smallest, Decimal(0), Decimal("-0"), Decimal("99.9999"), Decimal(100)]
    )
    return usual | usual | ends | st.decimals(-most, most, places=field.decimal_places)


DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2027, 12, 31))
ANY_DAY = DAYS | st.dates() | st.sampled_from([dt.date.min, dt.date.max, dt.date(1, 12, 31), dt.date(9999, 1, 1)])
ADDRESSES = st.sampled_from(
    [
        "https://exemple.be/", "http://exemple.be:8080/a b", "https://exemple.be/" + "x" * 470, "https://é.be/ü?x=«»",
        "https://[2001:db8::1]/", "https://u:p@exemple.be/", "HTTPS://EXEMPLE.BE/A", "https://exemple.be/%zz",
        "https://exemple.be/#\\", "ftp://exemple.be/", "https://exemple.be/a'b\"c<d>", "https://xn--9ca.be/(x)[y]{z}",
    ]
)  # fmt: skip
CODES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9.-]{0,8}\Z")


def of_field(field: models.Field[Any, Any]) -> st.SearchStrategy[Any]:
    """What this column holds."""
    if field.choices:
        found: st.SearchStrategy[Any] = st.sampled_from([value for value, _label in field.flatchoices])
    elif isinstance(field, models.BooleanField):
        found = st.booleans()
    elif isinstance(field, models.DecimalField):
        found = decimals(field)
    elif isinstance(field, models.DateField):
        found = ANY_DAY
    elif isinstance(field, models.SlugField):
        found = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=field.max_length)
    elif isinstance(field, models.URLField):
        found = ADDRESSES
    elif isinstance(field, models.JSONField):
        found = st.lists(texts(60), min_size=1, max_size=4)
    elif isinstance(field, models.IntegerField):
        found = st.sampled_from([0, 1, 2, 3, 5, 6, 9, 10, 32767, 32768, 2**31]) | st.integers(0, 5)
    elif isinstance(field, (models.CharField, models.TextField)):
        found = texts(field.max_length)
    else:
        raise NotImplementedError(field)
    return found


def cleaned(value: Any) -> Any:
    """As the field of a form hands it over: without the spaces around it; it refuses a null character itself."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


NOT_DRAWN = {"id", "slot", "status", "returned_why", "validated_on", "code", "key", "number", "position", "category"}
"""What names, places and orders the rows, and what the workflow sets."""


def save_as_a_form_does(row: models.Model) -> None:
    """Saves a row that is accepted; raises ValidationError for another.

    The save itself asks the database for the constraints: one at a time, as a form asks, would take most of the time.
    """
    row.clean_fields()
    row.clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        row.pk = None
        raise ValidationError({NON_FIELD_ERRORS: sentence_of(row, str(error))}) from error


def sentence_of(row: models.Model, fault: str) -> str:
    """What a form says where the database refuses a row."""
    named = [one for one in row._meta.constraints if f"{one.name}" in fault or "UNIQUE" in fault.upper()]
    assert named, fault
    return str(named[0].get_violation_error_message())


class Copy:
    """A working copy under construction. `refused` are the sentences with which values were refused, by field."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        named = {name: cleaned(draw(texts(150))) for name in ("first_name", "last_name")} if self.chance() else {}
        self.person = get_user_model().objects.create_user("ada", **named)
        self.refused: dict[str, set[str]] = {}

    def chance(self, of: int = 2) -> bool:
        """One time in so many, and never where all is drawn at its simplest."""
        return bool(self.draw(st.integers(0, of - 1)) == of - 1)

    def make(self, model: type[models.Model], kept: Collection[str] = (), **plain: Any) -> Any:
        """A row with a few arbitrary fields, `kept` and the others as given: one that is refused is as given too."""
        kept = NOT_DRAWN | set(kept)
        fields = {f.name: f for f in model._meta.fields if f.name not in kept and f.editable and not f.is_relation}
        drawn = {name: cleaned(self.draw(of_field(field))) for name, field in fields.items() if self.chance(3)}
        for _ in range(len(drawn) + 1):
            row = model(**plain | drawn)
            try:
                save_as_a_form_does(row)
            except ValidationError as error:
                drawn = self.without(drawn, model, error)
            else:
                return row
        raise AssertionError(f"{model.__name__} {plain} is refused as it is given")

    def without(self, drawn: dict[str, Any], model: type[models.Model], error: ValidationError) -> dict[str, Any]:
        """What was drawn, without what is refused; all of it where it is refused together."""
        told = error.message_dict
        for name, sentences in told.items():
            self.refused.setdefault(f"{model.__name__}.{name}", set()).update(sentences)
        blamed = set(told) & set(drawn)
        kept = {name: value for name, value in drawn.items() if name not in blamed}
        return kept if blamed else dict(list(kept.items())[:-1])


def usual_period(copy: Copy) -> dict[str, Any]:
    """A school year, mostly under its usual name: so that values meet, and are drawn."""
    start = copy.draw(st.integers(2019, 2024))
    label = f"{start}-{start + 1}" + (
        copy.draw(st.sampled_from([" (bis)", " %", "\u00a0%", "'", "’"])) if copy.chance(4) else ""
    )
    days = {"period_start": dt.date(start, 9, 1), "period_end": dt.date(start + 1, 8, 31)}
    return {"period_kind": "school_year", "period_label": label, **days}


def any_period(copy: Copy) -> dict[str, Any]:
    """Of any kind, between any two days, called as one likes."""
    start, end = sorted(copy.draw(st.tuples(ANY_DAY, ANY_DAY)))
    kind = copy.draw(st.sampled_from(list(PeriodKind.words())))
    label = cleaned(copy.draw(texts(60))) or "période"
    days = {"undated": (None, None), "date": (start, start)}.get(kind, (start, end))
    return {"period_kind": kind, "period_label": label, "period_start": days[0], "period_end": days[1]}


HOW = frozenset({"value", "value_high", "level", "state", "cumulative_since"})
"""What an observation says: each way to say something has fields of its own."""


def observe(copy: Copy, series: Series) -> None:
    taken = set(series.observations.values_list("period_label", flat=True))
    period = any_period(copy) if copy.chance(4) else usual_period(copy)
    if period["period_label"] in taken:
        return
    said = said_of(copy, series)
    kept = (HOW - said.keys()) | {"manner", "level_basis", "missing_reason", *period}
    vouched: dict[str, Any] = (
        {"validated_by": copy.person, "validated_on": dt.date(2025, 3, 1)} if copy.chance() else {}
    )
    row = copy.make(
        Observation,
        kept,
        series=series,
        printed="imprimé",
        place="headline",
        status="validated",
        **vouched,
        **period,
        **said,
    )
    if copy.chance(3):
        number = EditorialNote.objects.count() + 1
        copy.make(
            EditorialNote, code=code_of(copy, f"N-{number}", 30), observation=row, kind="doubtful_figure",
            severity="doubt", printed="7", reason="Pourquoi.", decision="Conservé.",
        )  # fmt: skip


def said_of(copy: Copy, series: Series) -> dict[str, Any]:
    """What an observation says, in one of the ways there are: each lets other fields be drawn."""
    value = {"value": Decimal(copy.draw(st.integers(0, 99)))}
    words: list[dict[str, Any]] = [
        {"state": "En cours"},
        {"level": copy.draw(st.integers(0, 5)), "level_basis": "wording", "state": "En cours"},
        {"missing_reason": "later"},
    ]
    numbers: list[dict[str, Any]] = [
        value,
        value,
        value | {"manner": "approximate"},
        value | {"manner": "minimum", "state": "Au moins"},
        value | {"manner": "cumulative", "cumulative_since": copy.draw(ANY_DAY)},
        value | {"manner": "range", "value_high": Decimal(100)},
    ]
    return dict(copy.draw(st.sampled_from(words if series.quantity == "state" else [*numbers, *words[2:]])))


def key_of(copy: Copy, indicator: Indicator, rank: int) -> str:
    """Permanent names stand in addresses: every other one is as odd as its column allows."""
    key = (
        copy.draw(st.sampled_from(["K0", "_", "-", "--", "__", "0", "x" * 60, "k0-2"])) if copy.chance() else f"k{rank}"
    )
    return f"k{rank}" if not rank or indicator.series.filter(key=key).exists() else key


def code_of(copy: Copy, usual: str, longest: int) -> str:
    """A code of a measure, a note, a reference, a provider or a table: letters, figures, points and hyphens."""
    odd = st.sampled_from(
        [usual + "x" * (longest - len(usual)), f"{usual}..", f"{usual}-", f"0.{usual}", usual.lower()]
    )
    return str(copy.draw(odd)) if copy.chance(3) else usual


def measure_series(copy: Copy, indicator: Indicator, rank: int, shared: dict[str, Any]) -> None:
    given = {"label": f"Taux, partie {rank}", "population": "FW-B", "role": "headline", **shared}
    if rank and copy.chance(3):
        given["part_of"] = "k0"
    series = copy.make(Series, indicator=indicator, key=key_of(copy, indicator, rank), position=rank, **given)
    for _ in range(copy.draw(st.integers(1, 4))):
        observe(copy, series)


def working_copy(draw: Draw) -> Copy:
    """A strategy of one axis, with at least one of each kind of thing that a release shows."""
    copy = Copy(draw)
    strategy = copy.make(
        Strategy, title="Stratégie", short_title="Stratégie", authority="FW-B", adopted_on=dt.date(2018, 10, 10),
        legal_basis="Décision.", introduction="Introduction.", indicators_remark="Remarque.",
        governance_title="Gouvernance",
    )  # fmt: skip
    axis = copy.make(Axis, strategy=strategy, number=1, title="Titre", short_title="Axe", hue="blue")
    action = copy.make(PriorityAction, axis=axis, number="1", title="Former")
    measure = copy.make(Measure, code=code_of(copy, "M1", 30), action=action, text="Mesure.")
    copy.make(Measure, code="M2", parent=measure, text="Sous-mesure.")
    copy.make(Measure, code="M3", strategy=strategy, text="Gouvernance.")
    reference = copy.make(Reference, code=code_of(copy, "R1", 80), kind="decree", label="Décret")
    copy.make(Citation, measure=measure, reference=reference, printed_label="Le décret")
    copy.make(Footnote, measure=measure, marker="1", text="Voir.")
    table = copy.make(
        ContentTable, code=code_of(copy, "T1", 30), measure=measure, title="Tableau", caption="Légende.", kind="text",
        row_heading="Ligne", columns=["A", "B"],
    )  # fmt: skip
    width = len(table.columns)
    cells = copy.draw(st.lists(texts(200).map(cleaned), min_size=width, max_size=width)) if table.kind == "text" else []
    copy.make(ContentRow, ["cells"], table=table, label="Ligne", cells=cells or ["x"] * width)
    copy.make(Acronym, letters="FW-B", meaning="Fédération Wallonie-Bruxelles")
    provider = copy.make(Provider, code=code_of(copy, "P1", 20), name="Institut", acronym="IFPC")
    for level in range(6):
        copy.make(ScaleStep, ["level"], level=level, caption=f"Niveau {level}")
    copy.make(
        EditorialNote, code="N-1", measure=measure, kind="wording", severity="information", reason="R.", decision="D."
    )
    for code, place in (
        ("1.1-O1", {"action": action, "category": "operational"}),
        ("1-I1", {"axis": axis, "category": "impact"}),
    ):
        indicator = copy.make(
            Indicator, code=code, nature="quantitative", title="Heures", short_title="Heures", source="IFPC", **place
        )
        indicator.providers.set([provider])
        shared = draw(
            st.sampled_from(
                [
                    {"unit": "%", "quantity": "share", "group": "g"},
                    {"unit": "%", "quantity": "share", "group": "g", "whole": True},
                    {"unit": "écoles", "unit_singular": "école", "quantity": "count", "group": "g"},
                    {"unit": "heures", "quantity": "count"},
                    {"unit": "", "quantity": "state"},
                ]
            )
        )
        for rank in range(draw(st.integers(1, 3))):
            measure_series(copy, indicator, rank, shared)
    return copy
