"""The way out for mail: whether there is one, and what is said where there is none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.text import Truncator
from django.utils.translation import gettext as _

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class MailAway(Exception):
    """Nothing was sent: why, in French, for who keeps the site."""


def open_connection(patience: float = settings.EMAIL_TIMEOUT) -> Any:
    """A connection that is open for messages. Raises MailAway where no server is set, or it does not answer within
    `patience`, in seconds."""
    if settings.EMAIL_BACKEND == SMTP and not settings.EMAIL_HOST:
        raise MailAway(_("ce site n’a pas de serveur de courrier, la variable EMAIL_HOST manque"))
    connection = get_connection(timeout=patience)
    try:
        connection.open()
    except (OSError, ValueError) as error:  # SMTPException is an OSError
        raise MailAway(describe_error(error)) from error
    return connection


def send(connection: Any, *messages: EmailMessage) -> None:
    """Sends these on an open connection, and closes it. Raises MailAway where the server does not take them."""
    try:
        gone = connection.send_messages(list(messages))
        connection.close()
    except (OSError, ValueError) as error:  # a bad header is a ValueError
        raise MailAway(describe_error(error)) from error
    if messages and not gone:
        raise MailAway(_("le serveur de courrier n’a pris aucun message"))


def describe_error(error: Exception) -> str:
    return Truncator(str(error) or type(error).__name__).chars(120).rstrip(".")
