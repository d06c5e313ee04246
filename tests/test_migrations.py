"""The migrations that make a new database at once lead where their steps lead, one by one."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

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
