"""Publishing: a new release where something changed, none where nothing did, nothing at all where it fails."""

from __future__ import annotations

import hashlib
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators.models import Finding, Indicator, Observation, ScaleStep
from strategy_monitor.charts import plotly
from strategy_monitor.errata.workflow import ErratumRefused
from strategy_monitor.quality import gate
from strategy_monitor.releases import load
from strategy_monitor.releases.checklist import ChecklistRefused
from strategy_monitor.releases.editions import (
    AlreadyRead,
    BadEdition,
    EditionPassed,
    NotTheNext,
    default_edition,
    go_back,
)
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import Moved, OtherScale, ReasonMissing, publish
from strategy_monitor.releases.register import KeyUnreadable
from strategy_monitor.releases.withdraw import AlreadyWithdrawn, NotPublished, withdraw
from strategy_monitor.report import canonical
from strategy_monitor.report.build import NothingToBuild, build
from strategy_monitor.report.correcting import CannotCorrect
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.texts.unread import TextsUnread
from tests.benchmarks.sized import Sized
from tests.vouched import change, one_more


@pytest.mark.usefixtures("seeded")
class TestARelease:
    def test_it_holds_the_working_copy_and_says_who_when_and_why(self) -> None:
        ada = get_user_model().objects.create_user("ada")
        begun = timezone.now()
        release, new = publish("2025", "  Première version. ", ada)
        assert new
        assert (str(release), release.author, release.reason) == ("2025.1", ada, "Première version.")
        assert begun <= release.published_at <= timezone.now()
        assert canonical.load(release.document) == build("2025")
        assert release.sha256 == hashlib.sha256(release.document.encode()).hexdigest()
        assert release.schema_version == build("2025").schema_version

    def test_publishing_twice_makes_one_release(self) -> None:
        first, _ = publish("2025", "Première version.")
        again, new = publish("2025", "Encore.")
        assert (again, new) == (first, False)
        assert Release.objects.count() == 1
        assert again.reason == "Première version."

    def test_a_correction_makes_the_next_release_and_leaves_the_first_as_it_was(self) -> None:
        publish("2025", "Première version.")
        before = load.past("2025", 1)[0].report
        one_more()
        Indicator.objects.get(code="1.4-O1").delete()
        release, new = publish("2025", "Correction.")
        assert (str(release), new) == ("2025.2", True)
        load.document_of.cache_clear()
        old, current = load.past("2025", 1)[0].report, load.current().report
        assert old == before
        assert old.indicator("1.4-O1")
        assert not current.indicator("1.4-O1")
        values = [i.headlines[0].observations[-1].value for r in (old, current) if (i := r.indicator("2.1-O2"))]
        assert values == [4944, 4945]

    def test_coming_back_to_an_older_content_is_a_release_too(self) -> None:
        first, _ = publish("2025", "Première version.")
        figure = one_more()
        publish("2025", "Correction.")
        change(figure, value=figure.value - 1)
        third, new = publish("2025", "La correction était une erreur.")
        assert (str(third), new) == ("2025.3", True)
        assert third.sha256 == first.sha256

    def test_a_new_edition_starts_at_one(self) -> None:
        publish("2025", "Première version.")
        release, new = publish("2026", "Édition suivante.")
        assert (str(release), new) == ("2026.1", True)
        assert load.current().report.edition == "2026"

    def test_an_older_edition_is_refused_once_the_public_reads_a_newer_one(self) -> None:
        publish("2025", "Première version.")
        one_more()
        publish("2026", "Édition suivante.")
        with pytest.raises(EditionPassed, match=r"« 2025 » est close : la copie de travail nourrit l’édition « 2026 »"):
            publish("2025", "Erratum.")
        with pytest.raises(CommandError, match="Publier dans l’édition « 2026 »"):
            command("--edition", "2025", "--reason", "Erratum.")
        with pytest.raises(EditionPassed):
            publish("2024", "Une édition oubliée.")
        assert load.current().head.name == "2026.1"
        assert not Edition.objects.filter(label="2024").exists()

    def test_once_the_newer_edition_is_withdrawn_one_may_go_back_to_the_older_one(self) -> None:
        publish("2025", "Première version.")
        one_more()
        publish("2026", "Trop tôt.")
        withdraw("2026", 1, "Trop tôt.")
        assert load.current().head.name == "2025.1"
        assert default_edition() == "2026"
        go_back()
        assert default_edition() == "2025"
        release, new = publish("2025", "Correction.")
        assert (str(release), new, load.current().head.name) == ("2025.2", True, "2025.2")


