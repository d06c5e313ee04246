"""Two services of web processes and a worker behind nginx, as a ministry has them where one machine may go away.

One round by default, on PostgreSQL, which machines share; `TOGETHER_ROUNDS=20` for as many as one has time for, on
either database. In each, under readers who never stop: a hundred ask for a page that nobody has asked for, a worker is
killed while it publishes, and each service is restarted.
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from socket import AF_UNIX, socket

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from tests.bake.test_nginx import running
from tests.databases import ROOT, run
from tests.operations import before
from tests.operations.test_switch_served import Visitor, ask
from tests.ports import free_port

ROUNDS = int(os.environ.get("TOGETHER_ROUNDS", "1"))
ASKED = "TOGETHER_ROUNDS" in os.environ
READERS = 100
PATHS = ("/", "/axes/1/", "/indicateurs/", "/versions/", "/healthz")
COLD = ("/indicateurs/1.1-O1/", "/rapport/", "/donnees/", "/methode/")
WITHIN = 120
"""Seconds; only a limit on waiting for what will never be."""


class Service:
    """A gunicorn of one process, as `deploy/` describes it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        self.socket, self.counted = folder / "gunicorn.sock", folder / "counted"
        bind = {"GUNICORN_BIND": f"unix:{self.socket}", "METRICS_FOLDER": str(self.counted), "WEB_CONCURRENCY": "1"}
        self.environment, self.log = environment | bind, folder / "log"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "strategy_monitor.wsgi"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=log)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def listens(self) -> bool:
        with suppress(OSError), self.connect():
            return True
        return False

    def connect(self) -> socket:
        """A port that is closed for a moment could be taken by who asks for it; a socket of Unix is nobody else's."""
        found = socket(AF_UNIX)
        try:
            found.connect(str(self.socket))
        except OSError:
            found.close()
            raise
        return found

    def ask(self, path: str) -> str:
        """Past nginx."""
        with self.connect() as found:
            asked = f"GET {path} HTTP/1.0\r\nHost: suivi.exemple.be\r\nX-Forwarded-Proto: https\r\n\r\n"
            found.sendall(asked.encode())
            return b"".join(iter(lambda: found.recv(65_536), b"")).decode()

    def written(self) -> float:
        """How many answers it wrote anew."""
        found = MultiProcessCollector(CollectorRegistry(), path=str(self.counted)).collect()  # type: ignore[no-untyped-call]
        samples = (one for family in found for one in family.samples if one.labels.get("found") == "written")
        return sum(one.value for one in samples if one.name.endswith("_total"))


class Site:
    def __init__(self, folder: Path, url: str, ends: ExitStack) -> None:
        self.folder, self.url, self.ends = folder, url, ends
        self.environment = os.environ | {
            "DATABASE_URL": url, "DJANGO_ENV": "production", "SECRET_KEY": "together-" + "x" * 50,
            "ALLOWED_HOSTS": "suivi.exemple.be", "SITE_URL": "https://suivi.exemple.be", "BEHIND_TLS_PROXY": "1",
            "STATIC_ROOT": str(folder / "static"), "KEPT_PAGES": str(folder / "kept"), "REDIS_URL": "",
            "JOBS_WORKER": "1",
        }  # fmt: skip
        self.services = [Service(folder / name, self.environment) for name in ("one", "other")]

    def manage(self, *command: str) -> subprocess.Popen[bytes]:
        """In a group of its own, which is killed as one. Without the store: else what is published is written ahead."""
        given = self.environment | {"KEPT_PAGES": ""}
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=given,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.ends.callback(kill_group, process)
        return process

    @property
    def job(self) -> str:
        return str(before.ask(self.url, "SELECT state FROM jobs_job ORDER BY id DESC")[0][0])

    @property
    def releases(self) -> int:
        return int(before.ask(self.url, "SELECT count(*) FROM releases_release")[0][0])


def kill_group(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def await_that(holds: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


@pytest.fixture
def site(tmp_path: Path, database_with_tables: str) -> Iterator[Site]:
    database = database_with_tables
    if not ASKED and database.startswith("sqlite"):
        pytest.skip("machines share PostgreSQL; TOGETHER_ROUNDS=1 tries it here")
    prepared = run(database, "-m", "tests.operations.together", "prepare", JOBS_WORKER="1")
    assert prepared.returncode == 0, prepared.stderr
    with ExitStack() as ends:
        found = Site(tmp_path, database, ends)
        assert found.manage("collectstatic", "--noinput", "--verbosity=0").wait() == 0
        for service in found.services:
            service.start()
            ends.callback(service.stop)
        for service in found.services:
            await_that(service.listens)
        yield found


@contextmanager
def in_front(site: Site) -> Iterator[int]:
    """nginx, with the lines of `deploy/` that pass a request on; its port. Without `max_fails=0`, it leaves a service
    that failed alone for the rest of that second: where the other one is restarted in it too, nobody answers."""
    (site.folder / "logs").mkdir()
    proxy = (ROOT / "deploy/nginx-proxy.conf").read_text().replace("$scheme", "https")
    (site.folder / "proxy.conf").write_text(proxy)
    both = "".join(f"server unix:{one.socket} max_fails=0; " for one in site.services)
    port = free_port()
    server = (
        f"server {{ listen 127.0.0.1:{port}; set $refused ''; location / {{ include {site.folder}/proxy.conf; }} }}"
    )
    faults = f"error_log {site.folder}/logs/faults;"
    with running(site.folder, faults, f"upstream strategy_monitor {{ {both} }}", server, port=port):
        yield port


def read_together(site: Site, port: int, path: str) -> None:
    """A hundred who ask for what nobody asked for have it written once."""
    for other in PATHS:  # what the reader of all the time asks for is kept
        assert ask(port, other)[0] == 200
    already = sum(one.written() for one in site.services)
    with ThreadPoolExecutor(READERS) as pool:
        answers = list(pool.map(lambda _: ask(port, path), range(READERS)))
    assert {status for status, _text in answers} == {200}
    assert len({text for _status, text in answers}) == 1
    assert sum(one.written() for one in site.services) - already == 1


def publish_in_spite_of(site: Site, number: int) -> None:
    """A worker that is killed at work: another one publishes, once, and both services tell at once."""
    worker = site.manage("work", "--forever")
    await_that(lambda: site.job != "waiting")
    kill_group(worker)
    assert (site.job, site.releases) in {("running", number - 1), ("done", number)}
    before.tell(site.url, "UPDATE jobs_job SET lease_until = '2020-01-01 00:00:00'")  # as if a minute had passed
    assert site.manage("work").wait() == 0
    assert (site.job, site.releases) == ("done", number)
    for service in site.services:
        assert f"version {number}," in service.ask("/")


def test_readers_and_work_survive_each_of_them(site: Site) -> None:
    paths = itertools.cycle(PATHS)
    with in_front(site) as port, Visitor(lambda: ask(port, next(paths))) as reader:
        for number in range(2, 2 + ROUNDS):
            read_together(site, port, COLD[number % len(COLD)])
            if number > 2:
                asked = run(site.url, "-m", "tests.operations.together", "ask", JOBS_WORKER="1")
                assert asked.returncode == 0, asked.stderr
            publish_in_spite_of(site, number)
            for service in site.services:
                service.stop()
                service.start()
                await_that(service.listens)
    failed = [(when, status) for when, status, *_ in reader.answers if status != 200]
    assert failed == [], (site.folder / "logs/faults").read_text()[-2000:]
    said = "".join(one.log.read_text() for one in site.services)
    assert '"level": "error"' not in said
