"""A release is written once: no way leads to changing or erasing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from strategy_monitor.releases.models import Edition, Release, Withdrawal
from tests.broken import refused, unsaved

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    edition = Edition.objects.create(label="2025")
    author = get_user_model().objects.create(username="camille")
    return Release.objects.create(
        edition=edition,
        number=1,
        document="{}",
        sha256="0" * 64,
        schema_version="1",
        author=author,
        reason="Première version",
        published_at=timezone.now(),
    )


def test_an_edition_is_named_once(release):
    refused(Edition(label="2025"), "", "existe déjà")


@pytest.mark.parametrize("label", ["", "20 25", "2025/1", "é"])
def test_the_name_of_an_edition_fits_an_address(label):
    with pytest.raises(ValidationError):
        Edition(label=label).full_clean()


def test_a_number_is_given_once_in_an_edition(release):
    refused(unsaved(release), "release_number_once_per_edition", "existe déjà")
    unsaved(release, edition=Edition.objects.create(label="2026")).full_clean()


def test_numbers_start_at_1(release):
    refused(unsaved(release, number=0), "release_number_from_1", "release_number_from_1")


def test_a_release_says_why(release):
    refused(unsaved(release, reason=""), "release_has_a_reason", "La raison de la publication manque.")


def test_what_it_brings_is_one_of_the_known_words(release):
    refused(unsaved(release, number=2, kind="guess"), "release_kind_is_known", "release_kind_is_known")


def test_every_constraint_is_broken_here():
    here = Path(__file__).read_text(encoding="utf-8")
    assert [c.name for m in (Release, Withdrawal) for c in m._meta.constraints if f'"{c.name}"' not in here] == []


def test_a_release_is_not_saved_again(release):
    release.reason = "Une autre raison"
    with pytest.raises(PermissionDenied, match="ne change pas"):
        release.save()
    assert Release.objects.get().reason == "Première version"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda release: Release.objects.update(reason="Autre"),
        lambda release: Release.objects.filter(pk=release.pk).update(reason="Autre"),
        lambda release: release.edition.releases.update(reason="Autre"),
        lambda release: Release.objects.update_or_create(pk=release.pk, defaults={"reason": "Autre"}),
        lambda release: Release.objects.bulk_update([change(release)], ["reason"]),
        lambda release: Release._base_manager.bulk_update([change(release)], ["reason"]),
        lambda release: Release.objects.bulk_create(
            [change(release)], update_conflicts=True, unique_fields=["pk"], update_fields=["reason"]
        ),
        lambda release: Release.objects.all().delete(),
        lambda release: release.delete(),
        lambda release: release.edition.delete(),
        lambda release: release.author.delete(),
    ],
)
def test_no_way_of_the_orm_changes_or_erases_a_release(release, attempt):
    with pytest.raises((PermissionDenied, ProtectedError, IntegrityError)), transaction.atomic():
        attempt(release)
    assert Release.objects.get().reason == "Première version"


def change(release: Release) -> Release:
    release.reason = "Autre"
    return release


@pytest.fixture
def withdrawal(release) -> Withdrawal:
    return Withdrawal.objects.create(
        release=release, reason="Publiée par erreur", author=release.author, withdrawn_at=timezone.now()
    )


def test_a_release_is_withdrawn_once(withdrawal):
    refused(unsaved(withdrawal), "", "existe déjà")


def test_a_withdrawal_says_why(withdrawal):
    other = unsaved(withdrawal.release, number=2)
    other.save()
    refused(
        unsaved(withdrawal, release_id=other.pk, reason=""), "withdrawal_has_a_reason", "La raison du retrait manque."
    )


@pytest.mark.parametrize(
    "attempt",
    [
        lambda one: change(one).save(),
        lambda one: Withdrawal.objects.update(reason="Autre"),
        lambda one: Withdrawal.objects.bulk_update([change(one)], ["reason"]),
        lambda one: Withdrawal._base_manager.bulk_update([change(one)], ["reason"]),
        lambda one: Withdrawal.objects.all().delete(),
        lambda one: one.delete(),
        lambda one: one.release.delete(),
        lambda one: one.author.delete(),
    ],
)
def test_no_way_of_the_orm_changes_or_erases_a_withdrawal(withdrawal, attempt):
    with pytest.raises((PermissionDenied, ProtectedError, IntegrityError)), transaction.atomic():
        attempt(withdrawal)
    assert Withdrawal.objects.get().reason == "Publiée par erreur"
