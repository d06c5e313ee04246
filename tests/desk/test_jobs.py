"""Publishing and importing where there is much: asked for at the desk, done apart, followed and found again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from axes.models import Axis
from indicators.models import Observation
from strategy_monitor.desk import publishing
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, perform
from strategy_monitor.jobs.models import Job
from strategy_monitor.language.codes import JobState, JobStep
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.indicators.exchange.files import csv_of
from tests.memory import forget
from tests.people import person, signed_in
from tests.vouched import change

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
    made = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))
    Edition.objects.create(label="2025")
    publish("2025", "Première version")
    return made


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


def said(page: BeautifulSoup, role: str) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.select(f"main [role={role}]")]


def ask_to_publish(client: Client, **given: str) -> str:
    """The address where the publication is followed."""
    field = read(client, PUBLISH).select_one("[name=seen]")
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
        form = read(publisher, str(back["href"]))
        assert why in " ".join(form.get_text().split())
        reason = form.select_one("[name=reason]")
        assert reason
        assert reason.get_text().strip() == "Une longue phrase"
        assert Release.objects.count() == 1

    def test_who_may_no_longer_publish_does_not(self, observation: Any, publisher: Client) -> None:
        change(observation, value=observation.value + 1)
        ask_to_publish(publisher)
        job = Job.objects.get()
        job.asked_by.groups.clear()
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


def deposit(client: Client, observation: Observation, value: str) -> tuple[str, dict[str, str]]:
    """The address of the preview of a file with this value, and what its form sends."""
    where = {"code": "1.1-O1", "key": "heures", "period_label": observation.period_label, "value": value}
    file = SimpleUploadedFile("mai.csv", csv_of(where))
    address = client.post("/bureau/importer-exporter/importer/", {"file": file}).headers["Location"]
    shown = read(client, address).select_one("[name=shown]")
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
        again = read(editor, f"{preview}?travail={job.pk}")
        assert said(again, "alert") == [why]
        reason = again.select_one("[name=reason]")
        assert reason
        assert reason.get_text() == "Mai"

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
        Job.objects.get().asked_by.groups.clear()
        assert work().result == {"why": "Ce compte n’a pas accès aux imports et exports de valeurs."}
        observation.refresh_from_db()
        assert observation.value != 77


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
        Job.objects.update(state=JobState.FAILED, result={"why": "Parce que."})
        resumed = read(editor, f"{PUBLISH}?travail={Job.objects.get().pk}")
        assert "Parce que." not in resumed.get_text()

    def test_a_number_that_is_none_is_not_found(self, observation: Any, publisher: Client) -> None:
        assert publisher.get("/bureau/travaux/999/").status_code == 404
        for number in ("999", "", "x", "9" * 40):
            assert publisher.get(f"{PUBLISH}?travail={number}").status_code == 200

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
