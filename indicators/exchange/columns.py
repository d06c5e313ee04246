"""The one specification of the columns of a file of observations: what is written in each, and how it is read back.

The headings are the format of the file: they are not translated, so that a file is read whatever the language of who
reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.exchange import cells
from indicators.exchange.cells import Raw
from indicators.models import Observation
from strategy_monitor.language.codes import LevelBasis, Manner

KEY, READ, CHECKED, SHOWN = "key", "read", "checked", "shown"

USES = {
    KEY: gettext_lazy("oui : désigne la valeur"),
    READ: gettext_lazy("oui"),
    CHECKED: gettext_lazy("vérifiée seulement"),
    SHOWN: gettext_lazy("non : pour se repérer"),
}


HELPS = {
    "code": gettext_lazy("Le code d’un indicateur qui existe, comme « 2.1-O2 »."),
    "indicator": gettext_lazy("L’intitulé court de l’indicateur."),
    "key": gettext_lazy("La clé d’une série de cet indicateur, comme « heures »."),
    "series": gettext_lazy("Le libellé de la série."),
    "unit": gettext_lazy("L’unité de la série. Une autre unité est refusée : le chiffre ne serait pas le même."),
    "providers": gettext_lazy("Qui produit le chiffre, aujourd’hui ou à terme."),
    "period_label": gettext_lazy("Telle qu’on la lit : « 2023-2024 », « 2024 », « PISA 2022 », « 5 mars 2025 »."),
    "period_kind": gettext_lazy("Pour une nouvelle valeur, déduit de la période où elle ne laisse pas de doute."),
    "period_start": gettext_lazy("Premier jour de la période ; déduit comme son type."),
    "period_end": gettext_lazy("Dernier jour de la période ; déduit comme son type."),
    "value": gettext_lazy("Le nombre seul, sans unité : « 61,5 » ou « 4 944 »."),
    "value_high": gettext_lazy("Pour une fourchette : la valeur est alors la borne basse."),
    "level": gettext_lazy("L’état d’avancement, de 0 à 5."),
    "level_basis": gettext_lazy("D’où vient le niveau ; exigé avec lui."),
    "state": gettext_lazy("L’état en mots, tel qu’imprimé."),
    "missing_reason": gettext_lazy(
        "Pourquoi il n’y a pas de chiffre. Une raison nouvelle, avec une valeur laissée vide, efface la "
        "valeur, le niveau et l’état ; une valeur nouvelle, avec une raison laissée vide, efface la raison."
    ),
    "manner": gettext_lazy("Comment lire la valeur ; « exact » seulement si le fournisseur le dit. Vide : tel quel."),
    "cumulative_since": gettext_lazy("Pour une valeur cumulée : depuis quel jour."),
    "printed": gettext_lazy(
        "Le passage du rapport imprimé, mot pour mot. Vide pour une valeur qui n’y est pas imprimée."
    ),
    "place": gettext_lazy("Où le texte imprimé se lit ; vide sans lui. À défaut, celle de la série."),
    "section": gettext_lazy("Vide : celle de l’indicateur."),
    "data_date": gettext_lazy("Le jour auquel le chiffre se rapporte."),
    "printed_date": gettext_lazy("La date telle qu’imprimée."),
    "break_before": gettext_lazy("Pourquoi cette valeur ne se compare pas aux précédentes."),
    "status": gettext_lazy("Où en est la valeur : une valeur modifiée redevient un brouillon."),
}


FORMER_WORDS = {
    "manner": [(Manner.CUMULATIVE.value, "cumulé depuis une date")],
    "level_basis": [(LevelBasis.CONFIRMED.value, "confirmé par le producteur")],
}
"""Words that files written before today hold; still read."""
FORMER_HEADINGS = {"manner": "Manière", "providers": "Producteurs"}
"""Headings of such files; still read."""


@dataclass(frozen=True)
class Column:
    name: str
    """The field of the observation; for what is only shown, a word of ours."""
    heading: str
    kind: str
    """« text », « number », « level », « date » or « choice »."""
    use: str
    width: int
    """Characters."""

    @cached_property
    def choices(self) -> list[tuple[str, Any]]:
        """Code and label of what may stand in it, for a choice."""
        if self.kind != "choice":
            return []
        field: Any = Observation._meta.get_field(self.name)
        return [(code, label) for code, label in field.choices if code]

    @property
    def erasable(self) -> bool:
        field = Observation._meta.get_field(self.name)
        return bool(getattr(field, "blank", False))

    @property
    def empty(self) -> Any:
        """What the field holds when it holds nothing."""
        return None if self.kind in {"number", "level", "date"} else ""

    @property
    def help(self) -> Any:
        """What it contains, for who fills it in."""
        return HELPS[self.name]

    @property
    def use_label(self) -> Any:
        return USES[self.use]

    def read(self, raw: Raw, unit: str = "", reading: str = "", singular: str = "") -> Any:
        """The value of a cell that is not blank. Raises ValidationError, with a French sentence."""
        if cells.erases(raw):
            if not self.erasable:
                raise ValidationError(_("Ce champ ne peut pas être vide."))
            return self.empty
        if self.kind == "number":
            return cells.number(raw, unit, reading, singular)
        if self.kind == "choice":
            return cells.choice(raw, self.choices, FORMER_WORDS.get(self.name, ()))
        if self.name == "section" and isinstance(raw, Decimal):
            return cells.text(raw).replace(",", ".")  # « 2.1 », which a spreadsheet took for a number
        simple: Any = {"level": cells.level, "date": cells.read_day, "text": cells.text}[self.kind]
        return simple(raw)


COLUMNS = (
    Column("code", "Code de l’indicateur", "text", KEY, 14),
    Column("indicator", "Indicateur", "text", SHOWN, 34),
    Column("key", "Clé de la série", "text", KEY, 24),
    Column("series", "Série", "text", SHOWN, 34),
    Column("unit", "Unité", "text", CHECKED, 16),
    Column("providers", "Fournisseurs", "text", SHOWN, 16),
    Column("period_label", "Période", "text", KEY, 22),
    Column("period_kind", "Type de période", "choice", READ, 16),
    Column("period_start", "Premier jour", "date", READ, 13),
    Column("period_end", "Dernier jour", "date", READ, 13),
    Column("value", "Valeur", "number", READ, 14),
    Column("value_high", "Borne haute", "number", READ, 12),
    Column("level", "Niveau", "level", READ, 9),
    Column("level_basis", "Fondement du niveau", "choice", READ, 24),
    Column("state", "État", "text", READ, 34),
    Column("missing_reason", "Raison de l’absence", "choice", READ, 24),
    Column("manner", "Précision", "choice", READ, 24),
    Column("cumulative_since", "Cumulé depuis", "date", READ, 13),
    Column("printed", "Texte imprimé", "text", READ, 44),
    Column("place", "Place dans le rapport", "choice", READ, 24),
    Column("section", "Section", "text", READ, 10),
    Column("data_date", "Date des données", "date", READ, 15),
    Column("printed_date", "Date imprimée", "text", READ, 26),
    Column("break_before", "Rupture", "text", READ, 34),
    Column("status", "Statut", "text", SHOWN, 12),
)

BY_NAME = {column.name: column for column in COLUMNS}
BY_HEADING = {cells.alike(column.heading): column for column in COLUMNS} | {
    cells.alike(former): BY_NAME[name] for name, former in FORMER_HEADINGS.items()
}
MOST_ABOVE = 20
"""Rows that may stand above the headings: a title, a date, who sends the file."""


def is_heading_row(cells_of_row: Iterable[Raw]) -> bool:
    """Whether a row holds headings: two of ours, which no title does."""
    found = (BY_HEADING.get(cells.alike(raw)) for raw in cells_of_row if isinstance(raw, str) and len(raw) < 200)
    return sum(column is not None for column in found) > 1


KEYS = [column for column in COLUMNS if column.use == KEY]
VALUES = [column for column in COLUMNS if column.use == READ]
"""Those that an import can change."""


def heading(name: str) -> str:
    return BY_NAME[name].heading


def cell_values(observation: Observation) -> dict[str, Any]:
    """What each column holds for this observation: texts, numbers, days; None for what is empty.

    A choice is its French label. A text that no cell can hold is left out: an empty cell erases nothing.
    """
    series = observation.series
    found: dict[str, Any] = {
        "code": series.indicator.code,
        "indicator": series.indicator.short_title,
        "key": series.key,
        "series": series.label,
        "unit": series.unit,
        "providers": ", ".join(provider_acronyms(series.indicator)),
        "period_label": observation.period_label,
        "status": observation.get_status_display() if observation.pk else "",
    }
    for column in VALUES:
        value = getattr(observation, column.name)
        found[column.name] = dict(column.choices).get(value, value) if column.kind == "choice" else value
    return {name: fitting(value) for name, value in found.items()}


def provider_acronyms(indicator: Any) -> list[str]:
    """Acronyms of those who produce it, now or later; in order, each once."""
    every = [*indicator.providers.all(), *indicator.planned_providers.all()]
    return list(dict.fromkeys(provider.acronym for provider in every))


def fitting(value: Any) -> Any:
    """A lazy label as a text; an empty or endless text as nothing."""
    if value is None or hasattr(value, "is_finite") or hasattr(value, "toordinal") or isinstance(value, int):
        return value
    text = cells.normal(str(value))
    return text if 0 < len(text) <= cells.LONGEST_CELL else None
