"""Titles, units, sentences, tables: what is said, and that no more is said than the figures support."""

from __future__ import annotations

import datetime as dt

import pytest

from strategy_monitor.charts.names import of_noun
from strategy_monitor.charts.titles import clause_of_label
from strategy_monitor.report.naming import shared_measure
from tests.charts.making import (
    against_ocde,
    count,
    note,
    observed,
    only,
    parts,
    school_year,
    series,
    wave,
)

DOUBT = (note(),)


def slope(first, last, label="Part des écoles équipées", **values):
    return only(series("a", label, observed(wave("PISA", 2018), first), observed(wave("PISA", 2022), last), **values))


@pytest.mark.parametrize(
    ("first", "last", "values", "said"),
    [
        ("29.7", "50.6", {}, "progresse de 29,7\u202f% à 50,6\u202f%"),
        ("50.6", "49.6", {}, "recule de 50,6\u202f% à 49,6\u202f%"),
        ("12", "44", {"polarity": "unfavourable"}, "se dégrade de 12\u202f% à 44\u202f%"),
        ("44", "12", {"polarity": "unfavourable"}, "s’améliore de 44\u202f% à 12\u202f%"),
    ],
)
def test_the_title_says_what_the_figures_support(first, last, values, said):
    assert slope(first, last, **values).title == f"La part des écoles équipées {said}"


@pytest.mark.parametrize(("first", "last", "polarity"), [("20", "20", "favourable"), ("10", "20", "none")])
def test_where_nothing_can_be_said_the_title_names_the_measure(first, last, polarity):
    assert slope(first, last, polarity=polarity).title == "Part des écoles équipées"


@pytest.mark.parametrize("unsure", [{"notes": DOUBT}, {"manner": "approximate"}, {"manner": "minimum"}])
def test_no_finding_rests_on_an_unsure_value(unsure):
    chart = only(series("a", "Part", observed(2018, 20), observed(2022, 40, **unsure)))
    assert chart.title == "Part"


def test_a_line_that_turns_back_has_no_finding():
    assert only(series("a", "Part", observed(2018, 20), observed(2020, 40), observed(2022, 30))).title == "Part"


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Écoles accompagnées", "Le nombre d’écoles accompagnées progresse de 10 à 20"),
        ("Ressources en ligne", "Le nombre de ressources en ligne progresse de 10 à 20"),
        ("Nombre de banques", "Le nombre de banques progresse de 10 à 20"),
        ("Écoles suivies (volet 2)", "Écoles suivies (volet 2)\u202f: le nombre d’écoles progresse de 10 à 20"),
        ("PC acquis par les parents", "PC acquis par les parents\u202f: le nombre d’écoles progresse de 10 à 20"),
        ("Écoles " + "très " * 11 + "longues", "Écoles " + "très " * 11 + "longues"),
    ],
)
def test_the_subject_of_a_title_agrees(label, title):
    assert only(count("a", label, observed(2022, 10), observed(2023, 20))).title == title


def test_two_series_that_rise_are_said_together():
    chart = only(
        series("f", "Taux d’écoles, fondamental", observed(2022, 33), observed(2023, 37)),
        series("s", "Taux d’écoles, secondaire", observed(2022, 67), observed(2023, 69)),
    )
    assert chart.title == "Le taux d’écoles progresse\u202f: fondamental, +4\xa0points\u202f; secondaire, +2\xa0points"


def test_two_series_that_part_are_only_named():
    chart = only(
        series("f", "Taux d’écoles, fondamental", observed(2022, 33), observed(2023, 37)),
        series("s", "Taux d’écoles, secondaire", observed(2022, 69), observed(2023, 67)),
    )
    assert chart.title == "Taux d’écoles"


