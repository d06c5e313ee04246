"""Who validates sees: what the public reads in its place, what the rules find, what was said with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators import workflow
from indicators.models import Finding, Indicator, Observation
from indicators.workflow import Remark
from strategy_monitor.accounts.roles import PUBLISHER
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.campaigns.mine import asked_of
from strategy_monitor.desk.publishing import count_left_out
from strategy_monitor.desk.work import rows_of_observations
from strategy_monitor.quality.gate import check_indicators
from tests import factories
from tests.pages.reading import soup, text
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db
LIST = "/bureau/valeurs/?statut=soumis"


@pytest.fixture
def series(db: None) -> Any:
    return remembered("a series", lambda: factories.series(indicator=factories.indicator(code="1.1-O1")))


def next_period(series: Any, start: int, **values: Any) -> Observation:
    return factories.observation(
        series=series, status="draft", period_label=f"{start}-{start + 1}",
        period_start=dt.date(start, 9, 1), period_end=dt.date(start + 1, 8, 31), **values,
    )  # fmt: skip


@pytest.fixture
def submitted(series: Any) -> list[Observation]:
    """A figure changed since it was validated, and the first one of a new period, ten times what it was."""
    return remembered("what was submitted of a series", lambda: submit_two(series))


def test_what_is_left_of_a_closed_indicator_waits_for_nobody(submitted: list[Observation], client: Client) -> None:
    """Until it is followed again, it stands in the list of all values, which says why."""
    back = next_period(factories.series(indicator=submitted[0].series.indicator, key="part"), 2023)
    Observation.objects.filter(pk=back.pk).update(status="returned", returned_why="Et la source ?")
    validator = signed_in(person("valerie", "Publication"))
    assert "2 valeurs" in text(soup(validator.get(LIST)))
    assert [(one.status, one.number) for one in count_left_out()] == [("submitted", 2), ("returned", 1)]
    Indicator.objects.update(closed_since="2027")
    assert "Aucune valeur à valider." in text(soup(validator.get("/bureau/")))
    for status in ("soumis", "retourne", "brouillon"):
        assert "0 valeur" in text(soup(validator.get(f"/bureau/valeurs/?statut={status}")))
    assert count_left_out() == []
    assert asked_of(get_user_model().objects.get(username="ada"), dt.date(2026, 1, 15)) == []
    told = "Son indicateur est clos : elle n’attend personne."
    assert text(soup(validator.get("/bureau/valeurs/"))).count(told) == 3
    assert told in text(soup(validator.get(f"/bureau/valeurs/{back.pk}/")))
    Indicator.objects.update(closed_since="")
    assert "2 valeurs" in text(soup(validator.get(LIST)))


def submit_two(series: Any) -> list[Observation]:
    changed = factories.observation(series=series)
    changed.value = 5000
    changed.save()
    new = next_period(series, 2024, value=50_000)
    rows = [changed, new]
    seen = revisions(Observation, [one.pk for one in rows])
    sent = {one.pk: seen.get(one.pk, 0) for one in rows}
    remarks = {new.pk: Remark("Compté autrement.", "https://exemple.be/x")}
    workflow.submit(get_user_model().objects.create_superuser("ada"), sent, remarks)
    check_indicators(series.indicator_id)
    return rows


@pytest.fixture
def publisher(submitted: list[Observation]) -> Client:
    return signed_in(person("paul", PUBLISHER.name))


def rows_of(client: Client, address: str = LIST) -> Any:
    return soup(client.get(address)).select(".work tbody tr")


def test_each_row_says_what_the_public_reads_in_its_place(publisher: Client) -> None:
    assert [(text(row.find("del")), text(row.find("ins"))) for row in rows_of(publisher)] == [
        ("4 944 heures", "5 000 heures"), ("4 944 heures (2023-2024)", "50 000 heures"),
    ]  # fmt: skip


def test_a_jump_of_ten_times_is_told_beside_the_figure_with_its_message_and_its_source(publisher: Client) -> None:
    plain, jump = rows_of(publisher)
    assert not plain.select(".fault")
    assert jump.select(".fault")
    assert "Compté autrement." in text(jump)
    assert jump.select_one("a[href='https://exemple.be/x']")


STEP = "/bureau/valeurs/etape/"


def ticked_at_once(publisher: Client) -> list[str]:
    page = soup(publisher.get(LIST))
    everything = next(link["href"] for link in page.select("main a") if text(link) == "Tout cocher")
    return [box["value"] for box in soup(publisher.get(everything)).select("[name=row][checked]")]


def statuses(rows: list[Observation]) -> list[str]:
    return [Observation.objects.get(pk=one.pk).status for one in rows]


def test_all_rows_are_ticked_at_once_but_those_whose_alert_is_to_be_seen(
    publisher: Client, submitted: list[Observation]
) -> None:
    ticked = ticked_at_once(publisher)
    assert [one.partition(":")[0] for one in ticked] == [str(submitted[0].pk)]
    assert "sauf 1 ligne" in text(soup(publisher.get(LIST)).main)
    response = publisher.post(STEP, {"row": ticked, "step": "valider"}, follow=True)
    assert "1 valeur validée." in text(BeautifulSoup(response.content, "lxml").main)
    assert statuses(submitted) == ["validated", "submitted"]


def test_a_jump_whose_row_was_ticked_itself_is_validated(publisher: Client, submitted: list[Observation]) -> None:
    every = [row.select_one("[name=row]")["value"] for row in rows_of(publisher)]
    assert publisher.post(STEP, {"row": every, "step": "valider"}).status_code == 302
    assert statuses(submitted) == ["validated", "validated"]


def test_what_the_rules_find_follows_what_is_validated_and_what_is_undone(
    publisher: Client, submitted: list[Observation]
) -> None:
    def found() -> list[tuple[bool, bool]]:
        return list(Finding.objects.filter(rule="jump", gone_on=None).values_list("in_draft", "mended_in_draft"))

    every = [row.select_one("[name=row]")["value"] for row in rows_of(publisher)]
    assert found() == [(True, False)]
    publisher.post(STEP, {"row": every, "step": "valider"})
    assert found() == [(False, False)], "the public would read it now"
    undoing = [f"{key}:{seen}" for key, seen in revisions(Observation, [one.pk for one in submitted]).items()]
    publisher.post(STEP, {"row": undoing, "step": "defaire"})
    assert statuses(submitted) == ["submitted", "submitted"]
    assert found() == [(True, False)]


def test_a_jump_that_the_page_did_not_show_stops_the_whole_bulk(
    publisher: Client, submitted: list[Observation]
) -> None:
    unseen = [":".join(row.select_one("[name=row]")["value"].split(":")[:2]) for row in rows_of(publisher)]
    response = publisher.post(STEP, {"row": unseen, "step": "valider"})
    assert response.status_code == 409
    assert "une alerte est à voir d’abord" in text(BeautifulSoup(response.content, "lxml").main)
    assert statuses(submitted) == ["submitted", "submitted"]


def test_a_jump_that_the_next_figure_would_show_is_told_of_the_one_that_makes_it(series: Any, admin_user: Any) -> None:
    former = factories.observation(series=series)
    factories.observation(
        series=series, period_label="2024-2025", period_start=dt.date(2024, 9, 1), period_end=dt.date(2025, 8, 31)
    )
    former.value = 50
    former.save()
    workflow.submit(admin_user, revisions(Observation, [former.pk]))
    check_indicators(series.indicator_id)
    (row,) = rows_of_observations(admin_user, Observation.objects.filter(pk=former.pk).select_related("series"))
    assert [alert.rule for alert in row.alerts] == ["jump"]
    assert row.striking


def test_an_alert_is_answered_in_its_row(publisher: Client, submitted: list[Observation]) -> None:
    page = soup(publisher.get(LIST))
    (form,) = page.select("form[id^=alerte-]")
    assert {one["name"] for one in page.select(f"[form={form['id']}][name]")} == {"answer", "why"}
    given = {one["name"]: one["value"] for one in form.select("input")}
    answer = {"answer": "confirmed", "why": "Le nombre est juste : tout est compté autrement."}
    response = publisher.post(form["action"], given | answer)
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert Finding.objects.get(rule="jump").answer == "confirmed"
    assert len(ticked_at_once(publisher)) == 2, "what was answered stops nobody"


def test_an_answer_without_words_comes_back_with_the_way_to_the_queue(publisher: Client) -> None:
    (form,) = soup(publisher.get(LIST)).select("form[id^=alerte-]")
    given = {one["name"]: one["value"] for one in form.select("input")}
    response = publisher.post(form["action"], given | {"answer": "confirmed", "why": ""})
    assert response.status_code == 422
    assert BeautifulSoup(response.content, "lxml").select_one("[name=next]")["value"] == LIST


def test_who_does_not_validate_is_offered_no_answer_in_the_row(submitted: list[Observation]) -> None:
    reader = signed_in(person("lea", "Lecture"))
    assert not soup(reader.get(LIST)).select("form[id^=alerte-]")


def test_what_was_validated_is_shown_alone(publisher: Client) -> None:
    assert not soup(publisher.get("/bureau/valeurs/?statut=valide")).select(".work del")


def test_a_longer_list_asks_no_more_queries(series: Any, submitted: list[Observation], admin_user: Any) -> None:
    def cost() -> int:
        found = list(Observation.objects.filter(status="submitted").select_related("series__indicator"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rows_of_observations(admin_user, found)
        return len(asked)

    before = cost()
    for start in range(2025, 2035):
        one = next_period(series, start, value=4000 + start)
        workflow.submit(admin_user, {one.pk: revisions(Observation, [one.pk]).get(one.pk, 0)})
    assert cost() == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [("", "Aucune valeur : personne n’en a encore proposé ici."), ("?axe=1", "Aucune valeur ne répond à tous")],
)
def test_no_value_at_all_is_no_choice_of_filters(admin_client: Client, asked: str, said: str) -> None:
    factories.axis(1)
    page = soup(admin_client.get(f"/bureau/valeurs/{asked}"))
    assert said in text(page.select_one(".nothing"))
