"""What a letter calls the site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from axes.models import Strategy


def name_site() -> str:
    """What the strategy is called, on one line; the host, before there is one."""
    strategy = Strategy.objects.first()
    return " ".join(strategy.title.split()) if strategy else str(urlsplit(settings.SITE_URL).hostname)
