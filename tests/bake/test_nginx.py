"""nginx itself reads what `deploy/` and a bake give it, and answers with it."""

from __future__ import annotations

import gzip
import json
import re
import socket
import socketserver
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote

import pytest
from django.conf import settings

from strategy_monitor.bake import serving
from strategy_monitor.pages.searching import RESULTS, UNANSWERED
from tests.bake.test_serving import HEADERS, POLICY
from tests.environment import program
from tests.ports import free_port

pytestmark = [pytest.mark.once, pytest.mark.slow]

DEPLOY = Path(settings.BASE_DIR) / "deploy"
LONG = f"/{'x' * 200}/"
CODE = "/indicateurs/2.2-O2/"
SITE = HEADERS | {LONG: POLICY, CODE: HEADERS["/a/integrer/"], "/404.html": POLICY}
LIMITED = {"/recherche/?q=a": 100, "/api/v1/indicateurs": 200, "/admin/login/": 40, "/compte/annuaire/fin/": 400}
"""Address → how many more than one are answered at once. What a directory says of who left is let through where
sign-ins are not."""
ALIKE = ("/indicateurs/?axe=2", "/versions/2025/1/recherche/?q=a", "/comparaison/2024.1/2025.1/", "/oembed?url=x")
KEPT = ("/", "/indicateurs/", "/indicateurs/2.2-O2/", "/recherche/", "/donnees/rapport.json", "/api/", "/bureau/?q=a")
"""What counts for nothing."""
ANOTHER_MAP = "map $http_upgrade $connection_upgrade { default upgrade; '' close; }"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that holds what the examples name by absolute paths: a certificate, the proxy's lines, a baked site."""
    (tmp_path / "logs").mkdir()
    certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=suivi.exemple.be"]
    made = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run([program("openssl"), *certificate, *made], check=True, capture_output=True)
    (tmp_path / "strategy-monitor-proxy.conf").write_text((DEPLOY / "nginx-proxy.conf").read_text())
    baked = tmp_path / "baked"
    for address in SITE:
        file = baked / (address + "index.html" if address.endswith("/") else address).lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(address)
    (baked / "_bake").mkdir()
    moved = {"/ancien/": "/axes/"}
    (baked / "_bake/nginx.conf").write_text(serving.write_nginx_server(SITE))
    (baked / "_bake/nginx-sizes.conf").write_text(serving.write_nginx_sizes(SITE))
    (baked / "_bake/nginx-maps.conf").write_text(serving.write_nginx_maps(SITE, moved))
    return tmp_path


def adapted(name: str, place: Path, port: int) -> str:
    """The example of this name, with paths and ports of this machine."""
    text = (DEPLOY / name).read_text()
    for path in ("/etc/letsencrypt/live/suivi.exemple.be", "/etc/nginx", "/var/lib/strategy-monitor"):
        text = text.replace(path, str(place))
    text = text.replace("/var/log/nginx", f"{place}/logs")
    text = re.sub(r"listen \[::\]:\d+( ssl)?;", "", text)
    return re.sub(r"listen (\d+)", lambda found: f"listen 127.0.0.1:{port + (found[1] == '80')}", text)


