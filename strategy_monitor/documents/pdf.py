"""Paper → PDF/UA-1 and PDF/A-3a: the blocks as JSON, the template that sets them, the compiler that writes them.

Typst is part of its Python package: no browser, no network, no font of the machine. What it is given is data, never
markup, so that no text can be taken for an instruction. See docs/decisions/0017. A sign that the fonts lack is named,
rather than left out or drawn as a box.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from strategy_monitor.charts.marks import level_as_file
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.tags import complete_tags
from strategy_monitor.exports.raster import FONTS
from strategy_monitor.language import french
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.once import once

log = structlog.get_logger(__name__)

TEMPLATES = settings.BASE_DIR / "templates" / "documents"
ADDRESSES = {"url", "ident", "key"}
"""Fields that are not read."""
DRAWINGS = {"svg", "logo"}
"""Fields that hold an SVG."""
EPOCH = 0
"""Seconds: a working copy was published at no time, and the clock has no part in what is written."""

SPACES = {"\n", "\t"}
NOT_TEXT = {"\u0000", "\ufeff", "\ufffe", "\uffff"}
"""Code points that PDF/UA does not let stand in a text."""

WORD = re.compile(r"[^\s/.\u200b-]{40}(?=[^\s/.\u200b-])")
"""As many letters as a column may have to hold without a place to break."""
DIGEST = re.compile(r"[0-9a-f]{64}")


PROMISES: tuple[list[Any], ...] = (["ua-1", "a-3a"], ["ua-1"], [])
"""What a document conforms to: the first that the compiler can hold. Accessible, and to be kept for ever."""


def write_pdf(paper: Paper) -> bytes:
    """The document as PDF/UA. Raises CannotWrite where the compiler cannot be loaded, or refuses what it is given.

    Where the compiler cannot keep what PDF/UA asks (the heading of a table is longer than a page), the document is
    tagged, but does not say that it is PDF/UA; that is logged. A working copy, which has no date, is not to be kept for
    ever (PDF/A asks for one).
    """
    *promises, none = PROMISES if paper.published_on else PROMISES[1:]
    for standards in promises:
        try:
            return complete_tags(compile_pdf(paper, standards))
        except CannotWrite as error:
            log.error("document_without_promise", title=paper.title, lost=standards, why=str(error)[:400])
    return complete_tags(compile_pdf(paper, none))


def compile_pdf(paper: Paper, standards: list[Any]) -> bytes:
    try:
        import typst  # noqa: PLC0415 - a platform without it can still serve all the rest
    except ImportError as error:
        raise CannotWrite(_("Le compositeur de documents n’est pas installé sur ce serveur.")) from error
    attached = [asdict(one) | {"content": one.content.decode()} for one in paper.attachments]
    given = block_as_json(paper) | {"attachments": attached, "words": template_words(), "colours": asdict(LIGHT)}
    try:
        written = typst.compile(
            TEMPLATES / "report.typ",
            root=TEMPLATES,
            font_paths=load_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(given, ensure_ascii=False)},
            format="pdf",
            pdf_standards=standards,
            timestamp=int(paper.published_on.timestamp()) if paper.published_on else EPOCH,
        )
    except typst.TypstError as error:
        raise CannotWrite(error.diagnostic) from error
    return bytes(written)


def template_words() -> dict[str, Any]:
    """The words that the template itself sets, and what it looks for in texts."""
    return {
        "contents": _("Table des matières"),
        "flagged": _("mise en doute"),
        "ordinal": french.ORDINAL,
        "unbreakable": french.UNBREAKABLE,
    }


@once(maxsize=1)
def load_fonts() -> Any:
    """Read once: the vendored fonts, and those that the compiler carries for a sign they lack."""
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def block_as_json(value: Any, name: str = "") -> Any:
    """A block as JSON: its fields, and `is`, its kind in lower case. A level is what is drawn of it, and said;
    its colour is that of what is being read, which the template knows."""
    if isinstance(value, Reach):
        said = french.write_rank(value.low, value.least)
        return {"svg": level_as_file(value, "currentColor"), "alt": name_lacking(break_long_words(said))}
    if is_dataclass(value):
        return {
            "is": type(value).__name__.lower(),
            **{f.name: block_as_json(getattr(value, f.name), f.name) for f in fields(value)},
        }
    if isinstance(value, tuple):
        return [block_as_json(one) for one in value]
    if isinstance(value, str) and name not in ADDRESSES:
        return name_lacking(value if name in DRAWINGS else break_long_words(value))
    return value.isoformat() if isinstance(value, dt.datetime) else value


@once(maxsize=1)
def known_signs() -> frozenset[str]:
    """The signs that every font of the documents has."""
    fonts = [set(TTFont(path, lazy=True).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(map(chr, set.intersection(*fonts))) - NOT_TEXT | SPACES


def name_lacking(text: str) -> str:
    """The text as it can be shown: « 中 » is written [U+4E2D]."""
    lacking = set(text) - known_signs()
    if not lacking:
        return text
    return text.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in lacking})


def break_long_words(text: str) -> str:
    """A word that no column can hold gets places to break, which are not seen; a digest is kept whole."""
    return text if DIGEST.fullmatch(text) else WORD.sub("\\g<0>\u200b", text)
