"""`manage.py work`: does the long work that waits, then ends; with `--forever`, has it done as it comes."""

from __future__ import annotations

import signal
import subprocess
import sys
from threading import Event
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, beating, perform
from strategy_monitor.web.processes import give_way

log = structlog.get_logger(__name__)

TURN = 1.0
"""Seconds between two looks for work."""


class Command(BaseCommand):
    help = "Fait les travaux longs qui attendent (publications, imports), puis s’arrête."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forever", action="store_true", help="ne s’arrête pas : fait faire chaque travail dès qu’il est demandé"
        )

    def handle(self, **options: Any) -> None:
        signal.signal(signal.SIGTERM, end_in_order)
        if options["forever"]:
            watch()
        give_way()
        number = work_off()
        if options["verbosity"]:
            self.stdout.write(_("Travaux : %(number)d.") % {"number": number})


def end_in_order(_signal: int, _frame: object) -> None:
    """What is begun is undone, and given back."""
    raise SystemExit(0)


def work_off() -> int:
    """Does all jobs that wait, one after the other; returns how many."""
    queue.prune()
    number = 0
    while job := queue.take_job():
        number += 1
        held = Held(job)
        with beating(held):
            perform(held)
    return number


def watch() -> None:
    """Has each job done by a process that ends with it, and gives back what it took of memory."""
    pause = Event()
    while not pause.wait(TURN):
        try:
            waits = queue.list_due(timezone.now()).exists()
        except Error as error:
            log.error("work_not_seen", why=str(error).strip())
            waits = False
        close_old_connections()
        if waits:
            work_apart()


def work_apart() -> None:
    process = subprocess.Popen((sys.executable, "manage.py", "work", "--verbosity=0"), cwd=settings.BASE_DIR)
    try:
        if process.wait() != 0:
            log.error("work_died", returned=process.returncode)
    finally:
        process.terminate()
        process.wait()
