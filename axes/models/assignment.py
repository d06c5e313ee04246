"""Who keeps which axis."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from axes.models.strategy import Axis


class AxisAssignment(models.Model):
    """Its user works on this axis: what they may do there, their role says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="axis_assignments", verbose_name=_("personne")
    )
    axis = models.ForeignKey(Axis, models.CASCADE, related_name="assignments", verbose_name=_("axe"))

    class Meta:
        verbose_name = _("axe confié")
        verbose_name_plural = _("axes confiés")
        ordering = ["axis__number"]
        permissions = [("work_on_all_axes", "Peut travailler sur tous les axes")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "axis"],
                name="axis_assigned_once",
                violation_error_message=_("Cet axe est déjà confié à cette personne."),
            )
        ]

    def __str__(self) -> str:
        return str(self.axis)
