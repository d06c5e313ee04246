"""Measures, and what they rest on: references, footnotes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from axes.models.checks import CODE, check_no_twin, exactly_one
from axes.models.strategy import PriorityAction, Strategy
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language import french
from strategy_monitor.language.codes import ReferenceKind
from strategy_monitor.language.fields import FOOTNOTE, MEASURE, REFERENCE


class Reference(models.Model):
    code = models.CharField(REFERENCE["code"].label, max_length=80, unique=True, validators=[CODE])
    kind = models.CharField(REFERENCE["kind"].label, max_length=10, choices=ReferenceKind.choices)
    label = models.CharField(REFERENCE["label"].label, max_length=500)
    identifier = models.CharField(REFERENCE["identifier"].label, max_length=40, blank=True)
    date = models.DateField(REFERENCE["date"].label, null=True, blank=True)
    url = models.URLField(REFERENCE["url"].label, max_length=500, blank=True)
    history = History(verbose_name=_("historique de la référence"))

    class Meta:
        verbose_name = _("référence")
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["decree", "circular", "guide", "report", "site", "framework", "page"]),
                name="reference_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="reference_url_is_web",
                violation_error_message=_("Une adresse commence par « https:// » ou « http:// »."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        check_no_twin(self)


class Measure(models.Model):
    """A ✓ item. It belongs to an action, to the governance of the strategy, or to the measure it details."""

    code = models.CharField(MEASURE["code"].label, max_length=30, unique=True, validators=[CODE])
    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("gouvernance de")
    )
    action = models.ForeignKey(
        PriorityAction, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("action")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("précise la mesure")
    )
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    text = models.TextField(MEASURE["text"].label)
    official_text = models.TextField(MEASURE["official_text"].label, blank=True, default="")
    references = models.ManyToManyField(
        Reference, through="Citation", related_name="measures", verbose_name=MEASURE["references"].label
    )
    history = History(verbose_name=_("historique de la mesure"))

    class Meta:
        verbose_name = _("mesure mise en œuvre")
        verbose_name_plural = _("mesures mises en œuvre")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("strategy", "action", "parent"),
                name="measure_has_one_place",
                violation_error_message=_(
                    "Une mesure appartient à une action, à la gouvernance ou à une autre mesure : "
                    "exactement une des trois."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="measure_says_something",
                violation_error_message=_("Le texte de la mesure manque."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {french.cut_at_word(self.text, 80)}"

    def clean(self) -> None:
        """Sub-measures go one level deep, as in the report."""
        check_no_twin(self)
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": _("Une sous-mesure précise une mesure, pas une autre sous-mesure.")})
        if self.parent_id and self.pk and self.measures.exists():
            raise ValidationError({"parent": _("Cette mesure a elle-même des sous-mesures.")})


class Citation(models.Model):
    """A measure rests on a reference, under the label that the report prints at this place."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="citations", verbose_name=_("mesure"))
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="citations", verbose_name=_("référence"))
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    printed_label = models.CharField(REFERENCE["printed_label"].label, max_length=500)
    history = History(verbose_name=_("historique de la citation"))

    class Meta:
        verbose_name = _("référence citée")
        verbose_name_plural = _("références citées")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "reference"],
                name="reference_cited_once_per_measure",
                violation_error_message=_("Cette mesure cite déjà cette référence."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure.code} · {self.printed_label}"


class Footnote(models.Model):
    strategy = models.ForeignKey(
        Strategy, models.CASCADE, null=True, blank=True, related_name="footnotes", verbose_name=_("stratégie")
    )
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="footnotes", verbose_name=_("mesure")
    )
    marker = models.CharField(FOOTNOTE["marker"].label, max_length=5)
    text = models.TextField(FOOTNOTE["text"].label)
    url = models.URLField(FOOTNOTE["url"].label, max_length=500, blank=True)
    history = History(verbose_name=_("historique de la note de bas de page"))

    class Meta:
        verbose_name = _("note de bas de page")
        verbose_name_plural = _("notes de bas de page")
        ordering = [Length("marker"), "marker"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("strategy", "measure"),
                name="footnote_has_one_place",
                violation_error_message=_("Une note de bas de page appartient à l’introduction ou à une mesure."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.marker} {french.cut_at_word(self.text, 60)}"
