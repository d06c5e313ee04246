"""The desk: who gets in, what differs, what waits, and publishing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.models import Measure
from indicators.models import Indicator, Observation
from strategy_monitor.desk import views
from strategy_monitor.desk.attention import attention
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.report.build import build
from tests import factories
from tests.admin_pages import address, opened, sent

pytestmark = pytest.mark.django_db

DESK, PUBLISH, COPY = "/bureau/", "/bureau/publier/", "/bureau/copie/"
PAGES = [DESK, PUBLISH, COPY, f"{COPY}axes/1/", f"{COPY}indicateurs/", f"{COPY}donnees/rapport.json"]


@pytest.fixture
def observation() -> Observation:
    """A small strategy, published as 2025.1."""
    made = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))
    Edition.objects.create(label="2025")
    publish("2025", "Première version")
    return made


@pytest.fixture
def chief(client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(client: Client, *permissions: str, staff: bool = True) -> Client:
    user = get_user_model().objects.create_user("dominique", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def said(response) -> str:
    return (
        BeautifulSoup(response.content, "html.parser")
        .get_text(" ", strip=True)
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


@pytest.mark.parametrize("url", PAGES)
def test_a_stranger_is_sent_to_the_login_and_comes_back(client, observation, url):
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next={url}")


@pytest.mark.parametrize("url", PAGES)
def test_who_is_not_of_the_staff_is_told_so(client, observation, url):
    response = person(client, staff=False).get(url)
    assert response.status_code == 403
    assert "Le bureau est réservé aux personnes qui tiennent la copie de travail" in said(response)


@pytest.mark.parametrize("url", [DESK, COPY, f"{COPY}axes/1/", f"{COPY}indicateurs/1.1-O1/"])
def test_staff_read_the_working_copy_and_nothing_keeps_it(client, observation, url):
    response = person(client).get(url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert "noindex" in response.content.decode()


def test_nothing_differs_once_published(chief, observation):
    assert "Rien. La copie de travail est ce que le public lit." in said(chief.get(DESK))
    assert "Aucune différence avec la version publiée 2025.1." in said(chief.get(COPY))


def test_an_edit_in_the_administration_shows_on_the_desk_and_not_in_public(chief, observation):
    sent(chief, address(observation.series.indicator, "change"), **{"observations-0-value": "4 944,5"})
    page = BeautifulSoup(chief.get(DESK).content, "html.parser")
    (subject,) = page.select(".subjects > li")
    text = subject.get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Relevé 2023-2024 de « Heures suivies », indicateur 1.1-O1" in text
    assert "valeur" in text
    assert "4 944 heures" in text
    assert "4 944,5 heures" in text
    links = [link["href"] for link in subject.select("a")]
    assert links == [f"{COPY}indicateurs/1.1-O1/", address(observation.series.indicator, "change")]
    assert "1 différence" in said(chief.get(COPY))
    assert "4 944,5" in said(chief.get(links[0]))
    assert "4 944,5" not in said(chief.get("/indicateurs/1.1-O1/"))


def test_changes_are_told_axis_by_axis(chief, observation):
    factories.measure(code="G-M1", text="Un comité veille.")
    factories.measure(code="1.1-M1", text="Des heures sont données.", action=observation.series.indicator.action)
    page = BeautifulSoup(chief.get(DESK).content, "html.parser")
    section = page.select_one("section[aria-labelledby=differences]")
    assert [title.get_text() for title in section.select("h3")] == ["Stratégie et gouvernance", "Axe 1"]
    links = [link["href"] for link in section.select(".subjects a")]
    assert [link for link in links if link.startswith(COPY)] == [
        f"{COPY}gouvernance/#g-m1",
        f"{COPY}axes/1/#1-1-m1",
    ]
    assert address(Measure.objects.get(code="G-M1"), "change") in links


def test_what_was_erased_is_told_too(chief, observation):
    observation.series.indicator.delete()
    text = said(chief.get(DESK))
    assert "Indicateur 1.1-O1" in text
    assert "retiré" in text


def test_publishing_takes_a_post_a_reason_and_the_right(chief, observation):
    Observation.objects.all().delete()
    response = chief.post(PUBLISH, {"edition": "2025", "reason": "Un relevé retiré"})
    assert (response.status_code, response["Location"]) == (302, DESK)
    release = Release.objects.newest_first().first()
    assert (str(release), release.reason, release.author.username) == ("2025.2", "Un relevé retiré", "camille")
    page = said(chief.get(DESK))
    assert "La version 2025.2 est publiée." in page
    assert "Rien. La copie de travail est ce que le public lit." in page


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_nothing_but_a_post_publishes(chief, observation, method):
    Observation.objects.all().delete()
    assert getattr(chief, method)(PUBLISH, {"reason": "Par erreur"}).status_code in {302, 405}
    assert Release.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 5000])
def test_without_a_reason_nothing_is_published_and_what_was_typed_stays(chief, observation, reason):
    Edition.objects.create(label="2026")
    Observation.objects.all().delete()
    response = chief.post(PUBLISH, {"edition": "2026", "reason": reason})
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=edition] option[selected]")["value"] == "2026"
    assert page.select_one("[name=reason]").text.strip("\n") == reason
    assert page.select(".fault")
    assert Release.objects.count() == 1


def test_an_edition_that_nobody_prepared_is_refused(chief, observation):
    assert chief.post(PUBLISH, {"edition": "1999", "reason": "Voyage"}).status_code == 422


def test_the_next_edition_is_published_beside_the_first(chief, observation):
    Edition.objects.create(label="2026")
    chief.post(PUBLISH, {"edition": "2026", "reason": "Nouvelle édition"})
    assert [str(release) for release in Release.objects.newest_first()] == ["2026.1", "2025.1"]


def test_publishing_what_is_published_says_so(chief, observation):
    response = chief.post(PUBLISH, {"edition": "2025", "reason": "Pour voir"}, follow=True)
    assert "Rien n’a changé depuis la version 2025.1." in said(response)
    assert Release.objects.count() == 1


def test_who_may_not_publish_does_not(client, observation):
    reader = person(client, "view_release")
    Observation.objects.all().delete()
    assert reader.post(PUBLISH, {"edition": "2025", "reason": "Pirate"}).status_code == 403
    assert Release.objects.count() == 1
    page = said(reader.get(DESK))
    assert "Ce compte peut modifier la copie de travail, mais non la publier." in page


def test_a_form_of_another_site_does_not_publish(observation):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_superuser("camille"))
    Observation.objects.all().delete()
    assert strict.post(PUBLISH, {"edition": "2025", "reason": "Pirate"}).status_code == 403
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (IntegrityError("UNIQUE"), "Une autre personne vient de publier"),
        (ValueError("le graphique 1.1-O1 ne se dessine pas"), "Rien n’a été publié : le graphique 1.1-O1"),
    ],
)
def test_what_stops_a_publication_is_said_and_the_reason_stays(chief, observation, monkeypatch, error, sentence):
    def fails(*args):
        raise error

    monkeypatch.setattr(views, "publish", fails)
    response = chief.post(PUBLISH, {"edition": "2025", "reason": "Ma raison"})
    assert response.status_code == 409
    assert sentence in said(response)
    assert "Ma raison" in response.content.decode()


def test_an_empty_working_copy_says_how_to_begin(chief):
    assert "La copie de travail est vide" in said(chief.get(DESK))
    assert chief.get(COPY)["Location"] == DESK
    response = chief.post(PUBLISH, {"edition": str(dt.date.today().year), "reason": "Rien"})
    assert response.status_code == 409
    assert Release.objects.count() == 0


def test_before_the_first_release_all_is_new(chief):
    factories.observation()
    assert "Tout : aucune version n’est publiée." in said(chief.get(DESK))
    assert "Rien n’est encore publié." in said(chief.get(COPY))


def test_one_leaves_with_a_post(chief, observation):
    form = BeautifulSoup(chief.get(DESK).content, "html.parser").select_one(f"form[action='{reverse('admin:logout')}']")
    assert form["method"] == "post"
    chief.post(form["action"])
    assert chief.get(DESK).status_code == 302


def test_the_cost_of_the_desk_does_not_grow_with_the_strategy(chief, observation):
    chief.get(DESK)
    with CaptureQueriesContext(connection) as few:
        chief.get(DESK)
    for _ in range(5):
        factories.note(observation=factories.observation())
    with CaptureQueriesContext(connection) as many:
        chief.get(DESK)
    assert len(few) == len(many)


TODAY = dt.date(2026, 3, 1)


def matters(kind: str) -> list[tuple[str, str]]:
    return [(one.name, one.why) for found in attention(build("2025"), TODAY) for one in getattr(found, kind)]


def test_an_indicator_without_a_figure_waits():
    series = factories.series(indicator=factories.indicator(code="1.1-O1"))
    assert matters("missing") == [("1.1-O1", "aucun relevé")]
    factories.observation(series=series, value=None, missing_reason="to_build")
    assert matters("missing") == [("1.1-O1", "à construire")]
    factories.observation(
        series=series, period_label="2025", period_start=dt.date(2025, 1, 1), period_end=dt.date(2025, 12, 31)
    )
    assert matters("missing") == []


@pytest.mark.parametrize(
    ("frequency", "end", "waits"),
    [
        ("annual", dt.date(2024, 8, 31), True),
        ("annual", dt.date(2024, 9, 30), False),
        ("every_3_years", dt.date(2022, 12, 31), False),
        ("every_3_years", dt.date(2022, 8, 31), True),
        ("once", dt.date(2010, 1, 1), False),
        ("unknown", dt.date(2024, 2, 28), True),
    ],
)
def test_a_figure_is_old_after_one_turn_and_a_half(frequency, end, waits):
    indicator = factories.indicator(code="1.1-O1", frequency=frequency)
    factories.observation(
        series=factories.series(indicator=indicator), period_start=dt.date(2009, 1, 1), period_end=end
    )
    assert [name for name, _ in matters("old")] == (["1.1-O1"] if waits else [])


def test_the_date_of_the_data_counts_before_the_end_of_the_period():
    indicator = factories.indicator(frequency="annual")
    factories.observation(series=factories.series(indicator=indicator), data_date=dt.date(2026, 1, 1))
    assert matters("old") == []


def test_a_figure_without_a_date_waits():
    series = factories.series(indicator=factories.indicator(code="1.1-O1"))
    factories.observation(
        series=series, period_kind="undated", period_start=None, period_end=None, period_label="sans date"
    )
    assert matters("undated") == [("1.1-O1", "Heures suivies")]


def test_doubts_come_by_gravity_and_information_waits_for_nobody():
    observation = factories.observation(data_date=TODAY, value=Decimal(1))
    Indicator.objects.update(code="1.1-O1")
    factories.note(observation=observation, severity="doubt", reason="Un doute.")
    factories.note(observation=observation, severity="information", reason="Pour information.")
    factories.note(axis=factories.axis(1), severity="error", reason="Une erreur.")
    assert matters("doubtful") == [("axe 1", "Une erreur."), ("1.1-O1", "Un doute.")]


def test_the_axis_with_most_to_look_at_comes_first():
    factories.series(indicator=factories.indicator(axis=factories.axis(1)))
    for _ in range(2):
        factories.series(indicator=factories.indicator(axis=factories.axis(2), code=f"2-I{_ + 1}"))
    factories.axis(3)
    assert [found.axis.number for found in attention(build("2025"), TODAY)] == [2, 1]


def test_what_waits_leads_to_its_page_and_to_its_form(chief):
    note = factories.note(measure=factories.measure(code="1.1-M1", action=factories.action()), reason="Un doute.")
    page = opened(chief, DESK)
    (item,) = page.select(".waiting li")
    assert [link["href"] for link in item.select("a")] == [f"{COPY}axes/1/#1-1-m1", address(note, "change")]


def test_messages_reach_the_desk_only_once(chief, observation):
    response = chief.post(PUBLISH, {"edition": "2025", "reason": "Pour voir"})
    assert len(list(get_messages(response.wsgi_request))) == 1
    chief.get(DESK)
    assert "Rien n’a changé depuis" not in said(chief.get(DESK))
