"""Verifies the register of a Strategy Monitor site: that no release was rewritten, reordered or made to vanish since.

This file stands alone: Python 3.10 or later, and `cryptography` where there are signatures. No network, no site.

    python3 registre.py FOLDER                            # a site that was baked, or a folder with registre.json in it
    python3 registre.py FOLDER --key public.pem           # every entry since the first signed one must be of these keys
    python3 registre.py FOLDER --receipt "12 4f0c…"       # entry 12, as somebody noted it down at the time

Each entry of the register holds the SHA-256 of the one before. Whoever rewrites an entry must rewrite all that follow:
a key that is not on the server, or a receipt that is kept elsewhere, tells.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FORMAT = "strategy-monitor-register/1"
PARTS = {"statement", "sha256", "signature", "key"}
PUBLICATION = {"event", "number", "previous", "release", "sha256", "schema", "kind", "reason", "override_reason", "at"}
WITHDRAWAL = {"event", "number", "previous", "release", "reason", "at"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_statement(line: Any) -> str:
    """The one way in which a statement is written."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write_register(entries: Iterable[dict[str, str]]) -> bytes:
    """The one way in which a register is written."""
    register = {"format": FORMAT, "entries": list(entries)}
    return (json.dumps(register, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def document_path(release: str) -> str:
    """« 2025.1 » → where its document stands, from the folder of the register on."""
    edition, _, number = release.rpartition(".")
    return f"versions/{edition}/{number}/donnees/rapport.json"


def faults_of(
    content: bytes,
    document: Callable[[str], bytes | None],
    trusted: set[str] | None = None,
    receipts: Iterable[str] = (),
) -> list[str]:
    """What is wrong with a register, in French; nothing where nothing is.

    `document` gives the bytes of a release's document by its name, or None. `trusted`: public keys, 32 bytes in base64;
    None: whoever signed is believed. `receipts`: « number sha256 », as `receipt_of` gives them.
    """
    try:
        register = json.loads(content)
        entries = [dict(entry) for entry in register["entries"]]
        if register["format"] != FORMAT or write_register(entries) != content:
            return ["Le registre n’est pas écrit comme il a été publié."]
        said = [read_entry(entry) for entry in entries]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ["Le registre ne se lit pas."]
    return [
        *chain_faults(entries, said),
        *release_faults(said, document),
        *signature_faults(entries, trusted),
        *receipt_faults(entries, receipts),
    ]


def read_entry(entry: dict[str, str]) -> dict[str, Any]:
    """What an entry states. Raises ValueError if it is not written as entries are."""
    statement = json.loads(entry["statement"])
    known = {"publication": PUBLICATION, "withdrawal": WITHDRAWAL}[statement["event"]]
    if set(entry) != PARTS or set(statement) != known or write_statement(statement) != entry["statement"]:
        raise ValueError
    return dict(statement)


def chain_faults(entries: list[dict[str, str]], said: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    before = None
    for number, (entry, statement) in enumerate(zip(entries, said, strict=False), start=1):
        if entry["sha256"] != digest(entry["statement"].encode()):
            found.append(f"Inscription {number} : elle ne correspond pas à son empreinte.")
        if statement["number"] != number or statement["previous"] != before:
            found.append(f"Inscription {number} : elle ne suit pas celle qui la précède.")
        before = entry["sha256"]
    return found


def release_faults(said: list[dict[str, Any]], document: Callable[[str], bytes | None]) -> list[str]:
    """Each release once, each withdrawal of a release, each document as it was published."""
    found: list[str] = []
    published: dict[str, str] = {}
    withdrawn: set[str] = set()
    for one in said:
        name = one["release"]
        if one["event"] == "publication" and name not in published:
            published[name] = one["sha256"]
        elif one["event"] == "withdrawal" and name in published and name not in withdrawn:
            withdrawn.add(name)
        else:
            found.append(f"Inscription {one['number']} : la version {name} ne peut pas y être.")
    for name, sha256 in published.items():
        content = document(name)
        if content is None and name not in withdrawn:
            found.append(f"Version {name} : son document manque.")
        elif content is not None and digest(content) != sha256:
            found.append(f"Version {name} : son document n’est pas celui qui a été publié.")
    return found


def signature_faults(entries: list[dict[str, str]], trusted: set[str] | None) -> list[str]:
    """Once one entry is signed, all that follow are; with trusted keys, by one of these, and at least one is."""
    found: list[str] = []
    signing = False
    for number, entry in enumerate(entries, start=1):
        signing = signing or bool(entry["signature"] or entry["key"])
        if signing and not is_signed(entry):
            found.append(f"Inscription {number} : sa signature manque ou n’est pas la bonne.")
        elif signing and trusted is not None and entry["key"] not in trusted:
            found.append(f"Inscription {number} : elle est signée d’une clé qui n’est pas de celles données.")
    if trusted is not None and entries and not signing:
        found.append("Aucune inscription n’est signée.")
    return found


def is_signed(entry: dict[str, str]) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - not needed where nothing is signed
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(entry["key"], validate=True))
        key.verify(b64decode(entry["signature"], validate=True), entry["statement"].encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def receipt_faults(entries: list[dict[str, str]], receipts: Iterable[str]) -> list[str]:
    known = {receipt_of(number, entry) for number, entry in enumerate(entries, start=1)}
    return [f"Le reçu « {one} » n’est pas dans le registre." for one in receipts if one.strip() not in known]


def receipt_of(number: int, entry: dict[str, str]) -> str:
    """What to note down elsewhere, so that this entry and those before it cannot be rewritten unseen."""
    return f"{number} {entry['sha256']}"


def read_key(path: Path) -> str:
    """The public key of a PEM file, as entries name it. Raises ValueError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path} : ce n’est pas une clé Ed25519.")
    return b64encode(key.public_bytes_raw()).decode()


def main() -> int:
    parser = argparse.ArgumentParser(description="Vérifie le registre des publications d’un site.")
    parser.add_argument("folder", type=Path, help="dossier où se trouve registre.json")
    parser.add_argument("--key", type=Path, action="append", help="clé publique Ed25519 (PEM) de qui publie")
    parser.add_argument("--receipt", action="append", default=[], help="« numéro empreinte », notés auparavant")
    given = parser.parse_args()

    def document(name: str) -> bytes | None:
        path = given.folder / document_path(name)
        return path.read_bytes() if path.is_file() else None

    try:
        content = (given.folder / "registre.json").read_bytes()
        trusted = {read_key(path) for path in given.key} if given.key else None
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    found = faults_of(content, document, trusted, given.receipt)
    for fault in found:
        print(fault)
    if not found:
        entries = json.loads(content)["entries"]
        print(f"Registre entier : {len(entries)} inscription{'s' if len(entries) > 1 else ''}.")
        if entries:
            print("Reçu à garder ailleurs :", receipt_of(len(entries), entries[-1]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
