"""Why somebody does not come in by the directory: each says it to them, and what to do, in a sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class NotLetIn(Exception):
    """`args` say to the log what happened, without a name; `account` is the number of who is known."""

    status = 403
    said: Any = ""

    def __init__(self, *told: str, account: int | None = None) -> None:
        super().__init__(*told)
        self.account = account


class DirectoryRefused(NotLetIn):
    said = _(
        "L’annuaire n’a pas confirmé cette connexion. Recommencer ; si cela dure, écrire à qui administre le site."
    )


class DirectoryAway(NotLetIn):
    status = 503
    said = _(
        "L’annuaire ne répond pas : personne n’entre par lui pour l’instant. Réessayer dans quelques minutes ; si "
        "cela dure, écrire à qui administre le site."
    )


class NotAskedAgain(NotLetIn):
    said = _(
        "L’annuaire devait demander de nouveau qui vous êtes, et ne dit pas quand il l’a demandé : rien n’est "
        "confirmé. Écrire à qui administre le site (« auth_time »)."
    )


class SignInLost(NotLetIn):
    status = 400
    said = _(
        "Cette connexion n’a pas été commencée dans ce navigateur, a déjà servi, ou a duré trop longtemps. Recommencer."
    )


class TooWeak(NotLetIn):
    said = _(
        "L’annuaire vous connaît, mais n’a pas demandé de quoi prouver assez qui vous êtes (un second facteur). En "
        "ajouter un dans l’annuaire, ou demander à qui le tient."
    )


class NoRole(NotLetIn):
    said = _(
        "L’annuaire vous connaît, mais aucun de vos groupes n’ouvre ce site. Demander à qui tient l’annuaire d’être "
        "ajouté à un groupe du suivi de la stratégie."
    )


class AccountShut(NotLetIn):
    said = _("L’annuaire vous connaît, mais votre compte est fermé ici. Écrire à qui administre le site.")


class AddressTaken(NotLetIn):
    said = _(
        "L’annuaire vous connaît, mais un compte de ce site, qui n’est pas encore relié à lui, a déjà votre adresse. "
        "Rien n’est relié sans qui administre le site : lui demander de relier ce compte (manage link_person)."
    )
