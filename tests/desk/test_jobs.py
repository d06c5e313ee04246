"""Publishing and importing where there is much: asked for at the desk, done apart, followed and found again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from axes.models import Axis, AxisAssignment
from indicators.models import Observation
from strategy_monitor.desk import importing, publishing
from strategy_monitor.errata import workflow
from strategy_monitor.errata.models import Correction, Erratum
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, perform
from strategy_monitor.jobs.models import Job
from strategy_monitor.kept import code
from strategy_monitor.language.codes import ErratumState, JobKind, JobState, JobStep
from strategy_monitor.releases import parts
from strategy_monitor.releases.compressed import compress_document
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.unread import unread_texts
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.texts.judging import record
from tests import factories
from tests.desk.test_publishing import publish_small
from tests.errata.making import SHARE, proposed, two_editions
from tests.indicators.exchange.files import csv_of
from tests.memory import forget
from tests.people import person, signed_in
from tests.snapshot import remembered
from tests.vouched import change, write_text

pytestmark = pytest.mark.django_db

PUBLISH = "/bureau/publier/"


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Whatever there is, is much; and a worker is said to run, which is each test itself."""
    settings.JOBS_WORKER = True
    monkeypatch.setattr(publishing, "LARGE", 0)


@pytest.fixture
def observation() -> Observation:
    """A small strategy, published as 2025.1."""
    forget()
    return remembered("a small strategy, published", publish_small)


@pytest.fixture
def publisher() -> Client:
    return signed_in(person("camille", "Publication"))


def work() -> Job:
    """The worker takes the job that waits, and does it."""
    job = queue.take_job()
    assert job
    perform(Held(job))
    job.refresh_from_db()
    return job


def take_twice() -> tuple[Held, Held]:
    """The one who stood still for longer than the lease, and the one who took the job over."""
    slow = queue.take_job()
    Job.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    quick = queue.take_job()
    assert slow
    assert quick
    return Held(slow), Held(quick)


