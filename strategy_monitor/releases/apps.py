from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReleasesConfig(AppConfig):
    name = "strategy_monitor.releases"
    label = "releases"
    verbose_name = "Versions publiées"

    def ready(self) -> None:
        from strategy_monitor.releases.marks import watch_tables  # noqa: PLC0415  # once the models are there

        post_migrate.connect(watch_tables, sender=self)
