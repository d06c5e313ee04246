"""Every page that links lead to, as HTML: fetched once, without a browser."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

OWN = ("http://testserver/", f"{settings.SITE_URL}/")
"""A permanent address is written with its host."""


@dataclass(frozen=True)
class Found:
    """An address, and what answered there."""

    address: str
    status: int
    written: bytes
    """Empty where the answer is something else."""
    linked_from: str

    @cached_property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.written.decode())

    @cached_property
    def links(self) -> list[str]:
        """Addresses of pages and files within the site, from its root, with their fragments."""
        named = self.page.xpath("//a/@href | //link[@rel='canonical' or @rel='alternate']/@href")
        found = [urljoin(f"http://testserver{self.address}", address) for address in named]
        return [f"/{url.removeprefix(host)}" for url in found for host in OWN if url.startswith(host)]

    @cached_property
    def ids(self) -> list[str]:
        return self.page.xpath("//@id")


@dataclass
class Crawl:
    """`follow` says in which pages links are followed: the others are fetched, and not read on. Of the `many` that one
    view answers, no more than `most` are fetched; without it, of those that are not followed."""

    client: Client
    follow: Callable[[str], bool]
    found: dict[str, Found] = field(default_factory=dict)
    most: float = math.inf
    many: Callable[[str], bool] | None = None
    fetched: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def start(self, *addresses: str) -> dict[str, Found]:
        waiting = [(address, "") for address in addresses]
        while waiting:
            address, source = waiting.pop(0)
            if address in self.found or self.enough(address):
                continue
            here = self.found[address] = self.fetch(address, source)
            if here.written and self.follow(address):
                waiting += [(urldefrag(link).url, address) for link in here.links]
        return self.found

    def enough(self, address: str) -> bool:
        """Whether as many of this kind were fetched as are wanted; an address that nothing answers is of no kind."""
        try:
            kind = resolve(urlsplit(address).path).view_name, "?" in address
        except Resolver404:
            return False
        self.fetched[kind] += 1
        return self.fetched[kind] > self.most and (self.many(address) if self.many else not self.follow(address))

    def fetch(self, address: str, source: str) -> Found:
        answer = self.client.get(address, follow=True)
        is_page = answer.get("Content-Type", "").startswith("text/html")
        return Found(address, answer.status_code, answer.content if is_page else b"", source)
