"""Files that must not be imported, and the beginning or heart of what each is answered.

« file »: the whole is refused when it is dropped. « row »: it is kept, and its preview says which cell, and why.
"""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any, NamedTuple

from indicators.exchange.limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS
from tests.indicators.exchange.files import HEADINGS, NEW, csv_of, place, with_parts, xlsx_of, zipped

GOOD = NEW | {"value": "5"}
SHEET = "xl__worksheets__sheet1_dot_xml"


class Bad(NamedTuple):
    name: str
    content: bytes
    said: str
    level: str


def file(name: str, content: bytes, said: str) -> Bad:
    return Bad(name, content, said, "file")


def row(name: str, said: str, *rows: dict[str, str]) -> Bad:
    return Bad(name, csv_of(*rows), said, "row")


def cell(name: str, said: str, column: str, value: Any, form: str = "") -> Bad:
    """A workbook whose one row is right, but for this cell."""

    def change(book: Any, sheet: Any) -> None:
        sheet[place(column)] = value
        if form:
            sheet[place(column)].number_format = form

    return Bad(name, xlsx_of(NEW | {"value": 5}, change=change), said, "row")


def sheets(count: int) -> bytes:
    def change(book: Any, sheet: Any) -> None:
        for number in range(count - 1):
            book.create_sheet(f"Feuille {number}")

    return xlsx_of(GOOD, change=change)


def notice_alone() -> bytes:
    """A file of ours, of which the sheet of values was deleted."""

    def change(_book: Any, sheet: Any) -> None:
        sheet.title = "Notice"

    return xlsx_of(GOOD, change=change)


def replaced(old: bytes, new: bytes) -> bytes:
    return with_parts(xlsx_of(NEW | {"value": 5}), **{SHEET: lambda part: part.replace(old, new, 1)})


def lines(*texts: str) -> bytes:
    return "\r\n".join(texts).encode() + b"\r\n"


WORKBOOK = xlsx_of(NEW | {"value": 5})
TOP = "Code de l’indicateur;Clé de la série;Période;Valeur;Texte imprimé"
START = "1.1-O1;heures;2024-2025"
DAMAGED = "abîmé ou incomplet"

