"""What changed between two Reports: nothing escapes, nothing is said twice, and it reads the same from both sides."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from strategy_monitor.language.fields import PARTS
from strategy_monitor.language.topics import TITLES
from strategy_monitor.report import document as doc
from strategy_monitor.report import terms
from strategy_monitor.report.diff import Change, between, differences, mirror
from strategy_monitor.report.people import bears_names
from strategy_monitor.report.things import Alike, flat, lay_both
from strategy_monitor.report.vocabulary import Coded
from tests.environment import examples
from tests.report.editing import MEASURE, NOTE, REPORT, SERIES, TABLE, edited, put

MODELS = [model for model in vars(doc).values() if isinstance(model, type) and issubclass(model, doc.Node)]
MODELS.remove(doc.Node)


@settings(deadline=None, max_examples=examples(40))
@given(edited())
def test_a_report_does_not_differ_from_itself(report: doc.Report):
    assert differences(report, report.model_copy(deep=True)) == ()


@settings(deadline=None, max_examples=examples(60))
@given(edited(), edited())
def test_what_is_added_one_way_is_removed_the_other(before: doc.Report, after: doc.Report):
    there, back = differences(before, after), differences(after, before)
    assert Counter(there) == Counter(mirror(change) for change in back)
    assert [key(change) for change in there] == [key(change) for change in back]
    assert not (there and before == after)
    if not (bears_names(before) or bears_names(after)):  # a name against a number is no change
        assert bool(there) == (before != after)


@settings(deadline=None, max_examples=examples(60))
@given(edited(), edited())
def test_what_is_not_laid_would_change_nothing(before: doc.Report, after: doc.Report):
    assert differences(before, after) == between(flat(before), flat(after))


@settings(deadline=None, max_examples=examples(60))
@given(edited(), edited(), edited())
def test_what_was_alike_last_time_hides_nothing(before: doc.Report, between_them: doc.Report, after: doc.Report):
    alike = Alike()
    for pair in ((before, between_them), (before, after), (before, after), (between_them, after)):
        laid = lay_both(*pair, alike)
        assert laid == lay_both(*pair)
        assert [{name for name, one in side.items() if one.closed} for side in laid] == [closed(*pair)] * 2


def closed(before: doc.Report, after: doc.Report) -> set[Any]:
    """What stands in both with all that it consists of, laid flat: indicators that are the same."""
    old, new = flat(before), flat(after)
    both = {name for name in old.keys() & new.keys() if name[-1][0] == "Indicator" and old[name].node == new[name].node}
    codes = Counter(one.code for report in (before, after) for one in report.indicators)
    return {name for name in both if codes[name[-1][1]] == 2 and not old[name].node.replaces}


def test_only_what_the_indicators_hold_that_differ_is_laid():
    other = REPORT.indicators[0].model_copy(update={"code": "2-I1", "action": ""})
    before = put(REPORT, "axes.0.indicators", (other,))
    old, new = lay_both(before, put(before, "axes.0.indicators.0.series.0.observations.0.value", Decimal(1)))
    inside = {identity[0][1] for identity in (*old, *new) if identity[0][0] == "Indicator" and len(identity) > 1}
    assert inside == {"2-I1"}


def test_two_indicators_of_one_code_are_laid_whole():
    twice = put(REPORT, "axes.0.indicators", (REPORT.indicators[0],))
    assert lay_both(twice, twice) == (flat(twice), flat(twice))
    assert differences(REPORT, twice) == between(flat(REPORT), flat(twice))


def key(change: Change) -> tuple[Any, ...]:
    return change.axis, change.code, change.what, change.label


def change(path: str, value: Any) -> tuple[Change, ...]:
    return differences(REPORT, put(REPORT, path, value))


FIGURE = "axes.0.actions.0.indicators.0.series.0.observations.0"


def test_a_figure_is_written_as_a_reader_meets_it():
    (found,) = change(f"{FIGURE}.value", Decimal("4944.5"))
    assert (found.kind, found.model, found.axis, found.page, found.code) == (
        "changed",
        "Observation",
        2,
        "indicator",
        "2.1-O1",
    )
    assert (found.field, found.topic) == ("value", "figures")
    assert found.what == "Valeur 2023-2024 de «\u202fHeures suivies\u202f», indicateur 2.1-O1"
    assert (found.label, found.before, found.after) == ("valeur", "4\u202f944\u00a0heures", "4\u202f944,5\u00a0heures")


@pytest.mark.parametrize("field", ["providers", "planned_providers"])
def test_a_provider_is_named_as_a_reader_knows_it(field: str):
    (found,) = change(f"axes.0.actions.0.indicators.0.{field}", ("IFPC", "GONE"))
    assert (found.field, found.before, found.after) == (field, "", "IFPC – Institut ; GONE".replace(" ;", "\u202f;"))


@pytest.mark.parametrize(
    ("path", "value", "what", "field", "before", "after"),
    [
        (f"{FIGURE}.manner", "minimum", "Valeur 2023-2024", "précision", "tel quel", "minimum"),
        (f"{FIGURE}.period.end", dt.date(2024, 7, 1), "Valeur", "dernier jour", "31 août 2024", "1er juillet 2024"),
        (
            f"{FIGURE}.notes.0.severity",
            "error",
            "Note N-1, indicateur 2.1-O1",
            "gravité",
            "doute",
            "erreur",
        ),
        (f"{FIGURE}.notes.0.off_scale", True, "Note N-1", "hors échelle", "non", "oui"),
        ("axes.0.actions.0.measures.0.measures.0.text", "Autre.", "Mesure 2.1-M1.1", "texte", "Une partie.", "Autre."),
        ("axes.0.actions.0.measures.0.tables.0.rows.0.cells", ("", "x"), "Ligne", "cellules", "x ; –", "– ; x"),
        (
            "axes.0.actions.0.measures.0.references.0.url",
            "https://a.be",
            "Référence circ",
            "adresse",
            "",
            "https://a.be",
        ),
        ("axes.0.hue", "green", "Axe 2", "couleur", "bleu", "vert"),
        ("axes.0.actions.1.title", "Doter", "Action 2.2", "titre", "Équiper", "Doter"),
        ("strategy.introduction", ("Un.",), "Stratégie", "introduction", "Un. ; Deux.", "Un."),
        ("scale.0.printed", True, "Échelle, niveau 4", "imprimée dans le rapport", "non", "oui"),
        ("providers.0.name", "Institut interréseaux", "Fournisseur IFPC", "nom", "Institut", "Institut interréseaux"),
        ("edition", "2026", "Rapport", "édition", "2025", "2026"),
    ],
)
def test_one_change_says_what_where_and_how(path, value, what, field, before, after):
    (found,) = change(path, value)
    assert found.what.startswith(what)
    spaces = str.maketrans("\u202f\u00a0", "  ")
    assert (found.label, found.before.translate(spaces), found.after.translate(spaces)) == (field, before, after)


def test_what_appears_is_said_once_with_all_that_it_holds():
    new = doc.Indicator(
        code="2.2-O1", category="operational", nature="progress", axis=2, action="2", title="Équipement",
        short_title="Équipement", source="SGNE", section="2.2", series=(SERIES,), notes=(NOTE,),
    )  # fmt: skip
    (found,) = change("axes.0.actions.1.indicators", (new,))
    assert (found.kind, found.what, found.before, found.after) == ("added", "Indicateur 2.2-O1", "", "Équipement")


def test_what_disappears_says_what_it_was():
    (found,) = change("axes.0.actions.0.indicators.0.series.0.observations", ())
    assert (found.kind, found.before) == ("removed", "4\u202f944\u00a0heures")


def test_a_measure_that_moves_is_moved_not_lost():
    after = put(put(REPORT, "axes.0.actions.0.measures", ()), "axes.0.actions.1.measures", (MEASURE,))
    (found,) = differences(REPORT, after)
    assert (found.kind, found.what, found.label) == ("changed", "Mesure 2.1-M1", "place dans la stratégie")
    assert (found.before, found.after) == ("Action 2.1", "Action 2.2")


def test_a_new_order_is_a_change():
    rows = TABLE.rows[::-1]
    (found,) = change("axes.0.actions.0.measures.0.tables.0.rows", rows)
    assert (found.label, found.before, found.after) == ("ordre des lignes", "Données, Logique", "Logique, Données")


def test_a_page_that_moves_is_said_once_not_for_each_figure():
    after = put(put(REPORT, "axes.0.actions.0.page", 10), "axes.0.actions.0.indicators.0.page", 10)
    after = put(put(after, f"{FIGURE}.page", 10), f"{FIGURE}.notes.0.page", 10)
    (found,) = differences(REPORT, after)
    assert (found.what, found.label, found.before, found.after) == ("Action 2.1", "page", "9", "10")


def test_a_series_renamed_does_not_lose_its_figures():
    (found,) = change("axes.0.actions.0.indicators.0.series.0.label", "Heures")
    assert (found.what, found.label) == ("Série «\u202fheures\u202f», indicateur 2.1-O1", "libellé")


def test_measures_are_listed_in_the_order_of_their_numbers():
    measures = tuple(doc.Measure(code=f"2.1-M{number}", text=str(number)) for number in range(1, 12))
    found = change("axes.0.actions.0.measures", measures)
    codes = list(dict.fromkeys(one.code for one in found if one.code.startswith("2.1-M")))
    assert codes == ["2.1-M1", "2.1-M1.1", *(f"2.1-M{number}" for number in range(2, 12))]


def test_an_order_and_a_move_are_no_field_of_the_document():
    (order,) = change("axes.0.actions.0.measures.0.tables.0.rows", TABLE.rows[::-1])
    assert (order.field, order.reordered, order.topic) == ("rows", True, "layout")
    after = put(put(REPORT, "axes.0.actions.0.measures", ()), "axes.0.actions.1.measures", (MEASURE,))
    (moved,) = differences(REPORT, after)
    assert moved.field not in doc.Measure.model_fields


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_the_document_says_what_it_is_called_and_means(model: type[doc.Node]):
    part = PARTS[model.__name__]
    assert list(part.fields) == list(model.model_fields)
    titles = [field.title for field in part.fields.values()]
    assert len(set(titles)) == len(titles)
    for name, info in model.model_fields.items():
        assert (info.title, info.description) == (part[name].heading, part[name].meaning)
        assert part[name].meaning.endswith("."), name
        assert part.topic_of(name) in TITLES


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_code_of_the_document_has_its_french_word(model: type[doc.Node]):
    for name, info in model.model_fields.items():
        for coded in info.metadata:
            if isinstance(coded, Coded):
                said = {code: terms.write_in_french(model, name, code) for code in map(str, coded.codes) if code}
                assert said == coded.codes.words(), name
