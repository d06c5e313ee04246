"""What may be asked of the lists: names, types and bounds of the parameters, and how they are read from an address.

Nothing is guessed: a parameter that is unknown, repeated, empty or out of bounds is refused, with its name.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, TypeVar

from django.http import QueryDict
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from strategy_monitor.api.problems import Fault, Problem, quote_sent, shorten_sent
from strategy_monitor.language import french
from strategy_monitor.report.diff import ChangeKind
from strategy_monitor.report.search import MAX_QUERY
from strategy_monitor.report.vocabulary import Category, Nature, NoteKind, NoteStatus, ReferenceKind, Role, Severity

INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_LIMIT = 200
DEFAULT_LIMIT = 50
MAX_OFFSET = 100_000


def parse_integer(value: str) -> int:
    if not INTEGER.fullmatch(value):
        raise PydanticCustomError("integer", "un nombre entier")
    return int(value)


def parse_day(value: str) -> dt.date:
    if not DAY.fullmatch(value):
        raise PydanticCustomError("day", "une date")
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("day", "une date") from error


AxisNumber = Annotated[int, Field(ge=1, le=9), BeforeValidator(parse_integer)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), BeforeValidator(parse_integer)]
Offset = Annotated[int, Field(ge=0, le=MAX_OFFSET), BeforeValidator(parse_integer)]
Day = Annotated[dt.date, BeforeValidator(parse_day)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,79}$")]
QueryText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUERY)]
Flag = Literal["true", "false"]
LevelChoice = Literal["0", "1", "2", "3", "4", "5", "none"]
IndicatorOrder = Literal["code", "-code", "title", "-title", "level", "-level"]
NoteSubject = Literal["strategy", "scale", "axis", "action", "indicator", "measure", "reference"]


class Parameters(BaseModel):
    """Of an operation; this one takes none."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paging(Parameters):
    limit: Limit = Field(DEFAULT_LIMIT, description="Nombre d’éléments par réponse.")
    offset: Offset = Field(0, description="Nombre d’éléments à passer avant le premier.")


AXIS = Field(None, description="Numéro d’un axe.")
FULL_TEXT = Field(
    None,
    description="Mots à trouver, tous ; ni accents, ni accords, ni majuscules, ni ponctuation ne comptent.",
)


class OfAxis(Paging):
    axis: AxisNumber | None = AXIS


class MeasureFilter(OfAxis):
    action: Code | None = Field(None, description="Code d’une action : « 2.1 ».")
    q: QueryText | None = FULL_TEXT


class IndicatorFilter(OfAxis):
    category: Category | None = Field(None, description="Opérationnel (d’une action) ou d’impact (d’un axe).")
    nature: Nature | None = Field(None, description="État d’avancement, quantitatif, ou pour information.")
    level: LevelChoice | None = Field(
        None, description="Niveau, ou le moins qu’on en sache ; « none » : aucun, ou un par bloc."
    )
    provider: Code | None = Field(None, description="Code d’un fournisseur.")
    flagged: Flag | None = Field(None, description="Une de ses notes est-elle un doute ou une erreur ?")
    q: QueryText | None = FULL_TEXT
    sort: IndicatorOrder | None = Field(
        None, description="Ordre ; « - » l’inverse. Sans lui, l’ordre du rapport. Sans niveau : toujours à la fin."
    )


class ObservationFilter(OfAxis):
    indicator: Code | None = Field(None, description="Code d’un indicateur.")
    role: Role | None = Field(None, description="Rôle de la série dans l’indicateur.")
    period_from: Day | None = Field(
        None, description="Premier jour : les valeurs dont la période finit ce jour-là ou après."
    )
    period_to: Day | None = Field(
        None, description="Dernier jour : les valeurs dont la période commence ce jour-là ou avant."
    )
    doubtful: Flag | None = Field(None, description="Une note met-elle la valeur même en doute ?")
    missing: Flag | None = Field(None, description="La valeur manque-t-elle, avec sa raison ?")


