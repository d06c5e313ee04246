"""No figure of the printed report is lost on the way to the reader: each stands on its public page, and in the whole
report, in the very block that it belongs to. Notes do not count: a note comments, it does not carry.
No browser is needed.
"""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils.text import slugify

from tests.figures.extract import Figure
from tests.figures.matching import stands, tokens
from tests.figures.test_figures import explained, listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published"), pytest.mark.once]

NOTES = ".note.question, .note.error, .note-full, .endnotes"


def wanted() -> list[Figure]:
    reasons = explained()
    return [token for token in tokens() if token not in reasons]


class Reader:
    """Pages as someone reads them: their words, a word of one element apart from that of the next."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.pages: dict[str, BeautifulSoup] = {}

    def page(self, address: str) -> BeautifulSoup:
        if address not in self.pages:
            soup = BeautifulSoup(self.client.get(address).content, "lxml")
            for unseen in soup.select(f"{NOTES}, script, style, head"):
                unseen.decompose()
            self.pages[address] = soup
        return self.pages[address]

    def text(self, address: str, selector: str) -> str:
        found = self.page(address).select(selector)
        assert len(found) == 1, f"{address} has {len(found)} {selector}"
        return said(found[0])


INLINE = {"a", "abbr", "b", "i", "q", "em", "strong", "small", "sup", "tspan", "code", "mark"}


def said(block: Tag) -> str:
    """« 50,6 % » is one figure though it stands in two spans of text; two cells of a table are two."""
    for tag in block.find_all(lambda tag: tag.name not in INLINE):
        tag.insert_after("\n")
    return block.get_text()


def is_indicator(block: str) -> bool:
    return not block.endswith("-M")


def place(block: str) -> tuple[str, str]:
    """The public page of a block, and the element that holds it."""
    if is_indicator(block):
        return f"/indicateurs/{block}/", "main"
    if block == "G-M":
        return "/gouvernance/", "main"
    axis, action = block.removesuffix("-M").split(".", 1)
    return f"/axes/{axis}/", f"section.action[aria-labelledby='action-{action}']"


def place_in_whole(block: str) -> str:
    if is_indicator(block):
        return f"[id='{slugify(block.replace('.', '-'))}']"
    if block == "G-M":
        return "section[aria-labelledby='gouvernance']"
    axis, action = block.removesuffix("-M").split(".", 1)
    return f"section.action[aria-labelledby='axe-{axis}-action-{action}']"


def test_every_printed_figure_stands_on_its_public_page(client: Client):
    reader = Reader(client)
    texts = {block: reader.text(*place(block)) for block in {token.block for token in wanted()}}
    lost = [token for token in wanted() if not stands(token.figure, texts[token.block])]
    assert not lost, f"{len(lost)} printed figures are on no page:\n{listing(lost)}"


def test_every_printed_figure_stands_in_its_place_in_the_whole_report(client: Client):
    reader = Reader(client)
    texts = {block: reader.text("/rapport/", place_in_whole(block)) for block in {token.block for token in wanted()}}
    lost = [token for token in wanted() if not stands(token.figure, texts[token.block])]
    assert not lost, f"{len(lost)} printed figures are not in the whole report:\n{listing(lost)}"


def test_a_figure_that_is_nowhere_is_missed(client: Client):
    text = Reader(client).text("/indicateurs/2-I4/", "main")
    assert stands("50,6", text)
    assert not stands("50,7", text)
