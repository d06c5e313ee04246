"""Withdrawing: the release before is served, the one withdrawn is not, and what happened stays on record."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from strategy_monitor.releases import load
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.models import Release, Withdrawal
from strategy_monitor.releases.publish import Moved, ReasonMissing, publish
from strategy_monitor.releases.withdraw import AlreadyWithdrawn, NotPublished, withdraw
from tests.memory import forget
from tests.releases.altering import alter_documents
from tests.snapshot import remembered
from tests.vouched import change, one_more

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def mistake(published: None) -> Release:
    """A second release, published by mistake."""
    return remembered("a second release, published by mistake", publish_by_mistake)


def publish_by_mistake() -> Release:
    one_more()
    return publish("2025", "Correction.")[0]


def current() -> str:
    return load.current().head.name


def test_the_release_before_is_served(mistake: Release) -> None:
    ada = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    begun = timezone.now()
    assert current() == "2025.2"
    withdraw("2025", 2, "  Publiée trop tôt. ", ada)
    assert current() == "2025.1"
    assert [head.name for head in load.heads()] == ["2025.1"]
    withdrawn, kept = load.every_head()
    assert (withdrawn.name, kept.name, kept.withdrawn) == ("2025.2", "2025.1", None)
    assert withdrawn.withdrawn
    assert (withdrawn.withdrawn.reason, withdrawn.withdrawn.author) == (
        "Publiée trop tôt.",
        f"le compte n°\xa0{ada.pk}",
    )
    assert begun <= withdrawn.withdrawn.at <= timezone.now()


def test_the_document_itself_is_kept(mistake: Release) -> None:
    withdraw("2025", 2, "Par erreur.")
    assert Release.objects.get(number=2).document == mistake.document


def test_one_that_was_withdrawn_is_not_opened(mistake: Release) -> None:
    withdraw("2025", 2, "Par erreur.")
    with pytest.raises(load.WithdrawnRelease) as caught:
        load.past("2025", 2)
    assert (caught.value.head.name, caught.value.now and caught.value.now.name) == ("2025.2", "2025.1")


def test_an_older_one_is_withdrawn_without_touching_the_current_one(mistake: Release) -> None:
    withdraw("2025", 1, "Un chiffre y était confidentiel.")
    assert current() == "2025.2"
    with pytest.raises(load.WithdrawnRelease):
        load.past("2025", 1)


def test_withdrawing_the_only_one_leaves_nothing(published: None) -> None:
    assert current() == "2025.1"
    withdraw("2025", 1, "Par erreur.")
    with pytest.raises(load.NoRelease) as caught:
        load.current()
    assert [head.name for head in caught.value.withdrawn] == ["2025.1"]


def test_the_one_withdrawn_does_not_come_back_when_the_database_goes_down(
    published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> list[load.Head]:
        raise DatabaseError("no route to host")

    assert current() == "2025.1"
    withdraw("2025", 1, "Par erreur.")
    with pytest.raises(load.NoRelease):
        load.current()
    monkeypatch.setattr(load, "every_head", down)
    with pytest.raises(load.NoRelease):
        load.current()


class TestPublishingAfter:
    def test_the_number_goes_on_and_the_same_content_is_a_new_release(self, mistake: Release) -> None:
        withdraw("2025", 2, "Par erreur.")
        release, new = publish("2025", "Cette fois, c’est voulu.")
        assert (str(release), new, release.sha256) == ("2025.3", True, mistake.sha256)
        assert current() == "2025.3"

    def test_what_is_in_force_again_is_not_published_twice(self, mistake: Release) -> None:
        withdraw("2025", 2, "Par erreur.")
        from indicators.models import Observation

        figure = Observation.objects.get(series__indicator__code="2.1-O2", value=4945)
        change(figure, value=4944)
        release, new = publish("2025", "Rien de neuf.")
        assert (str(release), new) == ("2025.1", False)

    def test_the_only_one_may_be_published_again(self, published: None) -> None:
        withdraw("2025", 1, "Par erreur.")
        release, new = publish("2025", "Cette fois, c’est voulu.")
        assert (str(release), new, current()) == ("2025.2", True, "2025.2")

    def test_the_working_copy_goes_on_feeding_its_edition(self, published: None) -> None:
        publish("2026", "Édition suivante.")
        withdraw("2026", 1, "Trop tôt.")
        assert default_edition() == "2026"


class TestNothingIsWithdrawn:
    @pytest.fixture(autouse=True)
    def nothing(self, published: None):
        yield
        assert current() == "2025.1"

    @pytest.mark.parametrize("reason", ["", "   ", "\n"])
    def test_without_a_reason(self, reason: str) -> None:
        with pytest.raises(ReasonMissing, match="La raison du retrait manque"):
            withdraw("2025", 1, reason)

    @pytest.mark.parametrize(("edition", "number"), [("2025", 2), ("2024", 1), ("", 0), ("2025", 10**30)])
    def test_that_was_not_published(self, edition: str, number: int) -> None:
        with pytest.raises(NotPublished):
            withdraw(edition, number, "Par erreur.")

    def test_where_the_public_would_read_something_else_than_one_saw(self) -> None:
        with pytest.raises(Moved):
            withdraw("2025", 1, "Par erreur.", then="2024.1")

    def test_twice(self, mistake: Release) -> None:
        withdraw("2025", 2, "Par erreur.")
        with pytest.raises(AlreadyWithdrawn, match=r"La version 2025\.2 est déjà retirée"):
            withdraw("2025", 2, "Encore.")
        assert Withdrawal.objects.get().reason == "Par erreur."


def test_what_the_public_would_read_is_what_can_be_read(mistake: Release) -> None:
    third, _ = publish("2026", "Édition suivante.")
    alter_documents(lambda _text: "{}", pk=mistake.pk)
    forget()
    withdraw("2026", 1, "Trop tôt.", then="2025.1")
    assert current() == "2025.1"
    assert third.pk in {withdrawal.release_id for withdrawal in Withdrawal.objects.all()}


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("withdraw", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(mistake: Release) -> None:
    said = command("2025", "2", "--reason", "Par erreur.")
    assert said == "Version 2025.2 retirée. Le public lit la version 2025.1.\n"
    said = command("2025", "1", "--reason", "Elle aussi.")
    assert said == "Version 2025.1 retirée. Plus aucune version n’est publiée.\n"


def test_the_command_says_why_it_did_nothing(published: None) -> None:
    for arguments, why in (
        (("2025", "7", "--reason", "Non."), "Aucune version 2025.7"),
        (("2025", "1", "--reason", " "), "La raison du retrait manque"),
    ):
        with pytest.raises(CommandError, match=why):
            command(*arguments)
    assert current() == "2025.1"
