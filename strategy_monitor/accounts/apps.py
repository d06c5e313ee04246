import datetime as dt
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core import checks
from django.db.models.signals import m2m_changed, post_migrate, pre_delete, pre_save
from django.http import HttpRequest
from django.utils import timezone


def lay_roles(sender: AppConfig, **_told: Any) -> None:
    """Once, after the last app: all permissions are then there."""
    from strategy_monitor.accounts.roles import lay  # noqa: PLC0415  # models are not loaded before

    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        lay()


def roles_changed(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_told: Any
) -> None:
    """After roles or permissions were given or taken, by whatever door. Permissions alone make nobody of the team."""
    from strategy_monitor.accounts.roles import follow_roles  # noqa: PLC0415  # as above
    from strategy_monitor.accounts.sessions import end_sessions  # noqa: PLC0415  # as above

    if action not in {"post_add", "post_remove", "post_clear"} or pk_set == set():  # those that were there already
        return
    people = get_user_model()._default_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
    for person in people:
        if sender is get_user_model()._meta.get_field("groups").remote_field.through:
            follow_roles(person)
        end_sessions(person)


def begin_session(request: HttpRequest, user: Any, **_told: Any) -> None:
    """A session ends so long after the sign-in, whatever is done in it: each save would otherwise prolong it."""
    from strategy_monitor.accounts.break_glass import note_break_glass  # noqa: PLC0415  # as above
    from strategy_monitor.accounts.confirming import note_proof  # noqa: PLC0415  # as above
    from strategy_monitor.accounts.noting import note_sign_in  # noqa: PLC0415  # as above
    from strategy_monitor.accounts.sessions import open_entry  # noqa: PLC0415  # as above

    request.session.set_expiry(timezone.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    open_entry(request, user)
    note_sign_in(request, user)
    note_proof(request)
    note_break_glass(user)


def close_session(request: HttpRequest, **_told: Any) -> None:
    from strategy_monitor.accounts.sessions import close_entry  # noqa: PLC0415  # as above

    close_entry(request)


def account_changes(instance: Any, update_fields: Any = None, **_told: Any) -> None:
    """Before an account is saved with another password, closed, or with other rights: its sessions end."""
    from strategy_monitor.accounts.sessions import end_sessions  # noqa: PLC0415  # as above

    looked_at = ENDING if update_fields is None else ENDING & set(update_fields)
    if instance.pk is None or not looked_at:
        return
    before = type(instance)._default_manager.filter(pk=instance.pk).values(*looked_at).first()
    if before is not None and any(getattr(instance, name) != value for name, value in before.items()):
        end_sessions(instance)


ENDING = frozenset({"password", "is_active", "is_superuser"})
"""Columns of an account whose change ends its sessions."""


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
        user_logged_in.connect(begin_session)
        user_logged_out.connect(close_session)
        pre_save.connect(account_changes, sender=get_user_model())
        post_migrate.connect(lay_roles)
        people = get_user_model()
        m2m_changed.connect(roles_changed, sender=people._meta.get_field("groups").remote_field.through)
        m2m_changed.connect(roles_changed, sender=people._meta.get_field("user_permissions").remote_field.through)
        pre_delete.connect(keep_authors, sender=settings.AUTH_USER_MODEL)
