"""What people and timers do at a site, from the sign-in to an erasure, by whatever role DATABASE_URL names.

A program of its own, for the database that DATABASE_URL names, which holds the printed report, published: it commits.
It prints each step that it did, as JSON.

    DATABASE_URL=postgres://… python -m tests.operations.bare
"""

from __future__ import annotations

import json
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

PASSWORD = "un cheval bien agrafé"


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.DOCUMENTS_APART, settings.JOBS_WORKER = False, True
    steps: list[str] = []
    for step in (go_in, edit_and_publish, bring_and_undo, do_long_work, withdraw_it, look_after, erase_somebody):
        step()
        steps.append(step.__name__)
    print(json.dumps(steps))


def account(name: str) -> Any:
    from django.contrib.auth import get_user_model

    made, new = get_user_model().objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": True, "email": f"{name}@exemple.be"}
    )
    if new:
        made.set_password(PASSWORD)
        made.save()
    return made


def client_of(name: str) -> Any:
    from tests.people import signed_in

    return signed_in(account(name))


def go_in() -> None:
    from django.test import Client
    from django.urls import reverse

    account("camille")
    client = Client()
    for password, status in (("autre chose", 200), (PASSWORD, 302)):
        answer = client.post(reverse("admin:login"), {"username": "camille", "password": password})
        assert answer.status_code == status, answer.content.decode()
    assert client.get(reverse("desk")).status_code == 200
    client.post(reverse("admin:logout"))


def edit_and_publish() -> None:
    """One types, the other validates and publishes; the public reads it."""
    from django.test import Client
    from django.urls import reverse

    from tests.admin_pages import opened
    from tests.test_life import figure, type_in, vouched_for

    camille = client_of("camille")
    type_in(camille, "20", "21,5")
    vouched_for(camille)
    shown = opened(camille, reverse("desk-publish")).select_one("[name=seen]")
    assert shown is not None
    given = {"edition": "2025", "kind": "update", "reason": "Essai", "seen": shown["value"]}
    assert camille.post(reverse("desk-publish"), given).status_code == 302
    do_what_waits()
    assert figure(Client(), "") == "21,5 %"


def bring_and_undo() -> None:
    from indicators.models import Observation
    from tests.desk.dropping import confirm, previewed
    from tests.indicators.exchange.files import csv_of

    camille = client_of("camille")
    some = Observation.objects.filter(series__indicator__code="2-I2", value=Decimal("21.5")).get()
    row = {"code": "2-I2", "key": some.series.key, "period_label": "2031-2032", "value": "6"}
    url, _page = previewed(camille, csv_of(row, row | {"period_label": some.period_label, "value": "22"}))
    assert confirm(camille, url, reason="Chiffres de mai").status_code == 302
    brought = Observation.objects.filter(period_label="2031-2032")
    assert brought.exists()
    assert camille.post(f"{url}defaire/", {"why": "Mauvais fichier"}).status_code == 302
    assert not brought.exists()
    some.refresh_from_db()
    assert some.value == Decimal("21.5")
    assert some.history.filter(undone=True).exists(), "what was changed and put back"


def do_long_work() -> None:
    from strategy_monitor.desk import publishing
    from strategy_monitor.releases.publish import newest
    from tests.desk.test_jobs import ask_to_publish
    from tests.vouched import one_more

    one_more()
    publishing.LARGE = 0
    client, before = client_of("camille"), newest()
    client.get("/bureau/publier/")
    do_what_waits()
    ask_to_publish(client)
    do_what_waits()
    assert newest() != before


def do_what_waits() -> None:
    call_command("work", verbosity=0)


def withdraw_it() -> None:
    from strategy_monitor.releases.publish import newest

    release = newest()
    assert release is not None
    call_command("withdraw", release.edition.label, release.number, reason="Trop tôt", verbosity=0)


def look_after() -> None:
    """What timers do, and who operates the site."""
    for command in (
        ["seal_history"], ["check_history"], ["check_register"], ["send_mail"], ["remind"], ["clearsessions"],
        ["index_releases"], ["check"],
    ):  # fmt: skip
        call_command(*command, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        call_command("backup", str(Path(folder) / "one.backup"), verbosity=0)


def erase_somebody() -> None:
    """And the address that a history holds, which is all that is ever changed there."""
    from strategy_monitor.history.models import Change

    alex = account("alex")
    statement_with(alex.email)
    assert Change.objects.filter(fields__icontains=alex.email).exists()
    call_command("erase_person", "alex", by="camille", verbosity=0)
    assert not Change.objects.filter(fields__icontains=alex.email).exists()


def statement_with(address: str) -> None:
    """The site publishes it as its contact for a while: its history keeps it."""
    from strategy_monitor.releases.models import SiteStatement

    row = SiteStatement(contact_email=address)
    row.save()
    row.contact_email = ""
    row.save()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    main()
