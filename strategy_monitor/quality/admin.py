"""The record of findings in the administration: to read, filter and search. It is answered on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from axes.working_copy import WORKING_COPY
from indicators.models import Finding
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.quality.rules import RULES


class RuleFilter(admin.SimpleListFilter):
    title = _("règle")
    parameter_name = "regle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(rule.code, str(rule.title)) for rule in RULES.values()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(rule=self.value()) if self.value() in RULES else queryset


@admin.register(Finding)
class FindingAdmin(Editor):
    working_copy = WORKING_COPY
    list_display = ("label", "title", "severity", "in_draft", "answer", "last_seen", "gone_on")
    list_filter = ("severity", RuleFilter, "answer", "in_draft", ("axis", admin.RelatedOnlyFieldListFilter), "gone_on")
    list_select_related = ("axis",)
    fieldsets = (
        (None, {"fields": ("label", "title", "message", ("severity", "in_draft", "mended_in_draft"))}),
        (_("Objet"), {"fields": (("axis", "indicator", "series", "observation"), ("reference", "provider", "note"))}),
        (_("Dates"), {"fields": (("first_seen", "last_seen", "gone_on"),)}),
        (_("Réponse"), {"fields": ("answer", "answer_text", ("answerer", "answered_at"))}),
    )
    readonly_fields = ("title", "answerer")
    search_fields = ("label", "message", "observed", "answer_text")
    ordering = ("label", "rule", "pk")

    @admin.display(description=_("règle"), ordering="rule")
    def title(self, finding: Finding) -> str:
        return finding.title

    @admin.display(description=_("répondu par"))
    def answerer(self, finding: Finding) -> str:
        return name_person(finding.answered_by) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers are given on the desk, which says who may, and to what."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def view_on_site(self, thing: Finding) -> str:
        """Its page of the desk."""
        return reverse("desk-finding", args=[thing.pk])
