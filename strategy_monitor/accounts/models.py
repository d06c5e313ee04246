"""Attempts to sign in: those that wait for their answer, and those that failed."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """One password that was tried. Account and address are digests: the table says nothing of who or from where.

    A row is written before the password is looked at, and goes if the attempt succeeds or was not let through.
    """

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)
    """Empty where no address is known."""
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "essai de connexion"
        verbose_name_plural = "essais de connexion"
        default_permissions = ()
        indexes = [
            models.Index(fields=["account", "at"], name="attempts_of_an_account"),
            models.Index(fields=["address", "at"], name="attempts_from_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
