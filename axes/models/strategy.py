"""The strategy, its axes and their priority actions."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from axes.models.checks import ACTION_NUMBER
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import Hue
from strategy_monitor.language.fields import ACRONYM, ACTION, AXIS, STRATEGY


class Strategy(models.Model):
    """The one strategy that the site monitors."""

    slot = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    title = models.CharField(STRATEGY["title"].label, max_length=300)
    short_title = models.CharField(STRATEGY["short_title"].label, max_length=120)
    authority = models.CharField(STRATEGY["authority"].label, max_length=200)
    adopted_on = models.DateField(STRATEGY["adopted_on"].label)
    legal_basis = models.TextField(STRATEGY["legal_basis"].label)
    introduction = models.TextField(STRATEGY["introduction"].label)
    official_introduction = models.TextField(STRATEGY["official_introduction"].label, blank=True, default="")
    indicators_remark = models.TextField(STRATEGY["indicators_remark"].label)
    governance_title = models.CharField(_("titre de la gouvernance"), max_length=300)
    governance_page = models.PositiveSmallIntegerField(_("page de la gouvernance"), null=True, blank=True)
    history = History(verbose_name=_("historique de la stratégie"))

    class Meta:
        verbose_name = _("stratégie")
        verbose_name_plural = _("stratégie")
        constraints = [
            models.CheckConstraint(
                condition=Q(slot=1),
                name="strategy_is_the_only_one",
                violation_error_message=_("Un site suit une seule stratégie."),
            )
        ]

    def __str__(self) -> str:
        return self.short_title


class Axis(models.Model):
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="axes", verbose_name=_("stratégie"))
    number = models.PositiveSmallIntegerField(
        AXIS["number"].label, unique=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    title = models.CharField(AXIS["title"].label, max_length=300)
    short_title = models.CharField(AXIS["short_title"].label, max_length=120)
    hue = models.CharField(
        AXIS["hue"].label,
        max_length=10,
        choices=Hue.choices,
    )
    page = models.PositiveSmallIntegerField(AXIS["page"].label, null=True, blank=True)
    impact_page = models.PositiveSmallIntegerField(AXIS["impact_page"].label, null=True, blank=True)
    history = History(verbose_name=_("historique de l’axe"))

    class Meta:
        verbose_name = _("axe")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=9),
                name="axis_number_from_1_to_9",
                violation_error_message=_("Un axe porte un numéro de 1 à 9."),
            ),
            models.CheckConstraint(
                condition=Q(hue__in=["blue", "brick", "green", "violet", "ochre", "plum"]),
                name="axis_hue_is_known",
                violation_error_message=_("Choisir une des couleurs de la palette."),
            ),
        ]

    def __str__(self) -> str:
        return f"Axe {self.number}. {self.short_title}"


def write_section(axis: int, action: str) -> str:
    """« 2.1 », « 3.2-3 »: how the report's sections are cited."""
    return f"{axis}.{action}"


class PriorityAction(models.Model):
    axis = models.ForeignKey(Axis, models.PROTECT, related_name="actions", verbose_name=_("axe"))
    number = models.CharField(ACTION["number"].label, max_length=5, validators=[ACTION_NUMBER])
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    title = models.CharField(ACTION["title"].label, max_length=400)
    page = models.PositiveSmallIntegerField(ACTION["page"].label, null=True, blank=True)
    history = History(verbose_name=_("historique de l’action"))

    class Meta:
        verbose_name = _("action prioritaire")
        verbose_name_plural = _("actions prioritaires")
        ordering = ["axis__number", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "number"],
                name="action_number_once_per_axis",
                violation_error_message=_("Cet axe a déjà une action de ce numéro."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.title}"

    @property
    def section(self) -> str:
        """Needs the axis already loaded."""
        return write_section(self.axis.number, self.number)


class Acronym(models.Model):
    """What the letters stand for, so that every page can expand them."""

    letters = models.CharField(ACRONYM["letters"].label, max_length=30, unique=True)
    meaning = models.CharField(ACRONYM["meaning"].label, max_length=200)
    history = History(verbose_name=_("historique du sigle"))

    class Meta:
        verbose_name = _("sigle")
        ordering = ["letters"]

    def __str__(self) -> str:
        return f"{self.letters} – {self.meaning}"
