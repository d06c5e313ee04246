"""An edition is a yearly report; a release is an edition as it was published: a document that never changes.

A release published by mistake is withdrawn: it is no longer served, and that it was stays on record, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.recording import History
from strategy_monitor.language.codes import ChecklistDecision, ReleaseKind
from strategy_monitor.releases.compressed import CompressedText

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)
UNCHANGED = _("Une version publiée ne change pas.")
KEPT = _("Une version publiée ne s’efface pas.")
FICTIVE = "-fictive"
"""How the label of an edition ends that was made up for a demonstration: its addresses, files and citations say so."""


class Edition(models.Model):
    """A year of the report. One at a time is fed by the working copy (see `editions`); once closed, it changes by its
    own document only."""

    label = models.SlugField(_("édition"), max_length=20, unique=True, help_text=_("L’année du rapport : « 2025 »."))
    fed_slot = models.PositiveSmallIntegerField(
        null=True, unique=True, editable=False, help_text=_("1 pour celle que la copie de travail nourrit.")
    )
    prepared_at = models.DateTimeField(_("préparée le"), null=True, editable=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("préparée par"),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("close le"), null=True, editable=False)

    class Meta:
        verbose_name = _("édition")
        ordering = ["-label"]
        constraints = [
            models.CheckConstraint(condition=Q(fed_slot__isnull=True) | Q(fed_slot=1), name="one_edition_is_fed"),
            models.CheckConstraint(
                condition=Q(fed_slot__isnull=True) | Q(closed_at__isnull=True), name="a_closed_edition_is_not_fed"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def fed(self) -> bool:
        """Whether what is published into it is the working copy."""
        return self.fed_slot is not None

    @property
    def fictive(self) -> bool:
        return self.label.endswith(FICTIVE)


class ChecklistAnswer(models.Model):
    """What somebody decided of one thing that an edition looks at again before it is published: see `checklist`."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="answers", verbose_name=_("édition"))
    item = models.CharField(_("point"), max_length=80, help_text=_("Ce qui est à revoir : « indicator 2.2-O2 »."))
    decision = models.CharField(_("décision"), max_length=10, choices=ChecklistDecision.choices)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("décidé par")
    )
    answered_at = models.DateTimeField(_("décidé le"), auto_now=True)

    class Meta:
        verbose_name = _("point revu")
        verbose_name_plural = _("points revus")
        ordering = ["item"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["edition", "item"], name="an_item_is_answered_once_per_edition"),
            models.CheckConstraint(
                condition=Q(decision__in=["reviewed", "continued", "closed"]), name="checklist_decision_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.item}"


class WrittenOnce(models.QuerySet[Row_co]):
    """Rows that are written, then never changed nor erased."""

    def update(self, **kwargs: Any) -> int:
        raise PermissionDenied(UNCHANGED)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(KEPT)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """New rows only: a conflict is an error, never an update."""
        if kwargs.get("update_conflicts"):
            raise PermissionDenied(UNCHANGED)
        return super().bulk_create(objs, *args, **kwargs)


class ReleaseQuerySet(WrittenOnce["Release"]):
    def newest_first(self) -> ReleaseQuerySet:
        return self.select_related("edition").order_by("-published_at", "-pk")

    def in_force(self) -> ReleaseQuerySet:
        """Those that the public may read as the newest: neither withdrawn nor made up."""
        return self.filter(withdrawal__isnull=True).exclude(edition__label__endswith=FICTIVE)


class Permanent(models.Model):
    """Saved once; neither saved again nor deleted, by any way of the ORM."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise PermissionDenied(UNCHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(KEPT)


class Release(Permanent):
    """The canonical JSON of a Report, its SHA-256, and who published it, when and why. Written once."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="releases", verbose_name=_("édition"))
    number = models.PositiveSmallIntegerField(_("numéro"))
    document = CompressedText(_("document"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    schema_version = models.CharField(_("version du schéma"), max_length=10)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("publiée par")
    )
    kind = models.CharField(
        _("nature"), max_length=10, choices=ReleaseKind.choices, blank=True,
        help_text=_("Vide pour une version publiée avant que la distinction ne soit faite."),
    )  # fmt: skip
    reason = models.TextField(_("raison"))
    override_reason = models.TextField(_("raison de publier malgré des alertes bloquantes"), blank=True)
    published_at = models.DateTimeField(_("publiée le"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("version publiée")
        verbose_name_plural = _("versions publiées")
        ordering = ["-published_at", "-pk"]
        base_manager_name = "objects"
        permissions = [
            ("withdraw_release", "Peut retirer une version publiée"),
            ("override_gate", "Peut publier malgré des alertes bloquantes"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="release_number_once_per_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_1"),
            models.CheckConstraint(condition=Q(kind__in=["", "update", "erratum"]), name="release_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="release_has_a_reason",
                violation_error_message=_("La raison de la publication manque."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.label}.{self.number}"


class StoredBeside(models.Model):
    """What is made from the document of a release, and made again at will: see `beside`."""

    release: Release
    rules = models.CharField(
        _("règles"), max_length=16, help_text=_("Empreinte du code qui l’a écrit : un autre l’écrit à nouveau.")
    )
    content = models.BinaryField(_("contenu"))

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.release)


class SearchIndex(StoredBeside):
    """What can be found in a release, as `indexes` reads it."""

    release = models.OneToOneField(
        Release, models.CASCADE, related_name="search_index", verbose_name=_("version publiée")
    )

    class Meta:
        verbose_name = _("index de recherche")
        verbose_name_plural = _("index de recherche")
        default_permissions = ()


class DocumentParts(StoredBeside):
    """The document of a long release in parts, as `parts` reads them."""

    release = models.OneToOneField(
        Release, models.CASCADE, related_name="document_parts", verbose_name=_("version publiée")
    )

    class Meta:
        verbose_name = _("document en parties")
        verbose_name_plural = _("documents en parties")
        default_permissions = ()


class ReleaseComparison(StoredBeside):
    """What a release and another one differ in, where one of them is long, as `compared` reads it."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="comparisons", verbose_name=_("version publiée"))
    before = models.ForeignKey(
        Release, models.CASCADE, related_name="+", verbose_name=_("version de départ"),
        help_text=_("Celle avec laquelle la version publiée est comparée."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("comparaison de deux versions")
        verbose_name_plural = _("comparaisons de deux versions")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["release", "before"], name="two_releases_are_compared_once")]


class Withdrawal(Permanent):
    """A release that is no longer served: why, by whom, since when. Written once; to serve it again is to publish."""

    release = models.OneToOneField(
        Release, models.PROTECT, related_name="withdrawal", verbose_name=_("version publiée")
    )
    reason = models.TextField(_("raison"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("retirée par")
    )
    withdrawn_at = models.DateTimeField(_("retirée le"))

    objects = WrittenOnce.as_manager()

    class Meta:
        verbose_name = _("retrait d’une version")
        verbose_name_plural = _("retraits de versions")
        ordering = ["-withdrawn_at", "-pk"]
        base_manager_name = "objects"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="withdrawal_has_a_reason",
                violation_error_message=_("La raison du retrait manque."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}"


class RegisterEntry(Permanent):
    """That a release was published, or withdrawn: one link of a chain, see `register`. Written once."""

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    statement = models.TextField(_("inscription"), help_text=_("Ce qui est inscrit, tel que son empreinte le tient."))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    signature = models.CharField(
        _("signature"), max_length=100, blank=True, help_text=_("Ed25519, en base64 ; vide sans clé.")
    )
    key = models.CharField(_("clé publique"), max_length=50, blank=True, help_text=_("Celle qui vérifie la signature."))

    objects = WrittenOnce.as_manager()

    class Meta:
        verbose_name = _("inscription au registre")
        verbose_name_plural = _("inscriptions au registre")
        ordering = ["number"]
        base_manager_name = "objects"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}"


class RegisterStamp(Permanent):
    """When an authority saw an entry of the register (RFC 3161), see `stamping`. Written once."""

    entry = models.OneToOneField(RegisterEntry, models.PROTECT, related_name="stamped", verbose_name=_("inscription"))
    token = models.TextField(_("horodatage"), help_text=_("« TimeStampToken » en DER, écrit en base64."))

    objects = WrittenOnce.as_manager()

    class Meta:
        verbose_name = _("horodatage du registre")
        verbose_name_plural = _("horodatages du registre")
        base_manager_name = "objects"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry}"


class CopyMark(models.Model):
    """That rows changed of which a document is built: written by triggers of the database, see `marks`."""

    writer = models.BigIntegerField(primary_key=True, help_text=_("Transaction qui a écrit."))
    drawn = models.BigIntegerField(help_text=_("Tiré au sort à chaque changement."))

    class Meta:
        verbose_name = _("marque de changement")
        verbose_name_plural = _("marques de changement")

    def __str__(self) -> str:
        return f"{self.writer}: {self.drawn}"


class SiteStatement(models.Model):
    """What the authority says of its site, for contact, legal notice, accessibility and privacy: true today, so of no
    release. What is empty is said to be « non communiqué »."""

    slot = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    contact_service = models.CharField(
        _("service"), max_length=200, blank=True, help_text=_("Qui répond aux questions sur la stratégie et son suivi.")
    )
    contact_email = models.EmailField(
        _("adresse électronique"), blank=True, help_text=_("D’un service plutôt que d’une personne : elle est publiée.")
    )
    contact_phone = models.CharField(
        _("téléphone"), max_length=60, blank=True, help_text=_("Avec l’indicatif du pays : +32 …")
    )
    contact_address = models.TextField(_("adresse postale"), blank=True, help_text=_("Une ligne par ligne d’adresse."))
    publisher = models.TextField(
        _("éditeur du site"), blank=True, help_text=_("Nom, forme juridique, siège et numéro d’entreprise.")
    )
    host = models.TextField(_("hébergeur"), blank=True, help_text=_("Nom et adresse de qui héberge le site."))
    reuse = models.TextField(
        _("textes et images"), blank=True, help_text=_("À quelles conditions ils se reprennent ; les données ont leur "
        "licence."),
    )  # fmt: skip
    accessibility_scope = models.TextField(
        _("engagement et portée"), blank=True, help_text=_("Quel organisme déclare, pour quel site, en vertu de quel "
        "texte : pour la Communauté française, le décret du 3 mai 2019 relatif à l’accessibilité des sites internet "
        "et des applications mobiles des organismes publics."),
    )  # fmt: skip
    accessibility_state = models.TextField(
        _("état de conformité déclaré"), blank=True, help_text=_("« Conforme », « partiellement conforme » ou « non "
        "conforme », et à quelle norme : EN 301 549, WCAG."),
    )  # fmt: skip
    accessibility_gaps = models.TextField(
        _("contenu non accessible"), blank=True, help_text=_("Ce qui ne l’est pas ; pourquoi : non-conformité, charge "
        "disproportionnée, hors du champ du texte ; et ce qui le remplace."),
    )  # fmt: skip
    accessibility_audit = models.TextField(
        _("établissement de la déclaration"), blank=True, help_text=_("Le jour où elle a été établie, puis revue ; qui "
        "a évalué le site, selon quelle méthode."),
    )  # fmt: skip
    accessibility_contact = models.TextField(
        _("signaler un obstacle"), blank=True, help_text=_("À qui écrire, et sous quel délai une réponse vient.")
    )
    accessibility_appeal = models.TextField(
        _("voie de recours"), blank=True, help_text=_("À qui s’adresser quand la réponse ne satisfait pas : service de "
        "plaintes, puis médiateur, avec leurs adresses."),
    )  # fmt: skip
    controller = models.TextField(
        _("responsable du traitement"), blank=True, help_text=_("Qui décide de ce que le site garde des personnes.")
    )
    privacy_contact = models.TextField(
        _("délégué à la protection des données"), blank=True, help_text=_("Son nom ou sa fonction, et son adresse.")
    )
    retention = models.TextField(
        _("durées de conservation"), blank=True, help_text=_("Des comptes, de l’historique, des journaux du serveur.")
    )
    privacy_rights = models.TextField(
        _("exercer ses droits"), blank=True, help_text=_("Accès, rectification, effacement, plainte : comment, et "
        "auprès de qui."),
    )  # fmt: skip
    history = History(verbose_name=_("historique des mentions du site"))

    class Meta:
        verbose_name = _("mentions du site")
        verbose_name_plural = _("mentions du site")
        constraints = [
            models.CheckConstraint(
                condition=Q(slot=1),
                name="site_statement_is_the_only_one",
                violation_error_message=_("Un site n’a qu’une page de mentions."),
            )
        ]

    def __str__(self) -> str:
        return "Mentions du site"
