"""One row per indicator, and one per provider of figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy_monitor.exports.tables.columns import Column, Table
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.codes import (
    Category,
    Frequency,
    FrequencyBasis,
    LevelBasis,
    Manner,
    MissingReason,
    Nature,
)
from strategy_monitor.report import levels, reading
from strategy_monitor.report.document import Indicator, Provider


@dataclass(frozen=True)
class Placed:
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


def placed(scope: Scope) -> Iterator[Placed]:
    for indicator in scope.indicators:
        yield Placed(scope, indicator)


INDICATORS = Table(
    "indicateurs", "Indicateurs", "Une ligne par indicateur.",
    (
        Column("indicator_code", "text", "Code", "Code permanent, jamais réutilisé.", lambda p: p.indicator.code),
        Column(
            "category", "text", "Catégorie", "Opérationnel, attaché à une action ; d’impact, attaché à un axe.",
            lambda p: p.indicator.category, Category.words(),
        ),
        Column(
            "nature", "text", "Nature", "Ce qui est attendu de l’indicateur.",
            lambda p: p.indicator.nature, Nature.words(),
        ),
        Column("axis", "integer", "Axe", "Numéro de l’axe.", lambda p: p.indicator.axis),
        Column("axis_title", "text", "Titre de l’axe", "Titre de l’axe.", lambda p: p.axis_title),
        Column("action", "text", "Action prioritaire", "Numéro de l’action ; un texte.", lambda p: p.indicator.action),
        Column("action_title", "text", "Titre de l’action", "Titre de l’action.", lambda p: p.action_title),
        Column("title", "text", "Intitulé", "Intitulé de l’indicateur.", lambda p: p.indicator.title),
        Column("short_title", "text", "Intitulé court", "Intitulé court.", lambda p: p.indicator.short_title),
        Column(
            "headline", "text", "Chiffres principaux", "Derniers chiffres principaux, comme le site les écrit.",
            lambda p: reading.headline(p.indicator),
        ),
        Column(
            "level", "integer", "Niveau",
            "Avancement de 0 à 5, ou le moins qu’on en sache ; vide si chaque bloc de l’indicateur a le sien.",
            lambda p: p.indicator.level,
        ),
        Column(
            "level_manner", "text", "Manière du niveau", "« minimum » si l’on ne sait que le moins ; vide sinon.",
            lambda p: "minimum" if p.indicator.progress and levels.is_least(p.indicator.progress) else "",
            {Manner.MINIMUM.value: Manner.MINIMUM.word},
        ),
        Column(
            "level_basis", "text", "Fondement du niveau", "D’où vient le niveau.",
            lambda p: p.indicator.progress.level_basis if p.indicator.progress else "",
            LevelBasis.words(),
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
        Column(
            "frequency", "text", "Fréquence", "Tous les combien l’indicateur est mesuré.",
            lambda p: p.indicator.frequency, Frequency.words(),
        ),
        Column(
            "frequency_basis", "text", "D’où vient la fréquence", "Imprimée, ou donnée par nous ; vide : non précisée.",
            lambda p: p.indicator.frequency_basis, FrequencyBasis.words(),
        ),
        Column(
            "definition", "text", "Définition", "Ce qui est mesuré, et comment.",
            lambda p: p.indicator.definition, wide=True,
        ),
        Column(
            "context", "text", "Contexte", "Ce qu’il faut savoir pour lire.",
            lambda p: p.indicator.context, wide=True,
        ),
        Column("remark", "text", "Remarque", "Remarque sur les données.", lambda p: p.indicator.remark, wide=True),
        Column("source", "text", "Source", "Source, comme imprimée.", lambda p: p.indicator.source),
        Column("planned_source", "text", "Source à terme", "Comme imprimée.", lambda p: p.indicator.planned_source),
        Column(
            "providers", "list", "Producteurs", "Codes des producteurs : voir la table des producteurs.",
            lambda p: p.indicator.providers,
        ),
        Column(
            "planned_providers", "list", "Producteurs à terme", "Codes des producteurs à terme.",
            lambda p: p.indicator.planned_providers,
        ),
        Column("section", "text", "Section", "Section du rapport imprimé.", lambda p: p.indicator.section),
        Column("page", "integer", "Page", "Page où commence la section.", lambda p: p.indicator.page),
        Column(
            "note_codes", "list", "Notes", "Codes des notes éditoriales, relevés compris.",
            lambda p: tuple(note.code for note in p.indicator.all_notes),
        ),
        Column(
            "permalink", "address", "Adresse permanente", "Sa page dans cette version, qui ne change jamais.",
            lambda p: p.scope.publication.permalink("indicator", p.indicator.code),
        ),
    ),
    placed,
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A provider, and the indicators of the scope that rest on it."""

    provider: Provider
    gives: tuple[str, ...]
    will_give: tuple[str, ...]


def sources(scope: Scope) -> Iterator[Source]:
    """The providers that the scope names; all of them for the whole report."""
    for provider in scope.report.providers:
        gives = tuple(i.code for i in scope.indicators if provider.code in i.providers)
        will_give = tuple(i.code for i in scope.indicators if provider.code in i.planned_providers)
        if gives or will_give or not (scope.axis or scope.indicator):
            yield Source(provider, gives, will_give)


PROVIDERS = Table(
    "producteurs", "Sources", "Une ligne par producteur de chiffres.",
    (
        Column("provider_code", "text", "Code", "Code du producteur.", lambda s: s.provider.code),
        Column("acronym", "text", "Sigle", "Sigle du producteur.", lambda s: s.provider.acronym),
        Column("name", "text", "Nom", "Nom du producteur.", lambda s: s.provider.name),
        Column("url", "address", "Adresse", "Site du producteur, s’il est connu.", lambda s: s.provider.url),
        Column("indicator_codes", "list", "Indicateurs", "Codes des indicateurs qu’il produit.", lambda s: s.gives),
        Column(
            "planned_indicator_codes", "list", "Indicateurs à terme", "Codes de ceux qu’il doit produire plus tard.",
            lambda s: s.will_give,
        ),
    ),
    sources,
)  # fmt: skip
