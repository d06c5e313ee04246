"""A document, as blocks in reading order. Nothing here knows in what format it will be written.

All texts are ready to be read: French, typography included. What is seen and not read (a chart, a level) says in
words what it shows, in `alt`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from strategy_monitor.language.codes import Severity
from strategy_monitor.report.levels import Reach

Role = Literal["body", "lead", "meta", "citation"]


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind. `footnote` is set at its end; `url` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str = ""
    footnote: tuple[Run, ...] = ()


Text = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """`level` from 1 (a part of the report) to 4; `ident` is unique in the document, and the target of links."""

    level: int
    text: str
    ident: str
    number: str = ""
    """« 2.3 »; empty for what is not numbered. Never part of `text`."""
    new_page: bool = False
    hue: str = ""
    """Colour of the axis as #rrggbb, where the part has one; it holds until the next one, or the next part."""
    kicker: bool = False
    """A small heading that only says what follows: « Mesures mises en œuvre »."""


@dataclass(frozen=True)
class Paragraph:
    text: Text
    role: Role = "body"


@dataclass(frozen=True)
class Item:
    text: Text
    blocks: tuple[Block, ...] = ()
    """What stands under it: sub-items, a matrix, notes."""


@dataclass(frozen=True)
class Items:
    items: tuple[Item, ...]
    kind: Literal["bullets", "checks"] = "bullets"
    """`checks`: measures taken, marked as the printed report marks them."""
    role: Literal["body", "references"] = "body"
    """`references`: what a measure rests on, set small."""


@dataclass(frozen=True)
class Fact:
    term: str
    text: Text


@dataclass(frozen=True)
class Facts:
    """Source, planned source, date of the data: what a figure can be traced with."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Figure:
    """A headline figure, set large, with its unit, its name and its date."""

    value: str
    """« 4 944 », « 61,5 % », a state in words, or why there is none."""
    unit: str
    label: str
    when: str
    doubtful: bool = False
    level: Reach | None = None
    """Progress from 0 to 5, drawn as five segments."""
    alt: str = ""
    """What the segments say: « niveau 2 sur 5, déduit du libellé »."""
    standing: str = ""
    """The same after the caption of the scale, to be set beside the segments."""
    kind: Literal["number", "state", "missing"] = "number"
    footnote: Text = ()
    """What is to be known of it, at the foot of the page."""
    note: str = ""
    """The `ident` of the note that doubts it."""


@dataclass(frozen=True)
class Figures:
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Picture:
    """A chart: `svg` is a complete file, in the light theme."""

    key: str
    """Unique in the document."""
    svg: str
    alt: str
    """What the chart shows, in one sentence."""
    caption: str
    """Its title; the drawing itself repeats neither title nor source."""
    unit: str = ""
    """The line under the title: what is measured, in what unit, when."""
    notes: tuple[str, ...] = ()
    table: Table | None = None
    """The same figures, to read."""


@dataclass(frozen=True)
class Cell:
    text: Text
    mark: Literal["", "yes", "no"] = ""
    """A tick of a matrix, which says « oui » or « non » in `text`."""
    numeric: bool = False
    items: tuple[Text, ...] = ()
    """Where the cell is a list; `text` is then empty."""
    level: Reach | None = None
    """Segments from 0 to 5, drawn before the text."""


@dataclass(frozen=True)
class Table:
    """`header` has one cell per column; the first cell of each row is its heading."""

    caption: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Text, ...] = ()
    widths: tuple[int, ...] = ()
    """Shares of the width, one per column; empty where the format may choose."""


@dataclass(frozen=True)
class Note:
    """An editorial note: what is printed, why it is doubtful, what was decided."""

    severity: Severity
    title: str
    """« Question ouverte · chiffre incertain · en attente du fournisseur »."""
    printed: str
    reason: Text
    decision: Text
    code: str
    ident: str = ""
    """The target of links to it, the first time that it is told; empty: nothing leads to it."""
    about: str = ""
    """The `ident` of the heading of what it speaks of."""


@dataclass(frozen=True)
class Strip:
    """The whole report on one line: one mark per indicator, by axis."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Beside:
    """Figures, and what stands beside them in the margin where the format allows: sources, notes."""

    blocks: tuple[Block, ...]
    side: tuple[Block, ...]


Block = Heading | Paragraph | Items | Facts | Figures | Picture | Table | Note | Strip | Beside


@dataclass(frozen=True)
class Attachment:
    """A file that is carried inside the document, where the format allows: the data that it was made from."""

    name: str
    content: bytes
    """UTF-8."""
    media_type: str
    meaning: str


@dataclass(frozen=True)
class Paper:
    """A whole document. Written twice from the same Paper, it is the same to the byte."""

    title: str
    subtitle: str
    authority: str
    description: str
    """One sentence; also the document's « subject »."""
    keywords: tuple[str, ...]
    published_on: dt.datetime | None
    """Of the release; None for the working copy, which is marked as a draft."""
    edition: str
    """« 2025 »: large, on the cover."""
    version: str
    """« Édition 2025, version 1 »."""
    running_head: str
    blocks: tuple[Block, ...]
    imprint: tuple[Block, ...]
    """Last page: responsible editor, release, date, hash, licence, how to cite."""
    cover: bool = True
    contents: bool = True
    """A table of contents after the cover."""
    margin: bool = True
    """Whether notes and sources stand in a margin beside the text; else the text has a wider column."""
    one_page: bool = False
    """All of it fits on one page: smaller, and without what only serves to find one's way."""
    attachments: tuple[Attachment, ...] = ()
    logo: str = ""
    """The mark of the authority, an SVG, on the cover where the format can hold it; empty: none."""
    dated: str = ""
    """« Publiée le 1er mars 2026 »; empty for the working copy."""
    lang: str = "fr-BE"
    """Whose French it is written in, as BCP 47 has it."""

    @property
    def outline(self) -> tuple[tuple[int, str, str], ...]:
        """Level, number and text of each heading, in order: the same in each format."""
        return tuple((b.level, b.number, b.text) for b in (*self.blocks, *self.imprint) if isinstance(b, Heading))
