"""An indicator: its figures set large, its charts, its text; beside them, their sources and what is doubted."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from strategy_monitor.charts import chart, svg
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
from strategy_monitor.documents.compose.notes import doubts
from strategy_monitor.documents.compose.tables import of_chart
from strategy_monitor.documents.compose.texts import labelled, parted, plain, quoted
from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, MissingReason, Nature
from strategy_monitor.report import levels, reading
from strategy_monitor.report.document import Axis, Indicator, Observation, Report, Series

FONT = "'Source Sans 3', sans-serif"
"""The vendored font, which both formats and the rasteriser have."""
CHART_WIDTH = 480
"""Pixels: the column of text, where 13 px are then set at some 9 points."""


def indicator(report: Report, axis: Axis, found: Indicator, level: int) -> tuple[Block, ...]:
    meta = f"{found.code} · {Category(found.category).word}, {Nature(found.nature).word}"
    return (
        Heading(level, french.typeset(found.title), anchor(found.code.lower())),
        Paragraph(plain(meta), role="meta"),
        Beside(
            (*figures(report, found), *pictures(found, axis), *texts(found)), (facts(found), *doubts(found.all_notes))
        ),
    )


def figures(report: Report, found: Indicator) -> tuple[Block, ...]:
    leading = [figure(report, series, one) for series in found.headlines for one in series.leading]
    return (Figures(tuple(leading)),) if leading else ()


def figure(report: Report, series: Series, observation: Observation) -> Figure:
    """A value that leads in a headline series."""
    value, unit = french.write_value_and_unit(series, observation)
    kind: Literal["number", "state", "missing"] = "number"
    if observation.value is None and observation.missing_reason:
        kind, value = "missing", MissingReason(observation.missing_reason).word.capitalize()
    elif observation.value is None:
        kind, value = "state", quoted(observation.state) if observation.state else value.capitalize()
    return Figure(
        value=value,
        unit=unit,
        label=french.typeset(series.label),
        when=reading.when(observation),
        doubtful=observation.doubtful,
        level=levels.reach(observation),
        alt=french.write_level(observation),
        standing=standing(report, observation),
        kind=kind,
    )


def standing(report: Report, observation: Observation) -> str:
    """« La réalisation est terminée (niveau 5 sur 5, déduit du libellé) »; empty where there is no level."""
    written, caption = french.write_level(observation), levels.caption(report, observation)
    return f"{caption} ({written})" if written and caption else written


def pictures(found: Indicator, axis: Axis) -> tuple[Picture, ...]:
    return tuple(
        Picture(
            key=f"{anchor(found.code.lower())}-{one.key}",
            svg=svg.draw_in_document(one, CHART_WIDTH, LIGHT.hues[axis.hue], FONT),
            alt=one.sentence,
            caption=one.title,
            unit=one.unit,
            notes=one.notes,
            table=of_chart(one),
        )
        for one in chart.charts_for(found)
    )


def texts(found: Indicator) -> tuple[Paragraph, ...]:
    """Context, remark and definition, each after its name."""
    named = ((_("Contexte"), found.context), (_("Remarque"), found.remark), (_("Définition"), found.definition))
    return tuple(
        Paragraph(labelled(name, part) if not rank else plain(part))
        for name, text in named
        for rank, part in enumerate(parted(text))
    )


def facts(found: Indicator) -> Facts:
    """Where the figures come from, and when they were taken."""
    sources = list(dict.fromkeys(o.source for o in found.observations if o.source)) or [found.source]
    told = [Fact(_("Source"), plain("\n".join(filter(None, sources)) or _("non précisée")))]
    if found.planned_source:
        told.append(Fact(_("Source à terme"), plain(found.planned_source)))
    told.append(Fact(_("Date des données"), dates(found) or plain(_("non précisée"))))
    if periods := reading.periods(found):
        told.append(Fact(_("Période"), plain(", ".join(periods))))
    told.append(Fact(_("Fréquence"), plain(reading.frequency(found))))
    place = f"{_('section')} {found.section}"
    if found.page:
        place += f", {_('à partir de la page')} {found.page}"
    return Facts((*told, Fact(_("Rapport imprimé"), plain(place))))


def dates(found: Indicator) -> Text:
    """When the data are of, and the printed dates that cannot be read; nothing where neither is known."""
    read = reading.dates(found)
    unread = [Run(f" {quoted(printed)}", italic=True) for printed in reading.unread_dates(found)]
    return (*(plain(", ".join(read)) if read else ()), *unread)
