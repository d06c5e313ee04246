"""Matrices of the report: learning outcomes by school year, publications by kind."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from axes.models.checks import CODE, check_no_twin, check_texts
from axes.models.measures import Measure
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import TableKind
from strategy_monitor.language.fields import CONTENT_TABLE, TABLE_ROW


class ContentTable(models.Model):
    code = models.CharField(CONTENT_TABLE["code"].label, max_length=30, unique=True, validators=[CODE])
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="tables", verbose_name=_("mesure"))
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    title = models.CharField(CONTENT_TABLE["title"].label, max_length=300)
    caption = models.TextField(CONTENT_TABLE["caption"].label)
    kind = models.CharField(CONTENT_TABLE["kind"].label, max_length=5, choices=TableKind.choices)
    row_heading = models.CharField(CONTENT_TABLE["row_heading"].label, max_length=100)
    columns = models.JSONField(CONTENT_TABLE["columns"].label, validators=[check_texts])
    column_descriptions = models.JSONField(
        CONTENT_TABLE["column_descriptions"].label, default=list, blank=True, validators=[check_texts]
    )
    note = models.TextField(CONTENT_TABLE["note"].label, blank=True)
    history = History(verbose_name=_("historique du tableau"))

    class Meta:
        verbose_name = _("tableau")
        verbose_name_plural = _("tableaux")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["marks", "text"]), name="table_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        check_no_twin(self)
        if not isinstance(self.columns, list):
            return
        if self.column_descriptions and len(self.column_descriptions) != len(self.columns):
            raise ValidationError({"column_descriptions": _("Il faut une explication par colonne, ou aucune.")})


class ContentRow(models.Model):
    table = models.ForeignKey(ContentTable, models.CASCADE, related_name="rows", verbose_name=_("tableau"))
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    label = models.CharField(TABLE_ROW["label"].label, max_length=200)
    cells = models.JSONField(TABLE_ROW["cells"].label, validators=[check_texts])
    history = History(verbose_name=_("historique de la ligne"))

    class Meta:
        verbose_name = _("ligne")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "label"],
                name="row_label_once_per_table",
                violation_error_message=_("Ce tableau a déjà une ligne de ce nom."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """As many cells as the table has columns; in a table of marks, a cell is « x » or empty."""
        if not isinstance(self.cells, list) or self.table_id is None:
            return
        if len(self.cells) != len(self.table.columns):
            raise ValidationError(
                {
                    "cells": _("Le tableau a %(n)d colonnes : il faut autant de cellules.")
                    % {"n": len(self.table.columns)}
                }
            )
        if self.table.kind == TableKind.MARKS and set(self.cells) - {"", "x"}:
            raise ValidationError({"cells": _("Dans un tableau de marques, une cellule est « x » ou vide.")})
