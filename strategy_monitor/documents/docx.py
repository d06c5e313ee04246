"""Paper → DOCX: a document that an official can go on editing in Word or LibreOffice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from strategy_monitor.documents.blocks import Beside, Block, Heading, Items, Paper
from strategy_monitor.documents.word import pages, parts
from strategy_monitor.documents.word.flow import flow
from strategy_monitor.documents.word.package import packed
from strategy_monitor.documents.word.writing import Writing

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(paper: Paper, png: Callable[[str], bytes]) -> bytes:
    """The file. `png` draws an SVG as pixels, for readers that know no SVG: see `exports.raster`."""
    writing = Writing(png, tuple(dict.fromkeys(hues((*paper.blocks, *paper.imprint)))), compact=paper.one_page)
    foot = pages.foot(writing, paper)
    writing.body.extend(pages.front(paper, foot))
    writing.body.extend(flow(writing, (*paper.blocks, *paper.imprint)))
    if paper.one_page:
        writing.body.append(pages.section(foot, high=pages.NARROW))
    else:
        writing.body.append(pages.section(pages.head(writing, paper), foot))
    parts.add(writing, paper)
    return packed(writing.package)


def hues(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading) and block.hue:
            yield block.hue
        elif isinstance(block, Beside):
            yield from hues((*block.blocks, *block.side))
        elif isinstance(block, Items):
            for item in block.items:
                yield from hues(item.blocks)
