"""Attempts to sign in: those that wait for their answer, and those that failed. Sessions that are open. By what a
directory knows people; whose person was erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.recording import History
from strategy_monitor.language import french
from strategy_monitor.language.codes import EntryWay


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


class Erasure(models.Model):
    """That the person of an account was erased: by its number, without a name. What they did stays, by that number."""

    account = models.BigIntegerField(
        _("compte"), unique=True, help_text=_("Numéro du compte dont la personne est effacée.")
    )
    at = models.DateTimeField(_("effacé le"), default=timezone.now, help_text=_("Jour et heure."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("effacé par"),
        help_text=_("Qui l’a décidé au bureau, ou le dit à la commande."),
    )  # fmt: skip
    history = History(verbose_name=_("historique de l’effacement"))

    class Meta:
        verbose_name = _("effacement")
        verbose_name_plural = _("effacements")
        ordering = ["-at"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return french.write_account(self.account)


class DirectoryIdentity(models.Model):
    """By what the directory knows a person. Never by their address, which may pass from one person to another."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="identity", verbose_name=_("personne"),
        help_text=_("Le compte qu’elle a ici."),
    )  # fmt: skip
    issuer = models.CharField(_("annuaire"), max_length=255, help_text=_("Adresse du fournisseur (« iss »)."))
    subject = models.CharField(_("sujet"), max_length=255, help_text=_("Ce que l’annuaire appelle « sub »."))

    class Meta:
        verbose_name = _("identité dans l’annuaire")
        verbose_name_plural = _("identités dans l’annuaire")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="one_account_for_an_identity",
                violation_error_message=_("Cette identité de l’annuaire est déjà reliée à un compte."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject


class Entry(models.Model):
    """A sign-in, and the session that it opened. Without its row, a session is nobody's."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="entries", verbose_name=_("personne"),
        help_text=_("Qui est entré."),
    )  # fmt: skip
    way = models.CharField(
        _("manière"), max_length=20, choices=EntryWay.choices, default=EntryWay.PASSWORD,
        help_text=_("Par un mot de passe de ce site, par une clé d’accès, ou par l’annuaire."),
    )  # fmt: skip
    device = models.CharField(
        _("appareil"), max_length=40, blank=True,
        help_text=_("Navigateur et système, sans leur version. Aucune adresse n’est gardée."),
    )  # fmt: skip
    at = models.DateTimeField(_("entré le"), help_text=_("Jour et heure."))
    seen = models.DateTimeField(_("vu le"), help_text=_("Jour et heure du dernier usage, à cinq minutes près."))
    checked = models.DateTimeField(
        _("confirmé le"), null=True, blank=True,
        help_text=_("Quand l’annuaire a répondu de cette session ; vide sans lui."),
    )  # fmt: skip
    asked = models.DateTimeField(
        _("demandé le"), null=True, blank=True,
        help_text=_("Depuis quand l’annuaire est interrogé de cette session ; vide quand il ne l’est pas."),
    )  # fmt: skip
    sid = models.CharField(
        _("session de l’annuaire"), max_length=255, blank=True, help_text=_("Ce que l’annuaire appelle « sid ».")
    )
    refreshing = models.TextField(
        _("jeton"), blank=True,
        help_text=_("Ce par quoi l’annuaire est interrogé de nouveau ; il ne sert qu’avec le secret de ce site."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ()
        ordering = ["-seen"]

    def __str__(self) -> str:
        return f"{self.device} {self.at:%Y-%m-%d %H:%M}"


class SpentToken(models.Model):
    """A token of the directory that was acted upon: it does not serve twice while it would be valid."""

    name = models.CharField(_("jeton"), max_length=64, unique=True, help_text=_("Empreinte de son nom (« jti »)."))
    until = models.DateTimeField(_("jusqu’au"), db_index=True, help_text=_("Quand il ne vaut plus rien."))

    class Meta:
        verbose_name = _("jeton qui a servi")
        verbose_name_plural = _("jetons qui ont servi")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class BreakGlass(models.Model):
    """The one account of this site that enters by its password whatever the directory says or does not say."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"),
        help_text=_("Le compte de secours."),
    )  # fmt: skip
    entered = models.DateTimeField(
        _("entré le"), null=True, blank=True, help_text=_("Quand il a servi pour la dernière fois.")
    )

    class Meta:
        verbose_name = _("compte de secours")
        verbose_name_plural = _("comptes de secours")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person_id)


class SecondFactor(models.Model):
    """The application of codes of a person."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"),
        help_text=_("À qui elle est."),
    )  # fmt: skip
    secret = models.TextField(_("secret"), help_text=_("Chiffré avec SECRET_KEY."))
    last_step = models.BigIntegerField(
        _("dernier code"), help_text=_("Rang du dernier code qui a servi : aucun ne sert deux fois.")
    )

    class Meta:
        verbose_name = _("second facteur")
        verbose_name_plural = _("seconds facteurs")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person_id)


class Passkey(models.Model):
    """A key that a device of a person keeps; here stands what verifies it, which opens nothing by itself."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"),
        help_text=_("À qui elle est."),
    )  # fmt: skip
    name = models.CharField(_("nom"), max_length=60, help_text=_("Le nom que sa personne lui donne."))
    credential = models.CharField(
        _("identifiant"), max_length=1400, unique=True,
        help_text=_("Ce par quoi l’appareil la retrouve (base64url)."),
    )  # fmt: skip
    handle = models.CharField(
        _("compte"), max_length=90, help_text=_("Ce par quoi l’appareil retrouve le compte, tiré au sort (base64url).")
    )
    public = models.BinaryField(_("clé publique"), help_text=_("En CBOR, comme l’appareil l’a donnée (COSE)."))
    counter = models.BigIntegerField(
        _("compteur"), help_text=_("Combien de fois elle a signé, d’après l’appareil ; 0 où il ne compte pas.")
    )
    at = models.DateTimeField(_("ajoutée le"), help_text=_("Jour et heure."))
    used = models.DateTimeField(
        _("a servi le"), null=True, blank=True, help_text=_("Jour et heure de la dernière fois.")
    )

    class Meta:
        verbose_name = _("clé d’accès")
        verbose_name_plural = _("clés d’accès")
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.person_id)


class RecoveryCode(models.Model):
    """One that has not served yet."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"),
        help_text=_("À qui il est."),
    )  # fmt: skip
    digest = models.CharField(_("empreinte"), max_length=64, help_text=_("Empreinte du code."))

    class Meta:
        verbose_name = _("code de secours")
        verbose_name_plural = _("codes de secours")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person_id)
