"""A site for a browser, out of this very process: no server, and what the test has not committed is there."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

SITE = "http://testserver"


def serve(client: Client) -> Callable[[Any], None]:
    """Answers what the browser asks for, with the headers that the site gives, out of the transaction of the test."""
    here = copy_context()

    def answer(route: Any) -> None:
        if route.request.resource_type in {"font", "image"}:
            route.abort()
            return
        asked = urlsplit(route.request.url)
        found = finders.find(asked.path.removeprefix("/static/")) if asked.path.startswith("/static/") else None
        if found:
            kind = mimetypes.guess_type(str(found))[0]
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
            return
        response = here.run(client.get, f"{asked.path}?{asked.query}", follow=True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=body)

    return answer
