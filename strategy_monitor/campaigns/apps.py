from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "strategy_monitor.campaigns"
    label = "campaigns"
    verbose_name = "Collecte des données"

    def ready(self) -> None:
        from strategy_monitor.campaigns.reminders import note_sent  # noqa: PLC0415  # once the models are there
        from strategy_monitor.notices.outbox import message_sent  # noqa: PLC0415

        message_sent.connect(note_sent)
