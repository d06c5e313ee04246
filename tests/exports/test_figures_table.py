"""The ten columns that a person opens: what they say is what the release says."""

from __future__ import annotations

import csv
import io

import pytest

from strategy_monitor.exports.delimited import as_file
from strategy_monitor.exports.formats import listed_formats
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.every import FIGURES
from strategy_monitor.exports.tables.observations import OBSERVATIONS, list_observations
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.codes import NoteWord, Role, Timing
from tests.exports.releve import told

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def rows(publication: Publication) -> list[dict[str, str]]:
    text = as_file(FIGURES, Scope(publication)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_there_are_ten_columns_and_a_row_for_each_value_of_the_release(
    publication: Publication, rows: list[dict[str, str]]
) -> None:
    assert len(rows[0]) == 10
    values = [one["value"] for one in told(publication)]
    assert [float(row["Valeur"].replace(",", ".")) if row["Valeur"] else None for row in rows] == values
    assert all(row["Code"] and row["Indicateur"] and row["Ce qui est mesuré"] and row["Période"] for row in rows)


def test_no_row_says_nothing(rows: list[dict[str, str]]) -> None:
    """A value, a state, a level, or why there is none."""
    assert all(row["En mots"] for row in rows)


def test_what_must_be_known_of_a_value_stands_beside_it(rows: list[dict[str, str]]) -> None:
    said = {(row["Code"], row["Ce qui est mesuré"], row["Période"]): row["À savoir"] for row in rows}
    assert said["2.2-O2", "Écoles du fondamental", "2023-2024"] == "question ouverte (N-2.2-08)"
    assert said["2-I2", "Enseignants se sentant préparés, moyenne OCDE", "TALIS 2018"].startswith(
        "point de comparaison"
    )
    assert (
        said["3.2-3-O3", "Ordinateurs portables des directions renouvelés", "2024"]
        == "ne se compare pas aux valeurs d’avant"
    )
    assert said["2.1-O2", "Participants inscrits", "2023-2024"] == ""
    assert said["4.2-O1", "Utilisateurs ayant accès à Happi", "5 mars 2025"] == "valeur mise en doute (N-4.2-06)"
    assert said["2-I4", "Établissements disposant d’un programme de collaboration", "PISA 2022"] == (
        "ne se compare pas à la valeur d’avant (N-2-12)"
    )
    assert said["3.4-O1", "Écoles accompagnées au numérique", "2023-2024"] == (
        "ne se compare pas à la valeur d’avant (N-3.4-02)"
    )
    assert said["3.2-3-O1", "Soutien financier aux parents, par appareil (volet 2)", "depuis janvier 2023"] == (
        "pas d’écart avec la valeur d’avant\u202f: les deux périodes ne sont pas de même nature, ou de même durée"
    )


def test_no_row_keeps_silent_that_the_site_compares_it_with_nothing(
    publication: Publication, rows: list[dict[str, str]]
) -> None:
    """A reader of the file subtracts what a reader of the page is told not to."""
    facts = list(list_observations(Scope(publication)))
    (column,) = (column for column in OBSERVATIONS.columns if column.name == "no_difference")
    apart = [row["À savoir"] for fact, row in zip(facts, rows, strict=True) if column.read(fact)]
    assert apart
    assert all("ne se compare pas" in told or "pas d’écart" in told for told in apart)


def test_the_dictionary_names_all_that_may_have_to_be_known() -> None:
    (caution,) = (column for column in FIGURES.columns if column.name == "caution")
    words = [Role.BENCHMARK.word, *(one.word for code in (Timing, NoteWord) for one in code)]
    assert [word for word in words if word not in caution.meaning] == []


def test_it_stands_first_among_the_csv_and_the_tidy_one_keeps_its_columns() -> None:
    names = [form.name("report") for people in (True, False) for form, _listing in listed_formats("data", people)]
    assert names.index("report_chiffres") < names.index("report_tableur") < names.index("report_csv")
    assert [column.name for column in OBSERVATIONS.columns][:4] == [
        "axis", "action", "indicator_code", "indicator_title",
    ]  # fmt: skip
    assert len(OBSERVATIONS.columns) == 51
