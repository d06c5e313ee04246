"""Paper → PDF/UA-1: the blocks as JSON, the template that sets them, the compiler that writes them.

Typst is part of its Python package: no browser, no network, no font of the machine. What it is given is data, never
markup, so that no text can be taken for an instruction. See docs/decisions/0017.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from strategy_monitor.charts.marks import level_as_file
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents import glyphs
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.refusal import CannotWrite
from strategy_monitor.documents.tags import completed
from strategy_monitor.report import levels
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.once import once

log = structlog.get_logger(__name__)

ADDRESSES = {"url", "ident", "key"}
"""Fields that are not read."""
EPOCH = 0
"""Seconds: a working copy was published at no time, and the clock has no part in what is written."""


def write(paper: Paper) -> bytes:
    """Raises CannotWrite where the compiler cannot be loaded, or refuses what it is given.

    Where it cannot hold the promise of PDF/UA (a heading of a table longer than a page), the document makes no such
    promise, but is still tagged; that is logged.
    """
    try:
        return completed(compiled(paper, ["ua-1"]))
    except CannotWrite as error:
        log.error("document_without_promise", title=paper.title, why=str(error)[:400])
    return completed(compiled(paper, []))


def compiled(paper: Paper, standards: list[Any]) -> bytes:
    try:
        import typst  # noqa: PLC0415 - a platform without it can still serve all the rest
    except ImportError as error:
        raise CannotWrite(_("Le compositeur de documents n’est pas installé sur ce serveur.")) from error
    try:
        written = typst.compile(
            folder("templates", "documents") / "report.typ",
            root=folder("templates", "documents"),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={
                "paper": json.dumps(data(paper) | {"words": said(), "colours": asdict(LIGHT)}, ensure_ascii=False)
            },
            format="pdf",
            pdf_standards=standards,
            timestamp=int(paper.published_on.timestamp()) if paper.published_on else EPOCH,
        )
    except typst.TypstError as error:
        raise CannotWrite(error.diagnostic) from error
    return bytes(written)


def said() -> dict[str, Any]:
    """The words that the template itself sets."""
    return {"contents": _("Table des matières"), "flagged": _("signalé")}


def folder(*names: str) -> Path:
    return Path(settings.BASE_DIR).joinpath(*names)


@once(maxsize=1)
def fonts() -> Any:
    """Read once: the vendored fonts, and those that the compiler carries for a sign they lack."""
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder("static", "vendor", "fonts"))]
    )


def data(value: Any, name: str = "") -> Any:
    """A block as JSON: its fields, and `is`, its kind in lower case. A level is what is drawn of it, and said;
    its colour is that of what is being read, which the template knows."""
    if isinstance(value, Reach):
        said = levels.numbered(value.low, value.least)
        return {"svg": level_as_file(value, "currentColor"), "alt": glyphs.shown(glyphs.broken(said))}
    if is_dataclass(value):
        return {
            "is": type(value).__name__.lower(),
            **{f.name: data(getattr(value, f.name), f.name) for f in fields(value)},
        }
    if isinstance(value, tuple):
        return [data(one) for one in value]
    if isinstance(value, str) and name not in ADDRESSES:
        return glyphs.shown(value if name == "svg" else glyphs.broken(value))
    return value.isoformat() if isinstance(value, dt.datetime) else value
