"""Verifies the register of a Strategy Monitor site: that no release was rewritten, reordered or made to vanish since.

This file stands alone: Python 3.10 or later, `cryptography` where there are signatures, and the program `openssl` where
time stamps are to be of an authority. No network, no site.

    python3 registre.py FOLDER                            # a site that was baked, or a folder with registre.json in it
    python3 registre.py FOLDER --key public.pem           # every entry since the first signed one must be of these keys
    python3 registre.py FOLDER --receipt "12 4f0c…"       # entry 12, as somebody noted it down at the time
    python3 registre.py FOLDER --authority roots.pem      # every time stamp must be of the authority of these roots
    python3 registre.py FOLDER --stamp stamp.der          # the entry of a time stamp that somebody kept must be there
    python3 registre.py FOLDER --history history.jsonl    # what `manage.py export_history` wrote, against the register

Each entry of the register holds the SHA-256 of the one before. Whoever rewrites an entry must rewrite all that follow:
a key that is not on the server, a receipt that is kept elsewhere, or a time stamp (RFC 3161), tells.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "strategy-monitor-register/2"
PARTS = {"statement", "sha256", "signature", "key", "stamp"}
PLACE = {"number", "previous", "history"}
"""What an entry says of its place: after which one, and after which seal of the history, where there was one."""
PUBLICATION = {"event", "release", "sha256", "schema", "kind", "reason", "override_reason", "at"} | PLACE
WITHDRAWAL = {"event", "release", "reason", "at"} | PLACE
NAME = re.compile(r"[\w-]{1,20}\.[0-9]{1,9}")
"""Of a release: « 2025.1 », of which a path is made."""
HISTORY = "strategy-monitor-history/1"
SEAL = {"number", "previous", "last", "rows", "digests", "left_out", "at"}


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
    *,
    receipts: Iterable[str] = (),
    authority: Path | None = None,
    stamps: Iterable[bytes] = (),
) -> list[str]:
    """What is wrong with a register, in French; nothing where nothing is.

    `document` gives the bytes of a release's document by its name, or None. `trusted`: public keys, 32 bytes in base64;
    None: whoever signed is believed. `receipts`: « number sha256 », as `receipt_of` gives them. `authority`: a PEM file
    of the roots of who stamps; None: whoever stamped is believed. `stamps`: time stamps that somebody kept (DER).
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
        *stamp_faults(entries, authority),
        *kept_stamp_faults(entries, stamps, authority),
    ]