def whole(place: Path, *blocks: str) -> Path:
    """A configuration of these blocks, as Debian's has it around them."""
    temporary = [f"{name}_temp_path {place};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    http = "\n".join([*temporary, "default_type application/octet-stream;", "access_log off;", *blocks])
    file = place / "whole.conf"
    file.write_text(f"pid {place}/nginx.pid; daemon off; master_process off;\nevents {{}}\nhttp {{\n{http}\n}}\n")
    return file


def command(place: Path, file: Path) -> list[str]:
    return [program("nginx", "/usr/sbin/nginx"), "-p", str(place), "-e", "stderr", "-c", str(file)]


def refused(place: Path, *blocks: str) -> str:
    """What `nginx -t` has to say against these blocks; empty where it takes them."""
    done = subprocess.run([*command(place, whole(place, *blocks)), "-t"], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


@contextmanager
def running(place: Path, *blocks: str, port: int) -> Iterator[None]:
    process = subprocess.Popen(command(place, whole(place, *blocks)), stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.communicate()


def asked(port: int, address: str, browser: str = "", sent: bytes | None = None, accepts: str = "identity") -> Any:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_given: Any) -> None:
            return None

    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{quote(address, safe='/?=')}", sent)
        request.add_header("Accept-Encoding", accepts)
        if browser:
            request.add_header("User-Agent", browser)
        return urllib.request.build_opener(Stay).open(request)
    except HTTPError as answer:
        return answer
    except URLError as error:
        return pytest.fail(f"{address}: {error}")


def test_it_takes_both_examples_side_by_side(place: Path) -> None:
    living, baked = (adapted(name, place, free_port()) for name in ("nginx.conf", "nginx-baked.conf"))
    assert refused(place, living) == ""
    assert refused(place, living, baked) == ""
    assert "unknown directive" in refused(place, living.replace("gzip_vary", "gzip_varie"))


def test_the_sizes_of_its_tables_come_before_any_map(place: Path) -> None:
    baked = adapted("nginx-baked.conf", place, free_port())
    assert "directive is duplicate" in refused(place, ANOTHER_MAP, baked)
    (sizes,) = re.findall(r"^include .*nginx-sizes.conf;$", baked, re.MULTILINE)
    assert refused(place, sizes, ANOTHER_MAP, baked.replace(sizes, "")) == ""
    assert "map_hash_bucket_size" in refused(place, baked.replace(sizes, "")), "without them, long addresses do not fit"


def without_tls(name: str, place: Path, port: int) -> str:
    secure = re.compile(r"^ *(ssl_.*|http2 on;)$", re.MULTILINE)
    return secure.sub("", adapted(name, place, port)).replace(" ssl;", ";")


def slowly(text: str) -> str:
    """With limits that last: how fast this machine asks then does not matter."""
    return re.sub(r"rate=\d+r/[sm]", "rate=1r/m", text)


def test_its_logs_hold_neither_people_nor_links_to_a_password(place: Path) -> None:
    """Nobody answers behind it, so that each request that is passed on is an error too."""
    port, faults = free_port(), place / "logs" / "error.log"
    with running(place, f"error_log {faults};", slowly(without_tls("nginx.conf", place, port)), port=port):
        for at in (port, port + 1):
            assert asked(at, "/recherche/?q=Dupont").status == asked(at, "/compte/mot-de-passe/MQ/c8-secret/").status
        assert [asked(port, "/compte/mot-de-passe/MQ/c8-secret/").status for _ in range(60)][-1] == 429
        asked(port, "/", browser="Mozilla/5.0 (X11) Firefox/140.0")
        asked(port, "/", browser="Mozilla/5.0 (compatible; Examplebot/2.1; +https://exemple.be/bot)")
    lines = (place / "logs" / "strategy-monitor.log").read_text().splitlines()
    said = [(line["path"], line["reader"]) for line in map(json.loads, lines)]
    assert said == [("/recherche/", "machine"), ("/recherche/", ""), ("/", "person"), ("/", "machine")]
    assert [said for said in ("Dupont", "127.0.0.1", "urllib", "Firefox", "secret") if said in "".join(lines)] == []
    assert "/recherche/" in faults.read_text()
    assert "secret" not in faults.read_text()


class Search(BaseHTTPRequestHandler):
    """Answers as the application does to who searches in vain."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header(RESULTS, "0")
        self.send_header(UNANSWERED, "Dupont")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def address_string(self) -> str:
        return "a socket of this machine"


def test_what_the_application_tells_the_log_goes_no_further(place: Path) -> None:
    """The answer that a reader keeps, and each cache between, says nothing that the page does not."""
    port = free_port()
    site = without_tls("nginx.conf", place, port).replace("/opt/strategy-monitor/", f"{place}/")
    with socketserver.UnixStreamServer(str(place / "gunicorn.sock"), Search) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        with running(place, site, port=port):
            answer = asked(port, "/recherche/?q=Dupont")
            server.shutdown()
    assert answer.status == 200
    assert {RESULTS, UNANSWERED} & set(answer.headers) == set()
    assert json.loads((place / "logs/strategy-monitor.log").read_text().splitlines()[-1])["results"] == "0"


def test_who_asks_too_much_at_once_is_told_so_and_reads_on(place: Path) -> None:
    """Nobody answers behind it: what is let through is a 502. Here what was asked is forgotten once a minute."""
    port = free_port()
    with running(place, f"error_log {place}/faults;", slowly(without_tls("nginx.conf", place, port)), port=port):
        for address, most in LIMITED.items():
            answers = [asked(port, address) for _ in range(most + 2)]
            assert [one.status for one in answers] == [*[502] * (most + 1), 429], address
            assert answers[-1].headers["Retry-After"] == "10", address
            assert answers[-1].headers["Cache-Control"] == "no-store", address
            assert "Réessayer dans dix secondes" in answers[-1].read().decode(), address
        assert {asked(port, address).status for address in ALIKE} == {429}
        assert {asked(port, address).status for address in KEPT for _ in range(3)} == {502}


def test_what_the_site_cannot_take_or_answer_is_said_in_french(place: Path) -> None:
    """« 413 Request Entity Too Large » said not how much a file may weigh; « 502 Bad Gateway » not when to return."""
    port = free_port()
    site = re.sub("client_max_body_size .+;", "client_max_body_size 1k;", without_tls("nginx.conf", place, port))
    with running(place, f"error_log {place}/faults;", site, port=port):
        heavy, away = asked(port, "/bureau/", sent=b"x" * 2000), asked(port, "/compte/mot-de-passe/MQ/c8-secret/")
    assert (heavy.status, away.status) == (413, 502)
    assert "10\u202fMo de fichiers" in heavy.read().decode()
    assert "Réessayer dans une minute" in away.read().decode()
    for answer in (heavy, away):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "secret" not in (place / "logs/strategy-monitor.log").read_text()


def test_what_nginx_answers_itself_has_the_headers_of_the_site(place: Path) -> None:
    """While the site is upgraded too: an address whose errors have a page of their own has no other."""
    port = free_port()
    (place / "strategy-monitor-closed.html").write_text((DEPLOY / "closed.html").read_text())
    (place / "run").mkdir()
    site = slowly(without_tls("nginx.conf", place, port)).replace("/run/", f"{place}/run/")
    with running(place, f"error_log {place}/faults;", site, port=port):
        answers = [[asked(port, address) for _ in range(most + 2)][-1] for address, most in LIMITED.items()]
        assert {one.status for one in answers} == {429}
        (place / "run/strategy-monitor-closed").touch()
        answers += [
            asked(port, address, sent=b"") for address in ("/bureau/", "/oembed", "/compte/code/", "/admin/login/")
        ]
    assert [one.status for one in answers[len(LIMITED) :]] == [503] * 4
    for one in answers:
        missing = {"Retry-After", "X-Content-Type-Options", "Strict-Transport-Security"} - set(one.headers)
        assert (missing, one.headers["Cache-Control"]) == (set(), "no-store"), one.url


def test_the_api_is_not_led_on_to_https(place: Path) -> None:
    port = free_port()
    with running(place, without_tls("nginx.conf", place, port), port=port):
        refused = asked(port + 1, "/api/v1/indicateurs?limit=3")
        assert (refused.status, json.loads(refused.read())["status"]) == (403, 403)
        assert asked(port + 1, "/api/").headers["Location"] == "https://suivi.exemple.be/api/"


def test_a_baked_site_is_answered_with_its_headers(place: Path) -> None:
    port = free_port()
    baked = without_tls("nginx-baked.conf", place, port)
    with running(place, baked, port=port):
        for address, told in HEADERS.items():
            answer = asked(port, address)
            assert (answer.status, answer.read().decode()) == (200, address)
            for name in ("Content-Type", "Content-Security-Policy", "Access-Control-Allow-Origin"):
                assert (answer.headers[name] or "") == told.get(name, ""), (address, name)
        assert asked(port, LONG).headers["Content-Security-Policy"] == POLICY["Content-Security-Policy"]
        assert asked(port, "/axes/index.html").headers["Location"] == "/axes/"
        assert (asked(port, "/ancien/").status, asked(port, "/ancien/").headers["Location"]) == (302, "/axes/")
        assert asked(port, CODE).read().decode() == CODE
        for typed in (CODE.lower(), CODE.lower().rstrip("/")):
            assert (asked(port, typed).status, asked(port, typed).headers["Location"]) == (302, CODE)
        assert asked(port, "/_bake/nginx.conf").status == 404
        lost = asked(port, "/perdu/")
        assert (lost.status, lost.read().decode()) == (404, "/404.html")


def test_the_compressed_copies_of_a_baked_site_are_sent_as_they_are(place: Path) -> None:
    """Those of its folders, of a file with a type of its own, and of the page for what does not exist."""
    port, told = free_port(), {}
    for address, file in {"/": "index.html", "/c.csv": "c.csv", "/perdu/": "404.html"}.items():
        told[address] = (place / "baked" / file, f"{address} " * 400)
        told[address][0].write_text(told[address][1])
        told[address][0].with_name(f"{file}.gz").write_bytes(gzip.compress(told[address][1].encode(), 1, mtime=0))
    with running(place, without_tls("nginx-baked.conf", place, port), port=port):
        for address, (file, text) in told.items():
            plain, packed = asked(port, address), asked(port, address, accepts="br, gzip")
            assert plain.read().decode() == text
            assert packed.read() == file.with_name(f"{file.name}.gz").read_bytes()
            assert packed.headers["Content-Encoding"] == "gzip"
            assert plain.headers["Content-Encoding"] is None
            for name in ("Content-Type", "Content-Security-Policy", "Content-Disposition"):
                assert packed.headers[name] == plain.headers[name], (address, name)
            assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
            if address != "/perdu/":
                assert len({packed.headers["ETag"], plain.headers["ETag"], None}) == 3, "each form has its own"
        assert asked(port, "/c.csv.gz").status == 200, "it is a file as another"
