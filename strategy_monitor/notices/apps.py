from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "strategy_monitor.notices"
    label = "notices"
    verbose_name = "Courrier"
