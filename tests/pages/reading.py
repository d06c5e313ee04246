"""How the tests read a page."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse

NARROW = "\u202f"


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def text(tag: Tag | None) -> str:
    """Its words on one line, with ordinary spaces."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def main(response: HttpResponse) -> str:
    return text(soup(response).main)