@pytest.mark.parametrize(
    ("here", "there", "polarity", "title"),
    [
        (20, 40, "favourable", "20\u202f% des enseignants sont préparés, c’est moins bien que l’OCDE (40\u202f%)"),
        (44, 12, "favourable", "44\u202f% des enseignants sont préparés, c’est mieux que l’OCDE (12\u202f%)"),
        (44, 12, "unfavourable", "44\u202f% des enseignants sont préparés, c’est moins bien que l’OCDE (12\u202f%)"),
        (44, 12, "none", "Enseignants préparés"),
        (40, 40, "favourable", "Enseignants préparés"),
        (0, 0, "favourable", "Enseignants préparés"),
    ],
)  # fmt: skip
def test_a_comparison_is_said_as_better_or_worse(here, there, polarity, title):
    assert only(*against_ocde(here, there, polarity=polarity)).title.removeprefix("FW-B\u202f: ") == title


def test_a_longer_comparison_ranks_and_one_too_long_names_the_measure():
    def titled(label, polarity="favourable"):
        here, there = against_ocde(33, 53, polarity=polarity)
        compared = there.model_copy(update={"label": f"{label}, pays", "population": "pays de comparaison"})
        return only(here.model_copy(update={"label": f"{label}, FW-B"}), compared).title

    recent = "Enseignants ayant suivi une formation récente"
    told = "FW-B\u202f: 33\u202f% des enseignants ont suivi une formation récente"
    assert titled(recent) == f"{told}, derrière les pays de comparaison (53\u202f%)"
    assert titled(recent, "unfavourable") == recent
    assert titled(f"{recent} et complète") == f"{recent} et complète"


def test_benchmarks_that_disagree_are_only_named():
    low = series("x", "Enseignants préparés, UE", observed(wave("TALIS", 2018), 10), role="benchmark", population="UE")
    assert only(*against_ocde(20, 40), low).title == "Enseignants préparés"


def test_a_place_without_a_sure_article_is_only_named():
    here, there = against_ocde(20, 40)
    assert only(here, there.model_copy(update={"population": "Québec"})).title == "Enseignants préparés"


def test_the_sentence_of_a_slope_gives_values_and_difference():
    assert slope("29.7", "50.6").sentence == (
        "Part des écoles équipées\u202f: 29,7\u202f% (PISA 2018) puis 50,6\u202f% (PISA 2022). C’est 20,9\xa0points"
        " de plus (mieux)."
    )


def test_a_difference_of_counts_is_said_in_their_unit():
    chart = only(count("a", "Écoles", observed(school_year(2019), 468), observed(school_year(2023), 467)))
    assert chart.sentence.endswith("C’est 1\xa0école de moins (moins bien).")


def test_no_difference_is_taken_from_an_approximate_value():
    chart = only(series("a", "Part", observed(2018, 20), observed(2022, 40, manner="approximate")))
    assert "C’est" not in chart.sentence
    assert "près de 40\u202f%" in chart.sentence


def test_the_sentence_of_dots_gives_each_gap():
    low = series("x", "Enseignants préparés, UE", observed(wave("TALIS", 2018), 10), role="benchmark", population="UE")
    assert only(*against_ocde(20, 40), low).sentence == (
        "Enseignants préparés\u202f: 20\u202f% (FW-B) contre 40\u202f% (OCDE) et 10\u202f% (UE). C’est 20\xa0points"
        " de moins et 10\xa0points de plus."
    )


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (30, "30 et 20\xa0points de moins (moins bien)."),
        (11, "30\xa0points de moins et 1\xa0point de moins (moins bien)."),
        (10, "30\xa0points de moins et autant."),
    ],
)
def test_two_gaps_that_go_one_way_share_their_unit_where_both_are_plural(other: int, told: str):
    third = series(
        "x", "Enseignants préparés, UE", observed(wave("TALIS", 2018), other), role="benchmark", population="UE"
    )
    assert only(*against_ocde(10, 40), third).sentence.endswith(f"C’est {told}")


def test_the_unit_stands_once_under_the_title():
    counted = only(count("a", "Écoles suivies", observed(2022, 10), observed(2023, 20)))
    assert counted.unit == "Nombre d’écoles · années civiles"
    assert [point.written for point in counted.points] == ["10", "20"]


