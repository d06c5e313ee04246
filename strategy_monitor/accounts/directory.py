"""Who comes in by the directory: recognised by what it calls them, given what it says, and nothing else.

Roles, axes and providers of who comes so are those of their groups, each time they come: whatever was added by hand is
taken away. No group makes an owner (`is_superuser`), and none takes that away.
"""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from axes.models import Axis
from indicators.models import Provider
from strategy_monitor.accounts.inviting import give, propose_name
from strategy_monitor.accounts.models import DirectoryIdentity
from strategy_monitor.accounts.refusals import AccountShut, AddressTaken, NoRole
from strategy_monitor.web.directory import AXIS, SUPPLIER, Grants

log = structlog.get_logger(__name__)


def admit_from_directory(claims: dict[str, Any]) -> Any:
    """The account of who comes with these claims, as the directory now wants it; made where there is none.

    Raises AccountShut, AddressTaken, NoRole. Who has no role any more loses those they had, before it is said.
    """
    grants = settings.DIRECTORY.grants(claims.get(settings.DIRECTORY.claim))
    with transaction.atomic():
        person = recognise(claims)
        if person is None and Group.objects.filter(name__in=grants.roles, permissions__isnull=False).exists():
            person = welcome(claims)
        if person is not None:
            follow_directory(person, grants)
    if person is None or not (person.is_staff and person.get_all_permissions()):
        raise NoRole(account=person and person.pk)
    return person


def recognise(claims: dict[str, Any]) -> Any:
    """By issuer and subject, never by an address: that may pass from one person to another. None where nobody is."""
    known = (
        DirectoryIdentity.objects.select_related("person").filter(issuer=claims["iss"], subject=claims["sub"]).first()
    )
    if known is None:
        return None
    if not known.person.is_active:
        raise AccountShut(account=known.person_id)
    return known.person


def welcome(claims: dict[str, Any]) -> Any:
    """A new account, without a password. Raises AddressTaken where another has this address: it may have rights."""
    people = get_user_model()._default_manager
    email = read_address(claims.get("email"))
    if email and people.filter(email__iexact=email).exists():
        raise AddressTaken
    first, last, whole = (read_name(claims.get(one)) for one in ("given_name", "family_name", "name"))
    name = propose_name(first, last or whole)
    person = people.create_user(name, email, first_name=first, last_name=last)
    DirectoryIdentity.objects.create(person=person, issuer=claims["iss"], subject=claims["sub"])
    log.info("directory_account_made", account=person.pk)
    return person


def read_name(told: Any) -> str:
    """As an account keeps it: on one line, and no longer than its column."""
    return " ".join(str(told or "").replace("\0", "").split())[:150]


def read_address(told: Any) -> str:
    """Empty for what is none, or is longer than an account keeps."""
    email = str(told or "")
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email if len(email) <= 254 else ""


def follow_directory(person: Any, grants: Grants) -> None:
    """Makes roles, axes and providers those that the groups give. Names that this site does not have give nothing."""
    roles = list(Group.objects.filter(name__in=grants.roles))
    before = set(person.groups.values_list("name", flat=True))
    if before != {one.name for one in roles}:
        person.groups.set(roles)
        log.info("directory_roles_changed", account=person.pk, before=sorted(before), now=[one.name for one in roles])
    give(person.axis_assignments, "axis", Axis.objects.filter(number__in=grants.axes))
    give(person.provider_assignments, "provider", Provider.objects.filter(code__in=grants.providers))
    person.refresh_from_db()


def known_to_directory() -> QuerySet[DirectoryIdentity]:
    """To the one that is configured: without one, or with another, who was linked is as anybody else."""
    return DirectoryIdentity.objects.filter(issuer=settings.DIRECTORY.issuer)


def comes_by_directory(person: Any) -> bool:
    return known_to_directory().filter(person_id=person.pk).exists()


def find_unknown_grants() -> list[str]:
    """What the settings give to groups and this site does not have: it gives nothing to anybody."""
    wanted = settings.DIRECTORY.grants([name for name, _grants in settings.DIRECTORY.groups])
    roles = wanted.roles - set(Group.objects.values_list("name", flat=True))
    axes = wanted.axes - set(Axis.objects.values_list("number", flat=True))
    providers = wanted.providers - set(Provider.objects.values_list("code", flat=True))
    return [
        *sorted(roles),
        *(f"{AXIS}{one}" for one in sorted(axes)),
        *(f"{SUPPLIER}{one}" for one in sorted(providers)),
    ]
