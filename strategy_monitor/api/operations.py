"""Everything that can be asked, in one table: addresses, OpenAPI, documentation and tests are read from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from pydantic import BaseModel

from strategy_monitor.api import measured, openapi, parameters, shapes, strategy, versions
from strategy_monitor.api.operation import SCHEMA, Operation, OperationGroup, PathVariable
from strategy_monitor.api.places import ReleaseRequest
from strategy_monitor.pages.viewing import read_frame, read_indicator, read_lists, read_outline
from strategy_monitor.releases import parts
from strategy_monitor.releases.load import Head, Known, Published
from strategy_monitor.report.document import Governance, Report, Strategy
from strategy_monitor.report.summary import signals


def resources() -> dict[str, str]:
    """What has an address without a variable part, in every release: its name → its path."""
    return {one.path.replace("-", "_"): one.path for one in OPERATIONS if one.scope == "both" and not one.names}


def first(codes: Iterator[str]) -> str:
    return next(codes, "")


AXIS_NUMBER: Final = re.compile("[0-9]{1,9}")
AXIS = PathVariable("number", "Numéro de l’axe.", lambda report: first(str(axis.number) for axis in report.axes))
ACTION = PathVariable(
    "code", "Code de l’action : « 2.1 », « 3.2-3 ».",
    lambda report: first(action.section for axis in report.axes for action in axis.actions),
)  # fmt: skip
MEASURE = PathVariable("code", "Code de la mesure.", lambda report: first(one.code for one in report.measures()))
INDICATOR = PathVariable(
    "code", "Code permanent de l’indicateur.", lambda report: first(one.code for one in report.indicators)
)
NOTE = PathVariable("code", "Code de la note.", lambda report: first(one.note.code for one in signals(report)))
PROVIDER = PathVariable("code", "Code du fournisseur.", lambda report: first(one.code for one in report.providers))


def read_axis_of_address(found: Published, names: dict[str, Any]) -> Published:
    number: str = names["number"]
    return parts.with_outline_of_axis(found, int(number) if AXIS_NUMBER.fullmatch(number) else 0)


def read_action_of_address(found: Published, names: dict[str, Any]) -> Published:
    return parts.with_action(found, names["code"])


START = OperationGroup("Départ", "La racine et les descriptions de l’API.")
STRATEGY = OperationGroup("La stratégie", "Ce qui est écrit : axes, actions, mesures, références, notes.")
MEASURED = OperationGroup("Les chiffres", "Ce qui est mesuré : indicateurs, séries, valeurs, fournisseurs.")
VERSIONS = OperationGroup("Les versions", "Ce qui a été publié, et ce qui a changé d’une version à l’autre.")


def answer_root(asked: ReleaseRequest) -> BaseModel:
    return versions.start(asked, resources())


def answer_release(asked: ReleaseRequest) -> BaseModel:
    return versions.release(asked, resources())


def answer_openapi(_known: Known | None, in_force: Head | None) -> dict[str, Any]:
    return openapi.describe_api(OPERATIONS, in_force, settings.SITE_URL, settings.DATA_LICENCE)


OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "getRoot", "", START, "La racine",
        "La version en vigueur, et l’adresse de tout le reste.",
        answer_root, shapes.Root, scope="current", reading=read_frame,
    ),
    Operation(
        "getOpenapi", "openapi.json", START, "Cette description",
        "La description de l’API, selon OpenAPI 3.1.",
        answer_openapi, None, scope="site",
    ),
    Operation(
        "getSchema", "schema.json", START, "Le schéma du document",
        "Le JSON Schema (2020-12) du document entier, tel que « report » le sert.",
        versions.document_schema, None, scope="site", media=SCHEMA,
    ),
    Operation(
        "getReport", "report", START, "Le document entier",
        "Le texte canonique de la version, octet pour octet : son empreinte SHA-256 est celle de la version. Un "
        "document d’un schéma passé reste écrit selon ce schéma.",
        versions.document_text, Report, past_shape=shapes.PastReport,
    ),
    Operation(
        "search", "search", START, "Chercher",
        "Les axes, actions, mesures et indicateurs qui contiennent tous les mots ; d’abord ceux qui les ont dans leur "
        "titre.",
        strategy.hits, shapes.list_shape(shapes.Hit), parameters.Search, reading=read_lists,
    ),
    Operation(
        "getStrategy", "strategy", STRATEGY, "Le texte de la stratégie",
        "Titre, autorité, base légale, introduction, remarque sur les indicateurs.",
        strategy.strategy, Strategy, reading=read_frame,
    ),
    Operation(
        "getGovernance", "governance", STRATEGY, "La gouvernance",
        "Les mesures qui n’appartiennent à aucun axe.",
        strategy.governance, Governance, reading=read_frame,
    ),
    Operation(
        "listAxes", "axes", STRATEGY, "Les axes",
        "Chaque axe, et les codes de ses actions et indicateurs.",
        strategy.axes, shapes.list_shape(shapes.AxisRow), parameters.Paging, reading=read_outline,
    ),
    Operation(
        "getAxis", "axes/{number}", STRATEGY, "Un axe",
        "L’axe entier, tel que dans le document : actions, mesures, indicateurs, séries, valeurs, notes.",
        strategy.axis, shapes.AxisWhole, names=(AXIS,), reading=read_axis_of_address,
    ),
    Operation(
        "listActions", "actions", STRATEGY, "Les actions prioritaires",
        "Chaque action, et les codes de ses mesures et indicateurs.",
        strategy.actions, shapes.list_shape(shapes.ActionRow), parameters.OfAxis, reading=read_outline,
    ),
    Operation(
        "getAction", "actions/{code}", STRATEGY, "Une action prioritaire",
        "L’action entière, telle que dans le document.",
        strategy.action, shapes.ActionWhole, names=(ACTION,), reading=read_action_of_address,
    ),
    Operation(
        "listMeasures", "measures", STRATEGY, "Les mesures mises en œuvre",
        "Chaque mesure puis ses sous-mesures, dans l’ordre du rapport, celles de la gouvernance comprises.",
        strategy.measures, shapes.list_shape(shapes.MeasureRow), parameters.MeasureFilter, reading=read_outline,
    ),
    Operation(
        "getMeasure", "measures/{code}", STRATEGY, "Une mesure",
        "Une mesure ou une sous-mesure.",
        strategy.measure, shapes.MeasureRow, names=(MEASURE,), reading=read_outline,
    ),
    Operation(
        "listReferences", "references", STRATEGY, "Les références",
        "Chaque endroit où une mesure s’appuie sur un décret, une circulaire, un guide ou un site. La même référence "
        "revient sous chaque mesure, avec l’intitulé imprimé à cet endroit.",
        strategy.references, shapes.list_shape(shapes.ReferenceRow), parameters.ReferenceFilter, reading=read_outline,
    ),
    Operation(
        "listNotes", "notes", STRATEGY, "Les notes",
        "Chaque note : ce qu’elle relève, ce qui pose question, ce qui a été décidé.",
        strategy.notes, shapes.list_shape(shapes.NoteRow), parameters.NoteFilter, reading=read_outline,
    ),
    Operation(
        "getNote", "notes/{code}", STRATEGY, "Une note",
        "Une note, et ce qui la porte.",
        strategy.note, shapes.NoteRow, names=(NOTE,), reading=read_outline,
    ),
    Operation(
        "getScale", "scale", MEASURED, "L’échelle d’avancement",
        "Ce que veut dire chaque niveau, de 0 à 5, et ce que le rapport imprimé n’en dit pas.",
        strategy.scale, shapes.Scale, reading=read_frame,
    ),
    Operation(
        "listIndicators", "indicators", MEASURED, "Les indicateurs",
        "Chaque indicateur avec ses séries et valeurs.",
        measured.indicators, shapes.list_shape(shapes.IndicatorRow), parameters.IndicatorFilter, reading=read_lists,
    ),
    Operation(
        "getIndicator", "indicators/{code}", MEASURED, "Un indicateur",
        "L’indicateur tel que dans le document, et ce qui en est calculé.",
        measured.indicator, shapes.IndicatorRow, names=(INDICATOR,), reading=read_indicator,
    ),
    Operation(
        "listSeries", "indicators/{code}/series", MEASURED, "Les séries d’un indicateur",
        "Chaque quantité qu’il mesure, avec ses valeurs.",
        measured.series, shapes.list_shape(shapes.SeriesRow), parameters.Paging, names=(INDICATOR,),
        reading=read_indicator,
    ),
    Operation(
        "listObservations", "observations", MEASURED, "Les valeurs",
        "Tous les chiffres, un par ligne, chacun avec ce qu’il faut pour en retrouver la source. Une période sans date "
        "n’entre dans aucun filtre de période.",
        measured.observations, shapes.list_shape(shapes.ObservationRow), parameters.ObservationFilter,
        reading=read_lists,
    ),
    Operation(
        "listProviders", "providers", MEASURED, "Les fournisseurs",
        "Qui produit les chiffres, et les codes des indicateurs de chacun.",
        measured.providers, shapes.list_shape(shapes.ProviderRow), parameters.Paging, reading=read_lists,
    ),
    Operation(
        "getProvider", "providers/{code}", MEASURED, "Un fournisseur",
        "Un fournisseur et les codes de ses indicateurs.",
        measured.provider, shapes.ProviderRow, names=(PROVIDER,), reading=read_lists,
    ),
    Operation(
        "listAcronyms", "acronyms", STRATEGY, "Les sigles",
        "Les sigles du rapport et leur signification.",
        strategy.acronyms, shapes.list_shape(shapes.AcronymRow), parameters.Paging, reading=read_frame,
    ),
    Operation(
        "listReleases", "releases", VERSIONS, "Les versions publiées",
        "Toutes les versions, celles qui ont été retirées comprises, la plus récente d’abord.",
        versions.releases, shapes.ReleaseList, scope="site",
    ),
    Operation(
        "getRelease", "", VERSIONS, "Une version",
        "Ce qui identifie une version, et l’adresse de chacune de ses ressources. Une version ne change jamais.",
        answer_release, shapes.ReleaseResources, scope="one", reading=read_frame,
    ),
    Operation(
        "listChanges", "changes", VERSIONS, "Ce qui a changé",
        "Chaque différence avec une autre version, dans l’ordre de la stratégie. « before » nomme la version "
        "comparée ; il est nul, et la liste vide, s’il n’y en a pas d’antérieure. Une valeur nouvelle et celle qu’elle "
        "remplace sont deux différences ; les pages et le CSV de la comparaison en font une évolution, et en comptent "
        "donc moins : « entries » dit combien.",
        versions.changes_found,
        shapes.list_shape(
            shapes.ChangeRow,
            before=shapes.new_field(str | None, "La version à laquelle celle-ci est comparée."),
            entries=shapes.new_field(
                int, "Combien de changements les pages et le CSV de la comparaison comptent de ces mêmes différences."
            ),
        ),
        parameters.ChangeFilter, reading=read_frame,
    ),
)  # fmt: skip