def read_entry(entry: dict[str, str]) -> dict[str, Any]:
    """What an entry states. Raises ValueError if it is not written as entries are."""
    statement = json.loads(entry["statement"])
    known = {"publication": PUBLICATION, "withdrawal": WITHDRAWAL}[statement["event"]]
    if set(entry) != PARTS or {*statement, "history"} != known or write_statement(statement) != entry["statement"]:
        raise ValueError
    if not all(isinstance(part, str) for part in entry.values()) or not NAME.fullmatch(statement["release"]):
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
        key = Ed25519PublicKey.from_public_bytes(read_base64(entry["key"]))
        key.verify(read_base64(entry["signature"]), entry["statement"].encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def read_base64(text: str) -> bytes:
    """Written in the one way in which it can be. Raises ValueError."""
    content = b64decode(text, validate=True)
    if b64encode(content).decode() != text:
        raise ValueError("written otherwise")
    return content


def receipt_faults(entries: list[dict[str, str]], receipts: Iterable[str]) -> list[str]:
    known = {receipt_of(number, entry) for number, entry in enumerate(entries, start=1)}
    return [f"Le reçu « {one} » n’est pas dans le registre." for one in receipts if one.strip() not in known]


def receipt_of(number: int, entry: dict[str, str]) -> str:
    """What to note down elsewhere, so that this entry and those before it cannot be rewritten unseen."""
    return f"{number} {entry['sha256']}"


# Time stamps


def stamp_faults(entries: list[dict[str, str]], authority: Path | None) -> list[str]:
    """Each time stamp is of its entry and, with an authority, of that one, which stamped one at least. Entries without
    any are held by the next that has one."""
    found: list[str] = []
    stamped = [(number, entry) for number, entry in enumerate(entries, start=1) if entry["stamp"]]
    for number, entry in stamped:
        try:
            fault = stamp_fault(read_base64(entry["stamp"]), {entry["sha256"]}, authority)
        except ValueError:
            fault = "ne se lit pas"
        found += [f"Inscription {number} : son horodatage {fault}."] if fault else []
    if authority is not None and entries and not stamped:
        found.append("Aucune inscription n’est horodatée.")
    return found


def kept_stamp_faults(entries: list[dict[str, str]], stamps: Iterable[bytes], authority: Path | None) -> list[str]:
    known = {entry["sha256"] for entry in entries}
    faults = (stamp_fault(token, known, authority) for token in stamps)
    return [f"Un horodatage gardé {fault}." for fault in faults if fault]


def stamp_fault(token: bytes, known: set[str], authority: Path | None) -> str:
    """What is wrong with a time stamp that is to be of an entry with one of these hashes; empty where nothing is."""
    try:
        sha256, moment = read_stamp(token)
    except ValueError:
        return "ne se lit pas"
    if sha256 not in known:
        return "n’est pas celui d’une telle inscription"
    if authority is None:
        return ""
    if shutil.which("openssl") is None:
        return "n’a pas été vérifié : le programme openssl manque"
    return "" if is_of_authority(token, sha256, moment, authority) else "n’est pas de l’autorité donnée"


def read_stamp(token: bytes) -> tuple[str, dt.datetime]:
    """Of which SHA-256 a time stamp is (`TimeStampToken` of RFC 3161, DER), and of when it says. Raises ValueError.

    Who signed it is not looked at: see `is_of_authority`."""
    try:
        ((_sequence, content_info),) = read_der(token)
        ((_sequence, signed_data),) = read_der(read_der(content_info)[1][1])
        ((_octets, info),) = read_der(read_der(read_der(signed_data)[2][1])[1][1])
        ((_sequence, stated),) = read_der(info)
        (_version, _policy, (_tag, imprint), _serial, (_time, moment), *_more) = read_der(stated)
        ((_tag, algorithm), (_octets, digested)) = read_der(imprint)
        if not algorithm.startswith(SHA256) or len(digested) != 32:
            raise ValueError("not of a SHA-256")
        when = dt.datetime.strptime(moment[:14].decode() + "+0000", "%Y%m%d%H%M%S%z")
        return digested.hex(), when
    except IndexError as error:
        raise ValueError("it ends too early") from error


SHA256 = bytes.fromhex("0609608648016503040201")
"""Its object identifier, in DER."""


def read_der(content: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of each of the elements that stand one behind the other. Raises ValueError or IndexError."""
    found, at = [], 0
    while at < len(content):
        tag, length = content[at], content[at + 1]
        at += 2
        if length > 127:
            size = length - 128
            length = int.from_bytes(content[at : at + size], "big")
            at += size
        if at + length > len(content):
            raise ValueError("it ends too early")
        found.append((tag, content[at : at + length]))
        at += length
    return found


def is_of_authority(token: bytes, sha256: str, moment: dt.datetime, authority: Path) -> bool:
    """By OpenSSL, as of the moment that the time stamp states: a certificate that ended since was good then."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stamp.der")
        path.write_bytes(token)
        command = ["openssl", "ts", "-verify", "-digest", sha256, "-token_in", "-in", str(path)]
        command += ["-CAfile", str(authority), "-attime", str(int(moment.timestamp()))]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own words


def write_stamped(entries: list[dict[str, str]]) -> str:
    """Which entries are stamped, and since when; in French."""
    stamped = [(number, entry["stamp"]) for number, entry in enumerate(entries, start=1) if entry["stamp"]]
    if not stamped:
        return "Aucune inscription n’est horodatée."
    number, stamp = stamped[-1]
    moment = read_stamp(b64decode(stamp))[1]
    tail = f" ; {len(entries) - number} ne le sont pas encore" if number < len(entries) else ""
    return f"Inscriptions jusqu’au numéro {number} horodatées du {moment:%Y-%m-%d %H:%M:%S} UTC{tail}."


# The history


class BadHistory(Exception):
    """A history is not as it was sealed: where, in French."""


@dataclass
class History:
    """Reads a history, line by line: first which format it is, then each seal before the changes that it holds, in
    order of their numbers; at the end those that are not sealed yet."""

    seals: list[str] = field(default_factory=list)
    """SHA-256 of each that was read."""
    sealed: int = 0
    """Changes that were read under seals; then those after the last one."""
    unsealed: int = 0
    last: float = float("-inf")
    """Number of the last change that was read, or that the last seal holds."""
    expected: list[str] = field(default_factory=list)
    """Digests of the changes of the seal that are still to come, the next one last."""

    def read(self, lines: Iterable[str]) -> None:
        """Raises BadHistory at the first line that is not what was sealed."""
        for place, line in enumerate(lines, start=1):
            text = line.removesuffix("\n")
            try:
                said = json.loads(text)
                if write_statement(said) != text:
                    raise ValueError("written otherwise")
                if place == 1:
                    self.begin(said)
                elif "statement" in said:
                    self.read_seal(said)
                else:
                    self.read_change(text, said["id"])
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise BadHistory(f"Ligne {place} : elle ne se lit pas.") from error
        self.end_seal()

    def begin(self, said: dict[str, Any]) -> None:
        if said != {"format": HISTORY}:
            raise BadHistory("Ce n’est pas un historique, ou d’un autre format.")

    def read_seal(self, seal: dict[str, Any]) -> None:
        self.end_seal()
        number = len(self.seals) + 1
        statement = json.loads(seal["statement"])
        texts = {name for name, said in seal.items() if isinstance(said, str)}
        if not set(seal) == texts == {"statement", "sha256", "digests"} or set(statement) != SEAL:
            raise ValueError("not a seal")
        before = self.seals[-1] if self.seals else None
        if self.unsealed or (statement["number"], statement["previous"]) != (number, before):
            raise BadHistory(f"Sceau {number} : il ne suit pas celui qui le précède.")
        digests = seal["digests"]
        stated = (statement["digests"], statement["rows"] * 64)
        if seal["sha256"] != digest(seal["statement"].encode()) or stated != (digest(digests.encode()), len(digests)):
            raise BadHistory(f"Sceau {number} : il ne correspond pas à son empreinte.")
        self.seals.append(seal["sha256"])
        self.expected = [digests[at : at + 64] for at in range(0, len(digests), 64)][::-1]
        self.last = statement["last"]

    def end_seal(self) -> None:
        if self.expected:
            raise BadHistory(f"Sceau {len(self.seals)} : il y manque des changements, les derniers.")

    def read_change(self, text: str, number: int) -> None:
        if number > self.last:
            self.end_seal()
        if not self.expected:
            if number <= self.last:
                raise BadHistory(f"Changement {number} : il s’est glissé parmi ceux qui sont scellés.")
            self.unsealed, self.last = self.unsealed + 1, number
        elif digest(text.encode()) == self.expected.pop():
            self.sealed += 1
        else:
            raise BadHistory(f"Changement {number} : ce n’est pas celui qui a été scellé à cette place.")


def history_faults(lines: Iterable[str], entries: Iterable[dict[str, str]]) -> tuple[History, list[str]]:
    """What was read, and what is wrong with it, in French: in itself, or against the entries of a register."""
    history = History()
    try:
        history.read(lines)
    except BadHistory as bad:
        return history, [str(bad)]
    held = [(said["number"], said.get("history")) for said in map(read_entry, entries)]
    return history, [
        f"Inscription {number} : le sceau de l’historique qu’elle tient n’est pas dans celui-ci."
        for number, seal in held
        if seal and seal not in history.seals
    ]


def write_history(history: History) -> str:
    """How much of it is sealed, in French, with what to note down elsewhere."""
    said = f"Historique entier : {history.sealed} changements scellés, {history.unsealed} qui ne le sont pas encore."
    return f"{said}\nDernier sceau : {len(history.seals)} {history.seals[-1]}" if history.seals else said


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
    parser.add_argument("--authority", type=Path, help="certificats racines (PEM) de l’autorité d’horodatage")
    parser.add_argument("--stamp", type=Path, action="append", default=[], help="horodatage gardé ailleurs (DER)")
    parser.add_argument("--history", type=Path, help="historique exporté (JSON, une ligne par changement)")
    given = parser.parse_args()

    def document(name: str) -> bytes | None:
        path = given.folder / document_path(name)
        return path.read_bytes() if path.is_file() else None

    try:
        content = (given.folder / "registre.json").read_bytes()
        trusted = {read_key(path) for path in given.key} if given.key else None
        stamps = [path.read_bytes() for path in given.stamp]
        for path in filter(None, [given.authority, given.history]):
            path.open("rb").close()
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    found = faults_of(content, document, trusted, receipts=given.receipt, authority=given.authority, stamps=stamps)
    if not found:
        entries = json.loads(content)["entries"]
        print(f"Registre entier : {len(entries)} inscription{'s' if len(entries) > 1 else ''}.")
        if entries:
            print(write_stamped(entries))
            print("Reçu à garder ailleurs :", receipt_of(len(entries), entries[-1]))
        if given.history:
            # A byte that is no text is found where it stands, as a line that is not what was sealed.
            with given.history.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
                history, found = history_faults(lines, entries)
            if not found:
                print(write_history(history))
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
