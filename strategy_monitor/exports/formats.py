"""The files in which a release can be taken away, as a catalogue of data tells them to a machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """`name` is that of its address."""

    name: str
    title: str
    media_type: str
    """As IANA registers it."""
    file_type: str
    """Code in the European table of file types."""
    standard: str = ""
    """What it conforms to, beyond its media type: the name of one of our addresses, or an address elsewhere."""
    arguments: tuple[str, ...] = ()
    """Of its address, after the code of the indicator if any."""


XLSX: Final = f"{OFFICE}.spreadsheetml.sheet"
DOCX: Final = f"{OFFICE}.wordprocessingml.document"

WHOLE: Final = (
    Format("document", "JSON : le document publié, entier", "application/json", "JSON", "schema"),
    Format("report_csv", "CSV : les relevés, un par ligne", "text/csv", "CSV", "http://www.w3.org/ns/csvw"),
    Format("report_tableur", "CSV pour un tableur en français : les relevés", "text/csv", "CSV"),
    Format("report_xlsx", "XLSX : relevés, indicateurs, mesures, notes, sources, dictionnaire", XLSX, "XLSX"),
    Format("report_sdmx", "SDMX-CSV : les relevés", "application/vnd.sdmx.data+csv", "CSV", "https://sdmx.org/"),
    Format("report_zip", "ZIP : tous les fichiers de données", "application/zip", "ZIP"),
    Format("report_document", "PDF : le rapport à lire et à imprimer", "application/pdf", "PDF", arguments=("pdf",)),
    Format("report_document", "DOCX : le rapport à reprendre", DOCX, "DOCX", arguments=("docx",)),
)
"""Of the whole release."""

INDICATOR: Final = (
    Format("indicator_json", "JSON : l’indicateur et ses relevés", "application/json", "JSON", "indicator_schema"),
    Format("indicator_csv", "CSV : les relevés, un par ligne", "text/csv", "CSV"),
    Format("indicator_tableur", "CSV pour un tableur en français : les relevés", "text/csv", "CSV"),
    Format("indicator_xlsx", "XLSX : relevés, notes, sources, dictionnaire", XLSX, "XLSX"),
)
"""Of one indicator."""
