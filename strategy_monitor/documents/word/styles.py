"""How the document looks, as data: styles, lists, theme. An official who changes one changes the whole report.

Sizes are in half-points, distances in twentieths of a point. Built-in styles keep the English names by which Word
knows them; it shows them in the language of whoever reads (« heading 1 » is « Titre 1 »).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.word.markup import Element, Value, element, prop, properties

FONT, CODE_FONT = "Calibri", "Consolas"


def hexed(colour: str) -> str:
    """A colour as Word writes it: six capitals, without the sign."""
    return colour.lstrip("#").upper()


INK, SOFT, RULE, WASH = (hexed(colour) for colour in (LIGHT.ink, LIGHT.soft, LIGHT.rule, LIGHT.wash))
DOUBT, ERROR, LINK = (hexed(colour) for colour in (LIGHT.doubt, LIGHT.error, LIGHT.link))

PLAIN = 21
"""Size of the text, in half-points."""

StyleKind = Literal["paragraph", "character", "table", "numbering"]


@dataclass(frozen=True)
class Style:
    ident: str
    name: str
    kind: StyleKind = "paragraph"
    based: str = ""
    follows: str = ""
    """Style of the next paragraph that is typed."""
    paragraph: Mapping[str, Value] = field(default_factory=dict)
    run: Mapping[str, Value] = field(default_factory=dict)
    default: bool = False
    custom: bool = False
    rank: int = 10
    """Place in Word's list of styles."""


def size(points: float) -> dict[str, Value]:
    return {"sz": round(points * 2), "szCs": round(points * 2)}


def bold(points: float, **more: Value) -> dict[str, Value]:
    return {"b": True, "bCs": True, **size(points), **more}


def border(side: str, colour: str, width: int = 4, space: int = 1) -> Element:
    """A border; the width is in eighths of a point."""
    return element(f"w:{side}", {"w:val": "single", "w:sz": width, "w:space": space, "w:color": colour})


def boxed_note(colour: str) -> dict[str, Value]:
    return {
        "keepLines": True,
        "pBdr": (border("left", colour, width=18, space=8),),
        "shd": {"val": "clear", "color": "auto", "fill": WASH},
        "spacing": gap(160, 60, 252),
        "ind": {"left": 227, "right": 113},
        "contextualSpacing": True,
    }


def first_line(colour: str) -> dict[str, Value]:
    """Of a note: a border above that is not seen keeps it apart from the note before it."""
    return {"keepNext": True, "pBdr": (border("top", "FFFFFF"), border("left", colour, width=18, space=8))}


def close_lines() -> dict[str, Value]:
    """Lines that belong together: space around them, and none between."""
    return {"keepLines": True, "spacing": gap(80, 80, 252), "contextualSpacing": True}


def gap(before: int, after: int, line: int = 0) -> dict[str, str | int]:
    made: dict[str, str | int] = {"before": before, "after": after}
    return made | {"line": line, "lineRule": "auto"} if line else made


def heading_style(level: int, before: int, after: int, run: dict[str, Value]) -> Style:
    paragraph = {"keepNext": True, "keepLines": True, "spacing": gap(before, after, 252), "outlineLvl": level - 1}
    return Style(f"Heading{level}", f"heading {level}", "paragraph", "Normal", "BodyText", paragraph, run, rank=level)


def contents_style(level: int, left: int, **more: Value) -> Style:
    paragraph = {
        "tabs": (tab("right", 9072, "dot"),),
        "spacing": gap(80 if level == 1 else 0, 40),
        "ind": {"left": left},
    }
    return Style(
        f"TOC{level}", f"toc {level}", based="Normal", follows="Normal", paragraph=paragraph, run=more, rank=39
    )


def tab(kind: str, at: int, leader: str = "none") -> Element:
    return element("w:tab", {"w:val": kind, "w:leader": leader, "w:pos": at})


def own_style(
    ident: str, name: str, paragraph: Mapping[str, Value], run: Mapping[str, Value], based: str = "Normal"
) -> Style:
    return Style(ident, name, based=based, paragraph=paragraph, run=run, custom=True, rank=20)


def character_style(ident: str, name: str, run: Mapping[str, Value], custom: bool = True) -> Style:
    return Style(ident, name, kind="character", based="DefaultParagraphFont", run=run, custom=custom, rank=21)


