"""Fills the database of an old version as its users did: run by that version, in its folder, never by this one.

It asks of the old code its commands, its models and three functions that 0.1.0 and 0.2.0 name alike. See `make.sh`.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import django


def main() -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.core.management import CommandError, call_command

    from axes.models import Measure
    from indicators import workflow
    from indicators.exchange.writing import as_csv
    from indicators.models import Finding, Observation, Provider
    from strategy_monitor.campaigns.models import Campaign, Demand, Reminder
    from strategy_monitor.releases.models import Edition

    call_command("demo", "--with-history", "--no-serve")
    people = get_user_model().objects
    admin = people.get(username="demo")
    for name in ("demo", "demo-contribution", "demo-publication"):
        person = people.get(username=name)
        person.set_password("une phrase d’avant")
        person.email = f"{name}@exemple.be"
        person.save()
    reader = people.create_user("lectrice", "lectrice@exemple.be", None, is_staff=True, first_name="Ève")
    reader.groups.add(Group.objects.get(name="Lecture"))
    people.create_user("partie", "partie@exemple.be", None, is_active=False)
    contributor, publisher = (people.get(username=f"demo-{role}") for role in ("contribution", "publication"))

    def edit(thing: Any, author: Any, why: str, **values: Any) -> None:
        for field, value in values.items():
            setattr(thing, field, value)
        thing._history_user, thing._change_reason = author, why
        thing.save()

    measures = list(Measure.objects.order_by("pk")[:3])
    for measure in measures:
        edit(measure, admin, "Relu « à la main »", text=f"{measure.text} Revu\u202f: 1\u00a0234,5\u202f%.")
    call_command("publish", "--reason", "Textes relus", "--override", "Pour l’essai")

    # A file that changes a value, and stays where it came from.
    theirs = Observation.objects.filter(
        series__indicator__providers__code__in=["DGEO", "SGNE"], value__isnull=False, value_high=None
    ).select_related("series__indicator")
    chosen = theirs.filter(series__indicator__code="4.1-O2").order_by("pk").last() or theirs.order_by("pk").last()
    chosen.value += Decimal(1)
    chosen.printed = ""
    file = Path(tempfile.mkdtemp()) / "relevés de juin.csv"
    file.write_bytes(as_csv([chosen]))
    call_command("import_observations", str(file), "--user", "demo-contribution", "--reason", "Chiffres de juin")

    def revision(pk: int) -> dict[int, int]:
        try:
            from axes.versions import revisions
        except ImportError:
            from strategy_monitor.backoffice.versions import revisions
        return {pk: revisions(Observation, [pk]).get(pk, 0)}

    workflow.submit(contributor, revision(chosen.pk))
    workflow.validate(publisher, revision(chosen.pk))
    call_command("publish", "--reason", "Chiffres de juin", "--override", "Pour l’essai")
    edit(measures[0], admin, "Publié trop tôt", text="Ce qui fut publié par erreur.")
    call_command("publish", "--reason", "Par erreur", "--override", "Pour l’essai")
    call_command("withdraw", "2025", "4", "--reason", "Publiée trop tôt")
    edit(measures[0], admin, "Remis", text="Ce qui n’est pas publié.")

    # What is under way: a draft, one that waits for its judge, one that came back.
    drafts = list(theirs.exclude(pk=chosen.pk).order_by("pk")[:3])
    for one in drafts:
        edit(one, contributor, "En cours", value=one.value + Decimal("2"))
    for one in drafts[1:]:
        workflow.submit(contributor, revision(one.pk))
    workflow.give_back(publisher, revision(drafts[2].pk), "À vérifier\u202f: l’unité")

    with suppress(CommandError, SystemExit):  # that a blocking finding waits
        call_command("check_data")
    finding = Finding.objects.order_by("pk").first()
    noon = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    answer = {"answer": "confirmed", "answer_text": "Tel qu’imprimé.", "answered_by": publisher, "answered_at": noon}
    edit(finding, publisher, "Vérifié", **answer)
    campaign = Campaign(
        edition=Edition.objects.get(label="2025"),
        opens_on=dt.date(2026, 1, 1),
        due_on=dt.date(2026, 6, 30),
        message="Merci\u00a0!",
        created_by=publisher,
    )
    edit(campaign, publisher, "")
    demand = Demand(campaign=campaign, provider=Provider.objects.get(code="DGEO"), contact="dgeo@exemple.be")
    edit(demand, publisher, "")
    Reminder.objects.create(
        demand=demand,
        to="dgeo@exemple.be",
        subject="Vos chiffres",
        body="Bonjour,\n\nMerci.",
        sent_at=dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC),
        sent_by=publisher,
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "strategy_monitor.settings"
    django.setup()
    main()
