"""The address of a page ↔ what it selects.

The address is the only state: it can be read, sent and bookmarked. So its names and values are French, an empty one is
left out, and one that means nothing is ignored and said to be. A page declares its parameters as a table; what a value
means there, a condition or a predicate, is the page's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from strategy_monitor.language import french

QUERY, SORT, PAGE = "q", "tri", "page"
EVERY_PAGE = "toutes"
"""The page that holds every row."""
LAST_PAGE = 10_000
MOST_LETTERS = 200

REPEATED = _("« %(name)s » est donné plusieurs fois ; seule la dernière valeur compte.")
TOO_LONG = _("La recherche est limitée à 200 caractères ; la suite est ignorée.")
UNKNOWN_CHOICE = _("Le filtre « %(name)s » ne connaît pas la valeur « %(value)s » ; il est ignoré.")
UNKNOWN_PAGE = _("La page « %(value)s » n’existe pas ; voici la première.")

Meaning = TypeVar("Meaning")
Faults = list[str]


@dataclass(frozen=True)
class Choice(Generic[Meaning]):
    value: str
    """As it stands in the address."""
    label: str
    meaning: Meaning


@dataclass(frozen=True)
class Parameter(Generic[Meaning]):
    """A list of choices; with `check`, what a person types or what a link says."""

    name: str
    """As it stands in the address."""
    label: str = ""
    """Empty where it narrows nothing down."""
    anything: str = ""
    """What is said where nothing is chosen."""
    choices: tuple[Choice[Meaning], ...] = ()
    check: Callable[[str, Faults], str] | None = None
    """The value as it is kept; empty, with its fault, where it means nothing."""
    means: Callable[[str], Meaning] | None = None
    kept: bool = True
    """Whether another selection keeps it: a place in the list, it does not."""

    def read(self, given: QueryDict, faults: Faults) -> str:
        value = last_value(given, self.name, faults)
        if self.check or not value:
            return self.check(value, faults) if self.check and value else ""
        if self.choice(value):
            return value
        add_fault(faults, UNKNOWN_CHOICE, self.label, value)
        return ""

    def choice(self, value: str) -> Choice[Meaning] | None:
        return next((choice for choice in self.choices if choice.value == value), None)

    def meaning(self, value: str) -> Meaning | None:
        if self.means:
            return self.means(value)
        choice = self.choice(value)
        return choice.meaning if choice else None

    def describe(self, value: str) -> str:
        choice = self.choice(value)
        return f"{self.label} : {choice.label if choice else f'« {value} »'}"


@dataclass(frozen=True)
class Active:
    """A filter that is on, and the address of the same selection without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Selection(Generic[Meaning]):
    path: str
    """Address of the page, without parameters."""
    parameters: tuple[Parameter[Meaning], ...]
    values: dict[str, str]
    """Of each parameter, empty where it is not given."""
    faults: tuple[str, ...] = ()
    """What was ignored, in French."""

    @property
    def chosen(self) -> dict[str, str]:
        """What is given and kept, by name."""
        return {one.name: value for one in self.parameters if one.kept and (value := self.values[one.name])}

    @property
    def meanings(self) -> list[Meaning]:
        found = [one.meaning(value) for one in self.parameters if (value := self.values[one.name])]
        return [meaning for meaning in found if meaning is not None]

    def address(self, **changes: str) -> str:
        """The address of this selection with these parameters changed; any change goes back to the first page."""
        values = {one.name: self.values[one.name] if one.kept else "" for one in self.parameters} | changes
        given = {name: value for name, value in values.items() if value}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def active(self) -> list[Active]:
        shown = [one for one in self.parameters if one.label and self.values[one.name]]
        return [Active(one.describe(self.values[one.name]), self.address(**{one.name: ""})) for one in shown]

    @property
    def lists(self) -> list[tuple[Parameter[Meaning], str]]:
        """The lists of choices, for the form, each with what is chosen."""
        return [(one, self.values[one.name]) for one in self.parameters if one.check is None]

    def is_tidy(self, given: QueryDict) -> bool:
        """False where a form sent its empty fields too: the address to keep is the one without them."""
        blank = any(not value for one in self.parameters for value in given.getlist(one.name))
        return bool(self.faults) or not blank


def select(path: str, parameters: tuple[Parameter[Meaning], ...], given: QueryDict) -> Selection[Meaning]:
    """Reads an address. What it asks in vain is told in `faults`."""
    faults: Faults = []
    values = {one.name: one.read(given, faults) for one in parameters}
    return Selection(path, parameters, values, tuple(faults))


def check_length(text: str, faults: Faults) -> str:
    if len(text) > MOST_LETTERS:
        faults.append(str(TOO_LONG))
    return text[:MOST_LETTERS].strip()


def check_page(text: str, faults: Faults) -> str:
    if text == EVERY_PAGE or (text.isascii() and text.isdigit() and len(text) < 9 and int(text)):
        return text
    add_fault(faults, UNKNOWN_PAGE, "", text)
    return ""


def last_value(given: QueryDict, name: str, faults: Faults) -> str:
    """The last value of a parameter that is given more than once, without what cannot be read."""
    found = [text for value in given.getlist(name) if (text := clean_line(value))]
    if len(set(found)) > 1:
        add_fault(faults, REPEATED, name, "")
    return found[-1] if found else ""


def clean_line(text: str) -> str:
    """The text on one line, without control characters, which only an attack or an accident puts in an address."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char)[0] != "C").strip()


def add_fault(faults: Faults, sentence: object, name: str, value: str) -> None:
    faults.append(french.typeset(str(sentence) % {"name": name, "value": Truncator(value).chars(40)}))
