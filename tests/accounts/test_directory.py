"""The way in by the directory: who comes in, with which rights, and what of the provider is not believed."""

from __future__ import annotations

import datetime as dt
import json
import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from joserfc.errors import SecurityWarning
from joserfc.jwk import RSAKey

from strategy_monitor.accounts import provider
from strategy_monitor.accounts.directory import find_unknown_grants
from strategy_monitor.accounts.inviting import propose_name
from strategy_monitor.accounts.models import DirectoryIdentity, Entry
from strategy_monitor.accounts.provider import SIGN_IN_LASTS, SIGN_INS_AT_ONCE, provider_of
from strategy_monitor.accounts.sessions import ASKED_AFTER
from strategy_monitor.web.directory import NO_DIRECTORY, Directory, Grants, read_groups
from tests import factories
from tests.accounts.provider import CLIENT, GROUPS, ISSUER, StandIn, directory
from tests.databases import ROOT
from tests.people import person, signed_in

__all__ = ["directory"]

pytestmark = pytest.mark.django_db

DOOR = "/admin/login/?next="


def said(answer: Any) -> str:
    note = BeautifulSoup(answer.content, "lxml").select_one(".errornote")
    return note.get_text(" ", strip=True) if note else ""


def roles(someone: Any) -> set[str]:
    return set(someone.groups.values_list("name", flat=True))


def the_person() -> Any:
    return DirectoryIdentity.objects.get().person


# Who comes in


def test_somebody_new_has_an_account_with_the_roles_of_their_groups_and_no_password(directory: StandIn) -> None:
    answer = directory.comes_back(Client(), "/bureau/valeurs/")
    assert (answer.status_code, answer["Location"]) == (302, f"{DOOR}%2Fbureau%2Fvaleurs%2F")
    someone = the_person()
    assert (someone.username, someone.get_full_name(), roles(someone)) == ("zoe.petit", "Zoé Petit", {"Lecture"})
    assert someone.is_staff
    assert not someone.is_superuser
    assert not someone.has_usable_password()
    token = next(sent for place, sent in directory.asked if place == "/token_endpoint")
    assert token["redirect_uri"] == "http://localhost:8000/compte/annuaire/retour/", "on the site's own name"
    assert len(token["code_verifier"]) >= 43


@pytest.mark.parametrize("wanted", ["", "https://mechant.example/", "//mechant.example/"])
def test_it_leads_to_a_page_of_ours_alone(directory: StandIn, wanted: str) -> None:
    client = Client()
    door = directory.comes_back(client, wanted)["Location"]
    assert client.get(door)["Location"] == "/bureau/"


def test_they_are_known_again_by_what_the_directory_calls_them(directory: StandIn) -> None:
    directory.comes_back(Client())
    directory.claims |= {"email": "autre@exemple.be", "given_name": "Zoe", "family_name": "Dubois"}
    directory.comes_back(Client())
    assert get_user_model().objects.count() == 1
    directory.claims["sub"] = "s-2"
    directory.comes_back(Client())
    assert get_user_model().objects.count() == 2


def test_groups_give_axes_and_providers_and_take_them_away(directory: StandIn) -> None:
    second, third = factories.axis(number=2), factories.axis(number=3)
    supplier = factories.provider(code="P")
    directory.claims["groups"] = ["lecteurs", "axe-2", "inconnu"]
    directory.comes_back(Client())
    someone = the_person()
    assert roles(someone) == {"Lecture", "Édition"}
    assert [one.axis for one in someone.axis_assignments.all()] == [second]
    assert [one.provider for one in someone.provider_assignments.all()] == [supplier]
    someone.axis_assignments.create(axis=third)
    directory.claims["groups"] = ["lecteurs"]
    directory.comes_back(Client())
    assert roles(someone) == {"Lecture"}
    assert not someone.axis_assignments.exists(), "nor what was added by hand"
    assert not someone.provider_assignments.exists()


def test_who_has_no_group_any_more_loses_all_and_is_told(directory: StandIn) -> None:
    directory.comes_back(Client())
    directory.claims["groups"] = []
    answer = directory.comes_back(Client())
    assert answer.status_code == 403
    assert said(answer).startswith("L’annuaire vous connaît, mais aucun de vos groupes")
    someone = the_person()
    assert (roles(someone), someone.is_staff) == (set(), False)


