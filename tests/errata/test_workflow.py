"""A closed edition is corrected by its own document: by a list that one person makes and another validates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client

from indicators.models import Observation
from strategy_monitor.errata import workflow
from strategy_monitor.errata.models import Correction, Erratum
from strategy_monitor.errata.workflow import ErratumRefused, Proposal, open_erratum, propose, publish_erratum
from strategy_monitor.language.codes import ErratumState, ReleaseKind
from strategy_monitor.quality import gate
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import find_stored, one_before
from strategy_monitor.releases.editions import prepare
from strategy_monitor.releases.indexes import INDEX
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report.correcting import CannotCorrect
from strategy_monitor.report.diff import differences
from tests.errata.making import FIGURE, INDICATOR, SHARE, proposed, two_editions
from tests.memory import forget
from tests.pages.reading import soup, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Any:
    return get_user_model().objects.create_superuser("ada", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def grace(db: None) -> Any:
    return get_user_model().objects.create_superuser("grace", first_name="Grace", last_name="Hopper")


@pytest.fixture
def figure(db: None) -> Observation:
    return two_editions()


def report_of(edition: str, number: int) -> Any:
    return load.past(edition, number)[0].report


def find_head(name: str) -> load.Head:
    return next(head for head in load.every_head() if head.name == name)


class TestAnErratum:
    def test_is_the_next_release_of_its_edition_and_nothing_else(
        self, figure: Observation, ada: Any, grace: Any
    ) -> None:
        release = publish_erratum(proposed(ada).pk, 2, grace)
        assert (str(release), release.kind, release.author) == ("2025.2", ReleaseKind.ERRATUM, grace)
        assert release.reason == "Une faute de frappe."
        (only,) = differences(report_of("2025", 1), report_of("2025", 2))
        assert (only.model, only.field, only.before, only.after) == (
            "Observation", "value", "4\u202f944\xa0heures", "4\u202f945\xa0heures",
        )  # fmt: skip
        assert report_of("2025", 2).edition == "2025"
        figure.refresh_from_db()
        assert figure.value == 5000, "the working copy has gone on, and is not touched"

    def test_leaves_the_newest_edition_to_the_public(
        self, figure: Observation, ada: Any, grace: Any, client: Client
    ) -> None:
        publish_erratum(proposed(ada).pk, 2, grace)
        assert load.current().head.name == "2026.1"
        home = text(soup(client.get("/")))
        assert "Édition 2026" in home
        corrected = text(soup(client.get("/versions/2025/2/indicateurs/1.1-O1/")))
        assert "4 945 heures" in corrected
        for of_2026 in ("Le titre de 2026", "5 000"):
            assert of_2026 not in corrected
        (told,) = soup(client.get("/errata/")).select(".releases > li")
        assert text(told.h3) == "Version 2025.2"
        assert "4 944 heures → devient 4 945 heures" in text(told)
        assert text(told.summary) == "1 chiffre depuis la version 2025.1"
        listed = soup(client.get("/versions/")).select_one("#v-2025-2")
        assert "1 chiffre depuis la version 2025.1" in text(listed)
        compared = text(soup(client.get("/comparaison/2025.1/2025.2/")))
        assert "4 945 heures" in compared
        assert "Le titre de 2026" not in compared

    def test_of_a_long_edition_is_there_with_what_pages_read_of_it(
        self, figure: Observation, ada: Any, grace: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The first page, too, which reads the newest edition against it."""
        monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
        release = publish_erratum(proposed(ada).pk, 2, grace)
        forget()
        assert parts.PARTS.recall(release.pk, release.sha256) is not None
        assert INDEX.recall(release.pk, release.sha256) is not None
        before, newest, corrected = (find_head(name) for name in ("2025.1", "2026.1", "2025.2"))
        assert find_stored(before, corrected) is not None
        assert find_stored(corrected, newest) is not None

    def test_that_changed_while_it_was_made_ready_is_refused(
        self, figure: Observation, ada: Any, grace: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
        erratum = proposed(ada)
        honest = workflow.begin_ahead

        def disturb(*given: Any) -> Any:
            workflow.return_erratum(erratum.pk, 2, grace, "À revoir.")
            return honest(*given)

        monkeypatch.setattr(workflow, "begin_ahead", disturb)
        with pytest.raises(ErratumRefused):
            publish_erratum(erratum.pk, 2, grace)
        assert not Release.objects.filter(edition__label="2025", number=2).exists()

    def test_is_found_before_others_are_made_to_wait(
        self, figure: Observation, ada: Any, grace: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erratum = proposed(ada)
        begun: list[str] = []

        def tell(room: Any, name: str) -> None:
            honest = getattr(room, name)
            monkeypatch.setattr(room, name, lambda *given: begun.append(name) or honest(*given))

        found = ["begin_ahead", "require_no_worse", "check_charts", "write_document"]
        tell(workflow.gate, "require_no_worse")
        for name in ("begin_ahead", "check_charts", "write_document", "lock_editions"):
            tell(workflow, name)
        publish_erratum(erratum.pk, 2, grace)
        assert begun == [*found, "lock_editions"]

    def test_overtaken_by_another_one_says_what_both_correct(
        self, figure: Observation, ada: Any, grace: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = proposed(ada), proposed(ada, INDICATOR, "title", "Un titre sans faute")
        honest, others = workflow.begin_ahead, [first]

        def overtake(*given: Any) -> Any:
            if others:
                publish_erratum(others.pop().pk, 2, grace)
            return honest(*given)

        monkeypatch.setattr(workflow, "begin_ahead", overtake)
        assert str(publish_erratum(second.pk, 2, grace)) == "2025.3"
        assert [one.number for one in Release.objects.filter(edition__label="2025").order_by("pk")] == [1, 2, 3]
        report = report_of("2025", 3)
        assert report.indicators[0].title == "Un titre sans faute"
        assert report.indicators[0].series[0].observations[0].value == 4945

    def test_names_people_as_they_are_called_when_it_is_published(
        self, figure: Observation, ada: Any, grace: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name that somebody else bears too by then is nobody's: what it was found from no longer holds."""
        erratum, honest, begun = proposed(ada), workflow.begin_ahead, []

        def disturb(*given: Any) -> Any:
            begun.append(given)
            get_user_model().objects.get_or_create(username="autre", first_name="Ada", last_name="Lovelace")
            return honest(*given)

        monkeypatch.setattr(workflow, "begin_ahead", disturb)
        publish_erratum(erratum.pk, 2, grace)
        assert len(begun) == 2

    def test_whose_edition_was_withdrawn_meanwhile_is_refused(
        self, figure: Observation, ada: Any, grace: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erratum, honest = proposed(ada), workflow.begin_ahead

        def disturb(*given: Any) -> Any:
            withdraw("2025", 1, "Par erreur.")
            return honest(*given)

        monkeypatch.setattr(workflow, "begin_ahead", disturb)
        with pytest.raises(ErratumRefused, match="rien à corriger"):
            publish_erratum(erratum.pk, 2, grace)
        assert Release.objects.filter(edition__label="2025").count() == 1

    def test_stands_on_what_was_corrected_before(self, figure: Observation, ada: Any, grace: Any) -> None:
        publish_erratum(proposed(ada).pk, 2, grace)
        again = proposed(ada, INDICATOR, "title", "Un titre sans faute", reason="Une lettre manquait.")
        assert str(publish_erratum(again.pk, 2, grace)) == "2025.3"
        report = report_of("2025", 3)
        assert report.indicators[0].title == "Un titre sans faute"
        assert report.indicators[0].series[0].observations[0].value == 4945

    def test_is_refused_where_another_one_corrected_the_same_field(
        self, figure: Observation, ada: Any, grace: Any
    ) -> None:
        first, second = proposed(ada), proposed(ada, typed="4 946")
        publish_erratum(first.pk, 2, grace)
        with pytest.raises(CannotCorrect, match=r"Valeur 2023-2024.* : ce champ a changé depuis"):
            publish_erratum(second.pk, 2, grace)
        assert Erratum.objects.get(pk=second.pk).state == ErratumState.SUBMITTED
        assert Release.objects.filter(edition__label="2025").count() == 2

    def test_passes_the_gate(self, figure: Observation, ada: Any, grace: Any) -> None:
        wrong = proposed(ada, SHARE, "value", "120")
        with pytest.raises(gate.Blocked, match="120"):
            publish_erratum(wrong.pk, 2, grace)
        assert Release.objects.filter(edition__label="2025").count() == 1

    def test_is_for_an_edition_that_is_closed(self, figure: Observation, ada: Any) -> None:
        with pytest.raises(ErratumRefused, match="n’est pas close"):
            open_erratum(Edition.objects.get(label="2026"), ada)
        prepare("2027")
        assert open_erratum(Edition.objects.get(label="2026"), ada).state == ErratumState.DRAFT

    def test_needs_a_release_in_force(self, figure: Observation, ada: Any) -> None:
        withdraw("2025", 1, "Par erreur.")
        with pytest.raises(ErratumRefused, match="rien à corriger"):
            open_erratum(Edition.objects.get(label="2025"), ada)

    def test_of_the_edition_that_is_read_is_read_at_once(self, figure: Observation, ada: Any, grace: Any) -> None:
        """2026 is closed by the preparation of 2027, and goes on being read."""
        prepare("2027")
        erratum = open_erratum(Edition.objects.get(label="2026"), ada)
        propose(erratum.pk, 0, ada, Proposal(FIGURE, "value", "5001", "Une faute."))
        workflow.submit_erratum(erratum.pk, 1, ada)
        publish_erratum(erratum.pk, 2, grace)
        assert load.current().head.name == "2026.2"


class TestAValueThatIsEmptied:
    """Missing is never an empty cell: the document says why, as the working copy must."""

    def emptied(self, user: Any, *more: Proposal) -> Erratum:
        erratum = open_erratum(Edition.objects.get(label="2025"), user)
        asked = (Proposal(FIGURE, "value", "", "Le chiffre est faux."), *more)
        for seen, one in enumerate(asked):
            propose(erratum.pk, seen, user, one)
        return Erratum.objects.get(pk=erratum.pk)

    def test_says_why_or_is_not_submitted(self, figure: Observation, ada: Any) -> None:
        erratum = self.emptied(ada)
        with pytest.raises(CannotCorrect, match=r"2023-2024.*1\.1-O1.* sinon, la raison de son absence"):
            workflow.submit_erratum(erratum.pk, erratum.revision, ada)
        assert Erratum.objects.get().state == ErratumState.DRAFT, "what it needs is added to it"

    def test_is_not_published_from_a_list_submitted_before_this_was_asked(
        self, figure: Observation, ada: Any, grace: Any
    ) -> None:
        erratum = self.emptied(ada)
        Erratum.objects.update(state=ErratumState.SUBMITTED, submitted_by=ada)
        with pytest.raises(CannotCorrect, match="la raison de son absence"):
            publish_erratum(erratum.pk, erratum.revision, grace)
        assert Release.objects.filter(edition__label="2025").count() == 1

    def test_with_its_reason_is_published_as_the_public_reads_it(
        self, figure: Observation, ada: Any, grace: Any, client: Client
    ) -> None:
        erratum = self.emptied(ada, Proposal(FIGURE, "missing_reason", "not_measured", "Le chiffre est faux."))
        workflow.submit_erratum(erratum.pk, 2, ada)
        publish_erratum(erratum.pk, 3, grace)
        page = text(soup(client.get("/versions/2025/2/indicateurs/1.1-O1/")))
        assert "4 944" not in page.partition("Toutes les valeurs")[2].partition("4.944")[0]
        assert "non mesuré" in page
        assert "non mesuré" in text(soup(client.get("/errata/")))

    def test_keeps_what_else_the_database_asks(self, figure: Observation, ada: Any) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        propose(erratum.pk, 0, ada, Proposal(FIGURE, "value_high", "5 000", "Une fourchette."))
        with pytest.raises(CannotCorrect, match="Une fourchette a deux bornes"):
            workflow.submit_erratum(erratum.pk, 1, ada)
        propose(erratum.pk, 1, ada, Proposal(FIGURE, "manner", "range", "Une fourchette."))
        workflow.submit_erratum(erratum.pk, 2, ada)


class TestTwoPeople:
    def test_nobody_validates_their_own_corrections(self, figure: Observation, ada: Any) -> None:
        with pytest.raises(ErratumRefused, match="Une autre personne les valide"):
            publish_erratum(proposed(ada).pk, 2, ada)
        assert Release.objects.filter(edition__label="2025").count() == 1

    def test_who_added_one_line_is_of_those_who_made_it(self, figure: Observation, ada: Any, grace: Any) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        propose(erratum.pk, 0, grace, Proposal(FIGURE, "value", "4945", "Une faute."))
        workflow.submit_erratum(erratum.pk, 1, ada)
        with pytest.raises(ErratumRefused):
            publish_erratum(erratum.pk, 2, grace)

    def test_unless_the_settings_say_so(self, figure: Observation, ada: Any, settings: Any) -> None:
        settings.ALLOW_SELF_VALIDATION = True
        assert str(publish_erratum(proposed(ada).pk, 2, ada)) == "2025.2"

    def test_what_was_seen_is_what_is_validated(self, figure: Observation, ada: Any, grace: Any) -> None:
        erratum = proposed(ada)
        workflow.return_erratum(erratum.pk, 2, grace, "Et la source ?")
        assert Erratum.objects.get(pk=erratum.pk).returned_why == "Et la source ?"
        propose(erratum.pk, 3, ada, Proposal(FIGURE, "value", "4 950", "Relu."))
        workflow.submit_erratum(erratum.pk, 4, ada)
        with pytest.raises(ErratumRefused, match="a changé depuis"):
            publish_erratum(erratum.pk, 2, grace)
        assert str(publish_erratum(erratum.pk, 5, grace)) == "2025.2"
        assert report_of("2025", 2).indicators[0].series[0].observations[0].value == 4950

    @pytest.mark.parametrize("step", [workflow.submit_erratum, workflow.drop_erratum, workflow.publish_erratum])
    def test_what_is_published_is_settled(self, figure: Observation, ada: Any, grace: Any, step: Any) -> None:
        erratum = proposed(ada)
        publish_erratum(erratum.pk, 2, grace)
        with pytest.raises(ErratumRefused):
            step(erratum.pk, 3, ada)

    def test_no_line_is_added_to_what_is_published(self, figure: Observation, ada: Any, grace: Any) -> None:
        erratum = proposed(ada)
        publish_erratum(erratum.pk, 2, grace)
        with pytest.raises(ErratumRefused):
            propose(erratum.pk, 3, ada, Proposal(FIGURE, "value", "1", "Encore."))

    def test_a_field_is_said_otherwise_from_the_page_that_said_it(
        self, figure: Observation, ada: Any, grace: Any
    ) -> None:
        """Who goes back to it sends what was seen before their own line; other fields are nobody's hindrance."""
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        propose(erratum.pk, 0, ada, Proposal(FIGURE, "value", "4945", "Une faute."))
        propose(erratum.pk, 1, grace, Proposal(SHARE, "value", "51", "Une autre."))
        propose(erratum.pk, 0, ada, Proposal(FIGURE, "value", "4946", "Mieux lu."))
        assert [line.reason for line in Correction.objects.order_by("reason")] == ["Mieux lu.", "Une autre."]
        with pytest.raises(ErratumRefused, match="a changé depuis"):
            propose(erratum.pk, 1, ada, Proposal(SHARE, "value", "52", "Par-dessus sa ligne, qui n’était pas là."))
        propose(erratum.pk, 3, ada, Proposal(SHARE, "value", "52", "Après l’avoir lue."))

    def test_a_list_of_nothing_is_not_submitted(self, figure: Observation, ada: Any) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        with pytest.raises(ErratumRefused, match="ne corrige encore rien"):
            workflow.submit_erratum(erratum.pk, 0, ada)

    def test_a_list_goes_back_with_a_reason(self, figure: Observation, ada: Any) -> None:
        with pytest.raises(ErratumRefused, match="Dire pourquoi"):
            workflow.return_erratum(proposed(ada).pk, 2, ada, " ")

    def test_a_line_may_be_taken_back_and_the_list_dropped(self, figure: Observation, ada: Any) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        line = propose(erratum.pk, 0, ada, Proposal(FIGURE, "value", "4945", "Une faute."))
        other = propose(erratum.pk, 1, ada, Proposal(SHARE, "value", "51", "Une autre."))
        workflow.withdraw_correction(erratum.pk, 2, str(line.pk))
        assert list(Correction.objects.all()) == [other]
        workflow.drop_erratum(erratum.pk, 3, ada)
        assert Erratum.objects.get(pk=erratum.pk).state == ErratumState.DROPPED


class TestWhatIsTyped:
    def corrected(self, ada: Any, thing: str, field: str, typed: str) -> Correction:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        return propose(erratum.pk, 0, ada, Proposal(thing, field, typed, "Une faute."))

    @pytest.mark.parametrize(
        ("field", "typed", "stored"),
        [
            ("value", "4 945,5", Decimal("4945.5")),
            ("value", "", None),
            ("data_date", "05/03/2025", "2025-03-05"),
            ("before_strategy", "oui", True),
            ("manner", "minimum", "minimum"),
            ("source", "", ""),
            ("page", "12", 12),
            ("period.label", "2024", "2024"),
        ],
    )
    def test_is_read_as_an_import_reads_it(
        self, figure: Observation, ada: Any, field: str, typed: str, stored: Any
    ) -> None:
        found = self.corrected(ada, FIGURE, field, typed)
        assert found.in_document().new == stored
        assert found.name.startswith("Valeur 2023-2024 de")

    @pytest.mark.parametrize(
        ("field", "typed", "why"),
        [
            ("value", "4.944", "deux façons"),
            ("value", "beaucoup", "n’est pas un nombre"),
            ("data_date", "le 31/02/2025", "n’est pas une date"),
            ("manner", "guess", "Choisir dans la liste"),
            ("before_strategy", "peut-être", "Choisir dans la liste"),
            ("page", "1,5", "nombre entier"),
            ("period.label", "", "ne peut pas être vide"),
            ("value", "4\u200b945", "invisible"),
        ],
    )
    def test_that_cannot_be_read_is_refused_with_a_sentence(
        self, figure: Observation, ada: Any, field: str, typed: str, why: str
    ) -> None:
        with pytest.raises(ValidationError, match=why):
            self.corrected(ada, FIGURE, field, typed)
        assert not Correction.objects.exists()

    @pytest.mark.parametrize(
        ("thing", "field"),
        [
            (FIGURE, "nothing"), (FIGURE, "validated_by"), (INDICATOR, "code"), (INDICATOR, "owner"),
            (INDICATOR, "series"), ("Indicator:9.9-O9:1", "title"), ("", "title"), ("Indicator", "title"),
            ("../../x", "title"), ("Report::0", "edition"), ("\x00", "title"),
        ],
    )  # fmt: skip
    def test_names_what_is_there_and_can_be_corrected(
        self, figure: Observation, ada: Any, thing: str, field: str
    ) -> None:
        with pytest.raises(CannotCorrect):
            self.corrected(ada, thing, field, "4945")

    def test_that_is_there_already_corrects_nothing(self, figure: Observation, ada: Any) -> None:
        with pytest.raises(CannotCorrect, match="déjà écrit"):
            self.corrected(ada, FIGURE, "value", "4944")

    def test_needs_a_reason(self, figure: Observation, ada: Any) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        with pytest.raises(ValidationError):
            propose(erratum.pk, 0, ada, Proposal(FIGURE, "value", "4945", "  "))

    def test_is_read_before_others_are_made_to_wait(
        self, figure: Observation, ada: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        begun: list[str] = []
        for name in ("read_correction", "lock_editions"):
            honest = getattr(workflow, name)
            monkeypatch.setattr(
                workflow, name, lambda *given, name=name, honest=honest: begun.append(name) or honest(*given)
            )
        propose(erratum.pk, 0, ada, Proposal(FIGURE, "value", "4945", "Une faute."))
        assert begun == ["read_correction", "lock_editions"]

    def test_twice_of_a_field_is_the_last(self, figure: Observation, ada: Any) -> None:
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        for seen, typed in enumerate(("4945", "4946")):
            propose(erratum.pk, seen, ada, Proposal(FIGURE, "value", typed, "Une faute."))
        assert Correction.objects.get().in_document().new == 4946


def test_an_update_of_2026_after_an_erratum_to_2025_is_compared_with_it(
    figure: Observation, ada: Any, grace: Any
) -> None:
    publish_erratum(proposed(ada).pk, 2, grace)
    figure.keeps_status = True
    figure.value = Decimal(5001)
    figure.save()
    publish("2026", "Une mise à jour.")
    assert load.release_before(load.current().head, load.every_head()).name == "2026.1"  # type: ignore[union-attr]
    assert load.current().before.name == "2025.2"  # type: ignore[union-attr]
    one_of_before = one_before(find_head("2025.2"), load.every_head())
    assert one_of_before == find_head("2025.1"), "of its own edition, not of the one that came since"


@pytest.mark.parametrize("sent", ["", "x", "-1", "1.0", "²", "9" * 5000])
def test_what_no_page_of_ours_sends_is_no_number(sent: str) -> None:
    assert workflow.read_sent_number(sent) == -1
