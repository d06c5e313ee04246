"""Every file of open data in one ZIP, with what to know first, the licence, and the hash of each file."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterator

from strategy_monitor.exports import csvw, extract, readme
from strategy_monitor.exports.delimited import as_csv, as_tableur
from strategy_monitor.exports.sdmx import as_sdmx_csv
from strategy_monitor.exports.sdmx_structure import as_structure
from strategy_monitor.exports.tables.every import LISTED, OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.workbook import as_xlsx
from strategy_monitor.language import french

Parts = dict[str, bytes]
"""Name of a file → its content."""

README, LICENCE, SUMS = "LISEZ-MOI.txt", "LICENCE.txt", "SHA256SUMS"
NEVER = dt.date(2000, 1, 1)
"""The date of the files of a working copy: no clock, so that the same copy gives the same bytes."""

SAYS = {
    ".tableur.csv": "les relevés pour un tableur en français : point-virgule, virgule décimale, mots français.",
    ".sdmx.csv": "les relevés en SDMX-CSV 2.0, pour les services de statistique.",
    ".csv-metadata.json": "ce que contiennent les fichiers CSV, pour les programmes (W3C, CSV on the Web).",
    ".csv": "les relevés, un par ligne : virgule, UTF-8, point décimal, codes.",
    ".xlsx": "un classeur : lisez-moi, relevés, indicateurs, notes, sources, dictionnaire.",
    ".json": "l’axe, ses actions, ses mesures et ses indicateurs, tirés du document publié.",
}
OTHERS = {
    "rapport.json": "le document publié, dont tout le reste est tiré.",
    "schema.json": "le schéma du document (JSON Schema 2020-12).",
    "structure.sdmx.xml": "la structure du fichier SDMX (SDMX-ML 3.0).",
    LICENCE: "à quelles conditions reprendre les données.",
    SUMS: "l’empreinte de chaque fichier : les vérifier avec « sha256sum -c SHA256SUMS ».",
    **{f"{table.name}.csv": french.typeset(table.meaning) for table in LISTED},
}


def parts(scope: Scope, document: bytes) -> Parts:
    """The files of data of the whole report, or of an axis. `document` is the JSON, as it is published."""
    found = {
        f"{scope.name}.csv": as_csv(OBSERVATIONS, scope),
        f"{scope.name}.tableur.csv": as_tableur(OBSERVATIONS, scope),
        f"{scope.name}.xlsx": as_xlsx(scope),
        f"{scope.name}.json": document,
        **{f"{table.name}.csv": as_csv(table, scope) for table in LISTED},
    }
    return found if scope.axis else found | of_report(scope)


def of_report(scope: Scope) -> Parts:
    """What only the whole report comes with."""
    return {
        "rapport.csv-metadata.json": csvw.metadata(scope),
        "rapport.sdmx.csv": as_sdmx_csv(scope),
        "structure.sdmx.xml": as_structure(scope),
        "schema.json": extract.report_schema(scope.publication.schema_version).encode(),
    }


def as_zip(scope: Scope, found: Parts) -> bytes:
    """In one folder, which says of what release it is."""
    whole = {README: presented(scope, found).encode(), LICENCE: licence(scope).encode()} | found
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


def presented(scope: Scope, found: Parts) -> str:
    first, *rest = readme.sections(scope)
    files = readme.Section("Les fichiers", tuple(french.typeset(line) for line in listed((*found, LICENCE, SUMS))))
    written = readme.Section("Le texte dans les fichiers CSV", tuple(french.typeset(line) for line in readme.FORMULAS))
    return readme.as_text((first, files, *rest, written))


def listed(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        says = OTHERS.get(name) or next(text for suffix, text in SAYS.items() if name.endswith(suffix))
        yield f"{name} : {says}"


def licence(scope: Scope) -> str:
    return "".join(f"{french.typeset(line)}\n" for line in readme.terms(scope))
