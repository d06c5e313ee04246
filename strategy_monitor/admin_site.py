"""The stock admin, under the product's name, in the order in which a strategy is told."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

APPS = ("axes", "indicators", "releases")


class MonitorAdmin(AdminSite):
    site_title = _("Suivi de la stratégie")
    site_header = _("Suivi de la stratégie : administration")
    index_title = _("Copie de travail")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The strategy, its indicators, the releases, then accounts; inside each, from the whole to its parts."""
        ranks = {model: rank for rank, model in enumerate(self._registry)}
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda entry: ranks[entry["model"]])
        return sorted(found, key=lambda app: APPS.index(app["app_label"]) if app["app_label"] in APPS else len(APPS))


class MonitorAdminConfig(AdminConfig):
    default_site = "strategy_monitor.admin_site.MonitorAdmin"
