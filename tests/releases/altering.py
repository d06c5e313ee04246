"""What somebody does to a published document behind the back of the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from strategy_monitor.releases.compressed import compress_document
from strategy_monitor.releases.models import Release


def alter_documents(change: Callable[[str], str], **which: Any) -> None:
    """Of the releases of which this holds."""
    for pk, text in list(Release.objects.filter(**which).values_list("pk", "document")):
        keep_instead(pk, compress_document(change(text)))


def keep_instead(pk: int, content: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_release SET document = %s WHERE id = %s", [content, pk])
