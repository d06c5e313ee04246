"""How figures are found in a report, and recognised in a text. The report here is invented."""

from __future__ import annotations

import pytest

from tests.figures.extract import Figure, figures
from tests.figures.matching import stands, words

REPORT = """\
# Table des matières
1. Une action	3

# MISE EN ŒUVRE DE LA GOUVERNANCE DE LA STRATÉGIE
## MESURES MISES EN ŒUVRE
- ✓ Un décret du 1<sup>er</sup> mai 2017
# MISE EN ŒUVRE DE L'AXE 7 – UN AXE
## 2-3. Une action
### MESURES MISES EN ŒUVRE
-95 % des classes P1 et S2, dès 2021-22, voir axe8
#### INDICATEURS OPÉRATIONNELS

Un indicateur, en 4 parts
1.234 places et 56,7 %
### Un autre
(Données au 05/3/2020)
## Indicateurs d'impact de l'axe 7
### Un effet
9 %
"""


def test_a_figure_is_listed_with_the_block_where_it_stands():
    assert list(figures(REPORT.split("\n"))) == [
        Figure("1", "G-M", 6),
        Figure("2017", "G-M", 6),
        Figure("2-3", "7.2-3-M", 8),
        Figure("95", "7.2-3-M", 10),
        Figure("P1", "7.2-3-M", 10),
        Figure("S2", "7.2-3-M", 10),
        Figure("2021-22", "7.2-3-M", 10),
        Figure("8", "7.2-3-M", 10),
        Figure("4", "7.2-3-O1", 13),
        Figure("1.234", "7.2-3-O1", 14),
        Figure("56,7", "7.2-3-O1", 14),
        Figure("05/3/2020", "7.2-3-O2", 16),
        Figure("9", "7-I1", 19),
    ]


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("4.944", "4944"),
        ("4.944", "soit 4\u202f944 heures"),
        ("615.088", "615 088 utilisateurs"),
        ("61,5", "61,5\u202f%"),
        ("2023-24", "en 2023-2024"),
        ("03", "le 3 avril"),
        ("01/02/2025", "au 1er février 2025"),
        ("05/3/2025", "05/03/2025"),
        ("322/01/2025", "« Données au 322/01/2025 »"),
        ("2.1", "DigComp 2.1."),
    ],
)
def test_a_figure_is_recognised_however_a_text_writes_it(figure, text):
    assert stands(figure, text)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("44", "4.944 heures"),
        ("4", "4\u202f944 heures"),
        ("2,4", "2,45"),
        ("33", "33,1"),
        ("2021", "2021-2022"),
        ("7", "17"),
    ],
)
def test_a_figure_inside_another_is_not_that_figure(figure, text):
    assert not stands(figure, text)


def test_notes_codes_and_levels_carry_no_figure():
    node = {"code": "2.2-O2", "level": 5, "notes": [{"reason": "8 %"}], "value": 61.5, "printed": "61,5%"}
    assert list(words(node)) == ["61,5", "61,5%"]
