"""`deploy/upgrade` under readers and editors: nginx, the gunicorn of the old version and that of this one.

`SWITCHES=1`, for it takes many minutes: from each version that was released; each step fails first. By default nginx
alone is tried, which refuses whoever saves while the desk is closed.
"""

from __future__ import annotations

import itertools
import os
import shlex
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.bake.test_nginx import running, without_tls
from tests.demo_site import ROOT
from tests.environment import program
from tests.operations import before
from tests.operations.test_before import holds
from tests.operations.test_switch import CURL
from tests.operations.versions import DEPLOY, Machine
from tests.ports import free_port

REAL = bool(os.environ.get("SWITCHES"))
COMMITS = {"0.1.0": "2e506c7", "0.2.0": "913d5dc", "0.3.0": "5b592318"}
"""Of the versions that were released."""

PYTHON = f"""#!/bin/sh
case "$2 $WRITTEN" in "doctor "?*) eval "$WRITTEN";; esac
{sys.executable} "$@" || exit
case "$*" in *"$STOPS"*) [ -z "$STOPS" ] || exit 1;; esac
"""
"""The Python of a version: what it was asked is done, and then it fails, where it is told."""
SYSTEMCTL = f"""#!/bin/sh
case "$1 $STOPS" in "start new process") exit 1;; esac
case "$1" in start|stop|disable) cd {ROOT}; exec {sys.executable} -m tests.operations.unit {{place}} "$@" 9>&-;; esac
"""
READ = ("/", "/axes/2/", "/indicateurs/4.1-O2/", "/donnees/", "/versions/2025/1/", "/api/")
STEPS = {
    "backup": {"STOPS": "before-now"},
    "static files": {"STOPS": "collectstatic"},
    "migrate": {"STOPS": "upgrade"},
    "check": {"STOPS": "doctor"},
    "new process": {"STOPS": "new process"},
    "answers": {"UNWELL": "opt/strategy-monitor-now"},
    "somebody writes": {},
    "after the switch": {"UNWELL": "opt/strategy-monitor"},
    "whole": {},
}


class Visitor(threading.Thread):
    """Asks every 50 ms: at which moment, what was answered, and within how many seconds."""

    def __init__(self, one: Callable[[], tuple[int, str]]) -> None:
        super().__init__()
        self.one, self.ends = one, threading.Event()
        self.answers: list[tuple[float, int, str, float]] = []

    def run(self) -> None:
        while not self.ends.wait(0.05):
            began = time.monotonic()
            status, text = self.one()
            self.answers.append((began, status, text, time.monotonic() - began))

    def __enter__(self) -> Visitor:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ends.set()
        self.join()


def ask(port: int, path: str, body: bytes | None = None) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"Host": "suivi.exemple.be"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


@contextmanager
def in_front(machine: Machine) -> Iterator[int]:
    """nginx by the examples of `deploy/`; the port at which it answers."""
    place, port = machine.place, free_port()
    (place / "logs").mkdir()
    proxy = (DEPLOY / "nginx-proxy.conf").read_text().replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")
    (place / "strategy-monitor-proxy.conf").write_text(proxy)
    (place / "strategy-monitor-closed.html").write_text((DEPLOY / "closed.html").read_text())
    site = without_tls("nginx.conf", place, port)
    for path in ("/opt/", "/run/"):
        site = site.replace(path, f"{place}{path}")
    with running(place, site, port=port):
        yield port


