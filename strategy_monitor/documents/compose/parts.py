"""The parts of the report, in its order: introduction, remark with the scale, governance, axes."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _

from strategy_monitor import sentences
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Beside, Block, Heading, Paragraph, Run
from strategy_monitor.documents.compose import tables
from strategy_monitor.documents.compose.indicators import indicator
from strategy_monitor.documents.compose.measures import measures
from strategy_monitor.documents.compose.notes import doubts
from strategy_monitor.documents.compose.strip import strip
from strategy_monitor.documents.compose.texts import called, plain, with_footnotes
from strategy_monitor.language import french
from strategy_monitor.report.document import Action, Axis, Governance, Report


def introduction(report: Report) -> tuple[Block, ...]:
    strategy = report.strategy
    texts = tuple(Paragraph(with_footnotes(part, called(part, strategy.footnotes))) for part in strategy.introduction)
    return (
        Heading(1, _("Introduction"), "introduction", new_page=True),
        Beside(texts, doubts(strategy.notes)),
    )


def remark(report: Report) -> tuple[Block, ...]:
    texts = tuple(Paragraph(plain(part)) for part in report.strategy.indicators_remark)
    return (
        Heading(1, _("Remarque préliminaire sur les indicateurs"), "remarque", new_page=True),
        *texts,
        Beside((tables.scale(report),), doubts(report.scale_notes)),
        Heading(2, _("Les indicateurs d’un regard"), "regard"),
        Paragraph(plain(sentences.standing(report))),
        strip(report),
    )


def governance(found: Governance) -> tuple[Block, ...]:
    return (
        Heading(1, french.typeset(found.title), "gouvernance", new_page=True),
        measures(found.measures),
    )


def axis(report: Report, found: Axis) -> tuple[Block, ...]:
    prefix = f"axe-{found.number}"
    number = f"{_('Axe')}{french.NO_BREAK}{found.number}"
    return (
        Heading(1, french.typeset(found.title), prefix, number, new_page=True, hue=LIGHT.hues[found.hue]),
        Paragraph(plain(counted(found)), role="lead"),
        *doubts(found.notes),
        *(block for one in found.actions for block in action(report, found, one)),
        *impact(report, found),
    )


def counted(found: Axis) -> str:
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
        return f"{sentences.listed([*parts, last])}."
    return f"{', '.join(parts)}, {_('aucun indicateur d’impact')}."


def action(report: Report, axis: Axis, found: Action) -> tuple[Block, ...]:
    ident = f"axe-{axis.number}-action-{slugify(found.number)}"
    heading = Heading(2, french.typeset(found.title), ident, found.section)
    notes = doubts(found.notes)
    kicker = Heading(3, _("Mesures mises en œuvre"), f"{ident}-mesures", kicker=True)
    taken: tuple[Block, ...] = (kicker, measures(found.measures)) if found.measures else ()
    return (heading, *notes, *taken, *operational(report, axis, found, ident))


def operational(report: Report, axis: Axis, found: Action, ident: str) -> tuple[Block, ...]:
    if not found.indicators:
        none = _("Le rapport n’attache aucun indicateur opérationnel à cette action.")
        return (Paragraph((Run(none, italic=True),), role="meta"),)
    title = _("Indicateurs opérationnels") if len(found.indicators) > 1 else _("Indicateur opérationnel")
    told = [block for one in found.indicators for block in indicator(report, axis, one, 4)]
    return (Heading(3, title, f"{ident}-indicateurs", kicker=True), *told)


def impact(report: Report, found: Axis) -> tuple[Block, ...]:
    heading = Heading(2, _("Indicateurs d’impact"), f"axe-{found.number}-impact")
    if not found.indicators:
        none = _("Le rapport ne donne aucun indicateur d’impact pour cet axe.")
        return (heading, Paragraph((Run(none, italic=True),), role="meta"))
    return (heading, *(block for one in found.indicators for block in indicator(report, found, one, 3)))
