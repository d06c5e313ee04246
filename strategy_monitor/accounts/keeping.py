"""Who did what is kept for ever: an account that a history names is closed, not erased."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import ProtectedError
from django.utils.translation import gettext as _


def keep_authors(instance: Any, **_told: Any) -> None:
    """Before an account is erased, by whatever door. Raises ProtectedError if a history names it."""
    for model in apps.get_models():
        if not hasattr(model._meta, "simple_history_manager_attribute"):
            continue
        history = getattr(model, model._meta.simple_history_manager_attribute)
        named = history.filter(history_user_id=instance.pk)[:1]
        if named:
            message = _("L’historique dit ce que « %(name)s » a fait : désactiver le compte au lieu de le supprimer.")
            raise ProtectedError(message % {"name": instance}, set(named))
