"""The administration as a person meets it: pages opened, forms filled from what the page shows, sent back."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring

INLINE = re.compile(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:""")


def address(thing: Model | type[Model], page: str, *more: Any) -> str:
    arguments = [thing.pk, *more] if isinstance(thing, Model) else []
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=arguments)


def form_at_desk(thing: Model, back: str, page: str = "change", *more: Any) -> str:
    """The same page at the desk, as the page at `back` links to it."""
    name = f"edit:{thing._meta.app_label}_{thing._meta.model_name}_{page}"
    return f"{reverse(name, args=[thing.pk, *more])}?{urlencode({'retour': back})}"


def clean(html: str) -> None:
    """No inline style or script: the content security policy would stop them."""
    assert not INLINE.search(html)
    scripts = re.findall(r"<script[^>]*>", html)
    assert [script for script in scripts if "src=" not in script] == []


class OpenedPage:
    """A page as it was answered. It is `BeautifulSoup` to who looks for anything in it, and made so by the first who
    does: most pages are opened for what their form holds, or to be opened."""

    def __init__(self, html: str) -> None:
        self.html = html

    def __getattr__(self, name: str) -> Any:
        return getattr(self.soup, name)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "lxml")


def faults_heard(page: BeautifulSoup, name: str) -> list[str]:
    """The faults of a field that are heard with it: those of what describes it."""
    field = page.select_one(f"[name={name}]")
    assert field, name
    described = (page.select_one(f"#{one}") for one in str(field.get("aria-describedby", "")).split())
    return [fault.get_text(" ", strip=True) for one in described if one for fault in one.select(".fault")]


def opened(client: Client, url: str) -> OpenedPage:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    html = response.content.decode()
    clean(html)
    return OpenedPage(html)


def pages_of(thing: Model) -> list[str]:
    """Every page of the administration about this object and its model."""
    model = type(thing)
    pages = [address(model, "changelist"), f"{address(model, 'changelist')}?q=ecole", address(model, "add")]
    pages += [address(thing, "change"), address(thing, "history"), address(thing, "delete")]
    record = thing.history.first() if hasattr(thing, "history") else None
    return [*pages, address(thing, "simple_history", record.pk)] if record else pages


def filled(page: OpenedPage | BeautifulSoup) -> dict[str, Any]:
    """What the form of the page would send if nothing were touched."""
    html = page.html if isinstance(page, OpenedPage) else str(page)
    form = next(document_fromstring(html).get_element_by_id("content-main").iter("form"))
    data: dict[str, Any] = {}
    for element in form.iter("input", "select", "textarea"):
        name, kind = element.get("name"), element.get("type")
        if name is None or "__prefix__" in name or kind == "submit" or "disabled" in element.attrib:
            continue
        if element.tag == "select":
            chosen = [one.attrib["value"] for one in element.iter("option") if "selected" in one.attrib]
            data[name] = chosen if "multiple" in element.attrib else (chosen or [""])[0]
        elif element.tag == "textarea":
            data[name] = element.text_content().removeprefix("\n")
        elif kind == "checkbox" and "value" in element.attrib:  # one of a list
            data[name] = data.get(name, []) + [element.attrib["value"]] * ("checked" in element.attrib)
        elif kind not in {"checkbox", "radio"} or "checked" in element.attrib:
            data[name] = element.get("value", "on" if kind == "checkbox" else "")
    return data


def sent(client: Client, url: str, **changes: Any) -> HttpResponse:
    """The form at this address, filled as shown but for these changes, and sent."""
    data = filled(opened(client, url)) | changes
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def new_row(page: BeautifulSoup, prefix: str, **values: Any) -> dict[str, Any]:
    """What « Ajouter un objet supplémentaire » adds to the form, filled with these values."""
    total = page.select_one(f"#id_{prefix}-TOTAL_FORMS")
    assert isinstance(total, Tag)
    index = int(str(total["value"]))
    row = {f"{prefix}-{index}-{name}": value for name, value in values.items()}
    return {f"{prefix}-TOTAL_FORMS": str(index + 1)} | row


def errors(response: HttpResponse) -> str:
    """What the form says is wrong, with plain spaces. Fails if it was accepted."""
    assert response.status_code == 200, response.status_code
    found = document_fromstring(response.content.decode()).find_class("errorlist")
    said = " ".join(text.strip() for one in found for text in one.itertext() if text.strip())
    return said.replace("\u202f", " ").replace("\u00a0", " ")


def unlabelled(page: BeautifulSoup) -> list[str]:
    """Inputs that a screen reader would announce without a name."""
    named = {str(label["for"]) for label in page.select("label[for]")}
    inputs = page.select("#content-main :is(input, select, textarea):not([type=hidden], [hidden], [type=submit])")
    return [str(one) for one in inputs if not one.get("aria-label") and one.get("id") not in named]
