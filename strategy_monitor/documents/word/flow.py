"""Blocks → paragraphs and tables, in reading order.

A table has a header row that comes back on each page, rows that do not break, and a first column that names the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import (
    Beside,
    Block,
    Cell,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    Note,
    Paragraph,
    Picture,
    Run,
    Strip,
    Table,
    Text,
)
from strategy_monitor.documents.word.inline import (
    EMU_PER_PIXEL,
    drawing,
    footnote,
    level_drawing,
    link_inside,
    raised_runs,
    runs_of_text,
)
from strategy_monitor.documents.word.markup import Element, Value, element, field, paragraph, properties, run
from strategy_monitor.documents.word.styles import BULLETS, CELL_BULLETS, CHECKS, DEEPEST, indent, item_of_list
from strategy_monitor.documents.word.writing import Writing, bookmark
from strategy_monitor.language.french import NARROW

COLOURED = 3
"""Levels of headings before this one have the colour of their axis."""
EN_SPACE = "\u2002"
ROLES = {"body": "BodyText", "lead": "Lead", "meta": "Meta", "citation": "Quote"}
SEVERITIES = {"information": "NoteInformation", "doubt": "NoteDoubt", "error": "NoteError"}
FIGURE, TABLE = "Figure", "Tableau"
"""Names of the two counters, as Word's own French captions have them: its lists of figures and of tables find them."""
COLUMN = 9072
"""Width of the text, in twentieths of a point: 16 cm."""
SHORTEST, LONGEST = 5, 44
"""Characters that a column is counted for, where it says no width of its own."""
CHARACTER, PADDING = 125, 300
"""A character of bold text, and what stands around a text: margins, a bullet; in twentieths of a point."""
CELL_LEVEL_WIDTH = 60 * EMU_PER_PIXEL


def flow(writing: Writing, blocks: Iterable[Block]) -> list[Element]:
    return [made for block in blocks for made in write_block(block, writing)]


@singledispatch
def write_block(block: Block, _writing: Writing) -> list[Element]:
    raise TypeError(block)


@write_block.register
def write_heading(block: Heading, writing: Writing) -> list[Element]:
    writing.hue = block.hue or (writing.hue if block.level > 1 else "")
    ident = next(writing.idents)
    style = "Kicker" if block.kicker else writing.hue_style if block.level < COLOURED else ""
    look: dict[str, Value] = {"rStyle": style} if style else {}
    return [
        paragraph(
            f"Heading{block.level}",
            element("w:bookmarkStart", {"w:id": ident, "w:name": bookmark(block.ident)}),
            run(block.text, **look),
            element("w:bookmarkEnd", {"w:id": ident}),
            pageBreakBefore=block.new_page,
            numPr=writing.numbers.list_for(block.level, block.number) if block.number else False,
        )
    ]


@write_block.register
def write_paragraph(block: Paragraph, writing: Writing) -> list[Element]:
    return [paragraph(ROLES[block.role], *runs_of_text(writing, block.text), **indent_of_item(writing))]


def indent_of_item(writing: Writing) -> dict[str, Value]:
    """Under an item of a list, a paragraph begins where the text of the item does."""
    return {"ind": {"left": indent(min(writing.depth - 1, DEEPEST))}} if writing.depth else {}


@write_block.register
def write_items(block: Items, writing: Writing) -> list[Element]:
    made = []
    kind = CHECKS if block.kind == "checks" else BULLETS
    style = "Reference" if block.role == "references" else "Checked" if block.kind == "checks" else "ListBullet"
    for item in block.items:
        made.append(paragraph(style, *runs_of_text(writing, item.text), numPr=item_of_list(writing.depth, kind)))
        with writing.deeper():
            made += flow(writing, item.blocks)
    return made


@write_block.register
def write_facts(block: Facts, writing: Writing) -> list[Element]:
    return [
        paragraph(
            "Source",
            run(f"{fact.term}{NARROW}: ", rStyle="Strong"),
            *runs_of_text(writing, fact.text),
            **indent_of_item(writing),
        )
        for fact in block.facts
    ]


@write_block.register
def write_figures(block: Figures, writing: Writing) -> list[Element]:
    return [made for figure in block.figures for made in write_key_figure(figure, writing)]


