"""Pages are taken apart as BeautifulSoup does, in less time."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.builder import LXMLTreeBuilder
from django.test import Client

from tests.markup import HtmlBuilder

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def parts(tree: BeautifulSoup) -> list[Any]:
    """Each tag with its attributes, and each text, with its kind."""
    return [
        (one.name, one.prefix, one.namespace, one.attrs) if isinstance(one, Tag) else (type(one), str(one))
        for one in tree.descendants
    ]


def test_the_tree_of_a_page_with_charts_is_the_same(published: None, client: Client) -> None:
    content = client.get("/axes/2/").content
    quick = BeautifulSoup(content, "lxml")
    plain = BeautifulSoup(content, builder=LXMLTreeBuilder)
    assert isinstance(quick.builder, HtmlBuilder)
    assert quick == plain
    assert parts(quick) == parts(plain)
