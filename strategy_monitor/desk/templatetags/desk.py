"""What the pages of the desk need beyond those of the public: ways to forms and back, and to the administration."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.http import urlencode

from axes.models import Strategy
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.desk.links import RETURN
from strategy_monitor.desk.menu import BarLink, list_bar

register = template.Library()

VALIDATING: Final = "indicators.validate_observation"
"""Who may validate figures reads texts too."""


@register.simple_tag(takes_context=True)
def come_back(context: dict[str, Any]) -> str:
    """What the address of a form says after « ? » to lead back to this page."""
    return urlencode({RETURN: context["request"].get_full_path()})


@register.simple_tag(takes_context=True)
def administration(context: dict[str, Any]) -> str:
    """Where the administration begins, for who keeps the accounts; empty for all others, who need none of it."""
    keeps_accounts = context["request"].user.has_perm("auth.change_user")
    return address_in_administration("index") if keeps_accounts else ""


@register.simple_tag
def strategy_title() -> str:
    """Of the working copy, for a page that reads nothing else of it; empty where there is none yet. One query."""
    return Strategy.objects.values_list("title", flat=True).first() or ""


@register.simple_tag
def way_out() -> str:
    """Where the button « Se déconnecter » leads."""
    return address_in_administration("logout")


def address_in_administration(name: str) -> str:
    """`{% url %}` would answer, on a form of the desk, with the site of the administration that the form stands on."""
    return reverse(f"admin:{name}", current_app="admin")


@register.simple_tag(takes_context=True)
def bar(context: dict[str, Any]) -> list[BarLink]:
    """The pages of the desk for who asks, and which of them this one stands under."""
    request = context["request"]
    return list(list_bar(request.user, request.path))


@register.filter
def person(account: Any) -> str:
    """What the person who has this account is called; empty for nobody. No query: whoever lists accounts reads them."""
    return name_person(account)


@register.inclusion_tag("desk/lone_account.html", takes_context=True)
def lone_account(context: dict[str, Any]) -> dict[str, Any]:
    """That nobody but this person could read and validate what they write, and what to do; else nothing. One query."""
    user = context["request"].user
    others = get_user_model()._default_manager.with_perm(VALIDATING)
    return {
        "alone": not settings.ALLOW_SELF_VALIDATION and not others.filter(is_staff=True).exclude(pk=user.pk).exists(),
        "invites": reverse("admin:auth_user_add", current_app="admin") if user.has_perm("auth.add_user") else "",
    }
