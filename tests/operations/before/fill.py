"""Fills the database of an old version as its users did: run by that version, in its folder, never by this one.

It asks of the old code its commands, its models and functions that each of these versions names alike; what is newer,
where there is such a thing. See `make.sh`.
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
    publish_read(publisher, "Textes relus")

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
    publish_read(publisher, "Chiffres de juin")
    edit(measures[0], admin, "Publié trop tôt", text="Ce qui fut publié par erreur.")
    publish_read(publisher, "Par erreur")
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
    use_what_is_new((admin, contributor, publisher, reader), drafts[2])


def use_what_is_new(people: tuple[Any, ...], value: Any) -> None:
    """From 0.3.0 on: threads with files, choices of mail, what is typed and not saved, errata, the sealed history."""
    from django.core.management import call_command

    from strategy_monitor.releases.models import Edition

    try:
        from strategy_monitor.campaigns.models import KeptCell
        from strategy_monitor.errata import workflow as errata
        from strategy_monitor.notices.models import MailChoice
        from strategy_monitor.threads.talking import post, settle_proposal
    except ImportError:
        return

    admin, contributor, publisher, reader = people
    post(
        publisher,
        value,
        "D’où vient l’écart\u202f? @demo-contribution",
        file=("écart.txt", "Relevé\u00a0: 12".encode()),
    )
    proposal = post(reader, value.series.indicator, "Plus court", proposed="Un titre plus court")
    settle_proposal(admin, proposal.pk, "dismissed", "Le titre est celui du rapport.")
    MailChoice.objects.create(person=reader, pace="at_once", every_release=True)
    noon = dt.datetime(2026, 12, 3, 12, tzinfo=dt.UTC)
    typed = {"series": value.series, "period_label": value.period_label, "name": "value", "at": noon}
    KeptCell.objects.create(user=contributor, text="1\u202f234,", **typed)
    publish_read(publisher, "L’an d’après", "--edition", "2026")  # closes 2025
    for title, published in (("Un titre corrigé", True), ("Un titre à corriger", False)):
        erratum = errata.open_erratum(Edition.objects.get(label="2025"), contributor)
        asked = errata.Proposal("Indicator:4.1-O2:1", "title", title, "Mal recopié")
        errata.propose(erratum.pk, 0, contributor, asked)
        if published:
            errata.submit_erratum(erratum.pk, revision_of(erratum), contributor)
            errata.publish_erratum(erratum.pk, revision_of(erratum), publisher)
    call_command("seal_history")


def publish_read(reader: Any, why: str, *options: str) -> None:
    """Once this person has read the texts."""
    from django.core.management import call_command

    read_waiting_texts(reader)
    call_command("publish", *options, "--reason", why, "--override", "Pour l’essai")


def revision_of(erratum: Any) -> int:
    erratum.refresh_from_db()
    return int(erratum.revision)


def read_waiting_texts(reader: Any) -> None:
    """As the second reader of each text that waits for one: from 0.3.0 on, nothing is published before."""
    try:
        from strategy_monitor.releases.unread import unread_texts
        from strategy_monitor.texts.judging import mark_wording, say_read
    except ImportError:
        return
    if waiting := unread_texts():
        say_read(reader, {one.text.key: mark_wording(one.text) for one in waiting}, unread_texts)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "strategy_monitor.settings"
    django.setup()
    main()
