"""Lays the tables of accounts in an empty database, and is stopped once they are there and before that is noted, where
Django has left its transaction. Prints the tables that are left."""

from __future__ import annotations

import os

import django


class Stopped(Exception):
    pass


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from strategy_monitor.backups.load import lay_tables

    note = MigrationRecorder.record_applied

    def note_or_stop(recorder: MigrationRecorder, app: str, name: str) -> None:
        if app == "auth":
            assert "auth_user" in connection.introspection.table_names()
            raise Stopped
        note(recorder, app, name)

    MigrationRecorder.record_applied = note_or_stop  # type: ignore[method-assign]
    try:
        lay_tables(
            [
                ("contenttypes", "0001_initial"),
                ("contenttypes", "0002_remove_content_type_name"),
                ("auth", "0001_initial"),
            ]
        )
    except Stopped:
        print(connection.introspection.table_names())


if __name__ == "__main__":
    main()