class NoteFilter(OfAxis):
    kind: NoteKind | None = Field(None, description="Ce dont la note parle.")
    severity: Severity | None = Field(None, description="Gravité.")
    status: NoteStatus | None = Field(None, description="Suite donnée.")
    about: NoteSubject | None = Field(None, description="Ce qui porte la note.")


class ReferenceFilter(OfAxis):
    kind: ReferenceKind | None = Field(None, description="Décret, circulaire, guide, site…")
    measure: Code | None = Field(None, description="Code de la mesure qui s’y réfère.")
    linked: Flag | None = Field(None, description="L’adresse de la référence est-elle connue ?")


class Search(Paging):
    q: QueryText = Field(
        description="Question, ou mots à chercher dans tout le rapport ; les meilleures réponses d’abord."
    )


class ChangeFilter(OfAxis):
    before: Code | None = Field(
        None, description="Version à laquelle comparer : « 2025.1 ». Sans elle, celle que le site compare."
    )
    kind: ChangeKind | None = Field(None, description="Ajout, retrait ou modification.")


Read = TypeVar("Read", bound=Parameters)


def read_parameters(model: type[Read], given: QueryDict) -> Read:
    """The parameters of this request. Raises Problem, which names each fault."""
    values = {name: found for name, found in given.lists() if name in model.model_fields}
    faults = [
        fault(name, f"Ce paramètre n’existe pas ici. {known_parameters(model)}") for name in given if name not in values
    ]
    faults += [fault(n, "Ce paramètre est donné plusieurs fois.") for n, found in values.items() if len(found) > 1]
    try:
        found = model.model_validate({name: found[0] for name, found in values.items()})
    except ValidationError as error:
        faults += [fault(str(one["loc"][0]), expectation(one)) for one in error.errors() if one["loc"]]
    if faults:
        count = len(faults)
        told = "Un paramètre est refusé." if count == 1 else f"{count} paramètres sont refusés."
        raise Problem("parametre-refuse", told, tuple(faults[:20]))
    return found


def fault(name: str, detail: str) -> Fault:
    shown = shorten_sent(name).replace("~", "~0").replace("/", "~1")
    return Fault(pointer=f"#/query/{shown}", detail=french.typeset(detail))


def known_parameters(model: type[Parameters]) -> str:
    names = ", ".join(sorted(model.model_fields))
    return f"Ceux qui existent : {names}." if names else "Cette adresse n’en prend aucun."


def expectation(error: ErrorDetails) -> str:
    """What was expected, in French, for each way in which a value can be wrong."""
    given, bounds = error["input"], error.get("ctx", {})
    sentences: dict[str, str] = {
        "missing": "Ce paramètre est nécessaire.",
        "integer": "Un nombre entier est attendu, en chiffres : « 20 ».",
        "day": "Une date est attendue, de la forme « 2025-02-01 ».",
        "greater_than_equal": f"Le plus petit nombre admis est {bounds.get('ge')}.",
        "less_than_equal": f"Le plus grand nombre admis est {bounds.get('le')}.",
        "string_too_short": "Une valeur est attendue.",
        "string_too_long": f"Au plus {bounds.get('max_length')} caractères sont admis.",
        "string_pattern_mismatch": "Un code est attendu : lettres, chiffres, points, tirets.",
        "literal_error": f"Les valeurs admises sont : {expected_values(bounds)}.",
    }
    sentence = sentences.get(error["type"], "Cette valeur n’est pas admise.")
    return sentence if error["type"] == "missing" else f"{quote_sent(str(given))} est refusé. {sentence}"


def expected_values(bounds: dict[str, Any]) -> str:
    """Pydantic writes them « 'a', 'b' or 'c' »."""
    return str(bounds.get("expected", "")).replace(" or ", ", ").replace("'", "")
