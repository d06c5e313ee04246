"""The whole public site, page after page: what its routes give, then all that is linked from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from strategy_monitor.bake import links
from strategy_monitor.bake.browser import EVERY_ROW, Scripts
from strategy_monitor.bake.routes import LIVING
from strategy_monitor.bake.visit import Ask, BakedAnswer, BakedFile, put_together

STARTS = tuple(f"/{start}" for start in LIVING)
NOT_FOUND = "/404.html"
"""No route: what the living site answers there is its page for what does not exist."""

BROKEN = 400
FAILED = 500


class Failed(Exception):
    """A page of the living site cannot be written: nothing is baked from it."""


@dataclass
class Crawl:
    """One bake. After `files`, the rest tells what could not become a file."""

    ask: Ask
    scripts: Scripts
    redirects: dict[str, str] = field(default_factory=dict)
    """Address → address."""
    broken: dict[str, str] = field(default_factory=dict)
    """Address that does not exist → the page that links to it."""
    living: set[str] = field(default_factory=set)
    """What is linked and asks for the living site."""
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    """A link of the living site → what `target` found of it: all pages share most of theirs."""

    def files(self, start: Iterable[str]) -> Iterator[BakedFile]:
        """Every file, each once. Raises Failed where the living site fails."""
        waiting = dict.fromkeys(start, "")
        seen = set(waiting)
        while waiting:
            found: dict[str, str] = {}
            addresses = put_together(waiting)
            answers = self.ask(map(self.question, addresses))
            for address, answer in zip(addresses, answers, strict=True):
                for file in self.read(address, waiting[address], answer):
                    yield file
                    for one in self.linked(file):
                        if one not in seen:
                            seen.add(one)
                            found[one] = address
            waiting = found
        yield self.not_found()

    def question(self, address: str) -> str:
        """What is asked for the file of this address."""
        return address + EVERY_ROW.get(self.scripts.kind(address), "")

    def read(self, address: str, source: str, answer: BakedAnswer) -> Iterator[BakedFile]:
        """The file of an address that the page `source` links to, if any."""
        if answer.status >= FAILED:
            raise Failed(f"{address} : {answer.status}")
        if answer.to:
            self.redirects[address] = urljoin(address, answer.to)
        elif answer.status >= BROKEN:
            self.broken[address] = source
        else:
            yield BakedFile(links.file_of(address), address, answer.content, answer.headers)

    def linked(self, file: BakedFile) -> Iterator[str]:
        """The addresses of this site that a page or a style sheet names; notes those that ask for the living one."""
        for found in find_addresses(file):
            if found.startswith(STARTS):
                self.living.add(found)
            else:
                yield found

    def not_found(self) -> BakedFile:
        (answer,) = self.ask([NOT_FOUND])
        return BakedFile(links.file_of(NOT_FOUND), NOT_FOUND, answer.content, answer.headers)

    def page(self, file: BakedFile) -> bytes:
        """A page as it is read from a file: links made relative, and the scripts that stand for the server."""
        if file.address == NOT_FOUND or not file.is_page:
            return file.content
        written = links.rewrite_links(file.pieces, lambda value: self.link(file, value))
        return self.scripts.added(file, written).encode()

    def link(self, file: BakedFile, value: str) -> str:
        """An address in this page → the link to write there."""
        if not is_ours(value):
            return value
        if value not in self.known:
            self.known[value] = self.target(value)
        target, tail = self.known[value]
        return links.relative(file.path, target) + tail if target else tail

    def target(self, value: str) -> tuple[str, str]:
        """The file that an address of this site leads to, and what stands behind it; no file where only the living
        site answers, and its address then."""
        parts = urlsplit(value)
        target = self.redirects.get(parts.path, parts.path)
        if target.startswith(STARTS) or parts.path in self.broken:
            return "", settings.SITE_URL + value
        tail = ("?" + parts.query if parts.query else "") + ("#" + parts.fragment if parts.fragment else "")
        return links.file_of(target), tail


def is_ours(value: str) -> bool:
    return value.startswith("/") and not value.startswith("//")


def find_addresses(file: BakedFile) -> list[str]:
    """The paths of this site that the file names, without query nor fragment, each once, in order."""
    found: Iterable[str] = ()
    if file.is_page:
        found = links.links_in_page(file.pieces)
    elif file.is_style:
        found = (f"/{quote(path)}" for path in links.links_in_style(file.content.decode(), file.path))
    paths = (urlsplit(value).path for value in dict.fromkeys(found) if is_ours(value))
    return list(dict.fromkeys(path for path in paths if path))
