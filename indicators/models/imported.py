"""A spreadsheet that brought observations: kept as it came, so that any figure can be traced to its cell."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """Written when it is uploaded, confirmed when its observations are, perhaps undone. The counts are those of the
    confirmation."""

    name = models.CharField(_("nom du fichier"), max_length=200)
    content = models.BinaryField(_("contenu"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("déposé par")
    )
    uploaded_at = models.DateTimeField(_("déposé le"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True, blank=True)
    reason = models.TextField(_("raison"), blank=True)
    added = models.PositiveIntegerField(_("nouveaux"), default=0)
    changed = models.PositiveIntegerField(_("modifiés"), default=0)
    unchanged = models.PositiveIntegerField(_("inchangés"), default=0)
    left_aside = models.JSONField(
        _("lignes laissées de côté"), blank=True, default=list,
        help_text=_("Les lignes refusées, quand les autres seules ont été importées : laquelle, et pourquoi."),
    )  # fmt: skip
    undone_at = models.DateTimeField(
        _("défait le"), null=True, blank=True, help_text=_("Vide : ce que le fichier a apporté y est encore.")
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("défait par"),
        help_text=_("Qui a défait cet import, en une fois."),
    )  # fmt: skip
    undone_why = models.TextField(
        _("raison de défaire"), blank=True, default="", help_text=_("Elle reste dans l’historique de chaque valeur.")
    )
    undone_left = models.PositiveIntegerField(
        _("laissés tels quels"), default=0, help_text=_("Valeurs changées depuis l’import, qui n’ont pas été défaites.")
    )

    class Meta:
        verbose_name = _("fichier importé")
        verbose_name_plural = _("fichiers importés")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(added=0, changed=0, unchanged=0),
                name="an_import_counts_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_why="", undone_left=0)
                | (Q(undone_at__isnull=False, undone_by__isnull=False, confirmed_at__isnull=False) & ~Q(undone_why="")),
                name="an_undone_import_says_who_and_why",
                violation_error_message=_("Un import défait était confirmé ; il dit par qui, quand et pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
