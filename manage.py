#!/usr/bin/env python
import atexit
import gc
import os
import sys

from strategy_monitor.report.collector import look_less_often
from strategy_monitor.web.call_stack import give_threads_room, with_room

CURE = "Voir si elle est là, et ce que dit DATABASE_URL ; « manage.py doctor » regarde tout le reste."


@with_room
def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings must be named first
    from django.db import OperationalError  # noqa: PLC0415 - as above

    # All that it holds goes with the process. To look for what of it is garbage first took seconds after a publication.
    atexit.register(gc.freeze)
    look_less_often()
    give_threads_room()
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"La base de données fait défaut : {str(error).strip()}\n{CURE}")


if __name__ == "__main__":
    main()
