from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "strategy_monitor.releases"
    label = "releases"
    verbose_name = "Versions publiées"

    def ready(self) -> None:
        from strategy_monitor.releases.indexes import hear_publication  # noqa: PLC0415
        from strategy_monitor.releases.signals import release_published  # noqa: PLC0415

        release_published.connect(hear_publication)
