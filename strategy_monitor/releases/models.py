"""An edition is a yearly report; a release is an edition as it was published: a document that never changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    label = models.SlugField(_("édition"), max_length=20, unique=True, help_text=_("L’année du rapport : « 2025 »."))

    class Meta:
        verbose_name = _("édition")
        ordering = ["-label"]

    def __str__(self) -> str:
        return self.label


class ReleaseQuerySet(models.QuerySet["Release"]):
    def newest_first(self) -> ReleaseQuerySet:
        return self.select_related("edition").order_by("-published_at", "-pk")

    def update(self, **kwargs: Any) -> int:
        raise PermissionDenied(_("Une version publiée ne change pas."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(_("Une version publiée ne s’efface pas."))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """New releases only: a conflict is an error, never an update."""
        if kwargs.get("update_conflicts"):
            raise PermissionDenied(_("Une version publiée ne change pas."))
        return super().bulk_create(objs, *args, **kwargs)


class Release(models.Model):
    """The canonical JSON of a Report, its SHA-256, and who published it, when and why. Written once."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="releases", verbose_name=_("édition"))
    number = models.PositiveSmallIntegerField(_("numéro"))
    document = models.TextField(_("document"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    schema_version = models.CharField(_("version du schéma"), max_length=10)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("publiée par")
    )
    reason = models.TextField(_("raison"))
    published_at = models.DateTimeField(_("publiée le"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("version publiée")
        verbose_name_plural = _("versions publiées")
        ordering = ["-published_at", "-pk"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="release_number_once_per_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_1"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="release_has_a_reason",
                violation_error_message=_("La raison de la publication manque."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.label}.{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise PermissionDenied(_("Une version publiée ne change pas."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(_("Une version publiée ne s’efface pas."))
