"""Visits to links: what counts as an answer, and that a visit never leaves the public web."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command

from axes import links
from axes.links import Visit, visit, visits
from axes.management.commands.check_links import printed_urls
from axes.models import LinkCheck
from tests import factories


class Site(BaseHTTPRequestHandler):
    """« /404 » answers 404; « /to?… » redirects there; « /no-head » refuses HEAD; « /slow » never answers."""

    asked: list[tuple[str, str, str]] = []
    done = threading.Event()

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        path, _mark, query = self.path.partition("?")
        if path == "/slow":
            self.done.wait(20)
            return
        if path == "/cut":
            self.connection.close()
            return
        status = {"/to": 302, "/no-head": 405 if self.command == "HEAD" else 200}.get(path)
        self.send_response(status or int(path.strip("/") or 200))
        if query:
            self.send_header("Location", query)
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def local() -> Iterator[str]:
    Site.done.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Site.done.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def fresh() -> None:
    Site.asked.clear()


@pytest.mark.parametrize("status", [200, 403, 404, 410, 500])
def test_the_answer_of_the_site_is_kept(local, status):
    assert visit(f"{local}/{status}", private=True) == Visit(f"{local}/{status}", status)


def test_a_head_is_enough_where_it_is_answered_and_names_who_asks(local):
    visit(f"{local}/200", private=True)
    assert Site.asked == [("HEAD", "/200", links.AGENT)]


def test_a_site_that_refuses_head_is_asked_in_full(local):
    assert visit(f"{local}/no-head", private=True).status == 200
    assert [method for method, _path, _agent in Site.asked] == ["HEAD", "GET"]


def test_a_redirection_is_followed_to_its_end(local):
    assert visit(f"{local}/to?/404", private=True).status == 404


def test_what_does_not_answer_says_why(local):
    assert visit(f"{local}/slow", private=True, timeout=0.2).error == "pas de réponse dans le délai"
    assert visit(f"{local}/cut", private=True).error == "la connexion est refusée ou coupée"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert visit(f"http://127.0.0.1:{port}/", private=True).error == "la connexion est refusée ou coupée"
    assert visit("http://nulle-part.invalid/").error == "aucune machine ne porte ce nom"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "[::1]",
     "[fd00::1]", "[::ffff:127.0.0.1]", "2130706433", "100.64.0.1"],
)  # fmt: skip
def test_a_visit_never_reaches_a_private_machine(host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_args: pytest.fail("a connection was opened"))
    assert visit(f"http://{host}/").error == "cette adresse mène à une machine privée"
    assert visit(f"https://{host}/").error == "cette adresse mène à une machine privée"


def test_a_name_that_leads_to_a_private_machine_is_refused_as_one(local, monkeypatch):
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: answer)
    assert visit("http://exemple.be/").error == "cette adresse mène à une machine privée"


def test_a_public_site_cannot_redirect_inside(local, monkeypatch):
    """The first connection is let through, as if the site were public; the second is judged."""
    real, times = links.connect, []

    def connect(private, where, *args):
        times.append(where)
        return real(len(times) == 1, where, *args)

    monkeypatch.setattr(links, "connect", connect)
    assert visit(f"{local}/to?{local}/200").error == "cette adresse mène à une machine privée"
    assert [path for _method, path, _agent in Site.asked] == [f"/to?{local}/200"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://exemple.be/", "javascript:alert(1)", "http://", "http://[/", ""]
)
def test_what_is_no_address_of_the_web_is_not_visited(url):
    found = visit(url)
    assert found.status is None
    assert found.error


def test_a_redirection_to_a_file_is_not_followed(local):
    assert visit(f"{local}/to?file:///etc/passwd", private=True).status == 302


def test_each_address_is_visited_once(local):
    found = list(visits([f"{local}/200", f"{local}/404", f"{local}/200"], private=True))
    assert [one.status for one in found] == [200, 404]
    assert len([1 for _method, path, _agent in Site.asked if path == "/200"]) == 1


@pytest.mark.django_db
def test_the_command_visits_what_is_printed_and_keeps_the_last_answers(local, capsys):
    reference = factories.reference(url=f"{local}/404")
    factories.reference(url="")
    factories.footnote(url=f"{local}/200")
    factories.provider(url=f"{local}/500")
    LinkCheck.objects.create(url="https://ancien.example/", checked_at="2020-01-01T00:00Z", status=200)
    call_command("check_links", allow_private=True)
    assert dict(LinkCheck.objects.values_list("url", "status")) == {
        f"{local}/404": 404,
        f"{local}/200": 200,
        f"{local}/500": 500,
    }
    assert f"404\t{local}/404" in capsys.readouterr().out
    reference.url = f"{local}/410"
    reference.save()
    call_command("check_links", allow_private=True, verbosity=0)
    assert dict(LinkCheck.objects.values_list("url", "status"))[f"{local}/410"] == 410
    assert not LinkCheck.objects.filter(url=f"{local}/404").exists()


@pytest.mark.django_db
def test_the_command_refuses_private_machines_unless_told(local):
    factories.reference(url=f"{local}/200")
    call_command("check_links", verbosity=0)
    (kept,) = LinkCheck.objects.all()
    assert (kept.status, kept.error) == (None, "cette adresse mène à une machine privée")


@pytest.mark.usefixtures("seeded")
def test_the_printed_report_has_addresses_of_references_and_providers():
    found = printed_urls()
    assert "https://joint-research-centre.ec.europa.eu/digcompedu_en" in found
    assert all(url.startswith("http") for url in found)
