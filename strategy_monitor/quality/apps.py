from __future__ import annotations

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Hands the gate to the working copy, which does not know the rules."""

    name = "strategy_monitor.quality"
    label = "quality"
    verbose_name = "Alertes"

    def ready(self) -> None:
        from indicators.models.finding import RULE_TITLES  # noqa: PLC0415  # once the models are there
        from indicators.signals import figures_changed  # noqa: PLC0415
        from strategy_monitor.quality.gate import check_after_change  # noqa: PLC0415
        from strategy_monitor.quality.rules import RULES  # noqa: PLC0415

        RULE_TITLES.update({rule.code: rule.title for rule in RULES.values()})
        figures_changed.connect(check_after_change)
