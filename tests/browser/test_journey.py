"""A figure on its way from who proposes it to who reads it, by the pages alone, in browsers; and the pages that stand
on what such work leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from strategy_monitor.desk.importing import LARGE_FILE
from tests.browser.addresses import WRITTEN_FIRST, Page
from tests.browser.test_accessibility import faults
from tests.browser.test_pages import sideways
from tests.browser.visits import Person, Visit, open_tab
from tests.demo_site import DemoSite
from tests.indicators.exchange.files import csv_of

pytestmark = pytest.mark.once
"""Long, and nothing of it depends on the database: `test_two_editors` and the tests of the desk do."""

Enter = Callable[[str], Person]
SERIES = "2.2-O2 Taux d’écoles attribuant des périodes, fondamental, 2023-2024"


def test_a_figure_goes_from_its_producer_to_the_public(enter: Enter, chromium: Any, edited: DemoSite):
    contributor, publisher = enter("demo-contribution"), enter("demo-publication")
    propose(contributor)
    give_back(publisher)
    mend(contributor)
    publish(publisher)
    page = chromium.new_page(base_url=edited.url)
    page.goto("indicateurs/2.2-O2/")
    assert "40,6" in page.locator("main").text_content()
    page.goto("versions/2025/1/indicateurs/2.2-O2/")
    assert "40,6" not in page.locator("main").text_content(), "the past stays as it was"
    page.close()


def propose(contributor: Person) -> None:
    """From the desk to the form of a period that is not there yet."""
    contributor.reads("Ce qui vous est demandé")
    contributor.follow("Valeurs", ".desk-bar")
    contributor.page.select_option("[name=a]", "moi")
    contributor.press("Appliquer")
    contributor.follow(SERIES)
    contributor.follow("Ajouter une valeur à cette série")
    contributor.reads("Dernière valeur 2023-2024 : 37 %")
    assert contributor.page.input_value("#id_period_label") == "2024-2025", "the next one is proposed"
    fill(contributor, {"value": "41"})
    contributor.press("Enregistrer et soumettre")
    contributor.reads("La valeur est soumise")


def fill(person: Person, values: dict[str, str]) -> None:
    for name, value in values.items():
        person.page.fill(f"#id_{name}", value)


def give_back(publisher: Person) -> None:
    publisher.page.goto("bureau/")
    publisher.reads("Soumis, à valider ou à retourner (1)")
    publisher.follow("2.2-O2 · 2024-2025")
    publisher.page.fill("[name=why]", "Sur quelles écoles ?")
    publisher.press("Retourner")
    publisher.reads("1 valeur retournée.")


def mend(contributor: Person) -> None:
    contributor.page.goto("bureau/")
    contributor.reads("Retournés, à corriger (1)")
    contributor.reads("« Sur quelles écoles ? »")
    contributor.follow("2.2-O2 · 2024-2025")
    contributor.follow("Modifier")
    fill(contributor, {"value": "40,6"})
    contributor.press("Enregistrer et soumettre")
    contributor.reads("La valeur est soumise")


def publish(publisher: Person) -> None:
    publisher.page.goto("bureau/")
    publisher.follow("2.2-O2 · 2024-2025")
    publisher.press("Valider")
    publisher.reads("1 valeur validée.")
    publisher.page.goto("bureau/publier/")
    publisher.reads("40,6 %", "[aria-labelledby=differences]")
    publisher.page.check("[name=kind][value=update]")
    publisher.page.fill("[name=reason]", "Taux de l’année 2024-2025")
    publisher.press("Publier")
    publisher.reads("La version 2025.2 est publiée.")


def brought() -> bytes:
    """A file with a row that changes a figure, a new one, one that can be read in two ways and one that is refused."""
    visitors = {"code": "4.1-O2", "key": "visiteurs"}
    return csv_of(
        visitors | {"period_label": "1er février 2025", "value": "43115"},
        visitors | {"period_label": "1er février 2026", "value": "45 000"},
        visitors | {"period_label": "1er février 2024", "value": "39.500"},
        {"code": "9.9-O9", "key": "rien", "period_label": "2025", "value": "1"},
    )


def preview(person: Person) -> str:
    """Where the preview of that file is, once it is deposited."""
    person.page.goto("bureau/importer-exporter/importer/")
    file = {"name": "releves.csv", "mimeType": "text/csv", "buffer": brought()}
    person.page.set_input_files("[name=file]", file)
    person.press("Voir ce qu’il ferait")
    for group in ("À préciser (1)", "Refusés (1)", "Modifiés (1)", "Nouveaux (1)"):
        person.reads(group)
    return person.page.url


def imported(person: Person) -> str:
    """Where an import can be undone, of which one figure was submitted since."""
    person.page.goto("bureau/importer-exporter/importer/")
    visitors = {"code": "4.1-O2", "key": "visiteurs", "period_label": "1er février 2023", "value": "38 000"}
    file = {"name": "passe.csv", "mimeType": "text/csv", "buffer": csv_of(visitors)}
    person.page.set_input_files("[name=file]", file)
    person.press("Voir ce qu’il ferait")
    person.press("Importer")
    person.follow("Défaire cet import")
    return person.page.url


def followed(person: Person) -> str:
    """Where an import is followed that takes long by its size, in a process that the server starts; it is refused."""
    person.page.goto("bureau/importer-exporter/importer/")
    visitors = {"code": "4.1-O2", "key": "visiteurs"}
    rows = [visitors | {"period_label": f"{number}e relevé, à remplir", "value": ""} for number in range(2_500)]
    new = visitors | {"period_label": "1er février 2022", "value": "37 000"}
    unknown = {"code": "9.9-O9", "key": "rien", "period_label": "2025", "value": "1"}
    file = {"name": "longue.csv", "mimeType": "text/csv", "buffer": csv_of(*rows, new, unknown)}
    assert len(file["buffer"]) > LARGE_FILE
    person.page.set_input_files("[name=file]", file)
    person.press("Voir ce qu’il ferait")
    person.press("Importer")
    address = person.page.url
    person.page.goto("bureau/")
    person.follow("longue.csv")
    person.page.wait_for_selector("main [role=alert]")
    person.reads("Des lignes sont refusées")
    return address


def campaign(person: Person) -> str:
    """Where the campaign that this person prepares is, with a demand to each provider."""
    person.page.goto("admin/campaigns/campaign/add/")
    person.page.select_option("#id_edition", label="2025")
    fill(person, {"opens_on": "01/10/2025", "due_on": "31/01/2026", "message": "Merci de vérifier aussi l’unité."})
    for contact in person.page.locator("[name$=-contact]:visible").all():
        contact.fill("donnees@exemple.be")
    person.press("Enregistrer")
    person.page.goto("bureau/campagnes/")
    person.follow("2025")
    return person.page.url


def erratum(publisher: Person) -> tuple[str, str]:
    """Where an erratum to 2025 is, and the form of its one field: 2025 is closed for as long as 2026 is prepared."""
    publisher.page.goto("bureau/editions/")
    publisher.press("Préparer cette édition")
    publisher.reads("L’édition 2026 se prépare.")
    publisher.page.goto("bureau/editions/2025/")
    publisher.press("Corriger cette édition")
    address = publisher.page.url
    publisher.page.fill("#a-corriger", "2.2-O2 2023-2024 taux fondamental")
    publisher.press("Chercher dans l’édition")
    publisher.follow("Valeur 2023-2024")
    publisher.follow("Corriger : valeur")
    field = publisher.page.url
    publisher.page.fill("[name=typed]", "38")
    publisher.page.fill("[name=reason]", "Une faute de frappe.")
    publisher.press("Mettre dans la liste")
    publisher.reads("37 % 38 %")
    publisher.page.goto("bureau/editions/")
    publisher.press("Reprendre l’édition d’avant")
    publisher.reads("nourrit de nouveau l’édition 2025")
    return address, field


def test_the_pages_that_stand_on_what_was_written_break_no_rule(enter: Enter, edited: DemoSite):
    contributor, publisher = enter("demo-contribution"), enter("demo-publication")
    undone = imported(contributor)
    deposited, asked = preview(contributor), campaign(publisher)
    publisher.follow("Aperçu du rappel")
    found = {"desk-import-preview": (contributor, deposited), "desk-campaign": (publisher, asked)}
    found["desk-import-undo"] = contributor, undone
    found["desk-job"] = contributor, followed(contributor)
    found["desk-reminder"] = publisher, publisher.page.url
    found["desk-reminders"] = publisher, f"{asked}rappels/"
    corrected, field = erratum(publisher)
    found |= {"desk-erratum": (publisher, corrected), "desk-correction": (publisher, field)}
    assert set(found) == WRITTEN_FIRST
    tabs = {person: open_tab(person.context) for person in (contributor, publisher)}
    for name, (person, address) in found.items():
        path = address.removeprefix(edited.url.rstrip("/"))
        opened = Visit(tabs[person], edited.url.rstrip("/"), Page(name, path, staff=True))
        assert [*opened.elsewhere, *opened.said, *opened.failed, *opened.refused] == [], name
        assert faults(opened) == [], name
        assert sideways(opened, 320) == [], name
        opened.leave()
