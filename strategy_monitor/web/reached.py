"""How the site reaches the machines that it speaks to, as its settings say: by whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from strategy_monitor.web.authority import UnusableStatement


def read_owner(owner: str, database: dict[str, Any]) -> dict[str, str]:
    """« role:password » as settings of a database, in the place of those of the role by which the site is served.
    Special characters are percent-encoded, as in an address. Raises UnusableStatement, in French."""
    role, _colon, password = owner.partition(":")
    if not database["ENGINE"].endswith("postgresql"):
        raise UnusableStatement("seul PostgreSQL connaît des rôles")
    if not database["USER"]:
        raise UnusableStatement("l’adresse de DATABASE_URL ne dit pas par quel rôle le site est servi")
    if not role or unquote(role) == database["USER"]:
        raise UnusableStatement("ce n’est pas un autre rôle que celui de DATABASE_URL")
    return {"USER": unquote(role), "PASSWORD": unquote(password)}
