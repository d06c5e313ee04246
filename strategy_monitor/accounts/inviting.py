"""Who is let in, to do what and where, said on one page; and the letter that lets them in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model, Q
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from axes.models import Axis
from indicators.models import Provider
from strategy_monitor.accounts.letters import write_invitation
from strategy_monitor.accounts.roles import ROLES
from strategy_monitor.backoffice.bounds import KeysField
from strategy_monitor.web import mail

SCOPES = {"axes": "axis", "providers": "provider"}
"""Field of the form → what is assigned by it."""

SAID = {role.name: role.told for role in ROLES}


class RoleChoice(KeysField):
    def label_from_instance(self, group: Any) -> str:
        """Its name, and what it lets do; a group of the authority's own says no more than its name."""
        said = SAID.get(group.name)
        return format_html("<b>{}</b> <span>{}</span>", group.name, said) if said else group.name


NOT_CLOSED_BY_ONESELF = _("Personne ne ferme son propre compte : une autre personne de l’Administration le fait.")
NOT_LOST_BY_ONESELF = _(
    "Personne ne se retire le droit de gérer les comptes : une autre personne de l’Administration le fait."
)


class PersonForm(UserChangeForm):
    """What a person may do, and where, beside who they are. Their password is theirs."""

    is_own = False
    """Whether who fills it in is the person."""
    password = None  # type: ignore[assignment]
    groups = RoleChoice(
        queryset=Group.objects.order_by("pk"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Rôles"),
        help_text=_("Sans rôle, le compte n’ouvre rien."),
    )
    axes = KeysField(
        queryset=Axis.objects.order_by("number"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Axes confiés"),
        help_text=_("Où s’exercent Contribution et Édition. Lecture, Publication et Administration valent partout."),
    )
    providers = KeysField(
        queryset=Provider.objects.order_by("acronym"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Fournisseurs confiés"),
        help_text=_("Contribution propose aussi les valeurs de ces fournisseurs, dans tous les axes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, given in SCOPES.items():
                if name not in self.fields:
                    continue
                held = getattr(self.instance, f"{given}_assignments").values_list(f"{given}_id", flat=True)
                self.fields[name].initial = list(held)

    def clean(self) -> Any:
        """Nobody shuts themselves out: the last one would leave a site that nobody can be let into."""
        cleaned = super().clean()
        if self.is_own and not self.cleaned_data.get("is_active", True):
            self.add_error("is_active", NOT_CLOSED_BY_ONESELF)
        if self.is_own and not self.keeps_accounts():
            self.add_error("groups", NOT_LOST_BY_ONESELF)
        return cleaned

    def keeps_accounts(self) -> bool:
        """Whether the person still changes accounts, by what is ticked; true where roles are only read."""
        given = self.cleaned_data
        if "groups" not in given or given.get("is_superuser", self.instance.is_superuser):
            return True
        changing = Permission.objects.filter(content_type__app_label="auth", codename="change_user")
        return changing.filter(Q(group__in=given["groups"]) | Q(user=self.instance)).exists()

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        for name, given in SCOPES.items():
            if name in self.cleaned_data:  # absent where they are only read
                give(getattr(self.instance, f"{given}_assignments"), given, self.cleaned_data[name])


def give(assignments: Any, name: str, wanted: Iterable[Model]) -> None:
    """Makes the assignments of a person those to these axes, or to these providers."""
    keys = {one.pk for one in wanted}
    held = set(assignments.values_list(f"{name}_id", flat=True))
    assignments.filter(**{f"{name}_id__in": held - keys}).delete()
    for key in keys - held:
        assignments.create(**{f"{name}_id": key})


class InvitationForm(PersonForm):
    """A person who is not there yet. The name they sign in with is made from theirs, and they choose the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "email", "groups"):
            self.fields[name].required = True
        self.fields["groups"].error_messages["required"] = _("Choisir au moins un rôle.")
        self.fields["email"].help_text = _("L’invitation y est envoyée, ensuite les liens « mot de passe oublié ».")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        there = User.objects.filter(email__iexact=email).first()
        if there is not None:
            message = _("Le compte « %(name)s » a déjà cette adresse : ouvrir sa fiche pour changer ses rôles.")
            raise forms.ValidationError(message % {"name": there.get_username()})
        return email

    def save(self, commit: bool = True) -> Any:
        given = self.cleaned_data
        self.instance.username = propose_name(given["first_name"], given["last_name"])
        self.instance.set_unusable_password()
        return super().save(commit)


def propose_name(first: str, last: str) -> str:
    """« camille.dubois », « camille.dubois2 » where there is one; of letters that any keyboard has."""
    parts = [part for part in (slugify(first), slugify(last)) if part]
    name = ".".join(parts)[:140] or "personne"
    tries = (f"{name}{rank if rank > 1 else ''}" for rank in count(1))
    return next(one for one in tries if not User.objects.filter(username__iexact=one).exists())


def has_entered(person: Any) -> bool:
    return person.last_login is not None


def send_invitation(person: Any, sender: Any) -> None:
    """Ends the links sent before, and sends one. Raises MailAway where it does not leave."""
    if not person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    mail.send_messages(mail.open_connection(mail.PATIENCE), write_invitation(person, sender))
