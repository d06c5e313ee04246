"""For a load balancer or a monitor; no cookie, no cache, no index.

`/healthz`: can this process serve the site? `/readyz`: may it be given readers, after a deployment?"""

from __future__ import annotations

from typing import Any

import structlog
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from strategy_monitor.releases.load import NoRelease, current
from strategy_monitor.web.patience import READERS_WAIT, at_most
from strategy_monitor.web.readiness import waiting_migrations

log = structlog.get_logger(__name__)


class SeenMigrated:
    migrated = False
    """Whether this process has seen that nothing waits: to look costs as much as many pages."""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and a release can be read; else 503, with what is missing.

    While the database is down, `release` still names the release that this process serves from memory, if any.
    """
    database, release = database_answers(), readable_release()
    healthy = database and release is not None
    body = {
        "status": "ok" if healthy else "error",
        "database": "ok" if database else "unreachable",
        "release": release,
    }
    return answer_json(body, healthy)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and has seen all migrations of this code; else 503, with those that it has not.

    A site that has published nothing yet is ready to."""
    try:
        waiting = [] if database_answers() and SeenMigrated.migrated else waiting_migrations()
    except Error:
        return answer_json({"status": "error", "database": "unreachable"}, False)
    SeenMigrated.migrated = not waiting
    return answer_json({"status": "error" if waiting else "ok", "database": "ok", "migrations": waiting}, not waiting)


def answer_json(body: dict[str, Any], good: bool) -> JsonResponse:
    response = JsonResponse(body, status=200 if good else 503)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def database_answers() -> bool:
    try:
        with at_most(READERS_WAIT), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        log.error("database_unreachable", why=str(error))
        return False
    return True


def readable_release() -> str | None:
    """Name of the release that the public reads; None where none was published, or none passes its check."""
    try:
        return current().head.name
    except NoRelease:
        return None
