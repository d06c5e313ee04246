from __future__ import annotations

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "strategy_monitor.threads"
    label = "threads"
    verbose_name = "Fils de discussion"

    def ready(self) -> None:
        from strategy_monitor.threads.signals import (  # noqa: PLC0415  # models first
            message_posted,
            message_removed,
            proposal_settled,
        )
        from strategy_monitor.threads.telling import hear_message, hear_removed, hear_settled  # noqa: PLC0415

        message_posted.connect(hear_message)
        message_removed.connect(hear_removed)
        proposal_settled.connect(hear_settled)
