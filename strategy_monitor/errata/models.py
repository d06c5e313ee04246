"""The correction of an edition that is closed: a list of fields, each with what it says, what it is to say, and why.

One person makes the list, another validates it; it is then applied to the document of the edition, whose next release
it is. It never touches the working copy, which has gone on: what it means there is answered apart.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strategy_monitor.language.codes import ErratumState
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.report.correcting import FieldCorrection
from strategy_monitor.report.things import Identity, read_identity

OPEN = (ErratumState.DRAFT, ErratumState.RETURNED)
"""The states in which the list can still be changed."""


def person(name: Any, **more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=name, **more
    )


class Erratum(models.Model):
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="errata", verbose_name=_("édition"))
    state = models.CharField(
        _("état"), max_length=10, choices=ErratumState.choices, default=ErratumState.DRAFT, editable=False
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Change à chaque écriture : qui enregistre dit celle qu’il a vue.")
    )
    created_by = person(_("ouvert par"))
    created_at = models.DateTimeField(_("ouvert le"), auto_now_add=True)
    submitted_by = person(_("soumis par"))
    returned_why = models.TextField(_("raison du retour"), blank=True, editable=False)
    settled_by = person(_("publié ou abandonné par"))
    settled_at = models.DateTimeField(_("publié ou abandonné le"), null=True, editable=False)
    release = models.OneToOneField(
        Release, models.PROTECT, null=True, editable=False, related_name="erratum", verbose_name=_("version publiée")
    )

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "published", "dropped"]),
                name="erratum_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="published", release__isnull=False) | (~Q(state="published") & Q(release=None)),
                name="a_published_erratum_has_its_release",
            ),
        ]

    def __str__(self) -> str:
        return f"Erratum {self.pk} de l’édition {self.edition}"

    @property
    def open(self) -> bool:
        return self.state in OPEN


class Correction(models.Model):
    """One field of one thing of the document."""

    erratum = models.ForeignKey(Erratum, models.CASCADE, related_name="corrections", verbose_name=_("erratum"))
    thing = models.CharField(
        _("chose"), max_length=1000, help_text=_("Son identité dans le document : « Indicator:2.2-O2:1 ».")
    )
    field = models.CharField(_("champ"), max_length=60, help_text=_("Son nom dans le document : « value »."))
    name = models.CharField(_("nom"), max_length=500, help_text=_("Comment une personne l’appelle."))
    old = models.TextField(_("ce qui est écrit"), help_text=_("En JSON, tel que le document le porte."))
    new = models.TextField(_("ce qui doit l’être"), help_text=_("En JSON, tel que le document le portera."))
    old_told = models.TextField(_("ce qui est écrit, pour une personne"), blank=True)
    new_told = models.TextField(_("ce qui doit l’être, pour une personne"), blank=True)
    reason = models.TextField(_("raison"), help_text=_("Une phrase que le public lira."))
    proposed_by = person(_("proposée par"))
    answer = models.TextField(
        _("réponse pour la copie de travail"), blank=True, editable=False,
        help_text=_("Pourquoi elle n’y est pas reprise."),
    )  # fmt: skip
    answered_by = person(_("réponse de"))
    answered_at = models.DateTimeField(_("réponse le"), null=True, editable=False)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["erratum", "thing", "field"],
                name="a_field_is_corrected_once",
                violation_error_message=_("Cet erratum corrige déjà ce champ."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_a_reason",
                violation_error_message=_("La raison de la correction manque."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def identity(self) -> Identity:
        return read_identity(self.thing) or ()

    def in_document(self) -> FieldCorrection:
        return FieldCorrection(self.identity, self.field, read_json(self.old), read_json(self.new))


def write_json(value: Any) -> str:
    """A value of a parsed document, with exact decimals, as text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=write_decimal)


def write_decimal(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not written to JSON")
    return int(value) if value == value.to_integral_value() else float(value)


def read_json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)
