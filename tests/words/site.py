"""One site, made in this process, walked whole: the words of each address into a file named after it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

MIRRORS = ("/bureau/copie/", "/bureau/apercu/")
"""The public pages again, over another document: those that a list names, not from link to link."""

PUBLISHED_AT = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
LONGEST_NAME = 200


def prepare(kind: str) -> Any:
    """Seeds, and publishes what `kind` says; returns the administrator."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from strategy_monitor.releases.editions import edition_of
    from strategy_monitor.releases.publish import store
    from strategy_monitor.report import canonical
    from strategy_monitor.report.build import build
    from tests.releases.samples import SCHEMA_1

    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed", verbosity=0)
    text = SCHEMA_1.read_text(encoding="utf-8") if kind == "frozen" else canonical.dump(build("2025"))
    store(edition_of("2025"), text, "Données du rapport imprimé", None, published_at=PUBLISHED_AT)
    return get_user_model().objects.create_superuser("mots", password=os.urandom(12).hex())


def public() -> Iterator[tuple[str, bytes, str]]:
    """Address, content, media type of all that the bake writes: pages, documents, exports."""
    from strategy_monitor.bake import browser, routes
    from strategy_monitor.bake.crawl import Crawl
    from strategy_monitor.bake.site import served_releases
    from strategy_monitor.bake.visit import visit_site, without_request_logs

    heads = served_releases()
    with without_request_logs(), visit_site(1) as ask:
        for file in Crawl(ask, browser.list_scripts(heads)).files(routes.addresses_of_site(heads)):
            if not file.address.startswith("/static/"):
                yield file.address, file.content, file.headers.get("Content-Type", "")


def operations() -> Iterator[str]:
    """The addresses of the API, from its own description and its examples."""
    from django.test import Client

    from strategy_monitor.api import documentation

    described = json.loads(Client().get("/api/v1/openapi.json").content)
    yield from documentation.documentation_addresses()
    yield from ("/api/v1/openapi.json", "/oembed?url=http://localhost:8000/indicateurs/2-I1/")
    for path, item in described["paths"].items():
        server = item["get"].get("servers", described.get("servers", [{"url": ""}]))[0]["url"]
        values = {one["name"]: sample(one) for one in item["get"].get("parameters", []) if one["in"] == "path"}
        yield urlsplit(server).path.rstrip("/") + path.format_map(values)


def sample(parameter: dict[str, Any]) -> Any:
    given = parameter.get("examples") or {"": {"value": parameter.get("example", "")}}
    return next(iter(given.values()))["value"]


def staff(user: Any) -> Iterator[tuple[str, bytes, str]]:
    """The desk, from link to link; in the administration, each list, and each form of what is measured."""
    from django.apps import apps
    from django.contrib import admin
    from django.test import Client
    from django.urls import reverse

    from strategy_monitor.bake import links
    from tests.browser.addresses import STAFF

    client = Client()
    client.force_login(user)
    yield from visited(Client(), operations())
    waiting, seen = [page.path for page in STAFF if page.staff], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        for found in visited(client, [address]):
            yield found
            if found[2].startswith("text/html"):
                named = (urlsplit(value).path for value in links.links_in_page(links.split_links(found[1].decode())))
                waiting += [path for path in named if path.startswith("/bureau/") and not path.startswith(MIRRORS)]
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label_lower):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        every = model._meta.app_label == "indicators" and model._meta.model_name in {"indicator", "observation"}
        things = apps.get_model(model._meta.label)._default_manager.order_by("pk")
        yield from visited(client, [reverse(f"{name}_changelist"), reverse(f"{name}_add")])
        yield from visited(
            client, [reverse(f"{name}_change", args=[one.pk]) for one in (things if every else things[:1])]
        )


def visited(client: Any, addresses: Iterable[str]) -> Iterator[tuple[str, bytes, str]]:
    for address in addresses:
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        yield (
            address,
            content,
            response.headers.get("Content-Type", "") if response.status_code != 302 else "text/plain",
        )
        if response.status_code >= 500:
            raise SystemExit(f"{address}: {response.status_code}")


def write(folder: Path, address: str, content: bytes, kind: str) -> None:
    from tests.words.extract import words_of

    name = quote(address, safe="-.")[:LONGEST_NAME] + ".txt"
    (folder / name).write_text(words_of(content, kind), encoding="utf-8")


def main(kind: str, folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.DOCUMENTS_APART = False  # one that takes long to write would be promised, not given
    user = prepare(kind)
    folder.mkdir(parents=True, exist_ok=True)
    for found in public():
        write(folder, *found)
    for found in staff(user) if kind == "seeded" else ():
        write(folder, *found)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
