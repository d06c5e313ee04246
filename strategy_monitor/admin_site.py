"""The stock admin, under the product's name, in the order in which a strategy is told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.rights import reads_working_copy
from strategy_monitor.accounts.confirming import asks_again, is_proved
from strategy_monitor.accounts.forms import HALF_WAY, ChangePassword, SignIn
from strategy_monitor.accounts.passkeys import passkeys_serve
from strategy_monitor.accounts.second_factor import has_second_factor
from strategy_monitor.accounts.sessions import open_entry
from strategy_monitor.backoffice.bounds import BoundedSite
from strategy_monitor.desk.menu import MENU, group_of
from strategy_monitor.web.headers import leads_here


def asked_for(request: HttpRequest) -> str:
    """The page to which a person was on the way; empty where none is named."""
    return str(request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or "")


def find_way(request: HttpRequest) -> str:
    """Where to, for who is signed in: the page that was asked for if it is one of ours, else the desk. Groups of an
    authority's own may open the administration alone. A word without a slash is no page: Django would look for a view
    of that name."""
    asked, here = asked_for(request), {request.get_host()}
    if "/" in asked and leads_here(asked, here, request.is_secure()):
        return asked
    return reverse("desk" if reads_working_copy(request.user) else "admin:index")


AGAIN = "encore"
"""What the address says of the door where who is in wants to come in again."""
CALLED = {"auth.user": {"name": _("Personnes et accès")}}
"""What the menu calls a list otherwise than its model does."""


class MonitorAdmin(BoundedSite):
    site_title = _("Suivi de la stratégie")
    site_header = _("Suivi de la stratégie : administration")
    index_title = _("Administration")

    login_form = SignIn

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The one door. It leads to the page of ours that was asked for; to the desk, where none was. Who is in may
        come in again, for twelve hours more."""
        if request.method == "GET" and self.has_permission(request):
            if AGAIN not in request.GET:
                return redirect(find_way(request))
            request.user = AnonymousUser()  # else the stock page leads on; the session stays theirs
        given: dict[str, Any] = {"site_header": self.site_title, "directory": settings.DIRECTORY}
        given |= {"passwords": settings.LOCAL_PASSWORDS, "passkeys": passkeys_serve()}
        if not asked_for(request):
            given[REDIRECT_FIELD_NAME] = ""
        response = super().login(request, given | (extra_context or {}))
        if response.status_code == 302:
            response.headers["Location"] = find_way(request)  # on the stock answer: it brings the new token of forms
            return response
        form = (getattr(response, "context_data", None) or {}).get("form")
        if half_way := getattr(form, "half_way", ""):
            request.session[HALF_WAY] |= {"next": asked_for(request)}
            return redirect(half_way)
        if getattr(form, "shut", False):
            response.status_code = 429
        return response

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As the stock page, with a form that counts. Who has a second factor shows it first; no page that asks for it
        holds the passwords that were typed."""
        if not has_second_factor(request.user):
            return self.change_password(request, extra_context)
        if request.method == "POST" and "old_password" in request.POST and not is_proved(request):
            return redirect("admin:password_change")
        return asks_again(page_too=True)(self.change_password)(request, extra_context)

    def change_password(self, request: HttpRequest, extra_context: Any) -> Any:
        request.current_app = self.name
        response = PasswordChangeView.as_view(
            form_class=ChangePassword,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
            template_name="registration/password_change_form.html",
        )(request)
        if response.status_code == 302:  # the sessions of before have ended: this one goes on
            open_entry(request, request.user)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Signing out is sent. Who opens its address again, after it was, comes to the index or to the login.

        What the browser kept of one's typing (« Mes chiffres ») leaves with the session.
        """
        if request.method != "POST":
            return redirect("admin:index")
        response = super().logout(request, extra_context)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Whether to offer the way to the desk: not to those whom it does not let in."""
        return {**super().each_context(request), "reads_working_copy": reads_working_copy(request.user)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Six groups, from the strategy to the site; inside each, from the whole to its parts. The page of one
        application lists what is its own.
        """
        found = super().get_app_list(request, app_label)
        if app_label:
            return found
        every = {entry["model"]._meta.label_lower: entry for app in found for entry in app["models"]}
        groups = [*MENU, (_("Autres"), tuple(label for label in every if group_of(label) == len(MENU)))]
        told = []
        for place, (title, labels) in enumerate(groups, 1):
            entries = [every[label] | CALLED.get(label, {}) for label in labels if label in every]
            if entries:
                told.append(
                    {
                        "name": str(title),
                        "app_label": f"groupe-{place}",
                        "app_url": "",
                        "has_module_perms": True,
                        "models": entries,
                    }
                )
        return told
