"""The threads on the pages of the desk: written, answered, settled, and seen nowhere else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strategy_monitor.desk.threads import read_thread
from strategy_monitor.releases.publish import publish
from strategy_monitor.threads import talking
from strategy_monitor.threads.files import MOST_BYTES
from strategy_monitor.threads.models import Attachment, Message
from tests import factories
from tests.admin_pages import faults_heard
from tests.desk.dropping import said
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db
SECRET = "Chuchotement au bureau"


@pytest.fixture
def observation() -> Any:
    return remembered("a figure", make_figure)


def make_figure() -> Any:
    return factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))


@pytest.fixture
def reader(observation: Any) -> Client:
    return signed_in(person("lea", "Lecture"))


@pytest.fixture
def publisher(observation: Any) -> Client:
    return signed_in(person("paul", "Publication"))


def main(response: Any) -> BeautifulSoup:
    page = BeautifulSoup(response.content, "lxml").main
    assert page is not None
    return page


def addresses(observation: Any) -> dict[str, str]:
    measure = factories.measure(code="1.1-M1", action=observation.series.indicator.action)
    return {
        "valeur": f"/bureau/fils/valeur/{observation.pk}/",
        "mesure": f"/bureau/fils/mesure/{measure.code}/",
        "indicateur": "/bureau/fils/indicateur/1.1-O1/",
    }


@pytest.mark.parametrize("kind", ["valeur", "mesure", "indicateur"])
def test_a_message_with_a_file_is_written_and_read_by_colleagues(observation, reader, publisher, kind):
    address = addresses(observation)[kind]
    file = SimpleUploadedFile("pièce jointe.txt", b"douze", "text/html")
    response = reader.post(address, {"text": f"{SECRET}, @paul", "file": file, "action": "write"})
    assert response.status_code == 302
    assert response["Location"].endswith("#fil")
    assert "Nommés : paul." in said(reader.get(response["Location"]))
    page = publisher.get(response["Location"])
    assert SECRET in said(page)
    link = main(page).select_one(".said a[download]")
    assert link.get_text() == "pièce jointe.txt"
    kept = publisher.get(link["href"])
    assert kept.content == b"douze"
    assert kept["Content-Type"] == "application/octet-stream"
    assert kept["Content-Disposition"].startswith("attachment;")
    assert (kept["X-Content-Type-Options"], kept["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in kept["Content-Security-Policy"]


def test_the_file_is_for_who_reads_the_working_copy(observation, reader):
    talking.post(person("ada", "Édition"), observation, SECRET, file=("a.txt", b"x"))
    address = f"/bureau/fils/fichiers/{Attachment.objects.get().pk}/"
    assert reader.get(address).status_code == 200
    assert Client().get(address).status_code == 302
    assert signed_in(person("sans-role")).get(address).status_code == 403
    Message.objects.all().delete()
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"text": ""}, "Écrire un message."),
        ({"text": SECRET, "file": ("a.exe", b"MZ")}, "n’est pas d’un type accepté"),
        ({"text": SECRET, "file": ("a.pdf", b"<html>")}, "n’est pas celui d’un « .pdf »"),
        ({"text": SECRET, "file": ("a.txt", b"x" * (MOST_BYTES + 1))}, "10 Mo au plus"),
        ({"text": SECRET, "action": "propose", "proposed": ""}, "Écrire le texte proposé."),
        ({"action": "delete", "message": "x"}, "n’est pas lisible"),
        ({"action": "delete", "message": "12"}, "n’existe plus"),
        ({"action": "settle", "message": "9" * 30}, "n’est pas lisible"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(observation, reader, sent, why):
    file = sent.get("file")
    fields = {**sent, **({"file": SimpleUploadedFile(*file)} if file else {})}
    response = reader.post(addresses(observation)["valeur"], fields)
    assert response.status_code == 422
    assert why in said(response)
    assert [box.get_text(strip=True) for box in main(response).select("[name=text]")].count(sent.get("text", "")) >= 1
    assert not Message.objects.exists()


def test_a_file_that_is_refused_says_so_at_its_field(observation, reader):
    address = addresses(observation)["valeur"]
    page = main(reader.post(address, {"text": SECRET, "file": SimpleUploadedFile("a.exe", b"MZ")}))
    assert ["type accepté" in fault for fault in faults_heard(page, "file")] == [True]
    assert len(page.select(".fault")) == 1
    refused = main(reader.post(address, {"text": ""}))
    assert list(faults_heard(refused, "file")) == []
    assert refused.select_one(".fault")


def test_a_proposal_is_counted_on_the_desk_settled_by_who_may_and_answered(observation, reader, publisher):
    address = addresses(observation)["valeur"]
    assert "proposée" not in said(publisher.get("/bureau/"))
    proposal = {"action": "propose", "proposed": "4 949 heures", "text": "Rapport annuel, page 3"}
    assert reader.post(address, proposal).status_code == 302
    assert "1 correction proposée à régler" in said(publisher.get("/bureau/"))
    assert "1.1-O1, Heures suivies, 2023-2024" in said(publisher.get("/bureau/fils/"))
    assert not main(reader.get(address)).select("button[name=state]")
    assert len(main(publisher.get(address)).select("button[name=state]")) == 2
    message = Message.objects.get()
    settled = {"action": "settle", "message": message.pk, "state": "done", "why": "Corrigé."}
    assert reader.post(address, settled).status_code == 422
    assert "réglée : fait" in said(publisher.post(address, settled, follow=True))
    assert "Fait, paul" in said(reader.get(address))
    assert "Corrigé." in said(reader.get(address))
    assert "proposée à régler" not in said(publisher.get("/bureau/"))


def test_the_threads_are_led_to_from_the_desk_and_from_its_lists_with_what_waits(observation, reader, publisher):
    def led(client: Client, page: str) -> str:
        (link,) = main(client.get(page)).select('a[href="/bureau/fils/"]')
        return " ".join(link.parent.get_text(" ").split()).replace("\u202f", " ")

    for client in (reader, publisher):
        assert led(client, "/bureau/").startswith("Fils de discussion : aucune correction à régler")
        assert led(client, "/bureau/modifier/") == "Fils de discussion"
    proposal = {"action": "propose", "proposed": "4 949 heures", "text": "Rapport annuel, page 3"}
    reader.post(addresses(observation)["valeur"], proposal)
    assert led(publisher, "/bureau/").startswith("Fils de discussion : 1 correction proposée à régler")
    assert led(publisher, "/bureau/modifier/") == "Fils de discussion (1 correction proposée à régler)"
    (group,) = [one for one in main(publisher.get("/bureau/modifier/")).select("section") if "Notes et" in one.h2.text]
    assert group.select_one('a[href="/bureau/fils/"]')


def test_one_takes_one_s_own_message_back(observation, reader, publisher):
    address = addresses(observation)["indicateur"]
    reader.post(address, {"text": SECRET})
    assert not main(publisher.get(address)).select("button[value=delete]")
    assert main(reader.get(address)).select("button[value=delete]")
    assert reader.post(address, {"action": "delete", "message": Message.objects.get().pk}).status_code == 302
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "address", ["valeur/0/", "valeur/x/", "valeur/999/", "mesure/rien/", "autre/1.1-O1/", "valeur/" + "9" * 40 + "/"]
)
def test_what_is_not_there_has_no_thread(reader, address):
    assert reader.get(f"/bureau/fils/{address}").status_code == 404
    assert reader.post(f"/bureau/fils/{address}", {"text": SECRET}).status_code == 404


def test_a_measure_of_another_code_keeps_its_thread_and_what_is_sent_to_it(observation, reader):
    """Letters lead to the code of before, and a page may be open while it changes."""
    measure = factories.measure(code="1.1-M1", action=observation.series.indicator.action)
    talking.post(person("ida", "Lecture"), measure, "Est-ce encore vrai ?")
    measure.code = "1.1-M7"
    measure.save()
    old, new = "/bureau/fils/mesure/1.1-M1/", "/bureau/fils/mesure/1.1-M7/"
    response = reader.get(old, follow=True)
    assert response.redirect_chain == [(new, 307)]
    assert "Est-ce encore vrai ?" in main(response).get_text()
    sent = reader.post(old, {"action": "write", "text": "Oui."}, follow=True)
    assert sent.redirect_chain[0] == (new, 307)
    assert Message.objects.on(measure).count() == 2
    factories.measure(code="1.1-M1", action=measure.action)
    assert reader.get(old).status_code == 200, "whoever bears the code now comes first"
    measure.delete()
    assert reader.get(new).status_code == 404


def test_what_is_not_found_at_the_desk_is_looked_for_at_the_desk(reader):
    """The promise of permanent codes is for readers of the site."""
    gone = main(reader.get("/bureau/fils/mesure/9.9-M9/"))
    assert "codes d’indicateur" not in gone.get_text()
    assert gone.select_one("a[href='/bureau/']")
    assert "codes d’indicateur" in main(reader.get("/nulle/part/")).get_text()


def test_what_is_said_at_the_desk_is_read_nowhere_else(observation, client, reader):
    measure = factories.measure(code="1.1-M1", action=observation.series.indicator.action)
    author = person("ada", "Édition")
    for thing in (observation, measure, observation.series.indicator):
        talking.post(author, thing, SECRET, SECRET, file=(f"{SECRET}.txt", SECRET.encode()))
    release, _new = publish("2025", "Première version")
    assert SECRET not in release.document
    for address in (
        "/", "/rapport/", "/indicateurs/1.1-O1/", "/indicateurs/1.1-O1/releves/heures/2023-2024/",
        "/donnees/rapport.json", "/api/v1/indicators", "/donnees/chiffres.csv",
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET.encode() not in response.content
    for address in (
        "/bureau/importer-exporter/valeurs.csv",
        "/bureau/copie/indicateurs/1.1-O1/",
        "/bureau/historique/",
    ):
        assert SECRET not in said(reader.get(address)), address


def test_a_longer_thread_asks_no_more_queries(observation):
    author = person("ada", "Édition")

    def cost() -> int:
        talking.post(author, observation, "Bonjour @ada", file=("a.txt", b"x"))
        with CaptureQueriesContext(connection) as asked:
            thread = read_thread(author, observation)
            assert [one.name for row in thread.said for one in row.message.files.all()]
        return len(asked)

    cost()  # the rights of this person are remembered
    before = cost()
    for _more in range(8):
        cost()
    assert cost() == before


def test_a_file_is_read_from_its_upload_once(observation, reader):
    content = io.BytesIO(b"a;b\n")
    content.name = "a.csv"
    assert reader.post(addresses(observation)["valeur"], {"text": "Voir", "file": content}).status_code == 302
    assert bytes(Attachment.objects.get().content) == b"a;b\n"
