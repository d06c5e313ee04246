"""The strategy as written, to edit: a tree that one walks from the strategy down to each measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from axes.fields import CellsField, LinesField, fitted
from axes.models import (
    Acronym,
    Axis,
    Citation,
    ContentRow,
    ContentTable,
    Footnote,
    Measure,
    PriorityAction,
    Reference,
    Strategy,
)
from axes.working_copy import WORKING_COPY
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.merging import ReasonForm
from strategy_monitor.backoffice.rows import StackedRows, TabularRows
from strategy_monitor.language.codes import Hue
from strategy_monitor.language.fields import MEASURE

LINES: dict[Any, dict[str, Any]] = {models.JSONField: {"form_class": LinesField}}
CELLS: dict[Any, dict[str, Any]] = {models.JSONField: {"form_class": CellsField}}


class FootnoteRows(TabularRows):
    working_copy = WORKING_COPY
    model = Footnote
    fields = ("marker", "text", "url")
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 60})}}


class CitationForm(forms.ModelForm):
    """A reference is cited by its own label, unless the report prints another one there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "printed_label" in self.fields:
            self.fields["printed_label"].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("printed_label") == "" and cleaned.get("reference"):
            cleaned["printed_label"] = cleaned["reference"].label
        return cleaned


class CitationReasonForm(CitationForm, ReasonForm):
    """The same, on a page of its own."""


class CitationRows(TabularRows):
    working_copy = WORKING_COPY
    model = Citation
    form = CitationForm
    fields = ("position", "reference", "printed_label")
    autocomplete_fields = ("reference",)
    helps = {
        "reference": _(
            "Chercher par intitulé, code ou numéro. Une référence qui manque se crée d’abord, parmi les références."
        ),
    }


class CellsForm(forms.ModelForm):
    def clean(self) -> dict[str, Any] | None:
        """Empty cells at the end of a row need not be typed."""
        cleaned = super().clean() or self.cleaned_data
        table, cells = cleaned.get("table"), cleaned.get("cells")
        if table is not None and cells is not None and isinstance(table.columns, list):
            cleaned["cells"] = fitted(cells, len(table.columns))
        return cleaned


class CellsReasonForm(CellsForm, ReasonForm):
    """The same, on a page of its own."""


class RowBlocks(StackedRows):
    working_copy = WORKING_COPY
    model = ContentRow
    form = CellsForm
    fields = (("position", "label"), "cells")
    formfield_overrides = CELLS


