"""Addresses of the living site → places of files, and the links between them.

A page is a folder with an `index.html`, so that a web server finds it under its usual address; a link names that file,
so that a browser that reads files finds it too. All links are relative: the site can be put anywhere.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import quote, unquote, urlsplit

INDEX = "index.html"
LINKING = frozenset({"href", "src", "action", "data-chart-code", "data-plotly-src", "data-plotly-css"})
INSIDE = r"""[^"'>]*+(?:(?:"[^"]*"|'[^']*')[^"'>]*+)*+"""
"""What stands in a tag, between its name and its « > »."""
TAG = re.compile(
    rf"<!--.*?-->|<(?P<raw>script|style)\b(?P<raw_inside>{INSIDE})>.*?</(?P=raw)|<[a-z](?P<inside>{INSIDE})>",
    re.DOTALL | re.IGNORECASE,
)
"""A comment, where no address stands; a script with its text; or a tag that opens. The last group stands in it."""
ATTRIBUTE = re.compile(r"""(?<=\s)([\w:-]+)=(?:"([^"]*)"|'[^']*')""")
CSS_URL = re.compile(r"""url\(\s*["']?([^"')\s]+)["']?\s*\)""")


def file_of(path: str) -> str:
    """« /axes/2/ » → « axes/2/index.html »; « /donnees/rapport.csv » → « donnees/rapport.csv »."""
    plain = unquote(path).lstrip("/")
    return plain + INDEX if not plain or plain.endswith("/") else plain


def relative(source: str, target: str) -> str:
    """The link from one file to another, both as `file_of` gives them."""
    here, there = source.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return quote("/".join([".."] * (len(here) - shared) + there[shared:]))


def split_links(html: str) -> list[str]:
    """The page in pieces, every second of which is an address in one of its tags, as it is written there: the page
    again where they are joined."""
    pieces, done = [], 0
    for start, end in places_of_links(html):
        pieces += [html[done:start], html[start:end]]
        done = end
    return [*pieces, html[done:]]


def places_of_links(html: str) -> Iterator[tuple[int, int]]:
    """Where the addresses begin and end that stand in the tags of a page, between « " »."""
    for tag in TAG.finditer(html):
        if tag.lastgroup:
            for attribute in ATTRIBUTE.finditer(html, *tag.span(tag.lastgroup)):
                if attribute[1] in LINKING and attribute[2] is not None:
                    yield attribute.span(2)


def rewrite_links(pieces: list[str], change: Callable[[str], str]) -> str:
    """The page that `split_links` took apart, with each address replaced by what `change` says of it."""
    return "".join(escape(change(unescape(piece))) if place % 2 else piece for place, piece in enumerate(pieces))


def links_in_page(pieces: list[str]) -> Iterator[str]:
    """The addresses in the tags of the page that `split_links` took apart, in order."""
    return map(unescape, pieces[1::2])


def links_in_style(css: str, source: str) -> Iterator[str]:
    """The files that a style sheet names, as paths from the root; `source` is its own."""
    for match in CSS_URL.finditer(css):
        named = match[1]
        if not urlsplit(named).scheme and not named.startswith("#"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(source), urlsplit(named).path))
