"""What is answered. The parts of the document keep their shape and their names; what is computed stands beside them.

A row is a part of the document laid flat: its own fields, then where it stands and what is computed from it. Its
parts that have a list of their own are named by their codes.
"""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from strategy_monitor.language.topics import Topic
from strategy_monitor.releases import upgrades
from strategy_monitor.report.diff import ChangeKind
from strategy_monitor.report.document import (
    Acronym,
    Action,
    Axis,
    Indicator,
    Measure,
    Note,
    Observation,
    Provider,
    Reference,
    ScaleStep,
    Series,
)
from strategy_monitor.report.search_index import EntryKind as HitKind

FOREVER: Final = "Où retrouver ceci, dans cette version, pour toujours."


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PastReport(BaseModel):
    """A document of a past schema, as it was published: the JSON Schema of its day says what else it holds."""

    model_config = ConfigDict(frozen=True, extra="allow")

    schema_version: str = Field(
        description="Numéro du schéma selon lequel le document est écrit.",
        json_schema_extra={"enum": list(upgrades.STEPS)},
    )


class Links(Shape):
    api: str = Field(description="Adresse permanente de ceci dans l’API.")
    page: str = Field(description="Adresse permanente de la page qui le montre.")


class ReleaseHead(Shape):
    """A release, without its document."""

    name: str = Field(description="Nom de la version, dans les adresses : « 2025.1 ».")
    edition: str = Field(description="Édition du rapport.")
    number: int = Field(description="Numéro dans l’édition.")
    sha256: str = Field(description="Empreinte SHA-256 du document, tel que « report » le sert.")
    published_at: dt.datetime = Field(description="Moment de la publication.")
    kind: str = Field(
        description="« update » : des données nouvelles ; « erratum » : une erreur corrigée ; vide : ce n’est pas dit."
    )
    reason: str = Field(description="Pourquoi cette version a été publiée.")
    author: str = Field(description="Qui l’a publiée ; vide si ce n’est pas connu.")
    override_reason: str = Field(description="Pourquoi elle l’a été malgré des alertes bloquantes ; vide sans erreur.")
    withdrawn_on: dt.date | None = Field(description="Jour du retrait ; nul si la version est servie.")
    withdrawn_because: str = Field(description="Raison du retrait.")
    links: Links = Field(description=FOREVER)


class ReleaseList(Shape):
    count: int = Field(description="Nombre de versions, retirées comprises.")
    current: str | None = Field(description="Nom de la version en vigueur ; nul s’il n’y en a pas.")
    items: tuple[ReleaseHead, ...] = Field(description="Les versions, la plus récente d’abord.")


class Root(Shape):
    version: str = Field(description="Version majeure de l’API.")
    title: str = Field(description="La stratégie suivie.")
    current: ReleaseHead = Field(description="La version en vigueur, que servent les adresses sans numéro de version.")
    documentation: str = Field(description="Page de documentation.")
    openapi: str = Field(description="Description OpenAPI 3.1.")
    json_schema: str = Field(description="JSON Schema du document entier.")
    citation: str = Field(description="Comment citer la version en vigueur.")
    licence: str = Field(description="Conditions de réutilisation des données.")
    resources: dict[str, str] = Field(description="Chaque ressource de la version en vigueur, et son adresse.")


class ReleaseResources(ReleaseHead):
    citation: str = Field(description="Comment citer cette version.")
    resources: dict[str, str] = Field(description="Chaque ressource de cette version, et son adresse.")


class Scale(Shape):
    steps: tuple[ScaleStep, ...] = Field(description="Les niveaux, de 0 à 5.")
    notes: tuple[Note, ...] = Field(description="Notes sur l’échelle.")


class Hit(Shape):
    kind: HitKind = Field(description="Ce qui est trouvé.")
    code: str = Field(description="Son code ; vide pour la gouvernance, l’échelle et le texte de la stratégie.")
    axis: int | None = Field(description="Numéro de son axe ; nul hors des axes.")
    title: str = Field(description="Son titre.")
    excerpt: str = Field(description="Le passage qui dit le plus de ce qui est cherché.")
    links: Links = Field(description=FOREVER)


class ChangeRow(Shape):
    kind: ChangeKind = Field(description="Ajout, retrait ou modification.")
    topic: Topic = Field(description="De quoi parle le changement : chiffres, textes, sources…")
    what: str = Field(description="Ce qui a changé, en français.")
    model: str = Field(description="La partie du document : « Observation », « Note ».")
    axis: int | None = Field(description="Numéro de l’axe ; nul hors des axes.")
    subject: str = Field(description="Ce qui montre ce changement : indicateur, mesure, action, axe ou stratégie.")
    code: str = Field(description="Son code.")
    field: str = Field(description="Le champ du document qui a changé ; vide pour un ajout, un retrait ou un ordre.")
    label: str = Field(description="Le même champ, en français.")
    before: str = Field(description="Comment c’était, en français.")
    after: str = Field(description="Comment c’est, en français.")


def declared(model: type[BaseModel], *without: str) -> dict[str, Any]:
    """The fields of a part of the document, to be declared again in a row."""
    kept = {name: copy(field) for name, field in model.model_fields.items() if name not in without}
    return {name: (field.annotation, field) for name, field in kept.items()}


def row_shape(name: str, model: type[BaseModel], *without: str, **more: Any) -> type[Shape]:
    """A shape of the fields of `model`, without some, with some more."""
    return create_model(name, __base__=Shape, **declared(model, *without), **more)


def new_field(annotation: Any, description: str) -> tuple[Any, Any]:
    return annotation, Field(description=description)


