"""« Mot de passe oublié » and the link that answers it: for who has an account, and without saying who has."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from strategy_monitor.accounts import forms, links
from strategy_monitor.accounts.attempts import WITHIN
from strategy_monitor.accounts.links import FORGOTTEN, INVITATION
from strategy_monitor.accounts.models import Attempt
from strategy_monitor.web import mail as outgoing_mail
from strategy_monitor.web.mail import SMTP
from tests import factories
from tests.outages import database_down
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

ASK = "/compte/mot-de-passe/"
GOOD = "Chapeau-17-nuage"


@pytest.fixture(autouse=True)
def _quick_and_at_home(settings: Any, monkeypatch: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SITE_URL = "https://suivi.exemple.be"
    monkeypatch.setattr(forms, "DELAY", 0)


@pytest.fixture
def ada() -> Any:
    user = person("ada", "Lecture")
    user.first_name, user.last_name, user.email = "Ada", "Lovelace", "ada@exemple.be"
    user.set_password("une phrase assez longue")
    user.save()
    return user


def ask(email: str, client: Client | None = None, **extra: Any) -> Any:
    answer = (client or Client(**extra)).post(ASK, {"email": email})
    for thread in threading.enumerate():
        if thread.name == forms.DELIVERY:
            thread.join()
    return answer


def words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "lxml").get_text(" ").split()).replace("\u202f", " ")


def link() -> str:
    """The path of the link in the last message."""
    found = re.search(r"https://suivi\.exemple\.be(/\S+/\S+/\S+/)", outgoing.outbox[-1].body)
    assert found, outgoing.outbox[-1].body
    return found[1]


def follow(path: str, client: Client | None = None, password: str = GOOD, again: str = "") -> Any:
    """Opens the link, and types a password where it leads to a form."""
    client = client or Client()
    opened = client.get(path, follow=True)
    where = opened.redirect_chain[-1][0] if opened.redirect_chain else path
    return client.post(where, {"new_password1": password, "new_password2": again or password})


def test_the_sign_in_page_leads_to_it() -> None:
    page = BeautifulSoup(Client().get("/admin/login/").content, "lxml")
    (found,) = (one for one in page.select("a") if one.get_text(strip=True) == "Mot de passe oublié")
    assert found["href"] == ASK


def test_the_letter_in_full(ada: Any, monkeypatch: Any) -> None:
    factories.strategy(title="Stratégie numérique pour l’éducation")
    now = dt.datetime(2026, 11, 26, 17, 5, tzinfo=dt.UTC)
    monkeypatch.setattr("strategy_monitor.accounts.letters.timezone.now", lambda: now)
    assert ask("ADA@exemple.be")["Location"] == "/compte/mot-de-passe/demande/"
    (letter,) = outgoing.outbox
    assert letter.to == ["ada@exemple.be"], "the address of the account, not the one that was typed"
    assert letter.subject == "Nouveau mot de passe\u202f: Stratégie numérique pour l’éducation"
    assert letter.body.replace("\u202f", " ").replace("\u00a0", " ") == (
        "Bonjour Ada Lovelace,\n\n"
        "Un nouveau mot de passe a été demandé pour le compte « ada » du suivi « Stratégie numérique pour "
        "l’éducation » :\n"
        "https://suivi.exemple.be\n\n"
        "Pour le choisir, ouvrir ce lien :\n"
        f"https://suivi.exemple.be{link()}\n\n"
        "Il sert une seule fois, jusqu’au 26 novembre 2026 à 20:05.\n\n"
        "Cette demande vient de quelqu’un d’autre ? Laisser ce message : le mot de passe actuel reste valable.\n"
    )
    assert (letter.content_subtype, letter.attachments) == ("plain", [])


def test_the_link_lets_choose_a_password_once(ada: Any) -> None:
    elsewhere = Client()
    elsewhere.force_login(ada)
    ask("ada@exemple.be")
    done = follow(link())
    assert (done.status_code, done["Location"]) == (302, "/admin/login/")
    ada.refresh_from_db()
    assert ada.check_password(GOOD)
    assert elsewhere.get("/bureau/").status_code == 302, "other sessions end"
    again = Client().get(link())
    assert "Ce lien ne sert plus" in words(again)
    assert follow(link(), password="Autre-chapeau-18").status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(GOOD)


def test_what_is_done_is_said_on_the_sign_in_page_and_the_password_opens(ada: Any) -> None:
    ask("ada@exemple.be")
    client = Client()
    page = client.get(follow(link(), client)["Location"])
    assert "Le mot de passe est enregistré. Se connecter comme « ada »." in words(page)
    assert client.post("/admin/login/", {"username": "ada", "password": GOOD})["Location"] == "/bureau/"


def test_no_page_shows_the_link_itself(ada: Any) -> None:
    ask("ada@exemple.be")
    client, token = Client(), link().split("/")[-2]
    shown = client.get(link(), follow=True)
    assert shown.redirect_chain[-1][0].endswith("/set-password/")
    assert token not in shown.content.decode()
    assert shown["Cache-Control"].split(", ")[0] == "max-age=0"
    assert "no-store" in shown["Cache-Control"]
    assert shown["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_rules_of_passwords_are_said_at_the_field(ada: Any) -> None:
    ask("ada@exemple.be")
    for password, again, wrong in (
        ("court", "", "Ce mot de passe est trop court. Il doit contenir au minimum 12 caractères."),
        ("Lovelace-Lovelace", "Lovelace-Lovelac", "Les deux mots de passe ne correspondent pas."),
        ("lovelace2026", "", "Le mot de passe est trop semblable au champ"),
    ):
        answer = follow(link(), password=password, again=again)
        assert answer.status_code == 200
        row = BeautifulSoup(answer.content, "lxml").select(".form-row:has(.errorlist)")
        assert len(row) == 1, password
        assert wrong in row[0].get_text(" ").replace("\xa0", " ")
        assert f'value="{password}"' not in answer.content.decode()
    ada.refresh_from_db()
    assert ada.check_password("une phrase assez longue")


def test_the_same_is_said_of_an_account_that_exists_and_of_one_that_does_not(ada: Any) -> None:
    closed = person("closed", "Lecture")
    closed.email, closed.is_active = "closed@exemple.be", False
    closed.set_password(GOOD)
    closed.save()
    answers = [ask(one) for one in ("ada@exemple.be", "personne@exemple.be", "closed@exemple.be")]
    assert {(one.status_code, one["Location"], one.content) for one in answers} == {
        (302, "/compte/mot-de-passe/demande/", b"")
    }
    assert [letter.to for letter in outgoing.outbox] == [["ada@exemple.be"]]
    assert not any(one.cookies for one in answers)


def test_the_same_work_is_done_for_nobody(ada: Any, monkeypatch: Any) -> None:
    """The server is asked and a letter is written in both cases; as many questions to the database are asked."""
    opened: list[str] = []
    monkeypatch.setattr(EmailBackend, "open", lambda self: opened.append("open"))
    written: list[str] = []
    write = forms.write_forgotten
    monkeypatch.setattr(forms, "write_forgotten", lambda one: written.append(one.email) or write(one))
    ask("first@exemple.be")
    counts = []
    for email in ("ada@exemple.be", "personne@exemple.be"):
        with CaptureQueriesContext(connection) as captured:
            ask(email)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert opened == ["open"] * 3
    assert written == ["first@exemple.be", "ada@exemple.be", "personne@exemple.be"]


def test_three_links_for_an_address_and_no_more_whoever_has_it(ada: Any) -> None:
    seen = {}
    for email in ("ada@exemple.be", "personne@exemple.be"):
        answers = [ask(email) for _ in range(5)]
        seen[email] = [one.status_code for one in answers]
        assert re.search(
            r"Trop de demandes : aucun message n’est parti. Réessayer à partir de \d\d:\d\d\.", words(answers[-1])
        )
    assert seen["ada@exemple.be"] == seen["personne@exemple.be"] == [302, 302, 302, 429, 429]
    assert len(outgoing.outbox) == 3
    assert ask("ADA@EXEMPLE.BE").status_code == 429, "letters do not make another address"
    kept = str(list(Attempt.objects.values()))
    assert "ada" not in kept
    assert "personne" not in kept


def test_asking_for_links_does_not_shut_the_account(ada: Any) -> None:
    for _ in range(5):
        ask("ada@exemple.be")
    answer = Client().post("/admin/login/", {"username": "ada", "password": "une phrase assez longue"})
    assert answer.status_code == 302


def test_a_place_that_asks_for_many_addresses_is_shut(ada: Any) -> None:
    for rank in range(100):
        assert ask(f"n{rank}@exemple.be", REMOTE_ADDR="192.0.2.7").status_code == 302
    assert ask("ada@exemple.be", REMOTE_ADDR="192.0.2.7").status_code == 429
    assert ask("ada@exemple.be", REMOTE_ADDR="192.0.2.8").status_code == 302


@pytest.mark.parametrize(("link_of", "life"), [(FORGOTTEN, dt.timedelta(hours=2)), (INVITATION, dt.timedelta(days=7))])
def test_a_link_dies(ada: Any, monkeypatch: Any, link_of: Any, life: dt.timedelta) -> None:
    token = link_of.signature.make_token(ada)
    made = dt.datetime.now()
    monkeypatch.setattr(link_of.signature, "_now", lambda: made + life - dt.timedelta(seconds=5), raising=False)
    assert link_of.signature.check_token(ada, token)
    monkeypatch.setattr(link_of.signature, "_now", lambda: made + life + dt.timedelta(seconds=5), raising=False)
    assert not link_of.signature.check_token(ada, token)


def test_a_link_serves_its_purpose_its_person_and_its_address_only(ada: Any) -> None:
    other = person("other", "Lecture")
    token = FORGOTTEN.signature.make_token(ada)
    assert FORGOTTEN.signature.check_token(ada, token)
    assert not INVITATION.signature.check_token(ada, token)
    assert not FORGOTTEN.signature.check_token(ada, default_token_generator.make_token(ada))
    assert not FORGOTTEN.signature.check_token(other, token)
    ada.email = "ailleurs@exemple.be"
    assert not FORGOTTEN.signature.check_token(ada, token)


def test_a_link_to_an_account_that_was_closed_since_opens_nothing(ada: Any) -> None:
    ask("ada@exemple.be")
    get_user_model().objects.update(is_active=False)
    assert "Ce lien ne sert plus" in words(follow(link()))


def test_who_was_signed_in_on_this_browser_is_no_longer(ada: Any) -> None:
    ask("ada@exemple.be")
    client = signed_in(person("other", "Lecture"))
    assert follow(link(), client).status_code == 302
    assert client.get("/bureau/").status_code == 302


def test_the_name_of_the_host_is_not_taken_from_the_request(ada: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask("ada@exemple.be", HTTP_HOST="mechant.example")
    assert "mechant" not in outgoing.outbox[0].body


HOSTILE = [
    "", "x", "@", "a@b", "ada@exemple.be\nBcc: x@exemple.be", "ada@exemple.be\x00", "a" * 400 + "@exemple.be",
    "<script>alert(1)</script>@exemple.be", "ada@exemple.be' OR 1=1", "аda@exemple.be", "ada@exemple.be,b@exemple.be",
]  # fmt: skip


@pytest.mark.parametrize("email", HOSTILE)
def test_nothing_leaves_for_what_is_no_address_of_an_account(ada: Any, email: str) -> None:
    answer = ask(email)
    assert answer.status_code in {200, 302}
    assert outgoing.outbox == []
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(
    "path",
    ["x/y/", "MQ/set-password/", f"{'9' * 60}/a-b/", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ/a-b/", "AA/a-b/",
     "MQ/%00-%00/", "MQ/a-/", "MQ/-/", "MQ/zzzzzzzzzzzzzzzz-1/", "%C3%A9/%C3%A9/"],
)  # fmt: skip
@pytest.mark.parametrize("door", ["mot-de-passe", "invitation"])
def test_a_made_up_link_opens_nothing(ada: Any, door: str, path: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/compte/{door}/{path}", {"new_password1": GOOD, "new_password2": GOOD})
        assert answer.status_code == 200
        assert "Ce lien ne sert plus" in words(answer)
    ada.refresh_from_db()
    assert ada.check_password("une phrase assez longue")


def test_while_no_mail_leaves_the_page_says_what_to_do_whoever_asks(ada: Any, monkeypatch: Any) -> None:
    def away(_self: Any) -> None:
        raise ConnectionRefusedError("mail.exemple.be refused ada@exemple.be")

    monkeypatch.setattr(EmailBackend, "open", away)
    pages = [ask(email) for email in ("ada@exemple.be", "personne@exemple.be")]
    assert [one.status_code for one in pages] == [503, 503]
    for one in pages:
        assert "Aucun message ne peut partir pour l’instant. Rien n’est changé" in words(one)
        assert "mail.exemple.be" not in words(one)
    ada.refresh_from_db()
    assert ada.check_password("une phrase assez longue")


def test_a_site_without_mail_server_says_the_same(ada: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    assert ask("ada@exemple.be").status_code == 503


def test_a_server_that_does_not_answer_is_not_waited_for_as_long_as_letters_are(ada: Any, monkeypatch: Any) -> None:
    """Anybody may ask: each would hold a process."""
    waited: list[float] = []
    monkeypatch.setattr(EmailBackend, "__init__", lambda self, *_args, timeout, **_more: waited.append(timeout))
    monkeypatch.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(TimeoutError()))
    assert ask("ada@exemple.be").status_code == 503
    assert waited == [outgoing_mail.PATIENCE]


def test_a_letter_that_the_server_refuses_is_a_line_of_the_log_without_the_address(ada: Any, monkeypatch: Any) -> None:
    def refuse(_self: Any, _messages: Any) -> int:
        raise OSError("550 unknown user ada@exemple.be")

    told: list[Any] = []
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    monkeypatch.setattr(forms.log, "error", lambda *given, **more: told.append((given, more)))
    assert ask("ada@exemple.be").status_code == 302
    assert told == [(("link_not_sent",), {"error": "OSError"})]


def test_someone_invited_who_lost_the_letter_is_sent_a_link(ada: Any) -> None:
    ada.set_unusable_password()
    ada.save()
    ask("ada@exemple.be")
    assert follow(link()).status_code == 302
    get_user_model().objects.update(last_login=timezone.now(), password="!held elsewhere")
    Attempt.objects.update(at=timezone.now() - WITHIN - dt.timedelta(minutes=1))
    ask("ada@exemple.be")
    assert len(outgoing.outbox) == 1, "who comes in another way than by a password is given none"


def test_links_live_no_longer_than_the_stock_signature(settings: Any) -> None:
    lives = [one.signature.life for one in vars(links).values() if isinstance(one, links.Link)]
    assert max(lives) == dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def test_the_database_may_fail_at_any_question_and_nothing_is_half_done(ada: Any) -> None:
    ask("ada@exemple.be")
    way, strict = link(), Client(raise_request_exception=False)
    door = strict.get(way, follow=True).redirect_chain[-1][0]
    given = {"new_password1": GOOD, "new_password2": GOOD}
    for path, data in ((ASK, {"email": "ada@exemple.be"}), (way, {}), (door, given)):
        for questions in range(2):
            with database_down(after=questions) as refused:
                answer = strict.post(path, data) if data else strict.get(path)
            connection.set_rollback(False)  # no statement failed in the database itself
            assert refused, (path, questions)
            assert answer.status_code == 503, (path, questions)
            assert "Le site ne peut pas répondre pour l’instant" in words(answer)
    ada.refresh_from_db()
    assert ada.check_password("une phrase assez longue")
    assert strict.post(door, given).status_code == 302, "the link is as good as it was"
    assert len(outgoing.outbox) == 1
