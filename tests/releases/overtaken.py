"""Editors who write while a publication finds what it will publish: none of them waits, and all they wrote is in it.

A program of its own, for the database that DATABASE_URL names, which it fills: in the transaction of a test, nobody
else can write. It prints one line of JSON; any fault ends it with an error.

    DATABASE_URL=sqlite:////tmp/overtaken.sqlite3 python -m tests.releases.overtaken
"""

from __future__ import annotations

import json
import threading
from typing import Any

import django

from strategy_monitor.report.collector import look_less_often

CODE = "2.1-O2"
"""The indicator whose figure is corrected."""
PATIENCE = 30
"""Seconds after which somebody who should not wait at all is said to."""


class Paused:
    """A publication in a thread of its own, that stops each time it has found out what it would publish, not yet under
    the lock, until it is let go."""

    def __init__(self, reason: str) -> None:
        from strategy_monitor.releases import publish

        self.reason, self.honest = reason, publish.find_ahead
        self.found, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.result: Any = None
        self.thread = threading.Thread(target=self.publish)

    def __enter__(self) -> Paused:
        from strategy_monitor.releases import publish

        publish.find_ahead = self.find_ahead
        self.thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        from strategy_monitor.releases import publish

        self.thread.join(PATIENCE)
        publish.find_ahead = self.honest
        assert not self.thread.is_alive(), "the publication has not ended"
        if isinstance(self.result, Exception):
            raise self.result

    def find_ahead(self, edition: str) -> Any:
        made = self.honest(edition)
        if threading.current_thread() is self.thread:
            self.found.release()
            assert self.go.acquire(timeout=PATIENCE)
        return made

    def publish(self) -> None:
        from django.db import connection

        from strategy_monitor.releases.publish import publish

        try:
            self.result = publish("2025", self.reason)
        except Exception as error:
            self.result = error
        finally:
            connection.close()

    def until_found(self) -> None:
        assert self.found.acquire(timeout=PATIENCE), self.result


def value_published() -> Any:
    from strategy_monitor.releases import load
    from tests.memory import forget

    forget()
    indicator = load.read_current().report.indicator(CODE)
    assert indicator
    return indicator.headlines[0].observations[-1].value


def main() -> None:
    look_less_often()
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from strategy_monitor.releases.models import Release
    from strategy_monitor.releases.publish import publish
    from tests.vouched import one_more

    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0)
    publish("2025", "Première version.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE // 3}s'")

    with Paused("Une valeur.") as publication:
        publication.until_found()
        figure = one_more()  # an editor, who waits for nothing
        publication.go.release()
        publication.until_found()  # what they wrote was seen, and all is found again
        publication.go.release()
    release, new = publication.result
    told = {"overtaken": [str(release), new, value_published() == figure.value]}

    figure = one_more(value=int(figure.value))
    with Paused("La même valeur.") as publication:
        publication.until_found()
        other, _new = publish("2025", "Une autre personne.")
        publication.go.release()
        publication.until_found()
        publication.go.release()
    release, new = publication.result
    told["two at once"] = [str(other), str(release), new, value_published() == figure.value]
    print(json.dumps(told | {"releases": Release.objects.count()}))


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    main()
