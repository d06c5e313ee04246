from django.apps import AppConfig


class BakeConfig(AppConfig):
    name = "strategy_monitor.bake"
    verbose_name = "Site figé"
