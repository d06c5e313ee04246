"""What Django makes when it is first asked for: addresses by name, what models say of one another, tags of templates.

Made before the processes that serve are, it is in the memory that they share, and no first reader waits for it.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template.engine import Engine
from django.urls import get_resolver
from django.utils.formats import get_format
from django.utils.module_loading import import_string


def preload() -> None:
    """Asks for all of it. Opens no connection to the database."""
    _ = get_resolver().reverse_dict
    for model in apps.get_models(include_auto_created=True):
        model._meta.get_fields()
        _ = model._meta.fields_map
    connection.ops.compiler("SQLCompiler")
    engine = Engine.get_default()
    _ = engine.template_loaders, engine.template_context_processors
    for name in (settings.MESSAGE_STORAGE, settings.SESSION_SERIALIZER):
        import_string(name)
    get_format("DATE_FORMAT", settings.LANGUAGE_CODE)
