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
    """In how many seconds the session ends if nobody uses it, and in how many whatever is done; the CSRF token that a
    form must hold to be sent now; and whose session it is, by the number of the account, which may have changed since a
    page was opened.

    A GET asks this without prolonging the session, a POST prolongs it.
    """
    if request.method == "POST" and request.user.is_authenticated:
        Entry.objects.filter(pk=entry_of(request)).update(seen=timezone.now())
    entry = Entry.objects.filter(pk=entry_of(request)).first()
    idle, whole = seconds_left(request, entry) if entry else (0, 0)
    if entry is None or not idle:
        return JsonResponse({"idle": 0, "whole": 0, "token": "", "account": ""})
    told = {"idle": idle, "whole": whole, "token": get_token(request), "account": str(entry.person_id)}
    return JsonResponse(told)


def seconds_left(request: HttpRequest, entry: Entry) -> tuple[int, int]:
    idle = int((entry.seen + idle_limit() - timezone.now()).total_seconds())
    whole = request.session.get_expiry_age()
    return (idle, whole) if min(idle, whole) > 0 else (0, 0)
