"""Editions, and the releases: to read and to compare; nothing here changes or erases one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from axes.working_copy import WORKING_COPY
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.models import Edition, Release, SiteStatement


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ("label",)
    search_fields = ("label",)

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> tuple[str, ...]:
        """Its name stands in permanent addresses as soon as one release bears it."""
        return ("label",) if obj and obj.releases.exists() else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "label":
            kwargs["help_text"] = _(
                "L’année du rapport : « 2025 ». Elle figure dans les adresses et ne change plus après publication."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    change_form_template = "admin/releases/release/change_form.html"
    fields = (
        "edition", "number", "kind", "published_at", "publisher", "reason", "override_reason", "withdrawn", "sha256",
        "schema_version", "state", "site",
    )  # fmt: skip
    readonly_fields = fields
    list_display = ("name", "kind", "published_at", "publisher", "reason", "withdrawn", "short_hash")
    list_filter = (
        ("edition", admin.RelatedOnlyFieldListFilter),
        "published_at",
    )
    list_select_related = ("edition", "author", "withdrawal__author")
    ordering = ("-published_at", "-pk")
    search_fields = ("reason", "sha256", "edition__label")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        """Without the documents: a list of a hundred releases would weigh a hundred reports."""
        return super().get_queryset(request).defer("document")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """One publishes from the desk, in sight of what changes."""
        return HttpResponseRedirect(reverse("desk") + "#publier")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        context = (extra_context or {}) | compared_with_the_one_before(object_id)
        return super().change_view(request, object_id, form_url, context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """A release has no other history than the list of releases."""
        return HttpResponseRedirect(reverse("admin:releases_release_changelist"))

    @admin.display(description=_("version"), ordering="number")
    def name(self, release: Release) -> str:
        return str(release)

    @admin.display(description=_("publiée par"), ordering="author")
    def publisher(self, release: Release) -> str:
        return name_person(release.author) or "–"

    @admin.display(description=_("SHA-256"))
    def short_hash(self, release: Release) -> str:
        return f"{release.sha256[:12]}…"

    @admin.display(description=_("retrait"))
    def withdrawn(self, release: Release) -> Any:
        found = getattr(release, "withdrawal", None)
        if found is None:
            return _("en vigueur")
        day = french.write_date(timezone.localdate(found.withdrawn_at))
        return _("retirée le %(day)s : %(why)s") % {"day": day, "why": found.reason}

    @admin.display(description=_("contrôle"))
    def state(self, release: Release) -> Any:
        try:
            load.stored(release.pk, release.sha256)
        except load.BadRelease as error:
            return _("refusée, elle n’est plus servie : %(why)s") % {"why": error}
        return _("le document correspond à son empreinte")

    @admin.display(description=_("sur le site"))
    def site(self, release: Release) -> str:
        address = f"/versions/{release.edition.label}/{release.number}/"
        return format_html('<a href="{}">{}</a>', address, address)


MOST_SHOWN = 300
"""Differences that are listed; all of them stand on the public page that compares the two."""


def compared_with_the_one_before(object_id: str) -> dict[str, Any]:
    """What this release changed; nothing to say for the first one, nor where one of the two cannot be read."""
    heads = load.every_head()
    head = next((one for one in heads if str(one.pk) == object_id), None)
    before = load.release_before(head, heads) if head else None
    if head is None or before is None:
        return {}
    try:
        changes = compared(before, head).changes
        return {"before": before, "head": head, "changes": changes[:MOST_SHOWN], "counted": len(changes)}
    except load.BadRelease:
        return {}


OF_THE_SITE = replace(WORKING_COPY, covers=lambda _user, _thing: True)
"""What is said of the site stands in no axis: the permission alone counts."""


@admin.register(SiteStatement)
class SiteStatementAdmin(Editor):
    """In force as soon as it is saved: it belongs to no release."""

    working_copy = OF_THE_SITE
    fieldsets = (
        (_("Contact"), {"fields": ("contact_service", "contact_email", "contact_phone", "contact_address")}),
        (_("Mentions légales"), {"fields": ("publisher", "host", "reuse")}),
        (
            _("Accessibilité"),
            {
                "fields": (
                    *("accessibility_scope", "accessibility_state", "accessibility_gaps", "accessibility_audit"),
                    *("accessibility_contact", "accessibility_appeal"),
                )
            },
        ),
        (_("Vie privée"), {"fields": ("controller", "privacy_contact", "retention", "privacy_rights")}),
    )
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 60})}}
    list_display = ("__str__", "contact_service", "contact_email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One site, one statement."""
        return super().has_add_permission(request) and not SiteStatement.objects.exists()
