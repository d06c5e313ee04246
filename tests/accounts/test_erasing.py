"""A person is erased: no name, user name or address of theirs is left in any table; what they did stays by number."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from indicators.models import Indicator, Observation
from indicators.workflow import submit
from strategy_monitor.accounts import erasing
from strategy_monitor.accounts.attempts import attempt
from strategy_monitor.accounts.erasing import ErasureRefused, erase_person, find_named
from strategy_monitor.accounts.forms import ChangePassword, NewPassword
from strategy_monitor.accounts.links import FORGOTTEN
from strategy_monitor.accounts.models import Attempt, Erasure
from strategy_monitor.backoffice.passwords import AccountClosed
from strategy_monitor.backoffice.recording import gather_records
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.campaigns.models import KeptCell, Reminder
from strategy_monitor.history import sealing
from strategy_monitor.language.codes import MessageState, NoticeKind
from strategy_monitor.language.french import write_account
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import MailChoice, Notice, OutgoingMessage
from strategy_monitor.releases.compressed import expand
from strategy_monitor.releases.models import Edition, Release, SiteStatement
from strategy_monitor.threads import talking
from strategy_monitor.threads.models import Message
from tests import factories
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

FIRST, LAST, NAME, ADDRESS = "Zénobie", "Quilliot", "zenobie.q", "zenobie.quilliot@exemple.be"
TRACES = ("Zénobie", "Quilliot", "zenobie", json.dumps("Zénobie")[1:-1])


@pytest.fixture
def chief() -> Any:
    return remembered("a chief", lambda: person("chef", "Administration"))


@pytest.fixture
def zenobie(chief: Any) -> Any:
    """Somebody who did one of each thing that leaves a trace."""
    return remembered("somebody who left traces", lambda: leave_traces(chief))


def leave_traces(chief: Any) -> Any:
    found = person(NAME, "Contribution", axes=[factories.axis()], providers=[factories.provider()])
    found.first_name, found.last_name, found.email = FIRST, LAST, ADDRESS
    found.save()
    with transaction.atomic(), gather_records():
        factories.strategy()
        leave_figures(found)
        leave_words(found, chief)
        leave_mail(found, chief)
        leave_log(found, chief)
    return found


def leave_figures(someone: Any) -> None:
    observation = factories.observation(status="draft")
    submit(someone, revisions(Observation, [observation.pk]))
    series = observation.series
    KeptCell.objects.create(user=someone, series=series, period_label="2025", name="value", text="1", at=timezone.now())


def leave_words(someone: Any, other: Any) -> None:
    indicator = Observation.objects.get().series.indicator
    talking.post(someone, indicator, "Quelle année ?")
    talking.post(other, indicator, f"@{NAME} : l’année scolaire. Pas @{NAME}.bis, ni @{NAME}-2.")
    talking.post(other, indicator, f"Voir @{NAME}.")


def leave_mail(someone: Any, other: Any) -> None:
    """To the person, of the person, from the person; and where theirs is the address of a provider."""
    MailChoice.objects.create(person=someone)
    said = f"{FIRST} {LAST} a soumis 3 valeurs"
    message = outbox.post(said, f"Bonjour,\n\n{said} (@{NAME}, {ADDRESS}).\n", person=other, reply_to=ADDRESS)
    for who, title in ((other, said), (someone, "Une valeur est validée")):
        Notice.objects.create(person=who, kind=NoticeKind.SUBMITTED, title=title, text=said, path="/", message=message)
    outbox.post("Bonjour", f"Bonjour {FIRST} {LAST},", person=someone)
    edition, _made = Edition.objects.get_or_create(label="2025")
    campaign = apps.get_model("campaigns.Campaign").objects.create(
        edition=edition, opens_on="2025-01-01", due_on="2025-06-01", created_by=someone
    )
    provider: Any = apps.get_model("indicators.Provider").objects.first()
    provider.contact = ADDRESS
    provider.save()
    demand = apps.get_model("campaigns.Demand").objects.create(
        campaign=campaign, provider=provider, contact=ADDRESS.upper().replace("EXEMPLE.BE", "exemple.be")
    )
    letter = outbox.post("Données attendues", f"Bien à vous,\n{FIRST} {LAST}\n", to=ADDRESS)
    Reminder.objects.create(
        demand=demand, to=ADDRESS, subject="Données", body=letter.body, sent_by=someone, message=letter
    )


def leave_log(someone: Any, other: Any) -> None:
    people = ContentType.objects.get_for_model(someone)
    for shown in (NAME, "zenobie.avant"):
        LogEntry.objects.create(user=other, content_type=people, object_id=someone.pk, object_repr=shown,
                                action_flag=CHANGE, change_message="[]")  # fmt: skip
    told = json.dumps([{"added": {"object": f"{FIRST} {LAST}"}}])
    LogEntry.objects.create(user=someone, content_type=people, object_id=other.pk, object_repr="chef",
                            action_flag=CHANGE, change_message=told)  # fmt: skip
    signed_in(someone)
    with attempt(NAME, "192.0.2.1"):
        pass
    with attempt(f"link for {ADDRESS}", ""):
        pass


def traces() -> list[str]:
    """Where the database holds something of the name: every column of every table, read as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # names of our own tables
            names = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                told = [(name, read_bytes(bytes(one)) if isinstance(one, memoryview | bytes) else str(one))
                        for name, one in zip(names, row, strict=True)]  # fmt: skip
                found += [f"{table}.{name}" for name, text in told if any(one in text.casefold() for one in folded())]
    return found


