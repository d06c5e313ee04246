"""The way of a message: refused and tried again, away, uncertain, settled by a person, forgotten."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from strategy_monitor.language.codes import NoticeKind
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import Notice, OutgoingMessage
from strategy_monitor.notices.telling import News, tell
from tests.notices.making import person, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(db: None) -> OutgoingMessage:
    return outbox.post("Un objet\nsur deux lignes", "Un texte.\n", to="donnees@ifpc.be", reply_to="camille@cfwb.be")


def failing(monkeypatch: Any, error: Exception, step: str = "send_messages") -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(EmailBackend, step, fails)


def later(message: OutgoingMessage) -> OutgoingMessage:
    """The same, when it is to be tried again."""
    OutgoingMessage.objects.filter(state="waiting").update(next_try_at=timezone.now())
    return OutgoingMessage.objects.get(pk=message.pk)


def test_a_message_goes_as_it_was_written(message):
    (mail,) = sent()
    assert (mail.to, mail.reply_to, mail.subject) == (
        ["donnees@ifpc.be"],
        ["camille@cfwb.be"],
        "Un objet sur deux lignes",
    )
    assert mail.body == "Un texte.\n"
    assert mail.extra_headers == {"Message-ID": message.message_id}
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 0)
    assert message.settled_at >= message.claimed_at >= message.written_at
    assert sent() == []


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"donnees@ifpc.be": (550, b"inconnu")}),
        smtplib.SMTPDataError(451, b"plus tard"),
        smtplib.SMTPSenderRefused(553, b"non", "a@b.be"),
        ValueError("un en-tête"),
    ],
    ids=["recipient", "data", "sender", "header"],
)
def test_a_refusal_is_tried_again_some_times_then_shown(message, monkeypatch, error):
    failing(monkeypatch, error)
    tries = 0
    while later(message).state == "waiting":
        assert sent() == []
        assert sent() == [], "not before its time"
        tries += 1
    assert tries == 1 + len(outbox.TRIES_AFTER)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", tries)
    assert message.why
    assert list(outbox.in_trouble()) == [message]


def test_a_refusal_is_shown_in_the_words_of_the_server(message, monkeypatch):
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"donnees@ifpc.be": (550, b"5.1.1 inconnu\nici")}))
    sent()
    assert later(message).why == "550 5.1.1 inconnu ici"


def test_what_was_refused_once_may_go_the_next_time(message, monkeypatch):
    with monkeypatch.context() as now:
        failing(now, smtplib.SMTPDataError(451, b"plus tard"))
        assert sent() == []
    assert later(message).attempts == 1
    (mail,) = sent()
    assert mail.extra_headers["Message-ID"] == message.message_id
    assert later(message).why == ""


def test_one_refusal_does_not_hold_up_the_others(message, monkeypatch):
    other = outbox.post("Autre", "Texte", to="b@b.be")
    sending = EmailBackend.send_messages

    def picky(self: Any, messages: Any) -> int:
        if messages[0].to == ["donnees@ifpc.be"]:
            raise smtplib.SMTPRecipientsRefused({})
        return sending(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    assert [one.to for one in sent()] == [["b@b.be"]]
    other.refresh_from_db()
    assert (other.state, later(message).state) == ("sent", "waiting")


def test_while_the_mail_server_is_away_all_waits_and_who_keeps_the_site_is_told(message, monkeypatch):
    outbox.post("Autre", "Texte", to="b@b.be")
    with monkeypatch.context() as now:
        failing(now, ConnectionRefusedError("connexion refusée"), "open")
        with pytest.raises(CommandError, match=r"Le courrier attend\s: connexion refusée"):
            call_command("send_mail")
    states = list(OutgoingMessage.objects.order_by("pk").values_list("state", "attempts", "why"))
    assert states == [("waiting", 1, "connexion refusée"), ("waiting", 0, "")]
    later(message)
    assert len(sent()) == 2


@pytest.mark.parametrize(
    "error", [TimeoutError("rien"), smtplib.SMTPServerDisconnected("coupé"), ConnectionResetError("coupé")]
)
def test_a_way_that_is_cut_leaves_the_message_uncertain_and_it_is_not_sent_again(message, monkeypatch, error):
    with monkeypatch.context() as now:
        failing(now, error)
        assert sent() == []
    assert later(message).state == "uncertain"
    assert sent() == []
    assert list(outbox.in_trouble()) == [message]


def test_what_goes_wrong_after_the_message_has_gone_says_nothing_of_it(message, monkeypatch):
    failing(monkeypatch, smtplib.SMTPServerDisconnected("adieu"), "close")
    assert len(sent()) == 1
    assert later(message).state == "sent"


def claimed_long_ago(message: OutgoingMessage) -> None:
    at = timezone.now() - outbox.LONGEST_SENDING - dt.timedelta(seconds=1)
    OutgoingMessage.objects.filter(pk=message.pk).update(state="claimed", claimed_at=at)


def test_what_a_dead_sender_left_is_shown_before_and_after_the_next_turn(message):
    claimed_long_ago(message)
    assert list(outbox.in_trouble()) == [message]
    assert sent() == []
    assert later(message).state == "uncertain"
    assert list(outbox.in_trouble()) == [message]


def test_what_is_being_sent_is_left_alone(message):
    OutgoingMessage.objects.update(state="claimed", claimed_at=timezone.now())
    assert (sent(), list(outbox.in_trouble())) == ([], [])
    with pytest.raises(outbox.Settled):
        outbox.send_again(message.pk, None)


def test_a_person_has_it_sent_again_under_the_same_name(message):
    claimed_long_ago(message)
    by = person("dominique", "Publication")
    outbox.send_again(message.pk, by)
    (mail,) = sent()
    assert mail.extra_headers["Message-ID"] == message.message_id
    with pytest.raises(outbox.Settled):
        outbox.send_again(message.pk, by)


@pytest.mark.parametrize(("act", "state"), [(outbox.hold_for_sent, "held"), (outbox.drop, "dropped")])
def test_a_person_settles_it_without_sending(message, act, state):
    claimed_long_ago(message)
    by = person("dominique", "Publication")
    act(message.pk, by)
    found = later(message)
    assert (found.state, found.settled_by) == (state, by)
    assert (sent(), list(outbox.in_trouble())) == ([], [])
    with pytest.raises(outbox.Settled):
        act(message.pk, by)


@pytest.mark.parametrize(("state", "goes"), [("sent", True), ("held", True), ("dropped", True), ("failed", False)])
def test_what_is_over_is_forgotten_after_a_time_and_what_is_not_stays(state, goes):
    one = person("dominique", "Publication")
    tell([one], News(NoticeKind.MENTIONED, "Un message"))
    old = timezone.now() - outbox.KEPT_FOR - dt.timedelta(minutes=1)
    OutgoingMessage.objects.update(state=state, settled_at=old)
    assert sent() == []
    assert (OutgoingMessage.objects.exists(), Notice.objects.exists()) == (not goes, not goes)


def test_with_an_account_goes_all_that_was_written_to_it():
    one, settler = person("dominique", "Publication"), person("sacha", "Publication")
    tell([one], News(NoticeKind.MENTIONED, "Un message"))
    other = outbox.post("Autre", "Texte", to="b@b.be")
    outbox.settle_message(other, "held", by=settler)
    one.delete()
    settler.delete()
    assert list(OutgoingMessage.objects.values_list("to", "settled_by")) == [("b@b.be", None)]
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("whom", [{}, {"to": "a@b.be", "person": True}], ids=["nobody", "two"])
def test_a_message_goes_to_a_person_or_to_an_address(whom):
    given = whom | ({"person": person("sacha", "Lecture")} if "person" in whom else {})
    with pytest.raises(IntegrityError, match="message_goes_to_a_person_or_an_address"), transaction.atomic():
        outbox.post("Objet", "Texte", **given)


@pytest.mark.parametrize(
    ("model", "values", "name"),
    [
        (OutgoingMessage, {"to": "a@b.be", "state": "lost"}, "message_state_is_known"),
        (Notice, {"kind": "rumour", "title": "T"}, "notice_kind_is_known"),
    ],
)
def test_codes_are_known(model, values, name):
    given = values | ({"person": person("sacha", "Lecture")} if model is Notice else {})
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(**given)


def test_a_pace_is_one_of_three():
    with pytest.raises(IntegrityError, match="mail_pace_is_known"), transaction.atomic():
        person("sacha", "Lecture", pace="hourly")


def test_sending_says_what_it_did(message, capsys):
    call_command("send_mail")
    assert "Envoyés : 1. Refusés : 0." in capsys.readouterr().out.replace("\u202f", " ")
    call_command("send_mail")
    assert capsys.readouterr().out == ""
    assert len(django_mail.outbox) == 1


def test_after_a_restoration_what_waits_can_be_left(message, capsys):
    one = person("dominique", "Publication", pace="daily")
    tell([one], News(NoticeKind.MENTIONED, "Un message"))
    claimed_long_ago(outbox.post("Autre", "Texte", to="b@b.be"))
    call_command("send_mail", "--drop")
    assert capsys.readouterr().out.replace("\u202f", " ") == "Messages laissés : 1.\n"
    assert later(message).state == "dropped"
    assert (sent(), Notice.objects.count(), outbox.in_trouble().count()) == ([], 0, 1)
