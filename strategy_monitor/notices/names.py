"""What a letter calls the site, and a person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from axes.models import Strategy


def name_site() -> str:
    """What the strategy is called, on one line; the host, before there is one."""
    strategy = Strategy.objects.first()
    return " ".join(strategy.title.split()) if strategy else str(urlsplit(settings.SITE_URL).hostname)


def full_name(person: Any) -> str:
    """On one line, whatever was typed."""
    return " ".join((person.get_full_name() or person.get_username()).split())
