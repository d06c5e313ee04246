"""Takes the pictures of `docs/screenshots` and the card that social networks show, from a fresh demonstration.

.venv/bin/python -m tests.screenshots
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.demo_site import ROOT, serve_demo
from tests.environment import CHROMIUM_FLAGS, program

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
CARD = (1200, 630)
CARD_PAGE = """
() => {
  const strip = document.querySelector(".strip");
  const title = document.querySelector("h1").textContent;
  const lead = document.querySelector(".meta").firstChild.textContent.split("·")[0];
  document.body.replaceChildren();
  const card = document.createElement("div");
  card.id = "card";
  const heading = document.createElement("h1");
  heading.textContent = title;
  const line = document.createElement("p");
  line.textContent = lead;
  card.append(heading, line, strip);
  document.body.append(card);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    #card { padding: 76px 84px; }
    #card h1 { font-size: 70px; margin-bottom: 22px; }
    #card p { font-size: 26px; }
    #card .strip { zoom: 1.2; margin-top: 40px; flex-wrap: nowrap; gap: 0 12px; }
    #card .strip ol { flex-wrap: nowrap; }
    #card .strip p { font-size: 14px; }
    #card .strip > li { min-width: 6rem; }
  `);
  document.adoptedStyleSheets.push(sheet);
}
"""


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


def card(browser: Any, url: str, target: Path) -> None:
    page = browser.new_page(viewport={"width": CARD[0], "height": CARD[1]}, color_scheme="light")
    page.goto(url)
    page.evaluate(CARD_PAGE)
    page.screenshot(path=target)
    page.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_demo(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=CHROMIUM_FLAGS)
        take(browser, site.url)
        card(browser, site.url, ROOT / "static" / "img" / "carte.png")
        browser.close()


if __name__ == "__main__":
    main()
