from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "strategy_monitor.notices"
    label = "notices"
    verbose_name = "Courrier"

    def ready(self) -> None:
        from indicators.signals import step_taken  # noqa: PLC0415  # once the models are there
        from strategy_monitor.notices.events import hear_publication, hear_step  # noqa: PLC0415
        from strategy_monitor.releases.signals import release_published  # noqa: PLC0415

        step_taken.connect(hear_step)
        release_published.connect(hear_publication)
