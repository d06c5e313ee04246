"""The formats in which a document is taken away, and how its file is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from strategy_monitor.documents.blocks import Attachment, Paper
from strategy_monitor.documents.writers import WRITERS
from strategy_monitor.exports.formats import PRINTED, SHARED
from strategy_monitor.exports.formats import Format as FileFormat
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french
from strategy_monitor.report.volumes import volumes_of


@dataclass(frozen=True)
class Format:
    """A format of the table of `exports.formats` that is set to be printed, with its writer."""

    code: str
    title: object
    """As readers call it."""
    content_type: str
    suffix: str
    """After the name of the release and of the part: « .pdf », « -annote.pdf »."""
    annotated: bool
    """With our notes, or as the authority signs it."""
    write: Callable[[Paper], bytes]
    """Raises CannotWrite, or CannotRasterise, where this machine lacks what it takes."""


FORMATS = {
    form.code: Format(form.code, form.link, form.content_type, form.suffix, form.annotated, WRITERS[form.code])
    for form in PRINTED
}
"""By code."""


ATTACHED = {"json", "csv"}
"""Codes of the formats that the PDF of the report carries."""


def attach_data(paper: Paper, publication: Publication) -> Paper:
    """The document with the release and its values inside it: whoever keeps the one keeps the others. One that leads to
    volumes says where they are."""
    if volumes_of(publication.report):
        return paper
    scope = Scope(publication)
    return replace(paper, attachments=tuple(attachment(form, scope) for form in SHARED if form.code in ATTACHED))


def attachment(form: FileFormat, scope: Scope) -> Attachment:
    meaning, name = french.typeset(form.archived[scope.subject]), form.file_name(scope.publication, scope.name)
    return Attachment(name, form.write_bytes(scope), form.media_type, meaning)


def file_name(publication: Publication, form: Format, part: str = "rapport") -> str:
    """« strategie-2025-1-rapport.pdf », « strategie-2025-1-axe-2-annote.docx »."""
    return f"{publication.file_stem(part)}{form.suffix}"
