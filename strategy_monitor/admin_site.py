"""The stock admin, under the product's name, in the order in which a strategy is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.templatetags import admin_list
from django.http import HttpRequest, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.bounds import Bounded, mixed

APPS = ("axes", "indicators", "releases", "campaigns")
METHODS = ("GET", "HEAD", "POST")


class MonitorAdmin(AdminSite):
    site_title = _("Suivi de la stratégie")
    site_header = _("Suivi de la stratégie : administration")
    index_title = _("Copie de travail")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Whatever is registered here is bounded, wherever it comes from."""
        super().register(model_or_iterable, mixed(Bounded, admin_class or ModelAdmin), **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The one door: the desk leads here too."""
        from strategy_monitor.accounts.forms import SignIn  # noqa: PLC0415  # models are not loaded before

        self.login_form = SignIn
        response = super().login(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if getattr(form, "shut", False):
            response.status_code = 429
        return response

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As the stock page, with a form that counts."""
        from django.contrib.auth.views import PasswordChangeView  # noqa: PLC0415  # as above

        from strategy_monitor.accounts.forms import ChangePassword  # noqa: PLC0415

        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=ChangePassword,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
            template_name="registration/password_change_form.html",
        )(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Every page of the administration: opened or sent, nothing else; its address freed of null characters,
        for PostgreSQL takes none."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            if "\x00" in "".join(value for values in request.GET.lists() for value in values[1]):
                request.GET = without_nulls(request.GET)  # type: ignore[assignment]
            return page(request, *args, **kwargs)

        return answer

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Signing out is sent. Who opens its address again, after it was, comes to the index or to the login."""
        if request.method != "POST":
            return redirect("admin:index")
        return super().logout(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Whether to offer the way to the desk: not to those whom it does not let in."""
        from indicators.rights import reads_working_copy  # noqa: PLC0415  # models are not loaded before

        return {**super().each_context(request), "reads_working_copy": reads_working_copy(request.user)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The strategy, its indicators, the releases, then accounts; inside each, from the whole to its parts."""
        ranks = {model: rank for rank, model in enumerate(self._registry)}
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda entry: ranks[entry["model"]])
        return sorted(found, key=lambda app: APPS.index(app["app_label"]) if app["app_label"] in APPS else len(APPS))


def without_nulls(query: QueryDict) -> QueryDict:
    found = query.copy()
    for name, values in query.lists():
        found.setlist(name, [value.replace("\x00", "") for value in values])
    return found


def yes_or_no(value: bool | None) -> SafeString:
    """The icon of a yes or a no, in French: the stock one is read aloud as « True », « False » and « None »."""
    icon = {True: "yes", False: "no", None: "unknown"}[value]
    words = {True: _("oui"), False: _("non"), None: _("inconnu")}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), words)


class MonitorAdminConfig(AdminConfig):
    default_site = "strategy_monitor.admin_site.MonitorAdmin"

    def ready(self) -> None:
        """All lists and all fields that are only read draw their icons with this one function, and none can be given
        another."""
        super().ready()
        admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]
