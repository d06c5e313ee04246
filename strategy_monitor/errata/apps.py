from django.apps import AppConfig


class ErrataConfig(AppConfig):
    name = "strategy_monitor.errata"
    label = "errata"
    verbose_name = "Errata des éditions closes"
