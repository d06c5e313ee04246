"""The address of the catalogue ↔ what it selects.

The address is the only state: it can be read, sent and bookmarked. So its names and values are French, an empty one is
left out, and one that means nothing is ignored and said to be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, Code, Nature
from strategy_monitor.language.folding import fold
from strategy_monitor.report import levels, search
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.levels import Reach

QUERY, SORT, PAGE = "q", "tri", "page"
NAMES = (QUERY, SORT, PAGE, "axe", "categorie", "nature", "niveau", "producteur", "signale")
"""Of all the parameters of the catalogue."""
CATEGORIES = {"operationnel": "operational", "impact": "impact"}
NATURES = {"avancement": "progress", "quantitatif": "quantitative", "information": "informational"}
NO_LEVEL, LEAST, IN_BLOCKS = "sans", "au-moins-", "blocs"
LAST_PAGE = 10_000
EVERY, EVERY_PAGE = 0, "toutes"
"""The page that holds every row, as it is known here and as it stands in the address."""


@dataclass(frozen=True)
class Choice:
    value: str
    """As it stands in the address."""
    label: str
    keeps: Callable[[Indicator], bool]


@dataclass(frozen=True)
class Filter:
    name: str
    """As it stands in the address."""
    label: str
    anything: str
    """What is said where nothing is chosen."""
    choices: tuple[Choice, ...]

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True)
class Active:
    """A filter that is on, and the address of the same selection without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Selection:
    path: str
    """Address of the catalogue, without parameters."""
    query: str
    chosen: tuple[tuple[Filter, Choice], ...]
    sort: str
    """Name of a column, after « - » where descending; empty for the order of the report."""
    page: int
    """From 1; `EVERY` for all rows on one page."""
    faults: tuple[str, ...]
    """What was ignored, in French."""

    def keeps(self, indicator: Indicator) -> bool:
        return all(choice.keeps(indicator) for _filter, choice in self.chosen)

    def address(self, **changes: str) -> str:
        """The address of this selection with these parameters changed; any change goes back to the first page."""
        values = {QUERY: self.query, **{f.name: choice.value for f, choice in self.chosen}, SORT: self.sort, **changes}
        given = {name: value for name, value in values.items() if value}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def active(self) -> tuple[Active, ...]:
        found = [Active(f"{f.label} : {choice.label}", self.address(**{f.name: ""})) for f, choice in self.chosen]
        if self.query:
            found.insert(0, Active(_("Texte") + f" : « {self.query} »", self.address(**{QUERY: ""})))
        return tuple(found)

    @property
    def values(self) -> dict[str, str]:
        """Name of each active filter → its value, for the form."""
        return {f.name: choice.value for f, choice in self.chosen}


def filters(report: Report) -> tuple[Filter, ...]:
    """What the catalogue of this Report can be narrowed to."""
    return (
        Filter("axe", _("Axe"), _("tous"), tuple(axis_choices(report))),
        Filter("categorie", _("Catégorie"), _("toutes"), coded(CATEGORIES, Category, "category")),
        Filter("nature", _("Nature"), _("toutes"), coded(NATURES, Nature, "nature")),
        Filter("niveau", _("Niveau"), _("tous"), tuple(level_choices(report))),
        Filter("producteur", _("Producteur"), _("tous"), tuple(provider_choices(report))),
        Filter(
            "signale",
            _("Signalement"),
            _("tous"),
            (
                Choice("oui", _("avec une valeur signalée"), lambda indicator: indicator.flagged),
                Choice("non", _("sans valeur signalée"), lambda indicator: not indicator.flagged),
            ),
        ),
    )


def equals(attribute: str, value: object, indicator: Indicator) -> bool:
    return bool(getattr(indicator, attribute) == value)


def produced_by(code: str, indicator: Indicator) -> bool:
    return code in indicator.providers


def coded(values: dict[str, str], codes: type[Code], attribute: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, codes(code).word, partial(equals, attribute, code)) for value, code in values.items())


def axis_choices(report: Report) -> list[Choice]:
    return [
        Choice(str(axis.number), f"{axis.number}. {axis.short_title}", partial(equals, "axis", axis.number))
        for axis in report.axes
    ]


