"""A form in an encoding that this site does not read is refused in words, before anything tries to read it."""

from __future__ import annotations

import encodings
import io
import pkgutil
import re
from collections.abc import Iterator
from encodings import aliases
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from strategy_monitor.web.encodings import is_read
from tests.outages import wait_as_long_as_it_takes

PART = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n\xc3\xa9\xff\r\n--x--\r\n'
TOKEN = "a" * 32
NO_ENCODING = ("idna", "rot13", "base64", "hex", "zip", "bz2", "undefined", "punycode", "uu", "quopri")
GARBLED = ("", "é", "utf-99", "x" * 5_000, "utf-8 ", "..", "__init__", "null", "'", "utf-16", "utf-7", "unicode_escape")


@pytest.fixture
def strict() -> Client:
    """A browser with the cookie of a form, whose token is looked at."""
    client = Client(raise_request_exception=True, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = TOKEN
    return client


def every_encoding() -> set[str]:
    """All that Python knows, by every name."""
    modules = {one.name for one in pkgutil.iter_modules(encodings.__path__)}
    return modules | set(aliases.aliases) | set(aliases.aliases.values()) | {*NO_ENCODING, *GARBLED}


def addresses() -> set[str]:
    """One address of every route, as far as its parts can be filled in."""

    def walk(resolver: Any, before: str) -> Any:
        for one in resolver.url_patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, path)
            elif isinstance(one, URLPattern):
                yield path

    return {re.sub(r"<[a-z]+:[a-z_]+>|\(.*?\)|[\^$\\]", "1", path) for path in walk(get_resolver(), "/")}


@pytest.mark.django_db
def test_a_form_in_no_encoding_of_text_is_a_bad_request(strict: Client) -> None:
    for charset in sorted(every_encoding()):
        if is_read(charset):
            continue
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
            sent = strict.generic("POST", "/admin/login/", PART, f'{kind}; charset="{charset}"')
            assert sent.status_code == 400, (charset, kind)
    assert "Cette demande ne peut pas être lue" in sent.content.decode()


@pytest.mark.django_db
def test_whatever_the_address(strict: Client) -> None:
    for address in addresses():
        sent = strict.generic("POST", address, PART, "multipart/form-data; boundary=x; charset=idna")
        assert sent.status_code == 400, address


@pytest.mark.usefixtures("published")
def test_who_only_reads_may_name_any(strict: Client) -> None:
    """Some programs send a Content-Type with every request."""
    for address in ("/recherche/?q=%C3%A9cole", "/api/v1/indicators?page=%C3%A9", "/indicateurs/?q=%ff"):
        read = strict.get(address)
        assert read.status_code in {200, 302, 400}, address
        for charset in NO_ENCODING:
            asked = strict.generic("GET", address, b"", f"text/plain; charset={charset}")
            assert (asked.status_code, asked.content) == (read.status_code, read.content), (address, charset)


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf8"', "us-ascii"])
def test_a_form_in_utf_8_is_read(client: Client, charset: str) -> None:
    sent = client.generic("POST", "/admin/login/", PART, f"multipart/form-data; boundary=x; charset={charset}")
    assert sent.status_code == 200


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """That of the site. Its process would not wait for PostgreSQL as long as it takes: this one goes on to do so."""
    from strategy_monitor.wsgi import application

    yield application
    wait_as_long_as_it_takes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=x; charset*=idna''%ff",
        "multipart/form-data; boundary=x; charset*=utf-8''a%00b",
        "multipart/form-data; boundary*=undefined''x",
        "text/plain; charset*=nothing''x",
        "text/plain; charset=zip",
        "text/plain; charset=a\x00b",
    ],
)
def test_what_broke_the_making_of_a_request_is_a_bad_request_too(application: WSGIHandler, content_type: str) -> None:
    """Before any middleware: so the application is asked as a server asks."""
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/admin/login/", "QUERY_STRING": "a=b", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(PART), "wsgi.errors": io.StringIO(), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False, "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(PART)), "HTTP_COOKIE": f"csrftoken={TOKEN}",
    }  # fmt: skip
    page = b"".join(application(environ, lambda status, headers: told.append(status)))
    assert told == ["400 Bad Request"]
    assert "Cette demande ne peut pas être lue" in page.decode()


@pytest.mark.django_db
def test_nor_does_a_long_query_break_it() -> None:
    """Django reads the query of a request that names an encoding while it makes it."""
    from strategy_monitor.web.encodings import Utf8Request

    request = Utf8Request(
        {
            "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "&".join(f"x{n}=1" for n in range(5_000)),
            "CONTENT_TYPE": "text/plain; charset=utf-8", "wsgi.input": io.BytesIO(),
        }
    )  # fmt: skip
    with pytest.raises(TooManyFieldsSent):
        _ = request.GET


BODIES = (
    b"", b"&", b"%", b"a=%00", b"%ff=%fe", b"a=%E9", b"\x00" * 100, b"=" * 2_000, b"a=b;c=d", b"\xff\xfe=\xed\xa0\x80",
    b"csrfmiddlewaretoken=" + b"a" * 5_000, b"csrfmiddlewaretoken=%00", b"username=\xf0\x9f", b"a" * 50_000 + b"=1",
    b"&".join(b"x%d=1" % n for n in range(5_000)),
)  # fmt: skip
BOUNDARIES = ("", "=", '=""', "=\x01", "=é", "=" + "x" * 300, '="a\\"', "=x; boundary=y", "*=utf-8''x", "=x\x00")


@pytest.mark.django_db
def test_a_body_that_is_none_never_breaks_the_site(strict: Client) -> None:
    for address in ("/admin/login/", "/bureau/publier/", "/recherche/"):
        for body in BODIES:
            sent = strict.generic("POST", address, body, "application/x-www-form-urlencoded")
            assert sent.status_code in {400, 403, 405}, (address, body[:40])
        for boundary in BOUNDARIES:
            for part in (
                PART,
                PART[:-6],
                b"--x",
                b"--x--",
                b"\r\n" * 100,
                PART.replace(b'"username"', quote("\x00").encode()),
            ):
                sent = strict.generic("POST", address, part, f"multipart/form-data; boundary{boundary}")
                assert sent.status_code in {400, 403, 405}, (address, boundary, part[:40])


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["x", "-1", "1e3", "٣", "9" * 5_000])
def test_a_length_that_is_no_number_is_a_bad_request(strict: Client, length: str) -> None:
    sent = strict.generic("POST", "/admin/login/", b"", "application/x-www-form-urlencoded", CONTENT_LENGTH=length)
    assert sent.status_code == 400
