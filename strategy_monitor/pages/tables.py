"""The table of the catalogue: its columns, its orders, what its cells say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import Any

import django_tables2 as tables
from django.core.paginator import EmptyPage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2.data import TableListData

from strategy_monitor.kept import budget
from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, Nature
from strategy_monitor.report import figures, reading
from strategy_monitor.report.document import Axis, Indicator, Observation, Provider, Report
from strategy_monitor.report.leads import Lead, leads_of
from strategy_monitor.report.listing import Listed, reader_of
from strategy_monitor.web.selection import EVERY_PAGE, LAST_PAGE, PAGE, SORT, Selection

ROWS_PER_PAGE = 50
MOST_ON_ONE_PAGE = 1_000
"""Rows that are shown together to who asks for every page; for who writes the site as files, there is no limit."""

PageAt = Callable[..., str]
"""The address of a page of the site, from its name and what it is about."""


@dataclass(frozen=True)
class CatalogueRow:
    """An indicator, and what the table says of it."""

    listed: Listed
    axis: Axis
    providers: tuple[Provider, ...]
    read: Callable[[], Indicator]
    page_at: PageAt

    @cached_property
    def indicator(self) -> Indicator:
        return self.read()

    @property
    def address(self) -> str:
        return self.page_at("indicator", self.listed.code)

    @property
    def category(self) -> str:
        return word_of_category(self.listed)

    @property
    def nature(self) -> str:
        return word_of_nature(self.listed)

    @property
    def leads(self) -> list[tuple[Lead, Observation, str]]:
        """What is told of it, what leads first, and the address that says what each value is."""
        slugs = {id(one.observation): one.slugs for one in figures.figures(self.indicator)}
        return [
            (lead, observation, self.page_at("figure", self.indicator.code, *slugs[id(observation)]))
            for lead in leads_of(self.indicator).every
            for observation in lead.series.leading
        ]

    @property
    def when(self) -> str:
        """Of when its headline figures are; empty where that is not printed."""
        told = [*reading.list_dates(self.indicator), *reading.list_periods(self.indicator)]
        return french.typeset(", ".join(told))


@dataclass(frozen=True)
class SortLink:
    """A link that sorts the table by what it names."""

    name: str
    label: str
    href: str
    does: str
    """What it does, for who cannot see the arrow."""
    sorted: str
    """« ascending », « descending », or empty: the value of `aria-sort`."""


@dataclass(frozen=True)
class Heading:
    """A column head: what it says beside its links, and the links."""

    label: str
    links: tuple[SortLink, ...]

    @property
    def sorted(self) -> str:
        return next((link.sorted for link in self.links if link.sorted), "")


def word_of_category(one: Listed) -> str:
    return Category(one.category).word


def word_of_nature(one: Listed) -> str:
    return Nature(one.nature).word


@dataclass(frozen=True)
class Order:
    label: Any
    key: Callable[[Listed], Any]
    """What an indicator is sorted by: None comes last both ways."""


ORDERS = {
    "code": Order(gettext_lazy("Code"), attrgetter("rank")),
    "titre": Order(gettext_lazy("Indicateur"), attrgetter("title")),
    "niveau": Order(gettext_lazy("Niveau"), attrgetter("low")),
    "periode": Order(gettext_lazy("Date"), attrgetter("day")),
    "axe": Order(gettext_lazy("Axe"), attrgetter("axis")),
    "categorie": Order(gettext_lazy("Catégorie"), word_of_category),
    "nature": Order(gettext_lazy("Nature"), word_of_nature),
    "source": Order(gettext_lazy("Fournisseur"), attrgetter("provider")),
    "signale": Order(gettext_lazy("Doutes"), attrgetter("flags")),
}
"""What the table can be sorted by, as it stands in the address: « ?tri=-niveau »."""

UNDER: dict[str, tuple[str, ...]] = {"dit": ("niveau", "periode"), "sorte": ("categorie", "nature")}
"""The columns that hold several things, which no order holds together, and what they are sorted by."""

LANDING = "#resultat"
"""Where a reader lands who has filtered, sorted or turned a page: on how many there are."""


def put_in_order(found: Iterable[Listed], sort: str) -> list[Listed]:
    """Sorted by « -niveau »: what has no value there comes last both ways; ties keep the order of the report."""
    listed = list(found)
    if not sort:
        return listed
    key = ORDERS[sort.removeprefix("-")].key
    known = [one for one in listed if key(one) is not None]
    unknown = [one for one in listed if key(one) is None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + unknown


def column(label: object) -> tables.Column:
    return tables.Column(verbose_name=label, accessor="listed", orderable=False, empty_values=())


def keep_whole(text: str) -> SafeString:
    """The text in French typography, whose short compounds (« e-classe ») no end of a line cuts."""
    pieces, end = [], 0
    text = french.typeset(text)
    for found in re.finditer(french.UNBREAKABLE, text):
        pieces.append(format_html('{}<span class="once">{}</span>', text[end : found.start()], found[0]))
        end = found.end()
    return format_html_join("", "{}", [(piece,) for piece in (*pieces, text[end:])])


def nothing(said: str) -> SafeString:
    """A dash, and what it means."""
    return format_html(
        '<span class="none"><span aria-hidden="true">–</span><span class="hidden">{}</span></span>', said
    )


class CatalogueRows(Sequence[CatalogueRow]):
    """Of these indicators, in this order; each made where it is shown."""

    def __init__(self, report: Report, found: Sequence[Listed], page_at: PageAt) -> None:
        self.report, self.found, self.page_at = report, found, page_at
        self.read = reader_of(report)

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place: Any) -> Any:
        found = self.found[place]
        return [self.make(one) for one in found] if isinstance(place, slice) else self.make(found)

    def make(self, listed: Listed) -> CatalogueRow:
        providers = tuple(one for code in listed.providers for one in self.report.providers if one.code == code)
        axis = self.report.axis(listed.axis)
        assert axis is not None
        return CatalogueRow(listed, axis, providers, partial(self.read, listed), self.page_at)


class IndicatorTable(tables.Table):
    code = column(ORDERS["code"].label)
    titre = column(ORDERS["titre"].label)
    dit = tables.TemplateColumn(
        template_name="parts/cell_said.html",
        verbose_name=gettext_lazy("Ce qu’il dit"),
        accessor="leads",
        orderable=False,
    )
    axe = column(ORDERS["axe"].label)
    sorte = column(gettext_lazy("Catégorie et nature"))
    source = column(ORDERS["source"].label)
    signale = column(ORDERS["signale"].label)

    class Meta:
        template_name = "parts/table_indicators.html"
        page_field = PAGE

    def __init__(self, report: Report, found: Iterable[Listed], selection: Selection[Any], page_at: PageAt) -> None:
        self.sort = selection.values[SORT]
        super().__init__(TableListData(CatalogueRows(report, put_in_order(found, self.sort), page_at)))
        self.selection = selection
        self.faults = list(selection.faults)
        self.turn_to(selection.values[PAGE])

    def turn_to(self, asked: str) -> None:
        if asked == EVERY_PAGE and (len(self.rows) <= MOST_ON_ONE_PAGE or budget.UNLIMITED.get()):
            self.paginate(page=1, per_page=max(len(self.rows), 1))
            return
        if asked == EVERY_PAGE:
            self.faults.append(_("C’est trop d’indicateurs pour une seule page ; voici les premiers."))
        page = min(int(asked), LAST_PAGE) if asked.isdecimal() else 1
        try:
            self.paginate(page=page, per_page=ROWS_PER_PAGE)
        except EmptyPage:
            self.page = self.paginator.page(self.paginator.num_pages)
            self.faults.append(_("La page %(page)d n’existe pas ; voici la dernière.") % {"page": page})

    def headings(self) -> list[Heading]:
        return [self.heading(column.name, str(column.header)) for column in self.columns]

    def heading(self, name: str, label: str) -> Heading:
        by = UNDER.get(name, (name,))
        return Heading(label if name == "dit" else "", tuple(self.sort_link(one) for one in by))

    def sort_link(self, name: str) -> SortLink:
        now = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
        turned = f"-{name}" if now == "ascending" else name
        does = _("trier par ordre décroissant") if now == "ascending" else _("trier par ordre croissant")
        href = self.selection.address(**{SORT: turned}) + LANDING
        return SortLink(name, str(ORDERS[name].label), href, does, now)

    def page_links(self) -> list[tuple[int | str, str]]:
        """Each page with its address; « … », without any, for those between, where there are many."""
        numbers = self.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self.selection.address(**{PAGE: str(n)}) + LANDING if isinstance(n, int) else "") for n in numbers]

    def render_code(self, record: CatalogueRow) -> str:
        return record.listed.code

    def render_titre(self, record: CatalogueRow) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.address, keep_whole(record.indicator.title))

    def render_axe(self, record: CatalogueRow) -> SafeString:
        return format_html(
            '{}<span class="axis-name">. {}</span>', record.axis.number, french.typeset(record.axis.short_title)
        )

    def render_sorte(self, record: CatalogueRow) -> str:
        return f"{record.category}, {record.nature}"

    def render_source(self, record: CatalogueRow) -> SafeString:
        named = [(provider.name, provider.acronym) for provider in record.providers]
        found = format_html_join(", ", '<abbr title="{}">{}</abbr>', named)
        return found or nothing(_("non précisé"))

    def render_signale(self, record: CatalogueRow) -> SafeString:
        if not record.listed.flagged:
            return nothing(_("non"))
        count = french.count_noun(record.listed.flags, _("note"), _("notes"))
        whose = record.indicator.code
        return format_html(
            '<a class="flag" href="{}#notes">{}<span class="hidden"> {}</span></a>', record.address, count, whose
        )
