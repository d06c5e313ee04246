"""What is a period, and what is one with words left over: in the import, in the forms, and in what is taken away."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from indicators.exchange.periods import left_over
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
