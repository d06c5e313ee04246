"""Tables: a header row that comes back on each page, rows that do not break, the first column naming the others."""

from __future__ import annotations

from dataclasses import replace

from strategy_monitor.documents.blocks import Cell, Table, Text
from strategy_monitor.documents.word.markup import Element, element, paragraph, properties, run
from strategy_monitor.documents.word.numbering import CELL_BULLETS, indent, listed
from strategy_monitor.documents.word.pictures import EMU_PER_PIXEL, level
from strategy_monitor.documents.word.runs import texts
from strategy_monitor.documents.word.writing import Writing

COLUMN = 9072
"""Width of the text, in twentieths of a point: 16 cm."""
SHORTEST, LONGEST = 5, 44
"""Characters that a column is counted for, where it says no width of its own."""
CHARACTER, PADDING = 100, 300
"""A character of bold text, and what stands around a text: margins, a bullet; in twentieths of a point."""
SEGMENTS_WIDTH = 60 * EMU_PER_PIXEL


def table(writing: Writing, one: Table) -> Element:
    left = indent(writing.depth - 1) if writing.depth else 0
    columns = max([len(one.header), *map(len, one.rows)])
    widths = shared(one, columns, COLUMN - left)
    made = element("w:tbl", None, layout(one, sum(widths), left))
    made.append(element("w:tblGrid", None, *(element("w:gridCol", {"w:w": width}) for width in widths)))
    made.append(row(writing, aligned(one), widths, header=True))
    made.extend(row(writing, cells, widths) for cells in one.rows)
    return made


def aligned(one: Table) -> tuple[Cell, ...]:
    """The header, each name above its figures."""
    numeric = {rank for cells in one.rows for rank, cell in enumerate(cells) if cell.numeric}
    return tuple(replace(cell, numeric=cell.numeric or rank in numeric) for rank, cell in enumerate(one.header))


def layout(one: Table, width: int, left: int) -> Element:
    look = {"val": "00A0", "firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    return properties(
        "w:tblPr",
        {
            "tblStyle": "ReportTable",
            "tblW": {"w": width, "type": "dxa"},
            "tblInd": {"w": left, "type": "dxa"},
            "tblLayout": {"type": "fixed"},
            "tblLook": look,
            "tblCaption": one.caption or False,
        },
    )


def shared(one: Table, columns: int, room: int) -> list[int]:
    """The width of each column, in twentieths of a point: as asked, or as needed; a word is not cut."""
    least, most = measured(one, columns)
    if len(one.widths) == columns and any(one.widths):
        most = [max(small, room * share // sum(one.widths)) for small, share in zip(least, one.widths, strict=True)]
    slack = [full - small for small, full in zip(least, most, strict=True)]
    excess = min(max(0, sum(most) - room), sum(slack))
    widths = [full - excess * part // (sum(slack) or 1) for full, part in zip(most, slack, strict=True)]
    return [max(1, width * room // max(room, sum(widths))) for width in widths]


def measured(one: Table, columns: int) -> tuple[list[int], list[int]]:
    """For each column, room for its longest word, and for its longest text within reason."""
    least, most = [SHORTEST] * columns, [SHORTEST] * columns
    for cells in (one.header, *one.rows):
        for rank, cell in enumerate(cells):
            for text in (cell.text, *cell.items):
                whole = "".join(part.text for part in text)
                most[rank] = max(most[rank], min(len(whole), LONGEST))
                least[rank] = max(least[rank], *(min(len(word), LONGEST) for word in [*whole.split(), ""]))
    return [PADDING + CHARACTER * size for size in least], [PADDING + CHARACTER * size for size in most]


def row(writing: Writing, cells: tuple[Cell, ...], widths: list[int], header: bool = False) -> Element:
    made = element("w:tr", None, properties("w:trPr", {"cantSplit": True, "tblHeader": header}))
    padded = (*cells, *(Cell(text=()) for _ in widths[len(cells) :]))
    for cell, width in zip(padded, widths, strict=True):
        place = properties("w:tcPr", {"tcW": {"w": width, "type": "dxa"}})
        made.append(element("w:tc", None, place, *content(writing, cell)))
    return made


def content(writing: Writing, cell: Cell) -> list[Element]:
    """A cell holds at least one paragraph, even an empty one: Word demands it."""
    if cell.items:
        return [paragraph("CellItem", *texts(writing, text), numPr=listed(0, CELL_BULLETS)) for text in cell.items]
    if cell.mark:
        return [paragraph("CellMark", *marked(writing, cell.text, cell.mark == "yes"))]
    drawn = [] if cell.level is None else [level(writing, cell.level, widest=SEGMENTS_WIDTH)]
    space = [run(" ")] if drawn and cell.text else []
    return [paragraph("CellFigure" if cell.numeric else "Cell", *drawn, *space, *texts(writing, cell.text))]


def marked(writing: Writing, text: Text, yes: bool) -> list[Element]:
    """A tick and its word, which says the same aloud; where there is none, the word alone, quietly."""
    return [run("✓ ", rStyle="Strong"), *texts(writing, text)] if yes else texts(writing, text, "Quiet")
