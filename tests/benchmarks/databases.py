"""Databases for benchmarks, each of its own: files of SQLite in a folder, or databases of a server of PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit


class Databases(Protocol):
    def create(self, name: str, like: str = "") -> str:
        """The address of a new database: empty, or a copy of another one that was created here."""

    def drop(self, name: str) -> None:
        """Takes a database away that was created here."""


@dataclass(frozen=True)
class Files:
    folder: Path

    def create(self, name: str, like: str = "") -> str:
        if like:
            shutil.copy(self.file(like), self.file(name))
        return f"sqlite:///{self.file(name)}"

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{self.file(name).name}*"):  # what it writes ahead, too
            file.unlink()

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


@dataclass
class Server:
    address: str
    """With the rights to create databases, without the name of one: « postgres://user@127.0.0.1:5432/ »."""
    created: list[str] = field(default_factory=list)

    def create(self, name: str, like: str = "") -> str:
        self.ask(f"CREATE DATABASE {self.own(name)} TEMPLATE {self.own(like) if like else 'template1'}")
        self.created.append(name)
        return self.address_of(self.own(name))

    def drop(self, name: str) -> None:
        self.ask(f"DROP DATABASE {self.own(name)} WITH (FORCE)")
        self.created.remove(name)

    def own(self, name: str) -> str:
        return f"benchmark_{os.getpid()}_{name}"

    def address_of(self, database: str) -> str:
        return urlsplit(self.address)._replace(path=f"/{database}").geturl()

    def ask(self, statement: str) -> None:
        import psycopg2

        with closing(psycopg2.connect(self.address_of("postgres"))) as opened:
            opened.autocommit = True
            with opened.cursor() as cursor:
                cursor.execute(statement)


@contextmanager
def opened(folder: Path, address: str | None) -> Iterator[Databases]:
    """Of this server, or of files in this folder where there is none; what is left of them is dropped at the end."""
    if not address:
        yield Files(folder)
        return
    server = Server(address)
    try:
        yield server
    finally:
        for name in list(server.created):
            server.drop(name)
