"""A number that no database counts to is nothing's number: an address with one is not found, a form says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from axes.models import Axis, Measure
from indicators.models import Indicator, Observation
from tests.admin_pages import address, errors, filled, opened
from tests.hostile.asking import PART, routes
from tests.people import signed_in
from tests.rights.test_matrix import world  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

BEYOND = (str(2**63), "9" * 29)
REAL = {"edition": "2025", "first": "2025.1", "second": "2025.1", "code": "1.1-O1", "form": "pdf"}


@pytest.fixture
def client() -> Client:
    return signed_in(get_user_model().objects.create_superuser("root"))


def with_numbers() -> list[str]:
    """The routes with a number in them: by its converter, or by what the administration calls a key."""
    return [one for one in routes() if re.search(r"<int:|<number:|object_id|version_id|content_type_id", one)]


def test_an_address_with_such_a_number_is_not_found(client: Client) -> None:
    assert len(with_numbers()) > 60
    for route in with_numbers():
        url = PART.sub(lambda part: REAL.get(part[1] or part[2], BEYOND[0]), route)
        for method in ("GET", "POST"):
            answer = client.generic(method, url)
            assert answer.status_code in {302, 400, 403, 404, 405}, f"{method} {url}: {answer.status_code}"


def test_a_form_says_that_such_a_key_is_no_choice(client: Client) -> None:
    number = BEYOND[0]
    things: list[tuple[Any, dict[str, Any]]] = [
        (Measure.objects.first(), {"action": number}),
        (Observation.objects.first(), {"series": number}),
        (Indicator.objects.first(), {"action": number, "providers": [number, "1"]}),
        (Indicator.objects.first(), {"series-0-id": number, "observations-0-id": number}),
        (Axis.objects.first(), {"strategy": number, "page": number}),
        (get_user_model().objects.get(username="someone"), {"groups": [number]}),
    ]
    for thing, typed in things:
        url = address(thing, "change")
        data = filled(opened(client, url)) | typed
        sent = client.post(url, {name: value for name, value in data.items() if value is not None})
        assert sent.status_code == 409 or errors(sent), (thing, typed)


def test_what_an_address_proposes_to_a_new_form_may_be_no_key(client: Client) -> None:
    for model in (Measure, Observation, Indicator):
        keys = {field.name: BEYOND[0] for field in model._meta.get_fields() if field.is_relation}
        assert client.get(address(model, "add"), keys | {"position": BEYOND[1]}).status_code == 200, model


def test_what_the_desk_is_sent_may_be_no_key(client: Client) -> None:
    for number in BEYOND:
        for given in ({"row": f"{number}:1"}, {"row": f"1:{number}"}, {"row": number, "one": number}):
            sent = client.post(reverse("desk-step"), {"step": "valider", **given})
            assert sent.status_code in {404, 409}
    everywhere = dict.fromkeys(("page", "axe", "producteur", "a", "depuis"), BEYOND[1])
    for name in ("desk-observations", "desk-quality", "desk-journal", "desk-exchange", "desk"):
        assert client.get(reverse(name), everywhere).status_code in {200, 302, 400}, name
