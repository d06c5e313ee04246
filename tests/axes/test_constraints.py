"""What the database holds of the strategy as written: each rule is broken in every way that reaches it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import ProtectedError

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
from tests import factories
from tests.broken import refused, refused_by_database, refused_by_forms, unsaved

pytestmark = pytest.mark.django_db


def test_a_site_follows_one_strategy():
    first = factories.strategy()
    refused(unsaved(first, slot=2), "strategy_is_the_only_one", "Un site suit une seule stratégie.")
    refused_by_database(unsaved(first).save)
    assert Strategy.objects.count() == 1


@pytest.mark.parametrize("number", [0, 10])
def test_an_axis_is_numbered_from_1_to_9(number):
    axis = unsaved(factories.axis(), number=number)
    refused(axis, "axis_number_from_1_to_9", "Un axe porte un numéro de 1 à 9.")


def test_an_axis_number_is_given_once():
    refused(unsaved(factories.axis(3)), "", "existe déjà")


def test_an_axis_has_a_colour_of_the_palette():
    axis = unsaved(factories.axis(), number=2, hue="pink")
    refused(axis, "axis_hue_is_known", "Choisir une des couleurs de la palette.")


def test_an_action_number_is_given_once_in_an_axis():
    action = factories.action(number="2-3")
    refused(unsaved(action), "action_number_once_per_axis", "Cet axe a déjà une action de ce numéro.")
    assert unsaved(action, axis=factories.axis(2)).full_clean() is None


@pytest.mark.parametrize("number", ["0", "10", "2-", "2-3-1", "a", "2\n"])
def test_an_action_number_is_written_as_printed(number):
    refused_by_forms(unsaved(factories.action(), number=number), "Un numéro d’action s’écrit « 1 » ou « 2-3 ».")


def test_a_measure_has_one_place():
    measure = factories.measure()
    action = factories.action()
    sentence = "exactement une des trois"
    refused(unsaved(measure, code="A", strategy=None), "measure_has_one_place", sentence)
    refused(unsaved(measure, code="A", action=action), "measure_has_one_place", sentence)
    refused(unsaved(measure, code="A", action=action, parent=measure), "measure_has_one_place", sentence)


def test_a_measure_says_something():
    measure = unsaved(factories.measure(), code="A", text="")
    refused(measure, "measure_says_something", "Le texte de la mesure manque.")


def test_a_measure_code_is_given_once():
    refused(unsaved(factories.measure()), "", "existe déjà")


@pytest.mark.parametrize("code", ["", "-1", "1.1 M1", "1.1-M1\n", "é"])
def test_a_code_has_no_surprise(code):
    with pytest.raises(Exception, match="code"):
        unsaved(factories.measure(), code=code).full_clean()


def test_a_sub_measure_details_a_measure_not_another_sub_measure():
    measure = factories.measure()
    part = factories.measure(parent=measure)
    deeper = unsaved(part, code="A", parent=part)
    refused_by_forms(deeper, "Une sous-mesure précise une mesure, pas une autre sous-mesure.")


def test_a_measure_does_not_detail_itself():
    measure = factories.measure()
    measure.strategy, measure.parent = None, measure
    refused_by_forms(measure, "Une sous-mesure précise une mesure, pas une autre sous-mesure.")


def test_a_measure_with_parts_does_not_become_a_part():
    measure = factories.measure()
    factories.measure(parent=measure)
    measure.strategy, measure.parent = None, factories.measure()
    refused_by_forms(measure, "Cette mesure a elle-même des sous-mesures.")


def test_a_reference_is_of_a_known_kind():
    reference = unsaved(factories.reference(), code="autre", kind="book")
    refused(reference, "reference_kind_is_known", "reference_kind_is_known")


@pytest.mark.parametrize("url", ["ftp://exemple.be", "javascript:alert(1)", "exemple.be"])
def test_a_reference_leads_to_the_web(url):
    reference = unsaved(factories.reference(), code="autre", url=url)
    refused(reference, "reference_url_is_web", "Une adresse commence par « https:// » ou « http:// ».")


def test_a_measure_cites_a_reference_once():
    citation = factories.citation()
    refused(unsaved(citation), "reference_cited_once_per_measure", "Cette mesure cite déjà cette référence.")


def test_a_footnote_has_one_place():
    footnote = factories.footnote()
    sentence = "Une note de bas de page appartient à l’introduction ou à une mesure."
    refused(unsaved(footnote, strategy=None), "footnote_has_one_place", sentence)
    refused(unsaved(footnote, measure=factories.measure()), "footnote_has_one_place", sentence)


def test_a_table_is_of_a_known_kind():
    table = unsaved(factories.table(), code="T-0", kind="rows")
    refused(table, "table_kind_is_known", "table_kind_is_known")


def test_a_table_explains_each_column_or_none():
    table = unsaved(factories.table(), code="T-0", column_descriptions=["Première"])
    refused_by_forms(table, "Il faut une explication par colonne, ou aucune.")


@pytest.mark.parametrize("columns", ["P1", {"P1": 1}, [1, 2, 3]])
def test_columns_are_a_list_of_texts(columns):
    refused_by_forms(unsaved(factories.table(), code="T-0", columns=columns), "Une liste de textes est attendue.")


def test_a_row_label_is_given_once_in_a_table():
    row = factories.row()
    refused(unsaved(row), "row_label_once_per_table", "Ce tableau a déjà une ligne de ce nom.")


def test_a_row_has_as_many_cells_as_its_table_has_columns():
    row = unsaved(factories.row(), label="Autre", cells=["x"])
    refused_by_forms(row, "Le tableau a 3 colonnes : il faut autant de cellules.")


@pytest.mark.parametrize("cells", ["xxx", [1, 2, 3]])
def test_cells_are_a_list_of_texts(cells):
    refused_by_forms(unsaved(factories.row(), label="Autre", cells=cells), "Une liste de textes est attendue.")


def test_a_table_of_marks_holds_marks():
    row = unsaved(factories.row(), label="Autre", cells=["x", "oui", ""])
    refused_by_forms(row, "Dans un tableau de marques, une cellule est « x » ou vide.")


def test_letters_stand_for_one_meaning():
    Acronym.objects.create(letters="SGNE", meaning="Service général du numérique éducatif")
    refused(Acronym(letters="SGNE", meaning="Autre chose"), "", "existe déjà")


@pytest.mark.parametrize(
    ("make", "above"),
    [
        (factories.axis, lambda axis: axis.strategy),
        (factories.action, lambda action: action.axis),
        (lambda: factories.measure(action=factories.action()), lambda measure: measure.action),
        (factories.measure, lambda measure: measure.strategy),
        (lambda: factories.measure(parent=factories.measure()), lambda measure: measure.parent),
        (factories.citation, lambda citation: citation.reference),
    ],
)
def test_what_holds_something_is_not_erased(make, above):
    thing = make()
    with pytest.raises(ProtectedError):
        above(thing).delete()
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_every_constraint_is_broken_here():
    here = Path(__file__).read_text(encoding="utf-8")
    models = (Acronym, Axis, Citation, ContentRow, ContentTable, Footnote, Measure, PriorityAction, Reference, Strategy)
    names = [constraint.name for model in models for constraint in model._meta.constraints]
    assert [name for name in names if f'"{name}"' not in here] == []


TWINS = [factories.measure, factories.reference, factories.table, factories.provider, factories.note]


@pytest.mark.parametrize("make", TWINS, ids=lambda make: make.__name__)
def test_a_code_is_not_given_again_in_other_letters(make):
    """Two things would stand under one address of a page."""
    first = make(code="6.1-m1")
    for code in ("6.1-M1", "6-1-m1"):
        refused_by_forms(unsaved(first, code=code), "Trop proche du code « 6.1-m1 »")
    first.code = "6.1-M1"
    first.full_clean()
    assert unsaved(first, code="6.1-M11").full_clean() is None


def test_who_has_such_codes_already_may_change_the_rest():
    first, second = factories.measure(code="6.1-m1"), factories.measure(code="6.1-M1")
    second.text = "Un autre texte."
    assert (first.full_clean(), second.full_clean()) == (None, None)


def test_footnotes_are_told_by_their_number():
    measure = factories.measure()
    for marker in ("10", "9", "11", "[2]", "[1]", "**", "*"):
        factories.footnote(measure=measure, marker=marker)
    assert [note.marker for note in measure.footnotes.all()] == ["*", "9", "**", "10", "11", "[1]", "[2]"]
