"""Blocks → paragraphs and tables, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import (
    Beside,
    Block,
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
from strategy_monitor.documents.word import tables
from strategy_monitor.documents.word.fields import field
from strategy_monitor.documents.word.markup import Element, Value, element, paragraph, run
from strategy_monitor.documents.word.numbering import BULLETS, CHECKS, DEEPEST, indent, listed
from strategy_monitor.documents.word.pictures import drawing, level
from strategy_monitor.documents.word.runs import texts
from strategy_monitor.documents.word.writing import Writing, bookmark
from strategy_monitor.language.french import NARROW

COLOURED = 3
"""Levels of headings before this one have the colour of their axis."""
EN_SPACE = "\u2002"
ROLES = {"body": "BodyText", "lead": "Lead", "meta": "Meta", "citation": "Quote"}
SEVERITIES = {"information": "NoteInformation", "doubt": "NoteDoubt", "error": "NoteError"}
FIGURE, TABLE = "Figure", "Tableau"
"""Names of the two counters, as Word's own French captions have them: its lists of figures and of tables find them."""


def flow(writing: Writing, blocks: Iterable[Block]) -> list[Element]:
    return [made for block in blocks for made in written(block, writing)]


@singledispatch
def written(block: Block, _writing: Writing) -> list[Element]:
    raise TypeError(block)


@written.register
def heading(block: Heading, writing: Writing) -> list[Element]:
    writing.hue = block.hue or (writing.hue if block.level > 1 else "")
    ident = next(writing.idents)
    style = "Kicker" if block.kicker else writing.hue_style if block.level < COLOURED else ""
    look: dict[str, Value] = {"rStyle": style} if style else {}
    return [
        paragraph(
            f"Heading{block.level}",
            element("w:bookmarkStart", {"w:id": ident, "w:name": bookmark(block.ident)}),
            *([run(block.number + EN_SPACE, rStyle="Number")] if block.number else []),
            run(block.text, **look),
            element("w:bookmarkEnd", {"w:id": ident}),
            pageBreakBefore=block.new_page,
        )
    ]


@written.register
def prose(block: Paragraph, writing: Writing) -> list[Element]:
    return [paragraph(ROLES[block.role], *texts(writing, block.text), **indented(writing))]


def indented(writing: Writing) -> dict[str, Value]:
    """Under an item of a list, a paragraph begins where the text of the item does."""
    return {"ind": {"left": indent(min(writing.depth - 1, DEEPEST))}} if writing.depth else {}


@written.register
def items(block: Items, writing: Writing) -> list[Element]:
    made = []
    kind = CHECKS if block.kind == "checks" else BULLETS
    style = "Reference" if block.role == "references" else "Checked" if block.kind == "checks" else "ListBullet"
    for item in block.items:
        made.append(paragraph(style, *texts(writing, item.text), numPr=listed(writing.depth, kind)))
        with writing.deeper():
            made += flow(writing, item.blocks)
    return made


@written.register
def facts(block: Facts, writing: Writing) -> list[Element]:
    return [
        paragraph(
            "Source", run(f"{fact.term}{NARROW}: ", rStyle="Strong"), *texts(writing, fact.text), **indented(writing)
        )
        for fact in block.facts
    ]


@written.register
def figures(block: Figures, writing: Writing) -> list[Element]:
    return [made for figure in block.figures for made in key_figure(figure, writing)]


def key_figure(figure: Figure, writing: Writing) -> list[Element]:
    """Value and unit, large; the level under them; what it is of, and when. In one paragraph where space lacks."""
    value, standings = large(figure), standing(figure, writing)
    label = " · ".join(text for text in (figure.label, figure.when) if text)
    if writing.compact:
        spaced = [run(EN_SPACE), *standings] if standings else []
        return [paragraph("KeyFigure", *value, run(f" – {label}", rStyle="Quiet"), *spaced, keepNext={"val": 0})]
    under = [paragraph("KeyLevel", *standings)] if standings else []
    return [paragraph("KeyFigure", *value), *under, paragraph("KeyLabel", run(label))]


def standing(figure: Figure, writing: Writing) -> list[Element]:
    """The level as segments, and in words."""
    if figure.level is None:
        return []
    return [level(writing, figure.level, figure.alt), run(f"{EN_SPACE}{figure.standing}")]


def large(figure: Figure) -> list[Element]:
    made = [run(figure.value, rStyle="Value" if figure.kind == "number" else "State")]
    if figure.unit:
        made.append(run(f"{EN_SPACE}{figure.unit}", rStyle="Quiet"))
    if figure.doubtful:
        made += [run(EN_SPACE), run(_("signalé"), rStyle="Doubtful")]
    return made


@written.register
def picture(block: Picture, writing: Writing) -> list[Element]:
    made = [caption(writing, FIGURE, block.caption)]
    if block.unit:
        made.append(paragraph("FigureUnit", run(block.unit)))
    made.append(paragraph("Drawing", drawing(writing, block.svg, block.alt)))
    made += [paragraph("FigureNote", run(note)) for note in block.notes]
    return made + (table(block.table, writing) if block.table else [])


@written.register
def strip(block: Strip, writing: Writing) -> list[Element]:
    return [
        caption(writing, FIGURE, block.caption),
        paragraph("Drawing", drawing(writing, block.svg, block.alt)),
    ]


@written.register
def table(block: Table, writing: Writing) -> list[Element]:
    if not block.header and not block.rows:
        return []
    notes = [paragraph("FigureNote", *texts(writing, note)) for note in block.notes]
    return [
        caption(writing, TABLE, block.caption),
        tables.table(writing, block),
        *notes,
        *([] if notes else [paragraph("AfterTable")]),
    ]


def caption(writing: Writing, kind: str, text: str) -> Element:
    """« Figure 3. … », counted by Word: it counts again when one is added."""
    number = str(next(writing.captions[kind]))
    counted = [run(f"{kind} "), *field(f"SEQ {kind} \\* ARABIC", number)]
    return paragraph("Caption", *counted, run(f".{EN_SPACE}{text}"), **indented(writing))


@written.register
def note(block: Note, writing: Writing) -> list[Element]:
    style = SEVERITIES[block.severity]
    lines: list[Text] = [(Run(f"{block.title} · {block.code}", bold=True),)]
    if block.printed:
        lines.append((Run(f"«{NARROW}{block.printed}{NARROW}»", italic=True),))
    lines += [text for text in (block.reason, block.decision) if text]
    made = [paragraph(style, *texts(writing, line), keepNext=line is not lines[-1]) for line in lines]
    return [*made, paragraph("AfterTable")]


@written.register
def beside(block: Beside, writing: Writing) -> list[Element]:
    """What a printed page sets in the margin follows here, where whoever edits finds it."""
    return flow(writing, (*block.blocks, *block.side))
