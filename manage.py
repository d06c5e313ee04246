#!/usr/bin/env python
import atexit
import gc
import os
import sys

from strategy_monitor.report.collector import look_less_often
from strategy_monitor.web.call_stack import give_threads_room, with_room

CURE = "Voir si elle est là, et ce que dit DATABASE_URL ; « manage.py doctor » regarde tout le reste."
TRACE = "Voir si ce fichier, ce disque ou ce serveur est là, et qui peut y écrire ; --traceback dit où c’était."


@with_room
def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - as below
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings must be named first
    from django.db import OperationalError  # noqa: PLC0415 - as above

    # All that it holds goes with the process. To look for what of it is garbage first took seconds after a publication.
    atexit.register(gc.freeze)
    look_less_often()
    give_threads_room()
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError, OSError) as error:
        if "--traceback" in sys.argv or isinstance(error, BrokenPipeError):
            raise
        sys.exit(describe_refusal(error, by_database=isinstance(error, OperationalError)))


def describe_refusal(error: Exception, by_database: bool) -> str:
    """What keeps a command from being done, and what to look at, in French. A variable says so by itself."""
    if by_database:
        return f"La base de données fait défaut : {str(error).strip()}\n{CURE}"
    if isinstance(error, OSError):
        return f"Le système refuse : {error}\n{TRACE}"
    return str(error)


if __name__ == "__main__":
    main()