@pytest.mark.usefixtures("seeded")
class TestNothingIsPublished:
    def nothing(self) -> None:
        assert not Release.objects.exists()
        assert not Edition.objects.filter(label="2025").exists()

    @pytest.fixture(autouse=True)
    def no_edition(self, seeded: None) -> None:
        Edition.objects.all().delete()

    @pytest.mark.parametrize("reason", ["", "   ", "\n"])
    def test_without_a_reason(self, reason: str) -> None:
        with pytest.raises(ReasonMissing, match="La raison de la publication manque"):
            publish("2025", reason)
        self.nothing()

    @pytest.mark.parametrize("label", ["", "20 25", "2025/1", "été", "2" * 21, "../2025"])
    def test_under_a_label_that_fits_no_address(self, label: str) -> None:
        with pytest.raises(BadEdition, match="Édition « "):
            publish(label, "Raison.")
        assert not Edition.objects.exists()
        assert not Release.objects.exists()

    def test_where_a_chart_cannot_be_drawn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plotly, "build_figure", lambda chart: {"data": [{"type": "gauge"}], "layout": {}})
        with pytest.raises(plotly.UndrawableChart, match="ne peut pas être dessiné"):
            publish("2025", "Raison.")
        self.nothing()

    def test_with_a_scale_that_lacks_a_level(self) -> None:
        """« 4 sur 5 » of a scale that ends at 4 would tell of work that is done that it is not."""
        ScaleStep.objects.get(level=5).delete()
        with pytest.raises(OtherScale, match=r"va de 0 à 5.*ici : 0, 1, 2, 3, 4\)"):
            publish("2025", "Raison.")
        self.nothing()

    def test_a_bug_is_no_refusal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is written as a ValueError in the code is a fault of the code, and stays one in the log."""

        def fails(chart: object) -> None:
            raise ValueError("a bug")

        monkeypatch.setattr(plotly, "build_figure", fails)
        with pytest.raises(ValueError, match="a bug"):
            command("--edition", "2025", "--reason", "Raison.")
        self.nothing()

    def test_every_reason_is_a_refusal_and_none_a_built_in_error(self) -> None:
        found = {
            BadEdition,
            EditionPassed,
            ReasonMissing,
            Moved,
            NothingToBuild,
            OtherScale,
            KeyUnreadable,
            gate.Blocked,
            plotly.UndrawableChart,
        }
        found |= {AlreadyWithdrawn, NotPublished, AlreadyRead, NotTheNext, ChecklistRefused}
        found |= {ErratumRefused, CannotCorrect, TextsUnread}
        assert found == set(PublicationRefused.__subclasses__())
        assert PublicationRefused.__bases__ == (Exception,)


def test_an_empty_working_copy_is_not_published(db: None) -> None:
    with pytest.raises(NothingToBuild, match="seed"):
        publish("2025", "Raison.")
    assert not Edition.objects.exists()


def test_the_edition_is_this_year_s_then_the_one_awaited_then_the_last_published(seeded: None) -> None:
    Edition.objects.all().delete()
    assert default_edition() == str(timezone.localdate().year)
    Edition.objects.create(label="2025")
    assert default_edition() == "2025"
    publish("2024", "Une édition plus ancienne.")
    assert default_edition() == "2024"


@pytest.mark.usefixtures("seeded")
class TestTheGate:
    @pytest.fixture
    def fault(self) -> str:
        """A share over 100, which stops a publication; returns what the gate says of it."""
        change(Observation.objects.get(series__indicator__code="2-I2", value=20), value=120)
        (found,) = gate.check_all(keep=False).blocking
        return str(found.message)

    def test_the_printed_report_needs_no_override(self) -> None:
        release, _ = publish("2025", "Première version.")
        assert release.override_reason == ""

    def test_a_blocking_error_stops_a_publication(self, fault: str) -> None:
        with pytest.raises(gate.Blocked, match="2-I2") as caught:
            publish("2025", "Raison.")
        assert fault in str(caught.value)
        with pytest.raises(gate.Blocked):
            publish("2025", "Raison.", override="  ")
        assert not Release.objects.exists()

    def test_a_reason_overrides_it_and_stays_with_the_release(self, fault: str) -> None:
        publish("2025", "Raison.", override=" Le fournisseur confirme. ")
        assert load.current().head.override_reason == "Le fournisseur confirme."

    def test_a_reason_to_override_nothing_is_not_kept(self) -> None:
        publish("2025", "Raison.", override="Sans objet.")
        assert load.current().head.override_reason == ""

    def test_the_command_lists_the_errors_and_says_how_to_override_them(self, fault: str) -> None:
        with pytest.raises(CommandError) as caught:
            command("--reason", "Raison.")
        assert fault in str(caught.value)
        assert "--override" in str(caught.value)
        assert not Release.objects.exists()
        assert "publiée" in command("--reason", "Raison.", "--override", "Le fournisseur confirme.")
        assert Release.objects.get().override_reason == "Le fournisseur confirme."

    def test_what_stands_for_errors_depends_on_which_they_are_not_on_their_order(self) -> None:
        one, two = Finding(fingerprint="1"), Finding(fingerprint="2")
        assert gate.mark_findings([one, two]) == gate.mark_findings([two, one])
        assert (
            len(
                {
                    gate.mark_findings([]),
                    gate.mark_findings([one]),
                    gate.mark_findings([two]),
                    gate.mark_findings([one, two]),
                }
            )
            == 4
        )


def test_only_the_charts_of_what_changed_are_looked_at_again(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Indicator.objects.get(code="2.2-O2")
    one.definition = "Autrement dit."
    one.save()
    looked: set[str] = set()
    monkeypatch.setattr(plotly, "validate_figure", lambda chart, seen: looked.add(chart.code))
    assert publish("2025", "Une définition.")[1]
    assert looked == {"2.2-O2"}


def test_a_strategy_of_any_size_is_published(db: None) -> None:
    """What the benchmarks measure on is a strategy as any other."""
    Sized(45, 3).fill()
    for one in (*Indicator.objects.all(), *Observation.objects.all()):
        one.full_clean()
    release, _new = publish("2025", "Essai.")
    report = load.verified(release.pk, release.sha256)
    assert len(report.indicators) == 45
    assert {len(one.observations) for indicator in report.indicators for one in indicator.series} == {3}


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("publish", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(seeded: None) -> None:
    first = command("--edition", "2025", "--reason", "Première version.")
    sha256 = Release.objects.get().sha256
    assert first == f"Version 2025.1 publiée (SHA-256 {sha256}).\n"
    assert command("--reason", "Encore.") == f"Version 2025.1 déjà publiée : rien n’a changé (SHA-256 {sha256}).\n"


def test_the_command_says_why_it_did_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="La copie de travail est vide"):
        command("--reason", "Raison.")
    with pytest.raises(CommandError, match="La raison de la publication manque"):
        command("--reason", " ")
    with pytest.raises(CommandError, match="Édition « 20 25 »"):
        command("--edition", "20 25", "--reason", "Raison.")
