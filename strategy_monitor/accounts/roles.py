"""Who may do what, as groups. A person has one role or several, and works in the axes and for the providers given.

`migrate` lays the groups: those of these names always hold exactly the permissions of their role. An authority that
wants another cut makes groups of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

APPS = ("axes", "indicators", "releases", "campaigns", "errata")
"""The apps of the working copy and what is made of it."""


@dataclass(frozen=True)
class Role:
    name: str
    """The name of its group."""
    told: Any
    """What it lets a person do, in a sentence."""
    grants: tuple[str, ...]
    """Permissions: « app.codename »; « app.* » for all of an app; « view » for reading all apps of the working copy."""


READER = Role("Lecture", _("Lit la copie de travail, le bureau et les exports."), ("view",))
CONTRIBUTOR = Role(
    "Contribution",
    _("Propose et soumet des valeurs pour les fournisseurs et les axes qui lui sont confiés."),
    ("view", "indicators.add_observation", "indicators.change_observation"),
)
EDITOR = Role(
    "Édition",
    _("Modifie tout dans les axes qui lui sont confiés, textes et chiffres."),
    (
        *CONTRIBUTOR.grants,
        "indicators.delete_observation",
        "axes.change_axis",
        *(
            f"{app}.{action}_{model}"
            for app, models in (
                ("axes", "priorityaction measure reference citation footnote contenttable contentrow"),
                ("indicators", "indicator series editorialnote"),
            )
            for model in models.split()
            for action in ("add", "change", "delete")
        ),
        "indicators.change_finding",
        "errata.add_erratum",
    ),
)
PUBLISHER = Role(
    "Publication",
    _("Valide ou retourne les valeurs soumises, répond aux alertes, publie, retire les versions, mène les campagnes."),
    (
        "view",
        "indicators.validate_observation",
        "indicators.change_finding",
        "releases.add_release",
        "releases.withdraw_release",
        "releases.override_gate",
        "errata.add_erratum",
        "campaigns.add_campaign",
        "campaigns.change_campaign",
        "campaigns.add_demand",
        "campaigns.change_demand",
        "notices.settle_message",
    ),
)
ADMINISTRATOR = Role(
    "Administration",
    _("Peut tout, sur tous les axes, comptes compris."),
    (
        *(f"{app}.*" for app in APPS),
        *("notices.settle_message", "auth.view_user", "auth.add_user", "auth.change_user"),
        *("accounts.add_erasure", "accounts.view_erasure"),
    ),
)
ROLES = (READER, CONTRIBUTOR, EDITOR, PUBLISHER, ADMINISTRATOR)


def follow_roles(person: Any) -> None:
    """Who has a role is of the team, and who has none is not: `is_staff` is never ticked by hand.

    An owner (`is_superuser`) needs no role.
    """
    person.is_staff = person.is_superuser or person.groups.exists()
    type(person)._default_manager.filter(pk=person.pk).update(is_staff=person.is_staff)


def find_administrators() -> list[Any]:
    """Whom to ask for a role: up to three people who can give one, and can be written to."""
    found = get_user_model()._default_manager.filter(is_active=True, email__gt="")
    return list(found.filter(Q(groups__name=ADMINISTRATOR.name) | Q(is_superuser=True)).distinct().order_by("pk")[:3])


def lay() -> None:
    """Makes the groups, or sets right the permissions of those that are there."""
    known = list(Permission.objects.select_related("content_type"))
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(permissions_of(role, known))


def permissions_of(role: Role, known: Iterable[Permission]) -> list[Permission]:
    return [one for one in known if granted(role, one.content_type.app_label, one.codename)]


def granted(role: Role, app: str, codename: str) -> bool:
    reading = "view" in role.grants and app in APPS and codename.startswith("view_")
    return reading or f"{app}.{codename}" in role.grants or f"{app}.*" in role.grants
