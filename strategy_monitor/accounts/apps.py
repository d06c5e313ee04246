import datetime as dt
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.core import checks
from django.db.models.signals import m2m_changed, post_migrate, pre_delete
from django.http import HttpRequest
from django.utils import timezone


def lay_roles(sender: AppConfig, **_told: Any) -> None:
    """Once, after the last app: all permissions are then there."""
    from strategy_monitor.accounts.roles import lay  # noqa: PLC0415  # models are not loaded before

    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        lay()


def roles_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_told: Any) -> None:
    """After roles were given or taken, by whatever door."""
    from strategy_monitor.accounts.roles import follow_roles  # noqa: PLC0415  # as above

    if action not in {"post_add", "post_remove", "post_clear"}:
        return
    people = get_user_model()._default_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
    for person in people:
        follow_roles(person)


def end_in_time(request: HttpRequest, **_told: Any) -> None:
    """A session ends so long after the sign-in, whatever is done in it: each save would otherwise prolong it."""
    request.session.set_expiry(timezone.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))


def proxies_are_counted(**_told: Any) -> list[checks.CheckMessage]:
    """Behind a proxy that nobody counted, everybody has its address."""
    if not getattr(settings, "SECURE_PROXY_SSL_HEADER", None) or settings.TRUSTED_PROXIES:
        return []
    cure = "TRUSTED_PROXIES=1 où nginx écrit X-Forwarded-For comme dans deploy/nginx-proxy.conf."
    fault = "BEHIND_TLS_PROXY sans TRUSTED_PROXIES : cent essais de connexion manqués ferment la porte à tous."
    return [checks.Warning(fault, hint=cure, id="accounts.W001")]


class AccountsConfig(AppConfig):
    name = "strategy_monitor.accounts"

    def ready(self) -> None:
        from strategy_monitor.accounts.keeping import keep_authors  # noqa: PLC0415  # as above

        checks.register(proxies_are_counted, deploy=True)
        user_logged_in.connect(end_in_time)
        post_migrate.connect(lay_roles)
        m2m_changed.connect(roles_changed, sender=get_user_model()._meta.get_field("groups").remote_field.through)
        pre_delete.connect(keep_authors, sender=settings.AUTH_USER_MODEL)
