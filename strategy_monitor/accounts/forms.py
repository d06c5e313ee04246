"""The forms by which people come in, or to a password."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterable
from typing import Any

import structlog
from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from strategy_monitor.accounts.attempts import TooMany, address_of, attempt
from strategy_monitor.accounts.break_glass import may_use_password, whose_password_opens
from strategy_monitor.accounts.letters import write_forgotten
from strategy_monitor.accounts.noting import find_number, note_failure
from strategy_monitor.accounts.roles import find_administrators
from strategy_monitor.accounts.second_factor import code_of, has_second_factor, is_right, needs_second_factor
from strategy_monitor.backoffice.passwords import KeepsPassword
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.web import mail

log = structlog.get_logger(__name__)

NOT_LOOKED_AT = _("Trop d’essais ont échoué : ce mot de passe n’a pas été vérifié.")
HALF_WAY = "half_way"
"""Where a session keeps whose password was right, until the second factor is shown."""
STAYING = _("Les sessions déjà ouvertes le restent.")
WRONG = _(
    "Ce nom et ce mot de passe n’ouvrent aucun compte : l’un des deux est faux, ou le compte est fermé. Majuscules et "
    "minuscules comptent."
)
BY_DIRECTORY = _("Ce compte entre par %(name)s, et par aucun mot de passe de ce site.")
CLOSED = _("Les mots de passe de ce site sont fermés : se connecter par %(name)s.")
ASKED_AT_ONCE = 3
"""Links that an address may be sent within the time of `attempts.WITHIN`."""


def say_until(what: str, until: dt.datetime) -> str:
    """`what`, and from which minute on one may try again."""
    minute = timezone.localtime(until).replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    return gettext("%(what)s Réessayer à partir de %(time)s.") % {"what": what, "time": f"{minute:%H:%M}"}


def say_shut(shut: TooMany) -> str:
    return f"{say_until(str(NOT_LOOKED_AT), shut.until)} {STAYING}"


def say_whom_to_ask(proved: str) -> str:
    """Only to whom the right password is known, or who has the passkey: `proved` says which."""
    people = [f"{name_person(one)} ({one.email})" for one in find_administrators()]
    whom = french.write_list(people) if people else gettext("qui administre le site")
    missing = gettext("%(proved)s, mais ce compte n’a pas de rôle : rien ne lui est ouvert.") % {"proved": proved}
    return f"{missing} {gettext('En demander un à %(whom)s.') % {'whom': whom}}"


def say_closed() -> str:
    """To whom no password opens: all are closed, or theirs alone."""
    return str(BY_DIRECTORY if settings.LOCAL_PASSWORDS else CLOSED) % {"name": settings.DIRECTORY.called}


def say_shut_out(person: Any, proved: str) -> str:
    """Why somebody does not come in who proved, as is said, who they are; empty where they do."""
    if not may_use_password(person):
        return say_closed()
    return "" if person.is_staff and person.get_all_permissions() else say_whom_to_ask(proved)


class SignIn(AdminAuthenticationForm):
    """The one form by which people come in. It says the same of an account that exists and of one that does not."""

    error_messages = {**AuthenticationForm.error_messages, "invalid_login": WRONG}
    shut = False
    """True where the password was not even looked at."""
    half_way = ""
    """The address of what is asked besides, once the password was right."""

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name is None or not self.cleaned_data.get("password"):
            return super().clean()
        try:
            with attempt(name, address_of(self.request)) as tried:
                cleaned = super().clean()
                tried.succeeded()
        except TooMany as shut:
            self.shut = True
            note_failure(self.request, "shut", find_number(name))
            raise ValidationError(say_shut(shut), code="shut") from None
        except ValidationError as refused:
            note_failure(self.request, refused.code, find_number(name))
            raise
        self.ask_more(self.get_user())
        return cleaned

    def ask_more(self, person: Any) -> None:
        """Raises ValidationError where a second factor is to be shown, or chosen: nobody is signed in before."""
        if has_second_factor(person):
            self.half_way = "account-code"
        elif needs_second_factor(person):
            self.half_way = "account-second-factor"
        else:
            return
        kept = {"person": person.pk, "hash": person.get_session_auth_hash(), "at": time.time()}
        if self.request is not None:
            self.request.session[HALF_WAY] = kept
        log.info("second_factor_asked", account=person.pk)
        raise ValidationError(_("Ce compte demande aussi un second facteur."), code="second_factor")

    def confirm_login_allowed(self, user: Any) -> None:
        """Asked once the password is known to be right."""
        AuthenticationForm.confirm_login_allowed(self, user)
        if why := say_shut_out(user, gettext("Le mot de passe est le bon")):
            raise ValidationError(why, code="shut_out")


class ChangePassword(KeepsPassword, AdminPasswordChangeForm):
    """Its first field tells whether a password is the right one, so it counts too."""

    @sensitive_variables()
    def clean_old_password(self) -> str:
        if not may_use_password(self.user):
            raise ValidationError(say_closed(), code="closed")
        try:
            with attempt(self.user.get_username(), "") as tried:
                old = super().clean_old_password()
                tried.succeeded()
        except TooMany as shut:
            note_failure(None, "shut", self.user.pk)
            raise ValidationError(say_shut(shut), code="shut") from None
        except ValidationError:
            note_failure(None, "old_password", self.user.pk)
            raise
        return old


class ForgottenPassword(PasswordResetForm):
    """Sends a link to whoever has an account at this address, and does the same work where nobody has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Adresse électronique du compte")

    def send_links(self, asked_from: str) -> None:
        """Raises TooMany, or MailAway where no message can leave now.

        What takes long is done for all, or after the answer: the way to the mail server is opened whoever asks, letters
        are written even to nobody, and leave in a thread.
        """
        email = self.cleaned_data["email"]
        with attempt(f"link for {email.casefold()}", asked_from, ASKED_AT_ONCE):
            connection = mail.open_connection(mail.PATIENCE)
            people = self.get_users(email)
            letters = [write_forgotten(one) for one in people or [get_user_model()(pk=0, email=email)]]
        delivery = threading.Timer(DELAY, deliver, (connection, letters if people else []))
        delivery.name = DELIVERY
        delivery.start()

    def get_users(self, email: str) -> list[Any]:
        """Open accounts of this very address: those with a password, and those invited who have not come in yet."""
        found = get_user_model()._default_manager.filter(whose_password_opens(), email__iexact=email, is_active=True)
        here = [one for one in found if one.email.casefold() == email.casefold()]
        return [one for one in here if one.has_usable_password() or not one.last_login]


