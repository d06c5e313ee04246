"""Who writes the files of a strategy is told in French what is wrong, and where, by the names that they gave."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from strategy_monitor.seed.files import SeedError, read_files

ANOTHER = Path("fixtures/another")

FAULTS = [
    ("axis-1.yaml", "frequency: annual", "frequency: yearly",
     "axis-1.yaml : actions 1 › indicators 1.1-O1 › frequency : « yearly » n’est pas admis ; ce qui l’est : annual, "
     "school_year, every_3_years, every_6_years, once, unknown"),
    ("axis-1.yaml", "kind: calendar_year", "kind: year",
     "axis-1.yaml : actions 1 › indicators 1.1-O1 › series avancement › observations 2025 › period › kind : « year » "
     "n’est pas admis ; ce qui l’est : calendar_year, school_year, wave, range, date, undated"),
    ("axis-1.yaml", "hue: green", "hue: orange",
     "axis-1.yaml : axis › hue : « orange » n’est pas admis ; ce qui l’est : blue, brick, green, violet, ochre, plum"),
    ("axis-1.yaml", "role: headline", "role: ''",
     "axis-1.yaml : actions 1 › indicators 1.1-O1 › series avancement › role : « » n’est pas admis ; ce qui l’est : "
     "headline, component, breakdown, benchmark, context"),
    ("axis-1.yaml", "value: 4.6", "value: 4,6",
     "axis-1.yaml : impact_indicators 1-I1 › series emissions › observations 2021 › value : un nombre est attendu, "
     "avec un point : 61.5"),
    ("axis-1.yaml", 'number: "1"', "number: 1",
     "axis-1.yaml : actions 1 › number : un texte est attendu ; un nombre s’y écrit entre guillemets"),
    ("strategy.yaml", "adopted_on: 2022-11-02", "adopted_on: le 2 novembre 2022",
     "strategy.yaml : strategy › adopted_on : une date est attendue, de la forme 2025-02-01"),
    ("strategy.yaml", "  authority:", "  authorities:", "strategy.yaml : strategy › authority : il manque ici"),
    ("strategy.yaml", "  authority:", "  authorities:",
     "strategy.yaml : strategy › authorities : cette clé n’existe pas ici"),
    ("strategy.yaml", "scale: []", "scale: [{level: 0, caption: À l’étude, printed: true}]",
     "strategy.yaml : scale : l’échelle va de 0 à 5, un niveau après l’autre (ici : 0). D’une autre échelle, garder "
     "les mots : state sans level, et scale: []"),
    ("acronyms.yaml", "[]", "{}", "acronyms.yaml : acronyms : une liste est attendue"),
    ("references.yaml", "references: []", "- un décret",
     "references.yaml : le fichier entier : des clés et leurs valeurs sont attendues"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "told"), FAULTS)
def test_a_fault_is_told_with_its_place_and_what_to_write(
    tmp_path: Path, name: str, right: str, wrong: str, told: str
) -> None:
    assert told in faults_of(tmp_path / "files", name, right, wrong)


def faults_of(folder: Path, name: str, right: str, wrong: str) -> list[str]:
    """What is told of the files of another strategy, with one word that is not right."""
    shutil.copytree(ANOTHER, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(SeedError) as refused:
        read_files(folder)
    return [" ".join(fault.split()) for fault in refused.value.faults]
