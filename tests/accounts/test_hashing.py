"""Passwords are kept by argon2id, those of before from their next use on."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client
from django.urls import reverse

PASSWORD = "un mot de passe assez long"


def test_it_is_argon2id_with_what_owasp_asks() -> None:
    kept = make_password(PASSWORD)
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(PASSWORD, kept)
    assert not check_password(f"{PASSWORD} ", kept)


@pytest.mark.django_db
def test_one_of_before_is_kept_anew_as_its_owner_signs_in(client: Client) -> None:
    person = get_user_model().objects.create_user("ada", is_staff=True)
    person.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    person.save()
    client.post(reverse("admin:login"), {"username": "ada", "password": PASSWORD})
    person.refresh_from_db()
    assert person.password.startswith("argon2$argon2id$")
    assert person.check_password(PASSWORD)
