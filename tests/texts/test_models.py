from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from strategy_monitor.texts.models import TextReading
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lacking", ["model", "field"])
def test_a_reading_names_its_text(lacking: str) -> None:
    given = {"model": "axes.Measure", "key": 1, "field": "text", "wording": '"Former."'} | {lacking: ""}
    reading = TextReading(reader=person("grace", "Publication"), **given)
    with pytest.raises(ValidationError):
        reading.full_clean()
    with pytest.raises(IntegrityError, match="a_reading_names_its_text"), transaction.atomic():
        reading.save()


def test_who_read_a_text_stays_known() -> None:
    grace = person("grace", "Publication")
    reading = TextReading.objects.create(model="axes.Measure", key=1, field="text", wording='"Former."', reader=grace)
    assert (str(reading), reading.who) == ("axes.Measure 1 text", "grace")
    with pytest.raises(ProtectedError):
        grace.delete()
