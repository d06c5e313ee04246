from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate, pre_save


class ReleasesConfig(AppConfig):
    name = "strategy_monitor.releases"
    label = "releases"
    verbose_name = "Versions publiées"

    def ready(self) -> None:
        from strategy_monitor.releases.beside import rules  # noqa: PLC0415  # models are there now
        from strategy_monitor.releases.indexes import store_after_publication  # noqa: PLC0415
        from strategy_monitor.releases.marks import draw_again, forget_marks, watch_tables  # noqa: PLC0415
        from strategy_monitor.releases.signals import release_published  # noqa: PLC0415

        pre_migrate.connect(forget_marks, sender=self)
        post_migrate.connect(watch_tables, sender=self)
        pre_save.connect(draw_again, sender=self.get_model("CopyMark"))
        release_published.connect(store_after_publication)
        rules()
