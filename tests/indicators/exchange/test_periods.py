"""What is a period, and what is one with words left over: in the import, in the forms, and in what is taken away."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from indicators.exchange.cells import typed_day
from indicators.exchange.periods import left_over, write_period_label
from indicators.exchange.plan import plan
from indicators.exchange.stored import observations_to_fill
from indicators.helps import OBSERVATION_HELPS
from indicators.models import Observation
from tests import factories
from tests.admin_pages import address, errors, sent
from tests.indicators.exchange.files import NEW, csv_of
from tests.people import signed_in

OPEN = "février 2026 ou plus"


@pytest.mark.parametrize(
    ("label", "left"),
    [
        (OPEN, "ou plus"),
        ("2023-2024 provisoire", "provisoire"),
        ("2024 ou 2025", "ou 2025"),
        ("1er février 2025 au soir", "au soir"),
        ("01/02/2025 environ", "environ"),
        ("2018–2021 et après", "et après"),
    ],
)
def test_words_after_a_period_are_left_over(label, left):
    assert left_over(label) == left


@pytest.mark.parametrize(
    "label",
    [
        *("2024", "2023-2024", "2018–2021", "5 mars 2025", "1er février 2025", "01/02/2025", "février 2026"),
        *("septembre 2018 – juillet 2021", "2022-2023 (bis)", "PISA 2022", "CLEF 2021", "sans date (rapport 2025)"),
        *("depuis février 2022", "avant janvier 2023", "chaque année depuis 2019", "", "T1", "2023-24"),
    ],
)
def test_a_period_or_a_name_has_nothing_left_over(label):
    assert left_over(label) == ""


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        *((one, "2025-2026") for one in ("2025/2026", "2025/26", "2025-26", "2025 / 2026", "2025-2026")),
        ("1999/00", "1999-2000"),
        *((one, one) for one in ("2011-12", "2025/2027", "2025-27", "2018–2021", "2025", "01/2025")),
    ],
)
def test_a_school_year_is_written_in_one_way(typed, written):
    assert write_period_label(typed) == written


@pytest.fixture
def chief(db) -> Client:
    return signed_in(get_user_model().objects.create_superuser("camille"))


@pytest.fixture
def stored(db) -> Observation:
    return factories.observation(
        series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"), status="draft"
    )


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").split())


DAYS = ("1er février 2025", "1 fevrier 2025", "1er févr. 2025", "1-fév-2025", "01/02/2025", "1.2.2025", "2025-02-01")
"""One day, as people type it."""


@pytest.mark.parametrize("typed", ["1 ju 2025", "1 jui 2025", "1 ma 2025", "1 fevr 25", "32 juil. 2025"])
def test_what_may_be_two_days_or_none_is_read_as_none(typed):
    assert typed_day(typed) is None


@pytest.mark.parametrize("typed", DAYS)
def test_a_new_day_is_written_in_one_way_by_an_import_and_by_a_form(chief, stored, typed):
    found = plan(csv_of(NEW | {"period_label": typed, "value": "6"}), camille())
    assert [line.observation.period_label for line in found.new] == [DAYS[0]]
    days = {"period_kind": "date", "period_start": "2025-02-01", "period_end": "2025-02-01"}
    assert sent(chief, address(stored, "change"), period_label=typed, **days).status_code == 302
    stored.refresh_from_db()
    assert stored.period_label == DAYS[0]


@pytest.mark.parametrize("recorded", [DAYS[0], DAYS[2]])
@pytest.mark.parametrize("typed", DAYS)
def test_a_day_that_has_a_value_has_it_however_it_is_written(chief, stored, recorded, typed):
    day = {"period_kind": "date", "period_start": "2025-02-01", "period_end": "2025-02-01"}
    Observation.objects.filter(pk=stored.pk).update(period_label=recorded, **day)
    (line,) = plan(csv_of(NEW | {"period_label": typed, "value": "6"}), camille()).lines
    assert (line.outcome, line.period, line.observation) == ("changed", recorded, stored)


def test_two_rows_of_one_day_are_one_value_twice(chief, stored):
    rows = (NEW | {"period_label": typed, "value": "6"} for typed in DAYS[:2])
    found = plan(csv_of(*rows), camille())
    assert [line.outcome for line in found.lines] == ["new", "refused"]


def test_a_file_to_fill_for_a_day_asks_no_second_value_of_it(stored):
    Observation.objects.filter(pk=stored.pk).update(period_label=DAYS[0])
    assert [observations_to_fill(typed) for typed in DAYS] == [[]] * len(DAYS)


def camille() -> Any:
    return get_user_model().objects.get(username="camille")


def test_an_import_refuses_it_with_a_sentence_whatever_the_days_say(chief, stored):
    days = {"period_kind": "date", "period_start": "01/02/2026", "period_end": "01/02/2026"}
    content = csv_of(NEW | {"period_label": OPEN, "value": "6"} | days)
    answer = chief.post(
        "/bureau/importer-exporter/importer/", {"file": SimpleUploadedFile("a.csv", content)}, follow=True
    )
    page = BeautifulSoup(answer.content, "lxml")
    assert "« février 2026 ou plus » n’est pas une période : « ou plus » est de trop." in plain(page.get_text(" "))


def test_a_form_refuses_it_where_it_is_typed_and_leaves_the_old_ones_alone(chief, stored):
    url = address(stored, "change")
    assert "« ou plus » est de trop" in plain(errors(sent(chief, url, period_label=OPEN)))
    Observation.objects.filter(pk=stored.pk).update(period_label=OPEN)
    assert sent(chief, url, value="12").status_code == 302, "it was there before"
    indicator = address(stored.series.indicator, "change")
    assert "est de trop" in plain(errors(sent(chief, indicator, **{"observations-0-period_label": "2024 ou plus"})))


def test_no_file_is_made_to_fill_for_it(chief, stored):
    answer = chief.get("/bureau/importer-exporter/valeurs.csv", {"periode": OPEN})
    assert answer.status_code == 404
    assert "« ou plus » est de trop" in plain(BeautifulSoup(answer.content, "lxml").get_text(" "))


def test_no_help_claims_a_fixed_day_for_a_school_year():
    """It begins at the end of August since 2022-2023, and the day moves."""
    told = " ".join(str(OBSERVATION_HELPS[name]) for name in ("period_start", "period_end"))
    assert "fin août depuis 2022-2023" in told
    assert not any(day in told for day in ("01/09", "31/08", "29/08", "28/08"))
