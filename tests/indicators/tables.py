"""What the domain holds, table by table, as hashes: to see that nothing, or only what is meant, has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model

DOMAIN = ("axes", "indicators", "releases", "campaigns", "errata")
BESIDE = {"indicators.ImportedFile", "indicators.Finding"}
"""What says what was imported, and what the rules found: they keep what happened, as a history does."""


def domain_tables(beside: Iterable[str] = BESIDE) -> dict[str, str]:
    """Label of each table of the domain → SHA-256 of all its rows, in the order of their keys. Without its history, and
    without the marks that say that something was written."""
    return {
        model._meta.label: hash_rows(model)
        for app in DOMAIN
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not hasattr(model, "history_type") and model._meta.label not in {*beside, "releases.CopyMark"}
    }


def hash_rows(model: type[Model]) -> str:
    rows = ([as_bytes(value) for value in row] for row in model._base_manager.order_by("pk").values_list())
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def as_bytes(value: Any) -> Any:
    """PostgreSQL answers binary values as views."""
    return bytes(value) if isinstance(value, memoryview) else value
