from __future__ import annotations

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "strategy_monitor.threads"
    label = "threads"
    verbose_name = "Fils de discussion"
