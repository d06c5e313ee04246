"""Public signals on what is printed: why it is doubtful, what was decided."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from axes.models import Axis, Measure, PriorityAction, Reference, Strategy
from axes.models.checks import CODE, check_no_twin, exactly_one
from indicators.models.indicator import Indicator, ScaleStep
from indicators.models.observation import Observation
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import NoteKind, NoteStatus, Severity
from strategy_monitor.language.fields import NOTE

TARGETS = ("observation", "indicator", "measure", "reference", "action", "axis", "strategy", "scale_step")


def target(model: type[models.Model], name: Any) -> Any:
    """What a note may be about. It takes its notes with it when it goes."""
    return models.ForeignKey(model, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name=name)


class EditorialNote(models.Model):
    code = models.CharField(NOTE["code"].label, max_length=30, unique=True, validators=[CODE])
    kind = models.CharField(NOTE["kind"].label, max_length=20, choices=NoteKind.choices)
    severity = models.CharField(NOTE["severity"].label, max_length=11, choices=Severity.choices)
    status = models.CharField(NOTE["status"].label, max_length=9, choices=NoteStatus.choices, default=NoteStatus.OPEN)
    printed = models.TextField(NOTE["printed"].label, blank=True)
    reason = models.TextField(NOTE["reason"].label)
    summary = models.CharField(NOTE["summary"].label, max_length=250, blank=True)
    decision = models.TextField(NOTE["decision"].label)
    off_scale = models.BooleanField(NOTE["off_scale"].label, default=False)
    observation = target(Observation, _("valeur"))
    indicator = target(Indicator, _("indicateur"))
    measure = target(Measure, _("mesure"))
    reference = target(Reference, _("référence"))
    action = target(PriorityAction, _("action"))
    axis = target(Axis, _("axe"))
    strategy = target(Strategy, _("stratégie"))
    scale_step = target(ScaleStep, _("niveau de l’échelle"))
    history = History(verbose_name=_("historique de la note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(*TARGETS),
                name="note_has_one_target",
                violation_error_message=_("Une note porte sur un seul objet."),
            ),
            models.CheckConstraint(
                condition=Q(off_scale=False) | Q(observation__isnull=False),
                name="only_an_observation_leaves_the_scale",
                violation_error_message=_("Seule une valeur peut être mise hors échelle."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(decision=""),
                name="note_has_reason_and_decision",
                violation_error_message=_("Une note dit pourquoi, et ce qui a été décidé."),
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["information", "doubt", "error"]), name="note_severity_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display()}"

    def clean(self) -> None:
        check_no_twin(self)
