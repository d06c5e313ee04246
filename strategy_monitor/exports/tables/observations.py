"""One row per observation: the tidy table, which holds every figure of the report with what it takes to trace it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy_monitor.exports.tables.columns import Column, Table
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.codes import (
    LevelBasis,
    Manner,
    MissingReason,
    Origin,
    PeriodKind,
    Place,
    Polarity,
    Quantity,
    Role,
)
from strategy_monitor.report import reading
from strategy_monitor.report.document import Indicator, Observation, Series


@dataclass(frozen=True)
class Fact:
    scope: Scope
    indicator: Indicator
    series: Series
    observation: Observation


def facts(scope: Scope) -> Iterator[Fact]:
    for indicator in scope.indicators:
        for series in indicator.series:
            for observation in series.observations:
                yield Fact(scope, indicator, series, observation)


WHERE = (
    Column("axis", "integer", "Axe", "Numéro de l’axe.", lambda f: f.indicator.axis),
    Column(
        "action", "text", "Action prioritaire",
        "Numéro de l’action dans son axe. C’est un texte : « 2-3 » existe. Vide pour un indicateur d’impact.",
        lambda f: f.indicator.action,
    ),
    Column(
        "indicator_code", "text", "Code de l’indicateur", "Code permanent, qui n’est jamais réutilisé.",
        lambda f: f.indicator.code,
    ),
    Column("indicator_title", "text", "Indicateur", "Intitulé de l’indicateur.", lambda f: f.indicator.title),
)  # fmt: skip

WHAT = (
    Column(
        "series_key", "text", "Clé de la série", "Nom permanent de la série dans son indicateur.",
        lambda f: f.series.key,
    ),
    Column("series_label", "text", "Série", "Ce qui est mesuré.", lambda f: f.series.label),
    Column(
        "role", "text", "Rôle", "Place de la série dans l’indicateur.",
        lambda f: f.series.role, Role.words(),
    ),
    Column(
        "group", "text", "Groupe", "Les séries d’un même groupe se lisent ensemble.", lambda f: f.series.group,
    ),
    Column(
        "part_of", "text", "Partie de", "Clé de la série dont celle-ci est une partie.", lambda f: f.series.part_of,
    ),
    Column(
        "whole", "boolean", "Le groupe forme un tout", "Vrai si les séries du groupe sont les parts d’un même tout.",
        lambda f: f.series.whole,
    ),
    Column("population", "text", "Population", "Sur qui porte la mesure.", lambda f: f.series.population),
    Column(
        "quantity", "text", "Grandeur", "Nature de ce qui est mesuré.",
        lambda f: f.series.quantity, Quantity.words(),
    ),
    Column(
        "polarity", "text", "Sens de lecture", "Si une valeur plus haute est meilleure.",
        lambda f: f.series.polarity, Polarity.words(),
    ),
    Column(
        "unit", "text", "Unité", "Unité de la valeur, au pluriel ; vide pour un état en mots.",
        lambda f: f.series.unit,
    ),
)  # fmt: skip

WHEN = (
    Column(
        "period_kind", "text", "Type de période", "Sorte de période dont parle le relevé.",
        lambda f: f.observation.period.kind, PeriodKind.words(),
    ),
    Column(
        "period_start", "date", "Premier jour", "Premier jour de la période, compris ; vide si elle n’a pas de date.",
        lambda f: f.observation.period.start,
    ),
    Column(
        "period_end", "date", "Dernier jour", "Dernier jour de la période, compris.",
        lambda f: f.observation.period.end,
    ),
    Column(
        "period_derived", "boolean", "Jours déduits",
        "Vrai si les deux jours sont déduits de la période, pour la ranger, et non donnés par la source.",
        lambda f: f.observation.period.derived,
    ),
    Column("period_label", "text", "Période", "La période comme elle se lit.", lambda f: f.observation.period.label),
)  # fmt: skip

VALUE = (
    Column(
        "value", "number", "Valeur",
        "Valeur dans l’unité de la série. Vide s’il n’y en a pas : une absence n’est jamais un zéro.",
        lambda f: f.observation.value,
    ),
    Column(
        "value_high", "number", "Borne haute", "Haut de la fourchette, là où la manière est une fourchette.",
        lambda f: f.observation.value_high,
    ),
    Column(
        "manner", "text", "Manière", "Comment la valeur, ou le niveau, est donnée ; vide : telle qu’imprimée.",
        lambda f: f.observation.manner, Manner.words(),
    ),
    Column(
        "cumulative_since", "date", "Cumulé depuis",
        "Premier jour compté d’une valeur cumulée ; le 1er janvier si seule l’année est dite.",
        lambda f: f.observation.cumulative_since,
    ),
    Column(
        "level", "integer", "Niveau", "Avancement, de 0 à 5 ; le moins qu’on en sache si la manière est un minimum.",
        lambda f: f.observation.level,
    ),
    Column(
        "level_basis", "text", "Fondement du niveau", "D’où vient le niveau.",
        lambda f: f.observation.level_basis, LevelBasis.words(),
    ),
    Column("state", "text", "État", "État en mots, comme imprimé.", lambda f: f.observation.state),
    Column(
        "missing_reason", "text", "Raison de l’absence", "Pourquoi il n’y a pas de valeur.",
        lambda f: f.observation.missing_reason, MissingReason.words(),
    ),
    Column(
        "written", "text", "Comme le site l’écrit", "Valeur, unité et manière, ou état, ou absence, en français.",
        lambda f: reading.written(f.series, f.observation),
    ),
    Column(
        "break_before", "text", "Rupture",
        "Pourquoi la valeur ne se compare pas aux précédentes de sa série ; vide si elle se compare.",
        lambda f: f.observation.break_before,
    ),
)  # fmt: skip

TRACE = (
    Column(
        "printed", "text", "Texte imprimé",
        "Le fragment du rapport qui porte la valeur, caractère pour caractère ; vide si elle n’est pas imprimée.",
        lambda f: f.observation.printed,
    ),
    Column(
        "place", "text", "Place dans le rapport", "Où le fragment est imprimé dans sa section.",
        lambda f: f.observation.place, Place.words(),
    ),
    Column(
        "section", "text", "Section", "Section du rapport imprimé ; vide si la valeur n’y est pas.",
        lambda f: f.observation.section,
    ),
    Column(
        "page", "integer", "Page", "Page où commence la section, selon la table des matières.",
        lambda f: f.observation.page,
    ),
    Column("source", "text", "Source", "Comme imprimée ; vide : non précisée.", lambda f: f.observation.source),
    Column(
        "planned_source", "text", "Source à terme", "Qui doit fournir la valeur plus tard, comme imprimé.",
        lambda f: f.observation.planned_source,
    ),
    Column(
        "data_date", "date", "Date des données", "Jour où les données ont été prises.",
        lambda f: f.observation.data_date,
    ),
    Column(
        "printed_date", "text", "Date imprimée", "La date comme imprimée, même impossible.",
        lambda f: f.observation.printed_date,
    ),
    Column(
        "origin", "text", "Provenance", "D’où vient une valeur qui n’est pas reprise du rapport imprimé ; vide sinon.",
        lambda f: f.observation.origin, Origin.words(),
    ),
    Column(
        "origin_detail", "text", "Fichier et cellule", "Le fichier importé et la cellule d’où vient la valeur.",
        lambda f: f.observation.origin_detail,
    ),
    Column("validated_by", "text", "Validé par", "Qui a validé le relevé.", lambda f: f.observation.validated_by),
    Column("validated_on", "date", "Validé le", "Jour de la validation.", lambda f: f.observation.validated_on),
    Column(
        "doubtful", "boolean", "Douteux", "Vrai si une note met la valeur elle-même en doute.",
        lambda f: f.observation.doubtful,
    ),
    Column(
        "off_scale", "boolean", "Hors échelle", "Vrai si la valeur ne doit pas fixer l’échelle d’un graphique.",
        lambda f: f.observation.off_scale,
    ),
    Column(
        "note_codes", "list", "Notes", "Codes des notes éditoriales du relevé : voir la table des notes.",
        lambda f: tuple(note.code for note in f.observation.notes),
    ),
    Column(
        "permalink", "address", "Adresse permanente",
        "La page de l’indicateur dans cette version, qui ne change jamais.",
        lambda f: f.scope.publication.permalink("indicator", f.indicator.code),
    ),
)  # fmt: skip

RELEASE = (
    Column("edition", "text", "Édition", "Édition du rapport.", lambda f: f.scope.report.edition),
    Column(
        "release", "integer", "Version", "Numéro de la version publiée de cette édition ; vide si rien n’est publié.",
        lambda f: f.scope.publication.head.number if f.scope.publication.head else None,
    ),
    Column(
        "release_sha256", "text", "Empreinte", "Empreinte SHA-256 du document publié, d’où vient chaque valeur.",
        lambda f: f.scope.publication.head.sha256 if f.scope.publication.head else None,
    ),
)  # fmt: skip

OBSERVATIONS = Table(
    "releves", "Relevés", "Une ligne par relevé : une valeur d’une série pour une période, avec sa trace.",
    WHERE + WHAT + WHEN + VALUE + TRACE + RELEASE, facts,
)  # fmt: skip
