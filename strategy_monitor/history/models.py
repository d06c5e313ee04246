"""Each recorded change, as one row that says all of it: what a page of the history shows is read from here alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.people import name_number
from strategy_monitor.releases.models import Permanent, WrittenOnce


class Change(models.Model):
    """One record of one history, as things were called when it was written. Written with the record, never changed."""

    class Kind(models.TextChoices):
        ADDED = "+", _("création")
        CHANGED = "~", _("modification")
        REMOVED = "-", _("suppression")

    class Origin(models.TextChoices):
        PERSON = "person", _("Une personne")
        LOAD = "load", _("Chargement du rapport")
        IMPORT = "import", _("Import")
        RULES = "rules", _("Les règles (alertes)")
        SYSTEM = "system", _("Le système")

    model = models.CharField(max_length=60)
    """Label of the model: « indicators.Observation »."""
    key = models.BigIntegerField()
    record = models.BigIntegerField()
    """Key of the historical record."""
    record_before = models.BigIntegerField(null=True)
    """Key of the one that it changed."""
    kind = models.CharField(max_length=1, choices=Kind)
    when = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    """Who did it; None where no person did. `user_id` outlives the account: read no row through it unasked."""
    origin = models.CharField(max_length=6, choices=Origin)
    reason = models.TextField()
    folded_reason = models.TextField()
    name = models.JSONField()
    """What it is called, as the steps of `naming.Name`: itself, then what it is said to be of."""
    subject = models.JSONField()
    """Name of what the change is about: the indicator that it stands in, else the highest thing below the axis."""
    subject_model = models.CharField(max_length=60)
    subject_key = models.BigIntegerField()
    indicator = models.BigIntegerField(null=True)
    """Key of the indicator that it stands in, or is."""
    indicator_code = models.CharField(max_length=20)
    axis = models.PositiveSmallIntegerField(null=True)
    """Number of the axis that it stands in, or is."""
    fields = models.JSONField(encoder=DjangoJSONEncoder)
    """[name of the field, before, after]; for what was added or removed, all that it holds. What a relation leads to
    stands as its name, or as the list of their names; a person as the number of their account."""

    class Meta:
        verbose_name = _("changement")
        verbose_name_plural = _("historique")
        constraints = (models.UniqueConstraint(fields=["model", "record"], name="one_change_a_record"),)
        indexes = (
            models.Index(fields=["-when", "-id"], name="change_newest"),
            models.Index(fields=["indicator", "-when"], name="change_of_indicator"),
            models.Index(fields=["indicator_code"], name="change_of_code"),
            models.Index(fields=["axis", "-when"], name="change_of_axis"),
            models.Index(fields=["user", "-when"], name="change_of_user"),
            models.Index(fields=["model", "key", "-id"], name="change_of_thing"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.model} {self.key}"

    def author(self, names: Mapping[int, str]) -> str:
        """Who did it, by these names of accounts; where no person did, what brought it."""
        return self.get_origin_display() if self.user_id is None else name_number(self.user_id, names)


class Seal(Permanent):
    """Holds the changes that came after the seal before, and that seal: see `sealing`. Written once."""

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    statement = models.TextField(_("énoncé"), help_text=_("Ce que tient le sceau, tel que son empreinte le tient."))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    digests = models.TextField(
        _("empreintes des changements"), help_text=_("SHA-256 de chacun, dans l’ordre, 64 signes chacune.")
    )

    objects = WrittenOnce.as_manager()

    class Meta:
        verbose_name = _("sceau de l’historique")
        verbose_name_plural = _("sceaux de l’historique")
        ordering = ("number",)
        base_manager_name = "objects"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}"
