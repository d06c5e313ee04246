"""What changed, told of people by the number of their account: their names leave the steps of the fields."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast

PERSON = "auth.User"
AT_ONCE = 500


def forget_names(apps: Any, _schema_editor: Any) -> None:
    rewrite_steps(apps, {})


def put_names_back(apps: Any, _schema_editor: Any) -> None:
    """As accounts are called now: what they were called when it was written is not known any more."""
    rows = apps.get_model(PERSON).objects.values_list("pk", "first_name", "last_name", "username")
    names = {key: f"{first} {last}".strip() or username for key, first, last, username in rows}
    rewrite_steps(apps, names)
    changes = apps.get_model("history", "Change").objects
    for key, name in names.items():
        changes.filter(user=key).update(who=name)


def rewrite_steps(apps: Any, names: dict[int, str]) -> None:
    """A batch at a time, in the order of the keys."""
    changes = apps.get_model("history", "Change").objects
    found = changes.annotate(text=Cast("fields", TextField())).filter(text__contains=f'"{PERSON}"').order_by("pk")
    last = 0
    while batch := list(found.filter(pk__gt=last).only("fields")[:AT_ONCE]):
        for change in batch:
            change.fields = [[name, *(rewrite(value, names) for value in values)] for name, *values in change.fields]
        changes.bulk_update(batch, ["fields"])
        last = batch[-1].pk


def rewrite(value: Any, names: dict[int, str]) -> Any:
    """A step, a name (a list of steps), a list of names, or a value that is none of these."""
    if not isinstance(value, list):
        return value
    if len(value) == 3 and value[0] == PERSON and isinstance(value[1], int):
        return [PERSON, value[1], names.get(value[1])]
    return [rewrite(one, names) for one in value]


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("history", "0002_words"),
    ]

    operations = [migrations.RunPython(forget_names, put_names_back)]
