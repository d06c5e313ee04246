"""Visits to the addresses that the strategy prints: does each still lead somewhere?

The addresses are typed by people, so a visit goes to the web and nowhere else: only http and https, and only to public
machines. A name is resolved once, each of its addresses is judged, and the connection is made to those very addresses,
at each redirection too: a name that answers twice cannot lead inside.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from django.utils.translation import gettext as _

AGENT = "StrategyMonitor/1.0 (link check)"
TIMEOUT = 15
AT_ONCE = 4
REFUSED = 400
"""From this answer on, the address is asked again in full: some sites answer HEAD badly."""


@dataclass(frozen=True)
class Visit:
    """What one visit found: an answer of the site, or why there was none."""

    url: str
    status: int | None = None
    error: str = ""


class Private(OSError):
    """The name leads to a machine that is not on the public web."""


def connect(private: bool, where: tuple[str, int], timeout: Any = TIMEOUT, source: Any = None) -> socket.socket:
    """Opens a connection to a public machine; with `private`, to any. Raises Private, or OSError."""
    found = socket.getaddrinfo(*where, type=socket.SOCK_STREAM)
    for *_rest, address in found:
        if not private and not public(str(address[0])):
            raise Private(_("cette adresse mène à une machine privée"))
    error: OSError | None = None
    for *_rest, address in found:
        try:
            return socket.create_connection((str(address[0]), address[1]), timeout, source)
        except OSError as failure:
            error = failure
    raise error or OSError(_("aucune machine ne porte ce nom"))


def public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    return found.is_global and not found.is_multicast


def connection(kind: type[HTTPConnection], private: bool, host: str, **options: Any) -> HTTPConnection:
    made = kind(host, **options)
    made._create_connection = partial(connect, private)  # type: ignore[attr-defined]  # where http.client opens it
    return made


class Plain(HTTPHandler):
    def __init__(self, private: bool) -> None:
        super().__init__()
        self.private = private

    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(connection, HTTPConnection, self.private), req)


class Secure(HTTPSHandler):
    def __init__(self, private: bool) -> None:
        super().__init__(context=ssl.create_default_context())
        self.private = private

    def https_open(self, req: Request) -> Any:
        opening: Callable[..., Any] = partial(connection, HTTPSConnection, self.private)
        return self.do_open(opening, req, context=self._context)  # type: ignore[attr-defined]


def opener(private: bool) -> OpenerDirector:
    """Only the web: no file, no FTP, no proxy of the environment."""
    made = OpenerDirector()
    errors = (HTTPRedirectHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler())
    for handler in (Plain(private), Secure(private), *errors):
        made.add_handler(handler)
    return made


def visit(url: str, private: bool = False, timeout: float = TIMEOUT) -> Visit:
    """One visit: HEAD, then GET where HEAD was refused. Never raises for what a site does."""
    if not url.lower().startswith(("http://", "https://")):
        return Visit(url, error=_("ce n’est pas une adresse du web"))
    try:
        status = asked("HEAD", url, private, timeout)
        return Visit(url, status if status < REFUSED else asked("GET", url, private, timeout))
    except (URLError, HTTPException, OSError, ValueError) as error:
        return Visit(url, error=why(error))


def asked(method: str, url: str, private: bool, timeout: float) -> int:
    request = Request(url, method=method, headers={"User-Agent": AGENT})  # noqa: S310  # checked by the caller
    try:
        with opener(private).open(request, timeout=timeout) as response:
            return int(response.status)
    except HTTPError as answer:
        answer.close()
        return answer.code


def why(error: Exception) -> str:
    """In French, and the same for the same cause: it is part of what is observed."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, Private):
        return str(cause)
    if isinstance(cause, socket.gaierror):
        return _("aucune machine ne porte ce nom")
    if isinstance(cause, TimeoutError):
        return _("pas de réponse dans le délai")
    if isinstance(cause, ssl.SSLError):
        return _("le certificat du site est refusé")
    if isinstance(cause, ConnectionError):
        return _("la connexion est refusée ou coupée")
    return _("la visite a échoué (%(kind)s)") % {"kind": type(cause).__name__}


def visits(urls: Iterable[str], private: bool = False, timeout: float = TIMEOUT) -> Iterator[Visit]:
    """Each address once, a few at a time."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as several:
        yield from several.map(lambda url: visit(url, private, timeout), sorted(set(urls)))
