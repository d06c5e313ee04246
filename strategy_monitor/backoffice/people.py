"""What a person is called: the accounts are the one table of names, and all else that is published has their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model

NAMED_BY = ("pk", "first_name", "last_name", "username")


def read_name(first: str, last: str, username: str) -> str:
    """On one line: first and last name, else what they sign in with."""
    return " ".join(f"{first} {last}".split()) or " ".join(username.split())


def asked_names() -> Any:
    return get_user_model()._default_manager.order_by("pk").values_list(*NAMED_BY)


def names_of(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, str]:
    return {number: read_name(*names) for number, *names in rows}


def read_names() -> Mapping[int, str]:
    """Number of an account → its name. One query."""
    return names_of(asked_names())