def test_while_the_desk_is_closed_nothing_is_saved_and_all_is_read(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with in_front(machine) as port:
        assert ask(port, "/bureau/", b"a=b")[0] == 502, "nobody answers behind it, and it is asked"
        machine.closed.touch()
        for path in ("/bureau/", "/admin/login/", "/compte/mot-de-passe/", "/axes/1/"):
            status, text = ask(port, path, b"a=b")
            assert status == 503
            assert "Mise à jour en cours" in text
            assert ask(port, path)[0] == 502
        machine.closed.unlink()
        assert ask(port, "/bureau/", b"a=b")[0] == 502


def code_of(commit: str, folder: Path) -> Path:
    folder.mkdir()
    archive = subprocess.run([program("git"), "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "--extract", "--directory", folder], input=archive, check=True)
    return folder


@pytest.fixture
def copy(database: str) -> Iterator[str]:
    """The address of an empty database beside this one."""
    if database.startswith("sqlite"):
        yield database.replace(".sqlite3", "-copy.sqlite3")
        return
    name = f"{database.rpartition('/')[2]}_copy"
    before.tell(database, f"CREATE DATABASE {name}")
    yield f"{database.rpartition('/')[0]}/{name}"
    before.tell(database, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(("version", "step"), list(itertools.product(before.RELEASED, STEPS)) if REAL else [])
def test_readers_lose_nothing(tmp_path: Path, database: str, copy: str, version: str, step: str) -> None:
    before.fill(database, version)
    then = holds(database, version)
    machine = Machine(tmp_path)
    machine.write("systemctl", SYSTEMCTL.format(place=tmp_path))
    machine.write("curl", f'{CURL}exec {program("curl")} "$@"\n')
    old = machine.lay(version, code_of(COMMITS[version], tmp_path / "code"), database)
    collected = f"set -a; cd {old}; . {tmp_path}/etc/strategy-monitor.env; . ./version.env; .venv/bin/python manage.py"
    assert machine.run("sh", "-c", f"{collected} collectstatic --noinput").returncode == 0
    new = machine.lay("now", ROOT, copy)
    (new / ".venv/bin/python").unlink()
    (new / ".venv/bin/python").symlink_to(machine.write("python-of-now", PYTHON))
    machine.link.symlink_to(old)
    told = {name: f"{tmp_path}/{one}" if name == "UNWELL" else one for name, one in STEPS[step].items()}
    if step == "somebody writes":
        writes = "UPDATE auth_user SET last_name = 'change' WHERE id = 1"
        code = f"from tests.operations import before; before.tell({database!r}, {writes!r})"
        told = {"WRITTEN": f"cd {ROOT} && {sys.executable} -c {shlex.quote(code)}"}
    try:
        assert machine.run(machine.programs / "systemctl", "start", f"strategy-monitor@{version}").returncode == 0
        with in_front(machine) as port:
            for path in READ:  # the old version has been serving for long
                assert ask(port, path)[0] == 200
            paths = itertools.cycle(READ)
            reader, editor = Visitor(lambda: ask(port, next(paths))), Visitor(lambda: ask(port, "/bureau/", b"a=b"))
            with reader, editor:
                done = machine.upgrade(new, **told)
            report(version, step, reader, editor)
            assert done.returncode == (step != "whole"), done.stdout + done.stderr
            assert {status for _when, status, *_ in reader.answers} == {200}
            assert {status for _when, status, *_ in editor.answers} <= {403, 503}
            assert all("Mise à jour en cours" in text for _w, status, text, _s in editor.answers if status == 503)
            assert ask(port, "/bureau/", b"a=b")[0] == 403, "the desk is open"
            assert machine.served == ("now" if step == "whole" else version)
            assert holds(database, version) == then
    finally:
        for one in (version, "now"):
            machine.run(machine.programs / "systemctl", "stop", f"strategy-monitor@{one}")


SLOW = 0.5
"""Seconds: an answer that took longer is told by itself."""


def report(version: str, step: str, reader: Visitor, editor: Visitor) -> None:
    """What it cost, for who runs it with `-s`."""
    refused = [when for when, status, *_ in editor.answers if status == 503]
    closed = refused[-1] - refused[0] if refused else 0
    failed = sum(status != 200 for _when, status, *_ in reader.answers)
    longest = max(seconds for *_, seconds in reader.answers)
    print(
        f"\n{version}, {step}: {len(reader.answers)} read, {failed} failed, the longest {longest:.2f} s;"
        f" nothing saved for {closed:.1f} s"
    )
    for who, visitor in {"a reader": reader, "an editor": editor}.items():
        for when, _status, _text, seconds in visitor.answers:
            if seconds > SLOW:
                since = f", {when - refused[0]:.1f} s after the desk closed" if refused else ""
                print(f"  {who} waited {seconds:.2f} s{since}")
