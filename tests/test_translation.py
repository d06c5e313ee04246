"""A catalogue for another language can be added without touching a template."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from django.test import Client, override_settings
from django.utils import translation
from django.utils.translation import trans_real


@pytest.fixture
def esperanto(tmp_path: Path) -> Path:
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Méthode", msgstr="Metodo"))
    catalogue.append(polib.POEntry(msgid="Aller au contenu", msgstr="Iri al la enhavo"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    return tmp_path


@pytest.mark.usefixtures("published")
def test_another_language_needs_only_its_catalogue(esperanto: Path, client: Client) -> None:
    with override_settings(LANGUAGE_CODE="eo", LANGUAGES=[("eo", "Esperanto")], LOCALE_PATHS=[str(esperanto)]):
        trans_real._translations.clear()
        with translation.override("eo"):
            html = client.get("/donnees/").content.decode()
    trans_real._translations.clear()
    assert '<html lang="eo"' in html
    assert "Iri al la enhavo" in html
    assert "Metodo" in [link.get_text(strip=True) for link in BeautifulSoup(html, "lxml").select("nav a")]
