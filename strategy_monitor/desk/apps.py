from __future__ import annotations

from django.apps import AppConfig, apps


class DeskConfig(AppConfig):
    name = "strategy_monitor.desk"
    label = "desk"
    verbose_name = "Bureau"

    def ready(self) -> None:
        """In the administration, « Voir sur le site » leads to the public page that shows the thing, where it is
        published, and « Voir dans la copie de travail » to the page of the working copy; why a
        text was sent back stands above its form there too. What is erased of a person in
        the threads takes along the files that wait in « Mes chiffres » to go there. What long
        work does that is asked for here is told to the jobs."""
        from strategy_monitor.campaigns.kept import forget_files  # noqa: PLC0415
        from strategy_monitor.desk.jobs import register_work  # noqa: PLC0415
        from strategy_monitor.desk.links import SHOWN, page_of, site_page_of  # noqa: PLC0415 - it needs the models
        from strategy_monitor.texts.changed import MADE_OF  # noqa: PLC0415
        from strategy_monitor.texts.unread import returns_of  # noqa: PLC0415
        from strategy_monitor.threads.signals import words_erased  # noqa: PLC0415

        register_work()
        words_erased.connect(forget_files)
        for model in SHOWN:
            model.get_absolute_url = site_page_of  # type: ignore[attr-defined]
            model.page_of_copy = page_of  # type: ignore[attr-defined]
        for label in MADE_OF:
            apps.get_model(label).returned_texts = returns_of
