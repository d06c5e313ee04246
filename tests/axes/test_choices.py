"""What one types in a choice, or above a list: what one reads there finds it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.models import PriorityAction
from strategy_monitor.backoffice.editing import Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("camille"))
    return client


def choices(client: Client, model: Any, field: str, term: str) -> list[str]:
    names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    return [one["text"] for one in client.get(reverse("admin:autocomplete"), names | {"term": term}).json()["results"]]


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("number", ["2.1", "4.1", "3.2-3"])
def test_an_action_is_found_by_the_number_that_one_reads(chief, number):
    for name, field in (("Indicator", "action"), ("EditorialNote", "action")):
        model = next(one for one in admin.site._registry if one.__name__ == name)
        found = choices(chief, model, field, number)
        assert [text.split()[0] for text in found] == [number], name


@pytest.mark.usefixtures("seeded")
def test_in_every_choice_what_one_reads_finds_it(chief):
    """Typed as it is shown, a thing is among what is found."""
    lost = []
    for model, editor in admin.site._registry.items():
        for field in editor.autocomplete_fields:
            target = model._meta.get_field(field).related_model
            assert isinstance(admin.site._registry[target], Editor)
            things = target._default_manager.order_by("pk")
            for thing in filter(None, {things.first(), things.last()}):
                if str(thing) not in choices(chief, model, field, str(thing)):
                    lost.append(f"{model.__name__}.{field}: {thing}")
    assert lost == []


@pytest.mark.usefixtures("seeded")
def test_looking_an_action_up_takes_as_many_queries_however_many_there_are(chief):
    """Session, account, the fields read, and the rows found."""
    model = next(one for one in admin.site._registry if one.__name__ == "Indicator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            choices(chief, model, "action", "2.1")
        return len(caught)

    few = queries()
    axis = PriorityAction.objects.first().axis
    PriorityAction.objects.bulk_create(PriorityAction(axis=axis, number=f"9-{n}", title="Autre") for n in range(20))
    assert queries() == few
