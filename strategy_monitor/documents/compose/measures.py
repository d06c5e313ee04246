"""Measures taken, with their references, footnotes, notes, matrices and parts."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Item, Items, Run, Text
from strategy_monitor.documents.compose.notes import doubts
from strategy_monitor.documents.compose.tables import matrix
from strategy_monitor.documents.compose.texts import with_footnotes
from strategy_monitor.language import french
from strategy_monitor.report.document import Measure, Reference
from strategy_monitor.report.references import other_label


def measures(found: Iterable[Measure]) -> Items:
    return Items(tuple(item(measure) for measure in found), kind="checks")


def item(measure: Measure) -> Item:
    """The text of a measure and, under it, all that belongs to it."""
    parts: list[Block] = []
    if measure.references:
        parts.append(Items(tuple(reference(one) for one in measure.references), role="references"))
    if measure.measures:
        parts.append(Items(tuple(item(part) for part in measure.measures)))
    parts += doubts(measure.notes)
    parts += [matrix(table) for table in measure.tables]
    return Item(with_footnotes(measure.text, measure.footnotes), tuple(parts))


def reference(found: Reference) -> Item:
    return Item(naming(found), doubts(found.notes))


def naming(found: Reference) -> Text:
    """The label as printed here, the one used elsewhere where it differs, the number; or that it has no address."""
    runs = [Run(french.typeset(found.printed_label), url=found.url)]
    if other_label(found):
        runs.append(Run(french.typeset(f" – {found.label}")))
    if found.identifier and found.identifier not in found.printed_label:
        runs.append(Run(f" – {_('n°')}{french.NO_BREAK}{found.identifier}"))
    if not found.url:
        runs.append(Run(f" ({_('sans adresse')})", italic=True))
    return tuple(runs)
