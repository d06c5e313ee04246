"""The process that writes one document, then ends, and gives its memory back (`python -m …documents.writer`).

It is given a Paper, and nothing else: no database, no secret, no address. So it loads neither applications nor pages,
and begins in a third of the time. It ends as soon as nobody is left who waits for what it writes.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO

import structlog
from django.apps import apps
from django.conf import settings
from structlog.typing import EventDict

from strategy_monitor.documents import frames
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.writers import WRITERS
from strategy_monitor.web.call_stack import with_room
from strategy_monitor.web.processes import give_way

if TYPE_CHECKING:
    from strategy_monitor.documents.blocks import Paper


@dataclass(frozen=True)
class Task:
    code: str
    """Of the format."""
    paper: Paper


SETTINGS = ("BASE_DIR", "LANGUAGE_CODE", "LOCALE_PATHS", "TIME_ZONE", "USE_I18N", "USE_TZ")
"""What a document depends on beside its Paper."""


@with_room
def main() -> None:
    asked, answers = sys.stdin.buffer, take_output()
    give_way()
    with suppress(frames.Broken, BrokenPipeError):
        # Written by the process that started this one, which alone holds the other end.
        settings.configure(**pickle.loads(frames.receive(asked)[1]))  # noqa: S301
        apps.populate(())
        task: Task = pickle.loads(frames.receive(asked)[1])  # noqa: S301
        Thread(target=end_with, args=(asked,), daemon=True).start()
        pass_logs_on(answers)
        answer_task(answers, task)


def answer_task(answers: BinaryIO, task: Task) -> None:
    from strategy_monitor.exports.raster import CannotRasterise  # noqa: PLC0415 - after the settings

    try:
        frames.send(answers, b"w", WRITERS[task.code](task.paper))
    except (CannotWrite, CannotRasterise) as error:
        frames.send(answers, b"e", str(error).encode())
    except Exception:
        # Not to the end of the interpreter: the thread that listens holds the input, and Python would abort.
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def pass_logs_on(answers: BinaryIO) -> None:
    """What is logged here is logged by who asked, in the form of all other lines."""

    def send(_logger: object, level: str, event: EventDict) -> EventDict:
        frames.send(answers, b"l", json.dumps(dict(event) | {"level": level}, default=str).encode())
        raise structlog.DropEvent

    structlog.configure(processors=[send])


def take_output() -> BinaryIO:
    """Standard output, for answers alone: whatever else is printed goes where errors do."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def end_with(asked: BinaryIO) -> None:
    """Ends with the process that asked: nobody else wants what is written, and its memory is."""
    with suppress(OSError, ValueError):
        asked.read()
    os._exit(1)


if __name__ == "__main__":
    main()
