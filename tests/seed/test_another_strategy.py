"""Another authority follows its own strategy, from files of its own, without a change of the code."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client

from axes.models import Strategy
from indicators.inlines import validation
from indicators.models import Indicator, Observation
from strategy_monitor.documents import compose
from strategy_monitor.documents.compose.parts import remark_blocks
from strategy_monitor.documents.compose.strip import strip_of
from strategy_monitor.exports import readme
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.seed.load import FROM_FILES
from strategy_monitor.seed.schema import StepEntry
from strategy_monitor.web.authority import Locale, Theme
from tests.documents import tagged
from tests.memory import forget
from tests.report.editing import REPORT, put
from tests.words.extract import words_of

pytestmark = pytest.mark.django_db
ANOTHER = Path("fixtures/another")
PUBLIC = (
    "/", "/axes/", "/axes/1/", "/indicateurs/", "/indicateurs/1.1-O10/", "/gouvernance/", "/rapport/", "/methode/",
    "/methode/notes/", "/donnees/", "/donnees/catalogue.ttl", "/donnees/rapport.csv", "/calendrier/", "/recherche/",
)  # fmt: skip


def test_its_files_are_loaded_with_as_many_indicators_as_the_working_copy_admits() -> None:
    call_command("seed", ANOTHER, verbosity=0)
    assert Strategy.objects.get().title == "Plan climat cantonal"
    assert [one.code for one in Indicator.objects.order_by("pk")] == ["1.1-O1", "1.1-O2", "1.1-O10", "1-I1"]


def test_its_site_says_nothing_of_the_report_that_the_product_brings(client: Client, settings: Any) -> None:
    settings.DATA_THEME, settings.LOCALE = Theme("ENVI"), Locale("fr-CH")
    call_command("seed", ANOTHER, verbosity=0)
    call_command("publish", reason="Première publication", verbosity=0)
    forget()
    for address in PUBLIC:
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response) if response.streaming else response.content
        words = words_of(content, response["Content-Type"]).replace("\xa0", " ").casefold()
        for foreign in (
            "Wallonie",
            "Éducation",
            "école",
            "ministère",
            "fr_BE",
            "fr-BE",
            "data-theme/EDUC",
            "sur 5",
            "imprimé",
            "imprime une",
            "icône",
            "millésime",
            "de 0 à 5",
        ):
            assert foreign.casefold() not in words, f"{address}: {foreign}"


@pytest.mark.parametrize("page", [None, 7])
def test_a_level_lacks_a_printed_caption_only_where_something_is_printed(page: int | None) -> None:
    found, lacking = put(REPORT, "governance.page", page), "absente du rapport imprimé"
    assert (lacking in render_to_string("parts/scale.html", {"report": found})) == (page is not None)
    assert (lacking in repr(remark_blocks(found))) == (page is not None)


def test_a_level_that_no_report_prints_says_nothing_of_print() -> None:
    assert StepEntry.model_validate({"level": 0, "caption": "Rien n’est fait"}).printed is False


def test_its_report_to_print_has_no_scale_and_waits_for_nothing() -> None:
    call_command("seed", ANOTHER, verbosity=0)
    published = publish("2026", "Première publication")[0]
    forget()
    found = load.current()
    assert found.head.pk == published.pk
    legend = strip_of(found.report).svg
    assert "avancement dit en mots" in legend
    assert "de 0 à 5" not in legend
    publication = Publication(found.report, found.head, "https://suivi.exemple.ch", locale=Locale("fr-CH"))
    for paper in (compose.report_paper(publication), compose.annotated_report_paper(publication)):
        said = " ".join(tagged.said(paper))
        assert paper.lang == "fr-CH"
        assert "imprimé" not in said
        assert "L’assainissement est terminé." in said
        assert "L’échelle de progression" not in said
        assert "attendent encore leurs données" not in said


def test_what_comes_with_its_files_speaks_of_no_print_and_of_no_level() -> None:
    call_command("seed", ANOTHER, verbosity=0)
    publish("2026", "Première publication")
    forget()
    found = load.current()
    told = readme.as_text(readme.sections(Scope(Publication(found.report, found.head, "https://suivi.exemple.ch"))))
    assert "Une absence n’est jamais un zéro" in told
    assert not [word for word in ("imprimé", "icône", "niveau", "échelle") if word in told]


def test_what_its_files_vouch_for_is_said_to_be_of_them_and_not_of_a_printed_report(tmp_path: Path) -> None:
    call_command("seed", ANOTHER, verbosity=0)
    assert {validation(one) for one in Observation.objects.all()} == {"reprise des fichiers de la stratégie"}
    assert {one.origin for one in Observation.objects.all()} == {FROM_FILES}

    shutil.copytree(ANOTHER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "axis-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 4.1", "value: 4.2"), encoding="utf-8")
    call_command("seed", tmp_path, verbosity=0)
    corrected = Observation.objects.get(value="4.2")
    assert (corrected.origin, corrected.status) == (FROM_FILES, WorkStatus.VALIDATED)

    corrected.value = Decimal("4.3")
    corrected.save()
    assert corrected.origin == "", "a person changed it"