def level_choices(report: Report) -> list[Choice]:
    """The levels of the scale; where there are some, the levels that are only a least, and the indicators in blocks."""
    found = [
        Choice(
            str(step.level),
            f"{step.level} – {step.caption.rstrip('.')}",
            partial(stands_at, levels.exactly(step.level)),
        )
        for step in report.scale
    ]
    known = [levels.reach(one.progress) for one in report.indicators if one.progress]
    for reach in sorted({one for one in known if one and one.least}, key=lambda one: one.low):
        said = french.write_out_of(reach.low, least=True)
        found.append(Choice(f"{LEAST}{reach.low}", said, partial(stands_at, reach)))
    if any(in_blocks(one) for one in report.indicators):
        found.append(Choice(IN_BLOCKS, _("un niveau par bloc"), in_blocks))
    return [*found, Choice(NO_LEVEL, _("sans niveau"), lambda indicator: not levels.blocks(indicator))]


def stands_at(reach: Reach, indicator: Indicator) -> bool:
    return indicator.progress is not None and levels.reach(indicator.progress) == reach


def in_blocks(indicator: Indicator) -> bool:
    return indicator.progress is None and bool(levels.blocks(indicator))


def provider_choices(report: Report) -> list[Choice]:
    """The providers of at least one indicator, by acronym."""
    cited = {code for indicator in report.indicators for code in indicator.providers}
    known = sorted((p for p in report.providers if p.code in cited), key=lambda p: fold(p.acronym))
    return [Choice(p.code, f"{p.acronym} – {p.name}", partial(produced_by, p.code)) for p in known]


def read(given: QueryDict, known: tuple[Filter, ...], sortable: tuple[str, ...], path: str) -> Selection:
    """The selection that these parameters ask for; what they ask in vain is told in `faults`."""
    faults: list[str] = []
    query = read_query(given, faults)
    chosen = []
    for one in known:
        value = last(given, one.name, faults)
        choice = one.choice(value)
        if choice:
            chosen.append((one, choice))
        elif value:
            fault(faults, _("Le filtre « %(name)s » ne connaît pas la valeur « %(value)s » ; il est ignoré."),
                  one.label, value)  # fmt: skip
    return Selection(
        path, query, tuple(chosen), read_sort(given, sortable, faults), read_page(given, faults), tuple(faults)
    )


def read_query(given: QueryDict, faults: list[str]) -> str:
    query = " ".join(last(given, QUERY, faults).split())
    if len(query) > search.MAX_QUERY:
        faults.append(_("La recherche est limitée à 200 caractères ; la suite est ignorée."))
        query = query[: search.MAX_QUERY].strip()
    if query and not search.words(query):
        fault(
            faults,
            _("« %(value)s » ne contient ni lettre ni chiffre à chercher ; la recherche est ignorée."),
            "",
            query,
        )
        return ""
    return query


def read_sort(given: QueryDict, sortable: tuple[str, ...], faults: list[str]) -> str:
    sort = last(given, SORT, faults)
    if sort and sort.removeprefix("-") not in sortable:
        fault(faults, _("Le tri « %(value)s » n’existe pas ; les indicateurs sont dans l’ordre du rapport."), "", sort)
        return ""
    return sort


def read_page(given: QueryDict, faults: list[str]) -> int:
    text = last(given, PAGE, faults)
    if not text:
        return 1
    if text == EVERY_PAGE:
        return EVERY
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text):
        return min(int(text), LAST_PAGE)
    fault(faults, _("La page « %(value)s » n’existe pas ; voici la première."), "", text)
    return 1


def last(given: QueryDict, name: str, faults: list[str]) -> str:
    """The last value of a parameter that is given more than once, without what cannot be read."""
    found = [text for value in given.getlist(name) if (text := readable(value))]
    if len(set(found)) > 1:
        fault(faults, _("« %(name)s » est donné plusieurs fois ; seule la dernière valeur compte."), name, "")
    return found[-1] if found else ""


def readable(text: str) -> str:
    """The text on one line, without control characters, which only an attack or an accident puts in an address."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char)[0] != "C").strip()


def fault(faults: list[str], sentence: str, name: str, value: str) -> None:
    faults.append(french.typeset(sentence % {"name": name, "value": Truncator(value).chars(40)}))
