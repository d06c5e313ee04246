"""How the tests read a page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse

NARROW = "\u202f"
HELD = re.compile(rb'<span class="held">([^<]*)</span>')
"""What stays on one line, which is a part of its sentence."""


class ReadTag(Tag):
    """A tag of a page that several tests read: none takes it out."""

    def extract(self, _self_index: int | None = None) -> Any:
        raise TypeError("other tests read this page too: parse a copy to change")


def soup(response: HttpResponse) -> BeautifulSoup:
    """To read only: the same content is taken apart once."""
    return parsed(response.content)


@lru_cache(maxsize=16)
def parsed(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(HELD.sub(rb"\1", content), "lxml", element_classes={Tag: ReadTag})


def text(tag: Tag | None) -> str:
    """Its words on one line, with ordinary spaces."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def main(response: HttpResponse) -> str:
    return text(soup(response).main)
