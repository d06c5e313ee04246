"""The register of publications, and the program that verifies it without this site."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strategy_monitor.releases import load, register, verifier

HOUR = 3_600


@require_safe
@cache_control(public=True, max_age=60)
def show_register(request: HttpRequest) -> HttpResponse:
    """Asked of the database each time: it is short, and what is verified is what is there."""
    seen = {head.name for head in load.every_head()}
    return HttpResponse(register.write_register(seen), content_type="application/json; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=HOUR)
def show_verifier(request: HttpRequest) -> HttpResponse:
    content = Path(verifier.__file__).read_bytes()
    response = HttpResponse(content, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="registre.py"'
    return response
