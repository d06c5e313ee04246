from __future__ import annotations

from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "strategy_monitor.texts"
    label = "texts"
    verbose_name = "Relecture des textes"
