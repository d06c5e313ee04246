from django.apps import AppConfig


class SeedConfig(AppConfig):
    name = "strategy_monitor.seed"
    label = "seed"
