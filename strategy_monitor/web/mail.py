"""The way out for mail: whether there is one, and what is said where there is none."""

from __future__ import annotations

import smtplib
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.text import Truncator
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE = 3.0
"""Seconds for which whoever waits for a page may make a process wait for a mail server that does not answer."""


class MailAway(Exception):
    """Nothing was sent: why, in French, for who keeps the site."""


class MailUncertain(Exception):
    """The way was cut while the message went: nobody knows whether the server has it. Why, in French."""


def has_way_out() -> bool:
    """Whether a mail server is set; it may be away."""
    return settings.EMAIL_BACKEND != SMTP or bool(settings.EMAIL_HOST)


def open_connection(patience: float = settings.EMAIL_TIMEOUT) -> Any:
    """A connection that is open for messages. Raises MailAway where no server is set, or it does not answer within
    `patience`, in seconds; what is then sent may take longer, `EMAIL_TIMEOUT` for each step."""
    if not has_way_out():
        raise MailAway(_("ce site n’a pas de serveur de courrier, la variable EMAIL_HOST manque"))
    connection = get_connection(timeout=patience)
    try:
        connection.open()
    except (OSError, ValueError) as error:  # SMTPException is an OSError
        raise MailAway(describe_error(error)) from error
    spoken = getattr(connection, "connection", None)
    if isinstance(spoken, smtplib.SMTP) and spoken.sock:
        spoken.sock.settimeout(settings.EMAIL_TIMEOUT)
    return connection


def send_messages(connection: Any, *messages: EmailMessage) -> None:
    """Sends these on an open connection, and closes it. Raises MailAway where the server does not take them."""
    try:
        gone = connection.send_messages(list(messages))
        connection.close()
    except (OSError, ValueError) as error:  # a bad header is a ValueError
        raise MailAway(describe_error(error)) from error
    if messages and not gone:
        raise MailAway(_("le serveur de courrier n’a pris aucun message"))


REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, ValueError)
"""What is raised once the server has said no, or before it was asked. What else is raised, a cut connection or a
server that falls silent, leaves open whether it had the message by then."""


def hand_over(connection: Any, message: EmailMessage) -> None:
    """Sends this on an open connection, and closes it. Raises MailAway where the server refuses it, MailUncertain where
    it is not known whether it has it."""
    try:
        gone = connection.send_messages([message])
    except REFUSALS as error:
        raise MailAway(describe_error(error)) from error
    except OSError as error:
        raise MailUncertain(describe_error(error)) from error
    finally:
        leave(connection)
    if not gone:
        raise MailAway(_("le serveur de courrier n’a pris aucun message"))


def leave(connection: Any) -> None:
    """What goes wrong after the message has gone says nothing of it."""
    try:
        connection.close()
    except OSError as error:
        log.warning("mail_not_closed", error=type(error).__name__)


def describe_error(error: Exception) -> str:
    """In the words of the server, where it has said some."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = write_answer(error.smtp_code, error.smtp_error)
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        said = ", ".join(dict.fromkeys(write_answer(*answer) for answer in error.recipients.values()))
    else:
        said = str(error)
    return Truncator(said or type(error).__name__).chars(200).rstrip(".")


def write_answer(code: int, text: bytes | str) -> str:
    """« 550 5.1.1 Recipient address rejected », on one line."""
    return " ".join(f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}".split())
