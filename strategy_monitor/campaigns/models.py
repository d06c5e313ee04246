"""A collection campaign: for one edition, what is asked of each provider, by when, and the reminders that were sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Provider, Series
from strategy_monitor.backoffice.recording import History
from strategy_monitor.notices.models import OutgoingMessage
from strategy_monitor.releases.models import Edition


class Campaign(models.Model):
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="campaigns", verbose_name=_("édition"))
    opens_on = models.DateField(_("ouverte le"))
    due_on = models.DateField(_("à rendre pour le"))
    message = models.TextField(
        _("message aux fournisseurs"), blank=True, help_text=_("Ajouté à chaque rappel. Une ligne vide sépare deux "
        "paragraphes."),
    )  # fmt: skip
    automatic = models.BooleanField(
        _("rappels d’eux-mêmes"), default=False, help_text=_("Les rappels aux fournisseurs partent d’eux-mêmes, aux "
        "jours que dit la page de la campagne, tant qu’il manque quelque chose."),
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("créée par"),
    )  # fmt: skip
    history = History(verbose_name=_("historique de la campagne"))

    class Meta:
        verbose_name = _("campagne de collecte")
        verbose_name_plural = _("campagnes de collecte")
        ordering = ["-edition__label"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                name="one_campaign_per_edition",
                violation_error_message=_("Cette édition a déjà sa campagne."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="campaign_opens_before_it_is_due",
                violation_error_message=_("Une campagne s’ouvre avant le jour où les données sont à rendre."),
            ),
        ]

    def __str__(self) -> str:
        return f"Campagne {self.edition.label}"


class Demand(models.Model):
    """What one provider is asked, without saying what: the indicators and their periods say it (`owed`)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="demands", verbose_name=_("campagne"))
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="demands", verbose_name=_("fournisseur"))
    due_on = models.DateField(
        _("à rendre pour le"), null=True, blank=True, help_text=_("Vide : le jour de la campagne.")
    )
    contact = models.EmailField(
        _("adresse de contact"), blank=True, help_text=_("À qui écrire chez ce fournisseur. Vide : aucun rappel.")
    )
    history = History(verbose_name=_("historique de la demande"))

    class Meta:
        verbose_name = _("demande")
        ordering = ["provider__acronym"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "provider"],
                name="provider_asked_once_per_campaign",
                violation_error_message=_("Ce fournisseur est déjà sollicité dans cette campagne."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.provider.acronym}"

    @property
    def due(self) -> dt.date:
        """Its own day, else that of the campaign, which must be loaded."""
        return self.due_on or self.campaign.due_on


class Reminder(models.Model):
    """An e-mail as it was sent. Written before it goes, dated once it is gone; never changed after.

    Sent by nobody, it went by itself, on the day that `moment` says.
    """

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="reminders", verbose_name=_("demande"))
    to = models.EmailField(_("à"))
    subject = models.CharField(_("objet"), max_length=250)
    body = models.TextField(_("texte"))
    begun_at = models.DateTimeField(_("commencé le"), auto_now_add=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("envoyé par")
    )
    moment = models.DateField(_("jour prévu"), null=True, blank=True)
    message = models.OneToOneField(OutgoingMessage, models.SET_NULL, null=True, related_name="reminder")
    """On its way out; forgotten some weeks after it went."""

    class Meta:
        verbose_name = _("rappel")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "moment"], name="one_reminder_by_itself_per_moment"),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=False) | Q(moment__isnull=False), name="a_reminder_says_why_it_went"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only one that did not go may be taken back."""
        if self.sent_at is not None:
            raise models.ProtectedError(str(_("Un rappel envoyé reste au dossier.")), {self})
        return super().delete(*args, **kwargs)


class ToldPerson(models.Model):
    """That a person was told what a campaign asks of them, at one of its moments."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="told_people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    moment = models.DateField()

    class Meta:
        verbose_name = "personne prévenue"
        verbose_name_plural = "personnes prévenues"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person", "moment"], name="a_person_is_told_once_per_moment")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.moment}"


class KeptCell(models.Model):
    """What a person types into a cell of « Mes chiffres », as they type it, until the row is saved.

    `version` counts what was typed there: a page that knows an older one overwrites nothing unseen.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_cells")
    series = models.ForeignKey(Series, models.CASCADE, related_name="+")
    period_label = models.CharField(max_length=60)
    """The period that was asked, which may not be the one that is typed."""
    name = models.CharField(max_length=20)
    """Of the cell in its row."""
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.BigIntegerField(default=0)
    """That of the observation which the person saw as they typed; 0 for none, −1 where the page did not say."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "saisie gardée"
        verbose_name_plural = "saisies gardées"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "series", "period_label", "name"], name="one_kept_text_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.period_label}, {self.name}"


class KeptFile(models.Model):
    """A file that a person gives with a row of « Mes chiffres », until the row is submitted: it then goes to the thread
    of the value. It is read by nobody before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_files", help_text=_("Qui l’a joint.")
    )
    series = models.ForeignKey(Series, models.CASCADE, related_name="+", help_text=_("La série de la ligne."))
    period_label = models.CharField(max_length=60, help_text=_("La période demandée."))
    name = models.CharField(max_length=200, help_text=_("Tel que déposé."))
    content = models.BinaryField(help_text=_("Octet pour octet."))
    size = models.PositiveIntegerField(help_text=_("En octets."))
    at = models.DateTimeField(help_text=_("Jour et heure."))

    class Meta:
        verbose_name = "fichier gardé"
        verbose_name_plural = "fichiers gardés"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
