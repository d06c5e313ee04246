"""Writing the password of an account, and nothing else of it: the account at hand may be as it was before."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.views.decorators.debug import sensitive_variables


class AccountClosed(PermissionDenied):
    """Its person was erased, or the account closed, while the password was typed: none is kept."""


class KeepsPassword:
    """Beside a stock form that sets a password."""

    user: Any

    @sensitive_variables()
    def save(self, commit: bool = True) -> Any:
        """Raises AccountClosed."""
        with transaction.atomic():
            accounts = get_user_model()._default_manager.select_for_update()
            self.user = accounts.filter(pk=self.user.pk, is_active=True).first()
            if self.user is None:
                raise AccountClosed
            person = super().save(commit=False)  # type: ignore[misc]  # of the stock form beside it
            if commit:
                person.save(update_fields=["password"])
        return person