TEXT = (
    Style("Normal", "Normal", paragraph={"spacing": gap(0, 120, 276)}, default=True, rank=0),
    Style("BodyText", "Body Text", based="Normal", rank=1),
    heading_style(1, 360, 240, {"color": INK, **size(26)}),
    heading_style(2, 440, 120, bold(16, color=INK)),
    heading_style(3, 320, 80, bold(13, color=INK)),
    heading_style(4, 240, 60, bold(11, color=INK)),
    Style("Title", "Title", based="Normal", follows="Subtitle", paragraph={"spacing": gap(0, 200, 228)}, run=size(36)),
    Style("Subtitle", "Subtitle", based="Normal", paragraph={"spacing": gap(0, 240)}, run={"color": SOFT, **size(16)}),
    own_style("CoverLine", "Couverture", {"spacing": gap(0, 80)}, {"color": SOFT, **size(12)}),
    own_style("Lead", "Chapeau", {"spacing": gap(0, 200, 288)}, size(13)),
    own_style("Meta", "Précision", {"keepNext": True, "spacing": gap(0, 100, 252)}, {"color": SOFT, **size(9)}),
    Style(
        "Quote", "Quote", based="Normal", paragraph={"ind": {"left": 340, "right": 340}}, run={"i": True, "iCs": True}
    ),
    own_style("Source", "Source du chiffre", close_lines(), {"color": SOFT, **size(9)}),
    own_style("KeyFigure", "Chiffre clé", {"keepNext": True, "spacing": gap(160, 0, 240)}, size(13)),
    own_style("KeyLevel", "Chiffre clé, niveau", {"keepNext": True, "spacing": gap(20, 20, 240)}, size(9.5)),
    own_style(
        "KeyLabel",
        "Chiffre clé, nom",
        {"keepNext": True, "keepLines": True, "spacing": gap(0, 120, 252)},
        {"color": SOFT},
    ),
    Style("Caption", "caption", based="Normal", paragraph={"keepNext": True, "spacing": gap(240, 80)}, run=bold(10)),
    own_style(
        "FigureUnit", "Unité de figure", {"keepNext": True, "spacing": gap(0, 60, 240)}, {"color": SOFT, **size(9)}
    ),
    own_style("Drawing", "Graphique", {"keepLines": True, "spacing": gap(0, 60, 240)}, {}),
    own_style("FigureNote", "Note de figure", {"spacing": gap(40, 60, 252)}, {"color": SOFT, **size(9)}),
    own_style("Cell", "Cellule", {"spacing": gap(20, 20, 240)}, size(9)),
    own_style("CellFigure", "Cellule chiffrée", {"jc": "right"}, {}, based="Cell"),
    own_style("CellMark", "Cellule cochée", {"jc": "center"}, {}, based="Cell"),
    own_style("NoteInformation", "Note, information", boxed_note(RULE), size(9.5)),
    own_style("NoteDoubt", "Note, doute", boxed_note(DOUBT), size(9.5)),
    own_style("NoteError", "Note, erreur", boxed_note(ERROR), size(9.5)),
    own_style("NoteInformationTitle", "Note, information, titre", first_line(RULE), {}, based="NoteInformation"),
    own_style("NoteDoubtTitle", "Note, doute, titre", first_line(DOUBT), {}, based="NoteDoubt"),
    own_style("NoteErrorTitle", "Note, erreur, titre", first_line(ERROR), {}, based="NoteError"),
    Style("ListBullet", "List Bullet", based="Normal", paragraph={"spacing": gap(0, 60)}),
    own_style("Checked", "Mesure", {"spacing": gap(60, 80)}, {}),
    own_style("Reference", "Référence", {"spacing": gap(0, 20, 252)}, {"color": SOFT, **size(9)}),
    own_style("CellItem", "Cellule, point", {"contextualSpacing": True}, {}, based="Cell"),
    Style(
        "TOCHeading",
        "TOC Heading",
        based="Normal",
        paragraph={"keepNext": True, "spacing": gap(480, 240)},
        run=size(26),
    ),
    contents_style(1, 0, b=True, bCs=True),
    contents_style(2, 227),
    contents_style(3, 454, color=SOFT, **size(10)),
    Style(
        "Header", "header", based="Normal", paragraph={"tabs": (tab("right", 9072),)}, run={"color": SOFT, **size(8.5)}
    ),
    Style(
        "Footer", "footer", based="Normal", paragraph={"tabs": (tab("right", 9072),)}, run={"color": SOFT, **size(8.5)}
    ),
    Style("FootnoteText", "footnote text", based="Normal", paragraph={"spacing": gap(0, 40, 240)}, run=size(8.5)),
    Style("DefaultParagraphFont", "Default Paragraph Font", kind="character", default=True, rank=1),
    character_style("Strong", "Strong", {"b": True, "bCs": True}, custom=False),
    character_style("Emphasis", "Emphasis", {"i": True, "iCs": True}, custom=False),
    character_style("Hyperlink", "Hyperlink", {"color": LINK, "u": "single"}, custom=False),
    character_style("FootnoteReference", "footnote reference", {"vertAlign": "superscript"}, custom=False),
    character_style("Code", "Code", {"rFonts": {"ascii": CODE_FONT, "hAnsi": CODE_FONT, "cs": CODE_FONT}, **size(9)}),
    character_style("Kicker", "Intertitre", {"b": 0, "bCs": 0, "color": SOFT, **size(12)}),
    character_style("Value", "Chiffre", {"b": True, "bCs": True, **size(22)}),
    character_style("State", "État en mots", size(15)),
    character_style("Quiet", "Discret", {"color": SOFT}),
    character_style("Doubtful", "Mise en doute", {"b": True, "bCs": True, "color": DOUBT, **size(9)}),
)


