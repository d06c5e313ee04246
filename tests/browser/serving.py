"""A site for a browser, out of this very process: what the test has not committed is there.

Pages are answered through the debugger, in the thread of the test. The files that they use come from a server that
knows nothing of the database: a browser keeps those, as it keeps nothing that Playwright's own `route` answers.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

ANSWERED = ("Document", "XHR", "Fetch", "Other")
LEFT_OUT = ("Font", "Image")


class Files(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return str(finders.find(urlsplit(path).path.removeprefix("/static/")) or "/nowhere")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serve_static_files() -> Iterator[str]:
    """The address of a site that serves its files, and no page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def answer_pages(page: Any, client: Client) -> None:
    """Answers the pages that the tab asks for, with the headers that the site gives, out of the transaction of the
    test."""
    here, debugger = copy_context(), page.context.new_cdp_session(page)

    def paused(event: dict[str, Any]) -> None:
        told = {"requestId": event["requestId"]}
        if event["resourceType"] in LEFT_OUT:
            debugger.send("Fetch.failRequest", told | {"errorReason": "Aborted"})
            return
        asked = urlsplit(event["request"]["url"])
        response = here.run(client.get, f"{asked.path}?{asked.query}", follow=True)
        headers = [{"name": name, "value": value} for name, value in response.items()]
        body = base64.b64encode(response.getvalue()).decode()
        debugger.send(
            "Fetch.fulfillRequest",
            told | {"responseCode": response.status_code, "responseHeaders": headers, "body": body},
        )

    debugger.on("Fetch.requestPaused", paused)
    kinds = [{"urlPattern": "*", "resourceType": kind} for kind in (*ANSWERED, *LEFT_OUT)]
    debugger.send("Fetch.enable", {"patterns": kinds})
