"""The stock admin, under the product's name."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class MonitorAdmin(AdminSite):
    site_title = _("Suivi de la stratégie")
    site_header = _("Suivi de la stratégie : administration")
    index_title = _("Copie de travail")


class MonitorAdminConfig(AdminConfig):
    default_site = "strategy_monitor.admin_site.MonitorAdmin"
