"""What a person is called: the accounts are the one table of names, and all else has their number.

Names are put beside a number when a page is shown. An account whose person was erased has none: « le compte n° 12 ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model

from strategy_monitor.language import french

NAMED_BY = ("pk", "first_name", "last_name", "username")


def neutral_username(number: int) -> str:
    """What the account of an erased person signs in with, if it could: « compte-12 »."""
    return f"compte-{number}"


def is_neutral(number: int, first: str, last: str, username: str) -> bool:
    """Whether nothing of these names a person any more; « compte-12-2 » where another account had « compte-12 »."""
    plain = rf"{neutral_username(number)}(-\d+)?"
    return not (first or last) and re.fullmatch(plain, username) is not None


def read_name(number: int, first: str, last: str, username: str) -> str:
    """On one line: first and last name, else what they sign in with; the number of who was erased."""
    if is_neutral(number, first, last, username):
        return french.write_account(number)
    return " ".join(f"{first} {last}".split()) or " ".join(username.split())


def name_person(person: Any) -> str:
    """The same of an account at hand; empty for nobody. No query."""
    return read_name(*(getattr(person, one) for one in NAMED_BY)) if person else ""


def asked_names() -> Any:
    return get_user_model()._default_manager.order_by("pk").values_list(*NAMED_BY)


def names_of(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, str]:
    return {row[0]: read_name(*row) for row in rows}


def read_names() -> Mapping[int, str]:
    """Number of an account → its name. One query."""
    return names_of(asked_names())


def name_number(number: int, names: Mapping[int, str]) -> str:
    """How one reads of an account: its name, or « le compte n° 12 » where there is no such account any more."""
    return names.get(number) or french.write_account(number)
