"""Takes the pictures of `docs/screenshots` and the card that social networks show, from a fresh demonstration: first
what the public reads, then the desk, once a figure was proposed and another one validated.

.venv/bin/python -m tests.screenshots
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from playwright.sync_api import sync_playwright

from tests.demo_site import ROOT, DemoSite, serve_demo
from tests.environment import BROWSERS, CHROMIUM_FLAGS, program

if TYPE_CHECKING:
    from tests.browser.visits import Person

FOLDER = ROOT / "docs" / "screenshots"
PAGES = {
    "accueil": "",
    "axe": "axes/2/",
    "indicateur-comparaison": "indicateurs/2-I2/",
    "indicateur-deux-dates": "indicateurs/2-I4/",
    "indicateur-repartition": "indicateurs/4.1-O1/",
    "indicateur-signale": "indicateurs/2.2-O2/",
    "catalogue": "indicateurs/",
}
SIZES = {1440: 1000, 390: 844}
THEMES = {"clair": "light", "sombre": "dark"}
DESK_SHOTS = ((1440, "clair"), (390, "clair"), (1440, "sombre"))
"""The public pages are taken in all sizes and themes; those of the desk, in these."""
PRODUCER, PUBLISHER = "demo-contribution", "demo-publication"
LIST = "admin/indicators/observation/"
PROPOSED = {"1.4-O1": "540", "4.1-O2": "43115"}
"""Indicator → the figure that its producer proposes; the first is validated."""
BROUGHT = """Code de l’indicateur;Clé de la série;Période;Valeur
2.2-O2;taux-fondamental;2024-2025;41
4.1-O1;ressources;1er février 2025;9183
4.1-O1;ressources;1er février 2026;9.500
9.9-O9;ressources;2025;12
"""
CARD = (1200, 630)
CARD_PAGE = """
() => {
  const question = document.querySelector("h1").textContent;
  document.body.replaceChildren();
  const card = document.createElement("div");
  card.id = "card";
  const line = document.createElement("h1");
  line.textContent = question;
  card.append(line);
  for (const hue of ["blue", "brick", "green", "violet", "ochre"]) {
    const mark = document.createElement("i");
    mark.className = `hue-${hue}`;
    card.append(mark);
  }
  document.body.append(card);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    #card { padding: 190px 84px; }
    #card h1 { font-size: 92px; margin-bottom: 60px; }
    #card i { display: inline-block; width: 96px; height: 14px; margin-right: 12px; background: var(--axis); }
  `);
  document.adoptedStyleSheets.push(sheet);
}
"""
"""No name and no figure stand on the card: it is a file of the product, true of any strategy on any day."""


def take(browser: Any, url: str) -> None:
    for width, height in SIZES.items():
        for theme, scheme in THEMES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-BE"
            )
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(url + path, wait_until="networkidle")
                page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png")
            context.close()


def at_work(browser: Any, site: DemoSite, name: str, **options: Any) -> Person:
    """Someone of the demonstration, signed in."""
    from tests.browser.visits import Person  # it reads models, which `main` has set up

    person = Person(browser.new_context(base_url=site.url, locale="fr-BE", timezone_id="Europe/Brussels", **options))
    person.sign_in(name, site.password)
    return person


def work(browser: Any, site: DemoSite) -> None:
    """What the pictures of the desk show: two figures proposed, of which one is validated."""
    producer, publisher = (at_work(browser, site, name) for name in (PRODUCER, PUBLISHER))
    for code, value in PROPOSED.items():
        producer.page.goto(f"{LIST}?q={code}")
        producer.page.click("#result_list tbody th a")
        producer.page.fill("#id_value", value)
        producer.page.fill("#id_why", "Valeur mise à jour par le fournisseur")
        producer.press("Enregistrer et soumettre")
    publisher.page.goto("bureau/")
    publisher.follow(next(iter(PROPOSED)))
    publisher.press("Valider")
    for person in (producer, publisher):
        person.context.close()


def take_desk(browser: Any, site: DemoSite) -> None:
    work(browser, site)
    for width, theme in DESK_SHOTS:
        options = {"viewport": {"width": width, "height": SIZES[width]}, "color_scheme": THEMES[theme]}
        producer, publisher = (at_work(browser, site, name, **options) for name in (PRODUCER, PUBLISHER))
        for name, person, show in (
            ("bureau", publisher, lambda person: person.page.goto("bureau/")),
            ("publier", publisher, lambda person: person.page.goto("bureau/publier/")),
            ("releve", producer, show_form),
            ("import", producer, show_preview),
        ):
            show(person)
            person.page.wait_for_load_state("networkidle")
            person.page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png")
        for person in (producer, publisher):
            person.context.close()


def show_form(person: Person) -> None:
    """The form of a figure, being typed beside what its series said before."""
    person.page.goto(f"{LIST}?q=fondamental&status__exact=validated")
    rows = person.page.locator("#result_list tbody tr").filter(has_text="Taux d’écoles")
    rows.filter(has_text="2023-2024").locator("th a").first.click()
    person.page.fill("#id_value", "39")


def show_preview(person: Person) -> None:
    """What a file would do."""
    person.page.goto("bureau/importer-exporter/importer/")
    file = {"name": "valeurs 2025.csv", "mimeType": "text/csv", "buffer": BROUGHT.encode()}
    person.page.set_input_files("[name=file]", file)
    person.press("Voir ce qu’il ferait")


def card(browser: Any, url: str, target: Path) -> None:
    page = browser.new_page(viewport={"width": CARD[0], "height": CARD[1]}, color_scheme="light")
    page.goto(url)
    page.evaluate(CARD_PAGE)
    page.screenshot(path=target)
    page.close()


def take_year(browser: Any, folder: Path) -> None:
    """What people see in a year: the pages of editions, of a campaign, of figures and of an erratum."""
    from tests.browser.test_year import play_year, serve_year  # it reads models, which `main` has set up

    def look(name: str, person: Person) -> None:
        for width in (390, 1440):
            person.page.set_viewport_size({"width": width, "height": SIZES[width]})
            person.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
            person.page.screenshot(path=FOLDER / f"annee-{name}-{width}.png")

    folder.mkdir()
    with serve_year(folder) as site:
        play_year(lambda name: at_work(browser, site, name), look)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_demo(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program(*BROWSERS), args=CHROMIUM_FLAGS)
        take(browser, site.url)
        card(browser, site.url, ROOT / "static" / "img" / "carte.png")
        take_desk(browser, site)
        take_year(browser, Path(folder) / "year")
        browser.close()


if __name__ == "__main__":
    main()
