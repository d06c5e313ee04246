"""A cold page that many ask for is written once, by one process; nobody waits for a writer that died, nor for ever."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kept.conftest import REDIS


@pytest.fixture(params=["files", "redis"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Of processes that share a store of their own."""
    given = {"SECRET_KEY": secrets.token_urlsafe(50), "KEPT_PAGES": "", "REDIS_URL": ""}
    if request.param == "files":
        return os.environ | given | {"KEPT_PAGES": str(tmp_path / "kept")}
    request.getfixturevalue("redis")
    return os.environ | given | {"REDIS_URL": REDIS}


class Writers:
    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.started: list[subprocess.Popen[str]] = []

    def start(self, readers: int, seconds: float, **given: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.kept.writer", str(self.folder), str(readers), str(seconds)]
        process = subprocess.Popen(
            command, env=self.environment | given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process

    def written(self) -> list[str]:
        file = self.folder / "written"
        return file.read_text().split() if file.exists() else []

    def await_writing(self) -> None:
        while not self.written():
            time.sleep(0.02)


@pytest.fixture
def writers(tmp_path: Path, environment: dict[str, str]) -> Iterator[Writers]:
    found = Writers(tmp_path, environment)
    yield found
    for process in found.started:
        process.kill()
        process.communicate()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_hundred_readers_of_two_processes_have_it_written_once(writers: Writers) -> None:
    both = [writers.start(50, 0.5), writers.start(50, 0.5)]
    for process in both:
        let_go(process)
    assert [process.communicate()[0] for process in both] == ["{b'Une page.'}\n"] * 2
    assert len(writers.written()) == 1


def test_a_writer_that_dies_blocks_nobody(writers: Writers) -> None:
    dying, other = writers.start(1, 60, HOLDS_FOR="1"), writers.start(1, 0)
    let_go(dying)
    writers.await_writing()
    dying.send_signal(signal.SIGKILL)
    let_go(other)
    assert other.communicate()[0] == "{b'Une page.'}\n"
    assert writers.written() == [str(dying.pid), str(other.pid)]


def test_nobody_waits_for_ever(writers: Writers) -> None:
    slow, other = writers.start(1, 60), writers.start(1, 0, PATIENCE="0.3")
    let_go(slow)
    writers.await_writing()
    let_go(other)
    assert other.communicate()[0] == "{b'Une page.'}\n"
    assert slow.poll() is None, "it writes still"