def test_nobody_is_made_an_account_that_would_open_nothing(directory: StandIn) -> None:
    for groups in ([], ["inconnu"], None, {"lecteurs": 1}, 7):
        directory.claims["groups"] = groups
        assert directory.comes_back(Client()).status_code == 403
    assert not get_user_model().objects.exists()


def test_nobody_is_made_an_account_for_a_role_that_this_site_does_not_have(directory: StandIn, settings: Any) -> None:
    settings.DIRECTORY = Directory(ISSUER, CLIENT, "x", groups=read_groups('{"lecteurs": ["Lectur"]}'))
    assert directory.comes_back(Client()).status_code == 403
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("email", ["zoe", "zoe@exemple.be\nBcc: x@exemple.be", f"{'z' * 250}@exemple.be", 7, ["zoe"]])
def test_what_is_no_address_is_not_kept_as_one(directory: StandIn, email: Any) -> None:
    directory.claims["email"] = email
    assert directory.comes_back(Client()).status_code == 302
    assert the_person().email == ""


def test_a_name_is_kept_as_any_database_keeps_it(directory: StandIn) -> None:
    directory.claims |= {"given_name": "Zo\0é\n Anne", "family_name": "P" * 200}
    assert directory.comes_back(Client()).status_code == 302
    assert (the_person().first_name, the_person().last_name) == ("Zoé Anne", "P" * 150)


def test_groups_may_be_said_apart(directory: StandIn) -> None:
    directory.claims.pop("groups")
    directory.apart = {"groups": ["chefs"]}
    directory.comes_back(Client())
    assert roles(the_person()) == {"Administration"}


def test_no_group_makes_an_owner_and_none_takes_that_away(directory: StandIn) -> None:
    owner = get_user_model().objects.create_superuser("owner")
    DirectoryIdentity.objects.create(person=owner, issuer=ISSUER, subject="s-1")
    directory.comes_back(Client())
    owner.refresh_from_db()
    assert owner.is_superuser
    directory.claims["sub"], directory.claims["is_superuser"] = "s-2", True
    directory.comes_back(Client())
    assert get_user_model().objects.filter(is_superuser=True).get() == owner


@pytest.mark.parametrize("verified", [True, False])
def test_an_account_is_never_taken_by_an_address(directory: StandIn, verified: bool) -> None:
    chief = person("chief", "Administration")
    chief.email = "zoe@exemple.be"
    chief.save()
    directory.claims |= {"email": "ZOE@exemple.be", "email_verified": verified}
    answer = directory.comes_back(Client())
    assert answer.status_code == 403
    assert "a déjà votre adresse" in said(answer)
    assert not DirectoryIdentity.objects.exists()
    call_command("link_person", "chief", "s-1")
    assert directory.comes_back(Client()).status_code == 302
    assert (the_person(), roles(chief)) == (chief, {"Lecture"}), "whoever administers said so"


def test_an_identity_leads_to_one_account_and_a_closed_one_opens_to_nobody(directory: StandIn) -> None:
    directory.comes_back(Client())
    person("other", "Lecture")
    with pytest.raises(CommandError, match="déjà reliée"):
        call_command("link_person", "other", "s-1")
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("link_person", "nobody", "s-1")
    get_user_model().objects.update(is_active=False)
    answer = directory.comes_back(Client())
    assert answer.status_code == 403
    assert "votre compte est fermé ici" in said(answer)


def test_another_directory_does_not_speak_for_this_one(directory: StandIn, settings: Any) -> None:
    chief = person("chief", "Administration")
    DirectoryIdentity.objects.create(person=chief, issuer="https://autre.exemple.be", subject="s-1")
    directory.comes_back(Client())
    assert roles(chief) == {"Administration"}
    assert DirectoryIdentity.objects.count() == 2


def test_their_roles_are_read_in_the_administration_and_not_ticked(directory: StandIn) -> None:
    directory.comes_back(Client())
    someone, chief = the_person(), person("chief", "Administration")
    address = f"/admin/auth/user/{someone.pk}/change/"
    page = BeautifulSoup(signed_in(chief).get(address).content, "lxml")
    assert page.select("[name=groups], [name=axes], [name=providers]") == []
    assert "entre par l’annuaire" in page.get_text()
    sent = {"username": someone.username, "first_name": "Zoé", "last_name": "Petit", "email": "", "is_active": "on"}
    answer = signed_in(chief).post(address, sent | {"groups": [chief.groups.get().pk]})
    assert answer.status_code == 302, answer.content.decode()
    assert roles(someone) == {"Lecture"}


