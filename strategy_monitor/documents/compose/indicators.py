"""An indicator: its figures set large, its charts, its text; beside them, their sources and what is doubted."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from strategy_monitor.charts import chart, svg
from strategy_monitor.charts.model import Chart
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import (
    Beside,
    Block,
    Fact,
    Facts,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Picture,
    Run,
    Text,
)
from strategy_monitor.documents.compose.tables import chart_table
from strategy_monitor.documents.compose.texts import (
    doubt_blocks,
    labelled_text,
    note_ident,
    plain_text,
    split_paragraphs,
)
from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, MissingReason, Nature
from strategy_monitor.language.fields import INDICATOR
from strategy_monitor.report import levels, reading, sentences
from strategy_monitor.report.document import Axis, Indicator, Observation, ReplacedIndicator, Report, Series
from strategy_monitor.report.leads import leading_figures
from strategy_monitor.report.printed import is_printed

FONT = "'Source Sans 3', sans-serif"
"""The vendored font, which both formats and the rasteriser have."""
CHART_WIDTH = 480
"""Pixels: the column of text, where 13 px are then set at some 9 points."""


def indicator_blocks(report: Report, axis: Axis, found: Indicator, level: int) -> tuple[Block, ...]:
    meta = f"{found.code} · {Category(found.category).word}, {Nature(found.nature).word}"
    return (
        Heading(level, french.typeset(found.title), anchor(found.code.lower())),
        Paragraph(plain_text(meta), role="meta"),
        *(Paragraph(plain_text(replaced_text(one)), role="meta") for one in found.replaces),
        Beside(
            (*headline_figures(report, found), *chart_pictures(found, axis), *named_texts(found)),
            (source_facts(found), *doubt_blocks(found.all_notes, anchor(found.code.lower()))),
        ),
    )


def replaced_text(found: ReplacedIndicator) -> str:
    return _("Remplace %(replaced)s.") % {"replaced": sentences.write_replaced(found)}


def headline_figures(report: Report, found: Indicator) -> tuple[Block, ...]:
    leading = [headline_figure(report, series, one) for series, one in leading_figures(found)]
    return (Figures(tuple(leading)),) if leading else ()


def headline_figure(report: Report, series: Series, observation: Observation) -> Figure:
    """A value that leads in a headline series."""
    value, unit = french.write_value_and_unit(series, observation)
    kind: Literal["number", "state", "missing"] = "number"
    if observation.value is None and observation.missing_reason:
        kind, value = "missing", MissingReason(observation.missing_reason).word.capitalize()
    elif observation.value is None:
        kind, value = (
            "state",
            french.quote(french.typeset(observation.state)) if observation.state else value.capitalize(),
        )
    return Figure(
        value=value,
        unit=unit,
        label=french.typeset(series.label),
        when=reading.write_period(observation),
        doubtful=observation.doubtful,
        note=next((note_ident(note.code) for note in observation.notes if note.doubts), ""),
        level=levels.reach(observation),
        alt=french.write_level(observation),
        standing=level_with_caption(report, observation),
        kind=kind,
    )


def level_with_caption(report: Report, observation: Observation) -> str:
    """« La réalisation est terminée (niveau 5 sur 5, déduit du libellé) »; empty where there is no level."""
    written, caption = french.write_level(observation), levels.caption(report, observation)
    return f"{caption} ({written})" if written and caption else written


def chart_pictures(found: Indicator, axis: Axis) -> tuple[Picture, ...]:
    return tuple(draw_chart(found, axis, one) for one in chart.charts_for(found))


def draw_chart(found: Indicator, axis: Axis, one: Chart) -> Picture:
    return Picture(
        key=f"{anchor(found.code.lower())}-{one.key}",
        svg=svg.draw_in_document(one, CHART_WIDTH, LIGHT.hues[axis.hue], FONT),
        alt=one.sentence,
        caption=one.title,
        unit=one.unit,
        notes=one.notes,
        table=chart_table(one),
    )


def named_texts(found: Indicator) -> tuple[Paragraph, ...]:
    """Context, remark and definition, each after its name; the official texts after ours."""
    named = (
        (_("Contexte"), found.context),
        (INDICATOR["official_context"].heading, found.official_context),
        (_("Remarque"), found.remark),
        (INDICATOR["official_remark"].heading, found.official_remark),
        (_("Définition"), found.definition),
    )
    return tuple(
        Paragraph(labelled_text(name, part) if not rank else plain_text(part))
        for name, text in named
        for rank, part in enumerate(split_paragraphs(text))
    )


def source_facts(found: Indicator) -> Facts:
    """Where the figures come from, and when they were taken."""
    sources = list(dict.fromkeys(o.source for o in found.observations if o.source)) or [found.source]
    told = [Fact(_("Source"), plain_text("\n".join(filter(None, sources)) or _("non précisée")))]
    if found.planned_source:
        told.append(Fact(_("Source à terme"), plain_text(found.planned_source)))
    told.append(Fact(_("Date des données"), dates_text(found) or plain_text(_("non précisée"))))
    if periods := reading.list_periods(found):
        told.append(Fact(_("Période"), plain_text(", ".join(periods))))
    told.append(Fact(_("Fréquence"), plain_text(reading.write_frequency(found))))
    if is_printed(found):
        place = f"{_('section')} {found.section}"
        if found.page:
            place += f", {_('à partir de la page')} {found.page}"
        told.append(Fact(_("Rapport imprimé"), plain_text(place)))
    return Facts(tuple(told))


def dates_text(found: Indicator) -> Text:
    """When the data are of, and the printed dates that cannot be read; nothing where neither is known."""
    read = reading.list_dates(found)
    unread = [
        Run(f" {french.quote(french.typeset(printed))}", italic=True) for printed in reading.list_unread_dates(found)
    ]
    return (*(plain_text(", ".join(read)) if read else ()), *unread)
