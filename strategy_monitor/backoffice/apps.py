"""The stock administration, on the site that the settings name: icons that say « oui » and « non », own commands."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AdminConfig):
    default_site = settings.ADMIN_SITE

    def ready(self) -> None:
        """All lists and all fields that are only read draw their icons with this one function, and none can be given
        another."""
        super().ready()
        admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]


class CommandsConfig(AppConfig):
    """The commands that stand in the place of stock ones; so it is installed before these."""

    name = "strategy_monitor.backoffice"


def yes_or_no(value: bool | None) -> SafeString:
    """The icon of a yes or a no, in French: the stock one is read aloud as « True », « False » and « None »."""
    icon = {True: "yes", False: "no", None: "unknown"}[value]
    words = {True: _("oui"), False: _("non"), None: _("inconnu")}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), words)
