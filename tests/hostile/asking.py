"""Hostile requests, drawn from a seed: every route, bent; real forms, bent; whatever HTTP lets one say besides.

What is drawn depends on the seed and on what the site shows, so that the same seed on the same data asks the same.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup
from django.urls import URLPattern, URLResolver, get_resolver

PART = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>|\(\?P<([a-z_]+)>[^)]*\)")

BAD = (
    "", "\x00", "a\x00b", "\x1b[31m", "\ufffd", "é" * 300, "a" * 5_000, "<script>alert(1)</script>", "'", '"',
    "' OR 1=1", "../../etc/passwd", "-1", "0", "1", "2", "1.5", "1,5", str(2**31), str(2**63 - 1), str(2**63),
    str(-(2**63) - 1), "9" * 29, "9" * 5_000, "1e400", "1e9", "NaN", "-Infinity", "½", "٣", "²", "🙂", "\u202e",
    "{{7*7}}", "{% csrf_token %}", "%", "%s%n%(x)s", "%00", "%ff", "-", "--1", ".", "..", "*", "[", "(?:a+)+$", " ",
    "\t\r\n", "\r\nSet-Cookie: a=b", "null", "true", "[]", "{}", "2025.1", "2025", "9999-12-31", "0000-00-00",
    "2024-02-30", "31/02/2024", "1", "on", "None", "http://[", "//ailleurs.example", "javascript:alert(1)",
    "https://ailleurs.example/\x00", "1:1", "1:" + "9" * 30, "a|b", "\u2028",
    "\ud83d".encode("utf-8", "replace").decode(), "é", "e\u0301", "\u00a0", "12 k", "− 12", "1 000,5",
)  # fmt: skip
NAMES = (
    "q", "axe", "categorie", "nature", "niveau", "producteur", "signale", "tri", "page", "par", "statut", "a",
    "periode", "avant", "apres", "lang", "url", "format", "maxwidth", "maxheight", "next", "o", "p", "e", "all",
    "_popup", "_to_field", "_changelist_filters", "_facets", "term", "app_label", "model_name", "field_name",
    "series", "axis", "indicator", "measure", "id__regex", "pk__in", "limit", "offset", "page_size", "sort", "filter",
    "lecture-E12", "row", "step", "seen", "depuis", "jusqu", "qui", "quoi", "action", "edition", "", "[]", "a\x00b",
    "\xe9", "__proto__",
)  # fmt: skip
METHODS = ("GET",) * 6 + (
    "HEAD",
    "POST",
    "POST",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "<X>",
)
HEADERS = {
    "Accept": ("\x00", "*/*;q=2", "text/html" * 200, "application/json", "application/pdf"),
    "Accept-Language": ("x" * 3_000, "fr;q=abc", ";;;", "\x00", "en"),
    "Accept-Encoding": ("gzip;q=x", "br" * 500),
    "If-None-Match": ('"', "W/", "*, *", "x" * 3_000, '"\x00"', ",", "*"),
    "If-Modified-Since": ("yesterday", "Thu, 99 Foo 9999 99:99:99 GMT", ""),
    "Range": ("bytes=-1", "bytes=9-1", "lines=1", "bytes=0-" + "9" * 30),
    "X-Request-ID": ("\r\nX: y", "a" * 3_000),
    "X-Forwarded-For": ("\x00", "1.1.1.1, " * 300, "::1%eth0", "a" * 3_000),
    "X-Forwarded-Host": ("ailleurs.example",),
    "X-Forwarded-Proto": ("https", "\x00"),
    "Host": ("ailleurs.example", "[::", "localhost:99999", ""),
    "Origin": ("null", "https://ailleurs.example", "\x00", "http://["),
    "Referer": ("null", "https://ailleurs.example", "http://[", "\x00"),
    "Authorization": ("Basic \x00", "Bearer " + "a" * 3_000),
    "Cookie": ("sessionid=\x00", "=;;=", "csrftoken=" + "a" * 3_000, "messages=\xff", "sessionid=" + "a" * 32),
    "X-CSRFToken": ("", "a" * 64, "\x00"),
    "X-Requested-With": ("XMLHttpRequest",),
    "Content-Length": ("-1", "9" * 30, "x", "0"),
    "Transfer-Encoding": ("chunked",),
}
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=idna", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=rot13", "multipart/form-data; boundary=" + "x" * 300,
    "multipart/mixed; boundary=x", "application/json", "text/plain", "", "application/octet-stream", "é/\xff",
    "application/json; charset=utf-16", "text/html; charset=zip", ";;;=",
)  # fmt: skip
BODIES = (
    b"", b"{", b"[[[[", b'{"a":' * 500, b"null", b"\x00" * 200, b"\xff\xfe\xed\xa0\x80", b"a=b&a=c", b"--x\r\n",
    b"--x--\r\n", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n', b"&" * 3_000,
    b"=" * 3_000,
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="../a\x00.xlsx"\r\n\r\nPK\x03\x04\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
)  # fmt: skip
HEAVY = re.compile(r"\.(pdf|docx|zip|xlsx|png|sdmx|svg)|format|archive")
"""Routes whose answer takes long to write: asked too, but less often."""


@dataclass(frozen=True)
class Ask:
    method: str
    address: str
    body: bytes = b""
    content_type: str = "application/octet-stream"
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        said = {name: value[:60] for name, value in self.headers.items()}
        return f"{self.method} {self.address[:300]!r} {self.content_type[:80]!r} {self.body[:1500]!r} {said!r}"


@lru_cache
def routes() -> tuple[str, ...]:
    """Every address of the site, administration included, with its variable parts as the URLconf writes them."""

    def walk(resolver: Any, before: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            path = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
            if isinstance(one, URLResolver):
                yield from walk(one, path)
            elif isinstance(one, URLPattern):
                yield path

    return tuple(dict.fromkeys(walk(get_resolver(), "/")))


@lru_cache
def places_of_forms() -> tuple[str, ...]:
    """Where forms are: lists and things of the administration, the desk, and what a search or a catalogue asks."""
    wanted = re.compile(r"/admin/|/bureau/(?!copie|apercu)|^/recherche|^/indicateurs/$|^/comparaison/$")
    return tuple(one for one in routes() if wanted.search(one) and not HEAVY.search(one))


@dataclass
class Asking:
    """One who asks. `known` gives real values for the variable parts of addresses; `read` opens a page."""

    draw: random.Random
    known: dict[str, tuple[str, ...]]
    read: Callable[[str], bytes]
    token: str
    forms: dict[str, list[tuple[str, str, list[tuple[str, str]]]]] = field(default_factory=dict)

    def next(self) -> Ask:
        route = self.draw.choice(routes())
        if HEAVY.search(route) and self.draw.random() < 0.97:
            route = self.draw.choice([one for one in routes() if not HEAVY.search(one)])
        kind = self.draw.random()
        if kind < 0.5:
            found = self.sent_form(self.filled(self.draw.choice(places_of_forms()), bent=0))
            if found:
                return found
        return self.asked(self.filled(route, bent=0.4))

    # Addresses

    def filled(self, route: str, bent: float) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            real = self.known.get(name, ("1",))
            if self.draw.random() < bent:
                return quote(self.bad(), safe=self.draw.choice(("", "/.-")))
            return quote(self.draw.choice(real), safe="")

        return PART.sub(value, route)

    def bad(self) -> str:
        text = self.draw.choice(BAD)
        return text + self.draw.choice(BAD) if self.draw.random() < 0.1 else text

    def query(self) -> str:
        if self.draw.random() < 0.1:
            return self.draw.choice(("&&&===", "%=%&%ff=%fe", "q;axe=1", "x=" * 900, "a=1&" * 500, "%00", "?" * 50))
        pairs = [(self.draw.choice(NAMES), self.bad()) for _ in range(self.draw.randint(1, 3))]
        return urlencode(pairs)

    # Requests

    def asked(self, address: str) -> Ask:
        method = self.draw.choice(METHODS)
        if self.draw.random() < 0.6:
            address += "?" + self.query()
        body, content_type = b"", "application/octet-stream"
        if method not in {"GET", "HEAD"} or self.draw.random() < 0.05:
            body, content_type = self.draw.choice(BODIES), self.draw.choice(TYPES)
            if self.draw.random() < 0.4:
                pairs = [("csrfmiddlewaretoken", self.token)]
                pairs += [(self.draw.choice(NAMES), self.bad()) for _ in range(self.draw.randint(0, 4))]
                body, content_type = encoded(pairs, self.draw)
        return Ask(method, address, body, content_type, self.headers())

    def headers(self) -> dict[str, str]:
        if self.draw.random() < 0.6:
            return {}
        names = self.draw.sample(sorted(HEADERS), self.draw.randint(1, 3))
        return {name: self.draw.choice(HEADERS[name]) for name in names}

    def sent_form(self, page: str) -> Ask | None:
        """A form of this page, as a browser would send it but for what is bent; None where there is none."""
        if page not in self.forms:
            self.forms[page] = list(forms_of(self.read(page), page))
        if not self.forms[page]:
            return None
        posted = [form for form in self.forms[page] if form[0] == "post" and "/logout/" not in form[1]]
        method, address, pairs = self.draw.choice(posted if posted and self.draw.random() < 0.9 else self.forms[page])
        pairs = self.bent(pairs)
        if method == "get":
            return Ask("GET", address.partition("?")[0] + "?" + urlencode(pairs), headers=self.headers())
        body, content_type = encoded(pairs, self.draw)
        return Ask("POST", address, body, content_type, self.headers() if self.draw.random() < 0.2 else {})

    def bent(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        found = list(pairs)
        for _ in range(self.draw.choice((0, 0, 1, 1, 2, 3, 8))):
            if not found:
                break
            at = self.draw.randrange(len(found))
            name, value = found[at]
            if name == "csrfmiddlewaretoken" and self.draw.random() < 0.8:
                continue
            how = self.draw.random()
            if how < 0.6:
                found[at] = (name, self.bad())
            elif how < 0.7:
                found.pop(at)
            elif how < 0.8:
                found.append((name, self.bad()))
            elif how < 0.9:
                found.append((self.draw.choice(NAMES), self.bad()))
            else:
                found[at] = (re.sub(r"\d+", str(self.draw.choice((0, 1, 7, 999, 2**63))), name), value)
        return found


def forms_of(html: bytes, page: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Of each form of a page: method, address, and what it would send; one for each of its buttons."""
    for form in BeautifulSoup(html, "lxml").select("form"):
        pairs: list[tuple[str, str]] = []
        buttons: list[tuple[str, str]] = []
        for one in form.select("input[name], select[name], textarea[name], button[name]"):
            name, kind = str(one["name"]), one.get("type")
            if one.name == "select":
                options = one.select("option")
                chosen = [option for option in options if option.has_attr("selected")] or options[:1]
                pairs += [(name, str(option.get("value", ""))) for option in chosen]
            elif one.name == "textarea":
                pairs.append((name, one.text.removeprefix("\n")))
            elif one.name == "button" or kind == "submit":
                buttons.append((name, str(one.get("value", ""))))
            elif kind not in {"checkbox", "radio"} or one.has_attr("checked"):
                pairs.append((name, str(one.get("value", ""))))
        address = str(form.get("action") or page)
        for button in buttons or [None]:
            yield str(form.get("method", "get")).lower(), address, [*pairs, *([button] if button else [])]


def encoded(pairs: list[tuple[str, str]], draw: random.Random) -> tuple[bytes, str]:
    """A body and its type: urlencoded, multipart (where a file may come instead of a text), or JSON."""
    how = draw.random()
    if how < 0.5:
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    if how < 0.55:
        return json.dumps(dict(pairs)).encode(), "application/json"
    parts = []
    for name, value in pairs:
        disposition = f'form-data; name="{name}"'
        if name == "file" or draw.random() < 0.02:
            disposition += f'; filename="{draw.choice(("a.xlsx", "a.csv", "", "../é.xlsx", "a" * 400))}"'
            text = draw.choice(("", "PK\x03\x04", "code;valeur\n1.1-O1;1", "\ufeffcode,valeur", value))
        else:
            text = value
        parts.append(f"--limite\r\nContent-Disposition: {disposition}\r\n\r\n{text}\r\n".encode("utf-8", "replace"))
    kind = "multipart/form-data; boundary=limite"
    return b"".join(parts) + b"--limite--\r\n", kind + draw.choice(("",) * 9 + ("; charset=idna",))
