"""The table of the catalogue. A column is named as it stands in the address: « ?tri=-niveau »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import django_tables2 as tables
from django.core.paginator import EmptyPage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2.data import TableListData
from django_tables2.utils import OrderByTuple

from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, Nature
from strategy_monitor.language.folding import fold
from strategy_monitor.pages import marks
from strategy_monitor.report import figures, levels, reading
from strategy_monitor.report.document import Axis, Indicator, Observation, Provider, Report
from strategy_monitor.report.leads import Lead, leads_of
from strategy_monitor.web.selection import EVERY_PAGE, LAST_PAGE, PAGE, SORT, Selection

ROWS_PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """An indicator, and what the table says of it. `rank` is its place in the report."""

    rank: int
    indicator: Indicator
    axis: Axis
    providers: tuple[Provider, ...]
    address: str
    figure_at: Callable[..., str]
    """The address of a figure, from the code of its indicator and its slugs."""

    @property
    def title(self) -> str:
        return fold(self.indicator.title)

    @property
    def axis_number(self) -> int:
        return self.axis.number

    @property
    def category(self) -> str:
        return Category(self.indicator.category).word

    @property
    def nature(self) -> str:
        return Nature(self.indicator.nature).word

    @property
    def level(self) -> int | None:
        return self.indicator.level

    @property
    def day(self) -> dt.date | None:
        """The last day that its latest headline speaks of."""
        latest = [series.latest for series in self.indicator.headlines if series.latest]
        days = [day for o in latest if (day := o.data_date or o.period.end or o.period.start)]
        return max(days, default=None)

    @property
    def source(self) -> str | None:
        return fold(self.providers[0].acronym) if self.providers else None

    @property
    def flags(self) -> int:
        return sum(note.severity != "information" for note in self.indicator.all_notes)

    @property
    def leads(self) -> list[tuple[Lead, Observation, str]]:
        """What is told of it, what leads first, and the address that says what each value is."""
        slugs = {id(one.observation): one.slugs for one in figures.figures(self.indicator)}
        return [
            (lead, observation, self.figure_at(self.indicator.code, *slugs[id(observation)]))
            for lead in leads_of(self.indicator).every
            for observation in lead.series.leading
        ]


class Rows(TableListData):
    """Rows sorted by one column. What has no value there comes last both ways; ties keep the order of the report."""

    data: list[Row]

    def order_by(self, aliases: OrderByTuple) -> None:
        for alias in aliases[:1]:
            name = self.table.columns[alias.bare].accessor
            known = [row for row in self.data if getattr(row, name) is not None]
            unknown = [row for row in self.data if getattr(row, name) is None]
            self.data = sorted(known, key=lambda row: getattr(row, name), reverse=alias.is_descending) + unknown


@dataclass(frozen=True)
class Heading:
    """A column head: what it says, and the link that sorts by it."""

    label: str
    href: str
    """Empty where sorting by it would mean nothing."""
    does: str
    """What the link does, for who cannot see the arrow."""
    sorted: str
    """« ascending », « descending », or empty: the value of `aria-sort`."""


def column(label: object, accessor: str, orderable: bool = True) -> tables.Column:
    return tables.Column(verbose_name=label, accessor=accessor, orderable=orderable, empty_values=())


def nothing(said: str) -> SafeString:
    """A dash, and what it means."""
    return format_html(
        '<span class="none"><span aria-hidden="true">–</span><span class="hidden">{}</span></span>', said
    )


class IndicatorTable(tables.Table):
    code = column(gettext_lazy("Code"), "rank")
    titre = column(gettext_lazy("Indicateur"), "title")
    axe = column(gettext_lazy("Axe"), "axis_number")
    categorie = column(gettext_lazy("Catégorie"), "category")
    nature = column(gettext_lazy("Nature"), "nature")
    niveau = column(gettext_lazy("Niveau"), "level")
    valeur = tables.TemplateColumn(
        template_name="parts/cell_value.html",
        verbose_name=gettext_lazy("Valeur"),
        accessor="leads",
        orderable=False,
    )
    periode = column(gettext_lazy("Date ou période"), "day")
    source = column(gettext_lazy("Producteur"), "source")
    signale = column(gettext_lazy("Doutes"), "flags")

    class Meta:
        template_name = "parts/table_indicators.html"
        order_by_field = SORT
        page_field = PAGE

    def __init__(self, rows: Iterable[Row], selection: Selection[Any]) -> None:
        self.sort = selection.values[SORT]
        super().__init__(Rows(list(rows)), order_by=self.sort or None)
        self.selection = selection
        self.faults = list(selection.faults)
        self.turn_to(selection.values[PAGE])

    def turn_to(self, asked: str) -> None:
        if asked == EVERY_PAGE:
            self.paginate(page=1, per_page=max(len(self.rows), 1))
            return
        page = min(int(asked or 1), LAST_PAGE)
        try:
            self.paginate(page=page, per_page=ROWS_PER_PAGE)
        except EmptyPage:
            self.page = self.paginator.page(self.paginator.num_pages)
            self.faults.append(_("La page %(page)d n’existe pas ; voici la dernière.") % {"page": page})

    def headings(self) -> list[Heading]:
        return [self.heading(column.name, str(column.header), column.orderable) for column in self.columns]

    def heading(self, name: str, label: str, orderable: bool) -> Heading:
        if not orderable:
            return Heading(label, "", "", "")
        now = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
        turned = f"-{name}" if now == "ascending" else name
        does = _("trier par ordre décroissant") if now == "ascending" else _("trier par ordre croissant")
        return Heading(label, self.selection.address(**{SORT: turned}), does, now)

    def page_links(self) -> list[tuple[int, str]]:
        return [(n, self.selection.address(**{PAGE: str(n)})) for n in self.paginator.page_range]

    def render_code(self, record: Row) -> str:
        return record.indicator.code

    def render_titre(self, record: Row) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.address, french.typeset(record.indicator.title))

    def render_axe(self, record: Row) -> SafeString:
        return format_html(
            '{}<span class="axis-name">. {}</span>', record.axis.number, french.typeset(record.axis.short_title)
        )

    def render_niveau(self, record: Row) -> SafeString:
        """Its level and how it is known; of an indicator in several blocks, those of each block, by name."""
        found = levels.blocks(record.indicator)
        if not found:
            return nothing(_("sans niveau"))
        named = len(record.indicator.headlines) > 1
        told = [(f"{french.typeset(series.label)}{french.NARROW}: " if named else "", one) for series, one in found]
        rows = [
            (marks.draw_level(reach), name + french.write_level_briefly(one))
            for name, one in told
            if (reach := levels.reach(one))
        ]
        return format_html_join("", "<span>{} <small>{}</small></span>", rows)

    def render_periode(self, record: Row) -> str:
        told = [*reading.list_dates(record.indicator), *reading.list_periods(record.indicator)]
        return french.typeset(", ".join(told)) or nothing(_("non précisée"))

    def render_source(self, record: Row) -> SafeString:
        named = [(provider.name, provider.acronym) for provider in record.providers]
        found = format_html_join(", ", '<abbr title="{}">{}</abbr>', named)
        return found or nothing(_("non précisé"))

    def render_signale(self, record: Row) -> SafeString:
        if not record.flags:
            return nothing(_("non"))
        count = french.count_noun(record.flags, _("note"), _("notes"))
        return format_html('<a class="flag" href="{}#notes">{}</a>', record.address, count)


def rows(report: Report, indicators: Iterable[Indicator], address: Callable[..., str]) -> list[Row]:
    """The rows of these indicators; `address` gives the page of a name, for the code of an indicator."""
    ranks = {indicator.code: rank for rank, indicator in enumerate(report.indicators)}
    providers = {provider.code: provider for provider in report.providers}
    axes = {axis.number: axis for axis in report.axes}
    return [
        Row(
            rank=ranks[one.code],
            indicator=one,
            axis=axes[one.axis],
            providers=tuple(providers[code] for code in one.providers if code in providers),
            address=address("indicator", one.code),
            figure_at=partial(address, "figure"),
        )
        for one in indicators
    ]


def sortable() -> tuple[str, ...]:
    """Names of the columns that the table can be sorted by."""
    return tuple(name for name, one in IndicatorTable.base_columns.items() if one.orderable)
