"""What the pages of staff hold for the end of a session."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from strategy_monitor.accounts.sessions import SEEN_EVERY, idle_limit

register = template.Library()


@register.inclusion_tag("parts/session.html", takes_context=True)
def session_notice(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for who is not signed in. What is told of a session is the least that it lasts: its use is noted late.

    The door is found here: on a form of the desk, a template would look for it among the addresses of the desk."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    return {
        "account": str(request.user.pk),
        "idle": (idle_limit() - SEEN_EVERY).seconds,
        "whole": request.session.get_expiry_age(),
        "door": reverse("admin:login"),
    }
