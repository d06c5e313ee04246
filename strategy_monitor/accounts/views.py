"""How a person comes to a password without anybody else seeing it: a link is asked for or received, and followed.

These pages look as that of the sign-in. What they say of an account that exists and of one that does not is the same.
"""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.views import (
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from strategy_monitor.accounts.attempts import TooMany, address_of
from strategy_monitor.accounts.break_glass import may_use_password
from strategy_monitor.accounts.forms import ForgottenPassword, NewPassword, say_until
from strategy_monitor.accounts.links import FORGOTTEN, INVITATION
from strategy_monitor.accounts.second_factor import has_application, has_passkeys
from strategy_monitor.backoffice.passwords import AccountClosed
from strategy_monitor.web.mail import MailAway

log = structlog.get_logger(__name__)

receives = method_decorator([require_http_methods(["GET", "HEAD", "POST"]), never_cache], name="dispatch")
"""A page with a form. The stock view looks at a link before it looks at the method."""

AWAY = gettext_lazy(
    "Aucun message ne peut partir pour l’instant. Rien n’est changé : le mot de passe actuel reste valable. Réessayer "
    "dans quelques minutes ; si cela dure, écrire à qui administre le site."
)


@receives
class AskForLink(PasswordResetView):
    """« Mot de passe oublié »."""

    form_class = ForgottenPassword
    template_name = "admin/forgotten.html"
    title = gettext_lazy("Mot de passe oublié")
    sending = gettext_lazy("Recevoir le lien")
    success_url = reverse_lazy("account-asked")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            form.send_links(address_of(self.request))
        except TooMany as shut:
            return self.refuse(form, say_until(_("Trop de demandes : aucun message n’est parti."), shut.until), 429)
        except MailAway:
            return self.refuse(form, str(AWAY), 503)
        return HttpResponseRedirect(str(self.success_url))

    def refuse(self, form: Any, why: str, status: int) -> HttpResponse:
        form.add_error(None, why)
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | context_of_frame(self.request)


@method_decorator([require_safe, never_cache], name="dispatch")
class LinkAskedFor(PasswordResetDoneView):
    """The same whoever asked."""

    template_name = "admin/asked.html"
    title = gettext_lazy("Demande reçue")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours = FORGOTTEN.signature.life.seconds // 3600
        return super().get_context_data(**kwargs) | context_of_frame(self.request) | {"hours": hours}


@receives
class SetNewPassword(PasswordResetConfirmView):
    """Where a link leads. The stock view takes it out of the address before it shows anything."""

    form_class = NewPassword
    template_name = "admin/new_password.html"
    title = gettext_lazy("Nouveau mot de passe")
    sending = gettext_lazy("Enregistrer le mot de passe")
    token_generator = FORGOTTEN.signature

    def get_user(self, uidb64: str) -> Any:
        """Nobody for an account that was closed since, or that no password opens any more."""
        person = super().get_user(uidb64)
        return person if person and person.is_active and may_use_password(person) else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked_from": address_of(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever was signed in here is no longer: it may have been somebody else."""
        try:
            with transaction.atomic():
                form.save()
                logout(self.request)
        except AccountClosed:
            self.validlink = False
            return self.render_to_response(self.get_context_data(form=form))
        log.info("password_set", account=form.user.pk)
        name = form.user.get_username()
        messages.success(
            self.request, _("Le mot de passe est enregistré. Se connecter comme « %(name)s ».") % {"name": name}
        )
        return HttpResponseRedirect(reverse("admin:login"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = super().get_context_data(**kwargs) | context_of_frame(self.request)
        if given["validlink"]:
            return given | {"passkeys_alone": has_passkeys(self.user) and not has_application(self.user)}
        log.warning("link_refused")
        return given | {"title": _("Ce lien ne sert plus")}


class AcceptInvitation(SetNewPassword):
    title = gettext_lazy("Choisir un mot de passe")
    token_generator = INVITATION.signature


def context_of_frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of the sign-in shows: it leads to more than the administration."""
    return admin.site.each_context(request) | {"site_header": admin.site.site_title}
