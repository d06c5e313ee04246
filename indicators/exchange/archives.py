"""What is inside a zip, looked at before anything trusts it: bombs, macros, links, and what is no .xlsx at all."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from indicators.exchange.limits import MOST_PARTS, MOST_TIMES, MOST_UNZIPPED
from indicators.exchange.sheets import UnreadableSheet

CHUNK = 64 * 1024
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ENCRYPTED = 0x1


def is_zip(content: bytes) -> bool:
    return content.startswith(b"PK")


def refuse_unsafe_archive(content: bytes) -> None:
    """Raises Unreadable for what must not be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_directory(archive.infolist(), len(content))
            check_kind(archive)
            check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise UnreadableSheet(
            _("Ce classeur est abîmé ou incomplet : l’enregistrer à nouveau, puis recommencer.")
        ) from error


def check_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    """What the zip says of itself, before a byte is unzipped."""
    total = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or total > min(MOST_UNZIPPED, MOST_TIMES * size):
        raise UnreadableSheet(
            _("Ce classeur devient démesuré une fois ouvert. En copier les valeurs dans un fichier exporté d’ici.")
        )
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableSheet(_("Ce fichier est protégé par un mot de passe : l’enregistrer sans mot de passe."))
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        raise UnreadableSheet(_("Ce classeur est mal construit : l’enregistrer à nouveau, puis recommencer."))


def check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names:
        raise UnreadableSheet(
            _("Ceci est un fichier OpenDocument (.ods). L’enregistrer au format Excel (.xlsx) ou CSV.")
        )
    if "xl/workbook.bin" in names:
        raise UnreadableSheet(_("Ceci est un classeur binaire (.xlsb). L’enregistrer au format Excel (.xlsx)."))
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableSheet(_("Ceci n’est pas un classeur Excel (.xlsx)."))
    macros = b"macroEnabled" in archive.read("[Content_Types].xml")
    if macros or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableSheet(_("Ce classeur contient des macros. L’enregistrer sans elles, au format Excel (.xlsx)."))
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise UnreadableSheet(_("Ce classeur est lié à d’autres fichiers. Copier les valeurs, sans les liens."))
    if b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml"):
        raise UnreadableSheet(
            _("Ce classeur est au format « Strict Open XML ». L’enregistrer au format Excel (.xlsx).")
        )


def check_parts(archive: zipfile.ZipFile) -> None:
    """Unzips each part once, for nothing: what the directory hid is found here."""
    total = 0
    for part in archive.infolist():
        with archive.open(part) as stream:
            tail = b""
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > MOST_UNZIPPED:
                    raise UnreadableSheet(_("Ce classeur devient démesuré une fois ouvert."))
                if DECLARATION.search((tail + chunk).replace(b"\x00", b"")):
                    raise UnreadableSheet(_("Ce classeur contient des déclarations XML qu’aucun tableur n’écrit."))
                tail = chunk[-32:]
