"""The report as the authority signs it: in the printed order, in its own voice, without what we noted about the print.

Three marks remain, as footnotes: how a level is known until it is confirmed, which figures are to be confirmed, and
which captions of the scale are not the authority's. The figures that nothing puts in question stand first. What the
authority left out is left out: nothing says that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from strategy_monitor.charts import chart
from strategy_monitor.documents.blocks import (
    Block,
    Figure,
    Figures,
    Heading,
    Item,
    Items,
    Paragraph,
    Picture,
    Run,
    Text,
)
from strategy_monitor.documents.compose import tables
from strategy_monitor.documents.compose.indicators import draw_chart, headline_figure
from strategy_monitor.documents.compose.parts import axis_heading, axis_lead, reference_label
from strategy_monitor.documents.compose.texts import (
    footnotes_called,
    labelled_text,
    plain_text,
    split_paragraphs,
    with_footnotes,
)
from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language import french
from strategy_monitor.language.codes import LevelBasis
from strategy_monitor.report import levels, reading
from strategy_monitor.report.document import Action, Axis, Governance, Indicator, Measure, Observation, Report, Series
from strategy_monitor.report.leads import leading_figures
from strategy_monitor.report.printed import has_print
from strategy_monitor.report.volumes import Volume


def introduction_blocks(report: Report) -> tuple[Block, ...]:
    strategy = report.strategy
    said = strategy.official_introduction or strategy.introduction
    texts = (with_footnotes(part, footnotes_called(part, strategy.footnotes)) for part in said)
    return (Heading(1, _("Introduction"), "introduction", new_page=True), *map(Paragraph, texts))


def remark_blocks(report: Report) -> tuple[Block, ...]:
    texts = (Paragraph(plain_text(part)) for part in report.strategy.indicators_remark)
    heading = Heading(1, _("Remarque préliminaire sur les indicateurs"), "remarque")
    said = plain_text(_("Légende proposée, à confirmer ; l’édition annotée dit pourquoi."))
    unprinted = Run("", footnote=said) if has_print(report) else None
    scale = (tables.scale_table(report, unprinted),) if report.scale else ()
    return (heading, *texts, *scale)


def governance_blocks(found: Governance) -> tuple[Block, ...]:
    return (Heading(1, french.typeset(found.title), "gouvernance"), measure_items(found.measures))


def axis_blocks(report: Report, found: Axis, volume: Volume | None = None) -> tuple[Block, ...]:
    """`found`: the axis, or what stands of it in this volume."""
    return (
        axis_heading(found),
        axis_lead(found, volume),
        *(block for one in found.actions for block in action_blocks(report, found, one)),
        *impact_blocks(report, found),
    )


def action_blocks(report: Report, axis: Axis, found: Action) -> tuple[Block, ...]:
    ident = f"axe-{axis.number}-action-{slugify(found.number)}"
    made: list[Block] = [Heading(2, french.typeset(found.title), ident, found.section)]
    if found.measures:
        made += [Heading(3, _("Mesures mises en œuvre"), f"{ident}-mesures", kicker=True)]
        made += [measure_items(found.measures)]
    if found.indicators:
        title = _("Indicateurs opérationnels") if len(found.indicators) > 1 else _("Indicateur opérationnel")
        made += [Heading(3, title, f"{ident}-indicateurs", kicker=True)]
        made += [block for one in found.indicators for block in indicator_blocks(report, axis, one, 4)]
    return tuple(made)


def impact_blocks(report: Report, found: Axis) -> tuple[Block, ...]:
    if not found.indicators:
        return ()
    heading = Heading(2, _("Indicateurs d’impact"), f"axe-{found.number}-impact")
    return (heading, *(block for one in found.indicators for block in indicator_blocks(report, found, one, 3)))


def measure_items(found: Iterable[Measure]) -> Items:
    return Items(tuple(measure_item(measure) for measure in found), kind="checks")


def measure_item(measure: Measure) -> Item:
    """The words that the authority gave where it gave them, else ours; and what the measure rests on."""
    parts: list[Block] = []
    if measure.references:
        references = (Item(tuple(reference_label(one))) for one in measure.references)
        parts.append(Items(tuple(references), role="references"))
    if measure.measures:
        parts.append(Items(tuple(measure_item(part) for part in measure.measures)))
    parts += [tables.matrix_table(table, empty="–") for table in measure.tables]
    return Item(with_footnotes(measure.official_text or measure.text, measure.footnotes), tuple(parts))


def indicator_blocks(report: Report, axis: Axis, found: Indicator, level: int) -> tuple[Block, ...]:
    figures = tuple(signed_figure(report, series, one) for series, one in leading_figures(found))
    return (
        Heading(level, french.typeset(found.title), anchor(found.code.lower())),
        *((Figures(figures),) if figures else ()),
        Paragraph(source_text(found), role="meta"),
        *chart_pictures(found, axis),
        *named_texts(found),
    )


def signed_figure(report: Report, series: Series, observation: Observation) -> Figure:
    """A value, and the mark that it may need; its period where it has one."""
    shown = headline_figure(report, series, observation)
    return replace(
        shown,
        value=french.typeset(observation.state) if shown.kind == "state" and observation.state else shown.value,
        when="" if observation.period.kind == "undated" else shown.when,
        doubtful=False,
        note="",
        alt=rank_of(observation),
        standing=rank_with_caption(report, observation),
        footnote=mark_of(observation),
    )


def rank_of(observation: Observation) -> str:
    """« niveau 5 sur 5 »; how that is known is told by the mark."""
    reach = levels.reach(observation)
    return french.write_rank(reach.low, reach.least) if reach else ""


def rank_with_caption(report: Report, observation: Observation) -> str:
    rank, caption = rank_of(observation), levels.caption(report, observation)
    return f"{caption} ({rank})" if rank and caption else rank


def mark_of(observation: Observation) -> Text:
    """The one footnote that a value may carry."""
    if observation.being_verified:
        return plain_text(_("Chiffre à confirmer ; l’édition annotée dit pourquoi."))
    if observation.level is not None and observation.level_basis != LevelBasis.CONFIRMED:
        return plain_text(_("Niveau établi d’après l’état des travaux ; à confirmer par le service qui les suit."))
    return ()


def source_text(found: Indicator) -> Text:
    """« **Source** IFPC · à terme : FPO · données de 2023-2024 · 2.1-O2 »."""
    sources = list(dict.fromkeys(o.source for o in found.observations if o.source)) or [found.source]
    told = [", ".join(" ".join(one.split()) for one in sources if one)]
    if found.planned_source:
        told.append(f"{_('à terme')} : {' '.join(found.planned_source.split())}")
    if dates := reading.list_dates(found):
        told.append(f"{_('données')} : {', '.join(dates)}")
    told.append(f"{_('indicateur')} {found.code}")
    return labelled_text(_("Source"), " · ".join(filter(None, told)))


def chart_pictures(found: Indicator, axis: Axis) -> tuple[Picture, ...]:
    """The charts that speak for themselves: one that a note explains would need words that are not the authority's."""
    return tuple(draw_chart(found, axis, one) for one in chart.charts_for(found) if not one.note_codes)


def named_texts(found: Indicator) -> tuple[Paragraph, ...]:
    """Context, remark and definition, each after its name; at the end, which of their figures are to be confirmed."""
    named = (
        (_("Contexte"), found.official_context or found.context),
        (_("Remarque"), found.official_remark or found.remark),
        (_("Définition"), found.definition),
    )
    texts = [
        labelled_text(name, part) if not rank else plain_text(part)
        for name, text in named
        for rank, part in enumerate(split_paragraphs(text))
    ]
    verified = [
        f"{series.label}, {french.write_value(series, one)}"
        for series in found.series
        if series.role != "headline"
        for one in series.observations
        if one.being_verified
    ]
    if texts and verified:
        said = _("À confirmer (l’édition annotée dit pourquoi) : %(named)s.") % {"named": " ; ".join(verified)}
        texts[-1] = (*texts[-1][:-1], Run(texts[-1][-1].text, footnote=plain_text(said)))
    return tuple(Paragraph(text) for text in texts)
