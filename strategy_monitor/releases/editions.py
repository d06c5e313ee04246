"""The life of an edition: to be prepared → in preparation → current → closed.

One edition at a time is fed by the working copy: what is published into it is what stands there. To prepare the next
one closes it; it then changes by its own document only (see `errata`). Until the next one has a release in force, one
may go back to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from axes.working_copy import lock_working_copy
from strategy_monitor.language.codes import EditionState
from strategy_monitor.releases import load
from strategy_monitor.releases.checklist import forget_decisions
from strategy_monitor.releases.models import FICTIVE, Edition
from strategy_monitor.report.refusal import PublicationRefused


class BadEdition(PublicationRefused):
    """The label of an edition stands in addresses: it must fit there."""


class EditionPassed(PublicationRefused):
    """The working copy feeds a newer edition, or the public reads one: this one changes by its own document only."""


class NotTheNext(PublicationRefused):
    """Only an edition after the one that is fed can be prepared, once that one has been published."""


class AlreadyRead(PublicationRefused):
    """The edition in preparation has a release in force: one does not go back to the one before it."""


def fed_edition() -> Edition | None:
    """The edition that the working copy feeds; None where none was published into, nor prepared."""
    return Edition.objects.filter(fed_slot=1).first()


def default_edition() -> str:
    """The label of the edition that is fed; before there is one, the one that is awaited, else the year."""
    fed = fed_edition()
    if fed is not None:
        return fed.label
    return edition_in_force() or max(real_editions(), default="") or str(timezone.localdate().year)


def edition_in_force() -> str:
    """The label of the edition that the public reads; empty where nothing is in force."""
    return next((head.edition for head in load.heads()), "")


def real_editions() -> list[str]:
    return [label for label in Edition.objects.values_list("label", flat=True) if not label.endswith(FICTIVE)]


def state_of_edition(edition: Edition, known: Iterable[load.Head]) -> EditionState:
    """How far it is; `known`: the releases there are."""
    if edition.closed_at or edition.fictive:
        return EditionState.CLOSED
    if not edition.fed:
        return EditionState.PLANNED
    in_force = any(head.edition == edition.label and head.in_force for head in known)
    return EditionState.CURRENT if in_force else EditionState.PREPARING


def open_editions() -> QuerySet[Edition]:
    """Those that still change with the working copy, or will: in preparation, current, or to be prepared."""
    return Edition.objects.filter(closed_at=None).exclude(label__endswith=FICTIVE)


def edition_of(label: str) -> Edition:
    """The edition of this label, made if it is new. Raises BadEdition."""
    try:
        Edition(label=label).clean_fields()
    except ValidationError as error:
        raise BadEdition(f"Édition « {label} » : {' '.join(error.messages)}") from error
    return Edition.objects.get_or_create(label=label)[0]


def real_edition_of(label: str) -> Edition:
    """The same, for one that can be fed. Raises BadEdition for the name of one that is made up."""
    if label.endswith(FICTIVE):
        raise BadEdition(f"Édition « {label} » : ce nom est réservé aux éditions fictives d’une démonstration.")
    return edition_of(label)


def lock_editions() -> None:
    """Lets one person at a time publish, prepare or withdraw, until the end of the transaction."""
    list(Edition.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def feed(label: str, author: Any = None) -> Edition:
    """Makes the working copy feed this edition, until the end of the transaction: nobody else changes it meanwhile. It
    is the edition that is fed already, or the first one, or a newer one; the edition before is then closed.

    Raises BadEdition, and EditionPassed for an edition that is closed, or older than the one that is fed or read.
    """
    edition = real_edition_of(label)
    lock_editions()
    edition.refresh_from_db()
    if edition.fed:
        return edition
    fed = fed_edition()
    newest = max(fed.label if fed else "", edition_in_force())
    if edition.closed_at or label < newest:
        raise EditionPassed(describe_passed(label, newest))
    if fed is not None:
        Edition.objects.filter(pk=fed.pk).update(fed_slot=None, closed_at=timezone.now())
    edition.fed_slot, edition.prepared_at, edition.prepared_by = 1, timezone.now(), author
    edition.save()
    return edition


def feed_first(label: str) -> None:
    """The same where the working copy feeds none yet, and nothing at all elsewhere. Raises BadEdition."""
    edition = real_edition_of(label)
    if fed_edition() is None and not edition.closed_at:
        with transaction.atomic():
            feed(label)


def describe_passed(label: str, newest: str) -> str:
    return (
        f"L’édition « {label} » est close : la copie de travail nourrit l’édition « {newest} ». "
        f"Publier dans l’édition « {newest} », ou corriger « {label} » par un erratum."
    )


@transaction.atomic
def prepare(label: str, author: AbstractBaseUser | None = None) -> Edition:
    """Opens the edition after the one that is fed, and closes that one.

    Raises BadEdition, and NotTheNext for an edition that does not come after the one that is fed, or while nothing of
    the one that is fed was ever published.
    """
    lock_editions()
    fed = fed_edition()
    if fed is not None and label <= fed.label:
        raise NotTheNext(f"La copie de travail nourrit l’édition « {fed.label} » : la suivante vient après elle.")
    if fed is not None and not fed.releases.exists():
        raise NotTheNext(f"L’édition « {fed.label} » n’a encore rien de publié : la publier d’abord, ou y renoncer.")
    return feed(label, author)


@transaction.atomic
def go_back(author: AbstractBaseUser | None = None) -> Edition:
    """Gives up the preparation: the working copy feeds the edition before again, with the indicators that were closed
    for the one that is given up; what was written in the working copy stays. Returns the edition before.

    Raises AlreadyRead where the one in preparation has a release in force, NotTheNext where there is none before it.
    """
    lock_editions()
    lock_working_copy()
    fed = fed_edition()
    before = Edition.objects.filter(closed_at__isnull=False).exclude(label__endswith=FICTIVE).order_by("-label").first()
    if fed is None or before is None:
        raise NotTheNext("Aucune édition close ne précède celle qui se prépare.")
    if any(head.edition == fed.label for head in load.heads()):
        raise AlreadyRead(f"Le public lit déjà l’édition « {fed.label} » : « {before.label} » reste close.")
    forget_decisions(fed, before, author)
    Edition.objects.filter(pk=fed.pk).update(fed_slot=None, prepared_at=None, prepared_by=None)
    before.fed_slot, before.closed_at = 1, None
    before.prepared_at, before.prepared_by = timezone.now(), cast(Any, author)
    before.save()
    return before
