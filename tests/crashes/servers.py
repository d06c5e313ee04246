"""Servers of a test's own, which it stops, kills, and has stand still: PostgreSQL, Redis, mail."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.conftest import descendants
from tests.environment import program, skip_or_fail
from tests.ports import free_port

POSTGRESQL = "/usr/lib/postgresql"
"""Where Debian keeps what nobody calls by hand, a folder for each version."""


def freeze(process: int, signum: int = signal.SIGSTOP) -> None:
    """Has it and those that it started stand still, or go on; connections stay, and nobody answers."""
    for one in (process, *descendants(process)):
        with suppress(ProcessLookupError):
            os.kill(one, signum)


class Cluster:
    """A PostgreSQL whose data stand in this folder, which is that of its user."""

    def __init__(self, folder: Path, user: str) -> None:
        self.folder, self.user, self.port = folder, user, free_port()
        self.data, self.log = folder / "data", folder / "log"
        found = sorted(Path(POSTGRESQL).glob("*/bin/initdb"))
        self.programs = found[-1].parent if found else Path(program("initdb")).parent

    def run(self, name: str, *command: str | Path) -> subprocess.CompletedProcess[str]:
        as_user = ["runuser", "-u", self.user, "--"] if os.geteuid() == 0 else []
        return subprocess.run(
            [*as_user, self.programs / name, *command],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip

    def make(self) -> None:
        done = self.run("initdb", "-D", self.data, "-U", "site", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        assert done.returncode == 0, done.stdout
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
                "max_wal_size = 64MB\nmin_wal_size = 32MB\nshared_buffers = 16MB\n"
            )

    def start(self) -> None:
        # Its log goes to a file: a server that held the pipe of pg_ctl would keep us waiting for its end.
        done = self.run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log, "-s", "start")
        assert done.returncode == 0, done.stdout + self.said()

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "-s", "stop")

    @property
    def process(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    @property
    def url(self) -> str:
        return f"postgres://site@127.0.0.1:{self.port}/postgres"

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


@contextmanager
def cluster(place: Path | None = None) -> Iterator[Cluster]:
    """A server of PostgreSQL that runs, with its data in this folder, or in one of its own."""
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if not shutil.which("initdb") and not list(Path(POSTGRESQL).glob("*/bin/initdb")):
        skip_or_fail("PostgreSQL is not installed")
    folder = place or Path(tempfile.mkdtemp(prefix="cluster-"))
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    found = Cluster(folder, user)
    found.make()
    found.start()
    try:
        yield found
    finally:
        with suppress(OSError, ValueError):
            freeze(found.process, signal.SIGCONT)
        found.stop()
        if place is None:
            shutil.rmtree(folder, ignore_errors=True)


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def start(self) -> None:
        command = [program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([*command, "--dir", self.folder], stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def keys(self) -> int:
        """How many things it keeps; 0 where it does not answer."""
        from redis import Redis as Client
        from redis.exceptions import RedisError

        try:
            with closing(Client.from_url(self.url, socket_timeout=5)) as client:
                return int(client.dbsize())  # type: ignore[arg-type]
        except RedisError:
            return 0


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of one that takes connections, and never says anything."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", free_port()))
        listening.listen(64)
        yield listening.getsockname()[1]
