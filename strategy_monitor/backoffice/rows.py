"""Rows edited on the page of what holds them: labelled for a screen reader, and never deleted behind someone's back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.editing import WorkingCopyMixin

DELETE = "DELETE"


def label_inputs(form: forms.BaseForm, row: str) -> None:
    """Says to a screen reader which row an input belongs to: the visible label stands far from it, or only once."""
    for name, field in form.fields.items():
        widget: Any = getattr(field.widget, "widget", field.widget)
        text = _("Supprimer") if name == DELETE else field.label
        if text and not widget.is_hidden:
            widget.attrs["aria-label"] = f"{str(text)[:1].upper()}{str(text)[1:]}, {row}"


def row_name(model: Any, index: int | None) -> str:
    name = model._meta.verbose_name
    return _("%(name)s à ajouter") % {"name": name} if index is None else f"{name} {index + 1}"


def refuse_unseen_deletions(formset: Any) -> None:
    """Raises ValidationError if a row to delete was changed by someone else since the page was opened."""
    for form in formset.deleted_forms:
        if form.instance.pk and form.opened.has_changed(form.instance):
            raise ValidationError(
                _("« %(row)s » a changé depuis l’ouverture de la page : relire cette ligne avant de la supprimer."),
                code="conflict",
                params={"row": form.instance},
            )


class LabelledFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        refuse_unseen_deletions(self)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.subject = self.subject_of(form)
        label_inputs(form, form.subject or row_name(self.model, index))

    def subject_of(self, form: Any) -> str:  # noqa: ARG002
        """What a row is about, as a person calls it; empty where only its number tells it from the others."""
        return ""


class RowEditor(WorkingCopyMixin, InlineModelAdmin):
    """Rows edited on the page of what holds them."""

    formset = LabelledFormSet
    extra = 0
    show_change_link = True
    view_on_site = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"form": self.merging_form(request, self.form)} | kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self.covers(request, obj)


class TabularRows(RowEditor, admin.TabularInline):
    """Short rows."""


class StackedRows(RowEditor, admin.StackedInline):
    """Rows of many fields."""
