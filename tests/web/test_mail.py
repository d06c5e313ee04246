"""Who waits for a page does not wait for a mail server that says nothing; a letter on its way may take longer."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend

from strategy_monitor.accounts.inviting import send_invitation
from strategy_monitor.web import mail
from tests.accounts.test_second_factor import with_application
from tests.crashes.servers import silent_server
from tests.people import person, signed_in


@pytest.fixture
def smtp(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "127.0.0.1", 25


@pytest.fixture
def waited(monkeypatch: Any) -> list[float]:
    """For how many seconds each connection would be waited for: for a tenth of one here."""
    asked: list[float] = []
    connect = mail.get_connection

    def watch(timeout: float) -> Any:
        asked.append(timeout)
        return connect(timeout=0.1)

    monkeypatch.setattr(mail, "get_connection", watch)
    return asked


@pytest.mark.django_db
def test_who_invites_is_told_soon_that_no_letter_leaves(smtp: None, settings: Any, waited: list[float]) -> None:
    invited, sender = person("nouveau"), person("chef", "Administration")
    with silent_server() as settings.EMAIL_PORT, pytest.raises(mail.MailAway):
        send_invitation(invited, sender)
    assert waited == [mail.PATIENCE] < [settings.EMAIL_TIMEOUT]


@pytest.mark.django_db
def test_so_is_who_takes_a_second_factor_away(smtp: None, settings: Any, waited: list[float]) -> None:
    theirs = person("quelquun")
    theirs.email = "quelqu.un@exemple.be"
    theirs.save()
    with_application(theirs)
    with silent_server() as settings.EMAIL_PORT:
        answer = signed_in(person("chef", "Administration")).post(
            f"/admin/auth/user/{theirs.pk}/sessions/", {"second-facteur": "1"}
        )
    assert answer.status_code == 302
    assert waited == [mail.PATIENCE]


def test_a_letter_may_take_longer_than_the_first_word(smtp: None, settings: Any, monkeypatch: Any) -> None:
    class Sock:
        limits: list[float] = []
        settimeout = limits.append

    def opened(self: EmailBackend) -> bool:
        self.connection = smtplib.SMTP()
        self.connection.sock = Sock()
        return self.timeout == mail.PATIENCE

    monkeypatch.setattr(EmailBackend, "open", opened)
    mail.open_connection(mail.PATIENCE)
    assert Sock.limits == [settings.EMAIL_TIMEOUT]