CODES = tuple[str, ...]
LINKS = new_field(Links, FOREVER)
AXIS_NUMBER = new_field(int, "Numéro de l’axe.")
ANY_AXIS = new_field(int | None, "Numéro de l’axe ; nul hors des axes.")

AxisRow = row_shape(
    "AxisRow", Axis, "actions", "indicators",
    actions=new_field(CODES, "Codes de ses actions."),
    indicators=new_field(CODES, "Codes de tous ses indicateurs, opérationnels et d’impact."),
    links=LINKS,
)  # fmt: skip
ActionRow = row_shape(
    "ActionRow", Action, "measures", "indicators",
    code=new_field(str, "Code de l’action : « 2.1 »."),
    axis=AXIS_NUMBER,
    measures=new_field(CODES, "Codes de ses mesures."),
    indicators=new_field(CODES, "Codes de ses indicateurs."),
    links=LINKS,
)  # fmt: skip
MeasureRow = row_shape(
    "MeasureRow", Measure, "measures",
    axis=ANY_AXIS,
    action=new_field(str, "Code de son action ; vide pour la gouvernance."),
    parent=new_field(str, "Code de la mesure dont elle est une partie ; vide sinon."),
    measures=new_field(CODES, "Codes de ses sous-mesures."),
    links=LINKS,
)  # fmt: skip
IndicatorRow = row_shape(
    "IndicatorRow", Indicator,
    level=new_field(
        int | None, "Niveau d’avancement, ou le moins qu’on en sache. Nul s’il n’en a pas, ou si chaque bloc a le sien."
    ),
    level_manner=new_field(str, "« minimum » si le niveau est le moins qu’on en sache ; vide sinon."),
    level_basis=new_field(str, "D’où vient le niveau : voir les valeurs. Vide s’il n’en a pas."),
    level_written=new_field(str, "Le niveau et son fondement en français (calculé) ; de chaque bloc, s’il y en a."),
    missing_reason=new_field(str, "Pourquoi aucun chiffre principal n’a de valeur, calculé ; vide si l’un en a une."),
    flagged=new_field(bool, "Une de ses notes est un doute ou une erreur (calculé)."),
    headline=new_field(str, "Ses chiffres principaux, en français (calculé) : « 4 944 heures ; 7 780 participants »."),
    links=LINKS,
)  # fmt: skip
SeriesRow = row_shape("SeriesRow", Series, indicator_code=new_field(str, "Code de son indicateur."), links=LINKS)
ObservationRow = row_shape(
    "ObservationRow", Observation,
    axis=AXIS_NUMBER,
    action=new_field(str, "Numéro de l’action dans l’axe ; vide pour un indicateur d’impact."),
    indicator_code=new_field(str, "Code de l’indicateur."),
    indicator_title=new_field(str, "Intitulé de l’indicateur."),
    series_key=new_field(str, "Clé de la série dans l’indicateur."),
    series_label=new_field(str, "Ce que la série mesure."),
    unit=new_field(str, "Unité de la valeur ; vide pour un état."),
    quantity=new_field(str, "Grandeur."),
    role=new_field(str, "Rôle de la série dans l’indicateur."),
    population=new_field(str, "Sur qui porte la mesure."),
    period_derived=new_field(
        bool, "Les jours de la période sont déduits, pour la ranger, et non donnés par la source (calculé)."
    ),
    written=new_field(str, "La valeur en français (calculé) : « près de 90 % »."),
    doubtful=new_field(bool, "Une note met la valeur même en doute (calculé)."),
    no_difference=new_field(
        str,
        "Pourquoi aucun écart n’est donné avec la valeur d’avant de la série (calculé) ; vide s’il en est donné un, "
        "ou si aucune valeur ne précède.",
    ),
    links=LINKS,
)  # fmt: skip
NoteRow = row_shape(
    "NoteRow", Note,
    about=new_field(str, "Ce qui porte la note : « indicator », « measure », « reference », « axis »…"),
    subject=new_field(str, "Son code ; celui de la mesure pour une référence ; vide pour la stratégie et l’échelle."),
    axis=ANY_AXIS,
    doubts=new_field(bool, "Elle met en doute la valeur même (calculé)."),
    links=LINKS,
)  # fmt: skip
ReferenceRow = row_shape(
    "ReferenceRow", Reference,
    measure=new_field(str, "Code de la mesure qui s’y réfère."),
    axis=ANY_AXIS,
    links=LINKS,
)  # fmt: skip
ProviderRow = row_shape("ProviderRow", Provider, indicators=new_field(CODES, "Codes de ses indicateurs."), links=LINKS)
AcronymRow = row_shape("AcronymRow", Acronym)
AxisWhole = row_shape("AxisWhole", Axis, links=LINKS)
ActionWhole = row_shape(
    "ActionWhole", Action, code=new_field(str, "Code de l’action : « 2.1 »."), axis=AXIS_NUMBER, links=LINKS
)


def list_shape(item: type[BaseModel], **more: Any) -> type[Shape]:
    """A page of a list of such items."""
    return create_model(
        item.__name__.removesuffix("Row") + "List",
        __base__=Shape,
        release=new_field(str, "La version d’où vient la liste."),
        count=new_field(int, "Nombre d’éléments de la liste entière, filtres compris."),
        next=new_field(str | None, "Adresse de la suite, dans la même version ; nulle à la fin."),
        previous=new_field(str | None, "Adresse de ce qui précède ; nulle au début."),
        **more,
        items=new_field(tuple[item, ...], "Les éléments."),  # type: ignore[valid-type]
    )


def make_row(shape: type[BaseModel], node: BaseModel, **more: Any) -> BaseModel:
    """A row of this shape, from a part of the document and what stands beside it."""
    given = {name: getattr(node, name) for name in type(node).model_fields if name in shape.model_fields}
    return shape(**{**given, **more})
