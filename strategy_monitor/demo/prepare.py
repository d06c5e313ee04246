"""What a demonstration stands on: a migrated database, the printed report, a release, an account."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from strategy_monitor.releases.publish import newest, publish
from strategy_monitor.seed.files import read
from strategy_monitor.seed.load import load

ACCOUNT = "demo"
REASON = "Données du rapport imprimé"


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def account(reset_password: bool = False) -> tuple[Any, str | None]:
    """The demonstration's administrator, and the password just given; None where the account keeps its own."""
    user, created = get_user_model()._default_manager.get_or_create(
        username=ACCOUNT,
        defaults={
            "is_staff": True,
            "is_superuser": True,
            "first_name": "Compte",
            "last_name": "de démonstration",
        },
    )
    if not created and not reset_password:
        return user, None
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save()
    return user, password


def release(author: Any) -> tuple[str, bool]:
    """Loads the printed report; publishes it if it brought anything new. Returns the release's name, and if it is new.

    What a person has changed in the working copy since is neither overwritten nor published behind their back.
    """
    files = read(settings.BASE_DIR / "fixtures")
    outcome = load(files)
    latest = newest()
    if latest and not outcome.total("created") + outcome.total("updated"):
        return str(latest), False
    edition = latest.edition.label if latest else files.strategy.edition
    published, new = publish(edition, REASON, author)
    return str(published), new