def read_bytes(content: bytes) -> str:
    return expand(content) or content.decode(errors="replace")


def folded() -> set[str]:
    return {one.casefold() for one in TRACES}


def test_nothing_of_the_name_is_left_in_any_table(zenobie: Any, chief: Any) -> None:
    before = set(traces())
    assert {
        "auth_user.first_name", "auth_user.last_name", "auth_user.email", "auth_user.username",
        "notices_outgoingmessage.body", "notices_outgoingmessage.subject", "notices_outgoingmessage.reply_to",
        "notices_outgoingmessage.to", "notices_notice.title", "notices_notice.text", "campaigns_demand.contact",
        "campaigns_historicaldemand.contact", "indicators_provider.contact", "indicators_historicalprovider.contact",
        "campaigns_reminder.to", "campaigns_reminder.body",
        "django_admin_log.object_repr", "django_admin_log.change_message", "threads_message.text",
        "history_change.fields",
    } == before, "the world has a trace in each of these, or this test looks at nothing"  # fmt: skip
    assert erase_person(zenobie.pk, chief)
    kept = [f"@{NAME}.bis", f"@{NAME}-2"]
    assert set(traces()) == {"threads_message.text"}, "the names of other accounts are theirs"
    text = Message.objects.get(text__contains="scolaire").text
    assert text == f"@compte-{zenobie.pk} : l’année scolaire. Pas {kept[0]}, ni {kept[1]}."
    assert Message.objects.filter(text=f"Voir @compte-{zenobie.pk}.").exists()


def test_the_seals_of_the_history_hold_what_an_erasure_leaves(zenobie: Any, chief: Any) -> None:
    """Of the addresses, a seal and an export say only that they changed."""
    sealed = sealing.seal_history()
    assert not any(one in line.casefold() for line in sealing.export_history() for one in folded())
    erase_person(zenobie.pk, chief)
    history, found = sealing.check_history()
    assert (found, history.sealed) == ([], sealed)


def test_what_was_done_stays_by_number(zenobie: Any, chief: Any) -> None:
    changes = apps.get_model("history.Change").objects.filter(user=zenobie.pk).count()
    assert changes > 0
    erase_person(zenobie.pk, chief)
    number = write_account(zenobie.pk)
    assert Observation.objects.get().submitted_by_id == zenobie.pk
    assert apps.get_model("history.Change").objects.filter(user=zenobie.pk).count() == changes
    assert Message.objects.filter(author=zenobie).count() == 1
    (message,) = OutgoingMessage.objects.all()
    assert (message.subject, message.reply_to) == (f"{number} a soumis 3 valeurs", "")
    assert message.body == f"Bonjour,\n\n{number} a soumis 3 valeurs (@compte-{zenobie.pk}, adresse effacée).\n"
    assert [one.person_id for one in Notice.objects.all()] == [chief.pk]
    reminder = Reminder.objects.get()
    assert (reminder.to, reminder.body, reminder.message) == ("", f"Bien à vous,\n{number}\n", None)
    page = signed_in(chief).get("/bureau/historique/").content.decode()
    assert number in page
    assert "Effacement de la personne du compte" in page.replace("\xa0", " ")


