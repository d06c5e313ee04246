"""The second factor of an account that has a password: codes of an application (TOTP, RFC 6238), passkeys (see
`passkeys`), and recovery codes.

Codes are read by `cryptography`. A secret is kept encrypted, under a key made of SECRET_KEY: who reads a backup alone
cannot make codes. Recovery codes are kept as digests. No code serves twice.
"""

from __future__ import annotations

import base64
import re
import secrets
import time
from typing import Any

import structlog
from cryptography.exceptions import InvalidKey
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken as WrongCode
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from strategy_monitor.accounts.models import Passkey, RecoveryCode, SecondFactor

log = structlog.get_logger(__name__)

SALT = "strategy_monitor.accounts.second_factor"
STEP, DIGITS, SECRET_LENGTH = 30, 6, 20
"""Seconds, signs and bytes that applications expect, without exception."""
LONGEST_LABEL = 60
"""Signs of a name that applications show. A picture holds 2,331, and each sign is up to twelve of an address."""
RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what is read for something else."""


def has_second_factor(person: Any) -> bool:
    return has_application(person) or has_passkeys(person)


def has_application(person: Any) -> bool:
    return SecondFactor.objects.filter(person_id=person.pk).exists()


def has_passkeys(person: Any) -> bool:
    return Passkey.objects.filter(person_id=person.pk).exists()


def needs_second_factor(person: Any) -> bool:
    """Whether who operates the site wants one of this person."""
    wanted = settings.SECOND_FACTOR
    return wanted == "all" or (wanted == "administrators" and person.has_perm("auth.change_user"))


def make_secret() -> str:
    """In base 32, as a person types it into an application."""
    return base64.b32encode(secrets.token_bytes(SECRET_LENGTH)).decode()


def write_uri(secret: str, account: str, site: str) -> str:
    """What an application opens, or reads as a picture: account and site are what it shows, and may be long."""
    return totp_of(secret).get_provisioning_uri(account[:LONGEST_LABEL], site[:LONGEST_LABEL])


def draw_uri(uri: str) -> SafeString:
    """A QR code, as SVG to stand in a page: black on white in every theme, for cameras."""
    import segno  # noqa: PLC0415  # for who is given an application alone

    code = segno.make(uri, error="m", micro=False)
    return mark_safe(code.svg_inline(dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None))  # noqa: S308


def totp_of(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  # what applications know; RFC 6238


def find_step(secret: str, code: str, now: float) -> int | None:
    """The step of thirty seconds that this code is of: this one or one beside it, for clocks differ; None for none."""
    code = re.sub(r"\s", "", code)
    if not secret or not (code.isascii() and code.isdecimal()):
        return None
    for step in (int(now) // STEP + shift for shift in (0, -1, 1)):
        try:
            totp_of(secret).verify(code.encode(), step * STEP)
        except (WrongCode, InvalidKey):
            continue
        return step
    return None


def keep_application(person: Any, secret: str, code: str) -> bool:
    """Whether the code is of this secret; nothing is kept where it is not."""
    step = find_step(secret, code, time.time())
    if step is None:
        return False
    told = {"secret": vault().encrypt(secret.encode()).decode(), "last_step": step}
    SecondFactor.objects.update_or_create(person=person, defaults=told)
    log.info("second_factor_kept", account=person.pk)
    return True


def begin_recovery(person: Any) -> list[str]:
    """The first recovery codes, to be shown once; nothing where there are some, which go on serving."""
    return [] if RecoveryCode.objects.filter(person_id=person.pk).exists() else renew_recovery(person)


@transaction.atomic
def renew_recovery(person: Any) -> list[str]:
    """New recovery codes, to be shown once, instead of those of before."""
    told = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(person_id=person.pk).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=digest_of(person, one)) for one in told)
    log.info("recovery_codes_drawn", account=person.pk)
    return told


def make_recovery_code() -> str:
    """« k7m2x-9qrtd-… », five groups: 123 bits. Who has its digest and the key of that finds nothing by trying."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(5))


def forget_second_factor(person: Any) -> None:
    SecondFactor.objects.filter(person_id=person.pk).delete()
    Passkey.objects.filter(person_id=person.pk).delete()
    RecoveryCode.objects.filter(person_id=person.pk).delete()


@transaction.atomic
def remove_factor(person: Any, passkey: int | None = None) -> str:
    """Takes away one passkey, else the application. Why it is not done, in French; empty where it is.

    Recovery codes go with the last.
    """
    get_user_model()._default_manager.select_for_update().get(pk=person.pk)  # of two that go at once, one is the last
    mine = {"person_id": person.pk}
    gone = SecondFactor.objects.filter(**mine) if passkey is None else Passkey.objects.filter(pk=passkey, **mine)
    others = SecondFactor.objects.filter(**mine).count() + Passkey.objects.filter(**mine).count() - gone.count()
    if not gone.exists():
        return str(NO_SUCH_FACTOR)
    if not others and needs_second_factor(person):
        return str(LAST_FACTOR)
    gone.delete()
    if not others:
        RecoveryCode.objects.filter(**mine).delete()
    log.info("second_factor_removed", account=person.pk, passkey=passkey)
    return ""


NO_SUCH_FACTOR = _("Rien n’est retiré : ce compte n’a pas ce second facteur, ou ne l’a plus.")
LAST_FACTOR = _("Rien n’est retiré : ce compte doit garder un second facteur. En ajouter d’abord un autre.")


@transaction.atomic
def is_right(person: Any, code: str) -> bool:
    """Whether this is a code of the application, later than the last that served, or a recovery code; it is spent."""
    factor = SecondFactor.objects.select_for_update().filter(person_id=person.pk).first()
    step = find_step(read_secret(factor), code, time.time()) if factor else None
    if factor and step is not None and step > factor.last_step:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    spent, _rows = RecoveryCode.objects.filter(person_id=person.pk, digest=digest_of(person, code)).delete()
    if spent:
        log.warning("recovery_code_spent", account=person.pk)
    return bool(spent)


def read_secret(factor: SecondFactor) -> str:
    """Empty where SECRET_KEY is another than when it was kept: recovery codes are then worth nothing either."""
    try:
        return vault().decrypt(factor.secret.encode()).decode()
    except InvalidToken:
        log.error("second_factor_unreadable", account=factor.person_id)
        return ""


def vault() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(SALT, "secret", algorithm="sha256").digest()))


def code_of(person: Any) -> str:
    """What attempts at a code are counted under."""
    return f"code for {person.get_username()}"


def digest_of(person: Any, code: str) -> str:
    told = re.sub(r"[\s-]", "", code).casefold()
    return salted_hmac(SALT, f"{person.pk} {told}", algorithm="sha256").hexdigest()
