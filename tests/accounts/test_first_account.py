"""The first administrator is made on the server, in French, with a password judged as any other."""

from __future__ import annotations

import getpass
import sys
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

GOOD = "Un-long-mot-2031"

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Gives what is typed, shown or not, and collects what was asked."""
    asked: list[str] = []

    def types(*typed: str) -> list[str]:
        answers = iter(typed)

        def ask(prompt: str = "") -> str:
            asked.append(prompt)
            return next(answers)

        monkeypatch.setattr("builtins.input", ask)
        monkeypatch.setattr(getpass, "getpass", ask)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        return asked

    return types


def test_it_is_asked_for_until_it_is_right(terminal: Any) -> None:
    get_user_model().objects.create_user("camille")
    asked = terminal("camille", "zoe", "pas une adresse", "zoe@exemple.be", "1234", "1234", GOOD, "Autre", GOOD, GOOD)
    out, err = StringIO(), StringIO()
    call_command("createsuperuser", stdout=out, stderr=err)
    zoe = get_user_model().objects.get(username="zoe")
    assert (zoe.is_superuser, zoe.is_staff, zoe.email) == (True, True, "zoe@exemple.be")
    assert zoe.check_password(GOOD)
    assert {one.rstrip() for one in asked} == {
        "Nom d’utilisateur :",
        "Adresse de courrier :",
        "Mot de passe :",
        "Le même encore :",
    }
    assert out.getvalue() == "Le compte « zoe » est créé, et administre le site.\n"
    refused = err.getvalue()
    assert "Le compte « camille » existe déjà." in refused
    assert "adresse" in refused
    assert "Ce mot de passe est trop court." in refused
    assert "Les deux mots de passe ne correspondent pas." in refused


def test_a_password_of_a_variable_is_judged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"username": "zoe", "email": "zoe@exemple.be", "interactive": False}
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "1234")
    with pytest.raises(CommandError, match="DJANGO_SUPERUSER_PASSWORD : Ce mot de passe est trop court"):
        call_command("createsuperuser", **given)
    assert not get_user_model().objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)
    call_command("createsuperuser", **given, verbosity=0)
    assert get_user_model().objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Il n’y a pas de terminal"),
        ({"interactive": False}, "Il manque --username, ou DJANGO_SUPERUSER_USERNAME."),
        ({"interactive": False, "username": "zoe"}, "Il manque --email, ou DJANGO_SUPERUSER_EMAIL."),
        ({"interactive": False, "username": "zoe", "email": "zoe"}, "adresse"),
    ],
)
def test_what_lacks_is_said(given: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO())
    with pytest.raises(CommandError, match=why):
        call_command("createsuperuser", **given)
    assert not get_user_model().objects.exists()


def test_an_account_without_a_password_enters_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    call_command("createsuperuser", username="zoe", email="zoe@exemple.be", interactive=False, verbosity=0)
    assert not get_user_model().objects.get().has_usable_password()
