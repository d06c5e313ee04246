"""How a command finds the account that it is given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError


def find_account(name: str, *, only_open: bool = False) -> Any:
    """By its user name. Raises CommandError where there is none; with `only_open`, where it is closed too."""
    person = get_user_model()._default_manager.filter(username=name).first()
    if person is None or (only_open and not person.is_active):
        raise CommandError(f"Aucun compte {'ouvert ' if only_open else ''}ne s’appelle « {name} ».")
    return person
