#!/usr/bin/env python
import atexit
import codecs
import gc
import os
import sys
from io import TextIOWrapper

from strategy_monitor.report.collector import look_less_often
from strategy_monitor.web.call_stack import give_threads_room, with_room

CURE = (
    "Voir si elle est là, et ce que dit DATABASE_URL ; d’un fichier SQLite, qui peut écrire dans son dossier. "
    "« manage.py doctor » regarde tout le reste."
)
UNREADY = (
    "Voir si elle est à jour, par « manage.py migrate », avec DATABASE_OWNER là où un autre rôle possède les tables ; "
    "« manage.py doctor » regarde le reste, et --traceback dit où c’était."
)
TRACE = "Voir si ce fichier, ce disque ou ce serveur est là, et qui peut y écrire ; --traceback dit où c’était."

INTERRUPTED = 130
"""What a shell says of a command that ended by Ctrl-C."""


def write_what_a_terminal_lacks() -> None:
    """A terminal that is not in UTF-8 gets the number of a sign that it does not have (« \\u202f »), not a trace. What
    goes into a file or to another program, data among it, is in UTF-8: nothing in it is written otherwise."""
    if not isinstance(sys.stdout, TextIOWrapper) or codecs.lookup(sys.stdout.encoding).name == "utf-8":
        return
    if sys.stdout.isatty():
        sys.stdout.reconfigure(errors="backslashreplace")
    else:
        sys.stdout.reconfigure(encoding="utf-8")


@with_room
def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - as below
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings must be named first
    from django.db import OperationalError, ProgrammingError  # noqa: PLC0415 - as above
    from django.db.migrations.exceptions import MigrationSchemaMissing  # noqa: PLC0415 - as above

    # All that it holds goes with the process. To look for what of it is garbage first took seconds after a publication.
    atexit.register(gc.freeze)
    look_less_often()
    give_threads_room()
    write_what_a_terminal_lacks()
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        if "--traceback" in sys.argv:
            raise
        sys.stderr.write("\nInterrompu.\n")
        sys.exit(INTERRUPTED)
    except (ImproperlyConfigured, OperationalError, ProgrammingError, MigrationSchemaMissing, OSError) as error:
        if "--traceback" in sys.argv or isinstance(error, BrokenPipeError):
            raise
        if isinstance(error, OSError):
            sys.exit(f"Le système refuse : {error}\n{TRACE}")
        if isinstance(error, ImproperlyConfigured):
            sys.exit(str(error))  # a variable, which says so by itself
        # Of a table that is not there, SQLite says as of a file: an OperationalError.
        away = isinstance(error, OperationalError) and not str(error).startswith("no such")
        cure = CURE if away else UNREADY
        sys.exit(f"La base de données fait défaut : {str(error).strip()}\n{cure}")


if __name__ == "__main__":
    main()