def write_key_figure(figure: Figure, writing: Writing) -> list[Element]:
    """Value and unit, large; the level under them; what it is of, and when. In one paragraph where space lacks."""
    value, standings = large_value(figure), level_in_words(figure, writing)
    if figure.footnote:
        (standings or value).extend(footnote(writing, figure.footnote))
    label = " · ".join(text for text in (figure.label, figure.when) if text)
    if writing.compact:
        spaced = [run(EN_SPACE), *standings] if standings else []
        return [
            paragraph(
                "KeyFigure", *value, *raised_runs(f" – {label}", {"rStyle": "Quiet"}), *spaced, keepNext={"val": 0}
            )
        ]
    under = [paragraph("KeyLevel", *standings)] if standings else []
    return [paragraph("KeyFigure", *value), *under, paragraph("KeyLabel", *raised_runs(label, {}))]


def level_in_words(figure: Figure, writing: Writing) -> list[Element]:
    """The level as segments, and in words."""
    if figure.level is None:
        return []
    return [level_drawing(writing, figure.level, figure.alt), run(f"{EN_SPACE}{figure.standing}")]


def large_value(figure: Figure) -> list[Element]:
    made = raised_runs(figure.value, {"rStyle": "Value" if figure.kind == "number" else "State"})
    if figure.unit:
        made.append(run(f"{EN_SPACE}{figure.unit}", rStyle="Quiet"))
    if figure.doubtful:
        flag = run(_("mise en doute"), rStyle="Doubtful")
        made += [run(EN_SPACE), link_inside(figure.note, flag) if figure.note else flag]
    return made


@write_block.register
def write_picture(block: Picture, writing: Writing) -> list[Element]:
    made = [write_caption(writing, FIGURE, block.caption)]
    if block.unit:
        made.append(paragraph("FigureUnit", *raised_runs(block.unit, {})))
    made.append(paragraph("Drawing", drawing(writing, block.svg, block.alt)))
    made += [paragraph("FigureNote", *raised_runs(note, {})) for note in block.notes]
    return made + (write_table(block.table, writing) if block.table else [])


@write_block.register
def write_strip(block: Strip, writing: Writing) -> list[Element]:
    return [
        write_caption(writing, FIGURE, block.caption),
        paragraph("Drawing", drawing(writing, block.svg, block.alt)),
    ]


@write_block.register
def write_table(block: Table, writing: Writing) -> list[Element]:
    if not block.header and not block.rows:
        return []
    notes = [paragraph("FigureNote", *runs_of_text(writing, note)) for note in block.notes]
    return [
        write_caption(writing, TABLE, block.caption),
        table_element(writing, block),
        *notes,
    ]


def write_caption(writing: Writing, kind: str, text: str) -> Element:
    """« Figure 3. … », counted by Word: it counts again when one is added."""
    number = str(next(writing.captions[kind]))
    counted = [run(f"{kind} "), *field(f"SEQ {kind} \\* ARABIC", number)]
    return paragraph("Caption", *counted, *raised_runs(f".{EN_SPACE}{text}", {}), **indent_of_item(writing))


@write_block.register
def write_note(block: Note, writing: Writing) -> list[Element]:
    style = SEVERITIES[block.severity]
    lines: list[Text] = [(Run(f"{block.title} · ", bold=True), Run(block.code, url=block.about and f"#{block.about}"))]
    if block.printed:
        lines.append((Run(f"«{NARROW}{block.printed}{NARROW}»", italic=True),))
    lines += [text for text in (block.reason, block.decision) if text]
    title, *rest = lines
    made = [paragraph(f"{style}Title", *bookmarked(writing, block.ident, runs_of_text(writing, title)))]
    return made + [paragraph(style, *runs_of_text(writing, line), keepNext=line is not rest[-1]) for line in rest]


def bookmarked(writing: Writing, ident: str, made: list[Element]) -> list[Element]:
    """The runs as a place that links lead to; only once, for a note may be told under two measures."""
    if not ident or ident in writing.placed:
        return made
    writing.placed.add(ident)
    number = next(writing.idents)
    start = element("w:bookmarkStart", {"w:id": number, "w:name": bookmark(ident)})
    return [start, *made, element("w:bookmarkEnd", {"w:id": number})]