FORMATS = [
    file("nothing.csv", b"", "Ce fichier est vide."),
    file("mark-alone.csv", b"\xef\xbb\xbf", "Ce fichier ne contient rien."),
    file("blank-lines.csv", b"\r\n\r\n;;;\r\n", "Ce fichier ne contient rien."),
    file("headings-alone.csv", csv_of(names=["code", "key", "period_label"]), "aucune ligne sous eux"),
    file("too-heavy.csv", b"a" * (MOST_BYTES + 1), "la limite est de 5 Mo"),
    file("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "Ceci est un fichier PDF"),
    file("photo.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "Ceci est un fichier PNG"),
    file("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "Ceci est un fichier JPEG"),
    file("letter.rtf", b"{\\rtf1\\ansi", "Ceci est un fichier RTF"),
    file("table.csv.gz", gzip.compress(csv_of(GOOD)), "Ceci est un fichier GZIP"),
    file("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "ancien classeur Excel (.xls)"),
    file(
        "secret.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protégé par un mot de passe",
    ),
    file("page.xls", b"<html><table><tr><td>Code</td></tr></table></html>", "une page web ou du XML"),
    file("table-2003.xml", b'<?xml version="1.0"?><Workbook/>', "une page web ou du XML"),
    file("data.json", b'{"code": "1.1-O1"}', "n’est pas connue"),
    file("binary.csv", bytes(range(256)), "octets nuls"),
    file("nul.csv", csv_of(GOOD).replace(b"heures", b"heu\x00res"), "octets nuls"),
    file("letters.csv", csv_of(GOOD, encoding="utf-8").replace("é".encode(), b"\x81\x8d"), "ne se lisent pas"),
    file("cut.csv", csv_of(GOOD, encoding="utf-16")[:-1], "ne se lisent pas"),
]

ZIPS = [
    file("table.ods", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument (.ods)"),
    file("table.xlsb", zipped(xl__workbook_dot_bin=b"x"), "classeur binaire (.xlsb)"),
    file("letter.docx", zipped(word__document_dot_xml=b"<w/>"), "n’est pas un classeur Excel"),
    file("files.zip", zipped(readme_dot_txt=b"hello"), "n’est pas un classeur Excel"),
    file("empty.zip", b"PK\x05\x06" + b"\x00" * 18, "n’est pas un classeur Excel"),
    file("macros.xlsm", with_parts(WORKBOOK, xl__vbaProject_dot_bin=b"x"), "contient des macros"),
    file(
        "macros-hidden.xlsx",
        with_parts(
            WORKBOOK,
            **{
                "[Content_Types]_dot_xml": lambda part: part.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            },
        ),
        "contient des macros",
    ),
    file("linked.xlsx", with_parts(WORKBOOK, xl__externalLinks__externalLink1_dot_xml=b"<x/>"), "lié à d’autres"),
    file("bomb.xlsx", with_parts(WORKBOOK, xl__media__image1_dot_bin=b"\x00" * 90_000_000), "démesuré"),
    file("many-parts.xlsx", with_parts(WORKBOOK, **{f"x__{n}": b"x" for n in range(600)}), "démesuré"),
    file(
        "entities.xlsx",
        with_parts(WORKBOOK, **{SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'}),
        "déclarations XML",
    ),
    file(
        "strict.xlsx",
        with_parts(
            WORKBOOK,
            xl__workbook_dot_xml=lambda part: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/main"
            ),
        ),
        "Strict Open XML",
    ),
    file("half.xlsx", WORKBOOK[: len(WORKBOOK) // 2], DAMAGED),
    file("one-byte.xlsx", WORKBOOK.replace(b"PK\x03\x04", b"PK\x03\x05", 1), DAMAGED),
    file("start-alone.xlsx", b"PK\x03\x04", DAMAGED),
    file("no-sheet.xlsx", with_parts(WORKBOOK, **{SHEET: None}), "ne s’appelle"),
    file("not-xml.xlsx", with_parts(WORKBOOK, **{SHEET: b"this is no XML"}), DAMAGED),
    file("open-tag.xlsx", replaced(b"</sheetData>", b""), DAMAGED),
    file("bad-number.xlsx", replaced(b"<v>5</v>", b"<v>five</v>"), DAMAGED),
    file("far-column.xlsx", replaced(b'r="A2"', b'r="ZZZZ2"'), "est mal construite"),
    file("far-row.xlsx", replaced(b'<row r="2"', b'<row r="99999999999"'), "démesurée"),
    file("no-string.xlsx", replaced(b't="n"><v>5</v>', b't="s"><v>99999</v>'), DAMAGED),
    file("notice-alone.xlsx", notice_alone(), "Aucune feuille de ce classeur ne s’appelle"),
    file("many-sheets.xlsx", sheets(MOST_SHEETS + 1), "plus de 20 feuilles"),
    file(
        "wrong-sheets.xlsx",
        xlsx_of(GOOD, title="Données", change=lambda book, sheet: book.create_sheet("Autre") and None),
        "ne s’appelle «\u202fValeurs\u202f»",
    ),
    file(
        "which-sheet.xlsx",
        xlsx_of(GOOD, title="Données", change=lambda book, sheet: book.create_sheet("Autre") and None),
        "Renommer celle qui porte les valeurs\u202f: «\u202fDonnées\u202f» ou «\u202fAutre\u202f».",
    ),
    file("empty-sheet.xlsx", xlsx_of(change=lambda book, sheet: sheet.delete_rows(1)), "ne contient rien"),
    file(
        "formula-heading.xlsx",
        xlsx_of(GOOD, change=lambda book, sheet: sheet.__setitem__("A1", '="Code"')),
        "n’est pas connue",
    ),
]

SHAPES = [
    file("unknown-column.csv", csv_of(GOOD).replace(b"Valeur", b"Valuer"), "La colonne «\u202fValuer\u202f»"),
    file("no-headings.csv", lines("1.1-O1;heures;2024-2025;5"), "(cellule A1) n’est pas connue"),
    file(
        "unknown-columns.csv",
        lines(f"{TOP};Commentaire;Périodes", f"{START};5;;vu;x"),
        "«\u202fCommentaire\u202f» (cellule F1) n’est pas connue, ni «\u202fPériodes\u202f» (G1)",
    ),
    file("title-alone.csv", lines("Chiffres 2025", "1.1-O1;heures;2024-2025;5"), "(cellule A1) n’est pas connue"),
    file("no-key.csv", lines("Code de l’indicateur;Période;Valeur", "1.1-O1;2024-2025;5"), "Clé de la série"),
    file("twice-a-column.csv", lines(f"{TOP};Valeur", f"{START};5;;6"), "Deux colonnes s’intitulent"),
    file("open-quote.csv", lines(TOP, f'{START};5;"ouvert'), "guillemet"),
    file("quote-inside.csv", lines(TOP, f'{START};5;"a"b'), "guillemet"),
    file("many-rows.csv", csv_of(*[GOOD] * (MOST_ROWS + 1)), "plus de 20\u202f000 lignes"),
    file("many-columns.csv", lines(TOP, ";".join("x" * (MOST_COLUMNS + 5))), "plus de 60 colonnes"),
    file("endless-cell.csv", lines(TOP, f"{START};5;{'x' * (LONGEST_CELL + 1)}"), "texte démesuré"),
    file("unheaded-cells.xlsx", xlsx_of(GOOD, change=lambda book, sheet: sheet.cell(1, 80, "x") and None), "colonnes"),
    file(
        "month-first.csv",
        csv_of(GOOD | {"data_date": "02/01/2025"}, GOOD | {"period_label": "2025", "data_date": "12/31/2025"}),
        "le mois avant le jour",
    ),
    Bad("shifted.csv", lines(TOP, f"{START};5;un texte; coupé"), "plus de cellules que d’intitulés", "row"),
    Bad("unfinished.csv", lines(TOP, START).rstrip(), "est coupée", "row"),
    Bad("beside.csv", lines(f"{TOP};;", f"{START};5;;;note"), "sous aucun intitulé", "row"),
]

NAMES = [
    row("no-code.csv", "elle désigne la valeur", GOOD | {"code": ""}),
    row("unknown-code.csv", "Aucun indicateur ne porte le code «\u202f9.9-O9\u202f»", GOOD | {"code": "9.9-O9"}),
    row("zero-for-o.csv", "Le plus proche\u202f: «\u202f1.1-O1\u202f»", GOOD | {"code": "1.1-01"}),
    row("cyrillic-o.csv", "est une lettre d’un autre alphabet", GOOD | {"code": "1.1-\u041e1"}),
    row("cyrillic-e.csv", "est une lettre d’un autre alphabet", GOOD | {"key": "h\u0435ures"}),
    row("unknown-series.csv", "n’a pas de série «\u202fminutes\u202f»", GOOD | {"key": "minutes"}),
    row("other-unit.csv", "L’unité de cette série est «\u202fheures\u202f»", GOOD | {"unit": "minutes"}),
    row("no-period.csv", "elle désigne la valeur", GOOD | {"period_label": ""}),
    row("endless-period.csv", "caractères", GOOD | {"period_label": "x" * 61, "period_kind": "sans date"}),
    row("twice.csv", "La ligne 2 parle déjà de cette valeur", GOOD, GOOD),
    row("twice-in-other-case.csv", "La ligne 2 parle déjà", GOOD, GOOD | {"code": "1.1-o1"}),
    row("other-dash.csv", "ne diffère que par le tiret", GOOD | {"period_label": "2023–2024"}),
    row("unknown-period.csv", "ne dit pas quel type de période", GOOD | {"period_label": "PISA 2022"}),
    row("month.csv", "«\u202f5 mars 2025\u202f»", GOOD | {"period_label": "février 2025"}),
    row("serial-period.csv", "sans doute le 1er février 2025", GOOD | {"period_label": "45689"}),
    row("no-day.csv", "ne dit pas ce jour", GOOD | {"period_label": "CLEF", "period_kind": "vague d’enquête"}),
    cell("month.xlsx", "dont il cache le jour", "period_label", dt.date(2025, 2, 1), "mmm yy"),
]

VALUES = [
    row("words.csv", "n’est pas un nombre", GOOD | {"value": "beaucoup"}),
    row("with-unit.csv", "n’est pas un nombre", GOOD | {"value": "5 heures"}),
    row("endless-number.csv", "n’est pas un nombre", GOOD | {"value": "9" * 200}),
    row("too-many-digits.csv", "15 chiffres", GOOD | {"value": "1234567890123456"}),
    row("too-precise.csv", "4 chiffres après la virgule", GOOD | {"value": "1,23456"}),
    row("pointed.csv", "se lit de deux façons", GOOD | {"value": "4.944"}),
    row("negative-count.csv", "n’est pas négatif", GOOD | {"value": "-3"}),
    row("nothing-to-say.csv", "Il faut une valeur", NEW | {"section": "2.1"}),
    row("value-and-reason.csv", "ne vont pas ensemble", GOOD | {"missing_reason": "non mesuré"}),
    row("unknown-choice.csv", "n’est pas un choix de cette colonne", GOOD | {"manner": "au jugé"}),
    row("erased-kind.csv", "ne peut pas être vide", GOOD | {"period_kind": "(vide)"}),
    row("level-6.csv", "de 0 à 5", NEW | {"level": "6", "level_basis": "lu sur l’icône"}),
    row("half-level.csv", "de 0 à 5", NEW | {"level": "2,5", "level_basis": "lu sur l’icône"}),
    row("groundless-level.csv", "dit d’où il vient", NEW | {"level": "2"}),
    row("no-such-day.csv", "n’est pas une date", GOOD | {"data_date": "322/01/2025"}),
    row("31-february.csv", "n’est pas une date", GOOD | {"data_date": "31/02/2025"}),
    row("short-year.csv", "n’est pas une date", GOOD | {"data_date": "05/03/25"}),
    row("wrong-year.csv", "L’année 2925", GOOD | {"data_date": "05/03/2925"}),
    row(
        "days-upside-down.csv",
        "dans cet ordre",
        GOOD | {"period_label": "2024", "period_start": "31/12/2024", "period_end": "01/01/2024"},
    ),
    row("range-upside-down.csv", "la basse avant la haute", GOOD | {"value_high": "3"}),
    row("since-without-cumulative.csv", "Seule une valeur cumulée", GOOD | {"cumulative_since": "01/01/2020"}),
    row("endless-state.csv", "caractères", NEW | {"state": "x" * 251}),
    cell("formula.xlsx", "La cellule K2 contient une formule", "value", "=2+3"),
    cell("error.xlsx", "affiche une erreur (#DIV/0!)", "value", "#DIV/0!"),
    cell("true.xlsx", "«\u202fvrai\u202f» ou «\u202ffaux\u202f»", "value", True),
    cell("date-for-number.xlsx", "pour une date (5 mars 2025)", "value", dt.date(2025, 3, 5)),
    cell("percent.xlsx", "est un pourcentage", "value", 0.5, "0 %"),
    cell("hour.xlsx", "porte une heure", "data_date", dt.datetime(2025, 3, 5, 12, 30)),
    cell("duration.xlsx", "une durée", "value", dt.timedelta(hours=3)),
    cell("serial.xlsx", "sans doute le 4 mars 2025", "data_date", 45720),
    cell("endless-text.xlsx", "trop long\u202f: 30\u202f000 caractères", "printed", "x" * (LONGEST_CELL + 1)),
    Bad("tiny.xlsx", replaced(b"<v>5</v>", b"<v>1e-300</v>"), "trop proche de zéro", "row"),
    Bad("infinite.xlsx", replaced(b"<v>5</v>", b"<v>1e999</v>"), "trop grand", "row"),
    Bad("huge.xlsx", replaced(b"<v>5</v>", b"<v>1e300</v>"), "trop grand", "row"),
]

ALL = [*FORMATS, *ZIPS, *SHAPES, *NAMES, *VALUES]
assert len({bad.name for bad in ALL}) == len(ALL) >= 60
assert len(HEADINGS) == 25
