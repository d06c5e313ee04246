"""No answer says of what the site is made, in which version: that would tell who looks for a known fault."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.addresses import PAGES
from tests.supply.reasons import REASONS

BESIDE = ("python", "cpython", "nginx", "postgresql", "postgres", "sqlite", "openssl", "plotly.js", "jquery", "wsgi")
"""What the product stands on, beside the packages that it installs."""
NAMED = re.compile(
    rf"\b({'|'.join(map(re.escape, sorted({*REASONS, *BESIDE}, key=len, reverse=True)))})\W{{0,3}}v?\d", re.I
)
TELLING = {"server", "x-powered-by", "x-generator", "x-runtime", "x-version", "via"}
"""Headers that say such a thing, whatever they hold."""
FAULTS = ("/nulle-part/", "/indicateurs/?axe=%00", "/api/v1/rien", "/bureau/nulle-part/", "/versions/1900/1/")


GENERATOR = re.compile(r"<meta[^>]*name=.?generator[^>]*>", re.IGNORECASE)
OURS = (version("django"), platform.python_version())


def said(headers: dict[str, str], body: str, html: bool) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in headers.items() if name.lower() in TELLING)
    yield from (found[0] for found in NAMED.finditer("\n".join([*headers.values(), body])))
    if html:
        yield from GENERATOR.findall(body)
        yield from (one for one in OURS if one in body)


def said_at(client: Client, address: str, **given: Any) -> list[str]:
    answer: Any = client.get(address, **given)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    html = answer["Content-Type"].startswith("text/html")
    return list(said(dict(answer.headers), body.decode(errors="replace"), html))


def test_what_would_be_said_is_found() -> None:
    page = f'<meta name="generator" content="x"><!-- Django 5 --><p>{version("django")}</p>'
    found = list(said({"Server": "x", "X-A": "gunicorn/23.0"}, page, html=True))
    assert [one[:9] for one in found] == ["Server: x", "gunicorn/", "Django 5", "<meta nam", version("django")]


@pytest.mark.once
def test_no_page_says_of_what_the_site_is_made(published: None, admin_client: Client) -> None:
    addresses = sorted({page.path for page in PAGES} | {"/admin/", reverse("register"), "/robots.txt", "/sitemap.xml"})
    assert {address: found for address in addresses if (found := said_at(admin_client, address))} == {}


@pytest.mark.once
def test_no_fault_says_it(published: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    found = {address: said_at(client, address) for address in FAULTS}
    found["csrf"] = list(said({}, client_refused(), html=True))
    found["host"] = said_at(client, "/", headers={"Host": "ailleurs.example"})
    monkeypatch.setattr("strategy_monitor.pages.register.register.write_register", lambda _seen: 1 / 0)
    found["500"] = said_at(client, reverse("register"))
    assert {where: faults for where, faults in found.items() if faults} == {}


def client_refused() -> str:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    return answer.content.decode()
