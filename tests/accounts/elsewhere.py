"""What a person does at a provider of OpenID Connect: fills in the forms that it shows, until it sends them back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

RETURNED = "/compte/annuaire/retour/"


def new_browser() -> requests.Session:
    """One that opens a connection for each request: those that wait are closed by the provider after a second, and not
    only while nobody asks."""
    browser = requests.Session()
    browser.headers["Connection"] = "close"
    return browser


def sign_in_there(browser: requests.Session, address: str, typed: dict[str, str]) -> dict[str, str]:
    """What the provider's answer to us says; `typed` is what its forms ask for, by the names of their fields."""
    answer = browser.get(address, allow_redirects=False)
    for _ in range(12):
        if answer.is_redirect:
            address = urljoin(answer.url, answer.headers["Location"])
            if urlsplit(address).path == RETURNED:
                return dict(parse_qsl(urlsplit(address).query))
            answer = browser.get(address, allow_redirects=False)
            continue
        page = BeautifulSoup(answer.text, "lxml")
        form = page.select_one("form[method=post], form[method=POST]")
        assert form is not None, answer.text
        fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
        buttons = [one for one in form.select("button[name]") if one.get("value") in {"accept", None, ""}]
        fields |= {str(one["name"]): str(one.get("value", "")) for one in buttons[:1]}
        fields |= {name: typed[name] for name in typed if name in fields}
        action = urljoin(answer.url, str(form.get("action") or answer.url))
        answer = browser.post(action, fields, allow_redirects=False)
    pytest.fail(answer.text)
