"""Addresses of the desk from before its words changed: kept, for they stand in letters and bookmarks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from strategy_monitor.desk.access import staff

PRESENT = {"releves": "valeurs", "qualite": "alertes", "echanges": "importer-exporter"}
"""First part of an address of the desk, as it was → as it is."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def redirect_to_present(request: HttpRequest, name: str, rest: str = "") -> HttpResponse:
    """The same page under its present address, with the same question and, of a form, what it carries."""
    file = rest.replace("releves.", "valeurs.") if name == "echanges" else rest
    query = request.META.get("QUERY_STRING", "")
    address = f"{reverse('desk')}{PRESENT[name]}/{file}"
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address, preserve_request=True)


urlpatterns = [
    path(f"{name}/{rest}", redirect_to_present, {"name": name}, name="desk-former")
    for name in PRESENT
    for rest in ("", "<path:rest>")
]
