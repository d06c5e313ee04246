"""What people say to each other of one value, measure or indicator: at the desk only, never published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from axes.models import Measure
from indicators.models import Indicator, Observation
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.language.codes import MessageKind, ProposalState

TARGETS = ("observation", "measure", "indicator")


def target(model: type[models.Model], name: Any) -> Any:
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=name,
        help_text=_("Un message porte sur une chose, et disparaît avec elle."),
    )  # fmt: skip


class MessageQuerySet(models.QuerySet["Message"]):
    def on(self, thing: Any) -> MessageQuerySet:
        return self.filter(**{thing._meta.model_name: thing})

    def open_proposals(self) -> MessageQuerySet:
        return self.filter(kind=MessageKind.PROPOSAL, state=ProposalState.OPEN)

    def for_reading(self) -> MessageQuerySet:
        """With what a page says of each, its file's bytes left out."""
        things = ("observation__series__indicator", "measure", "indicator")
        return self.select_related("author", "settled_by", *things).prefetch_related(
            models.Prefetch("files", Attachment.objects.defer("content")), "mentions"
        )


class Message(models.Model):
    observation = target(Observation, _("valeur"))
    measure = target(Measure, _("mesure"))
    indicator = target(Indicator, _("indicateur"))
    kind = models.CharField(
        _("nature"), max_length=8, choices=MessageKind.choices, default=MessageKind.MESSAGE,
        help_text=_("Un message, ou une correction proposée."),
    )  # fmt: skip
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("auteur"),
        help_text=_("Qui l’a écrit."),
    )  # fmt: skip
    posted_at = models.DateTimeField(_("écrit le"), default=timezone.now, help_text=_("Jour et heure."))
    text = models.TextField(_("message"), help_text=_("Ce qui est dit ; pour une correction, pourquoi."))
    proposed = models.TextField(
        _("texte proposé"), blank=True, default="", help_text=_("Ce qui devrait se lire à la place.")
    )
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("personnes nommées"), blank=True,
        help_text=_("Celles que « @compte » nomme dans le message."),
    )  # fmt: skip
    state = models.CharField(
        _("suite donnée"), max_length=9, choices=ProposalState.choices, blank=True, default="",
        help_text=_("D’une correction proposée."),
    )  # fmt: skip
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("réglé par"),
        help_text=_("Qui a donné suite."),
    )  # fmt: skip
    settled_at = models.DateTimeField(_("réglé le"), null=True, blank=True, help_text=_("Jour et heure."))
    settled_why = models.TextField(
        _("raison"), blank=True, default="", help_text=_("Lue par la personne qui a proposé.")
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["posted_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(observation__isnull=False, measure__isnull=True, indicator__isnull=True)
                | Q(observation__isnull=True, measure__isnull=False, indicator__isnull=True)
                | Q(observation__isnull=True, measure__isnull=True, indicator__isnull=False),
                name="message_has_one_target",
                violation_error_message=_("Un message porte sur une seule chose."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(kind="message", proposed="", state="")
                | (Q(kind="proposal", state__in=["open", "done", "dismissed"]) & ~Q(proposed="")),
                name="only_a_proposal_proposes",
                violation_error_message=_("Une correction proposée dit quel texte ; elle seule a une suite."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["", "open"], settled_by__isnull=True, settled_at__isnull=True, settled_why="")
                | (
                    Q(state__in=["done", "dismissed"], settled_by__isnull=False, settled_at__isnull=False)
                    & ~Q(settled_why="")
                ),
                name="a_settled_proposal_says_who_when_and_why",
                violation_error_message=_("Une suite dit qui, quand et pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{name_person(self.author)}, {french.write_date(timezone.localdate(self.posted_at))}"

    @property
    def thing(self) -> Any:
        return self.observation or self.measure or self.indicator


class Attachment(models.Model):
    """A file that came with a message, kept as it came. Its bytes are in the database, and so in its backup."""

    message = models.ForeignKey(
        Message,
        models.CASCADE,
        related_name="files",
        verbose_name=_("message"),
        help_text=_("Avec lequel il est venu."),
    )
    name = models.CharField(_("nom du fichier"), max_length=200, help_text=_("Tel que déposé."))
    content = models.BinaryField(_("contenu"), help_text=_("Octet pour octet."))
    size = models.PositiveIntegerField(_("taille"), help_text=_("En octets."))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, help_text=_("De son contenu."))

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
