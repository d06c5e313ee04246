"""What writes a Paper, by the code of its format. Each loads what it takes when it first writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strategy_monitor.documents.blocks import Paper

SCALE = 2
"""Pixels of a drawing for each of its own, some 210 for an inch of paper, for readers that know no SVG: that is most of
what a long document takes to write, and of its bytes."""


def write_as_pdf(paper: Paper) -> bytes:
    from strategy_monitor.documents.pdf import write_pdf  # noqa: PLC0415 - see above

    return write_pdf(paper)


def write_as_word(paper: Paper) -> bytes:
    from strategy_monitor.documents.word.document import write_docx  # noqa: PLC0415 - see above
    from strategy_monitor.exports import raster  # noqa: PLC0415

    return write_docx(paper, lambda svg: raster.png(svg, SCALE))


WRITERS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": write_as_pdf,
    "docx": write_as_word,
    "annotated_pdf": write_as_pdf,
    "annotated_docx": write_as_word,
}
"""Each raises CannotWrite, or CannotRasterise, where this machine lacks what it takes."""
