"""The formats in which a document is taken away, and how its file is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import slugify

from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.pdf import write_pdf
from strategy_monitor.documents.word.document import write_docx
from strategy_monitor.exports import raster
from strategy_monitor.exports.formats import PRINTED
from strategy_monitor.exports.publication import Publication

SCALE = 3
"""Pixels of a drawing for each of its own, for readers that know no SVG."""


@dataclass(frozen=True)
class Format:
    """A format of the table of `exports.formats` that is set to be printed, with its writer."""

    title: object
    """As readers call it."""
    content_type: str
    write: Callable[[Paper], bytes]
    """Raises CannotWrite, or CannotRasterise, where this machine lacks what it takes."""


WRITERS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": write_pdf,
    "docx": lambda paper: write_docx(paper, lambda svg: raster.png(svg, SCALE)),
}
FORMATS = {form.code: Format(form.link, form.content_type, WRITERS[form.code]) for form in PRINTED}
"""By suffix."""


def file_name(publication: Publication, form: str, part: str = "") -> str:
    """« strategie-numerique-2025-1.pdf », « strategie-numerique-2025-1-axe-2.docx »."""
    stem = slugify(publication.report.strategy.short_title) or "rapport"
    return f"{'-'.join(name for name in (stem, publication.version, part) if name)}.{form}"
