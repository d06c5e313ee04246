"""Addresses of the living site → places of files, and the links between them.

A page is a folder with an `index.html`, so that a web server finds it under its usual address; a link names that file,
so that a browser that reads files finds it too. All links are relative: the site can be put anywhere.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlsplit

INDEX = "index.html"
LINKING = frozenset({"href", "src", "action", "data-chart-code", "data-plotly-src", "data-plotly-css"})
ATTRIBUTE = re.compile(r"""(?<=\s)([\w:-]+)="([^"]*)\"""")
CSS_URL = re.compile(r"""url\(\s*["']?([^"')\s]+)["']?\s*\)""")


def file_of(path: str) -> str:
    """« /axes/2/ » → « axes/2/index.html »; « /donnees/rapport.csv » → « donnees/rapport.csv »."""
    plain = unquote(path).lstrip("/")
    return plain + INDEX if not plain or plain.endswith("/") else plain


def relative(source: str, target: str) -> str:
    """The link from one file to another, both as `file_of` gives them."""
    return quote(posixpath.relpath(target, posixpath.dirname(source) or "."))


class Rewriter(HTMLParser):
    """The same page, byte for byte, but for the addresses in its tags."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.change = change
        self.pieces: list[str] = []

    def handle_starttag(self, _tag: str, _attrs: object) -> None:
        self.pieces.append(ATTRIBUTE.sub(self.attribute, self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.handle_starttag(tag, attrs)

    def attribute(self, match: re.Match[str]) -> str:
        name, value = match.groups()
        return f'{name}="{escape(self.change(unescape(value)))}"' if name in LINKING else match[0]

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.pieces.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.pieces.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(f"<!{decl}>")


def rewrite_links(html: str, change: Callable[[str], str]) -> str:
    """The page with each address in its tags replaced by what `change` says of it."""
    rewriter = Rewriter(change)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.pieces)


def links_in_page(html: str) -> list[str]:
    """The addresses in the tags of a page, in order."""
    found: list[str] = []

    def keep(value: str) -> str:
        found.append(value)
        return value

    rewrite_links(html, keep)
    return found


def links_in_style(css: str, source: str) -> Iterator[str]:
    """The files that a style sheet names, as paths from the root; `source` is its own."""
    for match in CSS_URL.finditer(css):
        named = match[1]
        if not urlsplit(named).scheme and not named.startswith("#"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(source), urlsplit(named).path))
