"""How often a password may be tried, or a link asked for: a few times for each account, more often from each address.

Counted in the database, so that all processes count together. What an account is told does not depend on whether it
exists: it is its name that is counted.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from strategy_monitor.accounts.models import Attempt

PER_ACCOUNT = 10
PER_ADDRESS = 100
"""A whole ministry may stand behind one address."""
WITHIN = dt.timedelta(minutes=15)
SALT = "strategy_monitor.accounts.attempts"
NETWORK = 64
"""Bits of an IPv6 address that name a network: whoever has one of its addresses has them all."""


class TooMany(Exception):
    """So many attempts failed lately that no other is looked at before `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until


class Tried:
    """An attempt under way: `succeeded` takes it out of the count."""

    right = False

    def succeeded(self) -> None:
        self.right = True


@contextmanager
def attempt(account: str, address: str, per_account: int = PER_ACCOUNT) -> Iterator[Tried]:
    """Counts one attempt while it is made, and keeps it unless it succeeds. Raises TooMany before it is made.

    It is written first and counted then: of a hundred attempts at the same moment, whichever process answers them, no
    more than the allowed number find that many rows or fewer. One that is not let through does not count, so that
    trying on does not keep an account shut.
    """
    now = timezone.now()
    since = now - WITHIN
    Attempt.objects.filter(at__lte=since).delete()
    mine = Attempt.objects.create(account=digest_name(account), address=digest_name(address), at=now)
    counted = Attempt.objects.filter(at__gt=since).order_by("-at")
    waits = [free_again(counted.filter(account=mine.account), per_account)]
    if mine.address:
        waits.append(free_again(counted.filter(address=mine.address), PER_ADDRESS))
    if any(waits):
        mine.delete()
        raise TooMany(max(until for until in waits if until))
    tried = Tried()
    yield tried
    if tried.right:
        mine.delete()


def free_again(newest_first: QuerySet[Attempt], most: int) -> dt.datetime | None:
    """When one more attempt fits among these; None where it does. The one that asks is among them."""
    too_many = newest_first.values_list("at", flat=True)[most : most + 1]
    return too_many[0] + WITHIN if too_many else None


def digest_name(text: str) -> str:
    """What stands for a name or an address in the table; empty for none."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest() if text else ""


def address_of(request: HttpRequest | None) -> str:
    """The address that a request comes from, an IPv6 one by its network; empty where there is none.

    Behind `TRUSTED_PROXIES` proxies, each of which adds to X-Forwarded-For whom it was asked by, that is so many places
    from the end. What stands before was written by anyone, and without proxies all of it was: it is not read.
    """
    if request is None:
        return ""
    found = str(request.META.get("REMOTE_ADDR") or "")
    if settings.TRUSTED_PROXIES:
        passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        if len(passed) >= settings.TRUSTED_PROXIES:
            found = passed[-settings.TRUSTED_PROXIES]
    return network(found)


def network(text: str) -> str:
    """« 2001:db8::1 » → « 2001:db8::/64 »; an IPv4 address as it is; empty for what is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(address), NETWORK), strict=False))
    return str(address)
