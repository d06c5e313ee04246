"""One row per indicator, and one per provider of figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy_monitor.exports.addresses import Page
from strategy_monitor.exports.tables.columns import Column, Table, fields_of
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.codes import (
    Manner,
    MissingReason,
)
from strategy_monitor.language.values import is_least
from strategy_monitor.report import levels, reading
from strategy_monitor.report.document import Indicator, Observation, Provider


@dataclass(frozen=True)
class PlacedIndicator:
    """An indicator, in the release that it is told from."""

    scope: Scope
    indicator: Indicator

    @property
    def axis_title(self) -> str:
        axis = self.scope.report.axis(self.indicator.axis)
        return axis.title if axis else ""

    @property
    def action_title(self) -> str:
        axis = self.scope.report.axis(self.indicator.axis)
        actions = axis.actions if axis else ()
        return next((a.title for a in actions if self.indicator.action and a.number == self.indicator.action), "")


def list_indicators(scope: Scope) -> Iterator[PlacedIndicator]:
    for indicator in scope.indicators:
        yield PlacedIndicator(scope, indicator)


indicator = fields_of(Indicator, "indicator")

INDICATORS = Table(
    "indicateurs", "Indicateurs", "Une ligne par indicateur.",
    (
        indicator("code", name="indicator_code"),
        indicator("category"),
        indicator("nature"),
        indicator("axis"),
        Column("axis_title", "text", "Titre de l’axe", "Titre de l’axe.", lambda p: p.axis_title),
        indicator("action", heading="Action prioritaire"),
        Column("action_title", "text", "Titre de l’action", "Titre de l’action.", lambda p: p.action_title),
        indicator("title"),
        indicator("short_title"),
        Column(
            "headline", "text", "Chiffres principaux", "Derniers chiffres principaux, comme le site les écrit.",
            lambda p: reading.write_headline(p.indicator),
        ),
        Column(
            "level", "integer", "Niveau",
            "Avancement de 0 à 5, ou le moins qu’on en sache ; vide si chaque bloc de l’indicateur a le sien.",
            lambda p: p.indicator.level,
        ),
        Column(
            "level_manner", "text", "Précision du niveau", "« minimum » si l’on ne sait que le moins ; vide sinon.",
            lambda p: "minimum" if p.indicator.progress and is_least(p.indicator.progress) else "",
            {Manner.MINIMUM.value: Manner.MINIMUM.word},
        ),
        Column.of_field(
            Observation, "level_basis", lambda p: p.indicator.progress.level_basis if p.indicator.progress else ""
        ),
        Column(
            "level_written", "text", "Niveau, en mots",
            "Le niveau et son fondement en français ; de chaque bloc, là où il y en a plusieurs.",
            lambda p: levels.of_indicator(p.indicator),
        ),
        Column(
            "missing_reason", "text", "Raison de l’absence", "Pourquoi aucun chiffre principal n’est donné.",
            lambda p: p.indicator.missing_reason, MissingReason.words(),
        ),
        indicator("frequency"),
        indicator("frequency_basis"),
        *(
            indicator(name, wide=True)
            for name in ("definition", "context", "remark", "official_context", "official_remark")
        ),
        *map(indicator, ("source", "planned_source", "providers", "planned_providers", "section", "page")),
        Column.of_field(Indicator, "replaces", lambda p: tuple(one.code for one in p.indicator.replaces)),
        Column(
            "note_codes", "list", "Notes", "Codes des notes, valeurs comprises.",
            lambda p: tuple(note.code for note in p.indicator.all_notes),
        ),
        Column(
            "permalink", "address", "Adresse permanente", "Sa page dans cette version, qui ne change jamais.",
            lambda p: p.scope.publication.permalink(Page.INDICATOR, p.indicator.code),
        ),
    ),
    list_indicators,
    printed=(
        "indicator_code", "title", "headline", "level_written", "frequency", "source", "planned_source", "section",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class NamedProvider:
    """A provider, and the indicators of the scope that rest on it."""

    provider: Provider
    gives: tuple[str, ...]
    will_give: tuple[str, ...]


def list_providers(scope: Scope) -> Iterator[NamedProvider]:
    """The providers that the scope names; all of them for the whole report."""
    for provider in scope.report.providers:
        gives = tuple(i.code for i in scope.indicators if provider.code in i.providers)
        will_give = tuple(i.code for i in scope.indicators if provider.code in i.planned_providers)
        if gives or will_give or not (scope.axis or scope.indicator):
            yield NamedProvider(provider, gives, will_give)


provider = fields_of(Provider, "provider")

PROVIDERS = Table(
    "producteurs", "Sources", "Une ligne par fournisseur de chiffres.",
    (
        provider("code", name="provider_code"),
        *map(provider, ("acronym", "name", "url")),
        Column("indicator_codes", "list", "Indicateurs", "Codes des indicateurs qu’il produit.", lambda s: s.gives),
        Column(
            "planned_indicator_codes", "list", "Indicateurs à terme", "Codes de ceux qu’il doit produire plus tard.",
            lambda s: s.will_give,
        ),
    ),
    list_providers,
)  # fmt: skip
