"""Passkeys (WebAuthn): keys that a device of a person keeps, and shows to this site alone.

Answers are read and verified by `fido2`. What stands in one is anybody's word until its signature is verified. A
challenge is asked for in one session, for one purpose, and serves once within two minutes.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from strategy_monitor.accounts.models import Passkey

if TYPE_CHECKING:
    from fido2.server import Fido2Server

log = structlog.get_logger(__name__)

CHALLENGE = "passkey_challenge"
"""Where a session keeps what it asked of a device."""
ANSWERED_WITHIN = 120
"""Seconds."""
ASKING_LASTS = 900
"""Seconds that the session lasts of who asks, and is not signed in: anybody may ask."""
LONGEST_ANSWER = 20_000
"""Signs: some devices send certificates, which nobody asked for."""
LONGEST_CREDENTIAL = 1023
"""Bytes by which a device finds a passkey again (WebAuthn, 4, « credential ID »)."""
MOST = 20
"""Passkeys of a person."""


class Purpose(StrEnum):
    ADD = "add"
    SECOND = "second"
    """After a password."""
    ENTER = "enter"
    """Instead of one: the device then asks who holds it (a sign, a finger, a face)."""
    AGAIN = "again"
    """Of who is signed in, to prove that it is still them; likewise."""


VERIFIED = dict.fromkeys((Purpose.ENTER, Purpose.AGAIN), "required")
VERIFIED |= {Purpose.ADD: "preferred", Purpose.SECOND: "discouraged"}
"""Whether the device is to ask who holds it."""


class PasskeyRefused(Exception):
    """Nobody comes in, and nothing is kept: why, in French."""


LATE = _("Cette demande n’est plus valable (deux minutes), ou a déjà servi : recommencer.")
EMPTY = _("Aucune clé n’a répondu : une clé d’accès demande un navigateur récent, avec JavaScript.")
UNREADABLE = _("La réponse de la clé d’accès n’est pas valable ici : recommencer, ou prendre une autre clé.")
UNKNOWN = _("Ce compte n’a pas cette clé d’accès : en prendre une autre, ou se connecter autrement.")
COPIED = _("Cette clé d’accès a peut-être été copiée : elle est refusée. Le dire à qui administre le site.")
KNOWN_ALREADY = _("Cette clé d’accès est déjà ajoutée.")
TOO_MANY = _("Ce compte a déjà vingt clés d’accès : en retirer une d’abord.")


def passkeys_serve() -> bool:
    """Whether browsers take passkeys for this site: they want a name, not a number, and HTTPS (or this machine)."""
    place = urlsplit(settings.SITE_URL)
    try:
        ipaddress.ip_address(place.hostname or "")
    except ValueError:
        return place.scheme == "https" or place.hostname == "localhost"
    return False


def relying_party(called: str = "") -> Fido2Server:
    """This site, by the name in SITE_URL, whatever a request says of its host."""
    from fido2.server import Fido2Server  # noqa: PLC0415  # megabytes, for who has a passkey alone
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415

    place = urlsplit(settings.SITE_URL)
    origin = f"{place.scheme}://{place.netloc.lower()}"
    party = PublicKeyCredentialRpEntity(name=called, id=place.hostname)
    return Fido2Server(party, attestation="none", verify_origin=lambda told: told == origin)  # type: ignore[arg-type]


def ask_for_passkey(request: HttpRequest, purpose: Purpose, person: Any, called: str = "") -> dict[str, Any]:
    """What the browser asks of a device, as WebAuthn writes it in JSON. The session keeps it to check the answer, and
    forgets what it had asked before.

    `called`: the name of the site, which devices show. `person`: None where the device is to say who it is.
    """
    party, mine = relying_party(called), list(Passkey.objects.filter(person_id=person.pk)) if person else []
    verified: Any = VERIFIED[purpose]
    known: Any = [{"type": "public-key", "id": one.credential} for one in mine]
    handle = mine[0].handle if mine else encode(secrets.token_bytes(32))
    if purpose is Purpose.ADD:
        whom: Any = {"id": handle, "name": person.get_username(), "displayName": person.get_full_name()}
        options, state = party.register_begin(whom, known, "preferred", verified)  # type: ignore[arg-type]
    else:
        options, state = party.authenticate_begin(known or None, verified)  # type: ignore[assignment]
    request.session[CHALLENGE] = {"purpose": purpose, "state": state, "handle": handle, "at": time.time()}
    if not request.user.is_authenticated:
        request.session.set_expiry(ASKING_LASTS)
        request.session.clear_expired()  # each that asks leaves a row, and may not come back
    return dict(options.public_key)


def keep_passkey(request: HttpRequest, person: Any, name: str, answer: str) -> Passkey:
    """The passkey that was just made for this person. Raises PasskeyRefused."""
    from fido2.webauthn import Aaguid, AttestedCredentialData, RegistrationResponse  # noqa: PLC0415  # as above

    kept = take_challenge(request, Purpose.ADD, answer)
    with reading():
        told = RegistrationResponse.from_dict(parse(answer))
        refuse_frames(told.response.client_data)
        made = relying_party().register_complete(kept["state"], told)
        key = made.credential_data
        if key is None or key.public_key.ALGORITHM not in key.public_key.supported_algorithms():
            raise ValueError("no key, or of a kind that was not asked for")
        if len(key.credential_id) > LONGEST_CREDENTIAL:
            raise ValueError("a name that is too long")
        public = bytes(AttestedCredentialData.create(Aaguid.NONE, key.credential_id, key.public_key))
    if Passkey.objects.filter(person_id=person.pk).count() >= MOST:
        raise PasskeyRefused(TOO_MANY)
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                person=person, name=name, credential=encode(key.credential_id), handle=kept["handle"], public=public,
                counter=made.counter, at=timezone.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise PasskeyRefused(KNOWN_ALREADY) from error
    log.info("passkey_added", account=person.pk, passkey=passkey.pk)
    return passkey


def recognise_passkey(request: HttpRequest, purpose: Purpose, answer: str, person: Any = None) -> Passkey:
    """The passkey that answers, of this person where one is given; that it served is noted. Raises PasskeyRefused."""
    from fido2.webauthn import AttestedCredentialData, AuthenticationResponse  # noqa: PLC0415  # as above

    kept = take_challenge(request, purpose, answer)
    with reading():
        told = AuthenticationResponse.from_dict(parse(answer))
        refuse_frames(told.response.client_data)
        credential, handle = encode(told.raw_id), encode(told.response.user_handle or b"")
    with transaction.atomic():
        rows = Passkey.objects.filter(person_id=person.pk) if person else Passkey.objects.all()
        passkey = rows.select_for_update().filter(credential=credential).first()
        if passkey is None:
            raise PasskeyRefused(UNKNOWN)
        with reading():
            if (handle or not person) and not constant_time_compare(handle, passkey.handle):
                raise ValueError("of another account")
            key = AttestedCredentialData(bytes(passkey.public))
            relying_party().authenticate_complete(kept["state"], [key], told)
        counter = told.response.authenticator_data.counter
        if (counter or passkey.counter) and counter <= passkey.counter:
            log.error("passkey_counter_went_back", account=passkey.person_id, passkey=passkey.pk)
            raise PasskeyRefused(COPIED)
        passkey.counter, passkey.used = counter, timezone.now()
        passkey.save(update_fields=["counter", "used"])
    return passkey


def take_challenge(request: HttpRequest, purpose: Purpose, answer: str) -> dict[str, Any]:
    """What this session asked for, which it then did not. Raises PasskeyRefused; without JavaScript nothing answers."""
    if not answer:
        raise PasskeyRefused(EMPTY)
    kept = request.session.pop(CHALLENGE, None)
    if not kept or kept["purpose"] != purpose or not 0 <= time.time() - kept["at"] <= ANSWERED_WITHIN:
        raise PasskeyRefused(LATE)
    found: dict[str, Any] = kept
    return found


@contextmanager
def reading() -> Iterator[None]:
    """What goes wrong in here is a fault of the answer: the library raises whatever it stumbles on. Nothing else, and
    no query, belongs in here."""
    try:
        yield
    except PasskeyRefused:
        raise
    except Exception as error:
        log.warning("passkey_refused", why=type(error).__name__)
        raise PasskeyRefused(UNREADABLE) from error


def parse(answer: str) -> Any:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    return json.loads(answer)


def refuse_frames(client_data: Any) -> None:
    """No page of another site has this one in it (our policy says so too)."""
    if client_data.cross_origin:
        raise ValueError("asked in a page of another site")


def encode(octets: bytes) -> str:
    """Base64url without its end, as WebAuthn writes it."""
    from fido2.utils import websafe_encode  # noqa: PLC0415  # as above

    return str(websafe_encode(octets))
