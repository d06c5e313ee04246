"""Every file of open data in one ZIP, with what to know first, the licence, and the hash of each file."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from dataclasses import dataclass

from strategy_monitor.exports import readme
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french


@dataclass(frozen=True)
class ArchivePart:
    """A file of the archive."""

    name: str
    content: bytes
    meaning: str
    """What the read-me says of it."""


README, LICENCE, SUMS = "LISEZ-MOI.txt", "LICENCE.txt", "SHA256SUMS"
NEVER = dt.date(2000, 1, 1)
"""The date of the files of a working copy: no clock, so that the same copy gives the same bytes."""

SAYS = {
    LICENCE: "à quelles conditions reprendre les données.",
    SUMS: "l’empreinte de chaque fichier : les vérifier avec « sha256sum -c SHA256SUMS ».",
}


def as_zip(scope: Scope, parts: tuple[ArchivePart, ...]) -> bytes:
    """In one folder, which says of what release it is."""
    whole = {README: read_me(scope, parts).encode(), LICENCE: licence(scope).encode()}
    whole |= {part.name: part.content for part in parts}
    whole[SUMS] = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in whole.items()).encode()
    head = scope.publication.head
    day = head.day if head else NEVER
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in whole.items():
            entry = zipfile.ZipInfo(f"{scope.stem}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def read_me(scope: Scope, parts: tuple[ArchivePart, ...]) -> str:
    first, *rest = readme.sections(scope)
    meanings = {part.name: part.meaning for part in parts} | SAYS
    files = tuple(french.typeset(f"{name} : {meaning}") for name, meaning in meanings.items())
    guards = readme.ReadmeSection(
        "Le texte dans les fichiers CSV", tuple(french.typeset(line) for line in readme.FORMULAS)
    )
    return readme.as_text((first, readme.ReadmeSection("Les fichiers", files), *rest, guards))


def licence(scope: Scope) -> str:
    return "".join(f"{french.typeset(line)}\n" for line in readme.terms(scope))
