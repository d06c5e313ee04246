"""The parts of the report, in its order: introduction, remark with the scale, governance, axes, annexes.

Measures taken stand with their references, footnotes, notes, matrices and parts. The annexes follow the report proper:
every observation with its origin, the notes given for information, the acronyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext as _

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Beside, Block, Fact, Facts, Heading, Item, Items, Paragraph, Run, Text
from strategy_monitor.documents.compose import tables
from strategy_monitor.documents.compose.indicators import indicator_blocks
from strategy_monitor.documents.compose.strip import strip_of
from strategy_monitor.documents.compose.tables import matrix_table, observations_table
from strategy_monitor.documents.compose.texts import (
    doubt_blocks,
    footnotes_called,
    labelled_text,
    note_block,
    plain_text,
    with_footnotes,
)
from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language import french
from strategy_monitor.language.fields import MEASURE, STRATEGY
from strategy_monitor.report import sentences
from strategy_monitor.report.dividing import IMPACT, name_anchor
from strategy_monitor.report.document import Acronym, Action, Axis, Governance, Indicator, Measure, Reference, Report
from strategy_monitor.report.notes import with_parts
from strategy_monitor.report.printed import has_print, is_printed
from strategy_monitor.report.references import other_label
from strategy_monitor.report.summary import Signal
from strategy_monitor.report.volumes import Volume, volumes_of


def introduction_blocks(report: Report) -> tuple[Block, ...]:
    strategy = report.strategy
    texts = tuple(
        Paragraph(with_footnotes(part, footnotes_called(part, strategy.footnotes))) for part in strategy.introduction
    )
    label = STRATEGY["official_introduction"].heading
    official = (
        Paragraph(plain_text(part) if rank else labelled_text(label, part))
        for rank, part in enumerate(strategy.official_introduction)
    )
    return (
        Heading(1, _("Introduction"), "introduction", new_page=True),
        Beside((*texts, *official), doubt_blocks(strategy.notes, "introduction")),
    )


def remark_blocks(report: Report) -> tuple[Block, ...]:
    texts = tuple(Paragraph(plain_text(part)) for part in report.strategy.indicators_remark)
    unprinted = Run(f" {_('(légende absente du rapport imprimé)')}", italic=True) if has_print(report) else None
    scale = (tables.scale_table(report, unprinted),) if report.scale else ()
    return (
        Heading(1, _("Remarque préliminaire sur les indicateurs"), "remarque", new_page=True),
        *texts,
        Beside(scale, doubt_blocks(report.scale_notes, "remarque")),
        Heading(2, _("Les indicateurs d’un regard"), "regard"),
        Paragraph(plain_text(sentences.write_standing(report))),
        *(() if volumes_of(report) else (strip_of(report),)),
    )


def governance_blocks(found: Governance) -> tuple[Block, ...]:
    return (
        Heading(1, french.typeset(found.title), "gouvernance", new_page=True),
        measure_items(found.measures, "gouvernance"),
    )


def axis_blocks(report: Report, found: Axis, volume: Volume | None = None) -> tuple[Block, ...]:
    """`found`: the axis, or what stands of it in this volume."""
    going_on = volume.going_on if volume else frozenset()
    actions = (
        block
        for one in found.actions
        for block in action_blocks(report, found, one, going_on=name_anchor(one) in going_on)
    )
    return (
        axis_heading(found),
        axis_lead(found, volume),
        *doubt_blocks(found.notes, f"axe-{found.number}"),
        *actions,
        *(impact_blocks(report, found) if not volume or IMPACT in volume.anchors else ()),
    )


def axis_heading(found: Axis, *, new_page: bool = True) -> Heading:
    number = f"{_('Axe')}{french.NO_BREAK}{found.number}"
    title, ident = french.typeset(found.title), f"axe-{found.number}"
    return Heading(1, title, ident, number, new_page=new_page, hue=LIGHT.hues[found.hue])


def axis_lead(found: Axis, volume: Volume | None = None) -> Paragraph:
    """What stands under the heading of an axis: how much there is of it, or where this volume stands in it."""
    return Paragraph(plain_text(sentences.write_volume(found, volume) if volume else axis_counts(found)), role="lead")


def axis_counts(found: Axis) -> str:
    """« 2 actions prioritaires, 12 mesures mises en œuvre, 4 indicateurs opérationnels et 5 indicateurs d’impact. »"""
    done = sum(len(action.measures) for action in found.actions)
    operational = sum(len(action.indicators) for action in found.actions)
    parts = [
        french.count_noun(len(found.actions), _("action prioritaire"), _("actions prioritaires")),
        french.count_noun(done, _("mesure mise en œuvre"), _("mesures mises en œuvre")),
        french.count_noun(operational, _("indicateur opérationnel"), _("indicateurs opérationnels")),
    ]
    if found.indicators:
        last = french.count_noun(len(found.indicators), _("indicateur d’impact"), _("indicateurs d’impact"))
        return f"{french.write_list([*parts, last])}."
    return f"{', '.join(parts)}, {_('aucun indicateur d’impact')}."


def action_ident(axis: Axis, found: Action) -> str:
    return f"axe-{axis.number}-action-{slugify(found.number)}"


def action_blocks(report: Report, axis: Axis, found: Action, *, going_on: bool = False) -> tuple[Block, ...]:
    """`going_on`: where more of the action is told elsewhere."""
    ident = action_ident(axis, found)
    heading = Heading(2, french.typeset(found.title), ident, found.section)
    notes = doubt_blocks(found.notes, ident)
    kicker = Heading(3, _("Mesures mises en œuvre"), f"{ident}-mesures", kicker=True)
    taken: tuple[Block, ...] = (kicker, measure_items(found.measures, ident)) if found.measures else ()
    told = operational_blocks(report, axis, found, ident) if found.indicators or not going_on else ()
    return (heading, *notes, *taken, *told)


def operational_blocks(report: Report, axis: Axis, found: Action, ident: str) -> tuple[Block, ...]:
    if not found.indicators:
        none = _("Le rapport n’attache aucun indicateur opérationnel à cette action.")
        return (Paragraph((Run(none, italic=True),), role="meta"),)
    title = _("Indicateurs opérationnels") if len(found.indicators) > 1 else _("Indicateur opérationnel")
    told = [block for one in found.indicators for block in indicator_blocks(report, axis, one, 4)]
    return (Heading(3, title, f"{ident}-indicateurs", kicker=True), *told)


def impact_blocks(report: Report, found: Axis) -> tuple[Block, ...]:
    heading = Heading(2, _("Indicateurs d’impact"), f"axe-{found.number}-impact")
    if not found.indicators:
        none = _("Le rapport ne donne aucun indicateur d’impact pour cet axe.")
        return (heading, Paragraph((Run(none, italic=True),), role="meta"))
    return (heading, *(block for one in found.indicators for block in indicator_blocks(report, found, one, 3)))


def measure_items(found: Iterable[Measure], about: str) -> Items:
    """`about`: the identifier of the heading that they stand under."""
    return Items(tuple(measure_item(measure, about) for measure in found), kind="checks")


def measure_item(measure: Measure, about: str) -> Item:
    """The text of a measure and, under it, all that belongs to it."""
    parts: list[Block] = []
    if measure.official_text:
        label = french.typeset(f"{MEASURE['official_text'].heading} :")
        parts.append(Paragraph(labelled_text(label, measure.official_text)))
    if measure.references:
        parts.append(Items(tuple(reference_item(one, about) for one in measure.references), role="references"))
    if measure.measures:
        parts.append(Items(tuple(measure_item(part, about) for part in measure.measures)))
    parts += doubt_blocks(measure.notes, about)
    parts += [matrix_table(table, empty=_("non imprimé")) for table in measure.tables]
    return Item(with_footnotes(measure.text, measure.footnotes), tuple(parts))


def reference_item(found: Reference, about: str) -> Item:
    return Item(reference_text(found), doubt_blocks(found.notes, about))


def reference_text(found: Reference) -> Text:
    """Its label, the one used elsewhere where it differs; or that it has no address."""
    label, *number = reference_label(found)
    other = [Run(french.typeset(f" – {found.label}"))] if other_label(found) else []
    lost = [] if found.url else [Run(f" ({_('sans adresse')})", italic=True)]
    return (label, *other, *number, *lost)


def reference_label(found: Reference) -> Text:
    """The label as printed here, and the number where the label does not say it."""
    label = Run(french.typeset(found.printed_label), url=found.url)
    if not found.identifier or found.identifier in found.printed_label:
        return (label,)
    return (label, Run(f" – {_('n°')}{french.NO_BREAK}{found.identifier}"))


def observations_annex(indicators: Iterable[Indicator]) -> tuple[Block, ...]:
    """Nothing where there is no value: of a volume of measures alone."""
    measured = [indicator for indicator in indicators if indicator.observations]
    if not measured:
        return ()
    told = (
        _(
            "Chaque valeur du rapport, avec ce qui est imprimé et où. Sauf mention d’une validation, une valeur est "
            "reprise du rapport imprimé sans confirmation de son fournisseur."
        )
        if any(map(is_printed, measured))
        else _("Chaque valeur du rapport, avec sa provenance.")
    )
    return (
        Heading(1, _("Toutes les valeurs"), "releves", new_page=True),
        Paragraph(plain_text(told)),
        *map(observations_table, measured),
    )


def headings_of(report: Report, axes: Iterable[Axis]) -> dict[tuple[str, str], str]:
    """The identifier of the heading under which a thing stands, by its kind and its code as signals name them."""
    found = {("strategy", ""): "introduction", ("scale", ""): "remarque"}
    kinds = ("measure", "reference")
    found |= {(kind, one.code): "gouvernance" for one in with_parts(report.governance.measures) for kind in kinds}
    for axis in axes:
        found["axis", str(axis.number)] = f"axe-{axis.number}"
        found |= {("indicator", one.code): anchor(one.code.lower()) for one in axis.all_indicators}
        for action in axis.actions:
            ident = found["action", action.section] = action_ident(axis, action)
            found |= {(kind, one.code): ident for one in with_parts(action.measures) for kind in kinds}
    return found


def information_annex(report: Report, axes: Iterable[Axis], signals: Iterable[Signal]) -> tuple[Block, ...]:
    """The notes that stand beside nothing; each leads to what it speaks of. `axes`: those that are told here."""
    headings = headings_of(report, axes)
    found = [
        note_block(signal.note, headings[signal.about, signal.code])
        for signal in signals
        if signal.note.severity == "information"
    ]
    if not found:
        return ()
    told = _(
        "Les questions ouvertes et les erreurs sont dites à côté de ce qu’elles concernent. Restent les remarques, "
        "dans l’ordre du rapport."
    )
    return (Heading(1, _("Remarques de lecture"), "notes", new_page=True), Paragraph(plain_text(told)), *found)


def acronyms_in(text: str, known: Iterable[Acronym]) -> tuple[Acronym, ...]:
    """The acronyms that stand in a text."""
    return tuple(one for one in known if stands_alone(one.letters, text))


def stands_alone(letters: str, text: str) -> bool:
    """Whether they are no part of a word there. What is before them is looked at last, where they were found: a pattern
    that begins by it is tried at every place of the text."""
    escaped = re.escape(letters)
    return bool(re.search(rf"{escaped}(?<![\w-]{escaped})(?![\w-])", text))


def acronyms_annex(found: Iterable[Acronym]) -> tuple[Block, ...]:
    facts = tuple(Fact(one.letters, plain_text(one.meaning)) for one in found)
    return (Heading(1, _("Sigles"), "sigles", new_page=True), Facts(facts)) if facts else ()
