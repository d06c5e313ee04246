"""The migrations that make a new database at once lead where their steps lead, one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.db.migrations import AlterConstraint, AlterField, AlterModelOptions
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field

from strategy_monitor.backoffice.tables import AlterWords

Node = tuple[str, str]


def load_without_shortcuts() -> MigrationLoader:
    loader = MigrationLoader(None, load=False)
    loader.replace_migrations = False
    loader.build_graph()
    return loader


def last_steps(loader: MigrationLoader) -> dict[str, Node]:
    """App → the last of the migrations that one of its migrations replaces."""
    return {key[0]: one.replaces[-1] for key, one in loader.disk_migrations.items() if one.replaces}


def state_at(nodes: list[Node], loader: MigrationLoader) -> ProjectState:
    return loader.project_state(nodes, at_end=True)


@pytest.mark.once
def test_the_shortcuts_lead_where_the_steps_lead():
    loader = load_without_shortcuts()
    steps = last_steps(loader)
    assert set(steps) == {"axes", "campaigns", "indicators", "releases"}
    by_steps = state_at(list(steps.values()), loader)
    at_once = state_at([(app, "0001_whole") for app in steps], loader)
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in ((by_steps, at_once), (at_once, by_steps)):
        changes = MigrationAutodetector(one, other)._detect_changes()
        for app, migrations in changes.items():
            found[app] += [operation.describe() for each in migrations for operation in each.operations]
    assert found == {}


@pytest.mark.once
def test_a_shortcut_replaces_each_step_up_to_its_last():
    loader = load_without_shortcuts()
    for app, (_app, last) in last_steps(loader).items():
        steps = [step for step in loader.graph.forwards_plan((app, last)) if step[0] == app]
        assert loader.disk_migrations[app, "0001_whole"].replaces == steps


@pytest.mark.once
def test_a_new_migration_has_the_number_after_the_last_one():
    """What `makemigrations` writes after a shortcut is numbered 0002, as a step before it is."""
    numbers: dict[Node, list[str]] = defaultdict(list)
    for app, name in load_without_shortcuts().disk_migrations:
        if name != "0001_whole":
            numbers[app, name.partition("_")[0]].append(name)
    twice = {where: names for where, names in numbers.items() if len(names) > 1}
    assert not twice, "Call the newest file by the number after the last one of its folder."


@pytest.mark.once
def test_what_alters_words_alters_no_table():
    loader, looked, wrong = load_without_shortcuts(), 0, []
    for (app, name), migration in loader.disk_migrations.items():
        state = loader.project_state((app, name), at_end=False) if any(map(is_of_words, migration.operations)) else None
        for operation in migration.operations if state else ():
            for change in operation.changes if is_of_words(operation) else [operation]:
                if is_of_words(operation) and not keeps_table(change, app, state):
                    wrong.append(f"{app}.{name}: {change.describe()}")
                change.state_forwards(app, state)
                looked += 1
    assert looked > 100
    assert wrong == []


def is_of_words(operation: object) -> bool:
    return isinstance(operation, AlterWords)


def keeps_table(change: Operation, app: str, before: ProjectState) -> bool:
    if isinstance(change, AlterField):
        return stored_as(before.models[app, change.model_name_lower].fields[change.name]) == stored_as(change.field)
    return isinstance(change, AlterModelOptions | AlterConstraint)


def stored_as(field: Field[Any, Any]) -> tuple[Any, ...]:
    """What a database knows of it."""
    _name, kind, given, named = field.deconstruct()
    return kind, given, {name: value for name, value in named.items() if name not in field.non_db_attrs}
