"""`/healthz`: can this process serve the site? For a load balancer or a monitor; no cookie, no cache, no index."""

from __future__ import annotations

import structlog
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from strategy_monitor.releases.load import NoRelease, current

log = structlog.get_logger(__name__)


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
    response = JsonResponse(body, status=200 if healthy else 503)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
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
