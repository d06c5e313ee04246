"""The second factor: asked after the password, served once each, lost and found again."""

from __future__ import annotations

import base64
import math
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client

from strategy_monitor.accounts import second_factor
from strategy_monitor.accounts.attempts import PER_ACCOUNT
from strategy_monitor.accounts.confirming import PROVED
from strategy_monitor.accounts.links import FORGOTTEN
from strategy_monitor.accounts.models import RecoveryCode, SecondFactor
from strategy_monitor.accounts.second_factor import (
    STEP,
    begin_recovery,
    draw_uri,
    find_step,
    keep_application,
    make_secret,
    totp_of,
    write_uri,
)
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LOGIN, CODE, GIVE, DESK, MINE = (
    "/admin/login/", "/compte/code/", "/compte/second-facteur/", "/bureau/mon-courrier/", "/bureau/mes-sessions/",
)  # fmt: skip
PASSWORD = "une phrase assez longue"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def someone(db: None) -> Any:
    found = person("someone", "Lecture")
    found.set_password(PASSWORD)
    found.save()
    return found


def types(client: Client, wanted: str = "") -> Any:
    return client.post(LOGIN, {"username": "someone", "password": PASSWORD, "next": wanted})


def code_of(secret: str, shift: int = 0) -> str:
    return totp_of(secret).generate(int(time.time()) + shift * STEP).decode()


def with_application(one: Any) -> tuple[str, list[str]]:
    """The secret of an application that this person has, and the recovery codes; as if no code had served yet."""
    secret = make_secret()
    assert keep_application(one, secret, code_of(secret))
    SecondFactor.objects.update(last_step=0)
    return secret, begin_recovery(one)


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def said(answer: Any) -> str:
    note = BeautifulSoup(answer.content, "lxml").select_one(".errorlist, .errornote")
    return note.get_text(" ", strip=True) if note else ""


