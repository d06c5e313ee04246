"""A document, written in a process that ends with it: see `writer`. What it took of memory goes back to the machine."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Timer
from typing import BinaryIO, cast

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from strategy_monitor.documents import frames
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.writer import SETTINGS, Task

log = structlog.get_logger(__name__)

COMMAND = (sys.executable, "-m", "strategy_monitor.documents.writer")
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP",
             "TMP", "SYSTEMROOT", "WINDIR")  # fmt: skip
"""Of the environment. Neither the secret key nor the password of the database has to be known to set a text."""
LONGEST = 1800.0
"""Seconds after which a writer is ended, whatever it does."""


def write_by_process(code: str, paper: Paper) -> bytes:
    """What the format of this code makes of it. Raises CannotWrite where it cannot, or where the process ended before
    it had: the machine may have had no memory for it."""
    with started() as process:
        asked, answers = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        try:
            frames.send(asked, b"s", pickle.dumps({name: getattr(settings, name) for name in SETTINGS}))
            frames.send(asked, b"t", pickle.dumps(Task(code, paper)))
            return read_answer(answers)
        except (frames.Broken, BrokenPipeError) as error:
            process.wait()
            log.error("document_writer_died", code=code, returned=process.returncode)
            raise CannotWrite(_("Le processus qui écrivait le document s’est arrêté avant la fin.")) from error


@contextmanager
def started() -> Iterator[subprocess.Popen[bytes]]:
    """A writer, which is gone at the end of the block, whatever happens in it."""
    given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with ExitStack() as ended:
        try:
            process = subprocess.Popen(  # noqa: S603 - this very Python
                COMMAND, cwd=settings.BASE_DIR, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            ended.callback(end, process)
            ending = Timer(LONGEST, process.kill)
            ending.daemon = True
            ending.start()
            ended.callback(ending.cancel)
        except (OSError, RuntimeError) as error:  # no room for another process, or another thread
            log.error("document_writer_not_started", why=str(error))
            raise CannotWrite(_("Ce serveur n’a pas pu démarrer le processus qui écrit les documents.")) from error
        yield process


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # it has nothing left to do, and need not take leave of its libraries
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            cast("BinaryIO", pipe).close()


def read_answer(answers: BinaryIO) -> bytes:
    while True:
        kind, content = frames.receive(answers)
        if kind == b"w":
            return content
        if kind == b"e":
            raise CannotWrite(content.decode())
        line = json.loads(content)
        log.log(logging_level(line.pop("level")), line.pop("event"), **line)


def logging_level(name: str) -> int:
    return {"debug": 10, "info": 20, "warning": 30}.get(name, 40)
