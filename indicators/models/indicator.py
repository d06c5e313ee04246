"""Who measures, what is measured, and the series that an indicator is made of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from axes.models import Axis, PriorityAction
from axes.models.checks import CODE, check_no_twin
from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import Category, Frequency, FrequencyBasis, Nature, Polarity, Quantity, Role
from strategy_monitor.language.fields import INDICATOR, PROVIDER, SCALE_STEP, SERIES

INDICATOR_CODE = RegexValidator(
    r"^[1-9](\.[1-9](-[1-9])?)?-[OI][1-9][0-9]?\Z",
    _("Un code d’indicateur s’écrit « 2.2-O2 » (opérationnel) ou « 2-I1 » (impact)."),
)


def report_order(path: str = "") -> tuple[Any, ...]:
    """The order in which the report has its indicators, to sort by; `path`: the look-up that leads to them."""
    axis = Coalesce(f"{path}action__axis__number", f"{path}axis__number")
    return axis, f"-{path}category", f"{path}action__position", f"{path}position", f"{path}code"


class ScaleStep(models.Model):
    """A level of the progress scale, with its caption. The printed report leaves one without."""

    level = models.PositiveSmallIntegerField(SCALE_STEP["level"].label, unique=True, validators=[MaxValueValidator(5)])
    caption = models.CharField(SCALE_STEP["caption"].label, max_length=200)
    printed = models.BooleanField(SCALE_STEP["printed"].label, default=True)
    history = History(verbose_name=_("historique du niveau"))

    class Meta:
        verbose_name = _("niveau de l’échelle")
        verbose_name_plural = _("niveaux de l’échelle")
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=0, level__lte=5),
                name="scale_from_0_to_5",
                violation_error_message=_("L’échelle va de 0 à 5."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} – {self.caption}"


class Provider(models.Model):
    code = models.CharField(PROVIDER["code"].label, max_length=20, unique=True, validators=[CODE])
    name = models.CharField(PROVIDER["name"].label, max_length=200)
    acronym = models.CharField(PROVIDER["acronym"].label, max_length=30)
    url = models.URLField(PROVIDER["url"].label, max_length=500, blank=True)
    contact = models.EmailField(
        _("adresse de contact"), blank=True, default="",
        help_text=_("À qui les campagnes écrivent chez ce fournisseur. Jamais publiée."),
    )  # fmt: skip
    history = History(verbose_name=_("historique du fournisseur"))

    class Meta:
        verbose_name = _("fournisseur")
        ordering = ["acronym"]

    def __str__(self) -> str:
        return f"{self.acronym} – {self.name}"

    def clean(self) -> None:
        check_no_twin(self)


class Indicator(models.Model):
    code = models.CharField(
        INDICATOR["code"].label,
        max_length=20,
        unique=True,
        validators=[INDICATOR_CODE],
        help_text=INDICATOR["code"].hint,  # here, for a form that only shows it asks the model
    )
    category = models.CharField(INDICATOR["category"].label, max_length=12, choices=Category.choices)
    nature = models.CharField(INDICATOR["nature"].label, max_length=14, choices=Nature.choices)
    action = models.ForeignKey(
        PriorityAction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=INDICATOR["action"].label,
    )
    axis = models.ForeignKey(
        Axis,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="impact_indicators",
        verbose_name=INDICATOR["axis"].label,
    )
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    title = models.CharField(INDICATOR["title"].label, max_length=400)
    short_title = models.CharField(INDICATOR["short_title"].label, max_length=120)
    context = models.TextField(INDICATOR["context"].label, blank=True)
    remark = models.TextField(INDICATOR["remark"].label, blank=True)
    official_context = models.TextField(INDICATOR["official_context"].label, blank=True, default="")
    official_remark = models.TextField(INDICATOR["official_remark"].label, blank=True, default="")
    definition = models.TextField(INDICATOR["definition"].label, blank=True)
    source = models.CharField(INDICATOR["source"].label, max_length=200, blank=True)
    planned_source = models.CharField(INDICATOR["planned_source"].label, max_length=200, blank=True)
    providers = models.ManyToManyField(
        Provider, related_name="indicators", blank=True, verbose_name=INDICATOR["providers"].label
    )
    planned_providers = models.ManyToManyField(
        Provider, related_name="planned_indicators", blank=True, verbose_name=INDICATOR["planned_providers"].label
    )
    frequency = models.CharField(
        INDICATOR["frequency"].label, max_length=13, choices=Frequency.choices, default=Frequency.UNKNOWN
    )
    frequency_basis = models.CharField(
        INDICATOR["frequency_basis"].label,
        max_length=7,
        choices=FrequencyBasis.choices,
        default=FrequencyBasis.OURS,
    )
    closed_since = models.CharField(
        _("plus suivi depuis l’édition"), max_length=20, blank=True, default="",
        help_text=_("« 2027 » : les éditions d’avant le gardent. Vide : il est suivi."),
    )  # fmt: skip
    last_edition = models.CharField(
        _("dernière édition qui l’a suivi"), max_length=20, blank=True, default="",
        help_text=_("« 2026 » : son successeur y renvoie. Vide : le public ne lit pas qui le remplace."),
    )  # fmt: skip
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("remplacé par"),
        help_text=_("L’indicateur qui le suit, pour un indicateur qui n’est plus suivi."),
    )  # fmt: skip
    history = History(m2m_fields=[providers, planned_providers], verbose_name=_("historique de l’indicateur"))

    class Meta:
        verbose_name = _("indicateur")
        ordering = ["category", "position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category="operational", action__isnull=False, axis__isnull=True)
                | Q(category="impact", action__isnull=True, axis__isnull=False),
                name="indicator_place_fits_category",
                violation_error_message=_(
                    "Un indicateur opérationnel appartient à une action ; un indicateur d’impact, à un axe."
                ),
            ),
            models.CheckConstraint(
                condition=Q(nature__in=["progress", "quantitative", "informational"]),
                name="indicator_nature_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(source="") | ~Q(planned_source=""),
                name="indicator_has_a_source",
                violation_error_message=_("La source de l’indicateur manque, présente ou à terme."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(closed_since=""),
                name="only_a_closed_indicator_is_replaced",
                violation_error_message=_("Un indicateur remplacé n’est plus suivi : dire depuis quelle édition."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_title}"

    def clean(self) -> None:
        """The code is permanent: once given, it stays. An end is decided for the edition that is fed, where one reads
        what it does, and only taken back by a form: typed there, of whatever edition, it would hold at once."""
        known = Indicator.objects.filter(pk=self.pk).values_list("code", "closed_since").first() if self.pk else None
        code, closed_since = known or (self.code, "")
        if code != self.code:
            raise ValidationError({"code": _("Le code « %(code)s » est permanent.") % {"code": code}})
        if self.closed_since not in {"", closed_since}:
            raise ValidationError({"closed_since": CLOSED_ELSEWHERE})


CLOSED_ELSEWHERE = _(
    "Un indicateur se clôt dans « À revoir pour cette édition », sur la page de l’édition que la copie de travail "
    "nourrit (Bureau, Éditions). Ici, on peut seulement le reprendre : vider ce champ."
)


class Series(models.Model):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="series", verbose_name=_("indicateur"))
    key = models.SlugField(SERIES["key"].label, max_length=60)
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    label = models.CharField(SERIES["label"].label, max_length=250)
    unit = models.CharField(SERIES["unit"].label, max_length=60, blank=True)
    unit_singular = models.CharField(SERIES["unit_singular"].label, max_length=60, blank=True)
    quantity = models.CharField(SERIES["quantity"].label, max_length=10, choices=Quantity.choices)
    role = models.CharField(SERIES["role"].label, max_length=10, choices=Role.choices)
    polarity = models.CharField(
        SERIES["polarity"].label, max_length=12, choices=Polarity.choices, default=Polarity.NONE
    )
    group = models.CharField(
        SERIES["group"].label,
        max_length=60,
        blank=True,
    )
    part_of = models.CharField(SERIES["part_of"].label, max_length=60, blank=True)
    whole = models.BooleanField(SERIES["whole"].label, default=False)
    population = models.CharField(SERIES["population"].label, max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Vide : celle de l’indicateur."))
    planned_source = models.CharField(_("source à terme"), max_length=200, blank=True)
    history = History(verbose_name=_("historique de la série"))

    class Meta:
        verbose_name = _("série")
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "key"],
                name="series_key_once_per_indicator",
                violation_error_message=_("Cet indicateur a déjà une série de cette clé."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["headline", "component", "breakdown", "benchmark", "context"]),
                name="series_role_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(role="benchmark") | ~Q(population=""),
                name="benchmark_names_its_population",
                violation_error_message=_("Un point de comparaison dit sur quelle population il porte."),
            ),
            models.CheckConstraint(
                condition=~Q(quantity="share") | Q(unit="%"),
                name="share_is_in_percent",
                violation_error_message=_("Une part s’exprime en « %% »."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id and self.indicator.code} · {self.label}"

    def clean(self) -> None:
        """`part_of` names another series of the same indicator; the quantity fits the values already recorded."""
        if self.part_of and (
            self.part_of == self.key
            or not Series.objects.filter(indicator_id=self.indicator_id, key=self.part_of).exists()
        ):
            raise ValidationError({"part_of": _("Aucune autre série de l’indicateur ne porte cette clé.")})
        for observation in self.observations.exclude(value=None) if self.pk else ():
            observation.series = self
            try:
                observation.clean()
            except ValidationError as error:
                raise ValidationError({"quantity": [f"{observation.period_label} – {error.messages[0]}"]}) from error
