"""How the site reaches the machines that it speaks to, as its settings say: by whom, and whether by TLS with a
certificate that is looked at.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import environ

from strategy_monitor.web.authority import UnusableStatement

LOOKED_AT = "verify-full"
"""The one `sslmode` of PostgreSQL that looks at who signed a certificate, and at the name in it."""


@dataclass(frozen=True)
class PlainLink:
    """A machine that is reached without TLS, or whose certificate nobody looks at."""

    variable: str
    host: str
    cure: str
    """In French."""


def read_database(address: str) -> dict[str, Any]:
    """The settings of the database at this address. Raises UnusableStatement, in French."""
    scheme, _colon, _rest = address.partition(":")
    if not environ.Env.DB_SCHEMES.get(scheme, "").endswith((".postgresql", ".sqlite3")):
        raise UnusableStatement("elle ne mène ni à PostgreSQL (postgres://) ni à un fichier SQLite (sqlite:///)")
    if urlsplit(address).fragment:
        raise UnusableStatement("elle se lit jusqu’à « # », qui s’écrit %23 dans un mot de passe")
    try:
        found: dict[str, Any] = dict(environ.Env.db_url_config(address))
    except ValueError as error:
        raise UnusableStatement("elle ne se lit pas") from error
    if not found["NAME"] and "service" not in found.get("OPTIONS", {}):
        raise UnusableStatement("elle ne dit pas le nom de la base")
    return found


def read_redis(address: str) -> dict[str, Any]:
    """How its client reads this address, which would take a database that is no number for the first of them. Raises
    ValueError."""
    from redis.connection import parse_url  # noqa: PLC0415  # its client is large, and loaded where it is used alone

    found = dict(parse_url(address))
    base = urlsplit(address).path.strip("/")
    if base and "path" not in found and "db" not in found:
        raise ValueError(base)
    return found


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


def find_plain_links(
    database: dict[str, Any], redis: dict[str, Any], stamps: str, mail: str
) -> Iterator[PlainLink]:  # fmt: skip
    """Those to another machine. `redis`: as its client reads the address, empty for none; `stamps`: the address of the
    time stamping authority; `mail`: the server where it is asked without TLS, empty where it is asked with it."""
    if database["ENGINE"].endswith("postgresql"):
        yield from find_plain_databases(database)
    if "host" in redis and is_plain_redis(redis):
        yield from elsewhere("REDIS_URL", redis["host"], "Écrire rediss://, et y laisser regarder le certificat")
    if stamps.startswith("http://"):
        yield from elsewhere("TIMESTAMP_URL", urlsplit(stamps).hostname or "", "Écrire https://")
    yield from elsewhere("EMAIL_HOST", mail, "Laisser EMAIL_USE_TLS à 1")


def find_plain_databases(database: dict[str, Any]) -> Iterator[PlainLink]:
    """What an address leaves open, libpq takes from the variables of the environment that are its own."""
    options = database.get("OPTIONS", {})
    told = {
        name: str(options.get(name) or os.environ.get(variable, ""))
        for name, variable in {"hostaddr": "PGHOSTADDR", "host": "PGHOST", "sslmode": "PGSSLMODE"}.items()
    }
    if told["sslmode"] != LOOKED_AT:
        cure = f"Finir l’adresse par ?sslmode={LOOKED_AT}&sslrootcert=CHEMIN"
        for host in (told["hostaddr"] or database["HOST"] or told["host"]).split(","):
            yield from elsewhere("DATABASE_URL", host, cure)


def is_plain_redis(redis: dict[str, Any]) -> bool:
    by_tls = getattr(redis.get("connection_class"), "__name__", "") == "SSLConnection"
    looked_at = redis.get("ssl_cert_reqs", "required") == "required" and redis.get("ssl_check_hostname", True)
    return not (by_tls and looked_at)


def elsewhere(variable: str, host: str, cure: str) -> Iterator[PlainLink]:
    if not is_here(host):
        yield PlainLink(variable, host.casefold(), cure)


def is_here(host: str) -> bool:
    """Whether what is said to this host leaves no machine: a socket, or a loopback address."""
    named = unquote(host).strip("[]").casefold()
    if not named or named.startswith(("/", "@")) or named == "localhost":
        return True
    try:
        return ipaddress.ip_address(named).is_loopback
    except ValueError:
        return False
