from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "strategy_monitor.desk"
    label = "desk"
    verbose_name = "Bureau"

    def ready(self) -> None:
        """« Voir sur le site », in the administration, leads to the page of the working copy that shows the thing."""
        from strategy_monitor.desk.links import SHOWN, page_of  # noqa: PLC0415 - it needs the models

        for model in SHOWN:
            model.get_absolute_url = page_of  # type: ignore[attr-defined]
