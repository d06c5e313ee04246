"""Time stamps of the register (RFC 3161): an authority says when it saw the newest entry, and with it those before.

Asked after a publication, never in it: an authority that is away delays nothing. OpenSSL writes the question and judges
the answer, as whoever verifies the register will.
"""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64encode
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.translation import gettext as _

from strategy_monitor.releases import verifier
from strategy_monitor.releases.models import RegisterEntry, RegisterStamp

PATIENCE = 20.0
"""Seconds for an authority to say something."""
LONGEST_ANSWER = 100_000
"""Bytes."""


class StampRefused(Exception):
    """There is no time stamp: why, in French."""


def find_unstamped() -> RegisterEntry | None:
    """The newest entry, where no authority has stamped it."""
    newest = RegisterEntry.objects.order_by("number").select_related("stamped").last()
    return None if newest is None or hasattr(newest, "stamped") else newest


def stamp_newest() -> int | None:
    """Number of the entry that was stamped; None where the newest one is already. Raises StampRefused."""
    entry = find_unstamped()
    if entry is None:
        return None
    token = b64encode(ask_stamp(entry.sha256)).decode()
    RegisterStamp.objects.get_or_create(entry=entry, defaults={"token": token})
    return entry.number


def ask_stamp(sha256: str) -> bytes:
    """The time stamp of a hash, DER: of the authority that is set, for this very question. Raises StampRefused."""
    if shutil.which("openssl") is None:
        raise StampRefused(_("le programme openssl manque sur cette machine"))
    with TemporaryDirectory() as folder:
        query, answer, token = (Path(folder, name) for name in ("query", "answer", "token"))
        run_openssl("-query", "-sha256", "-digest", sha256, "-cert", "-out", query)
        answer.write_bytes(send_query(query.read_bytes()))
        run_openssl("-verify", "-queryfile", query, "-in", answer, "-CAfile", settings.TIMESTAMP_ROOTS)
        run_openssl("-reply", "-in", answer, "-token_out", "-out", token)
        stamp = token.read_bytes()
    if fault := verifier.stamp_fault(stamp, {sha256}, Path(settings.TIMESTAMP_ROOTS)):
        raise StampRefused(_("l’horodatage reçu %(fault)s") % {"fault": fault})
    return stamp


def send_query(query: bytes) -> bytes:
    request = Request(settings.TIMESTAMP_URL, query, {"Content-Type": "application/timestamp-query"})  # noqa: S310 - http
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as settings.py has it
            content: bytes = answer.read(LONGEST_ANSWER + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise StampRefused(_("l’autorité ne répond pas (%(why)s)") % {"why": error}) from error
    if len(content) > LONGEST_ANSWER:
        raise StampRefused(_("la réponse de l’autorité est trop longue"))
    return content


def run_openssl(*arguments: str | Path) -> None:
    command = ["openssl", "ts", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - of our own words and paths
    if done.returncode:
        raise StampRefused(
            _("la réponse de l’autorité ne convient pas (%(why)s)")
            % {"why": read_reason(done.stderr.decode(errors="replace"))}
        )


def read_reason(said: str) -> str:
    """What OpenSSL says last: « …:error:code:library:function:reason:file:line:more »."""
    faults = [line.split(":") for line in said.splitlines() if line.count(":") > 6]
    return faults[-1][5] if faults else said.strip()
