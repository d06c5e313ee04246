"""What a second reader said of the exact wording of one text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.backoffice.recording import History


class TextReading(models.Model):
    """One text, in one wording, read by one person: « lu », or sent back to who wrote it, with the reason.

    It holds for this wording alone, and so ends by itself as the text changes. The last one that counts is the one
    that says how a text stands; those before it stay on record.
    """

    model = models.CharField(
        _("modèle"), max_length=60, help_text=_("Étiquette du modèle dont le texte est un champ : « axes.Measure ».")
    )
    key = models.PositiveBigIntegerField(
        _("clé"), help_text=_("De la ligne qui porte le texte, même supprimée depuis.")
    )
    field = models.CharField(_("champ"), max_length=60, help_text=_("Nom du champ dans son modèle : « remark »."))
    wording = models.TextField(_("texte lu"), help_text=_("En JSON, tel que le document le porterait."))
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lu par"),
        help_text=_("Une autre personne que celles qui l’ont écrit."),
    )  # fmt: skip
    read_at = models.DateTimeField(_("lu le"), default=timezone.now, help_text=_("Jour et heure."))
    returned_why = models.TextField(
        _("raison du renvoi"), blank=True, default="", help_text=_("Vide : lu. Sinon, ce que lira qui l’a écrit.")
    )
    undone = models.BooleanField(
        _("défait"), default=False, help_text=_("Repris depuis par la personne qui l’a lu : ne compte plus.")
    )
    history = History(verbose_name=_("historique de la lecture"))

    class Meta:
        verbose_name = _("lecture d’un texte")
        verbose_name_plural = _("lectures de textes")
        ordering = ["pk"]
        default_permissions = ()
        indexes = (models.Index(fields=["model", "key", "field"], name="reading_of_text"),)
        constraints = [
            models.CheckConstraint(condition=~Q(model="") & ~Q(field=""), name="a_reading_names_its_text"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key} {self.field}"

    @property
    def who(self) -> str:
        return name_person(self.reader)