DELIVERY = "delivery of links"
DELAY = 0.2
"""Seconds after which letters leave: the answer has gone by then, and nobody reads in its time whether there is one."""


def deliver(connection: Any, letters: Iterable[EmailMessage]) -> None:
    """What the server refuses now, nobody waits for any more: the log says so, without the address."""
    try:
        mail.send_messages(connection, *letters)
    except mail.MailAway as away:
        log.error("link_not_sent", error=type(away.__cause__ or away).__name__)


def code_field() -> forms.CharField:
    """For a code of an application, or a recovery code."""
    return forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Les six chiffres de l’application, ou un code de secours."),
        error_messages={"required": _("Taper le code.")},
    )


WRONG_CODE = _("Ce code est faux, trop ancien, ou a déjà servi. Taper celui qui est montré.")
CODES_SHUT = _("Trop de codes faux : celui-ci n’a pas été vérifié.")


class NewPassword(KeepsPassword, SetPasswordForm):
    """Typed by the person alone, with a code where they have a second factor: who reads their mail has none. What is
    wrong with a password is said at its first field."""

    def __init__(self, user: Any, *args: Any, asked_from: str = "", **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.asked_from = asked_from
        if user is not None and has_second_factor(user):
            self.fields["code"] = code_field()

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        self.validate_passwords("new_password1", "new_password2")
        self.validate_password_for_user(self.user, "new_password1")
        if "code" in self.fields and not self.errors:
            self.spend_code(self.cleaned_data["code"])
        return self.cleaned_data

    @sensitive_variables()
    def spend_code(self, code: str) -> None:
        try:
            with attempt(code_of(self.user), self.asked_from) as tried:
                if is_right(self.user, code):
                    tried.succeeded()
                    return
        except TooMany as shut:
            note_failure(None, "shut", self.user.pk)
            self.add_error(None, say_until(str(CODES_SHUT), shut.until))
        else:
            note_failure(None, "code", self.user.pk)
            self.add_error("code", WRONG_CODE)
