from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "strategy_monitor.desk"
    label = "desk"
    verbose_name = "Bureau"

    def ready(self) -> None:
        """In the administration, « Voir sur le site » leads to the public page that shows the thing, where it is
        published, and « Voir dans la copie de travail » to the page of the working copy."""
        from strategy_monitor.desk.links import SHOWN, page_of, site_page_of  # noqa: PLC0415 - it needs the models

        for model in SHOWN:
            model.get_absolute_url = site_page_of  # type: ignore[attr-defined]
            model.page_of_copy = page_of  # type: ignore[attr-defined]
