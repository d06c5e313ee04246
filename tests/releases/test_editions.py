"""The life of an edition: one at a time is fed by the working copy; to prepare the next one closes it."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.models import Observation
from strategy_monitor.language.codes import EditionState, ReleaseKind
from strategy_monitor.releases import load
from strategy_monitor.releases.editions import (
    AlreadyRead,
    BadEdition,
    EditionPassed,
    NotTheNext,
    default_edition,
    fed_edition,
    feed_first,
    go_back,
    prepare,
    state_of_edition,
)
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish, published_since, store
from strategy_monitor.releases.withdraw import withdraw
from tests import factories
from tests.memory import forget
from tests.snapshot import remembered
from tests.vouched import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure() -> Observation:
    """A small strategy, published as 2025.1."""
    forget()
    return remembered("a small strategy without a key", publish_small)


def publish_small() -> Observation:
    made = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
    publish("2025", "Première.")
    return made


def states() -> dict[str, str]:
    known = load.every_head()
    return {one.label: str(state_of_edition(one, known)) for one in Edition.objects.all()}


class TestTheLifeOfAnEdition:
    def test_goes_from_planned_to_closed(self, figure: Observation) -> None:
        ada = get_user_model().objects.create_user("ada")
        Edition.objects.create(label="2026")
        assert states() == {"2025": EditionState.CURRENT, "2026": EditionState.PLANNED}
        prepare("2026", ada)
        assert states() == {"2025": EditionState.CLOSED, "2026": EditionState.PREPARING}
        assert (default_edition(), load.current().head.name) == ("2026", "2025.1")
        change(figure, value=5000)
        publish("2026", "Deuxième.")
        assert states() == {"2025": EditionState.CLOSED, "2026": EditionState.CURRENT}
        fed = fed_edition()
        assert fed is not None
        assert (fed.label, fed.prepared_by) == ("2026", ada)

    def test_a_closed_edition_is_no_longer_published_into_before_the_next_one_is(self, figure: Observation) -> None:
        prepare("2026")
        change(figure, value=5000)
        with pytest.raises(EditionPassed, match="« 2025 » est close : la copie de travail nourrit l’édition « 2026 »"):
            publish("2025", "Trop tard.")
        assert [str(one) for one in Release.objects.all()] == ["2025.1"]

    @pytest.mark.parametrize("label", ["2025", "2024"])
    def test_only_what_comes_after_is_prepared(self, figure: Observation, label: str) -> None:
        with pytest.raises(NotTheNext, match="la suivante vient après elle"):
            prepare(label)
        assert states() == {"2025": EditionState.CURRENT}

    def test_one_at_a_time_is_prepared(self, figure: Observation) -> None:
        prepare("2026")
        with pytest.raises(NotTheNext, match="n’a encore rien de publié"):
            prepare("2027")
        assert states() == {"2025": EditionState.CLOSED, "2026": EditionState.PREPARING}

    @pytest.mark.parametrize("label", ["20 26", "", "2026-fictive"])
    def test_its_label_is_that_of_an_edition(self, figure: Observation, label: str) -> None:
        with pytest.raises((BadEdition, NotTheNext)):
            prepare(label)
        assert states() == {"2025": EditionState.CURRENT}

    def test_a_publication_into_a_newer_one_prepares_it(self, figure: Observation) -> None:
        change(figure, value=5000)
        publish("2026", "Deuxième.")
        assert states() == {"2025": EditionState.CLOSED, "2026": EditionState.CURRENT}

    def test_the_first_one_may_be_prepared_before_anything_is_published(self) -> None:
        assert prepare("2025").label == "2025"
        assert states() == {"2025": EditionState.PREPARING}

    def test_one_that_is_made_up_never_waits_to_be_prepared(self) -> None:
        Edition.objects.create(label="2025-fictive")
        assert states() == {"2025-fictive": EditionState.CLOSED}

    def test_a_strategy_that_is_loaded_waits_in_its_edition(self) -> None:
        feed_first("2025")
        assert states() == {"2025": EditionState.PREPARING}
        feed_first("2024")
        assert default_edition() == "2025"

    def test_the_database_holds_one_that_is_fed_and_open(self, figure: Observation) -> None:
        other = Edition.objects.create(label="2026")
        for fields in ({"fed_slot": 1}, {"fed_slot": 2}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Edition.objects.filter(pk=other.pk).update(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(label="2025").update(closed_at=load.current().head.published_at)


def test_an_erratum_to_a_closed_edition_does_not_publish_the_working_copy(figure: Observation) -> None:
    """What was validated meanwhile can still be taken back: the public does not read it."""
    closed, begun = Edition.objects.get(label="2025"), timezone.now()
    text = Release.objects.get().document
    store(closed, text, "Une mise à jour.", None)
    assert published_since(begun)
    prepare("2026")
    since = timezone.now()
    store(closed, text, "Une faute.", None, kind=ReleaseKind.ERRATUM)
    assert not published_since(since)
    assert published_since(begun), "it was not closed by then"


class TestGoingBack:
    def test_gives_the_preparation_up(self, figure: Observation) -> None:
        prepare("2026", get_user_model().objects.create_user("ada"))
        assert go_back().label == "2025"
        given_up = Edition.objects.get(label="2026")
        assert (given_up.prepared_at, given_up.prepared_by) == (None, None)
        assert states() == {"2025": EditionState.CURRENT, "2026": EditionState.PLANNED}
        change(figure, value=5000)
        assert str(publish("2025", "Correction.")[0]) == "2025.2"

    def test_is_too_late_once_the_public_reads_it(self, figure: Observation) -> None:
        prepare("2026")
        change(figure, value=5000)
        publish("2026", "Deuxième.")
        with pytest.raises(AlreadyRead, match="Le public lit déjà l’édition « 2026 »"):
            go_back()
        withdraw("2026", 1, "Trop tôt.")
        assert go_back().label == "2025"

    def test_there_is_nothing_before_the_first(self, figure: Observation) -> None:
        with pytest.raises(NotTheNext):
            go_back()


class TestWhatARepeatedReleaseBrings:
    def test_is_what_its_publisher_says(self, figure: Observation) -> None:
        change(figure, value=5000)
        publish("2025", "Une faute.", kind=ReleaseKind.ERRATUM)
        change(figure, value=5001)
        publish("2025", "Du neuf.")
        assert [(str(one), one.kind) for one in Release.objects.order_by("pk")] == [
            ("2025.1", "update"), ("2025.2", "erratum"), ("2025.3", "update"),
        ]  # fmt: skip

    def test_a_first_release_corrects_nothing(self, figure: Observation) -> None:
        change(figure, value=5000)
        assert publish("2026", "Deuxième.", kind=ReleaseKind.ERRATUM)[0].kind == ReleaseKind.UPDATE


class OfMigrations:
    """Models as a migration has them: a release can be written there."""

    def get_model(self, app: str, name: str) -> Any:
        model: Any = apps.get_model(app, name)
        return SimpleNamespace(objects=QuerySet(model)) if name == "Release" else model


class TestADatabaseOfBefore:
    """What the migration makes of editions that had no state."""

    def run(self) -> None:
        module: Any = import_module("strategy_monitor.releases.migrations.0005_which_edition_is_fed")
        Edition.objects.update(fed_slot=None, prepared_at=None, closed_at=None)
        module.say_which_is_fed(OfMigrations(), None)

    def test_feeds_what_the_public_reads_and_closes_what_is_before(self, figure: Observation) -> None:
        change(figure, value=5000)
        publish("2026", "Deuxième.")
        Edition.objects.create(label="2027")
        self.run()
        assert states() == {
            "2025": EditionState.CLOSED, "2026": EditionState.CURRENT, "2027": EditionState.PLANNED,
        }  # fmt: skip

    def test_feeds_the_one_that_is_awaited_where_nothing_is_read(self) -> None:
        Edition.objects.create(label="2025")
        self.run()
        assert states() == {"2025": EditionState.PREPARING}
