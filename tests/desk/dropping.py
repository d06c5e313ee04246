"""Files of observations dropped at the desk: previewed, confirmed."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.admin_pages import clean

HUB, DROP = "/bureau/importer-exporter/", "/bureau/importer-exporter/importer/"


def as_shown(preview: BeautifulSoup) -> dict[str, str]:
    """What confirms this page, as who ticks that the alerts which it shows are seen."""
    return {one["name"]: one["value"] for one in preview.select("input[name=shown], input[name=alerts]")}


def page(response: Any, status: int = 200) -> BeautifulSoup:
    assert response.status_code == status
    clean(response.content.decode())
    return BeautifulSoup(response.content, "lxml")


def said(response: Any) -> str:
    text = BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def drop(client: Client, content: bytes, name: str = "valeurs.csv") -> Any:
    return client.post(DROP, {"file": SimpleUploadedFile(name, content)})


def previewed(client: Client, content: bytes, name: str = "valeurs.csv") -> tuple[str, BeautifulSoup]:
    """Address and page of the preview of this file."""
    response = drop(client, content, name)
    assert response.status_code == 302, said(response)
    return response["Location"], page(client.get(response["Location"]))


def confirm(client: Client, url: str, **fields: str) -> Any:
    return client.post(url, {"action": "confirm", **as_shown(page(client.get(url))), **fields})
