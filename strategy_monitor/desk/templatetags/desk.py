"""What the pages of the desk need beyond those of the public: ways to forms and back, and to the administration."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.desk.links import RETURN
from strategy_monitor.desk.menu import BarLink, list_bar

register = template.Library()


@register.simple_tag(takes_context=True)
def come_back(context: dict[str, Any]) -> str:
    """What the address of a form says after « ? » to lead back to this page."""
    return urlencode({RETURN: context["request"].get_full_path()})


@register.simple_tag(takes_context=True)
def administration(context: dict[str, Any]) -> str:
    """Where the administration begins, for who keeps the accounts; empty for all others, who need none of it.

    `{% url %}` would answer, on a form of the desk, with the site of the administration that the form stands on.
    """
    keeps_accounts = context["request"].user.has_perm("auth.change_user")
    return reverse("admin:index", current_app="admin") if keeps_accounts else ""


@register.simple_tag(takes_context=True)
def bar(context: dict[str, Any]) -> list[BarLink]:
    """The pages of the desk for who asks, and which of them this one stands under."""
    request = context["request"]
    return list(list_bar(request.user, request.path))


@register.filter
def person(account: Any) -> str:
    """What the person who has this account is called; empty for nobody. No query: whoever lists accounts reads them."""
    return name_person(account)