def test_the_account_opens_nothing_any_more(zenobie: Any, chief: Any) -> None:
    client = signed_in(zenobie)
    assert client.get("/bureau/").status_code == 200
    sessions = Session.objects.count()
    zenobie.is_superuser = True
    zenobie.save()
    erase_person(zenobie.pk, get_user_model().objects.create_superuser("other"))
    zenobie.refresh_from_db()
    assert client.get("/bureau/").status_code == 302
    assert sessions - Session.objects.count() == 2, "theirs, and nobody else's"
    held = (zenobie.is_active, zenobie.is_staff, zenobie.is_superuser, zenobie.has_usable_password())
    assert held == (False,) * 4
    assert zenobie.username == f"compte-{zenobie.pk}"
    for one in ("groups", "user_permissions", "axis_assignments", "provider_assignments", "kept_cells"):
        assert not getattr(zenobie, one).exists(), one
    assert not Attempt.objects.exists()


def test_it_is_in_the_history_once_and_doing_it_again_changes_nothing(zenobie: Any, chief: Any) -> None:
    assert erase_person(zenobie.pk, chief)
    before = dump()
    assert not erase_person(zenobie.pk, chief)
    assert dump() == before
    erasure = Erasure.objects.get()
    assert (erasure.account, erasure.by, erasure.history.get().history_user) == (zenobie.pk, chief, chief)


