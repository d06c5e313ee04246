"""The words of charts stay plain: heuristic 10 of docs/chart-accessibility.md quotes these numbers."""

from __future__ import annotations

import re

import pytest

from strategy_monitor.charts.chart import charts_for
from strategy_monitor.charts.names import FORMS
from strategy_monitor.report.build import build
from tests.charts import specimens
from tests.charts.reading_level import PLAIN, Count, count, count_syllables, texts_of
from tests.generated import ROOT


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("école", 2), ("année", 2), ("numérique", 3), ("moyenne", 2), ("équipées", 3), ("enseignants", 3),
        ("européen", 4), ("réussir", 3), ("création", 3), ("maïs", 2), ("œuvre", 1), ("le", 1), ("de", 1), ("qu’en", 1),
        ("l’apprentissage", 4), ("langue", 1), ("quatre", 1), ("élèves", 2), ("collaboration", 5), ("année-là", 3),
        ("1\u202f277", 1), ("50,6\u202f%", 1), ("OCDE", 1), ("FW-B", 1), ("2022-2023", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_said_and_figures_have_one(word, syllables):
    assert count_syllables(word) == syllables


def test_words_and_sentences_are_counted_as_flesch_said_to():
    assert count(
        ["Titre sans point", "FW-B\u202f: 33\u202f% (2018)\u202f; c’est peu. C’est 1\u202f277 écoles de plus."]
    ) == (Count(sentences=3, words=13, syllables=14))


def test_an_easy_text_is_easy_and_a_hard_one_hard():
    assert count(["Le chat dort. Il a bu du lait."]).ease > 100
    assert (
        count(["L’opérationnalisation méthodologique interdisciplinaire conditionne l’institutionnalisation."]).ease < 0
    )


NAMES = {"slope": "slopes", "line": "line", "dots": "dots", "stack": "stacks", "bars": "bars", "numbers": "numbers"}
"""What docs/chart-accessibility.md calls each form."""


@pytest.fixture
def texts(seeded) -> dict[str, list[str]]:
    """By form, what the charts of the printed report say; of a form that it lacks, what the first specimen says."""
    found: dict[str, list[str]] = {}
    for indicator in build("2025").indicators:
        for chart in charts_for(indicator):
            found.setdefault(chart.form, []).extend(texts_of(chart))
    for make in specimens.ALL:
        specimen = make()
        found.setdefault(specimen.form, texts_of(specimen))
    return found


def test_each_form_of_chart_is_read_at_ninth_grade(texts):
    assert texts.keys() == FORMS.keys()
    assert {form: count(said).ease for form, said in texts.items() if count(said).ease < PLAIN} == {}


def test_the_document_on_charts_looks_at_each_form():
    """Each has its column, in the order in which one reads of them."""
    document = (ROOT / "docs" / "chart-accessibility.md").read_text()
    (heads,) = re.findall(r"^\| heuristic \| (.*) \|$", document, re.MULTILINE)
    assert heads.split(" | ") == list(NAMES) == list(FORMS)


def test_the_document_on_charts_gives_the_levels_that_are_measured(texts):
    document = " ".join((ROOT / "docs" / "chart-accessibility.md").read_text().lower().split())
    with_figures = [f"{NAMES[form]} {count(said).ease:.0f}" for form, said in texts.items()]
    without = [f"{NAMES[form]} (would be )?at {count(said, figures=False).ease:.0f}" for form, said in texts.items()]
    assert [level for level in (*with_figures, *without) if not re.search(rf"\b{level}\b", document)] == []
