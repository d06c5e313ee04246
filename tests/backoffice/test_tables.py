"""What migrations do by one operation: tables that are made, words that are altered."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import AlterField, AlterModelOptions, CreateModel
from django.db.migrations.state import ProjectState

from strategy_monitor.backoffice.tables import AlterWords, CreateTables

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


def test_words_of_several_models_are_altered_together():
    before = ProjectState()
    HEN_AND_EGG.state_forwards("yard", before)
    assert {model.__name__ for model in before.apps.get_models()} == {"Hen", "Egg"}
    after = before.clone()
    named = models.ForeignKey("yard.Hen", models.CASCADE, verbose_name="poule")
    words = AlterWords([AlterField("egg", "hen", named), AlterModelOptions("hen", {"verbose_name": "poule"})])
    words.state_forwards("yard", after)
    assert after.apps.get_model("yard", "egg")._meta.get_field("hen").verbose_name == "poule"
    assert after.apps.get_model("yard", "hen")._meta.verbose_name == "poule"
    assert before.apps.get_model("yard", "egg")._meta.get_field("hen").verbose_name == "hen"
