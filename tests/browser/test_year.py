"""A whole year of the product, by its pages alone.

An edition is prepared, its campaign opened, five providers answer in three ways, someone validates and returns, 2026 is
published, and a mistake of 2025 is corrected. `python -m tests.screenshots` plays it too, for its pictures.
"""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.visits import Person, let_in
from tests.demo_site import ROOT, DemoSite, Prepared, environment, serve_demo, serve_prepared

pytestmark = pytest.mark.once
"""Long, and nothing of it depends on the database: the tests of each part do."""

PROVIDERS = ("DGEO", "SGNE", "AGE", "IFPC", "ETNIC")
TYPED, MENDED = "4142", "4143"
PEOPLE = """
import sys
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from indicators.models import Provider, ProviderAssignment
scrambled = get_user_model().objects.get(username="demo-contribution").password
for code in %r:
    user = get_user_model().objects.create(username="year-" + code.lower(), password=scrambled, is_staff=True)
    user.groups.add(Group.objects.get(name="Contribution"))
    ProviderAssignment.objects.create(user=user, provider=Provider.objects.get(code__iexact=code))
"""

Enter = Callable[[str], Person]


Look = Callable[[str, Person], None]
"""Is shown a page by its name, with the person before whom it stands."""


@contextmanager
def serve_year(folder: Path, before: str = "") -> Iterator[DemoSite]:
    """A demonstration in this folder, with an account for each of five providers, who have the password of all: to
    scramble it once more for each takes as long as a page."""
    with serve_prepared(folder, before) if before else serve_demo(folder) as running:
        told = PEOPLE % (PROVIDERS,)
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", told]
        subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, timeout=120)
        yield running


@pytest.fixture
def year(tmp_path_factory: pytest.TempPathFactory, demonstration: Prepared) -> Iterator[DemoSite]:
    with serve_year(demonstration.copied(tmp_path_factory.mktemp("year")), demonstration.output) as running:
        yield running


@pytest.fixture
def enter(year: DemoSite, chromium: Any) -> Iterator[Enter]:
    with let_in(year, chromium, width=1366) as start:
        yield start


def test_a_year_goes_from_one_edition_to_the_next(enter: Enter, year: DemoSite, chromium: Any):
    play_year(enter, lambda _name, _person: None)
    page = chromium.new_page(base_url=year.url)
    page.goto("")
    assert "Édition 2026" in page.locator("body").inner_text()
    page.goto("errata/")
    assert "2025.2" in page.locator("main").inner_text()
    documents = [page.request.get(f"versions/{one}/donnees/rapport.json").text() for one in ("2026/1", "2025/2")]
    for figure in (TYPED, MENDED):
        assert [f'"value":{figure},' in text for text in documents] == [True, False], "nothing of 2026 stands in 2025"
    page.close()


def play_year(enter: Enter, look: Look) -> None:
    publisher, chief = enter("demo-publication"), enter("demo")
    prepare(publisher)
    look("edition", publisher)
    open_campaign(publisher)
    look("campagne", publisher)
    workbook, absent, *typing = (enter(f"year-{code.lower()}") for code in PROVIDERS)
    look("mes-chiffres", open_grid(workbook))
    for one in typing:
        answer_by_grid(one)
    answer_by_workbook(workbook)
    say_unavailable(absent)
    give_back(publisher)
    mend(typing)
    publisher.page.goto("bureau/valeurs/?statut=soumis")
    look("a-valider", publisher)
    validate_all(publisher)
    publish(publisher)
    correct(publisher, chief, look)


def prepare(publisher: Person) -> None:
    publisher.page.goto("bureau/editions/")
    publisher.press("Préparer cette édition")
    publisher.reads("L’édition 2026 se prépare.")
    publisher.press("Enregistrer, et poursuivre tous les indicateurs à décider")
    publisher.reads("28 décisions notées.")


def open_campaign(publisher: Person) -> None:
    publisher.page.goto("bureau/modifier/campagnes/ajouter/")
    publisher.page.select_option("#id_edition", label="2026")
    today = dt.date.today()
    publisher.page.fill("#id_opens_on", today.isoformat())
    publisher.page.fill("#id_due_on", (today + dt.timedelta(days=30)).isoformat())
    for contact in publisher.page.locator("[name$=-contact]:visible").all():
        contact.fill("donnees@exemple.be")
    publisher.press("Enregistrer")
    publisher.page.goto("bureau/campagnes/2026/")
    publisher.reads("Campagne de collecte 2026")


