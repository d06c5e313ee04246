"""« Mon courrier », where people say how they want it; the mail of the site, where messages in trouble are settled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import MailChoice, OutgoingMessage
from strategy_monitor.web.mail import SMTP
from tests import factories
from tests.admin_pages import opened
from tests.notices.making import person, sent
from tests.people import signed_in
from tests.spaces import plain

pytestmark = pytest.mark.django_db

MINE, SITE = "/bureau/mon-courrier/", "/bureau/courrier/"


def said(response: Any) -> str:
    return " ".join(plain(BeautifulSoup(response.content, "lxml").select_one("main").get_text(" ")).split())


@pytest.fixture
def judge() -> Any:
    return person("dominique", "Publication", pace="daily")


@pytest.fixture
def client(judge: Any) -> Client:
    return signed_in(judge)


@pytest.fixture
def uncertain() -> OutgoingMessage:
    made = outbox.post("Un rappel", "Le texte.", to="donnees@ifpc.be")
    at = timezone.now() - outbox.LONGEST_SENDING - dt.timedelta(minutes=1)
    OutgoingMessage.objects.update(state="claimed", claimed_at=at)
    return made


def chosen(client: Client) -> list[str]:
    return [one["value"] for one in opened(client, MINE).select("main form input[checked]")]


def test_a_person_chooses_their_pace(client, judge):
    assert chosen(client) == ["par-jour"]
    response = client.post(MINE, {"rythme": "aussitot", "publications": "oui"}, follow=True)
    assert "C’est enregistré." in said(response)
    assert "dominique@exemple.be" in said(response)
    assert chosen(client) == ["aussitot", "oui"]
    client.post(MINE, {"rythme": "jamais"})
    assert chosen(client) == ["jamais"]
    assert MailChoice.objects.filter(person=judge).count() == 1


def test_who_never_chose_has_it_once_a_day(client):
    MailChoice.objects.all().delete()
    assert chosen(client) == ["par-jour"]
    client.get(MINE)
    assert MailChoice.objects.count() == 0, "reading writes nothing"


@pytest.mark.parametrize("form", [{}, {"rythme": "toujours"}, {"rythme": "\x00"}])
def test_what_no_page_sends_changes_nothing(client, judge, form):
    response = client.post(MINE, form)
    assert response.status_code == 400
    assert "Rien n’est changé" in said(response)
    assert MailChoice.objects.get(person=judge).pace == "daily"


def test_the_page_says_what_keeps_mail_from_going(client, judge, settings):
    judge.email = ""
    judge.save()
    assert "Ce compte n’a pas d’adresse" in said(client.get(MINE))
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    assert "n’a pas encore de serveur de courrier" in said(client.get(MINE))
    assert "n’a pas encore de serveur de courrier" in said(client.get(SITE))


def test_a_message_in_trouble_is_shown_on_the_desk_to_who_settles_it(client, uncertain):
    factories.strategy()
    assert opened(client, "/bureau/").select_one(".fault a")["href"] == SITE
    reader = signed_in(person("alix", "Lecture"))
    assert SITE not in reader.get("/bureau/").content.decode()
    assert reader.get(SITE).status_code == 403
    text = said(client.get(SITE))
    assert "Un rappel" in text
    assert "donnees@ifpc.be" in text
    assert "Le texte." in text


def press(client: Client, value: str) -> Any:
    form = opened(client, SITE).select_one("main form:has([name=message])")
    key = form.select_one("[name=message]")["value"]
    return client.post(SITE, {"message": key, "suite": form.select_one(f"[value={value}]")["value"]}, follow=True)


def test_sent_again_it_goes_with_the_next_turn(client, uncertain):
    assert sent() == []
    assert "C’est noté." in said(press(client, "renvoyer"))
    assert [one.to for one in sent()] == [["donnees@ifpc.be"]]
    assert "Rien : chaque message est parti, ou attend son tour." in said(client.get(SITE))


def test_held_for_sent_it_stays_as_it_is_and_says_who_said_so(client, uncertain):
    text = said(press(client, "tenir"))
    assert "tenu pour envoyé" in text
    assert "par Dominique Martin" in text
    assert sent() == []


def test_what_was_refused_can_be_left(client, uncertain):
    OutgoingMessage.objects.update(state="failed", why="adresse inconnue")
    assert "Adresse inconnue." in said(client.get(SITE))
    assert "laissé" in said(press(client, "laisser"))


def test_who_comes_second_is_told(client, uncertain):
    form = {"message": uncertain.pk, "suite": "tenir"}
    client.post(SITE, form)
    response = client.post(SITE, form)
    assert response.status_code == 409
    assert "ce message n’attend plus de réponse" in said(response)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"message": "\x00", "suite": "tenir"}, 400),
        ({"message": "9" * 40, "suite": "tenir"}, 400),
        ({"message": "999999", "suite": "tenir"}, 409),
        ({"message": "1", "suite": "rien"}, 400),
    ],
)
def test_what_no_page_sends_settles_nothing(client, uncertain, form, status):
    assert client.post(SITE, form).status_code == status
    assert OutgoingMessage.objects.get().state == "claimed"


def test_what_a_message_holds_is_text(client):
    outbox.post("<b>Objet</b>", "<i>Texte</i>", to="a@b.be")
    page = opened(client, SITE)
    assert page.select("main article b, main article i") == []
    assert "<b>Objet</b>" in page.select_one("main article").get_text()


def test_the_cost_of_the_page_does_not_grow(client, judge):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(SITE)
        return len(asked)

    def more(state: str, many: int) -> None:
        for _rank in range(many):
            made = outbox.post("Objet", "Texte", person=judge)
            OutgoingMessage.objects.filter(pk=made.pk).update(state=state, settled_by=judge)

    for state in ("waiting", "uncertain", "sent"):
        more(state, 2)
    client.get(SITE)
    few = queries()
    for state in ("waiting", "uncertain", "sent"):
        more(state, 5)
    assert queries() == few
