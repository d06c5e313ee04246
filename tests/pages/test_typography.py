"""French spaces, as each page is read: what texts, words of codes and templates make together."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from lxml import html

from tests.browser.addresses import PUBLIC, Page

LOOSE = re.compile(r".{0,20}(?: [;:!?%»](?![\w/])|« |\w[;!?»](?= )).{0,5}")
NOT_OURS = "//script | //style | //pre | //code | //q | //textarea | //*[@lang and not(self::html)]"
"""As somebody else wrote it: what is printed, foreign names, lines for a program."""


APPROXIMATE = Page("figure-approximate", "/indicateurs/3.2-3-O2/releves/acces/clef-2021/")


@pytest.mark.parametrize("page", [*(page for page in PUBLIC if page.status == 200), APPROXIMATE], ids=str)
def test_no_sign_stands_against_its_word_nor_begins_a_line(client: Client, published: None, page: Page) -> None:
    body = html.fromstring(client.get(page.path, follow=True).content.decode()).find("body")
    for other in body.xpath(NOT_OURS):
        other.text = ""
        del other[:]
    said = re.sub(r"[ \t\r\n]+", " ", body.text_content())
    assert LOOSE.findall(said) == []
