"""The forms that look at a password."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from strategy_monitor.accounts.attempts import TooMany, address_of, attempt

SHUT = _(
    "Trop d’essais ont échoué ces quinze dernières minutes : ce mot de passe n’a pas été vérifié. "
    "Attendre un quart d’heure avant de réessayer ; les sessions déjà ouvertes le restent."
)


class SignIn(AdminAuthenticationForm):
    """The one form by which people come in. It says the same of an account that exists and of one that does not."""

    shut = False
    """True where the password was not even looked at."""

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name is None or not self.cleaned_data.get("password"):
            return super().clean()
        try:
            with attempt(name, address_of(self.request)) as tried:
                cleaned = super().clean()
                tried.succeeded()
        except TooMany:
            self.shut = True
            raise ValidationError(SHUT, code="shut") from None
        return cleaned


class ChangePassword(AdminPasswordChangeForm):
    """Its first field tells whether a password is the right one, so it counts too."""

    @sensitive_variables()
    def clean_old_password(self) -> str:
        try:
            with attempt(self.user.get_username(), "") as tried:
                old = super().clean_old_password()
                tried.succeeded()
        except TooMany:
            raise ValidationError(SHUT, code="shut") from None
        return old
