"""The register of publications: nothing is rewritten, reordered or removed unseen; its newest entry is stamped.

A hundred alterations by default; `MUTATED=1000` for a thousand.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strategy_monitor.releases import register, stamping, verifier
from strategy_monitor.releases.models import RegisterEntry, Release, Withdrawal
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests import factories
from tests.releases.authority import Authority
from tests.snapshot import remembered

TIMES = int(os.environ.get("MUTATED", "100"))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAMES = ("2025.1", "2025.2", "2025.3")
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def written(key: Any) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public(key: Ed25519PrivateKey) -> str:
    return b64encode(key.public_key().public_bytes_raw()).decode()


@pytest.fixture
def signed(settings: Any, tmp_path: Path) -> Path:
    path = tmp_path / "signing.pem"
    path.write_bytes(written(KEY))
    settings.SIGNING_KEY_FILE = str(path)
    return path


@pytest.fixture
def three(db: None, signed: Path) -> None:
    """Two releases, of which the first was withdrawn, then a third."""
    remembered("three releases", make_three)


def make_three() -> None:
    series = factories.observation(value=1).series
    publish("2025", "Première")
    for number in (2, 3):
        factories.observation(series=series, value=number, period_label=f"202{number}")
        publish("2025", f"Période {number}")
        if number == 2:
            withdraw("2025", 1, "Erreur")


@dataclass(frozen=True)
class Kept:
    """What a reader holds: the register and the documents."""

    register: bytes
    documents: dict[str, bytes] = field(default_factory=dict)

    def faults(self, **given: Any) -> list[str]:
        return verifier.faults_of(self.register, self.documents.get, **given)

    @property
    def entries(self) -> list[dict[str, str]]:
        return list(json.loads(self.register)["entries"])

    @property
    def receipt(self) -> str:
        return verifier.receipt_of(len(self.entries), self.entries[-1])

    def with_entries(self, entries: list[dict[str, str]]) -> Kept:
        return Kept(verifier.write_register(entries), self.documents)


@pytest.fixture
def kept(three: None, authority: Authority) -> Kept:
    stamping.stamp_newest()
    return Kept(register.write_register(NAMES), {str(one): one.document.encode() for one in Release.objects.all()})


def test_each_publication_and_withdrawal_is_entered(kept: Kept) -> None:
    said = [json.loads(entry["statement"]) for entry in kept.entries]
    assert [(one["event"], one["release"], one["reason"]) for one in said] == [
        ("publication", "2025.1", "Première"),
        ("publication", "2025.2", "Période 2"),
        ("withdrawal", "2025.1", "Erreur"),
        ("publication", "2025.3", "Période 3"),
    ]
    assert [one["previous"] for one in said] == [None, *(entry["sha256"] for entry in kept.entries[:-1])]
    assert said[-1]["sha256"] == Release.objects.get(number=3).sha256
    assert kept.faults(trusted={public(KEY)}, receipts=[kept.receipt]) == []
    assert list(register.faults()) == []


def test_to_withdraw_a_release_its_document_is_not_read(three: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        withdraw("2025", 3, "Erreur")
    assert [one["sql"] for one in asked if '"releases_release"."document"' in one["sql"]] == []


def test_who_published_is_not_entered(kept: Kept) -> None:
    """A person may be erased; what is chained cannot be."""
    assert {name for entry in kept.entries for name in json.loads(entry["statement"])} == (
        verifier.PUBLICATION | verifier.WITHDRAWAL
    ) - {"history"}


def test_a_site_that_is_baked_as_it_once_stood_has_the_beginning(kept: Kept) -> None:
    then = Kept(register.write_register(NAMES[:2]), {name: kept.documents[name] for name in NAMES[:2]})
    assert then.entries == kept.entries[:3]
    assert then.faults(trusted={public(KEY)}) == []


# Whatever is altered is found


def a_byte_of_the_register(kept: Kept, dice: random.Random) -> Kept:
    return Kept(flip(kept.register, dice), kept.documents)


def a_byte_of_a_document(kept: Kept, dice: random.Random) -> Kept:
    name = dice.choice(sorted(kept.documents))
    return Kept(kept.register, kept.documents | {name: flip(kept.documents[name], dice)})


def flip(content: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(content)
    spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


def a_byte_of_the_stamp(kept: Kept, dice: random.Random) -> Kept:
    entries = kept.entries
    entries[-1]["stamp"] = b64encode(flip(b64decode(entries[-1]["stamp"]), dice)).decode()
    return kept.with_entries(entries)


def the_order(kept: Kept, dice: random.Random) -> Kept:
    entries = kept.entries
    dice.shuffle(entries)
    return kept.with_entries(entries)


def a_statement(kept: Kept, dice: random.Random) -> Kept:
    """A date, a reason, a hash, said otherwise; sealed anew, as its author would."""
    entries, at = kept.entries, dice.randrange(len(kept.entries))
    said = json.loads(entries[at]["statement"])
    name = dice.choice(["at", "reason", "release", "sha256"] if said["event"] == "publication" else ["at", "reason"])
    said[name] = {"at": "2020-01-01T00:00:00+00:00", "release": "2025.7"}.get(name, f"{said[name][::-1]}x")
    entries[at] = dict(entries[at], statement=verifier.write_statement(said))
    if dice.random() < 0.5:
        entries[at]["sha256"] = verifier.digest(entries[at]["statement"].encode())
    return kept.with_entries(entries)


def one_away(kept: Kept, dice: random.Random) -> Kept:
    entries = kept.entries
    del entries[dice.randrange(len(entries) - 1)]
    return kept.with_entries(entries)


def the_newest_away(kept: Kept, dice: random.Random) -> Kept:
    return kept.with_entries(kept.entries[: dice.randrange(len(kept.entries))])


def all_sealed_anew(kept: Kept, dice: random.Random) -> Kept:
    """By somebody who has the server, without its key: the chain holds, and is another."""
    entries, previous = kept.entries, None
    for number, entry in enumerate(entries, start=1):
        said = json.loads(entry["statement"]) | {"previous": previous, "number": number}
        said["reason"] += "." if number >= dice.choice([1, 2]) else ""
        entry["statement"] = verifier.write_statement(said)
        previous = entry["sha256"] = verifier.digest(entry["statement"].encode())
        if dice.random() < 0.5:
            entry["signature"] = b64encode(OTHER.sign(entry["statement"].encode())).decode()
            entry["key"] = public(OTHER)
    return kept.with_entries(entries)


def a_document_away(kept: Kept, dice: random.Random) -> Kept:
    gone = dice.choice(["2025.2", "2025.3"])
    return Kept(kept.register, {name: one for name, one in kept.documents.items() if name != gone})


def the_newest_sealed_anew(kept: Kept, dice: random.Random) -> Kept:
    """As `all_sealed_anew`, by somebody who has the key too: it stands under the stamp of before, moved or not."""
    entries = kept.entries
    entry = entries[-1]
    said = json.loads(entry["statement"])
    said["reason"] += "." * dice.randrange(1, 1_000)
    entry["statement"] = verifier.write_statement(said)
    entry["sha256"] = verifier.digest(entry["statement"].encode())
    entry["signature"] = b64encode(KEY.sign(entry["statement"].encode())).decode()
    if dice.random() < 0.5:
        at = dice.randrange(len(entries) - 1)
        entries[at]["stamp"], entry["stamp"] = entry["stamp"], ""
    return kept.with_entries(entries)


WAYS: list[Callable[[Kept, random.Random], Kept]] = [
    a_byte_of_the_register, a_byte_of_a_document, the_order, a_statement, one_away, the_newest_away, all_sealed_anew,
    a_document_away, a_byte_of_the_stamp, the_newest_sealed_anew,
]  # fmt: skip


def alterations(kept: Kept) -> Iterator[tuple[str, Kept]]:
    dice, made = random.Random(20261128), 0
    while made < TIMES:
        way = WAYS[made % len(WAYS)]
        altered = way(kept, dice)
        if altered != kept:
            made += 1
            yield way.__name__, altered


def says_the_same(kept: Kept, altered: Kept) -> bool:
    """But for what surrounds a time stamp and is signed by nobody (RFC 5652): of the same hash, of the same moment."""
    before, after = kept.entries, altered.entries
    stamps = [verifier.read_stamp(b64decode(one[-1].pop("stamp"))) for one in (before, after)]
    return before == after and stamps[0] == stamps[1] and kept.documents == altered.documents


def test_whatever_is_altered_is_found(kept: Kept, authority: Authority) -> None:
    given = {"trusted": {public(KEY)}, "receipts": [kept.receipt], "authority": authority.roots}
    unseen = [(way, altered) for way, altered in alterations(kept) if not altered.faults(**given)]
    assert [way for way, altered in unseen if not says_the_same(kept, altered)] == []
    assert len(unseen) <= TIMES / 50


def test_the_stamp_alone_finds_that_the_newest_entry_was_altered(kept: Kept) -> None:
    dice = random.Random(1)
    assert all(the_newest_sealed_anew(kept, dice).faults() for _time in range(20))


def test_a_signature_is_written_in_one_way(kept: Kept) -> None:
    """The last letter of base64 holds bits that say nothing."""
    entries = kept.entries
    signature = entries[0]["signature"]
    other = signature[:-3] + chr(ord(signature[-3]) + 1) + "=="
    assert b64decode(other) == b64decode(signature)
    entries[0]["signature"] = other
    assert kept.with_entries(entries).faults() == ["Inscription 1 : sa signature manque ou n’est pas la bonne."]


def test_without_key_or_receipt_the_chain_alone_finds_what_it_can(kept: Kept) -> None:
    """All but what is cut off the end, or sealed anew from the first entry on by another key."""
    unseen = {way for way, altered in alterations(kept) if not altered.faults()}
    assert unseen <= {"the_newest_away", "all_sealed_anew", "a_byte_of_the_register", "a_byte_of_the_stamp"}


def test_an_entry_says_its_own_number(kept: Kept) -> None:
    """Whoever writes the newest one anew, key and all, cannot make believe that others stood before it."""
    entries = kept.entries
    statement = verifier.write_statement(json.loads(entries[-1]["statement"]) | {"number": 9})
    signature = b64encode(KEY.sign(statement.encode())).decode()
    sha256 = verifier.digest(statement.encode())
    entries[-1] |= {"statement": statement, "sha256": sha256, "signature": signature, "stamp": ""}
    assert kept.with_entries(entries).faults() == ["Inscription 4 : elle ne suit pas celle qui la précède."]


def test_signatures_do_not_stop(kept: Kept) -> None:
    bare = [entry | {"signature": "", "key": ""} for entry in kept.entries]
    assert kept.with_entries(bare).faults() == []
    assert kept.with_entries(bare).faults(trusted={public(KEY)}) == ["Aucune inscription n’est signée."]
    stopped = [*kept.entries[:-1], bare[-1]]
    assert kept.with_entries(stopped).faults() == ["Inscription 4 : sa signature manque ou n’est pas la bonne."]
    began_late = [*bare[:-1], kept.entries[-1]]
    assert kept.with_entries(began_late).faults(trusted={public(KEY)}) == []


def test_a_key_is_renewed(kept: Kept, signed: Path) -> None:
    signed.write_bytes(written(OTHER))
    withdraw("2025", 3, "Clé nouvelle")
    now = Kept(register.write_register(NAMES), kept.documents)
    assert now.faults(trusted={public(KEY), public(OTHER)}) == []
    assert now.faults(trusted={public(KEY)}) == [
        "Inscription 5 : elle est signée d’une clé qui n’est pas de celles données."
    ]
    assert list(register.faults()) == []


@pytest.mark.parametrize("content", [b"no key", b"", written(generate_private_key(SECP256R1()))])
def test_without_the_key_that_is_set_nothing_is_published(three: None, signed: Path, content: bytes) -> None:
    signed.write_bytes(content)
    with pytest.raises(register.KeyUnreadable, match="clé de signature"):
        withdraw("2025", 3, "Sans clé")
    assert not Withdrawal.objects.filter(release__number=3).exists()
    assert RegisterEntry.objects.count() == 4


def altered_part(entry: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return entry | {name: value}


def altered_word(entry: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Of its statement, with the hash that follows."""
    statement = verifier.write_statement(json.loads(entry["statement"]) | {name: value})
    return entry | {"statement": statement, "sha256": verifier.digest(statement.encode())}


