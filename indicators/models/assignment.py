"""Who keeps the figures of which provider."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.indicator import Provider


class ProviderAssignment(models.Model):
    """Its user may propose observations for the indicators of this provider, current or planned."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="provider_assignments", verbose_name=_("personne")
    )
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="assignments", verbose_name=_("fournisseur"))

    class Meta:
        verbose_name = _("fournisseur confié")
        verbose_name_plural = _("fournisseurs confiés")
        ordering = ["provider__acronym"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider"],
                name="provider_assigned_once",
                violation_error_message=_("Ce fournisseur est déjà confié à cette personne."),
            )
        ]

    def __str__(self) -> str:
        return str(self.provider)
