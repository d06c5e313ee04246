"""Time stamps of the register: an authority of this machine, good and bad, judged by OpenSSL."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from structlog.testing import capture_logs

from strategy_monitor.releases import register, stamping, verifier
from strategy_monitor.releases.models import RegisterEntry, RegisterStamp, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests import factories
from tests.releases.authority import Authority, authority_at

Answer = Callable[[bytes], bytes]


@pytest.fixture
def published(authority: Authority, db: None) -> None:
    factories.observation(value=1)
    publish("2025", "Première")


def stamped_entry() -> tuple[RegisterEntry, bytes]:
    (stamp,) = RegisterStamp.objects.all()
    return stamp.entry, b64decode(stamp.token)


def test_the_newest_entry_is_stamped_once(
    published: None, authority: Authority, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert authority.asked == []  # to publish asks nobody
    call_command("stamp_register")
    call_command("stamp_register")
    assert capsys.readouterr().out == "Inscription 1 horodatée.\n"
    assert len(authority.asked) == 1
    entry, token = stamped_entry()
    (tmp_path / "token").write_bytes(token)
    command = ["openssl", "ts", "-verify", "-digest", entry.sha256, "-token_in", "-in", str(tmp_path / "token")]
    verified = subprocess.run([*command, "-CAfile", str(authority.roots)], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout.strip()) == (0, "Verification: OK")
    assert verifier.read_stamp(token)[0] == entry.sha256
    withdraw("2025", 1, "Erreur")
    call_command("stamp_register")
    assert list(RegisterStamp.objects.values_list("entry__number", flat=True).order_by("entry")) == [1, 2]
    assert list(register.faults()) == []


def test_of_entries_that_waited_the_newest_is_stamped_which_holds_them_all(published: None) -> None:
    withdraw("2025", 1, "Erreur")
    assert stamping.stamp_newest() == 2
    assert [bool(entry["stamp"]) for entry in register.entries()] == [False, True]


# Answers that are none


def to_another_question(authority: Authority, *arguments: str) -> Answer:
    def answer(_question: bytes) -> bytes:
        path = authority.folder / "other"
        subprocess.run(["openssl", "ts", "-query", "-sha256", "-cert", *arguments, "-out", str(path)], check=True)
        return authority.reply(path.read_bytes())

    return answer


def of_another_nonce(authority: Authority) -> Answer:
    return to_another_question(authority, "-digest", RegisterEntry.objects.get().sha256)


def of_another_imprint(authority: Authority) -> Answer:
    return to_another_question(authority, "-no_nonce", "-digest", "0" * 64)


def altered(authority: Authority) -> Answer:
    """Its last byte is of the signature."""

    def answer(question: bytes) -> bytes:
        content = bytearray(authority.reply(question))
        content[-1] ^= 1
        return bytes(content)

    return answer


def refused(authority: Authority) -> Answer:
    return lambda _question: authority.reply(b"no question")


def failing(authority: Authority) -> Answer:
    def answer(_question: bytes) -> bytes:
        raise OSError

    return answer


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (of_another_nonce, "nonce mismatch"),
        (of_another_imprint, "message imprint mismatch"),
        (altered, "signature failure"),
        (refused, "no time stamp token"),
        (failing, "HTTP Error 500"),
        (lambda _authority: lambda _question: bytes.fromhex("300a300802010230030c01ff"), "no time stamp token"),
        (lambda _authority: lambda _question: b"<html>Bonjour</html>", "ne convient pas"),
        (lambda _authority: lambda _question: b"", "ne convient pas"),
        (lambda _authority: lambda _question: b"a" * 200_000, "trop longue"),
    ],
    ids=["nonce", "imprint", "altered", "refused", "500", "words that are no text", "page", "nothing", "endless"],
)
def test_an_answer_that_is_no_time_stamp_is_refused_in_words(
    published: None, authority: Authority, kind: Callable[[Authority], Answer], why: str
) -> None:
    authority.answer = kind(authority)
    with capture_logs() as logged, pytest.raises(CommandError, match=why) as told:
        call_command("stamp_register")
    assert str(told.value).startswith("Le registre n’est pas horodaté\u202f: ")
    assert [(line["event"], why in line["why"]) for line in logged] == [("register_not_stamped", True)]
    assert not RegisterStamp.objects.exists()
    authority.answer = None
    assert stamping.stamp_newest() == 1


def test_an_authority_that_is_slow_or_away(
    published: None, authority: Authority, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamping, "PATIENCE", 0.05)
    over = threading.Event()

    def wait(_question: bytes) -> bytes:
        over.wait(10)
        return b""

    authority.answer = wait
    with pytest.raises(stamping.StampRefused, match="ne répond pas"):
        stamping.stamp_newest()
    over.set()
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    with pytest.raises(stamping.StampRefused, match="ne répond pas"):
        stamping.stamp_newest()


def test_another_authority_than_the_one_that_is_trusted(published: None, settings: Any, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    other.found()
    settings.TIMESTAMP_ROOTS = str(other.roots)
    with pytest.raises(stamping.StampRefused, match="certificate verify error"):
        stamping.stamp_newest()


def test_without_openssl_it_is_said(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stamping.stamp_newest()
    monkeypatch.setenv("PATH", "")
    assert list(register.faults()) == [
        "Inscription 1 : son horodatage n’a pas été vérifié : le programme openssl manque."
    ]
    withdraw("2025", 1, "Erreur")
    with pytest.raises(stamping.StampRefused, match="openssl manque"):
        stamping.stamp_newest()


def test_without_an_authority_nothing_is_asked(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("stamp_register")
    assert "TIMESTAMP_URL" in capsys.readouterr().out


# What a reader verifies


@pytest.fixture
def folder(published: None, tmp_path: Path) -> Path:
    """The register of one entry, stamped."""
    stamping.stamp_newest()
    path = tmp_path / "versions/2025/1/donnees"
    path.mkdir(parents=True)
    (path / "rapport.json").write_text(Release.objects.get().document)
    (tmp_path / "registre.json").write_bytes(register.write_register(["2025.1"]))
    return tmp_path


def verified(folder: Path, *more: str | Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-I", verifier.__file__, str(folder), *map(str, more)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def rewrite(folder: Path, *, stamp: str | None = None) -> None:
    """As somebody would who has the server: another reason, sealed anew; under the stamp of before, or this one."""
    kept = json.loads((folder / "registre.json").read_text())["entries"]
    statement = verifier.write_statement(json.loads(kept[0]["statement"]) | {"reason": "Autre"})
    kept[0] |= {"statement": statement, "sha256": verifier.digest(statement.encode())}
    kept[0]["stamp"] = kept[0]["stamp"] if stamp is None else stamp
    (folder / "registre.json").write_bytes(verifier.write_register(kept))


def test_a_reader_verifies_the_stamp(folder: Path, authority: Authority) -> None:
    _entry, token = stamped_entry()
    (folder / "kept.der").write_bytes(token)
    moment = verifier.read_stamp(token)[1]
    status, lines = verified(folder, "--authority", authority.roots, "--stamp", folder / "kept.der")
    assert (status, lines[1]) == (
        0, f"Inscriptions jusqu’au numéro 1 horodatées du {moment:%Y-%m-%d %H:%M:%S} UTC.",
    )  # fmt: skip
    rewrite(folder)
    assert verified(folder)[1] == ["Inscription 1 : son horodatage n’est pas celui d’une telle inscription."]
    rewrite(folder, stamp="")
    assert verified(folder)[0] == 0
    assert verified(folder, "--stamp", folder / "kept.der")[1] == [
        "Un horodatage gardé n’est pas celui d’une telle inscription."
    ]
    assert verified(folder, "--authority", authority.roots)[1] == ["Aucune inscription n’est horodatée."]


def test_a_stamp_that_one_made_oneself_is_not_of_the_authority(
    folder: Path, authority: Authority, settings: Any, tmp_path: Path
) -> None:
    with authority_at(tmp_path / "forger") as forger:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS = forger.url, str(forger.roots)
        forged = b64encode(stamping.ask_stamp(stamped_entry()[0].sha256)).decode()
    rewritten = json.loads((folder / "registre.json").read_text())["entries"]
    rewritten[0]["stamp"] = forged
    (folder / "registre.json").write_bytes(verifier.write_register(rewritten))
    assert verified(folder)[0] == 0
    assert verified(folder, "--authority", authority.roots)[1] == [
        "Inscription 1 : son horodatage n’est pas de l’autorité donnée."
    ]
    assert verified(folder, "--authority", tmp_path / "nowhere.pem")[0] == 2


@pytest.mark.parametrize("cut", [1, 100])
def test_a_time_stamp_that_is_cut_does_not_read(published: None, cut: int) -> None:
    """Its beginning still says of which hash it is, and when."""
    stamping.stamp_newest()
    with pytest.raises(ValueError, match="it ends too early"):
        verifier.read_stamp(stamped_entry()[1][:-cut])


@pytest.mark.parametrize("token", [b"", b"\x30", b"\x30\x82", b"\x30\x80\x00\x00", b"a" * 50, bytes(50)])
def test_what_is_no_time_stamp_does_not_read_as_one(token: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        verifier.read_stamp(token)
