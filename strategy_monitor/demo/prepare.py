"""What a demonstration stands on: a migrated database, the printed report, a release, an account."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from indicators.models import Provider, ProviderAssignment
from strategy_monitor.accounts.roles import CONTRIBUTOR, PUBLISHER
from strategy_monitor.demo import history
from strategy_monitor.releases import load as releases
from strategy_monitor.releases.editions import edition_of, fed_edition
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import newest, publish, store
from strategy_monitor.report import canonical
from strategy_monitor.seed.files import read_files
from strategy_monitor.seed.load import load_seed

ACCOUNT = "demo"
REASON = "Données du rapport imprimé"
A_YEAR = dt.timedelta(days=365)
COLLEAGUES = {
    "demo-contribution": (CONTRIBUTOR, "de contribution"),
    "demo-publication": (PUBLISHER, "de publication"),
}
GIVEN = ("DGEO", "SGNE")
"""The providers whose figures the first of them proposes."""


def prepare_database() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def make_administrator(reset_password: bool = False) -> tuple[Any, str | None]:
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


def make_colleagues(password: str | None) -> list[str]:
    """Two more accounts, to see the work of several: who proposes the figures of a provider, and who validates them.

    They are given the password of the administrator whenever that one is new. Returns their names.
    """
    names = []
    for name, (role, last_name) in COLLEAGUES.items():
        defaults = {"is_staff": True, "first_name": "Compte", "last_name": last_name}
        user, _created = get_user_model()._default_manager.get_or_create(username=name, defaults=defaults)
        user.groups.add(Group.objects.get(name=role.name))
        if password is not None:
            user.set_password(password)
            user.save()
        names.append(name)
    contributor = get_user_model()._default_manager.get(username=next(iter(COLLEAGUES)))
    for provider in Provider.objects.filter(code__in=GIVEN):
        ProviderAssignment.objects.get_or_create(user=contributor, provider=provider)
    return names


def publish_printed_report(author: Any) -> tuple[str, bool]:
    """Loads the printed report; publishes it if it brought anything new. Returns the release's name, and if it is new.

    What a person has changed in the working copy since is neither overwritten nor published behind their back.
    """
    files = read_files(settings.BASE_DIR / "fixtures")
    outcome = load_seed(files)
    latest = newest()
    if latest is None and Release.objects.exists():
        return str(Release.objects.newest_first()[0]), False  # withdrawn, knowingly
    if latest and not outcome.total("created") + outcome.total("updated"):
        return str(latest), False
    fed = fed_edition()
    if latest and fed and fed != latest.edition:
        return str(latest), False  # what is loaded waits in the edition that someone prepares
    edition = fed.label if fed else files.strategy.edition
    published, new = publish(edition, REASON, author)
    return str(published), new


@transaction.atomic
def add_earlier_edition() -> tuple[str, bool]:
    """Stores a fictive edition of the year before the one that is read; once. Returns its release, and if it is new.

    It goes from document to document: the working copy knows nothing of it. Raises NoRelease where nothing is read.
    """
    real = releases.current()
    made_up = history.make_earlier_report(real.report)
    edition = edition_of(made_up.edition)
    there = edition.releases.first()
    if there is not None:
        return str(there), False
    then = real.head.published_at - A_YEAR
    return str(store(edition, canonical.dump(made_up), history.WARNING, None, published_at=then)), True