@admin.register(Strategy)
class StrategyAdmin(Editor):
    working_copy = WORKING_COPY
    fieldsets = (
        (None, {"fields": ("title", "short_title", "authority", "adopted_on", "legal_basis")}),
        (_("Textes du rapport"), {"fields": ("introduction", "official_introduction", "indicators_remark")}),
        (_("Gouvernance"), {"fields": ("governance_title", "governance_page")}),
    )
    list_display = ("short_title", "title", "adopted_on")
    inlines = (FootnoteRows,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A site follows one strategy."""
        return super().has_add_permission(request) and not Strategy.objects.exists()


@admin.register(Axis)
class AxisAdmin(Editor):
    working_copy = WORKING_COPY
    parents = ("strategy",)
    listed_under = {"strategy": _("Axes")}
    fields = ("strategy", "number", "title", "short_title", "hue", "page", "impact_page")
    list_display = ("number", "title", "short_title", "hue", "page")
    list_display_links = ("number", "title")
    list_select_related = ("strategy",)
    search_fields = ("number", "title", "short_title")
    search_shown = ("Axe {number}.",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """In a colour that no axis has yet, while there is one."""
        taken = set(Axis.objects.values_list("hue", flat=True))
        free = {"hue": next((one.value for one in Hue if one.value not in taken), "")}
        return {**free, **super().get_changeform_initial_data(request)}


@admin.register(PriorityAction)
class PriorityActionAdmin(Editor):
    working_copy = WORKING_COPY
    parents = ("axis",)
    listed_under = {"axis": _("Actions prioritaires")}
    fields = ("axis", "number", "position", "title", "page")
    list_display = ("section", "title", "axis", "page")
    list_display_links = ("section", "title")
    list_filter = (("axis", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("axis",)
    search_fields = ("axis__number", "number", "title")
    search_shown = ("{axis__number}.{number}",)

    @admin.display(description=_("section"), ordering="axis__number")
    def section(self, action: PriorityAction) -> str:
        return action.section


@admin.register(Measure)
class MeasureAdmin(Editor):
    working_copy = WORKING_COPY
    parents = ("action", "parent", "strategy")
    listed_under = {
        "action": _("Mesures mises en œuvre"),
        "parent": _("Sous-mesures"),
        "strategy": _("Mesures de gouvernance"),
    }
    fieldsets = (
        (None, {"fields": (*MEASURE.form_fields, "position")}),
        (
            _("Place : remplir un seul des trois"),
            {
                "fields": ("action", "parent", "strategy"),
                "description": _(
                    "Une mesure appartient à une action prioritaire, ou précise une autre mesure, "
                    "ou relève de la gouvernance de la stratégie."
                ),
            },
        ),
    )
    list_display = ("code", "beginning", "action", "parent")
    list_display_links = ("code", "beginning")
    list_filter = (
        ("action__axis", admin.RelatedOnlyFieldListFilter),
        ("strategy", admin.EmptyFieldListFilter),
        ("parent", admin.EmptyFieldListFilter),
    )
    list_select_related = ("action__axis", "parent__action__axis", "strategy")
    search_fields = ("code", "text")
    autocomplete_fields = ("action", "parent")
    ordering = (
        Coalesce("parent__action__axis__number", "action__axis__number", 0),
        Coalesce("parent__action__position", "action__position", 0),
        Coalesce("parent__position", "position"),
        F("parent__position").asc(nulls_first=True),
        "position",
        "code",
    )
    inlines = (CitationRows, FootnoteRows)
    helps = {
        "parent": _("Pour une sous-mesure : la mesure qu’elle précise. Une sous-mesure n’en a pas elle-même."),
        "strategy": _("Pour une mesure de gouvernance seulement."),
    }

    @admin.display(description=_("texte"), ordering="text")
    def beginning(self, measure: Measure) -> str:
        return Truncator(measure.text).words(16, truncate="…")


@admin.register(Reference)
class ReferenceAdmin(Editor):
    working_copy = WORKING_COPY
    fields = ("code", "kind", "label", "identifier", "date", "url")
    list_display = ("label", "kind", "identifier", "date", "url")
    list_filter = ("kind", ("url", admin.EmptyFieldListFilter))
    search_fields = ("label", "code", "identifier", "url")


@admin.register(ContentTable)
class ContentTableAdmin(Editor):
    working_copy = WORKING_COPY
    parents = ("measure",)
    listed_under = {"measure": _("Tableaux")}
    fields = (
        "code", "measure", "position", "kind", "title", "caption",
        "row_heading", "columns", "column_descriptions", "note",
    )  # fmt: skip
    list_display = ("code", "title", "kind", "measure")
    list_display_links = ("code", "title")
    list_filter = ("kind",)
    list_select_related = ("measure",)
    search_fields = ("code", "title", "caption")
    autocomplete_fields = ("measure",)
    formfield_overrides = LINES
    inlines = (RowBlocks,)


@admin.register(Acronym)
class AcronymAdmin(Editor):
    working_copy = WORKING_COPY
    fields = ("letters", "meaning")
    list_display = ("letters", "meaning")
    search_fields = ("letters", "meaning")


@admin.register(Citation)
class CitationAdmin(Editor):
    """Edited on the page of its measure; here for its history."""

    working_copy = WORKING_COPY
    form = CitationReasonForm
    show_in_index = False
    parents = ("measure",)
    listed_under = {"reference": _("Citée par")}
    fields = ("measure", "reference", "position", "printed_label")
    list_display = ("printed_label", "measure", "reference")
    list_select_related = ("measure", "reference")
    search_fields = ("printed_label", "measure__code", "reference__label")
    autocomplete_fields = ("measure", "reference")
    helps = CitationRows.helps


@admin.register(Footnote)
class FootnoteAdmin(Editor):
    """Edited on the page of what it explains; here for its history."""

    working_copy = WORKING_COPY
    show_in_index = False
    parents = ("measure", "strategy")
    fields = ("measure", "strategy", "marker", "text", "url")
    list_display = ("marker", "text", "measure")
    list_display_links = ("marker", "text")
    list_select_related = ("measure", "strategy")
    search_fields = ("text", "measure__code")
    autocomplete_fields = ("measure",)


@admin.register(ContentRow)
class ContentRowAdmin(Editor):
    """Edited on the page of its table; here for its history."""

    working_copy = WORKING_COPY
    show_in_index = False
    parents = ("table",)
    form = CellsReasonForm
    fields = ("table", "position", "label", "cells")
    list_display = ("label", "table", "position")
    list_select_related = ("table",)
    search_fields = ("label", "table__code", "table__title")
    autocomplete_fields = ("table",)
    formfield_overrides = CELLS
