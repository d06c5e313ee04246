"""The people: their role, and the axes and providers given to them. Accounts are closed, never erased."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from axes.models import AxisAssignment
from indicators.models import ProviderAssignment
from strategy_monitor.accounts.roles import ROLES

admin.site.unregister(User)
admin.site.unregister(Group)

ONLY_A_SUPERUSER = ("is_superuser",)


class AxesGiven(admin.TabularInline):
    model = AxisAssignment
    fields = ("axis",)
    extra = 0


class ProvidersGiven(admin.TabularInline):
    model = ProviderAssignment
    fields = ("provider",)
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    inlines = (AxesGiven, ProvidersGiven)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personne"), {"fields": (("first_name", "last_name"), "email")}),
        (
            _("Rôles"),
            {
                "fields": ("groups", ("is_active", "is_staff", "is_superuser")),
                "description": _("Un rôle dit ce que la personne peut faire ; les axes et producteurs confiés, où."),
            },
        ),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    list_display = ("username", "first_name", "last_name", "roles", "is_active")
    list_filter = ("groups", "is_active")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("rôles"))
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[Any, ...]:
        return self.inlines if obj else ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field is not None:
            told = " ".join(f"{role.name}\u202f: {role.told}" for role in ROLES)
            field.help_text = _("Un ou plusieurs rôles. %(told)s") % {"told": told}
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody gives themselves more than they have."""
        found = super().get_readonly_fields(request, obj)
        return found if request.user.is_superuser else (*found, *ONLY_A_SUPERUSER)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The history says who did what, for ever: an account is closed by unticking « actif »."""
        return False
