"""Tables that are made by one operation of a migration."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ProjectState

from strategy_monitor.backoffice.tables import CreateTables

HEN_AND_EGG = CreateTables(
    [
        CreateModel(
            "Hen",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("egg", models.ForeignKey("yard.Egg", models.CASCADE, null=True)),
            ],
            {"constraints": [models.UniqueConstraint(fields=["egg"], name="hatched_once")]},
        ),
        CreateModel(
            "Egg",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("hen", models.ForeignKey("yard.Hen", models.CASCADE)),
            ],
        ),
    ]
)


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("yard_")}


@pytest.mark.django_db(transaction=True)
def test_tables_that_refer_to_one_another_are_made_and_taken_away():
    before = ProjectState()
    assert before.apps.get_models() == []  # made, as they are while a database is migrated
    after = before.clone()
    HEN_AND_EGG.state_forwards("yard", after)
    assert {model.__name__ for model in after.apps.get_models()} == {"Hen", "Egg"}
    with connection.schema_editor() as editor:
        HEN_AND_EGG.database_forwards("yard", editor, before, after)
    try:
        assert tables() == {"yard_hen", "yard_egg"}
        with connection.cursor() as cursor:
            found = {
                table: connection.introspection.get_constraints(cursor, table) for table in ("yard_hen", "yard_egg")
            }
        keys = {(table, one["foreign_key"]) for table, all_of in found.items() for one in all_of.values()}
        assert {("yard_hen", ("yard_egg", "id")), ("yard_egg", ("yard_hen", "id"))} <= keys
        assert found["yard_hen"]["hatched_once"]["unique"]
    finally:
        with connection.schema_editor() as editor:
            HEN_AND_EGG.database_backwards("yard", editor, after, before)
    assert tables() == set()