def test_an_amount_counted_since_a_date_says_so():
    since = {"manner": "cumulative", "cumulative_since": dt.date(2021, 1, 1)}
    total = count("t", "PC acquis", observed(2024, 55208, **since), unit="PC")
    aided = observed(2024, 24207, **since)
    part = count("p", "dont PC aidés", aided, unit="PC", role="component", part_of="t", group="")
    assert only(total, part).unit == "Nombre de PC · 2024 · cumul depuis 2021"


def test_the_table_says_what_was_not_observed():
    chart = only(
        series("f", "Taux, fondamental", observed(2022, 33), observed(2023, 37)),
        series("s", "Taux, secondaire", observed(2023, 69)),
    )
    assert chart.table.header == ("Série", "2022", "2023")
    assert chart.table.rows == (("fondamental", "33\u202f%", "37\u202f%"), ("secondaire", "–", "69\u202f%"))


def test_the_table_of_parts_closes_with_their_sum():
    assert only(*parts(63, 37)).table.rows[-1] == ("Somme", "100\u202f%")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Taux, f", "Taux, s"], ("Taux", ("f", "s"))),
        (["Écoles du fondamental", "Écoles du secondaire"], ("Écoles", ("du fondamental", "du secondaire"))),
        (["Taux, f, moyenne", "Taux, s, moyenne"], ("Taux, moyenne", ("f", "s"))),
        (["Élèves", "Écoles"], ("", ("Élèves", "Écoles"))),
        (["Taux", "Taux"], ("", ("Taux", "Taux (2)"))),
        (["Taux", "Taux, s"], ("", ("Taux", "Taux, s"))),
        (["Seul"], ("Seul", ("",))),
    ],
)
def test_what_labels_share_names_the_measure(labels, expected):
    assert shared_measure(labels) == expected


@pytest.mark.parametrize(
    ("noun", "written"),
    [
        ("écoles", "d’écoles"),
        ("périodes", "de périodes"),
        ("heures", "d’heures"),
        ("handicaps", ""),
        ("PC", "de PC"),
        ("ONG", ""),
    ],
)
def test_elision_is_written_only_where_it_is_sure(noun, written):
    assert of_noun(noun) == written


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Enseignants se sentant préparés", "des enseignants se sentent préparés"),
        ("Enseignants récemment formés", "des enseignants sont récemment formés"),
        ("Chefs d’établissement gênés par le bruit", "des chefs d’établissement sont gênés par le bruit"),
        ("Élèves s’estimant capables", "des élèves s’estiment capables"),
        ("Écoles n’ayant pas de réseau", "des écoles n’ont pas de réseau"),
        ("Établissements libérant du temps", "des établissements libèrent du temps"),
        ("Écoles secondaires ayant acquis un appareil", "des écoles secondaires ont acquis un appareil"),
        ("Écoles privées équipées", ""),
        ("Écoles privées ayant un réseau", ""),
        ("Écoles non équipées", ""),
        ("Élèves en difficultés", ""),
        ("Élèves pour qui chercher est facile", ""),
        ("Accès dont le débit est considéré comme suffisant", ""),
        ("Élèves courant vite", ""),
        ("Élèves équipés (volet 2)", ""),
        ("PC acquis", ""),
        ("Part des élèves équipés", ""),
        ("Écoles", ""),
    ],
)
def test_a_label_becomes_a_sentence_only_where_its_verb_is_sure(label, told):
    assert clause_of_label(label, "20\u202f%") == (f"20\u202f% {told}" if told else "")


def test_under_its_title_a_chart_does_not_say_again_what_is_measured():
    """Where the sentence stands alone, it does."""
    dots = only(*against_ocde(20, 40))
    assert dots.caption == "20\u202f% (FW-B) contre 40\u202f% (OCDE). C’est 20\xa0points de moins (moins bien)."
    assert dots.sentence == f"Enseignants préparés\u202f: {dots.caption}"
