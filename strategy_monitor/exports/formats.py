"""Every file in which the report, an axis or an indicator is taken away, in one table.

Routes, links, the page of the data, the archive, the catalogues for machines and the tests are read from it: a new
format is an entry here, and what writes it. What a file means in French stands with it. The documents to print are
set by a room above this one, which has a writer for each that is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from strategy_monitor.exports import bundle, citing, csvw, datapackage, extract
from strategy_monitor.exports.addresses import FOLDERS, FileSubject, name_of_file
from strategy_monitor.exports.bundle import ArchivePart
from strategy_monitor.exports.delimited import as_csv, as_file, as_tableur
from strategy_monitor.exports.llms import as_llms_txt
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.sdmx import as_sdmx_csv
from strategy_monitor.exports.sdmx_structure import as_structure
from strategy_monitor.exports.tables.columns import Table
from strategy_monitor.exports.tables.every import FIGURES, LISTED, OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.workbook import as_xlsx
from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.report import canonical
from strategy_monitor.report.document import Indicator

CSV: Final = "text/csv; charset=utf-8; header=present"
SCHEMA: Final = "application/schema+json"
OFFICE: Final = "application/vnd.openxmlformats-officedocument"

Use = Literal["data", "tables", "programs", "citation", "print"]
"""What a file is for: to count with, to count with beside the observations, to describe another, to quote, to read."""


@dataclass(frozen=True)
class Listing:
    """How the page of the data offers a file of the whole report."""

    title: object
    meaning: object
    rank: int
    """What most readers open comes first."""
    for_people: bool = False
    """True for what a person opens; the rest is for programs, and folded."""


@dataclass(frozen=True)
class Offer:
    """What a format is for one subject."""

    catalogued: str = ""
    """What catalogues for machines call it; empty: they do not list it."""
    standard: str = ""
    """What it conforms to, beyond its media type: the name of one of our addresses, or an address elsewhere."""
    described_by: str = ""
    """The name of the address of what describes it for programs; empty: nothing does."""


@dataclass(frozen=True)
class Format:
    code: str
    """With its subject, the name of its address: « report_csv », « axis_csv »."""
    use: Use
    suffix: str
    """After the name of what it is about: « .tableur.csv »."""
    content_type: str
    offers: Mapping[FileSubject, Offer]
    """What it can be taken of."""
    write: Callable[[Scope], bytes | str] | None = None
    """None for what is set to be printed: see `documents.formats`."""
    link: object = ""
    """How a list of formats names it."""
    listing: Listing | None = None
    archived: Mapping[FileSubject, str] = field(default_factory=dict)
    """In whose archives it is, and what their read-me says of it."""
    file_type: str = ""
    """Code in the European table of file types."""
    shown: bool = False
    """True where a browser shows it; else it saves it."""
    stem: str = ""
    """What it is called, where not after what it is about."""
    asks_whole: bool = False
    """True where what stands in that of an axis follows from the whole report: a note stands in one of them."""
    at_root: bool = False
    """True where that of the whole report stands at the root of the site, not among the data."""
    annotated: bool = False
    """Of what is set to be printed: with our notes, every value and what is missing."""
    saved_as: str = ""
    """What it is called once taken away, where that says no release."""

    @property
    def media_type(self) -> str:
        """As IANA registers it."""
        return self.content_type.partition(";")[0]

    def name(self, subject: FileSubject) -> str:
        """Of its address."""
        return name_of_file(subject, self.code)

    def write_bytes(self, scope: Scope) -> bytes:
        """The file. Only for what has its writer here."""
        assert self.write is not None, self.code
        content = self.write(scope)
        return content.encode() if isinstance(content, str) else content

    def route(self, subject: FileSubject) -> str:
        """Below the mount: « axes/<axis:number>.csv »."""
        folder, stem = FOLDERS[subject]
        return f"{'' if self.at_root and subject == 'report' else folder}{self.stem or stem}{self.suffix}"

    def file_name(self, publication: Publication, name: str) -> str:
        """Once taken away, it says of which strategy and release it is: « strategie-2025-1-rapport.csv ».

        `name`: of what it is about, « rapport », « axe-2 ».
        """
        return self.saved_as or f"{publication.file_stem(self.stem or name)}{self.suffix}"


def document(scope: Scope) -> bytes:
    """The canonical text: of a release, byte for byte; of the working copy, what would be published. For an axis or an
    indicator, that part of it."""
    if scope.axis or scope.indicator:
        return extract.as_json(scope)
    publication = scope.publication
    return (load.text_of(publication.head) if publication.head else canonical.dump(publication.report)).encode()


def archive(scope: Scope, written: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """`written`: code of a format → its file of this scope, which then needs not be written again."""
    return bundle.as_zip(scope, tuple(archive_parts(scope, written)))


def archive_parts(scope: Scope, written: Mapping[str, bytes]) -> Iterator[ArchivePart]:
    """The files of the archive of this scope."""
    for form in FORMATS:
        meaning = form.archived.get(scope.subject)
        if meaning and form.write:
            content = written[form.code] if form.code in written else form.write_bytes(scope)
            yield ArchivePart(f"{form.stem or scope.name}{form.suffix}", content, meaning)


def in_archives(meaning: str) -> dict[FileSubject, str]:
    """Of the whole report and of an axis, told by the same words."""
    return {"report": meaning, "axis": meaning}


def citation_writer(write: Callable[[Publication, Indicator | None], str]) -> Callable[[Scope], str]:
    return lambda scope: write(scope.publication, scope.indicator)


def of_table(table: Table, rank: int) -> Format:
    """The tables beside the observations; their words are those of the dictionary."""
    return Format(
        code=table.name,
        use="tables",
        suffix=".csv",
        content_type=CSV,
        offers={"report": Offer(described_by="report_csvw")},
        write=lambda scope: as_file(table, scope),
        listing=Listing(table.title, french.typeset(table.meaning), rank),
        archived=in_archives(french.typeset(table.meaning)),
        stem=table.name,
    )


TEN_COLUMNS: Final = Format(
    code=FIGURES.name,
    use="data",
    suffix=".csv",
    content_type=CSV,
    offers={"report": Offer("CSV : les chiffres, en dix colonnes, pour un tableur", described_by="report_csvw")},
    write=lambda scope: as_file(FIGURES, scope),
    link=_("CSV de dix colonnes"),
    listing=Listing(
        _("Les chiffres en CSV, dix colonnes"),
        _("À ouvrir d’un double clic dans un tableur : une valeur par ligne, en chiffre et en mots, avec sa source."),
        2,
        for_people=True,
    ),
    archived=in_archives("les chiffres en dix colonnes, à ouvrir dans un tableur : le premier fichier à lire."),
    file_type="CSV",
    stem=FIGURES.name,
)

SHARED: Final = (
    Format(
        code="csv",
        use="data",
        suffix=".csv",
        content_type=CSV,
        offers={
            "report": Offer("CSV : les valeurs, une par ligne", "http://www.w3.org/ns/csvw", "report_csvw"),
            "axis": Offer(),
            "indicator": Offer("CSV : les valeurs, une par ligne"),
        },
        write=lambda scope: as_csv(OBSERVATIONS, scope),
        link=_("CSV"),
        listing=Listing(
            _("CSV"), _("Les valeurs, une par ligne, pour un programme : virgule, point décimal, codes stables."), 4
        ),
        archived=in_archives("les valeurs, une par ligne : virgule, UTF-8, point décimal, codes."),
        file_type="CSV",
    ),
    Format(
        code="tableur",
        use="data",
        suffix=".tableur.csv",
        content_type=CSV,
        offers={
            "report": Offer("CSV pour un tableur en français : les valeurs"),
            "axis": Offer(),
            "indicator": Offer("CSV pour un tableur en français : les valeurs"),
        },
        write=lambda scope: as_tableur(OBSERVATIONS, scope),
        link=_("tableur"),
        listing=Listing(
            _("CSV pour un tableur"),
            _("Les valeurs, à ouvrir d’un double clic : point-virgule, virgule décimale, mots français."),
            3,
        ),
        archived=in_archives(
            "les valeurs pour un tableur en français : point-virgule, virgule décimale, mots français."
        ),
        file_type="CSV",
    ),
    Format(
        code="xlsx",
        use="data",
        suffix=".xlsx",
        content_type=f"{OFFICE}.spreadsheetml.sheet",
        offers={
            "report": Offer("XLSX : valeurs, indicateurs, mesures, notes, sources, dictionnaire"),
            "axis": Offer(),
            "indicator": Offer("XLSX : valeurs, notes, sources, dictionnaire"),
        },
        write=as_xlsx,
        asks_whole=True,
        link=_("XLSX"),
        listing=Listing(
            _("Classeur XLSX"),
            _(
                "Pour lire, calculer et imprimer : chiffres, valeurs, indicateurs, mesures, références, notes, "
                "sources, dictionnaire."
            ),
            1,
            for_people=True,
        ),
        archived=in_archives(
            "un classeur : lisez-moi, chiffres, valeurs, indicateurs, mesures, références, notes, sources, "
            "dictionnaire."
        ),
        file_type="XLSX",
    ),
    Format(
        code="json",
        use="data",
        suffix=".json",
        content_type="application/json",
        offers={
            "report": Offer("JSON : le document publié, entier", "report_schema", "report_schema"),
            "axis": Offer(described_by="report_axis_schema"),
            "indicator": Offer(
                "JSON : l’indicateur et ses valeurs", "report_indicator_schema", "report_indicator_schema"
            ),
        },
        write=document,
        link=_("JSON"),
        listing=Listing(
            _("JSON"),
            _("Le document publié lui-même, dont tout le reste est tiré : clés triées, nombres et non textes."),
            5,
        ),
        archived={
            "report": "le document publié, dont tout le reste est tiré.",
            "axis": "l’axe, ses actions, ses mesures et ses indicateurs, tirés du document publié.",
        },
        file_type="JSON",
        shown=True,
    ),
)

OF_REPORT: Final = (
    Format(
        code="csvw",
        use="programs",
        suffix=".csv-metadata.json",
        content_type="application/csvm+json",
        offers={"report": Offer()},
        write=csvw.metadata,
        listing=Listing(
            _("Description des CSV"),
            _("CSV on the Web, du W3C : noms, types et clés des colonnes de chaque table."),
            2,
        ),
        archived={"report": "ce que contiennent les fichiers CSV, pour les programmes (W3C, CSV on the Web)."},
        shown=True,
    ),
    Format(
        code="datapackage",
        use="programs",
        suffix=".json",
        content_type="application/json",
        offers={"report": Offer(standard="https://datapackage.org/profiles/2.0/datapackage.json")},
        write=datapackage.package,
        listing=Listing(
            _("Paquet de données"),
            _("Data Package 2.0, de Frictionless Data : les mêmes tables, leurs champs, leurs types et leurs codes."),
            3,
        ),
        archived={"report": "les mêmes tables, pour les outils de Frictionless Data (Data Package 2.0)."},
        shown=True,
        stem="datapackage",
        saved_as="datapackage.json",
    ),
    Format(
        code="sdmx",
        use="data",
        suffix=".sdmx.csv",
        content_type="application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
        offers={"report": Offer("SDMX-CSV : les valeurs", "https://sdmx.org/", "report_structure")},
        write=as_sdmx_csv,
        link=_("SDMX-CSV"),
        listing=Listing(_("SDMX-CSV"), _("Les valeurs pour les services de statistique, en SDMX-CSV 2.0."), 6),
        archived={"report": "les valeurs en SDMX-CSV 2.0, pour les services de statistique."},
        file_type="CSV",
    ),
    Format(
        code="structure",
        use="programs",
        suffix=".sdmx.xml",
        content_type="application/vnd.sdmx.structure+xml; version=3.0.0",
        offers={"report": Offer()},
        write=as_structure,
        listing=Listing(
            _("Structure SDMX"), _("SDMX-ML 3.0 : dimensions, attributs et listes de codes du fichier SDMX-CSV."), 4
        ),
        archived={"report": "la structure du fichier SDMX (SDMX-ML 3.0)."},
        shown=True,
        stem="structure",
    ),
    Format(
        code="schema",
        use="programs",
        suffix=".json",
        content_type=SCHEMA,
        offers={"report": Offer()},
        write=lambda scope: extract.report_schema(scope.publication.schema_version),
        listing=Listing(
            _("Schéma du document"),
            _("JSON Schema 2020-12 : ce que chaque champ du document veut dire, et ce qu’il peut contenir."),
            1,
        ),
        archived={"report": "le schéma du document (JSON Schema 2020-12)."},
        shown=True,
        stem="schema",
        saved_as="rapport.schema.json",
    ),
    Format(
        code="axis_schema",
        use="programs",
        suffix=".json",
        content_type=SCHEMA,
        offers={"report": Offer()},
        write=lambda _scope: extract.schema(extract.AxisExtract),
        shown=True,
        stem="schema-axe",
        saved_as="axe.schema.json",
    ),
    Format(
        code="indicator_schema",
        use="programs",
        suffix=".json",
        content_type=SCHEMA,
        offers={"report": Offer()},
        write=lambda _scope: extract.schema(extract.IndicatorExtract),
        shown=True,
        stem="schema-indicateur",
        saved_as="indicateur.schema.json",
    ),
    Format(
        code="llms",
        use="programs",
        suffix=".txt",
        content_type="text/plain; charset=utf-8",
        offers={"report": Offer()},
        write=as_llms_txt,
        listing=Listing(
            _("Une phrase par indicateur"),
            _("llms.txt : chaque indicateur en une phrase à citer, avec son adresse, sa version et la licence."),
            5,
        ),
        archived={"report": "chaque indicateur en une phrase à citer, avec son adresse."},
        shown=True,
        stem="llms",
        at_root=True,
    ),
    Format(
        code="zip",
        use="data",
        suffix=".zip",
        content_type="application/zip",
        offers={"report": Offer("ZIP : tous les fichiers de données"), "axis": Offer()},
        write=archive,
        asks_whole=True,
        link=_("ZIP"),
        listing=Listing(
            _("Tout, en une archive ZIP"),
            _("Les fichiers de données du rapport entier, un lisez-moi, la licence, et l’empreinte de chaque fichier."),
            3,
            for_people=True,
        ),
        file_type="ZIP",
    ),
)

CITATIONS: Final = tuple(
    Format(
        code=code,
        use="citation",
        suffix=suffix,
        content_type=content_type,
        offers={"report": Offer(), "indicator": Offer()},
        write=citation_writer(write),
        link=link,
        shown=True,
        at_root=True,
    )
    for code, suffix, content_type, write, link in (
        ("bibtex", ".bib", "application/x-bibtex; charset=utf-8", citing.bibtex, _("BibTeX")),
        ("ris", ".ris", "application/x-research-info-systems; charset=utf-8", citing.ris, _("RIS")),
        ("citation", ".txt", "text/plain; charset=utf-8", citing.text, _("texte")),
    )
)

PARTS_IN_PRINT: Final[Mapping[FileSubject, Offer]] = {"axis": Offer(), "volume": Offer()}

PRINTED: Final = (
    Format(
        code="pdf",
        use="print",
        suffix=".pdf",
        content_type="application/pdf",
        offers={
            "report": Offer("PDF : le rapport à lire et à imprimer"),
            "axis": Offer(),
            "volume": Offer(),
            "summary": Offer(),
        },
        link=_("PDF"),
        listing=Listing(
            _("Le rapport en PDF"), _("À lire et à imprimer, tel que l’autorité le signe."), 1, for_people=True
        ),
        file_type="PDF",
        at_root=True,
    ),
    Format(
        code="docx",
        use="print",
        suffix=".docx",
        content_type=f"{OFFICE}.wordprocessingml.document",
        offers={
            "report": Offer("DOCX : le rapport à reprendre"),
            "axis": Offer(),
            "volume": Offer(),
            "summary": Offer(),
        },
        link=_("Word"),
        listing=Listing(_("Le rapport en Word"), _("Le même, à reprendre."), 2, for_people=True),
        file_type="DOCX",
        at_root=True,
    ),
    Format(
        code="annotated_pdf",
        use="print",
        suffix="-annote.pdf",
        content_type="application/pdf",
        offers={"report": Offer("PDF : l’édition annotée du rapport"), **PARTS_IN_PRINT},
        link=_("PDF annoté"),
        listing=Listing(
            _("L’édition annotée en PDF"),
            _("Avec toutes les valeurs, leur provenance, et toutes les notes."),
            3,
            for_people=True,
        ),
        file_type="PDF",
        at_root=True,
        annotated=True,
    ),
    Format(
        code="annotated_docx",
        use="print",
        suffix="-annote.docx",
        content_type=f"{OFFICE}.wordprocessingml.document",
        offers={"report": Offer("DOCX : l’édition annotée du rapport"), **PARTS_IN_PRINT},
        link=_("Word annoté"),
        listing=Listing(_("L’édition annotée en Word"), _("La même, à reprendre."), 4, for_people=True),
        file_type="DOCX",
        at_root=True,
        annotated=True,
    ),
)

FORMATS: Final = (
    TEN_COLUMNS,
    *SHARED,
    *(of_table(table, rank) for rank, table in enumerate(LISTED)),
    *OF_REPORT,
    *CITATIONS,
    *PRINTED,
)
"""In the order of lists of links and of the archive."""
PLACES: Final = {form.name(subject): (form, subject) for form in FORMATS for subject in form.offers}
"""The name of an address → the format that stands there, and what it is of."""


def formats_of(subject: FileSubject, use: Use) -> list[Format]:
    return [form for form in FORMATS if subject in form.offers and form.use == use]


def listed_formats(use: Use, for_people: bool = False) -> list[tuple[Format, Listing]]:
    """Those of the whole report that the page of the data offers to people, or to programs, in its order."""
    listed = [(form, form.listing) for form in FORMATS if form.listing and form.use == use]
    known = [(form, listing) for form, listing in listed if listing.for_people == for_people]
    return sorted(known, key=lambda one: one[1].rank)


def catalogued_formats(subject: FileSubject) -> list[Format]:
    """Those that catalogues for machines list: first the document, which the others are made from."""
    known = [form for form in FORMATS if subject in form.offers and form.offers[subject].catalogued]
    return sorted(known, key=lambda form: form.code != "json")
