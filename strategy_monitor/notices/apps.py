from __future__ import annotations

from django.apps import AppConfig

from strategy_monitor.backoffice.recording import records_gathered


class NoticesConfig(AppConfig):
    name = "strategy_monitor.notices"
    label = "notices"
    verbose_name = "Courrier"

    def ready(self) -> None:
        from indicators.signals import step_taken  # noqa: PLC0415  # once the models are there
        from strategy_monitor.notices.events import hear_step, tell_publication, tell_withdrawal  # noqa: PLC0415
        from strategy_monitor.notices.texts import hear_judged, hear_records  # noqa: PLC0415
        from strategy_monitor.releases.signals import release_published, release_withdrawn  # noqa: PLC0415
        from strategy_monitor.texts.signals import texts_judged  # noqa: PLC0415

        step_taken.connect(hear_step)
        release_published.connect(tell_publication)
        release_withdrawn.connect(tell_withdrawal)
        records_gathered.connect(hear_records)
        texts_judged.connect(hear_judged)
