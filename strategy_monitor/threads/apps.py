from __future__ import annotations

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "strategy_monitor.threads"
    label = "threads"
    verbose_name = "Fils de discussion"

    def ready(self) -> None:
        from strategy_monitor.threads.signals import message_posted, proposal_settled  # noqa: PLC0415  # models first
        from strategy_monitor.threads.telling import hear_message, hear_settled  # noqa: PLC0415

        message_posted.connect(hear_message)
        proposal_settled.connect(hear_settled)
