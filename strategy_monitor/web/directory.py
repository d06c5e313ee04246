"""The directory by which staff sign in, if the authority has one: who provides it (OpenID Connect), and what each of
its groups may do here. All of it is read from settings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from strategy_monitor.web.authority import UnusableStatement

AXIS, SUPPLIER = "axe ", "fournisseur "
"""What a grant begins with that is not the name of a role."""
LONGEST_NUMBER = 4
"""Digits of the number of an axis: the database keeps no more."""
LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Grants:
    """What groups of the directory are given here."""

    roles: frozenset[str] = frozenset()
    """Names of groups of this site."""
    axes: frozenset[int] = frozenset()
    """Numbers of axes."""
    providers: frozenset[str] = frozenset()
    """Codes of providers of data."""

    def __or__(self, other: Grants) -> Grants:
        return Grants(self.roles | other.roles, self.axes | other.axes, self.providers | other.providers)


@dataclass(frozen=True)
class Directory:
    """A provider of OpenID Connect, as it knows this site. Without an issuer, there is none."""

    issuer: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)
    secret_file: str = ""
    """Where the secret was read."""
    called: str = "l’annuaire"
    """What the page of the sign-in calls it."""
    scopes: str = "openid"
    claim: str = "groups"
    """In which claim it says a person's groups."""
    groups: tuple[tuple[str, Grants], ...] = ()
    """Group → what it is given here."""
    acr: tuple[str, ...] = ()
    """Which of its levels of authentication (`acr`) are strong enough."""
    amr: tuple[str, ...] = ()
    """Which of its ways of authentication (`amr`) are, likewise. Neither: whatever it asks is."""

    def __bool__(self) -> bool:
        return bool(self.issuer)

    @property
    def looks_up(self) -> bool:
        """Whether a token is asked for that outlives the session of a person over there: whoever gives one looks the
        person up each time that it serves."""
        return "offline_access" in self.scopes.split()

    def is_strong(self, claims: dict[str, Any]) -> bool:
        """Whether an ID token with these claims says that its person was asked enough."""
        ways = claims.get("amr")
        said = set(map(str, ways)) if isinstance(ways, list) else set()
        return not (self.acr or self.amr) or claims.get("acr") in self.acr or not said.isdisjoint(self.amr)

    def grants(self, groups: Any) -> Grants:
        """What these groups are given together: a list of names, or one name; nothing for anything else."""
        named = {groups} if isinstance(groups, str) else set(map(str, groups)) if isinstance(groups, list) else set()
        found = Grants()
        for name, grants in self.groups:
            found |= grants if name in named else Grants()
        return found


NO_DIRECTORY = Directory()


def read_directory(issuer: str, client: str, secret_file: str, groups: str, **more: Any) -> Directory:
    """From settings; NO_DIRECTORY where none of these is given. Raises UnusableStatement, in French."""
    if not any((issuer, client, secret_file, groups)):
        return NO_DIRECTORY
    if not all((issuer, client, secret_file, groups)):
        raise UnusableStatement("les quatre vont ensemble")
    place = urlsplit(issuer)
    if not place.hostname or (place.scheme != "https" and place.hostname not in LOCAL):
        raise UnusableStatement(f"« {issuer} » ne commence pas par https://")
    return Directory(issuer, client, read_secret(secret_file), secret_file, groups=read_groups(groups), **more)


def read_secret(path: str) -> str:
    try:
        secret = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableStatement(f"le fichier « {path} » ne se lit pas") from error
    if not secret:
        raise UnusableStatement(f"le fichier « {path} » est vide")
    return secret


def read_groups(text: str) -> tuple[tuple[str, Grants], ...]:
    """From JSON: `{"group": ["Édition", "axe 2", "fournisseur P"]}`."""
    try:
        told = json.loads(text)
    except ValueError as error:
        raise UnusableStatement("les groupes ne se lisent pas comme du JSON") from error
    if not told or not isinstance(told, dict) or not all(isinstance(one, list) for one in told.values()):
        raise UnusableStatement("les groupes ne sont pas un objet JSON de listes")
    return tuple((name, read_grants(name, given)) for name, given in told.items())


def read_grants(group: str, given: list[Any]) -> Grants:
    if not given or not all(isinstance(one, str) and one.strip() for one in given):
        raise UnusableStatement(f"le groupe « {group} » ne donne rien, ou autre chose que des textes")
    axes = [one.removeprefix(AXIS).strip() for one in given if one.startswith(AXIS)]
    wrong = [one for one in axes if not one.isdecimal() or len(one) > LONGEST_NUMBER]
    if wrong:
        raise UnusableStatement(f"« axe {wrong[0]} », du groupe « {group} », n’est pas un numéro d’axe")
    return Grants(
        frozenset(one for one in given if not one.startswith((AXIS, SUPPLIER))),
        frozenset(map(int, axes)),
        frozenset(one.removeprefix(SUPPLIER).strip() for one in given if one.startswith(SUPPLIER)),
    )
