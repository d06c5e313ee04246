"""What migrations need beside what Django has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateTables(Operation):
    """The tables of many models, as one operation. They may refer to one another, whatever their order.

    After an operation Django makes the models that it touched anew, and all that are related to them: here, nearly all
    of the project. To make a new database is mostly that; so they are made once for all of these tables, when the first
    of them is asked for.
    """

    category = OperationCategory.ADDITION

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: Any) -> None:
        vars(state).pop("apps", None)  # made anew when it is next asked for; until then, no table costs a making
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.tables)} tables"


class AlterWords(Operation):
    """What people read of many fields and models: titles, hints, the words of choices. No table holds any of it.

    Each change makes all related models anew, as above; here they are made once, when they are next asked for.
    """

    category = OperationCategory.ALTERATION

    def __init__(self, changes: Sequence[Operation]) -> None:
        self.changes = changes

    def state_forwards(self, app_label: str, state: Any) -> None:
        vars(state).pop("apps", None)
        for change in self.changes:
            change.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass

    def describe(self) -> str:
        return f"Alter words of {len(self.changes)} fields and models"
