from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate, pre_delete


def lay_roles(sender: AppConfig, **_told: Any) -> None:
    """Once, after the last app: all permissions are then there."""
    from strategy_monitor.accounts.roles import lay  # noqa: PLC0415  # models are not loaded before

    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        lay()


class AccountsConfig(AppConfig):
    name = "strategy_monitor.accounts"

    def ready(self) -> None:
        from strategy_monitor.accounts.keeping import keep_authors  # noqa: PLC0415  # as above

        post_migrate.connect(lay_roles)
        pre_delete.connect(keep_authors, sender=settings.AUTH_USER_MODEL)
