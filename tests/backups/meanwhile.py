"""Saves a database while another connection writes into it, and says whether the backup is of one moment.

DATABASE_URL=… python -m tests.backups.meanwhile
"""

from __future__ import annotations

import os

import django
from django.db import ConnectionHandler

from strategy_monitor.report.collector import look_less_often


def main() -> None:
    from django.core.management import call_command
    from django.db import connection

    from strategy_monitor.backups import dump, lines
    from tests import factories

    call_command("migrate", interactive=False, verbosity=0)
    factories.observation()
    before = [one for one in lines.read_lines(dump.backup_lines()) if isinstance(one, lines.TableSum)]
    saving = dump.backup_lines()
    first = [next(saving), next(saving)]
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    with other.cursor() as cursor:
        cursor.execute("UPDATE indicators_observation SET printed = 'autre chose'")
        cursor.execute("DELETE FROM history_change")
    other.close()
    kept = [one for one in lines.read_lines([*first, *saving]) if isinstance(one, lines.TableSum)]
    after = [one for one in lines.read_lines(dump.backup_lines()) if isinstance(one, lines.TableSum)]
    print("one moment" if before == kept and before != after else f"torn: {set(before) ^ set(kept)}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    look_less_often()
    django.setup()
    main()
