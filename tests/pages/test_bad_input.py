"""Whatever is asked, however badly: never a failure, never an exception; what is refused is refused in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from strategy_monitor.web.selection import PAGE, QUERY, SORT
from tests.environment import EVERY

pytestmark = pytest.mark.usefixtures("published")

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "<SCRIPT>")

TRIED = METHODS if EVERY else ("GET", "POST", "PROPFIND", "<SCRIPT>")
"""With each bad address: one that reads, one that writes, and two that no view knows."""

PIECES = (
    "%00", "1%00", "%ff", "%C0%AF", "%ED%A0%80", "%F0%9F%98%80", "%E2%80%AE", "%0d%0aSet-Cookie:x=1", "-1", "0", "10",
    "1.5", "1e9", "%D9%A3", "9" * 5000, "A" * 10_000, "..%2f..%2fetc%2fpasswd", "<script>alert(1)</script>", "{{7*7}}",
    "'%20OR%201=1--", "%25%25", "a%20b", ".", "é", "2.1-O2%00", "2.1-o2", "2.1-O2.json", "null", "$%7bjndi:x%7d",
)  # fmt: skip
PLACES = (
    "/{}", "/{}/", "/axes/{}/", "/indicateurs/{}/", "/indicateurs/{}.json", "/indicateurs/2.1-O2/{}.svg",
    "/indicateurs/2.1-O2/releves/heures/{}/", "/versions/{}/1/",
    "/versions/2025/{}/", "/versions/2025/1/axes/{}/", "/donnees/{}",
)  # fmt: skip
ADDRESSES = (
    *(place.format(piece) for place, piece in product(PLACES, PIECES)),
    "//", "///", "//ailleurs.example/%2f..", "/..", "/../../etc/passwd", "/.env", "/.git/config", "/wp-login.php",
    "/index.php", "/donnees/rapport.json/", "/robots.txt/", "/favicon.ico/x", "/sitemap.xml/", "/versions/2025/",
    "/versions/2025/1", "/versions/2025/1/versions/2025/1/", "/versions/2025/1/bureau/", "/indicateurs", "/axes/1",
    "/healthz/", "/%2e%2e/", "/;/",
)  # fmt: skip

VALUES = (
    "\x00", "a\x00b", "\x1b[31m", "%ff", "\ufffd", "a" * 10_000, "é" * 5_000, "<script>alert(1)</script>", "'", '"',
    "' OR 1=1 --", "../../etc/passwd", "-1", "0", "1.5", "9" * 30, "9" * 6_000, "1e400", "NaN", "Infinity", "½", "٣",
    "🙂", "\u202e", "{{7*7}}", "{% csrf_token %}", "%", "%s%n", "-", "--code", "code,titre", ".", "*", "[", "(?:a+)+$",
    "a" * 30 + "!", " ", "\t\r\n", "Set-Cookie: a=b", "null", "true", "[]",
)  # fmt: skip
NAMES = (
    QUERY, "axe", "categorie", "nature", "niveau", "producteur", "signale", SORT, PAGE, "per_page", "a\x00b", "",
)  # fmt: skip
PAGES = (
    "/", "/axes/", "/axes/1/", "/indicateurs/", "/indicateurs/2.1-O2/", "/recherche/", "/rapport/", "/methode/",
    "/donnees/", "/donnees/rapport.json", "/sans-indicateur/", "/gouvernance/", "/versions/",
    "/versions/2025/1/indicateurs/", "/versions/2025/1/recherche/",
)  # fmt: skip
IN_FRENCH = re.compile(rb"""<html[^>]* lang="fr"[^>]*>.*<h1.*</h1>.*</html>\s*$""", re.DOTALL)
READS_ITS_PARAMETERS = ("/indicateurs/", "/recherche/")


@pytest.fixture
def strict() -> Client:
    """A client that lets every exception through, and checks the tokens of forms."""
    return Client(raise_request_exception=True, enforce_csrf_checks=True)


def is_sane(response: HttpResponse, asked: str) -> None:
    assert response.status_code < 500, asked[:120]
    assert b"\x00" not in response.content, asked[:120]
    assert b"<script>alert(1)" not in response.content, asked[:120]
    if response.status_code == 200:
        assert not response.cookies, asked[:120]
        assert "Cookie" not in response.headers.get("Vary", ""), asked[:120]


def is_refused_in_french(response: HttpResponse, asked: str) -> None:
    is_sane(response, asked)
    assert response.status_code in {301, 400, 403, 404, 405}, (response.status_code, asked[:120])
    if response.content and response.status_code >= 400:
        assert IN_FRENCH.search(response.content), asked[:120]


def test_hundreds_of_bad_addresses_are_tried() -> None:
    assert len(set(ADDRESSES)) > 300


@pytest.mark.parametrize("method", TRIED)
def test_a_bad_address_is_refused_whatever_the_method(strict: Client, method: str) -> None:
    for address in ADDRESSES:
        response = strict.generic(method, address, secure=False)
        if response.status_code not in {200, 302}:
            is_refused_in_french(response, f"{method} {address}")
        is_sane(response, f"{method} {address}")


@pytest.mark.parametrize("method", [m for m in METHODS if m not in {"GET", "HEAD"}])
def test_a_page_receives_nothing(strict: Client, method: str) -> None:
    for address in (*PAGES, "/sitemap.xml"):
        response = strict.generic(method, address, b"\x00\xff" * 500, "multipart/form-data; boundary=\x00")
        assert response.status_code == 405, f"{method} {address}"
        is_refused_in_french(response, f"{method} {address}")


def bad_queries(page: str) -> Iterator[str]:
    """Each bad value under all names at once; and, where the page reads them, under each name alone."""
    for value in VALUES if page.endswith(READS_ITS_PARAMETERS) else VALUES[:8]:
        yield "&".join(f"{quote(name)}={quote(value)}" for name in NAMES)
    if page in READS_ITS_PARAMETERS:
        yield from (f"{quote(name)}={quote(value)}" for name, value in product(NAMES, VALUES[::6]))


@pytest.mark.parametrize("page", PAGES)
def test_a_bad_parameter_never_breaks_a_page(strict: Client, page: str) -> None:
    for query in bad_queries(page):
        response = strict.get(f"{page}?{query}")
        assert response.status_code in {200, 302}, query[:120]
        is_sane(response, query)


@pytest.mark.parametrize("page", READS_ITS_PARAMETERS)
def test_parameters_out_of_proportion(strict: Client, page: str) -> None:
    raw = [
        "&".join(["axe=1"] * 500),
        "&".join(f"q={'é' * 10}{n}" for n in range(200)),
        "&".join(f"x{n}=1" for n in range(3_000)),
        "q=" + "a+" * 5_000,
        "q[]=1&q[0]=2&axe[]=1",
        "&&&===&&?",
        "%=%&%ff=%fe&=&q=%E0%A4%A",
        "q;axe=1",
    ]
    for query in raw:
        response = strict.get(f"{page}?{query}")
        assert response.status_code in {200, 302}, query[:120]
        is_sane(response, query)
    refused = strict.get(page + "?" + "&".join(f"x{n}=1" for n in range(5_000)))
    assert refused.status_code == 400
    is_refused_in_french(refused, "5,000 parameters")


@pytest.mark.parametrize("page", ["/", "/indicateurs/", "/donnees/rapport.json", "/versions/"])
def test_bad_headers_never_break_a_page(strict: Client, page: str) -> None:
    headers = {
        "If-None-Match": ['"', "W/", "*, *", "x" * 5_000, '"\x00"', ","],
        "If-Modified-Since": ["yesterday", "Thu, 99 Foo 9999 99:99:99 GMT", ""],
        "Accept-Language": ["x" * 5_000, "fr;q=abc", ";;;", "\x00"],
        "Accept": ["\x00", "*/*;q=2", "text/html" * 500],
        "Cookie": ["sessionid=\x00", "=;;=", "csrftoken=" + "a" * 5_000, "messages=\xff"],
        "Range": ["bytes=-1", "bytes=9-1", "lines=1"],
        "X-Request-ID": ["\r\nX: y", "a" * 5_000],
        "X-Forwarded-Host": ["ailleurs.example"],
        "Authorization": ["Basic \x00", "Bearer " + "a" * 5_000],
    }
    for name, values in headers.items():
        for value in values:
            response = strict.get(page, headers={name: value})
            assert response.status_code in {200, 304, 400}, f"{name}: {value[:60]}"
            is_sane(response, name)
            assert b"ailleurs.example" not in response.content
