"""What is answered when something is refused: problem details (RFC 9457), in French, under codes that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from strategy_monitor.language import french

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class ProblemKind:
    """A kind of problem. Its code stands in the address that explains it."""

    code: str
    status: int
    title: str
    meaning: str
    """When it is answered."""
    cure: str
    """What the caller can do."""


KINDS: Final[dict[str, ProblemKind]] = {
    kind.code: kind
    for kind in (
        ProblemKind(
            "demande-illisible", 400, "La demande ne peut pas être lue",
            "L’adresse ne suit pas les règles de HTTP, ou les paramètres sont démesurément nombreux.",
            "Recomposer l’adresse à partir de la documentation.",
        ),
        ProblemKind(
            "parametre-refuse", 400, "Un paramètre est refusé",
            "Un paramètre est inconnu, répété, vide, ou sa valeur n’est pas de celles qui sont admises. Rien n’est "
            "ignoré en silence : une faute de frappe donnerait sinon une réponse juste à une autre question.",
            "Chaque entrée de « errors » nomme le paramètre et dit ce qui est attendu.",
        ),
        ProblemKind(
            "adresse-inconnue", 404, "Il n’y a rien à cette adresse",
            "L’adresse n’est pas une adresse de l’API. Seule la racine finit par une barre oblique.",
            "Partir de la racine de l’API, ou de la description OpenAPI.",
        ),
        ProblemKind(
            "ressource-inconnue", 404, "Cette version ne contient rien de ce nom",
            "L’adresse ou un filtre nomme un axe, une action, une mesure, un indicateur, une note ou un fournisseur "
            "que cette version du rapport ne contient pas.",
            "Prendre les codes dans la liste correspondante de la même version.",
        ),
        ProblemKind(
            "version-inconnue", 404, "Cette version n’a pas été publiée",
            "Aucune version publiée ne porte ce nom. Une version se nomme « édition.numéro » : « 2025.1 ».",
            "Prendre le nom dans la liste des versions.",
        ),
        ProblemKind(
            "methode-refusee", 405, "L’API se lit, elle ne reçoit rien",
            "Seules les méthodes GET, HEAD et OPTIONS sont admises ; l’en-tête « Allow » le redit.",
            "Demander la même adresse avec GET.",
        ),
        ProblemKind(
            "format-refuse", 406, "Ce format n’est pas servi ici",
            "L’en-tête « Accept » exclut le JSON, seul format de l’API. Les autres formats sont à la page « Données ».",
            "Accepter « application/json », ou ne pas envoyer « Accept ».",
        ),
        ProblemKind(
            "version-retiree", 410, "Cette version a été retirée",
            "La version a été publiée, puis retirée : elle n’est plus servie. Quand, pourquoi et par quoi elle est "
            "remplacée reste dit.",
            "Lire la version en vigueur, sous l’adresse sans numéro de version.",
        ),
        ProblemKind(
            "panne", 500, "Une erreur s’est produite",
            "Une faute du site, que personne n’a prévue. Elle est enregistrée ; l’en-tête « X-Request-ID » la nomme.",
            "Réessayer plus tard ; si l’erreur revient, la signaler avec ce numéro.",
        ),
        ProblemKind(
            "rien-a-servir", 503, "Aucune version ne peut être servie pour l’instant",
            "Aucun rapport n’est publié, la version demandée ne passe plus le contrôle de son empreinte, ou la base "
            "de données ne répond pas.",
            "Réessayer plus tard.",
        ),
        ProblemKind(
            "comparaison-differee", 503, "Cette comparaison sera faite un peu plus tard",
            "Beaucoup de comparaisons de versions passées viennent d’être demandées, ou celle-ci est longue et se "
            "prépare.",
            "Redemander la même adresse après le nombre de secondes que dit l’en-tête « Retry-After ».",
        ),
    )
}  # fmt: skip


class Fault(BaseModel):
    """What is wrong with one parameter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pointer: str = Field(description="Pointeur vers le paramètre, dans la demande : « #/query/limit ».")
    detail: str = Field(description="Ce qui ne va pas, et ce qui est attendu.")


class Details(BaseModel):
    """Problem details of RFC 9457."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description="Adresse de la page qui explique ce genre de problème ; elle ne change pas.")
    title: str = Field(description="Le genre de problème, toujours dans les mêmes mots.")
    status: int = Field(description="Le statut HTTP de la réponse.", ge=400, le=599)
    detail: str = Field(description="Ce qui s’est passé cette fois-ci, en français.")
    instance: str = Field(description="L’adresse demandée, sans ses paramètres.")
    errors: tuple[Fault, ...] = Field((), description="Les paramètres en cause ; vide s’il n’y en a pas.")


class Problem(Exception):
    """Raised wherever a request is refused. Raises KeyError for a code that is not in `KINDS`."""

    def __init__(
        self, code: str, detail: str, errors: tuple[Fault, ...] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = KINDS[code]
        self.detail = french.typeset(detail)
        self.errors = errors
        self.headers = dict(headers or {})

    def details(self, page: str, instance: str) -> Details:
        """`page` is the address that explains this kind, `instance` the one that was asked for."""
        return Details(
            type=page, title=french.typeset(self.kind.title), status=self.kind.status, detail=self.detail,
            instance=instance, errors=self.errors,
        )  # fmt: skip


def shorten_sent(value: str) -> str:
    """What was sent, fit to be read back: on one line, without control characters, at most forty characters."""
    shown = "".join(char if char.isprintable() else "�" for char in value)
    return f"{shown[:40]}{'…' if len(shown) > 40 else ''}"


def quote_sent(value: str) -> str:
    return french.quote(shorten_sent(value))


def unknown_resource(pointer: str, what: str, value: str) -> Problem:
    """Nothing in this release has this name. `what` starts a sentence: « Aucun indicateur ne porte le code »."""
    detail = french.typeset(f"{what} {quote_sent(value)} dans cette version.")
    return Problem("ressource-inconnue", detail, (Fault(pointer=pointer, detail=detail),))
