"""The people: who they are, their roles, the axes and providers given to them. Accounts are closed, and keep their
number; a person who asks for it is erased from theirs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from axes.rights import works_everywhere
from strategy_monitor.accounts.break_glass import find_last_use, may_use_password
from strategy_monitor.accounts.confirming import asks_again
from strategy_monitor.accounts.directory import comes_by_directory
from strategy_monitor.accounts.erasing import ERASING, ErasureRefused, describe_erasure, erase_person, is_erased
from strategy_monitor.accounts.inviting import InvitationForm, PersonForm, has_entered, send_invitation
from strategy_monitor.accounts.letters import write_forgotten_factor
from strategy_monitor.accounts.links import INVITATION
from strategy_monitor.accounts.models import Entry
from strategy_monitor.accounts.roles import CONTRIBUTOR, EDITOR, follow_roles
from strategy_monitor.accounts.second_factor import forget_second_factor, has_second_factor
from strategy_monitor.accounts.sessions import end_sessions
from strategy_monitor.backoffice.editing import list_faults
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.language.codes import EntryWay
from strategy_monitor.web import mail
from strategy_monitor.web.mail import MailAway

log = structlog.get_logger(__name__)

admin.site.unregister(User)
admin.site.unregister(Group)

ONLY_A_SUPERUSER = ("is_superuser",)
READ_AS = {"groups": "roles", "axes": "axes_given", "providers": "providers_given"}
"""Field → what stands in its place for whom may not change it."""

SCOPE: Any = (_("Rôles et portée"), {"fields": ("groups", "axes", "providers")})


NO_PLACE = _(
    "Aucun axe ni fournisseur n’est confié au compte « %(name)s » : Contribution et Édition ne s’exercent que là, "
    "et n’ouvrent donc rien encore."
)


def lacks_place(person: User) -> bool:
    """Whether this person has a role that opens something only in axes or for providers, and was given none."""
    stored = User.objects.get(pk=person.pk)  # what it may do is remembered by the one that was saved
    placed = stored.groups.filter(name__in=[CONTRIBUTOR.name, EDITOR.name]).exists()
    given = stored.axis_assignments.exists() or stored.provider_assignments.exists()
    return placed and not given and not works_everywhere(stored)


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonForm
    add_form = InvitationForm
    change_form_template = add_form_template = "admin/person.html"
    add_fieldsets = ((_("Personne"), {"fields": (("first_name", "last_name"), "email")}), SCOPE)
    fieldsets = (
        (_("Personne"), {"fields": (("first_name", "last_name"), ("email", "username"))}),
        SCOPE,
        (_("Accès"), {"fields": (("is_active", "is_superuser"), ("entry", "date_joined"))}),
    )
    list_display = ("username", "first_name", "last_name", "email", "roles", "entry")
    list_filter = ("groups", "is_active")
    readonly_fields = ("entry", "date_joined")
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("rôles"))
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    @admin.display(description=_("axes confiés"))
    def axes_given(self, person: User) -> str:
        return ", ".join(str(one.axis) for one in person.axis_assignments.select_related("axis"))

    @admin.display(description=_("fournisseurs confiés"))
    def providers_given(self, person: User) -> str:
        return ", ".join(str(one.provider) for one in person.provider_assignments.select_related("provider"))

    @admin.display(description=_("dernière connexion"), ordering="last_login")
    def entry(self, person: User) -> str:
        if not person.is_active:
            return gettext("compte fermé")
        if person.last_login is None:
            return gettext("jamais")
        return french.write_moment(timezone.localtime(person.last_login))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Roles and scope are ticked by whom may change them, and read by others, or where the directory says them."""
        found: Any = super().get_fieldsets(request, obj)
        if obj is None or (self.has_change_permission(request, obj) and not comes_by_directory(obj)):
            return found
        return [(title, {"fields": [READ_AS.get(one, one) for one in more["fields"]]}) for title, more in found]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody gives themselves more than they have."""
        found = (*super().get_readonly_fields(request, obj), *READ_AS.values())
        return found if request.user.is_superuser else (*found, *ONLY_A_SUPERUSER)

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.is_own = obj is not None and obj.pk == request.user.pk
        return form

    def get_urls(self) -> list[Any]:
        """Without the page on which one person types the password of another; with the one that erases a person."""
        erasing, listing = map(self.admin_site.admin_view, (self.erase_view, self.sessions_view))
        found: list[Any] = super(UserAdmin, self).get_urls()
        return [
            path("<path:object_id>/effacer/", erasing, name="auth_user_erase"),
            path("<path:object_id>/sessions/", listing, name="auth_user_sessions"),
            *found,
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, context | {"faults": list_faults(context)}, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        follow_roles(form.instance)
        if lacks_place(form.instance):
            self.message_user(request, NO_PLACE % {"name": form.instance.get_username()}, messages.WARNING)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        told = NAMES_SHOWN if settings.SHOW_NAMES else NUMBERS_SHOWN
        if (spare := find_last_use(request.user)) is not None and spare.entered is not None:
            when = french.write_moment(timezone.localtime(spare.entered), gettext(" à "))
            said = {"name": spare.person.get_username(), "when": when}
            self.message_user(request, SPARE_USED % said, messages.WARNING)
        given = {"title": _("Personnes et accès"), "subtitle": told, **(extra_context or {})}
        return super().changelist_view(request, given)

    # The invitation: it leaves once the account is there for good

    @method_decorator(asks_again())
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        try:
            given = {"title": _("Inviter une personne"), **(extra_context or {})}
            return self.invite_after(request, super().add_view, form_url, given)
        except IntegrityError:
            self.message_user(request, _("Cette personne vient d’être invitée : voir la liste."), messages.WARNING)
            return redirect("admin:auth_user_changelist")

    @method_decorator(asks_again())
    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        person = self.get_object(request, object_id)
        given = {
            "title": _("Personne"),
            "may_invite": person is not None and waits(person) and self.has_change_permission(request, person),
            "may_erase": self.may_erase(request, person),
            "may_end": person is not None and self.has_change_permission(request, person),
            "erased": person is not None and is_erased(person),
            "by_directory": person is not None and comes_by_directory(person),
            **(extra_context or {}),
        }
        return self.invite_after(request, super().change_view, object_id, form_url, given)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """What is sent is judged by the account as it stands: an erasure that runs ends first."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            person = self.get_object(request, unquote(object_id))
            if person is not None:
                User.objects.select_for_update().get(pk=person.pk)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def invite_after(self, request: HttpRequest, save: Callable[..., Any], *given: Any) -> Any:
        """What `save` answers; outside its transaction, a letter to whom it says is to be invited."""
        response = save(request, *given)
        invited = vars(request).pop(INVITED, None)
        if invited is not None:
            self.invite(request, invited)
        return response

    def invite(self, request: HttpRequest, person: User) -> None:
        given = {"name": person.get_username(), "email": person.email, "days": INVITATION.signature.life.days}
        try:
            send_invitation(person, request.user)
        except MailAway as away:
            given["why"] = away
            self.message_user(request, NOT_SENT % given, messages.WARNING)
        else:
            self.log_change(request, person, gettext("Invitation envoyée."))
            self.message_user(request, SENT % given, messages.SUCCESS)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: Any = None) -> HttpResponse:
        vars(request)[INVITED] = obj
        return redirect("admin:auth_user_changelist")

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        if "_invite" in request.POST and waits(obj):
            vars(request)[INVITED] = obj
            return redirect("admin:auth_user_change", obj.pk)
        return super().response_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        gone = obj is not None and is_erased(obj)
        return super().has_change_permission(request, obj) and not above and not gone

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Where passwords of this site are closed, people come by the directory."""
        return settings.LOCAL_PASSWORDS and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The history says who did what, for ever: an account is closed by unticking « actif »."""
        return False

    # The sessions

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(asks_again())
    def sessions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Where the account is open, by device; one of them ends, or all."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404(NO_SUCH_PERSON)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if LOST in request.POST and has_second_factor(person):
            return self.forget_factor(request, person)
        chosen = request.POST.get("session", "")
        if request.method == "POST" and (chosen == EVERY or is_key(chosen)):
            self.end_others(request, person, None if chosen == EVERY else int(chosen))
            return redirect("admin:auth_user_sessions", person.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sessions et second facteur"),
            "opts": self.opts,
            "person": person,
            "name": name_person(person),
            "entries": [(one, EntryWay(one.way).word) for one in Entry.objects.filter(person=person)],
            "every": EVERY,
            "lost": LOST if has_second_factor(person) else "",
            "own": person.pk == request.user.pk,
            "refused": request.method == "POST",
        }
        status = 400 if context["refused"] else 200
        return TemplateResponse(request, "admin/person_sessions.html", context, status=status)

    def end_others(self, request: HttpRequest, person: User, key: int | None) -> None:
        """Ends one session of this person, or all; the log and the journal of the account say who did."""
        rows = Entry.objects.filter(person=person)
        ended, _rows = (rows if key is None else rows.filter(pk=key)).delete()
        log.warning("sessions_ended", account=person.pk, by=request.user.pk, ended=ended)
        self.log_change(request, person, gettext("Sessions fermées\u202f: %(count)d.") % {"count": ended})
        self.message_user(request, _("C’est fermé\u202f: à sa prochaine page, cet appareil demande de se connecter."))

    def forget_factor(self, request: HttpRequest, person: User) -> HttpResponse:
        """Takes away the second factor that somebody lost, and ends their sessions; they are told by mail, and the log
        and the journal of the account say who did. Nobody does it for themselves: whoever took their session would."""
        if person.pk == request.user.pk:
            raise PermissionDenied(NOT_ONES_OWN)
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person.pk)
            forget_second_factor(person)
            end_sessions(person)
            self.log_change(request, person, gettext("Second facteur retiré."))
        log.warning("second_factor_forgotten", account=person.pk, by=request.user.pk)
        said, level = FORGOTTEN_UNTOLD, messages.WARNING
        with suppress(MailAway):
            if person.email:
                letter = write_forgotten_factor(person, request.user)
                mail.send_messages(mail.open_connection(mail.PATIENCE), letter)
                said, level = FORGOTTEN_TOLD, messages.SUCCESS
        self.message_user(request, said, level)
        return redirect("admin:auth_user_sessions", person.pk)

    # The erasure

    def may_erase(self, request: HttpRequest, person: User | None) -> bool:
        able = request.user.has_perm(ERASING)
        return able and person is not None and self.has_change_permission(request, person)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(asks_again())
    def erase_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What goes and what stays; then, once the name of the account is typed, the erasure."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404(NO_SUCH_PERSON)
        if is_erased(person):
            self.message_user(request, _("Cette personne est déjà effacée : rien ne change."), messages.WARNING)
            return redirect("admin:auth_user_change", person.pk)
        if not self.may_erase(request, person):
            raise PermissionDenied
        fault = self.erase(request, person) if request.method == "POST" else ""
        if request.method == "POST" and not fault:
            return redirect("admin:auth_user_change", person.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Effacer une personne"),
            "opts": self.opts,
            "fault": fault,
            "not_oneself": NOT_ONESELF,
            **describe_erasure(person, request.user),
        }
        return TemplateResponse(request, "admin/erase_person.html", context)

    def erase(self, request: HttpRequest, person: User) -> str:
        """Why it was not done; empty where it was."""
        if person.pk == request.user.pk:
            return str(NOT_ONESELF)
        if request.POST.get("username", "").strip() != person.get_username():
            return str(NOT_TYPED)
        try:
            erase_person(person.pk, request.user)
        except ErasureRefused as refused:
            return str(refused)
        number = {"number": french.write_account(person.pk)}
        self.message_user(request, _("La personne est effacée ; ce qu’elle a fait reste, par %(number)s.") % number)
        return ""


