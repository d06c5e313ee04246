"""What a kept page is measured against: a Django « hello » that reads one row, with the same headers and log line.

Settings and addresses at once: the site's own, without what makes neither a header nor the line of the log.
"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from strategy_monitor.settings import *  # noqa: F403

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "strategy_monitor.web.headers.ResourcePolicy",
    "strategy_monitor.web.logs.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = __name__

TAG = 'W/"hello"'


def through_cursor(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, label FROM releases_edition")
        _number, label = cursor.fetchone()
    return greeting(label)


def through_orm(request: HttpRequest) -> HttpResponse:
    from strategy_monitor.releases.models import Edition

    return greeting(Edition.objects.values_list("label", flat=True)[0])


def greeting(label: str) -> HttpResponse:
    headers = {"ETag": TAG, "Cache-Control": "public, no-cache"}
    return HttpResponse(f"Bonjour, {label}.", headers=headers)


urlpatterns = [path("curseur", through_cursor), path("orm", through_orm)]
