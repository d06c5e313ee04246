"""A small threaded web server for one machine: no dependency, the same on Linux, macOS and Windows."""

from __future__ import annotations

import errno
import os
import socket
import urllib.error
import urllib.request

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

PORTS_TRIED = 100
ANSWER_WITHIN = 120
"""Seconds granted to the first page, on a slow machine."""


class NoFreePort(Exception):
    """Every port that was tried is taken."""


def open_server(host: str, port: int) -> ThreadedWSGIServer:
    """A server, listening, on the first free port from `port` (0: any). Raises NoFreePort; OSError for a bad host."""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        if candidate and somebody_answers(host, candidate):
            continue
        try:
            server = ThreadedWSGIServer(
                (host, candidate),
                WSGIRequestHandler,
                ipv6=":" in host,
                # On Windows, « reuse » would take the port from under the program that holds it.
                allow_reuse_address=os.name != "nt",
            )
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                continue
            raise
        server.set_app(get_internal_wsgi_application())
        return server
    raise NoFreePort


def somebody_answers(host: str, port: int) -> bool:
    """True where a program listens already, even one bound to all addresses, which some systems let us shadow."""
    try:
        with socket.create_connection((reachable(host), port), timeout=1):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # read, not bound


def address_of_server(server: ThreadedWSGIServer) -> str:
    """Where a browser on this machine finds the server."""
    host, port = server.server_address[:2]
    name = reachable(str(host))
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def status_of(url: str) -> int:
    """The status that this page answers with; 0 where nothing answers. No proxy stands between."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=ANSWER_WITHIN) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
