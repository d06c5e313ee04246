"""What the quality rules found, kept: each fault once, with what was answered, even after it is gone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from axes.models import Axis, Footnote, Reference
from indicators.models.indicator import Indicator, Provider, Series
from indicators.models.note import EditorialNote
from indicators.models.observation import Observation
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import FindingAnswer, FindingSeverity, FindingState

RULE_TITLES: dict[str, Any] = {}
"""Code of a rule → its title in French. The site's quality gate enters its rules here when the site starts."""


def about(model: type[models.Model], name: Any) -> Any:
    """What a finding is about. It may be deleted: the finding stays, with its label."""
    return models.ForeignKey(model, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=name)


class FindingQuerySet(models.QuerySet["Finding"]):
    """Named after what becomes of a fault. Each fault is in one of these, and in one only."""

    def gone(self) -> FindingQuerySet:
        return self.filter(gone_on__isnull=False)

    def told(self) -> FindingQuerySet:
        """A note already tells the public."""
        return self.filter(gone_on=None, note__isnull=False)

    def confirmed(self) -> FindingQuerySet:
        return self.filter(gone_on=None, note=None, answer=FindingAnswer.CONFIRMED)

    def waiting(self) -> FindingQuerySet:
        """What someone has to look at: without an answer, under inquiry, or said to be corrected and still there."""
        return self.filter(gone_on=None, note=None).exclude(answer=FindingAnswer.CONFIRMED)

    def for_reading(self) -> FindingQuerySet:
        """With what a list says of each, in the same query."""
        return self.select_related("axis", "note", "indicator", "answered_by")

    def gravest_first(self) -> FindingQuerySet:
        rank = Case(*(When(severity=one, then=Value(n)) for n, one in enumerate(FindingSeverity)))
        return self.order_by(rank, F("axis__number").asc(nulls_last=True), "label", "rule", "pk")


class Finding(models.Model):
    rule = models.CharField(_("règle"), max_length=40)
    severity = models.CharField(_("gravité"), max_length=11, choices=FindingSeverity.choices)
    target = models.CharField(_("porte sur"), max_length=11)
    label = models.TextField(_("objet"))
    axis = about(Axis, _("axe"))
    indicator = models.ForeignKey(
        Indicator, models.SET_NULL, null=True, blank=True, related_name="findings", verbose_name=_("indicateur")
    )
    series = about(Series, _("série"))
    observation = about(Observation, _("valeur"))
    reference = about(Reference, _("référence"))
    footnote = about(Footnote, _("note de bas de page"))
    provider = about(Provider, _("fournisseur"))
    note = about(EditorialNote, _("note qui le dit au public"))
    message = models.TextField(_("message"))
    observed = models.TextField(_("ce qui est observé"))
    fingerprint = models.CharField(_("empreinte"), max_length=64, unique=True, editable=False)
    in_draft = models.BooleanField(_("brouillon"), default=False, help_text=_("Ne porte pas sur ce qui serait publié."))
    mended_in_draft = models.BooleanField(
        _("corrigé dans un brouillon"), default=False, help_text=_("Disparaîtra quand ce brouillon sera validé.")
    )
    first_seen = models.DateField(_("vue depuis"))
    last_seen = models.DateField(_("vue le"))
    gone_on = models.DateField(_("disparu le"), null=True, blank=True)
    answer = models.CharField(_("réponse"), max_length=9, choices=FindingAnswer.choices, blank=True)
    answer_text = models.TextField(_("explication"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("répondu par")
    )
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    history = History(verbose_name=_("historique de l’alerte"), excluded_fields=["last_seen"])

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte")
        ordering = ["label", "rule", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["blocking", "warning", "information"]), name="finding_severity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answer_text="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    Q(answer__in=["confirmed", "corrected", "inquiry"])
                    & ~Q(answer_text="")
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="an_answer_has_who_when_and_why",
                violation_error_message=_("Une réponse dit qui, quand et pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.title}"

    @property
    def title(self) -> str:
        """The name of its rule; its code, if the rule was withdrawn since."""
        return str(RULE_TITLES.get(self.rule, self.rule))

    @property
    def state(self) -> str:
        if self.gone_on is not None:
            return FindingState.GONE
        if self.note_id is not None:
            return FindingState.TOLD
        return FindingState.CONFIRMED if self.answer == FindingAnswer.CONFIRMED else FindingState.WAITING

    @property
    def stops(self) -> bool:
        """Whether it stops publishing: grave, in what would be published, neither told nor confirmed."""
        return self.severity == FindingSeverity.BLOCKING and not self.in_draft and self.state == FindingState.WAITING
