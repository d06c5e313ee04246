from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "strategy_monitor.pages"
    label = "pages"

    def ready(self) -> None:
        from strategy_monitor.kept import code  # noqa: PLC0415
        from strategy_monitor.pages.warming import warm_after_publication  # noqa: PLC0415
        from strategy_monitor.releases.signals import release_published  # noqa: PLC0415

        release_published.connect(warm_after_publication)
        code.version()
        code.identity()
