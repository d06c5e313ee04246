"""What a visit to an address found, so that dead links are known without a visit each time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    """The last visit to one address. It has an answer of the site, or the reason why there was none."""

    url = models.URLField(_("adresse"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("visitée le"))
    status = models.PositiveSmallIntegerField(_("réponse du site"), null=True, blank=True)
    error = models.CharField(_("pourquoi il n’y a pas de réponse"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("visite d’un lien")
        verbose_name_plural = _("visites des liens")
        ordering = ["url"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__isnull=False, error="") | (Q(status__isnull=True) & ~Q(error="")),
                name="a_visit_has_an_answer_or_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.url
