"""Kills a sender at random moments and looks at what became of its messages; then lets several send at once.

A program of its own, for the database that DATABASE_URL names, which it fills: the rollback of a test would hide what a
killed process leaves. Each kill finds the sender alive, with a message claimed at least once, or does not count. It
prints one line of JSON for each kill, then one for the race; any fault ends it with an error.

    DATABASE_URL=sqlite:////tmp/mail.sqlite3 MAIL_FOLDER=/tmp/mail python -m tests.notices.killed 20
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import time
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import django
import django.utils.timezone

from strategy_monitor.report.collector import look_less_often

KILLED = -9
EACH = 8
"""Messages that wait at each kill."""
OFTEN = 0.005
"""Seconds between two looks."""


def begin() -> BaseProcess:
    """A sender, in a process of its own: forked, for to start it anew takes longer than it lasts."""
    from django.db import connections

    connections.close_all()
    sender = get_context("fork").Process(target=send)
    sender.start()
    return sender


def send() -> None:
    from django.core.management import call_command

    random.seed()  # not as its siblings
    call_command("send_mail", verbosity=0)


def ended(sender: BaseProcess) -> int | None:
    sender.join()
    return sender.exitcode


def states() -> dict[str, str]:
    """Message-ID → state."""
    from strategy_monitor.notices.models import OutgoingMessage

    return dict(OutgoingMessage.objects.values_list("message_id", "state"))


def write_some(many: int) -> set[str]:
    from strategy_monitor.notices import outbox

    return {outbox.post("Objet", "Texte.", to=f"a{rank}@b.be").message_id for rank in range(many)}


def kill_one(folder: Path) -> dict[str, Any] | None:
    """Kills a sender that has begun; None where it had ended."""
    from strategy_monitor.notices import outbox
    from strategy_monitor.notices.models import OutgoingMessage
    from tests.notices.slow_backend import received

    written = write_some(EACH)
    sender = begin()
    while sender.is_alive() and not written & {key for key, state in states().items() if state != "waiting"}:
        time.sleep(OFTEN)
    time.sleep(random.uniform(0, 0.25))
    sender.kill()
    code = ended(sender)
    after = {key: state for key, state in states().items() if key in written}
    claimed = [key for key, state in after.items() if state == "claimed"]
    arrived = received(folder)
    assert len(claimed) <= 1, after
    assert set(after.values()) <= {"waiting", "claimed", "sent"}, after
    assert all(arrived[key] == 1 for key, state in after.items() if state == "sent"), "noted as sent, and it arrived"
    assert all(arrived[key] == 0 for key, state in after.items() if state == "waiting"), "it waits: it did not go"
    assert ended(begin()) == 0
    OutgoingMessage.objects.filter(message_id__in=claimed).update(
        claimed_at=django.utils.timezone.now() - outbox.LONGEST_SENDING - dt.timedelta(seconds=1)
    )
    assert ended(begin()) == 0
    last, now = {key: state for key, state in states().items() if key in written}, received(folder)
    uncertain = [key for key, state in last.items() if state == "uncertain"]
    assert uncertain == claimed == list(outbox.in_trouble().values_list("message_id", flat=True)), last
    assert all(now[key] == arrived[key] for key in uncertain), "what is uncertain is not sent again"
    assert all(now[key] == 1 and last[key] == "sent" for key in written - set(uncertain)), last
    for one in outbox.in_trouble():
        outbox.hold_for_sent(one.pk, None)
    told = {"sent_before": list(after.values()).count("sent"), "uncertain": len(uncertain)}
    return told | {"it_had_arrived": sum(now[key] for key in uncertain)} if code == KILLED else None


def race(folder: Path, senders: int, many: int) -> dict[str, int]:
    """Several senders at once send each message once."""
    from tests.notices.slow_backend import received

    written = write_some(many)
    at_once = [begin() for _sender in range(senders)]
    assert [ended(one) for one in at_once] == [0] * senders
    arrived = received(folder)
    assert {states()[key] for key in written} == {"sent"}
    assert {key: arrived[key] for key in written} == dict.fromkeys(written, 1)
    return {"senders": senders, "messages": many}


def main(kills: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    look_less_often()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.EMAIL_BACKEND = "tests.notices.slow_backend.EmailBackend"
    call_command("migrate", verbosity=0)
    folder, done = Path(os.environ["MAIL_FOLDER"]), 0
    while done < kills:
        told = kill_one(folder)
        if told:
            done += 1
            print(json.dumps(told), flush=True)
    print(json.dumps(race(folder, 3, 40)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
