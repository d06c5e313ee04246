"""French spaces, as each page is read: what texts, words of codes and templates make together."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from lxml import html

from strategy_monitor.demo import prepare
from strategy_monitor.pages.tongues import hold_together
from tests.browser.addresses import PUBLIC, Page

LOOSE = re.compile(r".{0,20}(?: [;:!?%»](?![\w/])|« |\w[;!?»](?= )).{0,5}")
NOT_OURS = "//script | //style | //pre | //code | //q | //textarea | //*[@lang and not(self::html)]"
"""As somebody else wrote it: what is printed, foreign names, lines for a program."""


APPROXIMATE = Page("figure-approximate", "/indicateurs/3.2-3-O2/releves/acces/clef-2021/")


@pytest.mark.parametrize("page", [*(page for page in PUBLIC if page.status == 200), APPROXIMATE], ids=str)
def test_no_sign_stands_against_its_word_nor_begins_a_line(client: Client, published: None, page: Page) -> None:
    assert LOOSE.findall(said(client, page.path)) == []


def test_nor_does_one_where_two_editions_are_compared(client: Client, published: None) -> None:
    before, _new = prepare.add_earlier_edition()
    assert before == "2024-fictive.1"
    for path in ("/", "/versions/", "/indicateurs/2-I4/", "/comparaison/2024-fictive.1/2025.1/"):
        assert LOOSE.findall(said(client, path)) == [], path


def said(client: Client, path: str) -> str:
    body = html.fromstring(client.get(path, follow=True).content.decode()).find("body")
    for other in body.xpath(NOT_OURS):
        other.text = ""
        del other[:]
    return re.sub(r"[ \t\r\n]+", " ", body.text_content())


@pytest.mark.parametrize("path", ["/indicateurs/2.2-O2/", "/axes/3/", "/calendrier/"])
def test_no_line_ends_inside_years_or_a_short_name(client: Client, published: None, path: str) -> None:
    main = html.fromstring(client.get(path).content.decode()).find(".//main")
    held = main.xpath(".//*[@class='held']//text()")
    loose = main.xpath(".//*[self::dd or self::td]/text()")
    assert {"2023-2024", "FW-B"} & set(held)
    assert [one for one in loose if re.search(r"(?<![\w-])(?:\d{4}-\d{4}|FW-B)(?![\w-])", one)] == []


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("En 2023-2024, la FW-B", ["2023-2024", "FW-B"]),
        ("d’e-classe", ["e-classe"]),
        ("(2.2-O2), 3.2-3-O1, 5.1-M1.2. 1-I1", ["2.2-O2", "3.2-3-O1", "5.1-M1.2", "1-I1"]),
        ("a-t-il 2024-02-01 vice-présidente 12.2-O1", []),
    ],
)
def test_a_code_or_a_short_name_is_held_whole_or_not_at_all(said: str, held: list[str]) -> None:
    assert re.findall(r'<span class="held">(.*?)</span>', hold_together(said)) == held
