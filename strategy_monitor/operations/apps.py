from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    name = "strategy_monitor.operations"
    label = "operations"

    def ready(self) -> None:
        from strategy_monitor.operations.rights import grant_after_migration  # noqa: PLC0415  # models are there now

        # Of an app without models no migration is told.
        post_migrate.connect(grant_after_migration, sender=apps.get_app_config("accounts"))
