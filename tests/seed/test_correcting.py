"""Files that were corrected since reach a site that is already loaded, edited and published; nobody’s work is lost.

`earlier` is what an older version of the product loaded. A copy of it is corrected here as a newer one would be.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from axes.models import Axis, Footnote, Measure, PriorityAction, Strategy
from indicators.models import EditorialNote, Indicator, Observation, Series
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.releases import load
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.seed.store import REASON, Store
from tests import factories
from tests.memory import forget
from tests.people import person
from tests.vouched import read_all_texts

pytestmark = pytest.mark.django_db
EARLIER = Path(__file__).parent / "earlier"

Folder = Callable[..., Path]


def seed(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("seed", *arguments, stdout=out, **options)
    return " ".join(out.getvalue().replace("\u202f", " ").split())


def edit(thing: Any, user: Any, **values: Any) -> None:
    """As a person does in the administration."""
    for name, value in values.items():
        setattr(thing, name, value)
    thing._history_user, thing._change_reason = user, "Relu"
    thing.save()


@pytest.fixture
def corrected(tmp_path: Path) -> Folder:
    """The files with some passages replaced: (file, before, after)."""

    def make(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "corrected"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(EARLIER, folder)
        for name, before, after in changes:
            text = (folder / name).read_text(encoding="utf-8")
            assert before in text, before
            (folder / name).write_text(text.replace(before, after), encoding="utf-8")
        return folder

    return make


LEVEL = ("axis-1.yaml", "level_basis: wording\n        printed: Les travaux ont démarré.\n        manner: exact",
         "level_basis: wording\n        printed: Les travaux ont démarré.\n        manner: minimum")  # fmt: skip
RENAMED = ("axis-5.yaml", "key: espace-reseaux", "key: espace-des-reseaux")
SOURCE = ("axis-1.yaml", "source: AGE – Suivi du Pacte", "source: Suivi du Pacte")
NOTE = ("axis-5.yaml", "Trois séries, une par espace ; rien n’est complété.", "Trois séries ; rien n’est complété.")


def without_a_note(folder: Path) -> Path:
    """The same files without the note N-1.2-02."""
    path = folder / "axis-1.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(rank for rank, line in enumerate(lines) if "code: N-1.2-02" in line)
    indent = lines[start].index("-")
    end = next(rank for rank, line in enumerate(lines) if rank > start and len(line) - len(line.lstrip()) <= indent)
    path.write_text("".join(lines[:start] + lines[end:]), encoding="utf-8")
    return path.parent


def begun() -> Observation:
    return Observation.objects.get(series__indicator__code="1.2-O1")


def test_a_correction_is_shown_applied_and_published_and_the_release_before_stays(corrected: Folder) -> None:
    seed(EARLIER)
    call_command("publish", reason="Rapport imprimé", verbosity=0)
    first = Release.objects.get()
    text, sha256 = first.document, first.sha256
    Indicator.history.update(
        history_change_reason="Chargement du rapport imprimé"
    )  # as sites loaded before 0.3 have it
    editor = person("ada")
    edit(EditorialNote.objects.get(code="N-5.3-11"), editor, decision="À voir avec le fournisseur.")
    EditorialNote.history.filter(history_user=editor).update(history_change_reason=None)
    files = corrected(LEVEL, SOURCE, NOTE, ("axis-1.yaml", "    - AGE\n    - PACTE\n", "    - PACTE\n"))

    before = Observation.history.count()
    said = seed(files, differences=True)
    assert "1.2-O1, série avancement, sans date (rapport 2025)" in said
    assert "minimum" in said
    assert "source : « AGE – Suivi du Pacte » → « Suivi du Pacte » fournisseurs : AGE" in said
    assert "Gardés : une personne les a modifiés ou validés depuis le chargement (1) N-5.3-11 (le" in said
    assert "par ada) ce qui a été décidé : « À voir avec le fournisseur. » →" in said
    assert "Rien n’a été écrit" in said
    assert begun().manner == "exact"
    assert Observation.history.count() == before
    assert Indicator.objects.get(code="1.2-O1").source == "AGE – Suivi du Pacte"
    assert Indicator.objects.get(code="1.2-O1").providers.count() == 2

    said = seed(files)
    assert "2 mis à jour" in said
    assert "1 gardés" in said
    assert [one.code for one in Indicator.objects.get(code="1.2-O1").providers.all()] == ["PACTE"]
    row = begun()
    assert (row.manner, row.status) == ("minimum", WorkStatus.VALIDATED)
    assert [one.history_change_reason for one in row.history.all()] == [REASON, REASON]
    assert EditorialNote.objects.get(code="N-5.3-11").decision == "À voir avec le fournisseur."
    assert seed(files).count("0 mis à jour") == 1

    read_all_texts()
    call_command("publish", reason="Corrections de la lecture du rapport imprimé", verbosity=0)
    forget()
    assert load.current().report.indicator("1.2-O1").progress.manner == "minimum"  # type: ignore[union-attr]
    assert Release.objects.newest_first()[0].reason == "Corrections de la lecture du rapport imprimé"
    first.refresh_from_db()
    assert (first.document, first.sha256) == (text, sha256)


def test_what_the_files_no_longer_name_is_told_and_goes_only_when_asked(corrected: Folder) -> None:
    seed(EARLIER)
    files = without_a_note(corrected(RENAMED))

    said = seed(files, differences=True)
    # A note; a series, and its observation, whose own note moves to the new one.
    assert "Plus nommés par les fichiers, et restés là (3)" in said
    assert "--remove" in said
    assert not Series.objects.filter(key="espace-des-reseaux").exists()

    seed(files)
    assert Series.objects.filter(key__in=["espace-reseaux", "espace-des-reseaux"]).count() == 2
    assert EditorialNote.objects.get(code="N-5.3-08").observation.series.key == "espace-des-reseaux"
    assert EditorialNote.objects.filter(code="N-1.2-02").exists()

    said = seed(files, "--remove", "--differences")
    assert "Retirés : les fichiers ne les nomment plus (3)" in said
    assert Series.objects.filter(key="espace-reseaux").exists()
    assert "3 retirés" in seed(files, "--remove")
    assert not Series.objects.filter(key="espace-reseaux").exists()
    assert not EditorialNote.objects.filter(code="N-1.2-02").exists()
    assert {one.history_change_reason for one in Series.history.filter(history_type="-")} == {REASON}
    assert "0 mis à jour" in seed(files, "--remove")

    seed(EARLIER)
    assert EditorialNote.objects.filter(code="N-1.2-02").exists(), "files that name it again bring it back"


def test_nothing_goes_that_a_person_had_a_hand_in(corrected: Folder) -> None:
    seed(EARLIER)
    editor = person("ada")
    old = Series.objects.get(key="espace-reseaux")
    edit(EditorialNote.objects.get(code="N-1.2-02"), editor, decision="À voir.")
    added = Observation(
        series=old, period_kind="calendar_year", period_label="2026", period_start="2026-01-01",
        period_end="2026-12-31", state="Alimenté", printed="Alimenté", place="headline",
    )  # fmt: skip
    edit(added, editor)
    said = seed(without_a_note(corrected(RENAMED)), "--remove")
    assert "Plus nommés par les fichiers, mais gardés (2)" in said
    assert "par ada" in said
    assert "contient valeur" in said
    assert Observation.objects.filter(pk=added.pk).exists()
    assert EditorialNote.objects.get(code="N-1.2-02").decision == "À voir."
    assert Series.objects.filter(pk=old.pk).exists()


def test_what_a_person_deleted_stays_deleted(corrected: Folder) -> None:
    seed(EARLIER)
    EditorialNote.objects.get(code="N-1.2-02").delete()
    Indicator.objects.get(code="5.3-O1").delete()
    footnotes = Footnote.objects.count()
    said = seed(EARLIER)
    assert "Pas recréés : une personne les a supprimés (2)" in said
    assert not EditorialNote.objects.filter(code="N-1.2-02").exists()
    assert not Series.objects.filter(indicator__code="5.3-O1").exists()
    assert Footnote.objects.count() == footnotes
    seed(EARLIER, force=True)
    assert EditorialNote.objects.filter(code="N-1.2-02").exists()
    assert Series.objects.filter(indicator__code="5.3-O1").count() == 3


def test_what_a_person_gave_another_number_or_name_is_not_loaded_again_beside_it(corrected: Folder) -> None:
    seed(EARLIER)
    editor = person("ada")
    axis, measure, value = Axis.objects.get(number=1), Measure.objects.first(), Observation.objects.first()
    assert measure
    assert value
    edit(axis, editor, number=9)
    edit(measure, editor, code="1.1-M99")
    edit(value, editor, period_label="2019-2020, relu")
    kinds = (Axis, PriorityAction, Measure, Indicator, Series, Observation)
    before = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    said = seed(EARLIER)
    assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before
    assert "par ada" in said
    assert "numéro : 9" in said
    seed(EARLIER, force=True)
    assert Axis.objects.filter(number__in=(1, 9)).count() == 2, "who loads by force has what the files say"


def test_a_fault_writes_nothing_even_when_something_would_go(corrected: Folder) -> None:
    seed(EARLIER)
    bad = without_a_note(corrected(RENAMED, ("axis-1.yaml", "quantity: share\n    role", "quantity: state\n    role")))
    with pytest.raises(CommandError, match="Rien n’a été chargé"):
        seed(bad, "--remove")
    assert EditorialNote.objects.filter(code="N-1.2-02").exists()
    assert not Series.objects.filter(key="espace-des-reseaux").exists()


RULES = [
    ({"cumulative_since": "2020-01-01"}, "Seule une valeur cumulée dit depuis quand."),
    ({"period_label": "2022-2023"}, "Cette série a déjà une valeur pour cette période."),
    ({"period_label": ""}, "période : Ce champ ne peut pas être vide."),
]


@pytest.mark.parametrize(("values", "words"), RULES)
def test_what_the_database_refuses_is_said_in_words(values: dict[str, Any], words: str) -> None:
    """And the rest of the files is looked at, so that all faults are told at once."""
    before = factories.observation(period_label="2022-2023")
    store = Store()
    thing = Observation.objects.get(pk=before.pk)
    thing.pk, thing._state.adding, thing.period_label = None, True, "2023-2024"
    assert not store.save(thing, values, "ici")
    (fault,) = store.outcome.faults
    assert fault.startswith("ici : ")
    assert words in fault
    assert store.save(before, {"comment": "Relue"}, "ailleurs")


OTHER = ("strategy.yaml", "title: Stratégie numérique pour l’éducation", "title: Plan pour la lecture")


def test_another_strategy_is_refused_and_nothing_is_written(corrected: Folder) -> None:
    seed(EARLIER)
    counts = [model.objects.count() for model in (Measure, Indicator, EditorialNote, Edition)]
    files = corrected(OTHER, SOURCE, ("strategy.yaml", "edition: '2025'", "edition: '2031'"))
    for options in ((), ("--force",), ("--differences",), ("--remove",)):
        with pytest.raises(CommandError) as refused:
            seed(files, *options)
        assert "contient une autre stratégie, « Stratégie numérique pour l’éducation »" in str(refused.value)
        assert "« Plan pour la lecture »" in str(refused.value)
    assert counts == [model.objects.count() for model in (Measure, Indicator, EditorialNote, Edition)]
    assert Strategy.objects.get().title == "Stratégie numérique pour l’éducation"
    assert Indicator.objects.get(code="1.2-O1").source == "AGE – Suivi du Pacte"
    assert "1 mis à jour" in seed(files, "--same-strategy").replace("2 mis à jour", "1 mis à jour")
    assert Strategy.objects.get().title == "Plan pour la lecture"


def test_a_title_that_a_person_corrected_is_still_the_same_strategy(corrected: Folder) -> None:
    seed(EARLIER)
    edit(Strategy.objects.get(), person("ada"), title="Stratégie numérique pour l’école")
    assert "1 gardés" in seed(EARLIER)
