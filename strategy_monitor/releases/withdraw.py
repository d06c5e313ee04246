"""A release published by mistake is no longer served; that it was, and why it no longer is, stays on record."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from axes.working_copy import lock_working_copy
from strategy_monitor.releases import load, register
from strategy_monitor.releases.editions import lock_editions
from strategy_monitor.releases.models import Release, Withdrawal
from strategy_monitor.releases.publish import Moved, ReasonMissing
from strategy_monitor.releases.signals import release_withdrawn
from strategy_monitor.report.refusal import PublicationRefused


class NotPublished(PublicationRefused):
    """No release bears this name."""


class AlreadyWithdrawn(PublicationRefused):
    """This release is no longer served."""


@transaction.atomic
def withdraw(
    edition: str, number: int, reason: str, author: AbstractBaseUser | None = None, *, then: str | None = None
) -> Withdrawal:
    """Withdraws a release; the public then reads the newest one left, if any. It cannot be undone: one publishes again.

    `then` is the name of the release that the public would read then, as one saw it, or empty. Raises ReasonMissing,
    NotPublished, AlreadyWithdrawn, and Moved where it would be another one. Then nothing is withdrawn.
    """
    if not reason.strip():
        raise ReasonMissing("La raison du retrait manque.")
    lock_editions()
    lock_working_copy()
    head = named(edition, number)
    if head.withdrawn:
        raise AlreadyWithdrawn(f"La version {head.name} est déjà retirée.")
    if then is not None and then != name_of(successor(head)):
        raise Moved("Ce que le public lira après ce retrait a changé depuis.")
    release = Release.objects.select_related("edition").defer("document").get(pk=head.pk)
    withdrawal = Withdrawal(
        release=release, reason=reason.strip(), author=cast(Any, author), withdrawn_at=timezone.now()
    )
    withdrawal.full_clean(exclude=["author"])
    withdrawal.save()
    register.enter_withdrawal(withdrawal)
    release_withdrawn.send(Withdrawal, withdrawal=withdrawal)
    return withdrawal


def named(edition: str, number: int) -> load.Head:
    """The release of this name, withdrawn or not. Raises NotPublished."""
    for head in load.every_head():
        if (head.edition, head.number) == (edition, number):
            return head
    raise NotPublished(f"Aucune version {edition}.{number} n’a été publiée.")


def successor(head: load.Head) -> load.Head | None:
    """What the public reads once this release is withdrawn: the newest one left that can be read."""
    try:
        return load.first_good([one for one in load.heads() if one.pk != head.pk]).head
    except load.NoRelease:
        return None


def name_of(head: load.Head | None) -> str:
    return head.name if head else ""
