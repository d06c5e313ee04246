from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "strategy_monitor.releases"
    label = "releases"
    verbose_name = "Versions publiées"