@pytest.mark.parametrize("place", ["/userinfo_endpoint", "/token_endpoint"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_provider_that_cannot_answer_now_ends_no_session(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch, place: str, status: int
) -> None:
    client, answers = Client(), directory.answers
    directory.comes_back(client)
    Entry.objects.update(checked=timezone.now() - ASKED_AFTER - dt.timedelta(seconds=1))
    busy = (status, {"error": "temporarily_unavailable"})
    monkeypatch.setattr(directory, "answers", lambda asked: busy if asked == place else answers(asked))
    assert client.get("/bureau/mon-courrier/").status_code == 200


# What is not believed


def change(name: str, value: Any) -> Callable[[StandIn], None]:
    def spoil(stand_in: StandIn) -> None:
        stand_in.claimed[name] = value

    return spoil


def sign(method: str) -> Callable[[StandIn], None]:
    return lambda stand_in: setattr(stand_in, "sign", getattr(stand_in, method))


def sign_with_little(stand_in: StandIn) -> None:
    with pytest.warns(SecurityWarning):
        stand_in.key = RSAKey.generate_key(1024, {"kid": "one", "use": "sig"}, auto_kid=False)


FORGERIES: dict[str, Callable[[StandIn], None]] = {
    "another issuer": change("iss", "https://mechant.example"),
    "for another site": change("aud", "autre"),
    "for another site, passed on": change("azp", "autre"),
    "too old": change("exp", 1),
    "another sign-in": change("nonce", "x"),
    "no nonce": change("nonce", None),
    "no subject": change("sub", None),
    "a subject that is no name": lambda one: one.claims.update(sub=7),
    "a subject that is too long": lambda one: one.claims.update(sub="s" * 256),
    "a subject that no database keeps": lambda one: one.claims.update(sub="s\0"),
    "a session that is too long": change("sid", "s" * 256),
    "not signed": sign("unsigned"),
    "signed with the public key": sign("signed_with_what_all_read"),
    "signed by somebody else": lambda one: setattr(one, "sign", lambda claims: one.signed(claims, one.foreign)),
    "a key that is not known": lambda one: setattr(one, "sign", lambda claims: one.signed(claims, kid="two")),
    "a key that is too short": sign_with_little,
    "no token at all": lambda one: setattr(one, "sign", lambda _claims: "x"),
    "user info of somebody else": lambda one: one.apart.update(sub="s-2"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_is_forged_opens_nothing(directory: StandIn, forgery: str) -> None:
    FORGERIES[forgery](directory)
    answer = directory.comes_back(Client())
    assert answer.status_code == 403, forgery
    assert said(answer).startswith("L’annuaire n’a pas confirmé cette connexion.")
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("changed", [{"state": "x"}, {"state": ""}])
def test_a_sign_in_that_was_not_begun_here_is_not_ended_here(directory: StandIn, changed: dict[str, str]) -> None:
    answer = directory.comes_back(Client(), **changed)
    assert (answer.status_code, "n’a pas été commencée" in said(answer)) == (400, True)


def test_a_sign_in_serves_once_and_in_its_own_browser(directory: StandIn) -> None:
    client = Client()
    answer = directory.comes_back(client)
    again = client.get(answer.wsgi_request.get_full_path())
    assert (again.status_code, "a déjà servi" in said(again)) == (400, True)
    assert Client().get(answer.wsgi_request.get_full_path()).status_code == 400


def test_who_goes_there_and_does_not_come_back_leaves_little_and_not_for_long(directory: StandIn) -> None:
    client = Client()
    for _ in range(3 * SIGN_INS_AT_ONCE):
        assert client.get("/compte/annuaire/").status_code == 302
    row = Session.objects.get()
    assert row.expire_date - timezone.now() <= dt.timedelta(seconds=SIGN_IN_LASTS)
    assert sum(one.startswith("_state_") for one in row.get_decoded()) == SIGN_INS_AT_ONCE
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    Client().get("/compte/annuaire/")
    assert Session.objects.count() == 1


def test_going_there_does_not_shorten_the_session_of_who_is_in(directory: StandIn, settings: Any) -> None:
    client = Client()
    directory.comes_back(client)
    client.get("/compte/annuaire/")
    assert Session.objects.get().expire_date - timezone.now() > dt.timedelta(hours=11)


def test_two_sign_ins_may_be_under_way_in_one_browser(directory: StandIn) -> None:
    client = Client()
    first = client.get("/compte/annuaire/")["Location"]
    client.get("/compte/annuaire/")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(first).query).items()}
    directory.nonce = asked["nonce"]
    assert client.get("/compte/annuaire/retour/", {"code": "c", "state": asked["state"]}).status_code == 302


@pytest.mark.parametrize(("begun", "leads"), [("same-origin", True), ("none", True), ("cross-site", False)])
def test_a_page_of_another_site_signs_nobody_in(directory: StandIn, begun: str, leads: bool) -> None:
    """The provider may ask nothing of who is signed in there; a person, not a page, then has to want it here."""
    answer = Client(headers={"Sec-Fetch-Site": begun}).get("/compte/annuaire/?next=/bureau/textes/")
    here = "/admin/login/?next=%2Fbureau%2Ftextes%2F"
    assert (answer["Location"] == here) is not leads
    assert bool(directory.asked) is leads


def test_who_gives_up_there_is_told_so(directory: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    told = {"error": "access_denied", "error_description": "Mots de n’importe qui"}
    assert directory.comes_back(Client(), **told).status_code == 403
    assert "access_denied" in caplog.text
    assert Client().get("/compte/annuaire/retour/", told | {"error": "Mots de n’importe qui"}).status_code == 403
    assert "n’importe qui" not in caplog.text


def test_of_two_first_sign_ins_at_the_same_moment_one_begins_again(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_another(first: str, last: str) -> str:
        DirectoryIdentity.objects.create(person=person("faster", "Lecture"), issuer=ISSUER, subject="s-1")
        return propose_name(first, last)

    monkeypatch.setattr("strategy_monitor.accounts.directory.propose_name", by_another)
    answer = directory.comes_back(Client())
    assert (answer.status_code, "Recommencer." in said(answer)) == (400, True)
    assert not Entry.objects.exists()


def test_a_directory_that_does_not_answer_is_said_to_be_away(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory.away = True
    answer = Client().get("/compte/annuaire/")
    assert (answer.status_code, "ne répond pas" in said(answer)) == (503, True)
    directory.away = False
    monkeypatch.setattr(provider, "AWAY_FOR", 0.0)
    assert directory.comes_back(Client()).status_code == 302, "and is asked again"


@pytest.mark.parametrize(("method", "address"), [("get", "/compte/annuaire/"), ("post", "/compte/annuaire/fin/")])
def test_nobody_makes_process_after_process_wait_for_it(directory: StandIn, method: str, address: str) -> None:
    directory.away = True
    for _ in range(5):
        assert getattr(Client(), method)(address).status_code == 503
    assert directory.waited_for == 1


def test_a_session_is_asked_about_though_it_did_not_answer_somebody_else(directory: StandIn) -> None:
    client = Client()
    directory.comes_back(client)
    provider_of(settings.DIRECTORY).away_at = time.monotonic()
    Entry.objects.update(checked=timezone.now() - dt.timedelta(hours=1))
    assert client.get("/bureau/mon-courrier/").status_code == 200


def test_a_directory_that_says_to_be_another_is_not_followed(directory: StandIn, settings: Any) -> None:
    settings.DIRECTORY = Directory(f"{ISSUER}/autre", CLIENT, "x", groups=read_groups(GROUPS))
    answer = Client().get("/compte/annuaire/")
    assert (answer.status_code, "n’a pas confirmé" in said(answer)) == (403, True)


def test_a_directory_that_said_to_be_another_once_is_asked_again(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setattr(directory, "answers", lambda _place: (200, {"issuer": "https://autre.exemple.be"}))
        assert Client().get("/compte/annuaire/").status_code == 403
    assert directory.comes_back(Client()).status_code == 302


STRONG = {
    "as is asked": ({"acr": "2"}, True),
    "in a way that is": ({"amr": ["pwd", "mfa"]}, True),
    "less": ({"acr": "1", "amr": ["pwd"]}, False),
    "not said": ({}, False),
    "said as a list, not a text": ({"acr": ["2"]}, False),
}


@pytest.mark.parametrize("how", STRONG)
def test_where_it_is_asked_who_was_not_asked_enough_does_not_come_in(
    directory: StandIn, settings: Any, how: str
) -> None:
    directory.claimed, enters = STRONG[how]
    assert directory.comes_back(Client()).status_code == 302, "nothing is asked"
    settings.DIRECTORY = replace(settings.DIRECTORY, acr=("2", "3"), amr=("mfa",))
    directory.apart = {"acr": "2"}  # what the user info says is of no sign-in
    client = Client()
    answer = directory.comes_back(client)
    assert (answer.status_code == 302, client.get("/bureau/mon-courrier/").status_code == 200) == (enters, enters)
    assert enters or "second facteur" in answer.content.decode()
    assert "acr_values=2+3" in client.get("/compte/annuaire/")["Location"]


# What is configured


def test_without_a_directory_nothing_shows_and_nothing_is_loaded(settings: Any) -> None:
    assert settings.DIRECTORY is NO_DIRECTORY
    assert "annuaire" not in Client().get("/admin/login/").content.decode()
    for address in ("/compte/annuaire/", "/compte/annuaire/retour/"):
        assert Client().get(address).status_code == 404


@pytest.mark.once
def test_what_speaks_with_a_directory_is_loaded_by_who_needs_it_alone() -> None:
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        "print([one for one in ('authlib', 'joserfc', 'requests', 'fido2') if one in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert told.stdout.strip() == "[]"


def test_the_page_of_the_sign_in_leads_there_by_a_link(directory: StandIn) -> None:
    page = BeautifulSoup(Client().get("/admin/login/?next=/bureau/textes/").content, "lxml")
    (link,) = page.select("a[href^='/compte/annuaire/']")
    assert link["href"] == "/compte/annuaire/?next=/bureau/textes/"
    assert link.get_text(" ", strip=True) == "Se connecter par l’annuaire"


def test_what_is_given_and_not_there_is_found(directory: StandIn) -> None:
    assert find_unknown_grants() == ["axe 2", "fournisseur P"]
    factories.axis(number=2)
    factories.provider(code="P")
    assert find_unknown_grants() == []


def test_groups_are_given_together() -> None:
    told = Directory("x", groups=read_groups('{"a": ["Lecture", "axe 1"], "b": ["axe 2", "fournisseur P"]}'))
    assert told.grants(["a", "b"]) == Grants(frozenset({"Lecture"}), frozenset({1, 2}), frozenset({"P"}))
    assert told.grants("a") == Grants(frozenset({"Lecture"}), frozenset({1}))
    assert told.grants(None) == Grants()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("un secret\n")
    return path


GIVEN = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "suivi", "OIDC_GROUPS": json.dumps({"a": ["Lecture"]})}


def start(monkeypatch: pytest.MonkeyPatch, **given: str) -> Any:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "strategy_monitor" / "settings.py"))["DIRECTORY"]


def test_it_is_read_from_the_environment_and_the_secret_from_a_file(
    monkeypatch: pytest.MonkeyPatch, secret: Path
) -> None:
    told = start(monkeypatch, **GIVEN, OIDC_CLIENT_SECRET_FILE=str(secret), OIDC_ACR="2 3")
    assert (told.acr, told.amr) == (("2", "3"), ())
    assert (told.issuer, told.client, told.secret, told.claim) == (ISSUER, "suivi", "un secret", "groups")
    assert "un secret" not in repr(told)


@pytest.mark.parametrize(
    "changed",
    [
        {"OIDC_ISSUER": ""},
        {"OIDC_ISSUER": "http://annuaire.exemple.be"},
        {"OIDC_CLIENT_SECRET_FILE": "/nowhere"},
        {"OIDC_CLIENT_SECRET_FILE": "/dev/null"},
        {"OIDC_GROUPS": "lecteurs"},
        {"OIDC_GROUPS": '["Lecture"]'},
        {"OIDC_GROUPS": '{"a": []}'},
        {"OIDC_GROUPS": '{"a": ["axe deux"]}'},
        {"OIDC_GROUPS": '{"a": ["axe 99999999999999999999"]}'},
        {"OIDC_GROUPS": "{}"},
    ],
)
def test_what_could_not_serve_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, secret: Path, changed: dict[str, str]
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^OIDC_.*OIDC_ISSUER=https://"):
        start(monkeypatch, **(GIVEN | {"OIDC_CLIENT_SECRET_FILE": str(secret)} | changed))
