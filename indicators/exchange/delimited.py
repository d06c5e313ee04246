"""A CSV → lines, whatever program wrote it: « ; », « , » or tabs; UTF-8, UTF-16 or cp1252."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from indicators.exchange.cells import alike
from indicators.exchange.columns import BY_HEADING, MOST_ABOVE, is_heading_row
from indicators.exchange.limits import LONGEST_CELL, MOST_COLUMNS
from indicators.exchange.sheets import Sheet, SheetLine, UnreadableSheet
from strategy_monitor.language.formulas import SIGN, SKIPPED

DELIMITERS = ";\t,"
FORMULA = rf"(?:{SKIPPED})*(?:{SIGN}|[\t\r])"
"""How a text begins that a spreadsheet would work out."""
NEUTRAL = re.compile(rf"'+{FORMULA}")
"""A text that a spreadsheet would run as a formula: written with one apostrophe more (see `writing`)."""
HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""What Excel writes, and hides, above the headings."""

KNOWN = (
    (b"\xd0\xcf\x11\xe0", None),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
)
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_sheet(content: bytes) -> Sheet:
    """Raises Unreadable, at once or on the way."""
    return Sheet(read_delimited_lines(content))


def read_delimited_lines(content: bytes) -> Iterator[SheetLine]:
    refuse_other_formats(content)
    text = decode_text(content)
    if hint := HINT.match(text):
        text = text[hint.end() :]
    skipped = 1 if hint else 0
    delimiter = guess_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    whole = text.endswith(("\n", "\r"))
    try:
        yield from number_records(reader, skipped, text.count("\n") if not whole else -1)
    except csv.Error as error:
        raise UnreadableSheet(
            _("La ligne %(number)d ne se lit pas : un guillemet n’y est pas fermé, ou l’est mal.")
            % {"number": reader.line_num + skipped}
        ) from error


def number_records(reader: Iterator[list[str]], skipped: int, unfinished: int) -> Iterator[SheetLine]:
    """The records as a spreadsheet numbers them: one row each, whatever line ends their texts hold."""
    width, headed = 0, False
    for number, record in enumerate(reader, 1 + skipped):
        if any(len(cell) > LONGEST_CELL for cell in record):
            raise UnreadableSheet(_("La ligne %(number)d contient un texte démesuré.") % {"number": number})
        while len(record) > MOST_COLUMNS and not record[-1]:
            record.pop()
        if len(record) > MOST_COLUMNS:
            raise UnreadableSheet(_("Ce fichier a plus de %(most)d colonnes.") % {"most": MOST_COLUMNS})
        if not headed and is_heading_row(record):
            width, headed = len(record), True
        width = width or (len(record) if any(record) else 0)
        last = unfinished >= 0 and reader.line_num > unfinished  # type: ignore[attr-defined]
        yield SheetLine(number, [without_apostrophe(cell) for cell in record], explain_ragged(record, width, last))


def explain_ragged(record: list[str], width: int, last: bool) -> str:
    """Why the cells of this record cannot be told apart, if they cannot. Excel leaves out empty cells at the end."""
    if not any(record):
        return ""
    if len(record) > width:
        return _("Cette ligne a plus de cellules que d’intitulés : un texte contient sans doute le séparateur.")
    if last and len(record) < width:
        return _("Cette ligne, la dernière, est coupée : le fichier est sans doute incomplet.")
    return ""


def without_apostrophe(cell: str) -> str:
    """The text before `writing` kept spreadsheets from running it."""
    return cell[1:] if NEUTRAL.match(cell) else cell


def refuse_other_formats(content: bytes) -> None:
    for start, name in KNOWN:
        if content.startswith(start):
            raise UnreadableSheet(
                old_excel(content)
                if name is None
                else _("Ceci est un fichier %(name)s : un classeur Excel (.xlsx) ou un CSV est attendu.")
                % {"name": name}
            )
    beginning = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise UnreadableSheet(
            _("Ceci est une page web ou du XML. L’ouvrir, puis l’enregistrer au format Excel (.xlsx).")
        )


def old_excel(content: bytes) -> str:
    if ENCRYPTED_PACKAGE in content:
        return _("Ce classeur est protégé par un mot de passe : l’enregistrer sans mot de passe.")
    return _("Ceci est un ancien classeur Excel (.xls). L’enregistrer au format Excel (.xlsx) ou CSV.")


def decode_text(content: bytes) -> str:
    """The text, from the mark it begins with; else UTF-8; else cp1252, in which French Excel writes."""
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf_16 and b"\x00" in content:
        raise UnreadableSheet(no_text())
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise UnreadableSheet(no_text())
        return text
    raise UnreadableSheet(_("Les lettres accentuées de ce CSV ne se lisent pas : l’enregistrer en UTF-8."))


def no_text() -> str:
    return _("Ceci n’est ni un classeur Excel (.xlsx) ni un CSV : il contient des octets nuls.")


def guess_delimiter(text: str) -> str:
    """The separator under which most headings are known."""
    lines = [line for line in text[:20_000].splitlines() if line.strip(f'"{DELIMITERS} ')][: MOST_ABOVE + 1]

    def count_known(delimiter: str) -> int:
        """Headings that are known in the line that has most."""
        return max(
            (sum(alike(part.strip('"')) in BY_HEADING for part in one.split(delimiter)) for one in lines), default=0
        )

    return max(DELIMITERS, key=count_known)
