"""How long a session still lasts: the pages of staff say so before it ends, and prolong it (static/js/session.js)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strategy_monitor.accounts.models import Entry
from strategy_monitor.accounts.sessions import entry_of, idle_limit


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tell_session(request: HttpRequest) -> JsonResponse:
    """Seconds after which it ends if nobody uses it, and whatever is done; and what a form must hold that is sent now.

    To ask is no use of it: only who sends something prolongs it.
    """
    if request.method == "POST" and request.user.is_authenticated:
        Entry.objects.filter(pk=entry_of(request)).update(seen=timezone.now())
    idle, whole = seconds_left(request)
    return JsonResponse({"idle": idle, "whole": whole, "token": get_token(request) if idle and whole else ""})


def seconds_left(request: HttpRequest) -> tuple[int, int]:
    entry = Entry.objects.filter(pk=entry_of(request)).first()
    idle = int((entry.seen + idle_limit() - timezone.now()).total_seconds()) if entry else 0
    whole = request.session.get_expiry_age()
    return (idle, whole) if min(idle, whole) > 0 else (0, 0)