def open_grid(provider: Person) -> Person:
    provider.page.goto("bureau/")
    provider.page.locator("a.door").first.click()
    provider.page.wait_for_url("**/mes-chiffres/")
    return provider


def answer_by_grid(provider: Person) -> None:
    """Types into the first row that takes a figure."""
    open_grid(provider).page.locator("input[name^=value-]").first.fill(TYPED)
    provider.press("Tout soumettre")
    provider.reads("1 valeur soumise")


def answer_by_workbook(provider: Person) -> None:
    """Takes the workbook of what is asked, fills in a row, and brings it back."""
    provider.page.goto("bureau/mes-chiffres/")
    book = openpyxl.load_workbook(
        io.BytesIO(provider.context.request.get("bureau/importer-exporter/valeurs.xlsx?a=moi").body())
    )
    sheet = book.worksheets[0]
    headings = {str(cell.value).casefold(): cell.column for row in sheet.iter_rows() for cell in row if cell.value}
    sheet.cell(row=sheet.max_row, column=headings["valeur"]).value = 42
    filled = io.BytesIO()
    book.save(filled)
    provider.page.goto("bureau/importer-exporter/importer/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    provider.page.set_input_files("[name=file]", {"name": "mes.xlsx", "mimeType": kind, "buffer": filled.getvalue()})
    provider.press("Voir ce qu’il ferait")
    provider.reads("Nouveaux (1)")
    provider.page.check("[name=alerts]")  # ten times what it was
    provider.press("Importer")
    provider.follow("La valeur à soumettre")
    provider.page.locator("[name=row]").first.check()
    provider.press("Soumettre")
    provider.reads("1 valeur soumise.")


def say_unavailable(provider: Person) -> None:
    provider.page.goto("bureau/mes-chiffres/")
    provider.page.locator("select[name^=missing_reason-]").first.select_option(index=1)
    provider.press("Tout soumettre")
    provider.reads("1 valeur soumise")


def give_back(publisher: Person) -> None:
    """The first of what waits goes back."""
    publisher.page.goto("bureau/valeurs/?statut=soumis")
    publisher.page.locator("tr", has_text="4 142").first.locator("[name=row]").check()
    publisher.page.fill("#why", "Sur quelles écoles ?")
    publisher.press("Retourner")
    publisher.reads("1 valeur retournée.")


def mend(providers: Iterable[Person]) -> None:
    """Whoever it came back to types it again."""
    returned = [one for one in providers if came_back(one)]
    assert len(returned) == 1
    (provider,) = returned
    provider.page.locator("input[name^=value-]").first.fill(MENDED)
    provider.press("Tout soumettre")
    provider.reads("1 valeur soumise")


def came_back(provider: Person) -> bool:
    provider.page.goto("bureau/mes-chiffres/")
    return "Sur quelles écoles ?" in " ".join(provider.page.locator("main").inner_text().split())


def validate_all(publisher: Person) -> None:
    publisher.page.goto("bureau/valeurs/?statut=soumis")
    for box in publisher.page.locator("[name=row]").all():
        box.check()
    publisher.press("Valider")
    publisher.reads("validées.")


def publish(publisher: Person) -> None:
    publisher.page.goto("bureau/publier/")
    publisher.page.fill("[name=reason]", "Rapport 2026")
    publisher.press("Publier")
    publisher.reads("La version 2026.1 est publiée.")


def correct(publisher: Person, chief: Person, look: Look) -> None:
    """A field of 2025, by one person; another validates it."""
    publisher.page.goto("bureau/editions/2025/")
    publisher.press("Corriger cette édition")
    address = publisher.page.url
    publisher.page.fill("#a-corriger", "2.2-O2 2023-2024 taux fondamental")
    publisher.press("Chercher dans l’édition")
    publisher.follow("Valeur 2023-2024")
    publisher.follow("Corriger : valeur")
    publisher.page.fill("[name=typed]", "38")
    publisher.page.fill("[name=reason]", "Une faute de frappe.")
    publisher.press("Mettre dans la liste")
    publisher.press("Soumettre")
    chief.page.goto(address)
    look("erratum", chief)
    chief.press("Valider et publier cet erratum")
    chief.reads("Publié : 2025.2")
    chief.page.goto("bureau/")
    chief.reads("1 correction d’une édition close attend une réponse dans la copie de travail")
