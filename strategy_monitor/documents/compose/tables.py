"""What is set as a table: the scale, the matrices of the report, the observations, the figures of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from strategy_monitor.charts.model import Chart
from strategy_monitor.documents.blocks import Cell, Run, Table, Text
from strategy_monitor.documents.compose.texts import labelled_text, note_ident, plain_text
from strategy_monitor.language import french
from strategy_monitor.language.codes import Place, Role
from strategy_monitor.report import reading
from strategy_monitor.report.document import ContentTable, Indicator, Observation, Report, Series
from strategy_monitor.report.levels import exactly
from strategy_monitor.report.people import write_validator
from strategy_monitor.report.printed import is_printed

LONGEST_WORD = 14
"""Letters that a column makes room for; a longer word is cut."""


def text_cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(plain_text(text)) for text in texts)


def scale_table(report: Report, unprinted: Run | None) -> Table:
    """`unprinted`: what follows the caption of a level that the printed report does not describe."""
    return Table(
        caption=_("L’échelle de progression, de 0 à 5"),
        header=text_cells(_("Niveau"), _("Ce qu’il dit")),
        rows=tuple(
            (
                Cell(plain_text(str(step.level))),
                Cell(scale_caption(step.caption, None if step.printed else unprinted), level=exactly(step.level)),
            )
            for step in report.scale
        ),
        widths=(1, 8),
    )


def scale_caption(text: str, unprinted: Run | None) -> Text:
    return (*plain_text(text), unprinted) if unprinted else plain_text(text)


def matrix_table(found: ContentTable, empty: str) -> Table:
    """A table of the report; a cell is a mark, a text, or a list of one item per line. `empty`: where it is nothing."""
    write = mark_cell if found.kind == "marks" else partial(lines_cell, empty=empty)
    notes = []
    if found.caption:
        notes.append(plain_text(found.caption))
    if found.column_descriptions:
        pairs = zip(found.columns, found.column_descriptions, strict=False)
        notes.append(plain_text(" ; ".join(f"{column} : {meaning}" for column, meaning in pairs)))
    if found.note:
        notes.append(plain_text(found.note))
    return Table(
        caption=french.typeset(found.title),
        header=text_cells(found.row_heading, *found.columns),
        rows=tuple((Cell(plain_text(row.label)), *(write(cell) for cell in row.cells)) for row in found.rows),
        notes=tuple(notes),
        widths=() if found.kind == "marks" else column_shares(found),
    )


def column_shares(found: ContentTable) -> tuple[int, ...]:
    """Widths after how much each column holds: the square root, so that a long one does not starve the others; and room
    for its longest word."""
    columns = [[row.label for row in found.rows], *zip(*(row.cells for row in found.rows), strict=True)]
    heads = (found.row_heading, *found.columns)
    return tuple(column_share(head, column) for head, column in zip(heads, columns, strict=True))


def column_share(head: str, column: Sequence[str]) -> int:
    longest = max(len(word) for text in (head, *column) for word in text.split())
    return max(8, min(longest, LONGEST_WORD), round(sum(map(len, column)) ** 0.5))


def mark_cell(text: str) -> Cell:
    return Cell(plain_text(_("oui") if text else _("non")), mark="yes" if text else "no")


def lines_cell(text: str, empty: str) -> Cell:
    lines = [plain_text(line.strip()) for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return Cell((), items=tuple(lines))
    return Cell(lines[0] if lines else plain_text(empty))


def chart_table(chart: Chart) -> Table:
    """The figures of a chart, to read."""
    return Table(
        caption=chart.title,
        header=text_cells(*chart.table.header),
        rows=tuple(
            tuple(Cell(plain_text(text), numeric=rank > 0) for rank, text in enumerate(row)) for row in chart.table.rows
        ),
    )


def observations_table(indicator: Indicator) -> Table:
    """All the observations of an indicator, with what is printed and where; or where they come from."""
    return Table(
        caption=french.typeset(f"{indicator.code} – {indicator.short_title}"),
        header=(
            *text_cells(_("Grandeur"), _("Période")),
            Cell(plain_text(_("Valeur")), numeric=True),
            *text_cells(_("Ce qui est imprimé, et où") if is_printed(indicator) else _("Provenance")),
        ),
        rows=tuple(observation_row(indicator, series, o) for series in indicator.series for o in series.observations),
        widths=(30, 16, 21, 42),
    )


def observation_row(indicator: Indicator, series: Series, observation: Observation) -> tuple[Cell, ...]:
    role = Run(f" {Role(series.role).word}", italic=True)
    return (
        Cell((*plain_text(series.label), role)),
        Cell(plain_text(reading.write_period(observation))),
        Cell(value_text(series, observation), numeric=True),
        Cell(provenance_text(indicator, series, observation)),
    )


def value_text(series: Series, observation: Observation) -> Text:
    """The value as everywhere, with its level and the basis of it, or why a state has no figure."""
    parts = french.statement_parts(series, observation)
    if since := reading.write_since(observation):
        parts.append(since)
    if observation.doubtful:
        parts.append(_("mise en doute"))
    first, *more = parts
    return (Run(first.rstrip(".") if more else first, bold=True), *(Run(f", {part}") for part in more))


def provenance_text(indicator: Indicator, series: Series, observation: Observation) -> Text:
    """The printed fragment, its place, and whatever of it is not said of the whole indicator."""
    told = []
    if observation.printed:
        place = f"{Place(observation.place).word}, {_('section')} {observation.section}"
        told.append(f"{french.quote(french.typeset(observation.printed))} – {place}")
    if observation.origin:
        told.append(reading.write_origin(observation))
    if series.population:
        told.append(f"{_('population')} : {series.population}")
    if observation.source != indicator.source:
        told.append(f"{_('source')} : {observation.source or _('non précisée')}")
    if observation.printed_date:
        told.append(french.quote(french.typeset(observation.printed_date)))
    if observation.validated_on:
        who, day = write_validator(observation), french.write_date(observation.validated_on)
        told.append((_("validé par %(who)s le %(day)s") if who else _("validé le %(day)s")) % {"who": who, "day": day})
    runs = plain_text(" ; ".join(told))
    for rank, note in enumerate(observation.notes):
        before = ", " if rank else f" ; {_('voir')} " if told else f"{_('voir')} "
        runs = (*runs, *plain_text(before), Run(note.code, url=f"#{note_ident(note.code)}"))
    return (
        (*runs, *labelled_text(f" {_('Rupture')}{french.NARROW}:", observation.break_before))
        if (observation.break_before)
        else runs
    )
