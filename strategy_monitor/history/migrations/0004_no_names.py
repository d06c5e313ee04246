"""Who made a change is the number of their account, which outlives the account; what they were called then goes."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_the_gone(apps: Any, _schema_editor: Any) -> None:
    """Before the database asks again that each number leads to an account."""
    changes = apps.get_model("history", "Change").objects
    known = apps.get_model("auth", "User").objects.values("pk")
    changes.exclude(user=None).exclude(user__in=known).update(user=None)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("history", "0003_people_by_number"),
    ]

    operations = [
        migrations.AlterModelOptions(
            "change", {"verbose_name": "changement", "verbose_name_plural": "historique"}
        ),
        # Empty as it comes back: on the way back, the migration before this one fills it.
        migrations.AlterField("change", "who", models.CharField(max_length=300, default="")),
        migrations.RemoveField("change", "who"),
        migrations.AlterField(
            "change",
            "user",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_the_gone),
    ]
