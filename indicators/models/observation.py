"""One value of a series for one period, and all that is needed to trace it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from indicators.models.imported import ImportedFile
from indicators.models.indicator import Series
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import LevelBasis, Manner, MissingReason, PeriodKind, Place, Quantity, WorkStatus
from strategy_monitor.language.fields import OBSERVATION, PERIOD

CONTENT = (
    "series_id", "period_kind", "period_start", "period_end", "period_label", "value", "value_high", "level",
    "level_basis", "state", "missing_reason", "manner", "cumulative_since", "printed", "place", "section", "data_date",
    "printed_date", "break_before", "before_strategy", "days_printed", "source_unstated",
)  # fmt: skip
"""What a reader can see of an observation, and so what a validation vouches for."""

UNFIT_FOR_A_LEVEL = ("approximate", "cumulative")
FIGURE = ("value", "value_high", "level", "state", "missing_reason")
"""What an observation says of the series, in one way or another."""

STATUS_FIELDS = (
    "status", "submitted_by", "submitted_message", "submitted_source", "returned_why", "validated_by", "validated_on",
)  # fmt: skip


class UndoneRecord(models.Model):
    """What each record of the history of an observation says besides: whether what it records was undone since.

    What was undone counts for nothing: it is neither what was last validated, nor anybody's work.
    """

    undone = models.BooleanField(
        _("défait"), default=False, help_text=_("Un import ou une validation que quelqu’un a défait depuis.")
    )

    class Meta:
        abstract = True


class Observation(models.Model):
    series = models.ForeignKey(Series, models.CASCADE, related_name="observations", verbose_name=_("série"))
    period_kind = models.CharField(PERIOD["kind"].label, max_length=13, choices=PeriodKind.choices)
    period_start = models.DateField(PERIOD["start"].label, null=True, blank=True)
    period_end = models.DateField(PERIOD["end"].label, null=True, blank=True)
    period_label = models.CharField(PERIOD["label"].label, max_length=60)
    days_printed = models.BooleanField(
        PERIOD["days_printed"].label,
        default=False,
    )
    value = models.DecimalField(OBSERVATION["value"].label, max_digits=15, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(
        OBSERVATION["value_high"].label, max_digits=15, decimal_places=4, null=True, blank=True
    )
    level = models.PositiveSmallIntegerField(
        OBSERVATION["level"].label, null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    level_basis = models.CharField(
        OBSERVATION["level_basis"].label, max_length=9, choices=LevelBasis.choices, blank=True
    )
    state = models.CharField(OBSERVATION["state"].label, max_length=250, blank=True)
    missing_reason = models.CharField(
        OBSERVATION["missing_reason"].label, max_length=12, choices=MissingReason.choices, blank=True
    )
    manner = models.CharField(
        OBSERVATION["manner"].label,
        max_length=11,
        choices=Manner.choices,
        blank=True,
        default="",
    )
    cumulative_since = models.DateField(OBSERVATION["cumulative_since"].label, null=True, blank=True)
    printed = models.CharField(OBSERVATION["printed"].label, max_length=500, blank=True)
    place = models.CharField(
        OBSERVATION["place"].label,
        max_length=8,
        choices=Place.choices,
        blank=True,
    )
    section = models.CharField(OBSERVATION["section"].label, max_length=20, blank=True)
    data_date = models.DateField(OBSERVATION["data_date"].label, null=True, blank=True)
    printed_date = models.CharField(OBSERVATION["printed_date"].label, max_length=80, blank=True)
    source_unstated = models.BooleanField(
        _("source non précisée"),
        default=False,
        help_text=_("La source de la série ou de l’indicateur n’est pas prêtée à cette valeur."),
    )
    break_before = models.TextField(OBSERVATION["break_before"].label, blank=True)
    before_strategy = models.BooleanField(OBSERVATION["before_strategy"].label, default=False)
    status = models.CharField(
        _("statut"), max_length=9, choices=WorkStatus.choices, default=WorkStatus.DRAFT, editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("soumis par"),
    )  # fmt: skip
    submitted_message = models.TextField(_("message au validateur"), blank=True, default="", editable=False)
    submitted_source = models.URLField(
        _("source jointe à la soumission"), max_length=500, blank=True, default="", editable=False
    )
    returned_why = models.TextField(_("raison du retour"), blank=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=OBSERVATION["validated_by"].label,
    )  # fmt: skip
    validated_on = models.DateField(OBSERVATION["validated_on"].label, null=True, blank=True, editable=False)
    imported_from = models.ForeignKey(
        ImportedFile, models.PROTECT, null=True, blank=True, editable=False, related_name="observations",
        verbose_name=_("importé de"),
    )  # fmt: skip
    origin = models.CharField(
        OBSERVATION["origin_detail"].label, max_length=300, blank=True, editable=False,
        help_text=OBSERVATION["origin_detail"].meaning,
    )  # fmt: skip
    history = History(verbose_name=_("historique de la valeur"), bases=[UndoneRecord])

    class Meta:
        verbose_name = _("valeur")
        permissions = [("validate_observation", "Peut valider ou retourner une valeur")]
        ordering = [F("period_start").asc(nulls_last=True), "period_label"]
        indexes = [models.Index(fields=["status"], name="observation_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_label"],
                name="observation_once_per_period",
                violation_error_message=_("Cette série a déjà une valeur pour cette période."),
            ),
            models.CheckConstraint(
                condition=Q(missing_reason="", value__isnull=False)
                | Q(missing_reason="", level__isnull=False)
                | (Q(missing_reason="") & ~Q(state=""))
                | (~Q(missing_reason="") & Q(value__isnull=True, level__isnull=True)),
                name="observation_has_value_or_reason",
                violation_error_message=_(
                    "Il faut une valeur, un niveau ou un état ; sinon, la raison de son absence."
                ),
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True, level_basis="")
                | Q(level__isnull=False, level__gte=0, level__lte=5, level_basis__in=["icon", "wording", "confirmed"]),
                name="level_has_a_basis",
                violation_error_message=_(
                    "Un niveau va de 0 à 5 et dit d’où il vient : icône, libellé ou fournisseur."
                ),
            ),
            models.CheckConstraint(
                condition=Q(period_kind="undated", period_start__isnull=True, period_end__isnull=True)
                | (
                    ~Q(period_kind="undated")
                    & Q(period_start__isnull=False, period_end__isnull=False, period_end__gte=F("period_start"))
                ),
                name="period_has_a_start_and_an_end",
                violation_error_message=_(
                    "Une période a un premier et un dernier jour, dans cet ordre ; seul « sans date » n’en a pas."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(period_kind="date") | Q(period_start=F("period_end")),
                name="date_is_one_day",
                violation_error_message=_("Une date commence et finit le même jour."),
            ),
            models.CheckConstraint(
                condition=Q(value_high__isnull=True) & ~Q(manner="range")
                | Q(manner="range", value__isnull=False, value_high__isnull=False, value_high__gt=F("value")),
                name="range_has_two_ends",
                violation_error_message=_("Une fourchette a deux bornes, la basse avant la haute ; elle seule."),
            ),
            models.CheckConstraint(
                condition=~Q(manner="half") | Q(value=50),
                name="a_half_is_50",
                violation_error_message=_("« La moitié » s’écrit pour la valeur 50 seulement."),
            ),
            models.CheckConstraint(
                condition=Q(cumulative_since__isnull=True) | Q(manner="cumulative"),
                name="only_a_cumulative_value_has_a_start",
                violation_error_message=_("Seule une valeur cumulée dit depuis quand."),
            ),
            models.CheckConstraint(
                condition=Q(validated_by__isnull=True, validated_on__isnull=True)
                | Q(validated_by__isnull=False, validated_on__isnull=False),
                name="validation_has_who_and_when",
                violation_error_message=_("Une validation dit qui et quand."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "validated"]),
                name="observation_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(validated_by__isnull=True) | Q(status="validated"),
                name="only_a_validated_observation_has_a_validator",
                violation_error_message=_("Seule une valeur validée a un validateur."),
            ),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(submitted_by__isnull=False),
                name="a_submission_has_an_author",
                violation_error_message=_("Une soumission dit de qui elle vient."),
            ),
            models.CheckConstraint(
                condition=Q(status="returned") & ~Q(returned_why="") | ~Q(status="returned") & Q(returned_why=""),
                name="a_return_has_a_reason",
                violation_error_message=_("Un retour dit pourquoi ; lui seul."),
            ),
            models.CheckConstraint(
                condition=Q(printed="", place="") | (~Q(printed="") & ~Q(place="")),
                name="observation_keeps_what_is_printed",
                violation_error_message=_(
                    "Un texte imprimé a sa place dans le rapport, et une place a son texte imprimé ; une valeur qui "
                    "n’est pas imprimée n’a ni l’un ni l’autre."
                ),
            ),
        ]

    keeps_status = False
    """True while a save sets the status and the origin itself: a load of files, which vouches for what it brings."""

    def __str__(self) -> str:
        return f"{self.series} · {self.period_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        set_here = self.settle()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *set_here}
        super().save(*args, **kwargs)
        self.remember()

    def settle(self) -> set[str]:
        """A change to what was submitted or validated makes it a draft again, by whatever door it came. To be done
        before it is written; returns the names of the fields that it set."""
        set_here: set[str] = set()
        if self.pk and not hasattr(self, "_stored"):
            self.stand_on_what_is_stored()
        if self.pk and self.differs and not self.keeps_status:
            self.back_to_draft()
            set_here |= set(STATUS_FIELDS)
        if self.pk and self.origin and self.leaves_its_file and not self.keeps_status:
            self.origin, self.imported_from = "", None
            set_here |= {"origin", "imported_from"}
        return set_here

    def clean(self) -> None:
        """A level is given as it is or as a least. What depends on the series: a share stays within 0–100, a count is
        not negative, a state is not a number.
        """
        if self.level is not None and self.value is None and self.manner in UNFIT_FOR_A_LEVEL:
            raise ValidationError({"manner": _("Un niveau se donne tel quel, ou comme un minimum (« au moins 1 »).")})
        if self.series_id is None or self.value is None:
            return
        quantity = self.series.quantity
        highest = self.value if self.value_high is None else self.value_high
        if quantity == Quantity.SHARE and not Decimal(0) <= self.value <= highest <= Decimal(100):
            raise ValidationError({"value": _("Une part va de 0 à 100 %.")})
        if quantity in {Quantity.COUNT, Quantity.DURATION} and self.value < 0:
            raise ValidationError({"value": _("Un nombre ou une durée n’est pas négatif.")})
        if self.manner == Manner.HALF and quantity != Quantity.SHARE:
            raise ValidationError({"manner": _("« La moitié » ne s’écrit que pour une part.")})
        if quantity == Quantity.STATE:
            raise ValidationError({"value": _("Cette série décrit un état en mots, pas une valeur.")})

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Observation:
        """As Django does it, without a turn for each column: of a hundred thousand of these, making them was most
        of the time of reading them. What is deferred has no entry."""
        found = cls.__new__(cls)
        found._state = ModelState()
        vars(found._state).update(more, db=db, adding=False)
        vars(found).update(zip(field_names, values, strict=True))
        found.remember()
        return found

    def remember(self) -> None:
        """Takes what is in the fields for what is stored. Deferred fields are left out."""
        self._stored = {name: self.__dict__[name] for name in CONTENT if name in self.__dict__}
        self._came_from = self.__dict__.get("origin"), self.__dict__.get("imported_from_id")

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.remember()

    def stand_on_what_is_stored(self) -> None:
        """For a row made of a past version: its work goes on from where it stands now; if it is gone, from a draft."""
        row = Observation.objects.filter(pk=self.pk).first()
        if row is None:
            if not self.keeps_status:
                self.returned_why = ""
                self.back_to_draft()
            return
        self._stored = row._stored
        for name in () if self.keeps_status else STATUS_FIELDS:
            setattr(self, name, getattr(row, name))

    @property
    def differs(self) -> bool:
        """Whether what a reader can see was changed since it was read."""
        stored: dict[str, Any] = getattr(self, "_stored", {})
        return any(name in self.__dict__ and self.__dict__[name] != value for name, value in stored.items())

    @property
    def leaves_its_file(self) -> bool:
        """Whether the figure changes by another door than the import that brought it."""
        stored: dict[str, Any] = getattr(self, "_stored", {})
        changed = any(name in stored and self.__dict__[name] != stored[name] for name in FIGURE)
        return changed and getattr(self, "_came_from", None) == (self.origin, self.imported_from_id)

    @property
    def is_promise(self) -> bool:
        """Whether the report says that there is no figure yet, and nobody has said so since."""
        awaited = self.missing_reason in {MissingReason.LATER, MissingReason.TO_BUILD}
        return awaited and bool(self.printed) and not self.origin and self.submitted_by_id is None

    def back_to_draft(self) -> None:
        """What the status becomes when the content changes. A return keeps its reason until it is submitted again."""
        if not self.returned_why:
            self.status = WorkStatus.DRAFT
        self.submitted_by = self.validated_by = self.validated_on = None
        self.submitted_message = self.submitted_source = ""
