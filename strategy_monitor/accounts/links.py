"""Links by which a person sets their own password: signed, used once, dead after a time.

Nothing of a link is kept: it holds a signature of what the account is when it is made. Whatever changes that (a new
password, a sign-in, another address) ends all links made before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode


class Signature(PasswordResetTokenGenerator):
    """As the stock one, with a life of its own; `settings.PASSWORD_RESET_TIMEOUT` is the longest of all."""

    def __init__(self, purpose: str, life: dt.timedelta) -> None:
        super().__init__()
        self.key_salt = f"strategy_monitor.accounts.links.{purpose}"
        self.life = life

    def check_token(self, user: Any, token: str | None) -> bool:
        return bool(super().check_token(user, token)) and token is not None and self.age(token) <= self.life

    def age(self, token: str) -> dt.timedelta:
        made = base36_to_int(token.partition("-")[0])
        return dt.timedelta(seconds=self._num_seconds(self._now()) - made)


@dataclass(frozen=True)
class Link:
    address: str
    """The name of the address that it leads to."""
    signature: Signature

    def write(self, person: Any) -> str:
        """The whole address, on the site's own name: what a request says of its host is anybody's word."""
        uid = urlsafe_base64_encode(force_bytes(person.pk))
        return settings.SITE_URL + reverse(self.address, args=[uid, self.signature.make_token(person)])


INVITATION = Link("account-invitation", Signature("invitation", dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)))
FORGOTTEN = Link("account-password", Signature("forgotten", dt.timedelta(hours=2)))
