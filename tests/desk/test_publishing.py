"""Publishing from the desk: what one sees, what one publishes, what stops it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.models import Indicator, Observation
from strategy_monitor.campaigns.models import Campaign
from strategy_monitor.desk import outlook, publishing
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.quality import gate
from strategy_monitor.quality.gate import Verdict
from strategy_monitor.releases.editions import prepare
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import ReasonMissing, publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.web.authority import ContactPoint, Licence
from tests import factories
from tests.admin_pages import faults_heard
from tests.campaigns import making
from tests.memory import forget
from tests.people import READING
from tests.snapshot import remembered
from tests.vouched import change

pytestmark = pytest.mark.django_db

DESK, PUBLISH, PREVIEW = "/bureau/", "/bureau/publier/", "/bureau/apercu/"


@pytest.fixture
def observation() -> Observation:
    """A small strategy, published as 2025.1."""
    forget()
    return remembered("a small strategy, published", publish_small)


def publish_small() -> Observation:
    made = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))
    Edition.objects.create(label="2025")
    publish("2025", "Première version")
    return made


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(client: Client, *permissions: str) -> Client:
    user = get_user_model().objects.create_user("dominique", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*READING, *permissions)))
    client.force_login(user)
    return client


def page_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def said(response: HttpResponse) -> str:
    return page_of(response).get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")


def seen(client: Client) -> str:
    """What stands in the form for what the page shows."""
    return str(page_of(client.get(PUBLISH)).select_one("[name=seen]")["value"])


def send(client: Client, reason: str = "Correction", **more: Any) -> HttpResponse:
    """Opens the page, fills its form, sends it."""
    return client.post(PUBLISH, {"edition": "2025", "kind": "update", "reason": reason, "seen": seen(client)} | more)


def numbers() -> list[str]:
    return [str(release) for release in Release.objects.newest_first()]


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """One blocking error, whatever the working copy holds."""
    one = SimpleNamespace(rule="share", label="1.1-O1, 2023-2024", message="La part dépasse 100 %.", fingerprint="a")
    monkeypatch.setattr(gate, "check_all", lambda keep=True, faults=None: Verdict(blocking=(one,)))
    return one


class TestWhatOneSees:
    def test_what_changes_is_told_and_leads_to_the_preview(self, chief: Client, observation: Observation) -> None:
        change(observation, value=Decimal("4944.5"))
        page = page_of(chief.get(PUBLISH))
        (subject,) = page.select("section[aria-labelledby=differences] .subjects > li")
        text = subject.get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")
        assert "Valeur 2023-2024 de « Heures suivies », indicateur 1.1-O1" in text
        assert "4 944 heures → devient 4 944,5 heures" in text
        assert subject.a["href"] == f"{PREVIEW}indicateurs/1.1-O1/"
        assert "4 944,5" in said(chief.get(subject.a["href"]))

    def test_the_preview_is_what_will_be_published_to_the_byte(self, chief: Client, observation: Observation) -> None:
        change(observation, value=Decimal("4945"))
        shown = chief.get(f"{PREVIEW}donnees/rapport.json").content
        send(chief)
        assert Release.objects.newest_first()[0].document.encode() == shown

    def test_the_preview_says_what_it_is_and_nothing_keeps_it(self, chief: Client, observation: Observation) -> None:
        change(observation, value=Decimal("4945"))
        response = chief.get(PREVIEW)
        assert "Aperçu de la version à publier , visible du bureau seulement. 1 différence" in said(response)
        assert "Copie de travail" not in said(response)
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        assert "noindex" in response.content.decode()

    def test_a_draft_shows_in_the_working_copy_and_not_in_the_preview(
        self, chief: Client, observation: Observation
    ) -> None:
        observation.value = Decimal("7777")
        observation.save()
        assert observation.status == WorkStatus.DRAFT
        address = "indicateurs/1.1-O1/"
        assert "7 777" in said(chief.get(f"/bureau/copie/{address}"))
        assert "7 777" not in said(chief.get(PREVIEW + address))
        assert "Rien. Ce qui serait publié est ce que le public lit." in said(chief.get(PUBLISH))

    def test_what_is_not_ready_is_counted_and_leads_to_it(self, chief: Client, observation: Observation) -> None:
        user = get_user_model().objects.create_user("ana")
        for start in (2019, 2020, 2021):
            values = {"period_start": dt.date(start, 9, 1), "period_end": dt.date(start + 1, 8, 31)}
            factories.observation(series=observation.series, period_label=str(start), status="draft", **values)
        Observation.objects.filter(period_label="2021").update(status="submitted", submitted_by=user)
        section = page_of(chief.get(PUBLISH)).select_one("section[aria-labelledby=pas-pret]")
        links = {a.get_text().replace("\u00a0", " "): a["href"] for a in section.select("p a")}
        assert list(links) == ["2 brouillons", "1 valeur soumise"]
        listed = page_of(chief.get(links["2 brouillons"]))
        assert len(listed.select(".work tbody tr")) == 2

    def test_what_the_campaign_still_asks_is_said_until_it_is_handed_over(
        self, chief: Client, observation: Observation
    ) -> None:
        ifpc, today = making.provider(), timezone.localdate()
        owing = making.indicator(ifpc, code="1.1-O9")
        series = factories.series(indicator=owing)
        making.year(series, 2020)
        campaign = making.campaign("2025", opens_on=today + dt.timedelta(days=1), due_on=today + dt.timedelta(days=9))
        making.demand(campaign=campaign, provider=ifpc)
        assert "que la campagne" not in said(chief.get(PUBLISH)), "it has not begun"
        Campaign.objects.update(opens_on=today)
        section = page_of(chief.get(PUBLISH)).select_one("section[aria-labelledby=pas-pret]")
        (link,) = section.select("p a")
        assert "1 indicateur attend encore une valeur que la campagne 2025 demande" in " ".join(section.text.split())
        assert link["href"] == "/bureau/campagnes/2025/"
        assert "Rien" not in section.text
        for start in range(2021, today.year):
            making.year(series, start, status="submitted")
        assert "que la campagne" not in said(chief.get(PUBLISH))

    def test_what_a_job_read_is_of_before_once_the_campaign_asks_otherwise(self, observation: Observation) -> None:
        today = timezone.localdate()
        demand = making.demand(
            campaign=making.campaign("2025", opens_on=today, due_on=today), provider=making.provider()
        )
        before = outlook.read_state("2025")
        assert outlook.read_state("2025") == before != ""
        demand.due_on = today + dt.timedelta(days=9)
        demand.save()
        assert outlook.read_state("2025") != before

    def test_what_the_authority_has_not_stated_is_told_and_stops_nothing(
        self, chief: Client, observation: Observation, settings: Any
    ) -> None:
        settings.RESPONSIBLE_EDITOR, settings.DATA_LICENCE, settings.DATA_CONTACT = "", Licence(), ContactPoint()
        settings.SITE_URL = "http://localhost:8000"
        asked = [
            code.get_text() for code in page_of(chief.get(PUBLISH)).select("section[aria-labelledby=pas-dit] code")
        ]
        assert asked == ["RESPONSIBLE_EDITOR", "DATA_LICENCE_NAME", "DATA_CONTACT_NAME", "SITE_URL"]
        assert page_of(chief.get(PUBLISH)).select_one("form textarea")
        settings.RESPONSIBLE_EDITOR, settings.DATA_LICENCE = "Ada Lovelace, rue de la Loi 1", Licence("CC BY 4.0")
        settings.DATA_CONTACT = ContactPoint("Service du numérique", "mailto:suivi@exemple.be")
        settings.SITE_URL = "https://suivi.exemple.be"
        assert page_of(chief.get(PUBLISH)).select_one("#pas-dit") is None

    def test_where_all_is_validated_it_says_so(self, chief: Client, observation: Observation) -> None:
        assert "Rien : toutes les valeurs sont validées, et tous les textes lus." in said(chief.get(PUBLISH))

    def test_the_gate_is_told_errors_first(
        self, chief: Client, observation: Observation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def finding(message: str) -> SimpleNamespace:
            return SimpleNamespace(rule="r", label="1.1-O1", message=message, fingerprint=message)

        found = Verdict(
            blocking=(finding("Une erreur."),), warnings=(finding("Un avertissement."),), told=(finding("Dit."),) * 2
        )
        monkeypatch.setattr(gate, "check_all", lambda keep=True, faults=None: found)
        section = page_of(chief.get(PUBLISH)).select_one("section[aria-labelledby=qualite]")
        text = section.get_text(" ", strip=True).replace("\u00a0", " ")
        assert text.index("Une erreur.") < text.index("Un avertissement.")
        assert "2 alertes sont déjà dites au public par une note" in text
        assert "Dit." not in text

    def test_looking_writes_nothing(self, chief: Client, observation: Observation) -> None:
        change(observation, value=Decimal("4945"))
        with CaptureQueriesContext(connection) as caught:
            chief.get(PUBLISH)
        written = [q["sql"] for q in caught if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert written == []

    def test_its_cost_does_not_grow_with_the_strategy(self, chief: Client, observation: Observation) -> None:
        factories.note(observation=observation)
        chief.get(PUBLISH)
        factories.observation()
        with CaptureQueriesContext(connection) as few:
            chief.get(PUBLISH)
        for _ in range(5):
            factories.note(observation=factories.observation())
        with CaptureQueriesContext(connection) as many:
            chief.get(PUBLISH)
        assert len(few) == len(many)
        with CaptureQueriesContext(connection) as again:
            chief.get(PUBLISH)
        assert not [one["sql"] for one in again if 'FROM "indicators_series"' in one["sql"]], "read again"

    def test_the_desk_says_in_short_and_leads_there(self, chief: Client, observation: Observation) -> None:
        change(observation, value=Decimal("4945"))
        section = page_of(chief.get(DESK)).select_one("section[aria-labelledby=publier]")
        assert "1 modification à publier." in section.get_text(" ", strip=True).replace("\u00a0", " ")
        assert section.select_one(f"a[href='{PUBLISH}']")

    def test_who_may_not_publish_reads_it_all_the_same(self, client: Client, observation: Observation) -> None:
        page = person(client, "view_release").get(PUBLISH)
        assert page.status_code == 200
        assert "Ce compte peut modifier la copie de travail, mais non la publier." in said(page)
        assert page_of(page).select_one("form.publish") is None


class TestPublishing:
    def test_it_takes_a_post_a_reason_and_the_right(self, chief: Client, observation: Observation) -> None:
        Observation.objects.all().delete()
        response = send(chief, "Une valeur retirée")
        assert (response.status_code, response["Location"]) == (302, PUBLISH)
        release = Release.objects.newest_first().first()
        assert (str(release), release.reason, release.author.username) == ("2025.2", "Une valeur retirée", "camille")
        page = said(chief.get(PUBLISH))
        assert "La version 2025.2 est publiée." in page
        assert "Le public lit la version 2025.2" in page
        assert "Rien. Ce qui serait publié est ce que le public lit." in page

    @pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
    def test_nothing_but_a_post_publishes(self, chief: Client, observation: Observation, method: str) -> None:
        Observation.objects.all().delete()
        assert getattr(chief, method)(PUBLISH, {"reason": "Par erreur"}).status_code in {200, 405}
        assert numbers() == ["2025.1"]

    @pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 10_000])
    def test_without_a_reason_nothing_is_published_and_what_was_typed_stays(
        self, chief: Client, observation: Observation, reason: str
    ) -> None:
        Observation.objects.all().delete()
        response = send(chief, reason, kind="erratum")
        assert response.status_code == 422
        page = page_of(response)
        assert page.select_one("[name=kind][checked]")["value"] == "erratum"
        assert page.select_one("[name=reason]").text.strip("\n") == reason
        assert page.select(".fault")
        assert numbers() == ["2025.1"]

    def test_a_refusal_is_read_where_the_page_opens_and_leads_to_what_lacks(
        self, chief: Client, observation: Observation
    ) -> None:
        """The form stands at the end of a long page, of which the browser shows the head."""
        page = page_of(send(chief, ""))
        first = page.select("main .fault")[0]
        assert first.find_previous("h1")
        assert not first.find_previous("h2", id=True)
        assert first["role"] == "alert"
        assert "Rien n’a été fait" in first.text
        assert page.select_one(first.a["href"]).find_next(id="id_reason_error")

    @pytest.mark.parametrize("label", ["2026", "9999", "2025 bis", "-fictive"])
    def test_an_edition_that_nobody_prepared_is_refused(
        self, chief: Client, observation: Observation, label: str
    ) -> None:
        change(observation, value=Decimal("4945"))
        assert send(chief, edition=label).status_code in {409, 422}
        assert numbers() == ["2025.1"]

    def test_the_publisher_says_whether_it_is_an_update_or_an_erratum(
        self, chief: Client, observation: Observation
    ) -> None:
        change(observation, value=Decimal("4945"))
        response = send(chief, kind="")
        assert response.status_code == 422
        assert "Dire si c’est une mise à jour ou un erratum." in said(response)
        send(chief, kind="erratum")
        assert Release.objects.get(number=2).kind == "erratum"

    def test_the_next_edition_is_published_beside_the_first(self, chief: Client, observation: Observation) -> None:
        prepare("2026")
        assert not page_of(chief.get(PUBLISH)).select("[name=kind]:not([type=hidden])"), (
            "a first release corrects nothing"
        )
        send(chief, "Nouvelle édition", edition="2026", kind="")
        assert numbers() == ["2026.1", "2025.1"]

    def test_an_edition_that_a_newer_one_has_followed_is_neither_offered_nor_published(
        self, chief: Client, observation: Observation
    ) -> None:
        before = seen(chief)
        change(observation, value=Decimal("4945"))
        publish("2026", "Édition suivante")
        page = page_of(chief.get(PUBLISH))
        assert page.select_one("[name=edition]")["value"] == "2026"
        change(observation, value=Decimal("4946"))
        for fingerprint in (before, seen(chief)):
            sent = {"edition": "2025", "kind": "erratum", "reason": "Erratum", "seen": fingerprint}
            response = chief.post(PUBLISH, sent)
            assert response.status_code == 409
            assert (
                "Rien n’a été publié. L’édition « 2025 » est close : la copie de travail nourrit l’édition « 2026 »"
                in said(response)
            )
            assert page_of(response).select_one("[name=reason]").text.strip() == "Erratum"
        assert numbers() == ["2026.1", "2025.1"]

    def test_where_nothing_would_be_new_the_form_says_so_first(self, chief: Client, observation: Observation) -> None:
        nothing = "Rien à publier pour le moment : publier ne ferait pas de version nouvelle."
        assert nothing in said(chief.get(PUBLISH))
        change(observation, value=Decimal("4945"))
        assert nothing not in said(chief.get(PUBLISH))
        send(chief)
        assert nothing in said(chief.get(PUBLISH))

    def test_publishing_what_is_published_says_so_once(self, chief: Client, observation: Observation) -> None:
        response = send(chief, "Pour voir")
        assert [str(message) for message in get_messages(response.wsgi_request)] == [
            "Rien n’a changé depuis la version 2025.1."
        ]
        assert "Rien n’a changé depuis la version 2025.1." in said(chief.get(PUBLISH))
        assert "Rien n’a changé depuis la version 2025.1." not in said(chief.get(PUBLISH))
        assert numbers() == ["2025.1"]

    def test_who_may_not_publish_does_not(self, client: Client, observation: Observation) -> None:
        reader = person(client, "view_release")
        Observation.objects.all().delete()
        response = reader.post(PUBLISH, {"edition": "2025", "kind": "update", "reason": "Pirate", "seen": "x"})
        assert response.status_code == 403
        assert numbers() == ["2025.1"]

    def test_a_form_of_another_site_does_not_publish(self, observation: Observation) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(get_user_model().objects.create_superuser("camille"))
        Observation.objects.all().delete()
        assert send(strict, "Pirate").status_code == 403
        assert numbers() == ["2025.1"]

    @pytest.mark.parametrize(
        ("error", "sentence"),
        [
            (IntegrityError("UNIQUE"), "Une autre personne vient de publier"),
            (ReasonMissing("La raison manque."), "Rien n’a été publié : La raison manque."),
        ],
    )
    def test_what_stops_it_is_said_and_the_reason_stays(
        self, chief: Client, observation: Observation, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
    ) -> None:
        def fails(*args: object, **more: object) -> None:
            raise error

        monkeypatch.setattr(publishing, "publish", fails)
        response = send(chief, "Ma raison")
        assert response.status_code == 409
        assert sentence in said(response)
        assert page_of(response).select_one("[name=reason]").text.strip() == "Ma raison"

    @pytest.mark.parametrize("bug", [KeyError("2022-2023 (bis)"), ValueError("of the code"), RecursionError()])
    def test_a_bug_is_logged_and_the_publisher_is_told_that_nothing_was_published(
        self,
        chief: Client,
        observation: Observation,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        bug: Exception,
    ) -> None:
        def fails(report: object, before: object) -> None:
            raise bug

        change(observation, value=Decimal("4945"))
        given = {"edition": "2025", "kind": "update", "reason": "Ma raison", "seen": seen(chief)}
        monkeypatch.setattr("strategy_monitor.releases.publish.check_charts", fails)
        chief.raise_request_exception = False
        with caplog.at_level("ERROR", logger="django.request"):
            response = chief.post(PUBLISH, given)
        assert response.status_code == 503
        assert "Rien n’a été publié. La faute est du côté du site" in said(response)
        assert "Ce que le public lit n’a pas changé." in said(response)
        assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [bug]
        assert numbers() == ["2025.1"]

    def test_a_bug_after_a_publication_does_not_deny_it(
        self, chief: Client, observation: Observation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*args: object) -> None:
            raise KeyError

        change(observation, value=Decimal("4945"))
        given = {"edition": "2025", "kind": "update", "reason": "Ma raison", "seen": seen(chief)}
        monkeypatch.setattr(publishing.messages, "success", fails)
        chief.raise_request_exception = False
        response = chief.post(PUBLISH, given)
        assert response.status_code == 503
        assert "La version 2025.2 est publiée" in said(response)
        assert numbers() == ["2025.2", "2025.1"]

    def test_an_empty_working_copy_says_how_to_begin(self, chief: Client) -> None:
        assert "La copie de travail est vide" in said(chief.get(PUBLISH))
        response = chief.post(PUBLISH, {"edition": str(dt.date.today().year), "reason": "Rien", "seen": ""})
        assert response.status_code == 409
        assert numbers() == []

    def test_before_the_first_release_all_is_new(self, chief: Client) -> None:
        forget()
        factories.observation()
        assert "Tout : aucune version n’est publiée." in said(chief.get(PUBLISH))
        assert send(chief, edition=str(dt.date.today().year)).status_code == 302


@pytest.mark.usefixtures("published")
def test_a_period_that_a_contributor_calls_otherwise_stops_nothing(chief: Client) -> None:
    """One of two series of 2.2-O2 says « 2022-2023 (bis) » of the days that the other calls « 2022-2023 »."""
    forget()
    renamed = Observation.objects.filter(series__indicator__code="2.2-O2", period_label="2022-2023").first()
    change(renamed, period_label="2022-2023 (bis)")
    for address in ("/bureau/copie/", PREVIEW):
        page = said(chief.get(f"{address}indicateurs/2.2-O2/"))
        assert "2022-2023 / 2022-2023 (bis)" in page
    assert chief.get("/bureau/copie/resume.pdf").status_code == 200
    assert send(chief, "Une période renommée", override="Pour essayer").status_code == 302
    assert numbers() == ["2025.2", "2025.1"]
    assert "2022-2023 (bis)" in said(Client().get("/indicateurs/2.2-O2/"))


class TestOnePublishesWhatOneSaw:
    def told(self, response: HttpResponse, reason: str = "Ma raison") -> BeautifulSoup:
        """Nothing was published, why is said, and what was typed is there."""
        assert response.status_code == 409
        assert "autre chose serait publié, ou le public lit autre chose" in said(response)
        page = page_of(response)
        assert page.select_one("[name=reason]").text.strip() == reason
        return page

    def test_who_is_second_to_publish_a_first_version_is_told_so(self, chief: Client, observation: Observation) -> None:
        """Not that the kind is missing, which the page of a first version does not ask."""
        prepare("2026")
        form = page_of(chief.get(PUBLISH)).select_one("#publication")
        given = {one["name"]: one.get("value", "") for one in form.select("input")} | {"reason": "Ma raison"}
        publish("2026", "Une collègue plus rapide")
        self.told(chief.post(PUBLISH, given))
        assert numbers()[0] == "2026.1"

    def test_a_figure_changed_meanwhile_is_shown_before_it_is_published(
        self, chief: Client, observation: Observation
    ) -> None:
        change(observation, value=Decimal("4945"))
        before = seen(chief)
        change(observation, value=Decimal("4946"))
        response = chief.post(PUBLISH, {"edition": "2025", "kind": "update", "reason": "Ma raison", "seen": before})
        page = self.told(response)
        assert "4 946 heures" in said(response)
        assert numbers() == ["2025.1"]
        again = {
            "edition": "2025",
            "kind": "update",
            "reason": "Ma raison",
            "seen": page.select_one("[name=seen]")["value"],
        }
        assert chief.post(PUBLISH, again).status_code == 302
        assert numbers() == ["2025.2", "2025.1"]

    def test_the_second_of_two_publishers_is_told(self, chief: Client, observation: Observation) -> None:
        change(observation, value=Decimal("4945"))
        before = seen(chief)
        publish("2025", "L’autre personne")
        response = chief.post(PUBLISH, {"edition": "2025", "kind": "update", "reason": "Ma raison", "seen": before})
        self.told(response)
        assert "Le public lit la version 2025.2" in said(response)
        assert numbers() == ["2025.2", "2025.1"]

    def test_a_withdrawal_meanwhile_is_shown(self, chief: Client, observation: Observation) -> None:
        before = seen(chief)
        withdraw("2025", 1, "Par erreur")
        self.told(chief.post(PUBLISH, {"edition": "2025", "kind": "update", "reason": "Ma raison", "seen": before}))
        assert numbers() == ["2025.1"]

    def test_an_error_found_meanwhile_is_shown(
        self, chief: Client, observation: Observation, fault: SimpleNamespace
    ) -> None:
        change(observation, value=Decimal("4945"))
        before = seen(chief)
        fault.fingerprint = "another"
        given = {"edition": "2025", "kind": "update", "reason": "Ma raison", "override": "Vérifié", "seen": before}
        page = self.told(chief.post(PUBLISH, given))
        assert page.select_one("[name=override]").text.strip() == "Vérifié"

    @pytest.mark.parametrize("forged", [None, "", "x", "\x00", "x" * 10_000])
    def test_a_form_that_shows_nothing_publishes_nothing(
        self, chief: Client, observation: Observation, forged: str | None
    ) -> None:
        Observation.objects.all().delete()
        given = {"edition": "2025", "kind": "update", "reason": "Ma raison"} | (
            {} if forged is None else {"seen": forged}
        )
        self.told(chief.post(PUBLISH, given))
        assert numbers() == ["2025.1"]

    def test_what_stands_for_it_begins_with_the_hash_of_the_document(
        self, chief: Client, observation: Observation
    ) -> None:
        assert seen(chief).split()[:2] == [canonical.digest(canonical.dump(build("2025"))), "2025.1"]


class TestBlockingErrors:
    @pytest.fixture(autouse=True)
    def changed(self, observation: Observation, fault: SimpleNamespace) -> None:
        change(observation, value=Decimal("4945"))

    def test_they_stop_it(self, chief: Client) -> None:
        response = send(chief, "Ma raison")
        assert response.status_code == 409
        assert "Des alertes bloquantes arrêtent la publication : les corriger, ou dire pourquoi." in said(response)
        assert "1.1-O1, 2023-2024 : La part dépasse 100 %." in said(response)
        assert page_of(response).select_one("[name=reason]").text.strip() == "Ma raison"
        assert numbers() == ["2025.1"]

    def test_a_publisher_overrides_them_with_a_reason_that_the_public_reads(self, chief: Client) -> None:
        assert send(chief, kind="erratum", override="  Le fournisseur confirme. ").status_code == 302
        release = Release.objects.newest_first().first()
        assert (str(release), release.override_reason) == ("2025.2", "Le fournisseur confirme.")
        for address in ("/versions/", "/errata/"):
            text = said(Client().get(address))
            assert "Publiée malgré des alertes bloquantes." in text
            assert "Raison : Le fournisseur confirme." in text

    @pytest.mark.parametrize("override", ["   ", "\x00", "x" * 5000])
    def test_a_reason_to_override_that_says_nothing_overrides_nothing(self, chief: Client, override: str) -> None:
        response = send(chief, override=override)
        assert response.status_code in {409, 422}
        assert faults_heard(page_of(response), "override")
        assert numbers() == ["2025.1"]

    def test_who_may_publish_may_not_always_override(self, client: Client) -> None:
        publisher = person(client, "add_release")
        page = publisher.get(PUBLISH)
        assert "Ce compte ne peut pas publier malgré elles." in said(page)
        assert page_of(page).select_one("form.publish") is None
        sha256 = canonical.digest(canonical.dump(build("2025")))
        fingerprint = publishing.fingerprint(sha256, "2025.1", gate.check_all(keep=False))
        given = {
            "edition": "2025",
            "kind": "update",
            "reason": "Ma raison",
            "override": "Je passe outre",
            "seen": fingerprint,
        }
        response = publisher.post(PUBLISH, given)
        assert response.status_code == 409
        assert "Rien n’a été publié : des alertes bloquantes arrêtent la publication." in said(response)
        assert numbers() == ["2025.1"]


def test_an_override_without_an_error_leaves_no_trace(
    chief: Client, observation: Observation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gate, "check_all", lambda keep=True, faults=None: Verdict())
    Indicator.objects.update(short_title="Autre")
    assert page_of(chief.get(PUBLISH)).select_one("[name=override]") is None
    send(chief, override="Sans objet")
    assert Release.objects.newest_first()[0].override_reason == ""
