"""One axis or one indicator as JSON: a part of the document that can stand alone, and the schema of such a file."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field

from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.releases import upgrades
from strategy_monitor.report import canonical
from strategy_monitor.report.document import SCHEMA_VERSION, Axis, Indicator, Node, Provider, ScaleStep
from strategy_monitor.report.once import once


class Terms(Node):
    """Under which terms the data may be used again. `name` is empty as long as the authority has not decided."""

    name: str
    url: str


class Extract(Node):
    """What a part of the document belongs to, and where it was published."""

    strategy: str
    authority: str
    edition: str
    release: int | None = Field(description="Number of the release; null for a working copy.")
    release_sha256: str | None = Field(description="Of the canonical document of the release.")
    permalink: str = Field(description="Its page in this very release, which never changes.")
    citation: str
    licence: Terms
    scale: tuple[ScaleStep, ...]
    providers: tuple[Provider, ...] = Field(description="Those that the part names.")


class IndicatorExtract(Extract):
    """One indicator. `axis` is the title of its axis."""

    axis: str
    indicator: Indicator


class AxisExtract(Extract):
    """One axis, with its actions, measures and indicators."""

    axis: Axis


def extract(scope: Scope) -> IndicatorExtract | AxisExtract:
    """Raises ValueError for the whole report, which is a document of its own."""
    if scope.indicator:
        axis = scope.report.axis(scope.indicator.axis)
        return IndicatorExtract(**publication_fields(scope), axis=axis.title if axis else "", indicator=scope.indicator)
    if scope.axis:
        return AxisExtract(**publication_fields(scope), axis=scope.axis)
    raise ValueError("le rapport entier est un document, pas un extrait")


def publication_fields(scope: Scope) -> dict[str, Any]:
    publication, head = scope.publication, scope.publication.head
    named = {code for one in scope.indicators for code in (*one.providers, *one.planned_providers)}
    return {
        "strategy": scope.report.strategy.title,
        "authority": scope.report.strategy.authority,
        "edition": scope.report.edition,
        "release": head.number if head else None,
        "release_sha256": head.sha256 if head else None,
        "permalink": scope.permalink,
        "citation": publication.citation(scope.indicator),
        "licence": Terms(name=publication.licence.name, url=publication.licence.url),
        "scale": scope.report.scale,
        "providers": tuple(provider for provider in scope.report.providers if provider.code in named),
    }


def as_json(scope: Scope) -> bytes:
    return readable_json(extract(scope).model_dump(mode="json")).encode()


@once(maxsize=4)  # each file that holds it, page that weighs it and archive made it anew
def report_schema(version: str = SCHEMA_VERSION) -> str:
    """The JSON Schema (2020-12) of the whole document, as documents of this version of it were written."""
    return upgrades.past_schema(version) or readable_json(canonical.schema())


@once(maxsize=2)
def schema(model: type[BaseModel]) -> str:
    """The JSON Schema (2020-12) of an extract."""
    return readable_json(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(mode="serialization")}
    )


def readable_json(value: dict[str, Any]) -> str:
    """JSON to be read by people too."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