@pytest.mark.parametrize(
    ("alter", "name", "value"),
    [
        *((altered_part, name, value) for name in ("signature", "key", "stamp") for value in (5, None, [])),
        (altered_part, "sha256", []),
        *((altered_word, "release", value) for value in (5, None, [], "a" * 300 + ".1", "../1.1", "a\0.1", "...1")),
    ],
)
def test_what_cannot_be_in_a_register_is_a_fault_and_no_failure(
    kept: Kept, alter: Callable[..., dict[str, Any]], name: str, value: Any
) -> None:
    asked: list[str] = []
    content = verifier.write_register([alter(kept.entries[0], name, value)])
    assert verifier.faults_of(content, asked.append) == ["Le registre ne se lit pas."]
    assert asked == []


# What the database says


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE releases_release SET reason = 'Autre' WHERE number = 2", "Version 2025.2 : ce que la base en dit"),
        ("UPDATE releases_release SET published_at = '2020-01-01' WHERE number = 3", "Version 2025.3 : ce que la base"),
        ("UPDATE releases_withdrawal SET reason = 'Autre'", "Version 2025.1 : ce que la base en dit"),
        ("DELETE FROM releases_withdrawal", "n’est plus dans la base"),
        ("DELETE FROM releases_registerentry WHERE number = 2", "elle ne suit pas"),
        ("DELETE FROM releases_registerentry WHERE number = 4", "Version 2025.3 : ce que la base"),
        ("UPDATE releases_registerentry SET statement = '{}' WHERE number = 1", "ne se lit pas"),
        (f"UPDATE releases_registerentry SET statement = '{'[' * 100_000}' WHERE number = 1", "ne se lit pas"),
        ("UPDATE releases_registerentry SET signature = '' WHERE number = 4", "sa signature manque"),
        ("UPDATE releases_registerentry SET key = '', signature = ''", "n’est pas signée de la clé du site"),
    ],
)
def test_what_is_altered_in_the_database_is_told(three: None, sql: str, said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert said in " ".join(register.faults())
    with pytest.raises(CommandError, match=said):
        call_command("check_register")


def test_a_document_that_was_altered_is_told(three: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE releases_release SET document = (SELECT document FROM releases_release WHERE number = 1)"
            " WHERE number = 2"
        )
    assert [one for one in register.faults() if "n’est pas celui qui a été publié" in one] != []


def test_the_command_says_what_to_keep(three: None, kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_register")
    assert capsys.readouterr().out == (
        f"Registre entier\u202f: 4\xa0inscriptions.\nReçu à garder ailleurs\u202f: {kept.receipt}\n"
    )


# What is served


@pytest.mark.once
def test_a_reader_verifies_it_without_the_site(three: None, client: Client, tmp_path: Path) -> None:
    """With what is downloaded alone: the register, the documents, the program."""
    folder = tmp_path / "downloaded"
    for name in ("registre.json", "registre.py", "versions/2025/2/donnees/rapport.json", "donnees/rapport.json"):
        answer = client.get(f"/{name}")
        assert answer.status_code == 200, name
        content = b"".join(answer) if answer.streaming else answer.content
        path = folder / (name if name != "donnees/rapport.json" else "versions/2025/3/donnees/rapport.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "public.pem").write_bytes(
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )

    def verified(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(folder / "registre.py"), str(folder), *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    done = verified("--key", "public.pem")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Registre entier : 4 inscriptions."), done.stderr
    whole = (folder / "registre.json").read_bytes()
    (folder / "registre.json").write_bytes(verifier.write_register(json.loads(whole)["entries"][:1]))
    (folder / "versions/2025/1/donnees").mkdir(parents=True)
    (folder / "versions/2025/1/donnees/rapport.json").write_text(Release.objects.get(number=1).document)
    assert verified().stdout.splitlines()[0] == "Registre entier : 1 inscription."
    (folder / "registre.json").write_bytes(whole)
    assert verified("--receipt", "4 " + "0" * 64).stdout == f"Le reçu « 4 {'0' * 64} » n’est pas dans le registre.\n"
    (folder / "versions/2025/2/donnees/rapport.json").write_text("{}")
    spoilt = verified()
    assert spoilt.returncode == 1
    assert spoilt.stdout == "Version 2025.2 : son document n’est pas celui qui a été publié.\n"
    assert verified("--key", "nowhere.pem").returncode == 2
    of_another_kind = generate_private_key(SECP256R1()).public_key()
    (tmp_path / "other.pem").write_bytes(of_another_kind.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    refused = verified("--key", "other.pem")
    assert (refused.returncode, "ce n’est pas une clé Ed25519" in refused.stderr) == (2, True), refused.stderr


@pytest.mark.django_db
def test_before_anything_was_published_it_is_empty(client: Client) -> None:
    answer = client.get("/registre.json")
    assert verifier.faults_of(answer.content, lambda _name: None) == []
    assert json.loads(answer.content)["entries"] == []