def before(style: Style) -> int:
    """Twentieths of a point that a style leaves above."""
    spacing = style.paragraph.get("spacing")
    return int(spacing.get("before", 0)) if isinstance(spacing, Mapping) else 0


def hue_style(rank: int, hue: str) -> Style:
    """The colour of a part, to change in one place."""
    return character_style(f"Hue{rank}", f"Couleur {rank}", {"color": hexed(hue)})


def styles_part(hues: tuple[str, ...], lang: str, compact: bool = False) -> Element:
    """The part styles.xml; compact for what must stand on one page."""
    made = element("w:styles", None, default_look(lang, smaller(PLAIN) if compact else PLAIN))
    for style in (*TEXT, *(hue_style(rank, hue) for rank, hue in enumerate(hues, 1))):
        made.append(write_style(tighten(style) if compact else style))
    made.extend((no_list(), plain_table(), ruled_table()))
    return made


def tighten(style: Style) -> Style:
    """The same, smaller: titles come close to the text, and distances are a third."""
    run, spacing = dict(style.run), style.paragraph.get("spacing")
    for name in {"sz", "szCs"} & run.keys():
        run[name] = smaller(int(str(run[name])))
    if not isinstance(spacing, Mapping):
        return replace(style, run=run)
    closer = {key: int(value) // 3 if key in {"before", "after"} else value for key, value in spacing.items()}
    return replace(style, run=run, paragraph={**style.paragraph, "spacing": closer})


def smaller(half_points: int) -> int:
    over = max(0, half_points - PLAIN)
    return round(min(half_points, PLAIN) * 0.9 + over * 0.2)


def default_look(lang: str, plain: int) -> Element:
    fonts = {"ascii": FONT, "hAnsi": FONT, "eastAsia": FONT, "cs": FONT}
    language = {"val": lang, "eastAsia": lang, "bidi": "ar-SA"}
    base = properties("w:rPr", {"rFonts": fonts, "color": INK, "sz": plain, "szCs": plain, "lang": language})
    return element(
        "w:docDefaults",
        None,
        element("w:rPrDefault", None, base),
        element("w:pPrDefault", None, properties("w:pPr", {"widowControl": True})),
    )


def write_style(style: Style) -> Element:
    made = open_style(style)
    if style.based:
        made.append(prop("basedOn", style.based))
    if style.follows:
        made.append(prop("next", style.follows))
    made.append(prop("uiPriority", style.rank))
    made.append(prop("qFormat", True))
    if style.paragraph:
        made.append(properties("w:pPr", style.paragraph))
    if style.run:
        made.append(properties("w:rPr", style.run))
    return made


def open_style(style: Style) -> Element:
    attributes: dict[str, str | int] = {"w:type": style.kind}
    if style.default:
        attributes["w:default"] = 1
    if style.custom:
        attributes["w:customStyle"] = 1
    return element("w:style", attributes | {"w:styleId": style.ident}, prop("name", style.name))


def no_list() -> Element:
    return open_style(Style("NoList", "No List", kind="numbering", default=True))


def plain_table() -> Element:
    margins = element(
        "w:tblCellMar", None, *(element(f"w:{side}", {"w:w": w, "w:type": "dxa"}) for side, w in CELL_MARGINS)
    )
    made = open_style(Style("TableNormal", "Normal Table", kind="table", default=True))
    made.append(element("w:tblPr", None, element("w:tblInd", {"w:w": 0, "w:type": "dxa"}), margins))
    return made


CELL_MARGINS = (("top", 30), ("left", 85), ("bottom", 30), ("right", 85))


def ruled_table() -> Element:
    """Rules between rows only; the header row and the first column, which name the others, in bold."""
    made = open_style(Style("ReportTable", "Tableau du rapport", kind="table", custom=True))
    made.append(prop("basedOn", "TableNormal"))
    rules = (border("top", INK, 8, 0), border("bottom", INK, 4, 0), border("insideH", RULE, 4, 0))
    made.append(properties("w:tblPr", {"tblBorders": rules}))
    made.append(conditional("firstRow", {"tcBorders": (border("bottom", INK, 6, 0),), "vAlign": "bottom"}))
    made.append(conditional("firstCol", {}))
    return made


def conditional(part: str, cell: Mapping[str, Value]) -> Element:
    made = element("w:tblStylePr", {"w:type": part}, properties("w:rPr", {"b": True, "bCs": True}))
    if cell:
        made.append(properties("w:tcPr", cell))
    return made


APART = 120
"""Twentieths of a point between a table and what follows it."""
SPACED = {style.ident for style in TEXT if before(style) >= APART}
"""Styles that already stand apart from what is before them."""

BULLETS, CHECKS, CELL_BULLETS = 1, 2, 3
STEP = 340
"""How much further in each level stands, in twentieths of a point."""
DEEPEST = 8
"""Lists have nine levels in Word; what is deeper stands on the last."""

SIGNS = {BULLETS: "•–", CHECKS: "✓–", CELL_BULLETS: "•–"}
TICK_FONT = "Segoe UI Symbol"


def indent(level: int) -> int:
    """Where the text of a list of this level begins."""
    return STEP * (level + 1)


def item_of_list(level: int, kind: int) -> tuple[Element, Element]:
    """What makes a paragraph an item of a list."""
    return prop("ilvl", min(level, DEEPEST)), prop("numId", kind)


SECTIONS = 4
"""The list that numbers the headings; those of the headings that it cannot number follow it."""


@dataclass
class HeadingNumbers:
    """Numbers of headings that Word counts: « Axe 1 », then « 1.1 ».

    A number that does not follow from those before it (« 3.2-3 », then « 3.4 ») has a list of its own, which says it.
    """

    counts: list[int] = field(default_factory=lambda: [0, 0])
    word: str = ""
    """What stands before the number of a part: « Axe »."""
    own: list[str] = field(default_factory=list)

    def list_for(self, level: int, number: str) -> tuple[Element, Element]:
        """What makes the next heading, of level 1 or 2, one of its list."""
        if level == 1 and not self.word:
            self.word = number.rstrip("0123456789")
        expected = [self.counts[0] + 1, 0] if level == 1 else [self.counts[0], self.counts[1] + 1]
        written = f"{self.word}{expected[0]}" if level == 1 else f"{expected[0]}.{expected[1]}"
        if number != written:
            self.own.append(number)
            return prop("ilvl", 0), prop("numId", SECTIONS + len(self.own))
        self.counts = expected
        return prop("ilvl", level - 1), prop("numId", SECTIONS)


def numbering_part(numbers: HeadingNumbers) -> Element:
    """The part numbering.xml."""
    lists = [list_kind(ident, signs) for ident, signs in SIGNS.items()]
    lists.append(numbers_list(SECTIONS, f"{numbers.word}%1", "%1.%2"))
    lists += [numbers_list(SECTIONS + rank, number) for rank, number in enumerate(numbers.own, 1)]
    made = element("w:numbering", None, *lists)
    idents = (*SIGNS, *range(SECTIONS, SECTIONS + len(numbers.own) + 1))
    made.extend(element("w:num", {"w:numId": ident}, prop("abstractNumId", ident)) for ident in idents)
    return made


def numbers_list(ident: int, *levels: str) -> Element:
    """A list that writes its numbers so, in the quiet colour, with a space after them."""
    made = element("w:abstractNum", {"w:abstractNumId": ident}, prop("multiLevelType", "multilevel"))
    for depth, text in enumerate(levels):
        made.append(
            element(
                "w:lvl",
                {"w:ilvl": depth},
                prop("start", 1),
                prop("numFmt", "decimal"),
                prop("suff", "space"),
                prop("lvlText", text),
                prop("lvlJc", "left"),
                properties("w:pPr", {"ind": {"left": 0, "firstLine": 0}}),
                properties("w:rPr", {"b": 0, "bCs": 0, "color": SOFT}),
            )
        )
    return made


def list_kind(ident: int, signs: str) -> Element:
    """Signs alternate from one level to the next; only the first is a tick."""
    levels = [list_level(depth, signs[min(depth, 1)], narrow=ident == CELL_BULLETS) for depth in range(DEEPEST + 1)]
    return element("w:abstractNum", {"w:abstractNumId": ident}, prop("multiLevelType", "hybridMultilevel"), *levels)


def list_level(depth: int, sign: str, narrow: bool) -> Element:
    font = TICK_FONT if sign == "✓" else "Calibri"
    step = STEP // 2 if narrow else STEP
    place = {"ind": {"left": step * (depth + 1), "hanging": step}}
    made = element("w:lvl", {"w:ilvl": depth}, prop("start", 1), prop("numFmt", "bullet"), prop("lvlText", sign))
    made.append(prop("lvlJc", "left"))
    made.append(properties("w:pPr", place))
    made.append(properties("w:rPr", {"rFonts": {"ascii": font, "hAnsi": font, "cs": font}}))
    return made


NAME = "Strategy Monitor"
ACCENTS = 6
THREE = 3
"""Fills, lines and effects of a theme come in three strengths, even where they are the same."""


def theme_part(hues: tuple[str, ...]) -> Element:
    """The part theme1.xml."""
    parts = element("a:themeElements", None, theme_colours(hues), theme_fonts(), theme_formats())
    return element("a:theme", {"name": NAME}, parts)


def theme_colours(hues: tuple[str, ...]) -> Element:
    wanted = [hexed(hue) for hue in dict.fromkeys((*hues, *LIGHT.hues.values()))]
    accents = [*wanted, SOFT][:ACCENTS]
    named = {"dk1": INK, "lt1": "FFFFFF", "dk2": SOFT, "lt2": WASH}
    named |= {f"accent{rank}": colour for rank, colour in enumerate(accents, 1)}
    named |= {"hlink": LINK, "folHlink": SOFT}
    return element("a:clrScheme", {"name": NAME}, *(element(f"a:{k}", None, rgb(v)) for k, v in named.items()))


def rgb(colour: str) -> Element:
    return element("a:srgbClr", {"val": colour})


def theme_fonts() -> Element:
    def family(kind: str) -> Element:
        blank = (element(f"a:{script}", {"typeface": ""}) for script in ("ea", "cs"))
        return element(f"a:{kind}", None, element("a:latin", {"typeface": FONT}), *blank)

    return element("a:fontScheme", {"name": NAME}, family("majorFont"), family("minorFont"))


def theme_formats() -> Element:
    def thrice(kind: str, make: Callable[[], Element]) -> Element:
        return element(f"a:{kind}", None, *(make() for _ in range(THREE)))

    def fill() -> Element:
        return element("a:solidFill", None, element("a:schemeClr", {"val": "phClr"}))

    def line() -> Element:
        return element("a:ln", {"w": 6350}, fill())

    def effect() -> Element:
        return element("a:effectStyle", None, element("a:effectLst"))

    return element(
        "a:fmtScheme",
        {"name": NAME},
        thrice("fillStyleLst", fill),
        thrice("lnStyleLst", line),
        thrice("effectStyleLst", effect),
        thrice("bgFillStyleLst", fill),
    )