def waits(person: User) -> bool:
    """Whether a link to a first password is still to be sent to them."""
    return person.is_active and not has_entered(person) and may_use_password(person)


NO_SUCH_PERSON = _("Aucun compte n’a ce numéro.")
NOT_ONESELF = _("Personne ne s’efface soi-même : le demander à une autre personne qui administre le site.")
NOT_TYPED = _("Rien n’est effacé : taper le nom d’utilisateur exactement comme ci-dessus, pour confirmer.")

NUMBERS_SHOWN = _("Le site public désigne les personnes par le numéro de leur compte (SHOW_NAMES=0).")
NAMES_SHOWN = _("Le site public montre le nom des personnes à la place du numéro de leur compte (SHOW_NAMES=1).")

SPARE_USED = _("Le compte de secours « %(name)s » est entré le %(when)s. Si ce n’était pas prévu, le fermer.")

NOT_ONES_OWN = _("Personne ne retire ici son propre second facteur : le demander à une autre personne qui administre.")
FORGOTTEN_TOLD = _("Le second facteur est retiré, les sessions sont fermées, et la personne en reçoit un message.")
FORGOTTEN_UNTOLD = _(
    "Le second facteur est retiré, et les sessions sont fermées, mais aucun message n’est parti : le dire à la "
    "personne."
)

LOST = "second-facteur"
"""What a form sends to take away the second factor of a person."""
EVERY = "toutes"
"""What a form sends to end all sessions of a person."""
INVITED = "invited_person"
"""Where a request keeps whom to invite once what it saves is saved."""

SENT = _("Invitation envoyée à %(email)s pour le compte « %(name)s ». Le lien vaut %(days)s jours.")
NOT_SENT = _(
    "Le compte « %(name)s » est enregistré, mais l’invitation n’est pas partie : %(why)s. Ouvrir sa fiche pour la "
    "renvoyer quand le courrier marche."
)