@write_block.register
def write_beside(block: Beside, writing: Writing) -> list[Element]:
    """What a printed page sets in the margin follows here, where whoever edits finds it."""
    return flow(writing, (*block.blocks, *block.side))


def table_element(writing: Writing, one: Table) -> Element:
    left = indent(writing.depth - 1) if writing.depth else 0
    columns = max([len(one.header), *map(len, one.rows)])
    widths = share_width(one, columns, COLUMN - left)
    made = element("w:tbl", None, table_look(one, sum(widths), left))
    made.append(element("w:tblGrid", None, *(element("w:gridCol", {"w:w": width}) for width in widths)))
    made.append(row_element(writing, align_header(one), widths, header=True))
    made.extend(row_element(writing, cells, widths) for cells in one.rows)
    return made


def align_header(one: Table) -> tuple[Cell, ...]:
    """The header, each name above its figures."""
    numeric = {rank for cells in one.rows for rank, cell in enumerate(cells) if cell.numeric}
    return tuple(replace(cell, numeric=cell.numeric or rank in numeric) for rank, cell in enumerate(one.header))


def table_look(one: Table, width: int, left: int) -> Element:
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


def share_width(one: Table, columns: int, room: int) -> list[int]:
    """The width of each column, in twentieths of a point: as asked, or as needed; a word is not cut."""
    least, most = text_widths(one, columns)
    if len(one.widths) == columns and any(one.widths):
        most = [max(small, room * share // sum(one.widths)) for small, share in zip(least, one.widths, strict=True)]
    slack = [full - small for small, full in zip(least, most, strict=True)]
    excess = min(max(0, sum(most) - room), sum(slack))
    widths = [full - excess * part // (sum(slack) or 1) for full, part in zip(most, slack, strict=True)]
    return [max(1, width * room // max(room, sum(widths))) for width in widths]


def text_widths(one: Table, columns: int) -> tuple[list[int], list[int]]:
    """For each column, room for its longest word, and for its longest text within reason."""
    least, most = [SHORTEST] * columns, [SHORTEST] * columns
    for cells in (one.header, *one.rows):
        for rank, cell in enumerate(cells):
            for text in (cell.text, *cell.items):
                whole = "".join(part.text for part in text)
                most[rank] = max(most[rank], min(len(whole), LONGEST))
                least[rank] = max(least[rank], *(min(len(word), LONGEST) for word in [*whole.split(), ""]))
    return [PADDING + CHARACTER * size for size in least], [PADDING + CHARACTER * size for size in most]


def row_element(writing: Writing, cells: tuple[Cell, ...], widths: list[int], header: bool = False) -> Element:
    made = element("w:tr", None, properties("w:trPr", {"cantSplit": True, "tblHeader": header}))
    padded = (*cells, *(Cell(text=()) for _ in widths[len(cells) :]))
    for cell, width in zip(padded, widths, strict=True):
        place = properties("w:tcPr", {"tcW": {"w": width, "type": "dxa"}})
        made.append(element("w:tc", None, place, *cell_content(writing, cell)))
    return made


def cell_content(writing: Writing, cell: Cell) -> list[Element]:
    """A cell holds at least one paragraph, even an empty one: Word demands it."""
    if cell.items:
        return [
            paragraph("CellItem", *runs_of_text(writing, text), numPr=item_of_list(0, CELL_BULLETS))
            for text in cell.items
        ]
    if cell.mark:
        return [paragraph("CellMark", *tick(writing, cell.text, cell.mark == "yes"))]
    drawn = [] if cell.level is None else [level_drawing(writing, cell.level, widest=CELL_LEVEL_WIDTH)]
    space = [run(" ")] if drawn and cell.text else []
    return [paragraph("CellFigure" if cell.numeric else "Cell", *drawn, *space, *runs_of_text(writing, cell.text))]


def tick(writing: Writing, text: Text, yes: bool) -> list[Element]:
    """A tick and its word, which says the same aloud; where there is none, the word alone, quietly."""
    return [run("✓ ", rStyle="Strong"), *runs_of_text(writing, text)] if yes else runs_of_text(writing, text, "Quiet")
