"""What the kit is tried on: shelves that hold books. To be imported once they are installed: see `conftest`."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords


class Shelf(models.Model):
    name = models.CharField("nom", max_length=50, unique=True)

    history = HistoricalRecords()

    class Meta:
        app_label = "library"
        verbose_name = "étagère"

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    class Kind(models.TextChoices):
        NOVEL = "novel", "Roman"
        ESSAY = "essay", "Essai"

    shelf = models.ForeignKey(Shelf, models.PROTECT, verbose_name="étagère", null=True, blank=True)
    title = models.CharField("titre", max_length=50)
    kind = models.CharField("genre", max_length=10, choices=Kind, default=Kind.NOVEL)
    pages = models.PositiveIntegerField("pages", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        app_label = "library"
        verbose_name = "livre"
        constraints = [
            models.UniqueConstraint(
                fields=["title"], name="book_title_is_unique", violation_error_message="Ce titre est déjà pris."
            )
        ]

    def __str__(self) -> str:
        return self.title