def test_a_code_is_what_the_standard_says() -> None:
    """RFC 6238, appendix B, its last six signs."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for moment, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert find_step(secret, code, moment) == moment // STEP
        assert find_step(secret, f"{code[:3]} {code[3:]}", moment + STEP) == moment // STEP, "clocks differ"
        assert find_step(secret, code, moment + 2 * STEP) is None
    assert [find_step(secret, one, 59) for one in ("", "28708", "2870820", "abcdef", "²87082", "-87082")] == [None] * 6


def test_after_the_password_a_code_is_asked_and_nobody_is_in_before(someone: Any) -> None:
    secret, _codes = with_application(someone)
    client = Client()
    answer = types(client, "/bureau/valeurs/")
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not is_in(client)
    assert client.get(CODE).status_code == 200
    assert "Ce code est faux" in said(client.post(CODE, {"code": "000000"}))
    assert not is_in(client)
    answer = client.post(CODE, {"code": code_of(secret)})
    assert client.get(answer["Location"])["Location"] == "/bureau/valeurs/"
    assert is_in(client)


@pytest.mark.usefixtures("contexts")
def test_the_key_of_an_application_is_offered_to_one_person(someone: Any, settings: Any) -> None:
    """Whoever began here would know the key of whoever goes on."""
    settings.SECOND_FACTOR, client = "all", Client()
    other = person("other", "Lecture")
    other.set_password(PASSWORD)
    other.save()
    keys = []
    for name in ("someone", "other", "other"):
        client.post(LOGIN, {"username": name, "password": PASSWORD})
        keys.append(client.get(GIVE).context["secret"])
    assert keys[0] != keys[1]
    assert keys[1] == keys[2], "the page may be opened again"
    client.force_login(someone)
    assert client.get(GIVE).context["secret"] not in keys


def test_without_a_password_nobody_is_asked_for_a_code(someone: Any) -> None:
    secret, _codes = with_application(someone)
    client = Client()
    for page in (CODE, GIVE):
        assert client.post(page, {"code": code_of(secret)})["Location"] == LOGIN
    assert not is_in(client)


def test_a_code_serves_once_and_an_older_one_not_after_it(someone: Any) -> None:
    secret, _codes = with_application(someone)
    for code, enters in ((code_of(secret), True), (code_of(secret), False), (code_of(secret, -1), False)):
        client = Client()
        types(client)
        client.post(CODE, {"code": code})
        assert is_in(client) is enters


def test_a_recovery_code_serves_once_however_it_is_typed(someone: Any) -> None:
    secret, codes = with_application(someone)
    assert len(set(codes)) == 10
    for code, enters in ((codes[0].upper().replace("-", " "), True), (codes[0], False), (codes[1], True)):
        client = Client()
        types(client)
        client.post(CODE, {"code": code})
        assert is_in(client) is enters
    kept = [
        *RecoveryCode.objects.values_list("digest", flat=True),
        *SecondFactor.objects.values_list("secret", flat=True),
    ]
    assert not any(code in text or secret in text for code in codes for text in kept)


def test_a_recovery_code_is_so_long_that_a_plain_digest_keeps_it() -> None:
    """112 bits, as ASVS 6.5.2 has it; a shorter one would need a slow digest."""
    signs = second_factor.make_recovery_code().replace("-", "")
    assert len(signs) * math.log2(len(second_factor.ALPHABET)) >= 112


def test_codes_are_tried_ten_times_and_no_more(someone: Any) -> None:
    secret, _codes = with_application(someone)
    client = Client()
    types(client)
    for _ in range(PER_ACCOUNT):
        client.post(CODE, {"code": "000000"})
    answer = client.post(CODE, {"code": code_of(secret)})
    assert (answer.status_code, "Trop de codes faux" in said(answer)) == (429, True)
    assert not is_in(client)


def test_a_password_that_was_right_is_forgotten(someone: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _codes = with_application(someone)
    slow, changed = Client(), Client()
    types(slow)
    types(changed)
    someone.set_password("une autre phrase assez longue")
    someone.save()
    assert changed.post(CODE, {"code": code_of(secret)})["Location"] == LOGIN
    begun = time.time()
    someone.set_password(PASSWORD)
    someone.save()
    monkeypatch.setattr("strategy_monitor.accounts.proving.time.time", lambda: begun + 601)
    assert slow.post(CODE, {"code": code_of(secret)})["Location"] == LOGIN


@pytest.mark.parametrize(("wanted", "role", "asked"), [
    ("all", "Lecture", True), ("administrators", "Administration", True), ("administrators", "Lecture", False),
    ("none", "Administration", False),
])  # fmt: skip
def test_who_must_have_one_chooses_it_before_they_come_in(
    someone: Any, settings: Any, wanted: str, role: str, asked: bool
) -> None:
    someone.groups.set(someone.groups.model.objects.filter(name=role))
    settings.SECOND_FACTOR = wanted
    client = Client()
    answer = types(client)
    assert answer["Location"] == (GIVE if asked else "/bureau/")
    assert is_in(client) is not asked
    if not asked:
        return
    page = BeautifulSoup(client.get(GIVE).content, "lxml")
    secret = page.select_one(".secret").get_text().replace(" ", "")
    uri = page.select_one("ol a")["href"]
    assert f"secret={secret}" in uri
    drawn = page.select_one("[role=img][aria-label] svg path[stroke]")["d"]
    assert f'd="{drawn}"' in draw_uri(uri), "the picture says the same"
    assert "pas le code de cette clé" in said(client.post(GIVE, {"code": "000000"}))
    answer = client.post(GIVE, {"code": code_of(secret)})
    assert len(BeautifulSoup(answer.content, "lxml").select(".codes code")) == 10
    assert is_in(client)
    assert types(Client())["Location"] == CODE


def test_the_picture_of_a_key_holds_the_longest_names_there_are() -> None:
    assert "<svg" in draw_uri(write_uri(make_secret(), "\U0001d4d0" * 150, "\U0001d4d0" * 300))


def test_one_s_own_is_added_and_taken_away_at_the_desk(someone: Any) -> None:
    client, elsewhere = signed_in(someone), signed_in(someone)
    page = BeautifulSoup(client.get(GIVE).content, "lxml")
    assert page.select_one(".beside-form a")["href"] == MINE, "the way back is where one came from"
    secret = page.select_one(".secret").get_text().replace(" ", "")
    client.post(GIVE, {"code": code_of(secret)})
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert client.post(MINE, {"application": "retirer"}).status_code == 302
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_what_must_be_there_is_not_taken_away(someone: Any, settings: Any) -> None:
    with_application(someone)
    with_application(person("other", "Lecture"))  # which is nothing to who takes theirs away
    settings.SECOND_FACTOR = "all"
    answer = signed_in(someone).post(MINE, {"application": "retirer"})
    assert (answer.status_code, SecondFactor.objects.filter(person=someone).count()) == (400, 1)


def test_whoever_operates_the_site_takes_away_one_that_is_lost(someone: Any) -> None:
    with_application(someone)
    call_command("forget_second_factor", "someone")
    client = Client()
    types(client)
    assert is_in(client)


def sessions_of(one: Any) -> str:
    return f"/admin/auth/user/{one.pk}/sessions/"


def offers_to_forget(answer: Any) -> bool:
    return BeautifulSoup(answer.content, "lxml").select_one("button[name=second-facteur]") is not None


def test_an_administrator_takes_away_one_that_is_lost_and_it_is_told(
    someone: Any, mailoutbox: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    someone.email = "quelqu.un@exemple.be"
    someone.save()
    with_application(someone)
    chief = person("chief", "Administration")
    theirs, chiefs = signed_in(someone), signed_in(chief)
    assert offers_to_forget(chiefs.get(sessions_of(someone)))
    assert chiefs.post(sessions_of(someone), {"second-facteur": "1"}).status_code == 302
    assert not second_factor.has_second_factor(someone)
    assert not RecoveryCode.objects.exists()
    assert not is_in(theirs), "whoever has a session of theirs goes on no further"
    (letter,) = mailoutbox
    assert letter.to == ["quelqu.un@exemple.be"]
    assert "chief a retiré le second facteur du compte" in letter.body
    assert "ajouté au bureau, sous «\u202fMes sessions\u202f»" in letter.body
    (told,) = [record.msg for record in caplog.records if "second_factor_forgotten" in str(record.msg)]
    assert (told["account"], told["by"]) == (someone.pk, chief.pk)
    assert "Second facteur retiré" in LogEntry.objects.get().change_message
    assert not offers_to_forget(chiefs.get(sessions_of(someone)))
    assert chiefs.post(sessions_of(someone), {"second-facteur": "1"}).status_code == 400, "there is none"
    client = Client()
    types(client)
    assert is_in(client)


def test_who_must_have_one_is_told_that_another_is_chosen_before_they_come_in(
    someone: Any, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.SECOND_FACTOR, someone.email = "all", "quelqu.un@exemple.be"
    someone.save()
    with_application(someone)
    chief = person("chief", "Administration")
    with_application(chief)
    signed_in(chief).post(sessions_of(someone), {"second-facteur": "1"})
    (letter,) = mailoutbox
    assert "un autre second facteur est à choisir" in letter.body
    assert "au bureau" not in letter.body


def test_nobody_takes_away_their_own_so_nor_that_of_who_may_do_more(someone: Any) -> None:
    """A thief of the session of an administrator would otherwise be rid of it at once."""
    owner = person("owner")
    owner.is_superuser = True
    owner.save()
    chief = person("chief", "Administration")
    for one, by in ((chief, chief), (owner, chief), (someone, person("publisher", "Publication"))):
        with_application(one)
        client = signed_in(by)
        assert not offers_to_forget(client.get(sessions_of(one)))
        assert client.post(sessions_of(one), {"second-facteur": "1"}).status_code == 403
        assert second_factor.has_second_factor(one)


def test_where_no_mail_leaves_it_is_taken_away_and_to_be_told(someone: Any, settings: Any) -> None:
    someone.email = "quelqu.un@exemple.be"
    someone.save()
    with_application(someone)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    chiefs = signed_in(person("chief", "Administration"))
    answer = chiefs.post(sessions_of(someone), {"second-facteur": "1"}, follow=True)
    assert "aucun message n’est parti" in answer.text
    assert not second_factor.has_second_factor(someone)


# Another password

NEW = "une autre phrase assez longue"
CHANGE = "/admin/password_change/"


def follow_link(one: Any) -> tuple[Client, str]:
    """Whoever reads the mailbox of this person, and where the link leads."""
    client = Client()
    return client, client.get(FORGOTTEN.write(one).removeprefix(settings.SITE_URL))["Location"]


def sets_password(client: Client, address: str, **more: str) -> Any:
    return client.post(address, {"new_password1": NEW, "new_password2": NEW, **more})


def has_password(one: Any, text: str) -> bool:
    one.refresh_from_db()
    return bool(one.check_password(text))


def test_a_link_sets_no_password_without_the_second_factor(someone: Any) -> None:
    secret, codes = with_application(someone)
    client, address = follow_link(someone)
    assert BeautifulSoup(client.get(address).content, "lxml").select_one("[name=code][autocomplete=one-time-code]")
    for more in ({}, {"code": "000000"}):
        answer = sets_password(client, address, **more)
        assert (answer.status_code, has_password(someone, PASSWORD)) == (200, True), more
    assert "Ce code est faux" in said(answer)
    short = client.post(address, {"new_password1": "court", "new_password2": "court", "code": code_of(secret)})
    assert (short.status_code, has_password(someone, PASSWORD)) == (200, True)
    assert sets_password(client, address, code=code_of(secret)).status_code == 302, "what was refused spent no code"
    assert has_password(someone, NEW)
    client, address = follow_link(someone)
    assert sets_password(client, address, code=codes[0]).status_code == 302
    assert RecoveryCode.objects.count() == len(codes) - 1


def test_wrong_codes_at_a_link_count_as_those_of_the_sign_in(someone: Any) -> None:
    secret, _codes = with_application(someone)
    client, address = follow_link(someone)
    for _ in range(PER_ACCOUNT):
        sets_password(client, address, code="000000")
    assert "Trop de codes faux" in said(sets_password(client, address, code=code_of(secret)))
    assert has_password(someone, PASSWORD)


def test_without_a_second_factor_a_link_asks_for_none(someone: Any) -> None:
    client, address = follow_link(someone)
    assert 'name="code"' not in client.get(address).text
    assert sets_password(client, address).status_code == 302
    assert has_password(someone, NEW)


def test_a_password_is_changed_in_a_session_once_it_is_proved_whose(someone: Any) -> None:
    secret, _codes = with_application(someone)
    client, given = signed_in(someone), {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert BeautifulSoup(client.get(CHANGE).content, "lxml").select_one("[name=old_password]"), "it was proved just now"
    session = client.session
    session[PROVED] = 0
    session.save()
    asked = BeautifulSoup(client.get(CHANGE).content, "lxml")
    assert asked.select_one("[name=proof_code]")
    answer = client.post(CHANGE, given)
    assert (answer.status_code, answer["Location"]) == (302, CHANGE), "and no page holds a password"
    assert has_password(someone, PASSWORD)
    client.post(CHANGE, {"proof_page": "1", "proof_password": PASSWORD, "proof_code": code_of(secret)})
    assert client.post(CHANGE, given).status_code == 302
    assert has_password(someone, NEW)


def test_under_another_secret_key_no_code_is_right_and_it_does_not_break(someone: Any, settings: Any) -> None:
    secret, codes = with_application(someone)
    settings.SECRET_KEY = "y" * 50
    assert not second_factor.is_right(someone, code_of(secret))
    assert not second_factor.is_right(someone, codes[0])
