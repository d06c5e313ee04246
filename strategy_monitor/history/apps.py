from django.apps import AppConfig
from django.db.models.signals import post_migrate

from strategy_monitor.backoffice.recording import records_gathered


class HistoryConfig(AppConfig):
    name = "strategy_monitor.history"
    label = "history"
    verbose_name = "Historique"

    def ready(self) -> None:
        from strategy_monitor.accounts.erasing import person_erased  # noqa: PLC0415  # models are not loaded before
        from strategy_monitor.history import erasing, recording, sealing  # noqa: PLC0415  # as above
        from strategy_monitor.releases.signals import register_entering  # noqa: PLC0415  # as above

        records_gathered.connect(recording.note_gathered)
        person_erased.connect(erasing.hear_erased)
        register_entering.connect(sealing.hear_entering)
        post_migrate.connect(recording.note_migrated, sender=self)
