"""One row per observation: the tidy table, which holds every figure of the report with what it takes to trace it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy_monitor.exports.addresses import Page
from strategy_monitor.exports.tables.columns import Column, Table, fields_of
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french
from strategy_monitor.report.document import Indicator, Note, Observation, Period, Report, Series
from strategy_monitor.report.leads import why_no_difference


@dataclass(frozen=True)
class Fact:
    scope: Scope
    indicator: Indicator
    series: Series
    observation: Observation
    before: Observation | None
    """The one before it in its series that has a value."""
    address: str
    """Of the page of the indicator, in this version."""


def list_observations(scope: Scope) -> Iterator[Fact]:
    for indicator in scope.indicators:
        address = scope.publication.permalink(Page.INDICATOR, indicator.code)
        for series in indicator.series:
            before = None
            for observation in series.observations:
                yield Fact(scope, indicator, series, observation, before, address)
                if observation.value is not None:
                    before = observation


indicator = fields_of(Indicator, "indicator")
series = fields_of(Series, "series")
period = fields_of(Period, "observation.period")
observation = fields_of(Observation, "observation")

WHERE = (
    indicator("axis"),
    indicator("action", heading="Action prioritaire"),
    indicator("code", name="indicator_code", heading="Code de l’indicateur"),
    indicator("title", name="indicator_title", heading="Indicateur"),
)

WHAT = (
    series("key", name="series_key", heading="Clé de la série"),
    series("label", name="series_label", heading="Série"),
    *map(series, ("role", "group", "part_of", "whole", "population", "quantity", "polarity", "unit")),
)

WHEN = (
    *(period(name, name=f"period_{name}") for name in ("kind", "start", "end")),
    Column(
        "period_derived", "boolean", "Jours déduits",
        "Vrai si les deux jours sont déduits de la période, pour la ranger, et non donnés par la source.",
        lambda f: f.observation.period.derived,
    ),
    period("label", name="period_label"),
)  # fmt: skip

VALUE = (
    *map(observation, ("value", "value_high", "manner", "cumulative_since", "level", "level_basis", "state")),
    observation("missing_reason"),
    Column(
        "written", "text", "Comme le site l’écrit", "Valeur, unité et précision, ou état, ou absence, en français.",
        lambda f: french.write_value(f.series, f.observation),
    ),
    observation("break_before"),
    observation("before_strategy"),
    Column(
        "no_difference", "text", "Sans écart",
        "Pourquoi aucun écart n’est donné avec la valeur d’avant de la série ; vide s’il en est donné un, ou si aucune "
        "valeur ne précède.",
        lambda f: why_no_difference(f.indicator, f.series, f.before, f.observation),
    ),
)  # fmt: skip

TRACE = (
    *map(observation, ("printed", "place", "section", "page", "source", "planned_source", "data_date", "printed_date")),
    *map(observation, ("origin", "origin_detail", "validated_by", "validated_on", "validator")),
    Column(
        "doubtful", "boolean", "Mis en doute", "Vrai si une note met la valeur elle-même en doute.",
        lambda f: f.observation.doubtful,
    ),
    Column.of_field(Note, "off_scale", lambda f: f.observation.off_scale),
    Column(
        "note_codes", "list", "Notes", "Codes des notes de la valeur : voir la table des notes.",
        lambda f: tuple(note.code for note in f.observation.notes),
    ),
    Column(
        "permalink", "address", "Adresse permanente",
        "La page de l’indicateur dans cette version, qui ne change jamais.",
        lambda f: f.address, part="address",
    ),
)  # fmt: skip

RELEASE = (
    Column.of_field(Report, "edition", lambda f: f.scope.report.edition, part="scope"),
    Column(
        "release", "integer", "Version", "Numéro de la version publiée de cette édition ; vide si rien n’est publié.",
        lambda f: f.scope.publication.head.number if f.scope.publication.head else None, part="scope",
    ),
    Column(
        "release_sha256", "text", "Empreinte", "Empreinte SHA-256 du document publié, d’où vient chaque valeur.",
        lambda f: f.scope.publication.head.sha256 if f.scope.publication.head else None, part="scope",
    ),
)  # fmt: skip

OBSERVATIONS = Table(
    "releves", "Valeurs", "Une ligne par valeur d’une série pour une période, avec sa trace.",
    WHERE + WHAT + WHEN + VALUE + TRACE + RELEASE, list_observations,
    printed=(
        "indicator_code", "series_label", "period_label", "written", "printed", "section", "page", "source",
        "validated_on", "note_codes",
    ),
)  # fmt: skip
