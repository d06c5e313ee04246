"""The register: each publication and each withdrawal, chained, signed where there is a key. `verifier` reads it again.

What is entered is what anybody may read of a release; who published it is not, for a person may be erased.
"""

from __future__ import annotations

import datetime as dt
import json
from base64 import b64encode
from collections.abc import Container, Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import TextField, Value
from django.db.models.functions import Coalesce

from strategy_monitor.releases import verifier
from strategy_monitor.releases.models import RegisterEntry, Release, Withdrawal
from strategy_monitor.releases.signals import register_entering
from strategy_monitor.report.refusal import PublicationRefused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyUnreadable(PublicationRefused):
    """A key is set to sign the register, and cannot be read: an entry without a signature would look like a forgery."""


def enter_publication(release: Release) -> None:
    """Enters a release that was just stored, in the transaction that stores it. Raises KeyUnreadable."""
    enter(state_publication(release))


def enter_withdrawal(withdrawal: Withdrawal) -> None:
    """As `enter_publication`."""
    enter(state_withdrawal(withdrawal))


def state_publication(release: Release) -> dict[str, Any]:
    """What the register says of a release, but for its place there."""
    return {
        "event": "publication",
        "release": str(release),
        "sha256": release.sha256,
        "schema": release.schema_version,
        "kind": release.kind,
        "reason": release.reason,
        "override_reason": release.override_reason,
        "at": write_moment(release.published_at),
    }


def state_withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    return {
        "event": "withdrawal",
        "release": str(withdrawal.release),
        "reason": withdrawal.reason,
        "at": write_moment(withdrawal.withdrawn_at),
    }


def write_moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def enter(stated: dict[str, Any]) -> None:
    """As the next entry. Two at one time cannot be: its number is unique, and whoever publishes holds the editions."""
    last = RegisterEntry.objects.order_by("number").last()
    number, previous = (last.number + 1, last.sha256) if last else (1, None)
    place = {"number": number, "previous": previous}
    if seal := next((seal for _receiver, seal in register_entering.send(RegisterEntry)), None):
        place["history"] = seal
    statement = verifier.write_statement(stated | place)
    signature, key = sign(statement.encode())
    RegisterEntry.objects.create(
        number=number,
        statement=statement,
        sha256=verifier.digest(statement.encode()),
        signature=signature,
        key=key,
    )


def sign(content: bytes) -> tuple[str, str]:
    """Signature and public key, in base64; both empty where no key is set. Raises KeyUnreadable."""
    if not settings.SIGNING_KEY_FILE:
        return "", ""
    key = read_signing_key()
    return b64encode(key.sign(content)).decode(), b64encode(key.public_key().public_bytes_raw()).decode()


def read_signing_key() -> Ed25519PrivateKey:
    # Not needed by a page, and large.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(Path(settings.SIGNING_KEY_FILE).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnreadable(f"La clé de signature ne se lit pas ({settings.SIGNING_KEY_FILE}).") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(f"La clé de signature n’est pas une clé Ed25519 ({settings.SIGNING_KEY_FILE}).")
    return key


def entries() -> list[dict[str, str]]:
    """As `registre.json` holds them, oldest first."""
    kept = RegisterEntry.objects.order_by("number").annotate(
        stamp=Coalesce("stamped__token", Value(""), output_field=TextField())
    )
    return list(kept.values(*sorted(verifier.PARTS)))


def entered_at(entry: RegisterEntry) -> dt.datetime | None:
    """None where somebody altered it: `faults` says so."""
    try:
        return dt.datetime.fromisoformat(json.loads(entry.statement)["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def write_register(seen: Container[str]) -> bytes:
    """What is served as `registre.json`: up to the first publication that is not among those `seen`, by their names (a
    site that is baked as it once stood sees none that came later). The beginning of a chain is a chain."""
    return verifier.write_register(takewhile(lambda entry: is_seen(entry, seen), entries()))


def is_seen(entry: dict[str, str], seen: Container[str]) -> bool:
    said = without_place(entry)
    return said.get("event") != "publication" or said["release"] in seen


def faults() -> Iterator[str]:
    """What is wrong with the register of this database, in French: in itself, and against the releases that are there.

    Beside what `verifier.faults_of` finds: a release or a withdrawal that says something else than its entry, has none,
    or is gone."""
    key = sign(b"")[1]
    releases = {str(one): one for one in Release.objects.select_related("edition").defer("document")}

    def document(name: str) -> bytes | None:
        """One at a time: all of them may be larger than the machine."""
        found = Release.objects.filter(pk=releases[name].pk) if name in releases else Release.objects.none()
        return next((text.encode() for text in found.values_list("document", flat=True)), None)

    kept = entries()
    # Entries of before a key was renewed are of that key: what is asked here is that the chain holds.
    authority = (
        Path(settings.TIMESTAMP_ROOTS) if settings.TIMESTAMP_ROOTS and any(one["stamp"] for one in kept) else None
    )
    yield from verifier.faults_of(verifier.write_register(kept), document, authority=authority)
    if key and kept and kept[-1]["key"] != key:
        yield "La dernière inscription n’est pas signée de la clé du site."
    withdrawals = Withdrawal.objects.select_related("release__edition").defer("release__document")
    stated = [
        *map(state_publication, releases.values()),
        *map(state_withdrawal, withdrawals),
    ]
    entered = {verifier.write_statement(without_place(entry)) for entry in kept}
    for one in stated:
        if verifier.write_statement(one) not in entered:
            yield f"Version {one['release']} : ce que la base en dit n’est pas dans le registre."
    if len(stated) < len(kept):
        yield "Le registre a des inscriptions dont la version ou le retrait n’est plus dans la base."


def without_place(entry: dict[str, str]) -> dict[str, Any]:
    try:
        said = verifier.read_entry(entry)
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {name: value for name, value in said.items() if name not in verifier.PLACE}
