"""The site as production serves it, and who reads and edits it from outside: by HTTP, with cookies, in other processes.

gunicorn by `deploy/gunicorn.conf.py`, two processes, without nginx: what nginx passes on is written by `Browser`.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from tests.demo_site import ROOT
from tests.hostile.asking import forms_of
from tests.ports import free_port

HOST = "suivi.exemple.be"
LONGEST = 120
"""Seconds; only a limit on waiting for what will never be."""
LIMIT = "limite-" * 4


@dataclass(frozen=True)
class Answer:
    status: int
    """0 where none came."""
    text: str
    location: str
    seconds: float

    @property
    def said(self) -> str:
        """What the page says, on one line, with ordinary spaces."""
        main = BeautifulSoup(self.text, "lxml").select_one("main")
        text = (main.get_text(" ", strip=True) if main else self.text).replace("\u202f", " ").replace("\u00a0", " ")
        return " ".join(text.split())


@dataclass(frozen=True)
class Form:
    """A form of a page, filled as it is shown, but for what was typed."""

    address: str
    fields: list[tuple[str, str]]
    file: tuple[str, bytes] | None = None


@dataclass
class Browser:
    """One visitor; of one thread at a time."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}{path}"}
        headers |= {"Content-Type": kind} if kind else {}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.monotonic()
        way = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            way.request(method, path, body, headers)
            answer = way.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, str(error), "", time.monotonic() - began)
        finally:
            way.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        seconds = time.monotonic() - began
        return Answer(answer.status, content.decode(errors="replace"), answer.headers.get("Location", ""), seconds)

    def open_form(
        self, page: str, wanted: tuple[str, str] | str, file: tuple[str, bytes] | None = None, **typed: str
    ) -> Form:
        """The form of this page that has this button, or this field."""
        shown = self.get(page)
        for method, address, pairs in forms_of(shown.text.encode(), page):
            if method == "post" and (wanted in pairs or wanted in dict(pairs)):
                kept = [(name, value) for name, value in pairs if name not in typed and name != "file"]
                return Form(address, kept + list(typed.items()), file)
        raise AssertionError(f"no {wanted} at {page}: {shown.status} {shown.said[:500]}")

    def send(self, form: Form) -> Answer:
        if form.file is None:
            return self.ask("POST", form.address, urlencode(form.fields).encode(), "application/x-www-form-urlencoded")
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in form.fields]
        name, content = form.file
        parts.append(f'name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'.encode() + content)
        start = f"--{LIMIT}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(start + part + b"\r\n" for part in parts) + f"--{LIMIT}--\r\n".encode()
        return self.ask("POST", form.address, body, f"multipart/form-data; boundary={LIMIT}")

    def sign_in(self, name: str, password: str) -> None:
        form = self.open_form("/admin/login/", "password", username=name, password=password)
        answer = self.send(form)
        assert answer.status == 302, answer.said


class Visitor(threading.Thread):
    """Does something again and again, `pause` seconds after the answer, until the block ends."""

    def __init__(self, act: Callable[[int], Answer], pause: float = 0.1) -> None:
        super().__init__(daemon=True)
        self.act, self.pause, self.ends = act, pause, threading.Event()
        self.answers: list[tuple[float, Answer]] = []
        """When each was asked (`time.monotonic`)."""

    def run(self) -> None:
        number = 0
        while not self.ends.wait(self.pause):
            began = time.monotonic()
            self.answers.append((began, self.act(number)))
            number += 1

    def __enter__(self) -> Visitor:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ends.set()
        self.join(LONGEST)
        assert not self.is_alive(), "a request that nobody answers"

    def since(self, moment: float, until: float = float("inf")) -> list[Answer]:
        return [answer for when, answer in self.answers if moment <= when < until]


class Served:
    def __init__(self, port: int, log: Path, environment: dict[str, str], process: subprocess.Popen[bytes]) -> None:
        self.port, self.log, self.environment, self.process = port, log, environment, process

    def browser(self, *account: str) -> Browser:
        found = Browser(self.port)
        if account:
            found.sign_in(*account)
        return found

    def get(self, path: str) -> Answer:
        return Browser(self.port).get(path)

    def lines(self, after: int = 0) -> list[dict[str, Any]]:
        """What it logged, from this byte on."""
        with self.log.open("rb") as file:
            file.seek(after)
            return [json.loads(line) for line in file.read().splitlines() if line.startswith(b"{")]

    def mark(self) -> int:
        return self.log.stat().st_size

    def manage(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return manage(self.environment | more, *command)


def manage(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(command if command[0] == "-m" else ("manage.py", *command))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=900,
    )


@contextmanager
def serve(folder: Path, url: str, **more: str) -> Iterator[Served]:
    """The site on this database while the block runs; its static files and its log stand in this folder."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": url, "DJANGO_ENV": "production", "SECRET_KEY": "outages-" + "0123456789" * 5,
        "ALLOWED_HOSTS": HOST, "SITE_URL": f"https://{HOST}", "BEHIND_TLS_PROXY": "1", "SECOND_FACTOR": "none",
        "STATIC_ROOT": str(folder / "static"), "KEPT_PAGES": str(folder / "kept"), "REDIS_URL": "",
        "GUNICORN_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "LOG_LEVEL": "INFO", "EMAIL_HOST": "",
    }  # fmt: skip
    environment |= more
    collected = manage(environment, "collectstatic", "--noinput", "--verbosity=0")
    assert collected.returncode == 0, collected.stderr
    log = folder / "served.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "strategy_monitor.wsgi"],
            cwd=ROOT,
            env=environment,
            stdout=sink,
            stderr=sink,
        )
    try:
        found = Served(port, log, environment, process)
        await_that(lambda: found.get("/healthz").status in {200, 503}, lambda: log.read_text()[-3000:])
        yield found
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(40)
        if process.poll() is None:
            process.kill()
            process.wait()


def await_that(holds: Callable[[], bool], told: Callable[[], str] = str, within: float = LONGEST) -> float:
    """Seconds until it held."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within, told()
        time.sleep(0.05)
    return time.monotonic() - began
