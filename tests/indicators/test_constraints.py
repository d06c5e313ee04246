"""What the database holds of the strategy as measured: each rule is broken in every way that reaches it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from indicators.models import (
    EditorialNote,
    ImportedFile,
    Indicator,
    Observation,
    Provider,
    ProviderAssignment,
    ScaleStep,
    Series,
)
from tests import factories
from tests.broken import refused, refused_by_forms, unsaved

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 1, 1)


@pytest.mark.parametrize("level", [6, 32000])
def test_the_scale_goes_from_0_to_5(level):
    refused(unsaved(factories.step(), level=level), "scale_from_0_to_5", "L’échelle va de 0 à 5.")


def test_a_level_has_one_caption():
    refused(unsaved(factories.step()), "", "existe déjà")


def test_a_provider_code_is_given_once():
    refused(unsaved(factories.provider()), "", "existe déjà")


def test_an_indicator_stands_where_its_category_says():
    operational = factories.indicator()
    axis = factories.axis()
    sentence = "Un indicateur opérationnel appartient à une action ; un indicateur d’impact, à un axe."
    for values in (
        {"action": None},
        {"axis": axis},
        {"action": None, "axis": axis},
        {"category": "impact"},
        {"category": "impact", "axis": axis},
        {"category": "other"},
    ):
        broken = unsaved(operational, code="1.1-O99", **values)
        refused(broken, "indicator_place_fits_category", sentence)


def test_an_indicator_is_of_a_known_nature():
    indicator = unsaved(factories.indicator(), code="1.1-O99", nature="vague")
    refused(indicator, "indicator_nature_is_known", "indicator_nature_is_known")


def test_an_indicator_has_a_source():
    indicator = unsaved(factories.indicator(), code="1.1-O99", source="")
    refused(indicator, "indicator_has_a_source", "La source de l’indicateur manque")


def test_only_an_indicator_that_is_closed_is_replaced():
    other = factories.indicator(code="1.1-O98")
    indicator = unsaved(factories.indicator(), code="1.1-O99", replaced_by=other)
    refused(indicator, "only_a_closed_indicator_is_replaced", "dire depuis quelle édition")


def test_an_indicator_code_is_given_once():
    refused(unsaved(factories.indicator()), "", "existe déjà")


@pytest.mark.parametrize("code", ["O1", "1.1-O0", "1.1-O100", "1.1-X1", "10.1-O1", "1.1-O1\n"])
def test_an_indicator_code_is_written_as_printed(code):
    indicator = unsaved(factories.indicator(), code=code)
    refused_by_forms(indicator, "Un code d’indicateur s’écrit « 2.2-O2 » (opérationnel) ou « 2-I1 » (impact).")


def test_an_indicator_code_is_permanent():
    indicator = factories.indicator(code="1.1-O1")
    indicator.code = "1.1-O2"
    refused_by_forms(indicator, "Le code « 1.1-O1 » est permanent.")


def test_an_indicator_is_closed_by_the_list_of_an_edition_and_by_no_form():
    """It would leave the edition that is being fed at once, whichever is typed, and whoever types it."""
    why = "Un indicateur se clôt dans « À revoir pour cette édition »"
    indicator = factories.indicator(code="1.1-O1")
    indicator.closed_since = "2027"
    refused_by_forms(indicator, why)
    refused_by_forms(unsaved(indicator, code="1.1-O2"), why)
    Indicator.objects.update(closed_since="2026")
    refused_by_forms(indicator, why)
    indicator.closed_since = "2026"
    assert indicator.full_clean() is None
    indicator.closed_since = ""
    assert indicator.full_clean() is None


def test_a_series_key_is_given_once_in_an_indicator():
    series = factories.series()
    refused(unsaved(series), "series_key_once_per_indicator", "Cet indicateur a déjà une série de cette clé.")
    assert unsaved(series, indicator=factories.indicator()).full_clean() is None


def test_a_series_has_a_known_role():
    series = unsaved(factories.series(), key="autre", role="hero")
    refused(series, "series_role_is_known", "series_role_is_known")


def test_a_benchmark_names_its_population():
    series = unsaved(factories.series(), key="autre", role="benchmark", population="")
    refused(series, "benchmark_names_its_population", "Un point de comparaison dit sur quelle population il porte.")


def test_a_share_is_in_percent():
    series = unsaved(factories.series(), key="autre", quantity="share", unit="points")
    refused(series, "share_is_in_percent", "Une part s’exprime en « % ».")


@pytest.mark.parametrize("part_of", ["inconnue", "moi-meme"])
def test_a_series_is_a_part_of_another_one_of_its_indicator(part_of):
    elsewhere = factories.series(key="inconnue")
    series = factories.series(key="moi-meme", part_of=part_of)
    assert elsewhere.indicator_id != series.indicator_id
    refused_by_forms(series, "Aucune autre série de l’indicateur ne porte cette clé.")


def test_a_series_does_not_become_a_share_that_its_values_exceed():
    observation = factories.observation(value=Decimal(4944))
    series = observation.series
    series.quantity, series.unit = "share", "%"
    refused_by_forms(series, "2023-2024 – Une part va de 0 à 100 %.")


def test_a_period_is_observed_once_in_a_series():
    observation = factories.observation()
    refused(unsaved(observation), "observation_once_per_period", "Cette série a déjà une valeur pour cette période.")


@pytest.mark.parametrize(
    "values",
    [
        {"value": None},
        {"missing_reason": "later"},
        {"value": None, "level": 3, "level_basis": "wording", "missing_reason": "later"},
    ],
)
def test_an_observation_says_something_or_why_not(values):
    observation = unsaved(factories.observation(), period_label="2022", **values)
    sentence = "Il faut une valeur, un niveau ou un état ; sinon, la raison de son absence."
    refused(observation, "observation_has_value_or_reason", sentence)


@pytest.mark.parametrize(
    "values",
    [
        {"value": Decimal(0)},
        {"value": None, "level": 0, "level_basis": "wording"},
        {"value": None, "state": "L’espace réseaux a été créé"},
        {"value": None, "missing_reason": "to_build"},
        {"value": None, "missing_reason": "later", "state": "Disponible ultérieurement"},
    ],
)
def test_zero_a_state_and_a_reason_are_things_to_say(values):
    observation = unsaved(factories.observation(), period_label="2022", **values)
    observation.full_clean()
    observation.save()


@pytest.mark.parametrize(
    "values",
    [
        {"level": 6, "level_basis": "wording"},
        {"level": 3},
        {"level_basis": "icon"},
        {"level": 3, "level_basis": "guess"},
    ],
)
def test_a_level_goes_to_5_and_says_where_it_comes_from(values):
    observation = unsaved(factories.observation(), period_label="2022", **values)
    sentence = "Un niveau va de 0 à 5 et dit d’où il vient : icône, libellé ou fournisseur."
    refused(observation, "level_has_a_basis", sentence)


def test_a_level_is_given_as_it_is_or_as_a_least():
    level = {"value": None, "level": 1, "level_basis": "wording"}
    unsaved(factories.observation(), period_label="2022", **level, manner="minimum").full_clean()
    for manner in ("approximate", "cumulative"):
        with pytest.raises(ValidationError, match="Un niveau se donne tel quel, ou comme un minimum"):
            unsaved(Observation.objects.get(), period_label="2022", **level, manner=manner).full_clean()


@pytest.mark.parametrize(
    "values",
    [
        {"period_start": None},
        {"period_end": None},
        {"period_end": dt.date(2020, 1, 1)},
        {"period_kind": "undated"},
        {"period_kind": "undated", "period_start": None},
    ],
)
def test_a_period_has_a_start_and_an_end(values):
    observation = unsaved(factories.observation(), period_label="2022", **values)
    sentence = "Une période a un premier et un dernier jour, dans cet ordre ; seul « sans date » n’en a pas."
    refused(observation, "period_has_a_start_and_an_end", sentence)


def test_a_date_is_one_day():
    observation = unsaved(factories.observation(), period_label="2022", period_kind="date")
    refused(observation, "date_is_one_day", "Une date commence et finit le même jour.")


@pytest.mark.parametrize(
    "values",
    [
        {"manner": "range"},
        {"value_high": Decimal(5000)},
        {"manner": "range", "value_high": Decimal(4944)},
        {"manner": "range", "value_high": Decimal(3)},
    ],
)
def test_a_range_has_two_ends(values):
    observation = unsaved(factories.observation(), period_label="2022", **values)
    refused(observation, "range_has_two_ends", "Une fourchette a deux bornes, la basse avant la haute ; elle seule.")


def test_a_half_is_50():
    observation = unsaved(factories.observation(), period_label="2022", manner="half", value=Decimal(49))
    refused(observation, "a_half_is_50", "« La moitié » s’écrit pour la valeur 50 seulement.")
    counted = unsaved(factories.observation(), period_label="2022", manner="half", value=Decimal(50))
    refused_by_forms(counted, "« La moitié » ne s’écrit que pour une part.")


def test_only_a_cumulative_value_has_a_start():
    observation = unsaved(factories.observation(), period_label="2022", cumulative_since=DAY)
    refused(observation, "only_a_cumulative_value_has_a_start", "Seule une valeur cumulée dit depuis quand.")


def test_a_validation_says_who_and_when():
    person = get_user_model().objects.create(username="camille")
    sentence = "Une validation dit qui et quand."
    for values in ({"validated_by": person}, {"validated_on": DAY}):
        observation = unsaved(factories.observation(), period_label="2022", **values)
        refused(observation, "validation_has_who_and_when", sentence)


@pytest.mark.parametrize("values", [{"printed": ""}, {"place": ""}])
def test_what_is_printed_is_kept_with_its_place(values):
    observation = unsaved(factories.observation(), period_label="2022", **values)
    sentence = "Un texte imprimé a sa place dans le rapport, et une place a son texte imprimé"
    refused(observation, "observation_keeps_what_is_printed", sentence)


def test_a_value_that_is_not_printed_has_no_place():
    unsaved(factories.observation(), period_label="2022", printed="", place="").full_clean()


@pytest.mark.parametrize(("value", "high"), [("-1", None), ("100.5", None), ("90", "101")])
def test_a_share_stays_within_100(value, high):
    series = factories.series(quantity="share", unit="%")
    broken = unsaved(
        factories.observation(series=series, value=Decimal(50)),
        period_label="2022",
        value=Decimal(value),
        value_high=high and Decimal(high),
        manner="range" if high else "",
    )
    refused_by_forms(broken, "Une part va de 0 à 100 %.")


@pytest.mark.parametrize("quantity", ["count", "duration"])
def test_what_is_counted_is_not_negative(quantity):
    series = factories.series(quantity=quantity)
    broken = unsaved(factories.observation(series=series), period_label="2022", value=Decimal(-1))
    refused_by_forms(broken, "Un nombre ou une durée n’est pas négatif.")


def test_a_state_in_words_has_no_value():
    series = factories.series(quantity="state", unit="")
    broken = unsaved(factories.observation(series=series), period_label="2022")
    refused_by_forms(broken, "Cette série décrit un état en mots, pas une valeur.")


def test_a_note_speaks_of_one_thing():
    note = factories.note()
    sentence = "Une note porte sur un seul objet."
    refused(unsaved(note, code="A", observation=None), "note_has_one_target", sentence)
    refused(unsaved(note, code="A", axis=factories.axis()), "note_has_one_target", sentence)


def test_only_an_observation_leaves_the_scale():
    note = factories.note(axis=factories.axis())
    sentence = "Seule une valeur peut être mise hors échelle."
    refused(unsaved(note, code="A", off_scale=True), "only_an_observation_leaves_the_scale", sentence)


@pytest.mark.parametrize("field", ["reason", "decision"])
def test_a_note_says_why_and_what_was_decided(field):
    note = unsaved(factories.note(), code="A", **{field: ""})
    refused(note, "note_has_reason_and_decision", "Une note dit pourquoi, et ce qui a été décidé.")


def test_a_note_is_of_a_known_severity():
    note = unsaved(factories.note(), code="A", severity="terrible")
    refused(note, "note_severity_is_known", "note_severity_is_known")


def test_a_note_code_is_given_once():
    refused(unsaved(factories.note()), "", "existe déjà")


@pytest.mark.parametrize(
    ("make", "above"),
    [
        (factories.indicator, lambda indicator: indicator.action),
        (lambda: factories.indicator(axis=factories.axis()), lambda indicator: indicator.axis),
    ],
)
def test_what_is_measured_is_not_erased(make, above):
    indicator = make()
    with pytest.raises(ProtectedError):
        above(indicator).delete()
    assert Indicator.objects.filter(pk=indicator.pk).exists()


def test_who_validated_a_figure_is_not_erased():
    person = get_user_model().objects.create(username="camille")
    factories.observation(validated_by=person, validated_on=DAY)
    with pytest.raises(ProtectedError):
        person.delete()


def test_the_status_of_an_observation_is_known():
    broken = unsaved(factories.observation(), period_label="2022", status="lost")
    refused(broken, "observation_status_is_known", "observation_status_is_known")


def test_only_what_is_validated_has_a_validator():
    person = get_user_model().objects.create(username="camille")
    values = {"status": "draft", "validated_by": person, "validated_on": DAY}
    broken = unsaved(factories.observation(), period_label="2022", **values)
    refused(broken, "only_a_validated_observation_has_a_validator", "Seule une valeur validée a un validateur.")


def test_a_submission_says_who_made_it():
    broken = unsaved(factories.observation(), period_label="2022", status="submitted")
    refused(broken, "a_submission_has_an_author", "Une soumission dit de qui elle vient.")


@pytest.mark.parametrize("values", [{"status": "returned"}, {"status": "draft", "returned_why": "À revoir"}])
def test_a_return_says_why_and_nothing_else_does(values):
    broken = unsaved(factories.observation(), period_label="2022", **values)
    refused(broken, "a_return_has_a_reason", "Un retour dit pourquoi ; lui seul.")


@pytest.mark.parametrize("change", ["added", "changed", "unchanged"])
def test_an_import_counts_nothing_before_it_is_confirmed(change):
    person = get_user_model().objects.create(username="camille")
    broken = ImportedFile(name="a.csv", content=b"x", sha256="0" * 64, uploaded_by=person, **{change: 1})
    refused(broken, "an_import_counts_once_confirmed", "an_import_counts_once_confirmed")


@pytest.mark.parametrize("left_out", ["undone_at", "undone_by", "undone_why", "confirmed_at"])
def test_an_undone_import_was_confirmed_and_says_who_when_and_why(left_out):
    person, now = get_user_model().objects.create(username="camille"), timezone.now()
    values = {"undone_at": now, "undone_by": person, "undone_why": "Mauvais fichier", "confirmed_at": now}
    del values[left_out]
    broken = ImportedFile(name="a.csv", content=b"x", sha256="0" * 64, uploaded_by=person, **values)
    said = "Un import défait était confirmé ; il dit par qui, quand et pourquoi."
    refused(broken, "an_undone_import_says_who_and_why", said)


def test_a_provider_is_given_once_to_a_person():
    person = get_user_model().objects.create(username="camille")
    given = ProviderAssignment.objects.create(user=person, provider=factories.provider())
    refused(unsaved(given), "provider_assigned_once", "Ce fournisseur est déjà confié à cette personne.")


def test_every_constraint_is_broken_here():
    here = Path(__file__).read_text(encoding="utf-8")
    models = (
        EditorialNote, ImportedFile, Indicator, Observation, Provider, ProviderAssignment, ScaleStep, Series,
    )  # fmt: skip
    names = [constraint.name for model in models for constraint in model._meta.constraints]
    assert [name for name in names if f'"{name}"' not in here] == []


def test_exact_is_taken_back_where_only_the_form_said_it():
    """Published is what was last validated, which may stand in the history: it is re-coded too."""
    migration = import_module("indicators.migrations.0005_as_printed")
    observation = factories.observation(manner="exact")
    near = factories.observation(series=observation.series, period_label="2022", manner="approximate")
    migration.say_nothing_of_the_manner(apps, None)
    for row in (observation, near):
        row.refresh_from_db()
    assert (observation.manner, near.manner) == ("", "approximate")
    assert {record.manner for record in Observation.history.filter(id=observation.pk)} == {""}