def dump() -> dict[str, list[Any]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def test_all_of_it_or_nothing(zenobie: Any, chief: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump()

    def fail(*_given: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(erasing, "note_erasure", fail)
    with pytest.raises(DatabaseError):
        erase_person(zenobie.pk, chief)
    assert dump() == before


def test_other_people_are_left_alone(zenobie: Any, chief: Any) -> None:
    """One whose name begins as theirs, one who has the same address, and what was sent to others."""
    other = person("zenobie.q.bis", "Lecture")
    other.first_name, other.last_name, other.email = FIRST, "Quilliotte", ADDRESS
    other.save()
    kept = outbox.post("Bonjour", f"Bonjour {FIRST} Quilliotte,", person=other)
    erase_person(zenobie.pk, chief)
    other.refresh_from_db()
    kept.refresh_from_db()
    assert (other.username, other.email, kept.body) == ("zenobie.q.bis", ADDRESS, f"Bonjour {FIRST} Quilliotte,")
    assert other.is_active
    assert Session.objects.filter(session_data="").count() == 0


def test_a_name_that_another_account_took_is_not_taken_twice(zenobie: Any, chief: Any) -> None:
    get_user_model().objects.create_user(f"compte-{zenobie.pk}", first_name="Malin")
    erase_person(zenobie.pk, chief)
    zenobie.refresh_from_db()
    assert zenobie.username == f"compte-{zenobie.pk}-2"
    assert not erase_person(zenobie.pk, chief)


def test_an_account_that_is_only_called_so_is_not_taken_for_erased(chief: Any) -> None:
    someone = get_user_model().objects.create_user("x", email="x@exemple.be")
    someone.username = f"compte-{someone.pk}"
    someone.save()
    assert signed_in(chief).get(erase_address(someone)).status_code == 200
    assert erase_person(someone.pk, chief)
    someone.refresh_from_db()
    assert (someone.is_active, someone.email) == (False, "")


def is_the_last(someone: Any) -> None:
    someone.groups.set(person("modele", "Administration").groups.all())
    get_user_model().objects.exclude(pk=someone.pk).update(is_active=False)


def is_the_contact(someone: Any) -> None:
    SiteStatement.objects.create(contact_email=someone.email.upper())


def is_being_written_to(someone: Any) -> None:
    now = timezone.now()
    outbox.post("x", "y", person=someone)
    OutgoingMessage.objects.filter(person=someone).update(state=MessageState.CLAIMED, claimed_at=now)


@pytest.mark.parametrize(
    ("stand", "why"),
    [
        (is_the_last, "le dernier qui administre"),
        (is_the_contact, "publie l’adresse de ce compte"),
        (is_being_written_to, "Un message part"),
    ],
)
def test_it_is_refused(zenobie: Any, chief: Any, stand: Callable[[Any], None], why: str) -> None:
    stand(zenobie)
    before = dump()
    with pytest.raises(ErasureRefused, match=why):
        erase_person(zenobie.pk, chief)
    assert dump() == before


def test_a_message_whose_sender_died_does_not_stop_it(zenobie: Any, chief: Any) -> None:
    OutgoingMessage.objects.filter(person=zenobie).update(
        state=MessageState.CLAIMED, claimed_at=timezone.now() - dt.timedelta(hours=1)
    )
    assert erase_person(zenobie.pk, chief)


def test_a_message_grows_no_longer_than_its_column(zenobie: Any, chief: Any) -> None:
    message = outbox.post("x", "y", person=chief)
    OutgoingMessage.objects.filter(pk=message.pk).update(subject=(f"{FIRST} {LAST}, " * 20)[:250])
    get_user_model().objects.filter(pk=zenobie.pk).update(first_name="Li", last_name="Wu")
    Notice.objects.update(title=("Li Wu, " * 60)[:300])
    erase_person(zenobie.pk, chief)
    assert not Notice.objects.filter(title__contains="Li Wu").exists()


# What people typed, and what was published


def test_typed_texts_that_name_the_person_are_told_and_not_rewritten(zenobie: Any, chief: Any) -> None:
    assert find_named(zenobie) == []
    indicator = Observation.objects.get().series.indicator
    indicator.remark, indicator._change_reason = f"Revu avec {FIRST} {LAST}.", "Revu"
    indicator.save()
    assert [str(one) for one in find_named(zenobie)] == ["Indicateurs\u202f: 1", "Historique\u202f: 1"]
    erase_person(zenobie.pk, chief)
    indicator.refresh_from_db()
    assert indicator.remark == f"Revu avec {FIRST} {LAST}."


def release_with(document: str) -> None:
    edition, now = Edition.objects.get(), timezone.now()
    Release.objects.create(
        edition=edition, number=1, document=document, sha256="0" * 64, reason="Avant", schema_version="1",
        published_at=now,
    )  # fmt: skip


def test_a_release_that_was_published_with_the_name_keeps_it(zenobie: Any, chief: Any) -> None:
    document = json.dumps({"validated_by": f"{FIRST} {LAST}"}, ensure_ascii=False)
    release_with(document)
    page = words(signed_in(chief).get(erase_address(zenobie)))
    assert "Les versions publiées qui citent ce nom ou cette adresse : 1." in page
    erase_person(zenobie.pk, chief)
    assert Release.objects.get().document == document
    assert set(traces()) == {"threads_message.text", "releases_release.document"}


# The page, and the command


def erase_address(someone: Any) -> str:
    return f"/admin/auth/user/{someone.pk}/effacer/"


def words(answer: Any) -> str:
    found = BeautifulSoup(answer.content, "lxml").get_text(" ")
    return " ".join(found.replace("\u202f", " ").replace("\xa0", " ").split())


def test_an_administrator_reads_what_goes_and_what_stays_then_erases(zenobie: Any, chief: Any) -> None:
    client = signed_in(chief)
    form = client.get(f"/admin/auth/user/{zenobie.pk}/change/")
    assert erase_address(zenobie) in form.content.decode()
    page = words(client.get(erase_address(zenobie)))
    for said in (
        f"{FIRST} {LAST} : le compte n° {zenobie.pk}. Un effacement ne s’annule pas.",
        f"« {NAME} », devient « compte-{zenobie.pk} »",
        "(en attente : 2)",
        "sans l’avoir soumis : 1.",
        "dans la campagne 2025 : sans une autre, aucun rappel ne part.",
        "Les messages écrits dans les fils : 1.",
    ):
        assert said in page
    before = dump()
    answer = client.post(erase_address(zenobie), {"username": NAME.upper()})
    assert "Rien n’est effacé : taper le nom d’utilisateur" in words(answer)
    assert dump() == before
    answer = client.post(erase_address(zenobie), {"username": NAME}, follow=True)
    assert f"La personne est effacée ; ce qu’elle a fait reste, par le compte n° {zenobie.pk}." in words(answer)
    assert "La personne de ce compte est effacée." in words(answer)
    assert not BeautifulSoup(answer.content, "lxml").select("#content-main input[name=first_name]")
    again = client.get(erase_address(zenobie), follow=True)
    assert "Cette personne est déjà effacée : rien ne change." in words(again)
    assert set(traces()) == {"threads_message.text"}


def test_nobody_erases_themselves_at_the_desk(zenobie: Any, chief: Any) -> None:
    client = signed_in(chief)
    page = client.get(erase_address(chief))
    assert "Personne ne s’efface soi-même" in words(page)
    assert not BeautifulSoup(page.content, "lxml").select("[name=username]")
    assert "Personne ne s’efface soi-même" in words(client.post(erase_address(chief), {"username": "chef"}))
    chief.refresh_from_db()
    assert chief.is_active


@pytest.mark.parametrize("role", ["Lecture", "Contribution", "Édition", "Publication"])
def test_only_administrators_open_the_page(zenobie: Any, role: str) -> None:
    client = signed_in(person("autre", role))
    assert client.get(erase_address(zenobie)).status_code == 403
    assert client.post(erase_address(zenobie), {"username": NAME}).status_code == 403
    assert get_user_model().objects.filter(username=NAME, is_active=True).exists()


def test_strangers_are_sent_to_the_sign_in_and_methods_are_three(zenobie: Any, chief: Any) -> None:
    assert Client().post(erase_address(zenobie), {"username": NAME}).status_code == 302
    for method in ("put", "patch", "delete"):
        assert getattr(signed_in(chief), method)(erase_address(zenobie)).status_code == 405
    assert get_user_model().objects.filter(username=NAME, is_active=True).exists()


def test_an_owner_is_erased_by_an_owner_only(chief: Any) -> None:
    owner = get_user_model().objects.create_superuser("owner", first_name=FIRST, last_name=LAST)
    assert signed_in(chief).post(erase_address(owner), {"username": "owner"}).status_code == 403
    other = get_user_model().objects.create_superuser("other")
    assert signed_in(other).post(erase_address(owner), {"username": "owner"}).status_code == 302
    owner.refresh_from_db()
    assert not owner.is_active


@pytest.mark.parametrize("key", ["0", "999999", "x", "1_0", "9" * 60, "-1", "%00"])
def test_an_address_of_nobody_leads_nowhere(chief: Any, key: str) -> None:
    answer = signed_in(chief).post(f"/admin/auth/user/{key}/effacer/", {"username": NAME})
    assert answer.status_code in {302, 404}
    assert not Erasure.objects.exists()


def test_the_command_erases_as_the_page_does(zenobie: Any, chief: Any, capsys: Any) -> None:
    release_with(f'"{FIRST} {LAST}"')
    indicator = Observation.objects.get().series.indicator
    talking.post(chief, indicator, f"{FIRST} {LAST} le sait.")
    call_command("erase_person", NAME, by="chef")
    said = capsys.readouterr().out.replace("\xa0", " ").replace("\u202f", " ")
    assert f"La personne est effacée ; ce qu’elle a fait reste, par le compte n° {zenobie.pk}." in said
    assert "Des textes tapés la nomment encore, à corriger là où on les lit. Messages : 1" in said
    assert "Des versions publiées gardent son nom : 1." in said
    call_command("erase_person", f"compte-{zenobie.pk}", by="chef")
    assert "déjà effacée : rien ne change." in capsys.readouterr().out
    assert Erasure.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "by", "why"),
    [
        ("personne", "chef", "Aucun compte ne s’appelle « personne »."),
        ("", "chef", "Aucun compte ne s’appelle «  »."),
        (NAME, "personne", "Aucun compte ne s’appelle « personne »."),
        (NAME, NAME, f"Le compte « {NAME} » n’administre pas le site"),
        ("chef", "chef", "le dernier qui administre"),
    ],
)
def test_the_command_says_what_is_wrong(zenobie: Any, name: str, by: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("erase_person", name, by=by)
    assert not Erasure.objects.exists()
    assert zenobie.is_active


# Copies of the account that were read before


NEW = {"new_password1": "Un-long-mot-2031", "new_password2": "Un-long-mot-2031"}
CHANGED = NEW | {"old_password": "Un-ancien-mot-2030"}


@pytest.mark.parametrize(("form", "typed"), [(NewPassword, NEW), (ChangePassword, CHANGED)])
def test_a_password_that_is_typed_meanwhile_brings_nobody_back(
    zenobie: Any, chief: Any, form: Any, typed: dict[str, str]
) -> None:
    zenobie.set_password(CHANGED["old_password"])
    zenobie.save()
    filled = form(get_user_model().objects.get(pk=zenobie.pk), typed)
    assert filled.is_valid(), filled.errors
    erase_person(zenobie.pk, chief)
    before = dump()
    with pytest.raises(AccountClosed):
        filled.save()
    assert dump() == before


@pytest.mark.parametrize(("form", "typed"), [(NewPassword, NEW), (ChangePassword, CHANGED)])
def test_a_password_is_all_that_its_form_writes(zenobie: Any, form: Any, typed: dict[str, str]) -> None:
    zenobie.set_password(CHANGED["old_password"])
    zenobie.save()
    filled = form(get_user_model().objects.get(pk=zenobie.pk), typed)
    assert filled.is_valid(), filled.errors
    get_user_model().objects.filter(pk=zenobie.pk).update(last_name="Quilliot-Roy")
    filled.save()
    zenobie.refresh_from_db()
    assert zenobie.last_name == "Quilliot-Roy"
    assert zenobie.check_password(NEW["new_password1"])


def type_password(monkeypatch: pytest.MonkeyPatch, *typed: str, before: Callable[[], Any] = lambda: None) -> None:
    """What `manage changepassword` is answered; `before`: what happens while one types."""
    answers = iter(typed)

    def ask(prompt: str = "") -> str:
        before()
        return next(answers)

    monkeypatch.setattr(getpass, "getpass", ask)


def test_a_password_typed_on_the_server_brings_nobody_back(
    zenobie: Any, chief: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    after: list[Any] = []

    def erase() -> None:
        erase_person(zenobie.pk, chief)
        after[:] = after or [dump()]

    type_password(monkeypatch, "Un-long-mot-2031", "Un-long-mot-2031", before=erase)
    with pytest.raises(CommandError, match=f"Le compte « {NAME} » est fermé"):
        call_command("changepassword", NAME)
    assert [dump()] == after


def test_a_password_typed_on_the_server_is_all_that_is_written(zenobie: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename() -> None:
        get_user_model().objects.filter(pk=zenobie.pk).update(last_name="Quilliot-Roy")

    type_password(monkeypatch, "Un-long-mot-2031", "Un-long-mot-2031", before=rename)
    told = StringIO()
    call_command("changepassword", NAME, stdout=told)
    zenobie.refresh_from_db()
    assert zenobie.last_name == "Quilliot-Roy"
    assert zenobie.check_password("Un-long-mot-2031")
    assert told.getvalue() == f"Le mot de passe du compte « {NAME} » est changé.\n"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (["1234", "1234"], "Ce mot de passe est trop court."),
        (["Un-long-mot-2031", "Un-autre-mot-2031"], "Les deux mots de passe ne correspondent pas."),
    ],
)
def test_a_password_typed_on_the_server_is_judged_as_elsewhere(
    zenobie: Any, monkeypatch: pytest.MonkeyPatch, typed: list[str], why: str
) -> None:
    before = zenobie.password
    type_password(monkeypatch, *typed)
    with pytest.raises(CommandError, match=why):
        call_command("changepassword", NAME)
    zenobie.refresh_from_db()
    assert zenobie.password == before


def test_a_link_that_is_followed_while_its_person_is_erased_is_of_no_use_any_more(
    zenobie: Any, chief: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    page = client.get(FORGOTTEN.write(zenobie), follow=True)
    address = page.redirect_chain[-1][0]
    checked = NewPassword.clean

    def erase_after(form: Any) -> Any:
        found = checked(form)
        erase_person(zenobie.pk, chief)
        return found

    monkeypatch.setattr(NewPassword, "clean", erase_after)
    answer = client.post(address, NEW)
    assert answer.status_code == 200
    assert "Ce lien ne sert plus" in words(answer)
    zenobie.refresh_from_db()
    assert (zenobie.is_active, zenobie.first_name, zenobie.has_usable_password()) == (False, "", False)


def test_a_person_who_came_back_is_erased_again(zenobie: Any, chief: Any) -> None:
    held = get_user_model().objects.get(pk=zenobie.pk)
    erase_person(zenobie.pk, chief)
    held.save()
    assert signed_in(chief).post(erase_address(zenobie), {"username": NAME}).status_code == 302
    assert set(traces()) == {"threads_message.text"}
    zenobie.refresh_from_db()
    assert not zenobie.is_active
    assert Erasure.objects.get().history.count() == 2
    assert not erase_person(zenobie.pk, chief)


@pytest.mark.django_db(transaction=True)
def test_the_form_of_a_person_waits_for_the_erasure_and_then_is_refused(
    zenobie: Any, chief: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer at a time; there it is refused, or the database says that it is busy."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    client = signed_in(person("autre", "Administration"))
    typed = {"username": NAME, "first_name": FIRST, "last_name": LAST, "email": ADDRESS, "is_active": "on"}
    begun, noted = threading.Event(), erasing.note_erasure

    def note_slowly(*given: Any) -> None:
        begun.set()
        wait_for_a_lock()
        noted(*given)

    monkeypatch.setattr(erasing, "note_erasure", note_slowly)
    with ThreadPoolExecutor(1) as other:
        erased = other.submit(erase_apart, zenobie.pk, chief)
        assert begun.wait(30)
        answer = client.post(f"/admin/auth/user/{zenobie.pk}/change/", typed)
        assert erased.result(30)
    assert answer.status_code == 403
    zenobie.refresh_from_db()
    assert (zenobie.username, zenobie.first_name, zenobie.is_active) == (f"compte-{zenobie.pk}", "", False)


def erase_apart(key: int, by: Any) -> bool:
    try:
        return erase_person(key, by)
    finally:
        connections.close_all()


def wait_for_a_lock() -> None:
    """Until another connection waits for this one."""
    for _look in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)


# Sentences: the person, and nothing else that is written alike


def told(body: str, other: Any) -> Callable[[], str]:
    message = outbox.post("Bonjour", body, person=other)
    return lambda: str(OutgoingMessage.objects.get(pk=message.pk).body)


def test_an_account_that_is_called_as_a_part_of_an_address_leaves_links_alone(chief: Any) -> None:
    owner = get_user_model().objects.create_superuser("admin")
    other = get_user_model().objects.create_superuser("other")
    links = "Lire https://exemple.be/admin/auth/user/3/change/, admin.exemple.be ; le mot admin dans une phrase."
    kept, gone = told(links, chief), told("admin a publié.\nadmin a retiré. admin a repris.", chief)
    erase_person(owner.pk, other)
    number = write_account(owner.pk)
    assert kept() == links
    assert gone() == f"{number} a publié.\n{number} a retiré. {number} a repris."


def test_the_log_is_read_after_an_account_was_called_as_one_of_its_words(chief: Any) -> None:
    someone = person("fields", "Lecture")
    steps = [{"changed": {"name": "Personne", "object": "fields", "fields": ["Nom"]}}]
    log = {"user": chief, "content_type": ContentType.objects.get_for_model(someone), "object_id": chief.pk}
    for message in (json.dumps(steps), "Nom de fields changé."):
        LogEntry.objects.create(**log, object_repr="chef", action_flag=CHANGE, change_message=message)
    erase_person(someone.pk, chief)
    first, second = LogEntry.objects.order_by("pk")
    steps[0]["changed"]["object"] = write_account(someone.pk)
    assert json.loads(first.change_message) == steps
    assert "Nom" in first.get_change_message()
    assert second.change_message == "Nom de fields changé."


def test_another_whose_name_ends_as_theirs_keeps_it(chief: Any) -> None:
    marie = person("mc", "Lecture")
    marie.first_name, marie.last_name, marie.email = "Marie", "Curie", "Marie@Exemple.be"
    marie.save()
    said = told(
        "Anne-Marie Curie, Marie Curie-Joliot, Marie Curie. Écrire à marie@exemple.be, x.marie@exemple.be", chief
    )
    erase_person(marie.pk, chief)
    number = write_account(marie.pk)
    assert said() == (f"Anne-Marie Curie, Marie Curie-Joliot, {number}. Écrire à adresse effacée, x.marie@exemple.be")


def test_a_first_name_alone_that_is_a_word_stays_one(chief: Any) -> None:
    rose = person("rose.p", "Lecture")
    rose.first_name = "Rose"
    rose.save()
    said = told("Rose a soumis 3 valeurs. La couleur Rose, et Rosette.", chief)
    erase_person(rose.pk, chief)
    assert said() == f"{write_account(rose.pk)} a soumis 3 valeurs. La couleur Rose, et Rosette."


def test_a_user_name_that_is_no_word_goes_wherever_it_stands(chief: Any) -> None:
    rose = person("rose.p", "Lecture")
    said = told("Saisi par rose.p, voir https://exemple.be/rose.p et rose.petit.", chief)
    erase_person(rose.pk, chief)
    assert said() == f"Saisi par {write_account(rose.pk)}, voir https://exemple.be/rose.p et rose.petit."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@zeno- merci", "@{}- merci"),
        ("@zeno+ oui", "@{}+ oui"),
        ("@zeno@ x", "@{}@ x"),
        ("@zeno.- ok, @zeno.", "@{}.- ok, @{}."),
        ("@zeno.b, @Zeno, x@zeno, @zeno@site", "@zeno.b, @Zeno, x@zeno, @zeno@site"),
    ],
)
def test_who_was_told_by_a_mention_is_not_mentioned_any_more(chief: Any, text: str, left: str) -> None:
    zeno = person("zeno", "Lecture")
    message = talking.post(chief, factories.indicator(), text)
    assert message.mentions.exists() is ("{}" in left)
    erase_person(zeno.pk, chief)
    message.refresh_from_db()
    assert message.text == left.format(*[f"compte-{zeno.pk}"] * 2)


def test_the_command_lets_only_an_owner_erase_an_owner(chief: Any) -> None:
    get_user_model().objects.create_superuser("owner")
    with pytest.raises(CommandError, match="tous les droits"):
        call_command("erase_person", "owner", by="chef")
    assert not Erasure.objects.exists()
    get_user_model().objects.create_superuser("other")
    call_command("erase_person", "owner", by="other")
    assert Erasure.objects.exists()


def test_the_command_asks_for_the_right_that_the_page_asks_for(zenobie: Any, chief: Any) -> None:
    clerk = get_user_model().objects.create_user("greffe")
    clerk.user_permissions.add(Permission.objects.get(codename="change_user"))
    with pytest.raises(CommandError, match="n’administre pas le site"):
        call_command("erase_person", NAME, by="greffe")
    assert not Erasure.objects.exists()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"Revu avec {FIRST} {LAST}.", 1),
        (f"Écrire à {ADDRESS.upper()}.", 1),
        (f"Revu avec {FIRST} et {LAST}.", 0),
    ],
)
def test_a_release_that_names_the_person_in_a_sentence_is_counted(zenobie: Any, text: str, count: int) -> None:
    release_with(json.dumps({"remark": text}, ensure_ascii=False))
    assert erasing.count_documents(zenobie) == count


@pytest.mark.parametrize(("typed", "count"), [("Vu avec zenobie.q.", 1), ("zenobie.qx, @zenobie.q, a/zenobie.q", 0)])
def test_texts_that_say_a_user_name_are_told(zenobie: Any, typed: str, count: int) -> None:
    indicator = Observation.objects.get().series.indicator
    Indicator.objects.filter(pk=indicator.pk).update(remark=typed)
    assert len(find_named(zenobie)) == count


def test_a_user_name_that_is_a_word_is_not_looked_for(chief: Any) -> None:
    Indicator.objects.filter(pk=factories.indicator().pk).update(remark="La rose et le chef.")
    assert find_named(chief) == []


@pytest.mark.parametrize("shown", [False, True])
def test_what_shows_names_to_readers_is_to_be_emptied(
    zenobie: Any, chief: Any, settings: Any, capsys: Any, shown: bool
) -> None:
    settings.SHOW_NAMES = shown
    assert ("KEPT_PAGES" in words(signed_in(chief).get(erase_address(zenobie)))) is shown
    call_command("erase_person", NAME, by="chef")
    assert ("KEPT_PAGES" in capsys.readouterr().out) is shown
