"""« Ce qui a changé »: what a comparison with the edition before tells, by axis, then by topic."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Block, Cell, Heading, Item, Items, Paragraph, Run, Table, Text
from strategy_monitor.documents.compose.tables import text_cells
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.language import french
from strategy_monitor.releases.models import FICTIVE
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, Group, Move, Section
from strategy_monitor.report.wording import brief


def changes_blocks(found: Comparison | None) -> tuple[Block, ...]:
    """Nothing where there is no edition before, or no change."""
    if not found:
        return ()
    told = _("Depuis l’édition %(edition)s : %(counted)s.") % {
        "edition": found.before.edition,
        "counted": found.counted,
    }
    editions = _("de l’édition %(before)s à l’édition %(after)s") % {
        "before": found.before.edition,
        "after": found.after.edition,
    }
    parts = [block for one in found.sections for block in section_blocks(one, editions)]
    lead = Paragraph(plain_text(told), role="lead")
    return (Heading(1, _("Ce qui a changé"), "changements", new_page=True), lead, *fiction_warning(found), *parts)


def fiction_warning(found: Comparison) -> tuple[Block, ...]:
    """Said first where an edition was made up."""
    made_up = [one.edition for one in (found.before, found.after) if one.edition.endswith(FICTIVE)]
    said = _("L’édition %(edition)s est fictive : aucune de ces évolutions n’est réelle.")
    return tuple(Paragraph((Run(french.typeset(said % {"edition": one}), bold=True),)) for one in made_up)


def section_blocks(found: Section, editions: str) -> tuple[Block, ...]:
    ident = f"changements-{found.axis or 'strategie'}"
    heading = Heading(2, found.title, ident, hue=LIGHT.hues[found.hue] if found.hue else "")
    groups = [
        block for rank, one in enumerate(found.groups) for block in group_blocks(one, f"{ident}-{rank}", editions)
    ]
    return (heading, *groups)


def group_blocks(found: Group, ident: str, editions: str) -> tuple[Block, ...]:
    """Figures in a table, with their difference; the rest as a list."""
    heading = Heading(3, french.typeset(found.title), ident, kicker=True)
    moved = [one for one in found.entries if one.move]
    other = [one for one in found.entries if not one.move]
    table = (moves_table(f"{found.title}, {editions}", moved),) if moved else ()
    items = (Items(tuple(Item(change_text(one)) for one in other)),) if other else ()
    return (heading, *table, *items)


def moves_table(title: str, entries: Iterable[ComparisonEntry]) -> Table:
    return Table(
        caption=french.typeset(title),
        header=text_cells(_("Chiffre"), _("Avant"), _("Après"), _("Différence")),
        rows=tuple(move_row(entry, entry.move) for entry in entries if entry.move),
        widths=(44, 20, 20, 24),
    )


def move_row(entry: ComparisonEntry, move: Move) -> tuple[Cell, ...]:
    """One figure on both sides, with its periods; their difference and from what it is, or why there is none."""
    before, after = move.periods
    apart = ", ".join(part for part in (move.difference.text or move.difference.why_not, move.restated_text) if part)
    return (
        Cell((*plain_text(entry.subject.name or entry.what), Run(f" – {french.typeset(move.series)}"))),
        Cell((*plain_text(entry.before), Run(f" {before}", italic=True))),
        Cell((*plain_text(entry.after), Run(f" {after}", italic=True))),
        Cell((Run(french.typeset(apart)), Run(f" {french.typeset(move.step_text)}", italic=True))),
    )


def change_text(entry: ComparisonEntry) -> Text:
    """« **2.1-O1 Heures de formation** source : avant → après »; what was added or removed is said to be."""
    subject = entry.subject.name or _("Stratégie")
    thing = ", ".join(part for part in (entry.thing, entry.label) if part)
    runs = [Run(french.typeset(subject), bold=True)]
    if thing.removeprefix(f"{subject}, ") != thing:
        runs = [Run(french.typeset(thing), bold=True)]
    elif thing:
        runs.append(Run(french.typeset(f" {thing}")))
    if not entry.before:
        return (*runs, Run(french.typeset(f" – {_('ajouté')} : {brief(entry.after)}")))
    if not entry.after:
        return (*runs, Run(french.typeset(f" – {_('retiré')} : {brief(entry.before)}")))
    if entry.parts:
        return (*runs, Run(french.typeset(" : ")), *compared_text(entry))
    return (*runs, Run(french.typeset(f" : {brief(entry.before)} → {brief(entry.after)}")))


def compared_text(entry: ComparisonEntry) -> Text:
    """A long text word by word: what is gone between brackets, what is new in bold."""
    shown = {"same": "{}", "gone": "[{}] ", "new": "{}"}
    return tuple(
        Run(french.typeset(shown[part.kind].format(part.text)), bold=part.kind == "new", italic=part.kind == "gone")
        for part in entry.parts
    )
