"""What an edition looks at again: proposed from the working copy, decided by people, and what an end does."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from indicators.models import Finding, Indicator
from strategy_monitor.accounts.roles import EDITOR
from strategy_monitor.documents.compose.indicators import indicator_blocks
from strategy_monitor.quality import gate
from strategy_monitor.releases import load
from strategy_monitor.releases.checklist import ChecklistRefused, Given, draw_up, keep_answers
from strategy_monitor.releases.editions import go_back, prepare
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish, store
from strategy_monitor.report.build import build
from tests import factories
from tests.memory import forget
from tests.people import person

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 1, 2)
PUBLISHED = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def edition(db: None) -> Edition:
    """2026, in preparation after 2025.1, with two indicators and two measures."""
    forget()
    strategy = factories.strategy(adopted_on=dt.date(2018, 10, 10))
    axis = factories.axis(strategy=strategy)
    action = factories.action(axis=axis)
    for code in ("1.1-O1", "1.1-O2"):
        factories.observation(series=factories.series(indicator=factories.indicator(code=code, action=action)))
    factories.measure(action=action, code="M1", text="Après 2024, le guide vient le 1er juin 2026, le décret en 2026.")
    factories.measure(action=action, code="M2", text="Depuis 1998, et jusqu’en 2031.")
    with mock.patch.object(timezone, "now", return_value=PUBLISHED):
        publish("2025", "Première.")
    return prepare("2026")


@pytest.fixture
def chief(db: None) -> Any:
    return get_user_model().objects.create_superuser("ada")


def listed(edition: Edition) -> Any:
    copy = build(edition.label, drafts=True)
    return draw_up(edition, copy, load.current(), TODAY)


class TestTheList:
    def test_names_what_is_to_be_looked_at_again(self, edition: Edition) -> None:
        found = listed(edition)
        assert [one.name for one in found.items] == [
            "indicator 1.1-O1", "indicator 1.1-O2", "creation", "text strategy", "text axis-1", "measure M1", "order",
        ]  # fmt: skip
        (measure,) = [one for one in found.items if one.kind == "measure"]
        assert measure.told == "nomme 1er juin 2026, 2026"
        assert str(found.groups[0][0]) == "Indicateurs\u202f: poursuivre ou clore"
        assert found.done == 0

    def test_calls_things_by_what_people_call_them(self, edition: Edition, admin_client: Client) -> None:
        page = BeautifulSoup(admin_client.get("/bureau/editions/2026/").content, "lxml")
        labels = [" ".join(one.get_text().split()) for one in page.select(".checklist label[for]")]
        assert labels[0] == "Décision : 1.1-O1 Heures"
        assert "Décision : Introduction et gouvernance" in labels
        assert [one for one in labels if one.startswith("Décision : M1 ")], "a measure, by its number"
        assert not [one for one in labels if "strategy" in one or "axis-" in one]

    def test_counts_the_texts_that_changed_since_the_edition_before(self, edition: Edition) -> None:
        before = next(one.told for one in listed(edition).items if one.name == "text axis-1")
        assert before.startswith("0 texte sur")
        Indicator.objects.filter(code="1.1-O1").update(remark="Une remarque nouvelle.")
        after = next(one.told for one in listed(edition).items if one.name == "text axis-1")
        assert after.startswith("1 texte sur")

    def test_shows_what_was_decided_and_by_whom(self, edition: Edition, chief: Any) -> None:
        given = {"indicator 1.1-O1": Given("continued"), "order": Given("reviewed")}
        assert keep_answers(edition, listed(edition), given, chief) == 2
        assert keep_answers(edition, listed(edition), given, chief) == 0, "the same again changes nothing"
        found = listed(edition)
        assert found.done == 2
        decided = {one.name: (one.answer.decision, one.answer.answered_by) for one in found.items if one.answer}
        assert decided == {"indicator 1.1-O1": ("continued", chief), "order": ("reviewed", chief)}
        assert keep_answers(edition, found, {"order": Given("")}, chief) == 1
        assert listed(edition).done == 1


class TestTheEndOfAnIndicator:
    def test_leaves_it_in_the_editions_before(self, edition: Edition, chief: Any, client: Client) -> None:
        given = {"indicator 1.1-O1": Given("closed", "1.1-O2")}
        keep_answers(edition, listed(edition), given, chief)
        publish("2026", "Suivante.")
        assert [one.code for one in load.current().report.indicators] == ["1.1-O2"]
        assert load.past("2025", 1)[0].report.indicator("1.1-O1")
        closed = Indicator.objects.get(code="1.1-O1")
        assert (closed.closed_since, closed.replaced_by.code) == ("2026", "1.1-O2")
        assert closed.history.first().history_change_reason == "Édition 2026 : plus suivi"
        led = client.get("/indicateurs/1.1-O1/")
        assert (led.status_code, led["Location"]) == (302, "/versions/2025/1/indicateurs/1.1-O1/")
        assert client.get(led["Location"]).status_code == 200
        assert client.get("/indicateurs/9.9-O9/").status_code == 404
        item = next(one for one in listed(edition).items if one.key == "1.1-O1")
        assert (item.answer.decision, item.replaced_by) == ("closed", "1.1-O2")

    def test_is_told_on_both_sides(self, edition: Edition, chief: Any, client: Client) -> None:
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        Indicator.objects.filter(code="1.1-O1").update(short_title="Heures suivies")
        before = client.get("/versions/2025/1/indicateurs/1.1-O1/")
        assert "Remplacé par" not in before.content.decode()
        publish("2026", "Suivante.")
        (replaced,) = load.current().report.indicator("1.1-O2").replaces
        assert (replaced.code, replaced.title, replaced.edition) == ("1.1-O1", "Heures suivies", "2025")
        for address in ("/indicateurs/1.1-O2/", "/versions/2026/1/indicateurs/1.1-O2/", "/axes/1/", "/rapport/"):
            told = BeautifulSoup(client.get(address).content, "lxml").select_one(".replaces")
            assert told.get_text().strip() == "Remplace 1.1-O1 «\u202fHeures suivies\u202f» (édition 2025)"
            assert told.a["href"] == "/indicateurs/1.1-O1/"
        after = client.get("/indicateurs/1.1-O1/", follow=True, headers={"If-None-Match": before["ETag"]})
        told = BeautifulSoup(after.content, "lxml").select_one(".replaced")
        assert " ".join(told.get_text().split()) == "Remplacé par 1.1-O2 Heures dans l’édition 2026"
        assert told.a["href"] == "/indicateurs/1.1-O2/"
        report = load.current().report
        (axis,) = report.axes
        printed = str(indicator_blocks(report, axis, report.indicator("1.1-O2"), 4))
        assert "Remplace 1.1-O1 «\\u202fHeures suivies\\u202f» (édition 2025)." in printed
        other = client.get("/versions/2025/1/indicateurs/1.1-O2/").content.decode()
        assert "Remplacé par" not in other
        assert "Remplace " not in other

    def test_without_a_successor_is_told_on_its_pages(self, edition: Edition, chief: Any, client: Client) -> None:
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed")}, chief)
        item = next(one for one in listed(edition).items if one.key == "1.1-O1")
        assert item.told == "Clos sans successeur. Le public lit que l’édition 2025 est la dernière qui l’a."
        page = "/versions/2025/1/indicateurs/1.1-O1/"
        before = client.get(page)
        assert "plus suivi" not in before.content.decode()
        assert "Prochaine valeur" in before.content.decode()
        publish("2026", "Suivante.")
        after = client.get(page, headers={"If-None-Match": before["ETag"]})
        told = BeautifulSoup(after.content, "lxml").select_one(".ended").get_text()
        assert "Prochaine valeur" not in after.content.decode()
        assert " ".join(told.split()) == "N’est plus suivi : l’édition 2025 est la dernière qui l’a."
        for address in ("/versions/2025/1/indicateurs/1.1-O2/", "/indicateurs/1.1-O2/"):
            assert "plus suivi" not in client.get(address).content.decode()

    def test_is_told_to_machines_on_both_sides(self, edition: Edition, chief: Any, client: Client) -> None:
        def described(address: str) -> dict[str, Any]:
            found = BeautifulSoup(client.get(address).content, "lxml").select_one("[type='application/ld+json']")
            return json.loads(found.string)

        assert described("/indicateurs/1.1-O1/")["@context"] == "https://schema.org"
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        publish("2026", "Suivante.")
        new, old = described("/indicateurs/1.1-O2/"), described("/versions/2025/1/indicateurs/1.1-O1/")
        assert new["@context"] == old["@context"] == ["https://schema.org", {"dct": "http://purl.org/dc/terms/"}]
        assert [one["@id"] for one in new["dct:replaces"]] == ["http://localhost:8000/indicateurs/1.1-O1/#donnees"]
        assert [one["@id"] for one in old["dct:isReplacedBy"]] == ["http://localhost:8000/indicateurs/1.1-O2/#donnees"]
        assert "dct:replaces" not in old

    def test_is_told_in_the_catalogue_of_an_edition_that_had_it(
        self, edition: Edition, chief: Any, client: Client
    ) -> None:
        def described(code: str, known: str = "") -> Any:
            answer = client.get("/versions/2025/1/donnees/catalogue.jsonld", headers={"If-None-Match": known})
            assert answer.status_code == 200
            address = f"http://localhost:8000/versions/2025/1/indicateurs/{code}/#donnees"
            (found,) = [one for one in json.loads(answer.content)["@graph"] if one["@id"] == address]
            return found, answer["ETag"]

        before, tag = described("1.1-O1")
        assert "isReplacedBy" not in before
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        publish("2026", "Suivante.")
        after, _tag = described("1.1-O1", tag)
        assert after == before | {"isReplacedBy": ["http://localhost:8000/indicateurs/1.1-O2/#donnees"]}
        assert "isReplacedBy" not in described("1.1-O2")[0]
        turtle = client.get("/versions/2025/1/donnees/catalogue.ttl").content.decode()
        assert "dct:isReplacedBy <http://localhost:8000/indicateurs/1.1-O2/#donnees>" in turtle
        newest = client.get("/donnees/catalogue.jsonld").content.decode()
        assert "isReplacedBy" not in newest.partition("@graph")[2]

    def test_is_told_where_editions_are_compared_and_in_every_file(
        self, edition: Edition, chief: Any, client: Client
    ) -> None:
        new = factories.indicator(code="1.1-O3", action=Indicator.objects.get(code="1.1-O2").action)
        factories.observation(series=factories.series(indicator=new))
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O3")}, chief)
        publish("2026", "Suivante.")
        for address in ("2025.1/2026.1/", "2025.1/2026.1.csv", "2025.1/2026.1/axe-1/", "2026.1/2025.1.csv"):
            told = client.get(f"/comparaison/{address}").content.decode()
            assert "remplacé par 1.1-O3" in told, address
            assert "remplace 1.1-O1" in told, address
        feed = client.get("/flux/versions.atom").content.decode()
        assert "remplacé par 1.1-O3" in feed
        assert "remplace 1.1-O1" in feed
        rows = list(csv.DictReader(io.StringIO(client.get("/donnees/indicateurs.csv").content.decode("utf-8-sig"))))
        assert {row["indicator_code"]: row["replaces"] for row in rows} == {"1.1-O2": "", "1.1-O3": "1.1-O1"}
        row = client.get("/api/v1/indicators/1.1-O3").json()
        assert row["replaces"] == [{"code": "1.1-O1", "edition": "2025", "title": new.short_title}]

    def test_is_told_too_where_it_ends_within_an_edition(self, edition: Edition, chief: Any, client: Client) -> None:
        publish("2026", "Suivante.")
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        publish("2026", "Sans lui.")
        led = client.get("/indicateurs/1.1-O1/")
        assert led["Location"] == "/versions/2026/1/indicateurs/1.1-O1/"
        assert BeautifulSoup(client.get(led["Location"]).content, "lxml").select_one(".replaced a")
        told = BeautifulSoup(client.get("/indicateurs/1.1-O2/").content, "lxml").select_one(".replaces")
        assert "(édition 2026)" in told.get_text()

    def test_leaves_documents_of_before_as_they_are(self, edition: Edition, client: Client) -> None:
        release = Release.objects.get()
        text = release.document.replace('"replaces":[],', "")
        assert text != release.document
        store(release.edition, text, "Telle qu’avant.", None)
        found = load.past("2025", 2)[0]
        assert found.report.indicator("1.1-O2").replaces == ()
        assert load.text_of(found.head) == text
        assert client.get("/versions/2025/2/donnees/rapport.json").content.decode() == text

    def test_that_readers_never_met_has_no_successor(self, edition: Edition, chief: Any) -> None:
        factories.indicator(code="1.1-O3", action=Indicator.objects.get(code="1.1-O2").action)
        with pytest.raises(ChecklistRefused, match="n’a jamais été publié"):
            keep_answers(edition, listed(edition), {"indicator 1.1-O3": Given("closed", "1.1-O2")}, chief)
        keep_answers(edition, listed(edition), {"indicator 1.1-O3": Given("closed")}, chief)
        assert build("2026").indicator("1.1-O2").replaces == ()

    def test_is_taken_back(self, edition: Edition, chief: Any) -> None:
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("continued")}, chief)
        closed = Indicator.objects.get(code="1.1-O1")
        assert (closed.closed_since, closed.replaced_by) == ("", None)
        assert len(build("2026").indicators) == 2

    def test_takes_its_alerts_away_and_brings_them_back(self, edition: Edition, chief: Any) -> None:
        """Nobody is asked to answer for what is followed no longer, and each page counts the same alerts."""
        Indicator.objects.update(context="Compté le 322/01/2025.")
        gate.check_all()

        def waiting() -> set[str]:
            return {one.indicator.code for one in Finding.objects.waiting() if one.indicator}

        assert waiting() == {"1.1-O1", "1.1-O2"}
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed")}, chief)
        assert waiting() == {"1.1-O2"}
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("continued")}, chief)
        assert waiting() == {"1.1-O1", "1.1-O2"}
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed")}, chief)
        go_back(chief)
        assert waiting() == {"1.1-O1", "1.1-O2"}

    @pytest.mark.parametrize(
        ("name", "given", "why"),
        [
            ("indicator 1.1-O1", Given("closed", "9.9-O9"), "aucun autre indicateur suivi"),
            ("indicator 1.1-O1", Given("closed", "1.1-O1"), "aucun autre indicateur suivi"),
            ("indicator 1.1-O1", Given("continued", "1.1-O2"), "seul un indicateur à clore"),
            ("indicator 1.1-O1", Given("reviewed"), "n’est pas de celles"),
            ("order", Given("closed"), "n’est pas de celles"),
            ("order", Given("x" * 5000), "n’est pas de celles"),
        ],
    )
    def test_that_cannot_be_is_refused_and_nothing_is_written(
        self, edition: Edition, chief: Any, name: str, given: Given, why: str
    ) -> None:
        with pytest.raises(ChecklistRefused, match=why):
            keep_answers(edition, listed(edition), {"text strategy": Given("reviewed"), name: given}, chief)
        assert listed(edition).done == 0
        assert not Indicator.objects.exclude(closed_since="").exists()

    def test_what_another_decided_meanwhile_is_not_overwritten(self, edition: Edition, chief: Any) -> None:
        """Both had read the list when the first one was kept: the second one replaced it unseen."""
        drawn = listed(edition)
        keep_answers(edition, drawn, {"indicator 1.1-O1": Given("closed", "1.1-O2", seen="")}, chief)
        with pytest.raises(ChecklistRefused, match=r"1\.1-O1 : une autre personne vient d’en décider") as refused:
            keep_answers(edition, drawn, {"indicator 1.1-O1": Given("continued", seen="")}, chief)
        assert set(refused.value.faults) == {"indicator 1.1-O1"}
        assert Indicator.objects.get(code="1.1-O1").closed_since == "2026"
        assert keep_answers(edition, drawn, {"indicator 1.1-O1": Given("closed", "1.1-O2", seen="")}, chief) == 0

    def test_is_decided_by_who_publishes(self, edition: Edition) -> None:
        edith = person("edith", EDITOR.name)
        with pytest.raises(ChecklistRefused, match="qui publie clôt"):
            keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed")}, edith)
        assert keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("continued")}, edith) == 1


class TestAPreparationThatIsGivenUp:
    def test_gives_back_what_was_closed_for_it(self, edition: Edition, chief: Any) -> None:
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        ended = Indicator.objects.get(code="1.1-O1")
        ended.remark = "Ce que quelqu’un a écrit depuis."
        ended.save()
        go_back(chief)
        followed = Indicator.objects.get(code="1.1-O1")
        assert (followed.closed_since, followed.last_edition, followed.replaced_by) == ("", "", None)
        assert followed.remark == "Ce que quelqu’un a écrit depuis."
        record = followed.history.first()
        assert (record.history_change_reason, record.history_user) == ("Édition 2026 abandonnée : suivi", chief)
        publish("2025", "Elle continue.")
        assert [one.code for one in load.current().report.indicators] == ["1.1-O1", "1.1-O2"]
        assert load.current().report.indicator("1.1-O2").replaces == ()

    def test_leaves_closed_what_was_closed_before_it(self, edition: Edition, chief: Any) -> None:
        publish("2026", "Suivante.")
        keep_answers(edition, listed(edition), {"indicator 1.1-O1": Given("closed", "1.1-O2")}, chief)
        next_one = prepare("2027")
        keep_answers(next_one, listed(next_one), {"indicator 1.1-O2": Given("closed")}, chief)
        go_back(chief)
        closed = dict(Indicator.objects.values_list("code", "closed_since"))
        assert closed == {"1.1-O1": "2026", "1.1-O2": ""}
        assert listed(edition).done == 1

    def test_is_looked_at_afresh_where_it_is_prepared_again(self, edition: Edition, chief: Any) -> None:
        given = {
            "indicator 1.1-O1": Given("closed"),
            "indicator 1.1-O2": Given("continued"),
            "order": Given("reviewed"),
        }
        keep_answers(edition, listed(edition), given, chief)
        go_back(chief)
        found = listed(prepare("2026"))
        assert found.done == 0
        assert [one.key for one in found.items if one.closable] == ["1.1-O1", "1.1-O2"]

    def test_is_decided_of_no_more(self, edition: Edition, chief: Any) -> None:
        shown = listed(edition)
        go_back(chief)
        with pytest.raises(ChecklistRefused, match="ne nourrit pas l’édition « 2026 »"):
            keep_answers(edition, shown, {"indicator 1.1-O1": Given("closed")}, chief)
        assert not Indicator.objects.exclude(closed_since="").exists()
