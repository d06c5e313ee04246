"""The files of the whole report, as the page of the data offers them: what each is for, and what it weighs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from strategy_monitor.exports.bundle import Parts
from strategy_monitor.exports.tables.every import LISTED
from strategy_monitor.language import french


@dataclass(frozen=True)
class Offer:
    name: str
    """Of its address."""
    title: object
    use: object
    kilobytes: int


ARCHIVE = _("Les fichiers de données du rapport entier, un lisez-moi, la licence, et l’empreinte de chaque fichier.")
WORKBOOK = _(
    "Pour lire et calculer : lisez-moi, relevés, indicateurs, mesures, références, notes, sources, dictionnaire."
)
TABLEUR = _("Les relevés, à ouvrir d’un double clic : point-virgule, virgule décimale, mots français.")
CSV = _("Les relevés, un par ligne, pour un programme : virgule, point décimal, codes stables.")
DOCUMENT = _("Le document publié lui-même, dont tout le reste est tiré : clés triées, nombres et non textes.")
SDMX = _("Les relevés pour les services de statistique, en SDMX-CSV 2.0.")

DATA = (
    ("report_xlsx", "rapport.xlsx", _("Classeur XLSX"), WORKBOOK),
    ("report_tableur", "rapport.tableur.csv", _("CSV pour un tableur"), TABLEUR),
    ("report_csv", "rapport.csv", _("CSV"), CSV),
    ("document", "rapport.json", _("JSON"), DOCUMENT),
    ("report_sdmx", "rapport.sdmx.csv", _("SDMX-CSV"), SDMX),
)

SCHEMA = _("JSON Schema 2020-12 : ce que chaque champ du document veut dire, et ce qu’il peut contenir.")
METADATA = _("CSV on the Web, du W3C : noms, types et clés des colonnes de chaque table.")
STRUCTURE = _("SDMX-ML 3.0 : dimensions, attributs et listes de codes du fichier SDMX-CSV.")

PROGRAMS = (
    ("schema", "schema.json", _("Schéma du document"), SCHEMA),
    ("report_csvw", "rapport.csv-metadata.json", _("Description des CSV"), METADATA),
    ("structure_sdmx", "structure.sdmx.xml", _("Structure SDMX"), STRUCTURE),
)


def archive(content: bytes) -> Offer:
    return Offer("report_zip", _("Tout, en une archive ZIP"), ARCHIVE, kilobytes(content))


def offered(kept: tuple[tuple[str, str, object, object], ...], parts: Parts) -> list[Offer]:
    return [Offer(name, title, use, kilobytes(parts[file])) for name, file, title, use in kept]


def tables(parts: Parts) -> list[Offer]:
    """The tables beside the observations; their words are those of the dictionary."""
    return [
        Offer(f"{table.name}_csv", table.title, french.typeset(table.meaning), kilobytes(parts[f"{table.name}.csv"]))
        for table in LISTED
    ]


def kilobytes(content: bytes) -> int:
    """Thousands of bytes, rounded up."""
    return -(-len(content) // 1000)