def read(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def await_page(client: Client, address: str) -> BeautifulSoup:
    """What its reader sees in the end, who is sent to the page that follows the reading, and led back."""
    followed = client.get(address)
    assert followed.status_code == 302
    job = work()
    assert job.state == JobState.DONE, job.result
    back = client.get(followed.headers["Location"])
    assert back.status_code == 302
    return read(client, back.headers["Location"])


def main_of(page: BeautifulSoup) -> str:
    """What it says and sends, but for what is drawn by lot, and the seconds that a session still lasts."""
    found = page.select_one("main")
    assert found
    for passing in found.select("[name=csrfmiddlewaretoken], #session"):
        passing.decompose()
    return str(found)


def answer(page: BeautifulSoup) -> dict[str, str]:
    """What is sent where the first question of a preview is given the first of its answers."""
    chosen = page.select(".readings input")[0]
    return {"action": "review", str(chosen["name"]): str(chosen["value"])}


def said(page: BeautifulSoup, role: str) -> list[str]:
    return [words_of(one) for one in page.select(f"main [role={role}]")]


def words_of(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def read_publication(client: Client) -> BeautifulSoup:
    """The page that publishes, read by a job where it was not yet."""
    return await_page(client, PUBLISH) if client.get(PUBLISH).status_code == 302 else read(client, PUBLISH)


def ask_to_publish(client: Client, **given: str) -> str:
    """The address where the publication is followed."""
    field = read_publication(client).select_one("[name=seen]")
    assert field
    filled = {"edition": "2025", "kind": "update", "reason": "Données de mai", "seen": str(field["value"]), **given}
    response = client.post(PUBLISH, filled)
    assert response.status_code == 302
    return response.headers["Location"]


class TestPublishing:
    def test_it_is_followed_and_its_result_is_where_it_was_asked(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        address = ask_to_publish(publisher)
        assert Release.objects.count() == 1, "nobody has waited for it"
        waiting = publisher.get(address)
        assert waiting.headers["Refresh"] == "1"
        assert said(read(publisher, address), "status") == ["En attente : aucun processus ne l’a encore pris."]
        job = queue.take_job()
        assert job
        held = Held(job)
        held.hear(JobStep.DRAWING, 3_000, 10_000)
        held.renew()
        seen = read(publisher, address)
        assert said(seen, "status") == ["Les graphiques sont contrôlés : 3 000 sur 10 000."]
        bar = seen.select_one("main progress")
        assert bar
        assert (bar["value"], bar["max"]) == ("3000", "10000")
        assert "Publication de l’édition 2025" in read(publisher, "/bureau/").get_text()
        perform(held)
        ended = publisher.get(address)
        assert "Refresh" not in ended.headers
        assert said(read(publisher, address), "status") == ["La version 2025.2 est publiée."]
        assert Release.objects.count() == 2

    def test_pressed_twice_it_is_done_once(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        assert ask_to_publish(publisher) == ask_to_publish(publisher)
        work()
        assert queue.take_job() is None

    def test_where_nothing_changed_it_says_so(self, observation: Any, publisher: Client) -> None:
        address = ask_to_publish(publisher)
        work()
        assert said(read(publisher, address), "status") == ["Rien n’a changé depuis la version 2025.1."]

    def test_refused_it_says_why_and_what_was_typed_is_there(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        address = ask_to_publish(publisher, reason="Une longue phrase")
        change(observation, value=observation.value + 2)
        job = work()
        why = (
            "Rien n’a été publié : depuis que cette page a été affichée, autre chose serait publié, ou le public lit "
            "autre chose. Relire ce qui change, puis recommencer."
        )
        page = read(publisher, address)
        assert said(page, "alert") == [why]
        back = page.select_one(f'main a[href="{PUBLISH}?travail={job.pk}"]')
        assert back
        form = await_page(publisher, str(back["href"]))
        assert why in " ".join(form.get_text().split())
        reason = form.select_one("[name=reason]")
        assert reason
        assert reason.get_text().strip() == "Une longue phrase"
        assert Release.objects.count() == 1

    def test_who_may_no_longer_publish_does_not(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        ask_to_publish(publisher)
        Job.objects.get(state=JobState.WAITING).asked_by.groups.clear()
        assert work().result == {"why": "Ce compte peut modifier la copie de travail, mais non la publier."}
        assert Release.objects.count() == 1

    def test_who_was_overtaken_publishes_nothing(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        ask_to_publish(publisher)
        slow, quick = take_twice()
        perform(slow)
        assert Release.objects.count() == 1
        perform(quick)
        assert Release.objects.count() == 2

    def test_a_small_one_is_published_at_once(
        self, observation: Any, publisher: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publishing, "LARGE", 1)
        change(observation, value=observation.value + 1)
        assert ask_to_publish(publisher) == PUBLISH
        assert (Release.objects.count(), Job.objects.count()) == (2, 0)


def address_of(erratum: Erratum) -> str:
    return f"/bureau/errata/{erratum.pk}/"


def publish_erratum(client: Client, address: str, seen: int = 2) -> Any:
    """What a person is answered who read the list as it was submitted, and publishes it."""
    return client.post(address, {"step": "publier", "seen": seen})


def is_corrected() -> bool:
    return Release.objects.filter(edition__label="2025", number=2).exists()


class TestAnErratum:
    """Of an edition that is closed: its next release is 2025.2."""

    @pytest.fixture
    def erratum(self, db: None) -> Erratum:
        two_editions()
        return proposed(person("edith", "Édition"))

    @pytest.fixture
    def address(self, erratum: Erratum) -> str:
        return address_of(erratum)

    def test_it_is_followed_and_its_result_is_where_it_was_asked(
        self, erratum: Erratum, address: str, publisher: Client
    ) -> None:
        followed = publish_erratum(publisher, address).headers["Location"]
        assert not is_corrected(), "nobody has waited for it"
        assert publisher.get(followed).headers["Refresh"] == "1"
        name = f"Publication de l’erratum {erratum.pk} de l’édition 2025"
        assert name in read(publisher, "/bureau/").get_text()
        assert work().state == JobState.DONE
        page = read(publisher, followed)
        assert said(page, "status") == ["L’erratum est publié."]
        (back,) = page.select(f'main a[href="{address}"]')
        assert words_of(back) == "Revenir à « Erratum »"
        assert is_corrected()
        assert "Publié : 2025.2" in words_of(read(publisher, address))

    def test_pressed_twice_it_is_done_once(self, address: str, publisher: Client) -> None:
        first, second = publish_erratum(publisher, address), publish_erratum(publisher, address)
        assert first.headers["Location"] == second.headers["Location"]
        work()
        assert queue.take_job() is None
        assert publish_erratum(publisher, address, seen=2).status_code == 409

    def test_who_was_overtaken_publishes_nothing(self, address: str, publisher: Client) -> None:
        publish_erratum(publisher, address)
        slow, quick = take_twice()
        perform(slow)
        assert not is_corrected()
        perform(quick)
        assert is_corrected()
        assert quick.job.state != JobState.FAILED

    def test_that_was_published_meanwhile_is_not_published_again(
        self, erratum: Erratum, address: str, publisher: Client
    ) -> None:
        followed = publish_erratum(publisher, address).headers["Location"]
        workflow.publish_erratum(erratum.pk, 2, person("claude", "Publication"))
        work()
        why = "Cet erratum a changé depuis l’ouverture de la page. Le relire, puis recommencer."
        assert said(read(publisher, followed), "alert") == [why]
        assert Release.objects.filter(edition__label="2025").count() == 2

    def test_returned_meanwhile_it_says_why_and_so_does_the_page_where_it_was_asked(
        self, erratum: Erratum, address: str, publisher: Client
    ) -> None:
        followed = publish_erratum(publisher, address).headers["Location"]
        workflow.return_erratum(erratum.pk, 2, person("claude", "Publication"), "Quelle source ?")
        job = work()
        why = "Cet erratum a changé depuis l’ouverture de la page. Le relire, puis recommencer."
        page = read(publisher, followed)
        assert said(page, "alert") == [why]
        back = page.select_one(f'main a[href="{address}?travail={job.pk}"]')
        assert back
        assert words_of(back) == "Revenir à « Erratum »", "nothing was typed there"
        assert said(read(publisher, str(back["href"])), "alert") == [why]
        assert not is_corrected()

    def test_submitted_again_meanwhile_it_has_a_job_of_its_own(
        self, erratum: Erratum, address: str, publisher: Client
    ) -> None:
        first = publish_erratum(publisher, address).headers["Location"]
        assert read(publisher, address).select(f'main a[href="{first}"]')
        workflow.return_erratum(erratum.pk, 2, person("claude", "Publication"), "Quelle source ?")
        workflow.submit_erratum(erratum.pk, 3, erratum.submitted_by)
        second = publish_erratum(publisher, address, seen=4).headers["Location"]
        assert second != first
        assert [work().state, work().state] == [JobState.FAILED, JobState.DONE]
        assert is_corrected()
        assert "en train d’être publié" not in read(publisher, address).get_text()

    def test_what_brings_a_blocking_alert_is_refused_in_words(self, erratum: Erratum, publisher: Client) -> None:
        wrong = address_of(proposed(erratum.submitted_by, SHARE, "value", "120"))
        followed = publish_erratum(publisher, wrong).headers["Location"]
        work()
        (why,) = said(read(publisher, followed), "alert")
        assert why.startswith("Rien n’est publié : ces corrections apportent des alertes bloquantes.")
        assert "120" in why
        assert Release.objects.filter(edition__label="2025").count() == 1

    def test_what_another_one_corrected_is_refused_in_words(self, erratum: Erratum, publisher: Client) -> None:
        followed = [
            publish_erratum(publisher, address_of(one)).headers["Location"]
            for one in (erratum, proposed(erratum.submitted_by, typed="4 946"))
        ]
        assert [work().state, work().state] == [JobState.DONE, JobState.FAILED]
        (why,) = said(read(publisher, followed[1]), "alert")
        assert "ce champ a changé depuis" in why
        assert Erratum.objects.filter(state=ErratumState.SUBMITTED).count() == 1

    @pytest.mark.parametrize("lost", ["groups", "account"])
    def test_who_may_no_longer_publish_does_not(self, address: str, publisher: Client, lost: str) -> None:
        publish_erratum(publisher, address)
        asker = Job.objects.get().asked_by
        asker.groups.clear() if lost == "groups" else type(asker).objects.update(is_active=False)
        assert work().result == {"why": "Ce compte ne publie pas\u202f: il ne peut ni publier ni retourner un erratum."}
        assert not is_corrected()

    def test_who_made_some_of_it_meanwhile_does_not(self, erratum: Erratum, address: str, publisher: Client) -> None:
        publish_erratum(publisher, address)
        erratum.corrections.update(proposed_by=Job.objects.get().asked_by)
        why = "Ce compte a proposé ou soumis une de ces corrections. Une autre personne les valide."
        assert work().result == {"why": why}
        assert not is_corrected()

    def test_what_needs_no_work_to_be_refused_is_refused_at_once(
        self, erratum: Erratum, address: str, publisher: Client
    ) -> None:
        claude = person("claude", "Administration")
        own = address_of(proposed(claude))
        withdrawn = "L’édition « 2025 » n’a pas de version en vigueur : il n’y a rien à corriger."
        refused = [
            (publish_erratum(publisher, address, seen=1), "Cet erratum a changé depuis l’ouverture de la page."),
            (publish_erratum(signed_in(claude), own), "Une autre personne les valide."),
        ]
        withdraw("2025", 1, "Par erreur.")
        refused.append((publish_erratum(publisher, address), withdrawn))
        for response, why in refused:
            assert response.status_code == 409
            (told,) = said(BeautifulSoup(response.content, "html.parser"), "alert")
            assert why in told
        assert publish_erratum(signed_in(person("ada", "Édition")), address).status_code == 403
        assert not Job.objects.exists()

    @pytest.mark.parametrize("many_indicators", [False, True])
    def test_that_of_a_small_strategy_is_published_at_once_and_that_of_a_long_edition_is_not(
        self, address: str, publisher: Client, monkeypatch: pytest.MonkeyPatch, many_indicators: bool
    ) -> None:
        monkeypatch.setattr(publishing, "LARGE", 10**9)
        if many_indicators:
            monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
            release = Release.objects.get(edition__label="2025")
            assert parts.store_parts(release.pk, release.sha256)
        response = publish_erratum(publisher, address)
        if many_indicators:
            assert not is_corrected()
            assert response.headers["Location"] == f"/bureau/travaux/{Job.objects.get().pk}/"
        else:
            assert (response.headers["Location"], is_corrected(), Job.objects.count()) == (address, True, 0)
            assert said(read(publisher, address), "status") == ["L’erratum est publié."]

    def test_its_refusal_is_told_of_it_and_to_who_publishes(
        self, erratum: Erratum, address: str, publisher: Client
    ) -> None:
        publish_erratum(publisher, address)
        Job.objects.update(state=JobState.FAILED, result={"why": "Parce que."})
        number, other = Job.objects.get().pk, address_of(proposed(erratum.submitted_by))
        assert said(read(publisher, f"{address}?travail={number}"), "alert") == ["Parce que."]
        assert said(read(publisher, f"{other}?travail={number}"), "alert") == []
        editor = signed_in(person("ada", "Édition"))
        assert said(read(editor, f"{address}?travail={number}"), "alert") == []
        for unknown in ("999", "", "x", "9" * 40):
            assert said(read(publisher, f"{address}?travail={unknown}"), "alert") == []

    def test_another_who_may_publish_follows_it_and_who_may_not_does_not(self, address: str, publisher: Client) -> None:
        followed = publish_erratum(publisher, address).headers["Location"]
        assert signed_in(person("dominique", "Publication")).get(followed).status_code == 200
        assert signed_in(person("ada", "Édition")).get(followed).status_code == 403


def deposit(client: Client, observation: Observation, value: str) -> tuple[str, dict[str, str]]:
    """The address of the preview of a file with this value, and what its form sends."""
    where = {"code": "1.1-O1", "key": "heures", "period_label": observation.period_label, "value": value}
    file = SimpleUploadedFile("mai.csv", csv_of(where))
    address = client.post("/bureau/importer-exporter/importer/", {"file": file}).headers["Location"]
    shown = await_page(client, address).select_one("[name=shown]")
    assert shown
    return address, {"action": "confirm", "shown": str(shown["value"]), "reason": "Mai"}


class TestImporting:
    @pytest.fixture
    def editor(self, observation: Any) -> Client:
        return signed_in(person("ada", "Édition", axes=Axis.objects.all()))

    def test_it_is_followed_and_its_result_is_where_it_was_asked(self, observation: Any, editor: Client) -> None:
        preview, form = deposit(editor, observation, "77")
        address = editor.post(preview, form).headers["Location"]
        observation.refresh_from_db()
        assert observation.value != 77, "nobody has waited for it"
        assert "Import de « mai.csv »" in read(editor, "/bureau/").get_text()
        work()
        done = "« mai.csv » est importé. Nouveaux : 0 ; modifiés : 1 ; inchangés : 0."
        page = read(editor, address)
        assert said(page, "status") == [done]
        assert page.select_one(f'main a[href="{preview}"]')
        observation.refresh_from_db()
        assert observation.value == 77

    def test_refused_it_says_why_and_what_was_typed_is_there(self, observation: Any, editor: Client) -> None:
        preview, form = deposit(editor, observation, "77")
        address = editor.post(preview, form).headers["Location"]
        change(observation, value=observation.value + 1)
        job = work()
        why = "Rien n’a été importé : ce que ce fichier ferait n’est plus ce que cette page montrait. Le relire."
        assert said(read(editor, address), "alert") == [why]
        again = await_page(editor, f"{preview}?travail={job.pk}")
        assert said(again, "alert") == [why]
        reason = again.select_one("[name=reason]")
        assert reason
        assert reason.get_text() == "Mai"

    def test_what_the_preview_foresaw_is_foreseen_again_only_where_something_changed(
        self, observation: Any, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        foreseen: list[Any] = []
        foresee = importing.foresee
        monkeypatch.setattr(importing, "foresee", lambda plan: foreseen.append(plan) or foresee(plan))
        elsewhere = factories.indicator(code="1.1-O2", action=observation.series.indicator.action)
        other = factories.observation(series=factories.series(indicator=elsewhere))
        preview, form = deposit(editor, observation, "77")
        editor.post(preview, form)
        assert work().state == JobState.DONE
        assert foreseen == []
        preview, form = deposit(editor, observation, "78")
        editor.post(preview, form)
        change(other, value=other.value + 1)
        assert work().state == JobState.DONE
        assert len(foreseen) == 1

    def test_who_was_overtaken_imports_nothing(self, observation: Any, editor: Client) -> None:
        preview, form = deposit(editor, observation, "77")
        editor.post(preview, form)
        slow, quick = take_twice()
        perform(slow)
        observation.refresh_from_db()
        assert observation.value != 77
        perform(quick)
        observation.refresh_from_db()
        assert observation.value == 77

    def test_who_validates_follows_it_and_another_does_not(self, observation: Any, editor: Client) -> None:
        preview, form = deposit(editor, observation, "77")
        address = editor.post(preview, form).headers["Location"]
        assert signed_in(person("grace", "Publication")).get(address).status_code == 200
        assert signed_in(person("linus", "Édition", axes=Axis.objects.all())).get(address).status_code == 403

    def test_who_may_no_longer_import_does_not(self, observation: Any, editor: Client) -> None:
        preview, form = deposit(editor, observation, "77")
        editor.post(preview, form)
        Job.objects.get(state=JobState.WAITING).asked_by.groups.clear()
        assert work().result == {"why": "Ce compte n’a pas accès aux imports et exports de valeurs."}
        observation.refresh_from_db()
        assert observation.value != 77


class TestReadingAhead:
    """The page that publishes and the preview of a file, found out by a job."""

    def test_nobody_waits_and_the_page_says_what_it_always_did(
        self, observation: Any, publisher: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(observation, value=observation.value + 1)
        factories.observation(series=observation.series, period_label="2026-2027", status="draft")
        write_text(observation.series.indicator, person("ada", "Édition"), remark="Écrit au sein de la FW-B.")
        monkeypatch.setattr(publishing, "LARGE", 10**9)
        at_once = main_of(read(publisher, PUBLISH))
        assert "Textes sans second lecteur" in at_once
        assert "modifier" in main_of(read(signed_in(person("linus", "Édition", axes=Axis.objects.all())), PUBLISH))
        monkeypatch.setattr(publishing, "LARGE", 0)
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "show_publication", None)
            patch.setattr(publishing.outlook, "make_outlook", None)
            followed = publisher.get(PUBLISH).headers["Location"]
            assert publisher.get(followed).headers["Refresh"] == "1"
            assert (
                "Lecture de ce qui serait publié dans l’édition 2025" in read(publisher, "/bureau/travaux/").get_text()
            )
        assert main_of(await_page(publisher, PUBLISH)) == at_once

    def test_it_is_read_once_for_all_until_something_changes(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        await_page(publisher, PUBLISH)
        reader = signed_in(person("claude", "Lecture"))
        named = f"{PUBLISH}?lecture={Job.objects.get().pk}"
        assert "Relire" not in read(reader, PUBLISH).get_text()
        change(observation, value=observation.value + 2)
        assert "quelque chose a changé depuis" in read(reader, named).get_text(), "who waited for it sees it"
        await_page(reader, PUBLISH)
        assert "Relire" not in read(publisher, PUBLISH).get_text()

    def test_what_was_read_before_a_change_publishes_nothing(self, observation: Any, publisher: Client) -> None:
        await_page(publisher, PUBLISH)
        change(observation, value=observation.value + 1)
        field = read(publisher, f"{PUBLISH}?lecture={Job.objects.get().pk}").select_one("[name=seen]")
        assert field
        given = {"edition": "2025", "kind": "update", "reason": "Mai", "seen": str(field["value"])}
        publisher.post(PUBLISH, given)
        assert work().state == JobState.FAILED
        assert Release.objects.count() == 1

    def test_read_while_somebody_writes_it_is_seen_and_holds_for_nobody(
        self, observation: Any, publisher: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written: list[int] = []
        make = publishing.outlook.make_outlook

        def write_meanwhile(edition: str) -> Any:
            change(observation, value=observation.value + 1)
            written.append(1)
            return make(edition)

        monkeypatch.setattr(publishing.outlook, "make_outlook", write_meanwhile)
        assert "quelque chose a changé depuis" in await_page(publisher, PUBLISH).get_text()
        assert len(written) == 3
        assert publisher.get(PUBLISH).status_code == 302

    def test_what_was_written_stays_where_it_is_read_again(self, observation: Any, publisher: Client) -> None:
        ask_to_publish(publisher, seen="0")
        refused = work()
        change(observation, value=observation.value + 1)
        reading = Job.objects.filter(kind=JobKind.OUTLOOK).latest("pk")
        stale = read(publisher, f"{PUBLISH}?travail={refused.pk}&lecture={reading.pk}")
        assert stale.select_one("#publication [name=reason]").get_text(strip=True) == "Données de mai"
        long = "Données de juin " + "et de juillet " * 100
        page = await_page(publisher, self.read_again(publisher, stale, reason=long))
        assert page.select_one("[name=reason]").get_text(strip=True) == long.strip(), "whole, though it is too long"
        assert Release.objects.count() == 1
        assert "Données de juin" not in main_of(read(publisher, PUBLISH)), "once"

    def read_again(self, client: Client, page: Any, **typed: str) -> str:
        """Presses « Relire », with this typed in a form that is not complete; where it leads."""
        button = page.select_one("[role=status] button")
        assert (button["form"], button.get_text(strip=True)) == ("publication", "Relire")
        return str(client.post(PUBLISH, typed | {button["name"]: button["value"]}).headers["Location"])

    def test_who_has_no_form_reads_again_by_a_link(self, observation: Any, publisher: Client) -> None:
        await_page(publisher, PUBLISH)
        change(observation, value=observation.value + 1)
        named = f"{PUBLISH}?lecture={Job.objects.get().pk}"
        reader = signed_in(person("claude", "Lecture"))
        assert read(reader, named).select_one(f'[role=status] a[href="{PUBLISH}"]')
        assert reader.post(PUBLISH, {"action": "review"}).status_code == 403

    def test_a_text_that_was_read_since_does_not_wait(self, observation: Any, publisher: Client) -> None:
        write_text(observation.series.indicator, person("ada", "Édition"), remark="Écrit par quelqu’un.")
        assert "Textes sans second lecteur" in await_page(publisher, PUBLISH).get_text()
        record(person("grace", "Publication"), unread_texts())
        assert "Textes sans second lecteur" not in read(publisher, PUBLISH).get_text()

    def test_who_may_no_longer_read_has_nothing_read(self, observation: Any, publisher: Client) -> None:
        address = publisher.get(PUBLISH).headers["Location"]
        Job.objects.get().asked_by.groups.clear()
        assert work().result == {"why": "Ce compte ne lit plus la copie de travail."}
        other = signed_in(person("dominique", "Publication"))
        page = read(other, address)
        assert said(page, "alert") == ["Ce compte ne lit plus la copie de travail."]
        assert page.select_one(f'main a[href="{PUBLISH}"]')

    def test_what_was_found_is_forgotten_before_its_job(self, observation: Any, publisher: Client) -> None:
        await_page(publisher, PUBLISH)
        Job.objects.update(ended_at=timezone.now() - queue.FOUND_FOR - dt.timedelta(seconds=1))
        queue.prune()
        assert Job.objects.get().found is None
        assert publisher.get(f"{PUBLISH}?lecture={Job.objects.get().pk}").status_code == 302
        assert "Lecture de ce qui" in read(publisher, "/bureau/travaux/").get_text()


class TestPreviewing:
    @pytest.fixture
    def editor(self, observation: Any) -> Client:
        return signed_in(person("ada", "Édition", axes=Axis.objects.all()))

    @pytest.fixture
    def address(self, observation: Observation, editor: Client) -> str:
        """Of a file with a row of each sort."""
        row = {"code": "1.1-O1", "key": "heures"}
        rows = [
            row | {"period_label": observation.period_label, "value": "77"},
            row | {"period_label": "2030", "value": "4.944"},
            row | {"period_label": "2031", "value": "12"},
            row | {"period_label": "2032", "value": "douze"},
        ]
        file = SimpleUploadedFile("mai.csv", csv_of(*rows))
        return editor.post("/bureau/importer-exporter/importer/", {"file": file}).headers["Location"]

    def test_nobody_waits_and_the_page_says_what_it_always_did(
        self, editor: Client, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publishing, "LARGE", 10**9)
        asking = read(editor, address)
        assert len({str(one["name"]) for one in asking.select(".readings input")}) == 1
        answers = answer(asking) | {"reason": "Mai"}
        at_once = main_of(asking), main_of(BeautifulSoup(editor.post(address, answers).content, "html.parser"))
        assert [len(asking.select(f"#{one}")) for one in ("questions", "refuses", "modifies", "nouveaux")] == [1] * 4
        monkeypatch.setattr(publishing, "LARGE", 0)
        with monkeypatch.context() as patch:
            patch.setattr(importing, "plan", None)
            assert editor.get(address).status_code == 302
        assert main_of(await_page(editor, address)) == at_once[0]
        followed = editor.post(address, answers).headers["Location"]
        work()
        assert main_of(read(editor, editor.get(followed).headers["Location"])) == at_once[1]
        assert main_of(read(editor, address)) == at_once[0], "other answers are another reading"
        assert main_of(BeautifulSoup(editor.post(address, answers).content, "html.parser")) == at_once[1]

    def test_another_file_is_not_shown_in_its_place(self, observation: Any, editor: Client, address: str) -> None:
        await_page(editor, address)
        other, _form = deposit(editor, observation, "78")
        first = Job.objects.order_by("pk").first()
        assert first
        assert "77" not in main_of(read(editor, f"{other}?lecture={first.pk}"))

    def test_who_may_not_read_the_file_does_not_follow_it(self, editor: Client, address: str) -> None:
        followed = editor.get(address).headers["Location"]
        assert signed_in(person("linus", "Édition", axes=Axis.objects.all())).get(followed).status_code == 403
        assert signed_in(person("grace", "Publication")).get(followed).status_code == 200

    def test_who_brought_it_follows_what_another_asked_first(self, editor: Client, address: str) -> None:
        followed = signed_in(person("grace", "Publication")).get(address).headers["Location"]
        assert editor.get(address).headers["Location"] == followed
        assert editor.get(followed).status_code == 200
        assert "mai.csv" in main_of(read(editor, "/bureau/travaux/"))

    def test_what_was_typed_last_is_there_again(self, editor: Client, address: str) -> None:
        answers = answer(await_page(editor, address))
        for reason in ("Avril", "Mai"):
            followed = editor.post(address, answers | {"reason": reason})
        while queue.list_due(timezone.now()).exists():
            work()
        shown = read(editor, editor.get(followed.headers["Location"]).headers["Location"])
        assert shown.select_one("[name=reason]").get_text() == "Mai"  # type: ignore[union-attr]

    def test_what_is_read_again_keeps_answers_and_reason(self, observation: Any, editor: Client, address: str) -> None:
        answers = answer(await_page(editor, address))
        followed = editor.post(address, answers).headers["Location"]
        work()
        change(observation, value=observation.value + 1)
        stale = read(editor, editor.get(followed).headers["Location"])
        again = stale.select_one("[role=status] button")
        assert again
        form = stale.find("form", id=again["form"])
        assert form
        held = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}  # type: ignore[union-attr]
        assert answers.items() <= (held | {str(again["name"]): again["value"]}).items()

    def test_it_is_read_again_once_its_person_may_do_something_else(self, editor: Client, address: str) -> None:
        assert "n’est pas confié à ce compte" not in await_page(editor, address).get_text()
        AxisAssignment.objects.all().delete()
        assert "n’est pas confié à ce compte" in await_page(editor, address).get_text()


class TestReadingsOfOtherCode:
    @pytest.fixture
    def addresses(self, observation: Observation) -> list[str]:
        address, _form = deposit(signed_in(person("ada", "Édition", axes=Axis.objects.all())), observation, "77")
        await_page(signed_in(person("grace", "Publication")), PUBLISH)
        return [PUBLISH, address]

    def test_another_version_of_the_code_reads_again(
        self, addresses: list[str], publisher: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert [publisher.get(one).status_code for one in addresses] == [200, 200]
        monkeypatch.setattr(code, "version", lambda: "another")
        assert [publisher.get(one).status_code for one in addresses] == [302, 302]

    def test_what_it_cannot_read_is_read_now(self, addresses: list[str], publisher: Client) -> None:
        before = [main_of(read(publisher, one)) for one in addresses]
        Job.objects.update(found=compress_document("{}"))
        assert [main_of(read(publisher, one)) for one in addresses] == before


class TestSeeing:
    def test_another_who_may_publish_follows_it_and_who_may_not_does_not(
        self, observation: Any, publisher: Client
    ) -> None:
        address = ask_to_publish(publisher)
        other, editor = signed_in(person("dominique", "Publication")), signed_in(person("ada", "Édition"))
        assert other.get(address).status_code == 200
        assert "Publication de l’édition 2025" in read(other, "/bureau/travaux/").get_text()
        assert editor.get(address).status_code == 403
        for page in ("/bureau/travaux/", "/bureau/"):
            assert "Publication de l’édition" not in read(editor, page).get_text()
        Job.objects.filter(kind=JobKind.PUBLICATION).update(state=JobState.FAILED, result={"why": "Parce que."})
        refused = Job.objects.get(kind=JobKind.PUBLICATION)
        resumed = read(editor, f"{PUBLISH}?travail={refused.pk}")
        assert "Parce que." not in resumed.get_text()

    def test_a_number_that_is_none_is_not_found(self, observation: Any, publisher: Client) -> None:
        assert publisher.get("/bureau/travaux/999/").status_code == 404
        read_publication(publisher)
        for number in ("999", "", "x", "9" * 40):
            assert publisher.get(f"{PUBLISH}?travail={number}&lecture={number}").status_code == 200

    def test_where_no_worker_runs_whoever_looks_has_it_taken_again(
        self, observation: Any, publisher: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started: list[Any] = []
        monkeypatch.setattr(queue, "start_command", lambda *command: started.append(command))
        address = ask_to_publish(publisher)
        settings.JOBS_WORKER = False
        publisher.get(address)
        publisher.get(address)
        assert started == [("work",)]


def test_what_a_job_read_says_which_corrections_it_would_undo_as_they_are_answered() -> None:
    """Of the copy as it read it, which has not all that pages of a small one have; and by the answers there are now."""
    figure = two_editions()
    ada, grace = person("ada", "Publication"), person("grace", "Publication")
    workflow.publish_erratum(proposed(ada, typed="5 050").pk, 2, grace)
    client = signed_in(grace)
    line = ("1 correction d’une édition close attend une réponse", "attend une réponse")
    assert line[0] in words_of(await_page(client, PUBLISH))
    change(figure, value=5050)
    assert line[1] not in words_of(await_page(client, PUBLISH))
    change(figure, value=5060)
    assert line[0] in words_of(await_page(client, PUBLISH))
    client.post("/bureau/errata/a-reprendre/", {"line": Correction.objects.get().pk, "why": "2026 en a d’autres."})
    assert line[1] not in words_of(read_publication(client))
