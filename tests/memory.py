"""What a process remembers between requests, and must not remember between tests."""

from __future__ import annotations

from django.core.cache import caches

from strategy_monitor.pages import history
from strategy_monitor.releases import load


def forget() -> None:
    load.verified.cache_clear()
    load.text_of.cache_clear()
    load.Memory.last = None
    history.changed.cache_clear()
    caches["pages"].clear()
