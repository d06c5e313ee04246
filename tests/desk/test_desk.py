"""The desk: who gets in, what differs, what waits, and publishing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.models import Axis, Measure
from indicators.models import Indicator, Observation, Provider
from strategy_monitor.desk import attention, differences, links
from strategy_monitor.desk.attention import find_attention
from strategy_monitor.releases.publish import publish
from strategy_monitor.report.build import build
from tests import factories
from tests.admin_pages import address, form_at_desk, opened, sent
from tests.desk.test_publishing import publish_small
from tests.people import READING, signed_in
from tests.people import person as role_holder
from tests.people import person as worker
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

DESK, COPY, PREVIEW = "/bureau/", "/bureau/copie/", "/bureau/apercu/"
PAGES = [
    DESK,
    "/bureau/publier/",
    "/bureau/versions/",
    COPY,
    PREVIEW,
    f"{PREVIEW}indicateurs/1.1-O1/",
    f"{COPY}axes/1/",
    f"{COPY}indicateurs/",
    f"{COPY}donnees/rapport.json",
]


@pytest.fixture
def observation() -> Observation:
    """A small strategy, published as 2025.1."""
    return remembered("a small strategy, published", publish_small)


@pytest.fixture
def chief(client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(client: Client, *permissions: str, staff: bool = True) -> Client:
    user = get_user_model().objects.create_user("dominique", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*READING, *permissions)))
    client.force_login(user)
    return client


def said(response) -> str:
    return (
        BeautifulSoup(response.content, "lxml").get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")
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


def test_staff_without_a_role_are_told_what_is_missing_and_whom_to_ask(observation):
    """The desk, each kind of page below it, its files and its data: they read all of the working copy once."""
    stranger = signed_in(role_holder("sacha"))
    files = [reverse("desk-export-csv"), f"{COPY}donnees/rapport.json", f"{PREVIEW}donnees/rapport.json"]
    for url in (*PAGES, *files):
        response = stranger.get(url)
        assert response.status_code == 403, url
        text = said(response)
        assert "« sacha » n’a pas de rôle qui ouvre le bureau" in text
        assert "Lecture, Contribution, Édition, Publication, Administration" in text
        assert "s’adresser à la personne qui gère les comptes" in text
    index = stranger.get(reverse("admin:index"))
    assert index.status_code == 200
    assert f'href="{DESK}"' not in index.content.decode()
    assert "Demander un rôle" in said(index)
    reader = signed_in(role_holder("lou", "Lecture"))
    assert f'href="{DESK}"' in reader.get(reverse("admin:index")).content.decode()
    assert {reader.get(url).status_code for url in (DESK, *files)} == {200}


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
    form = address(observation.series.indicator, "change")
    sent(chief, form, **{"observations-0-value": "4 944,5", "why": "Recompté"})
    page = BeautifulSoup(chief.get(DESK).content, "lxml")
    (subject,) = page.select("[aria-labelledby=differences] .subjects > li")
    text = subject.get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Valeur 2023-2024 de « Heures suivies », indicateur 1.1-O1" in text
    assert "valeur" in text
    assert "4 944 heures" in text
    assert "4 944,5 heures" in text
    links = [link["href"] for link in subject.select("a")]
    assert links == [f"{COPY}indicateurs/1.1-O1/", form_at_desk(observation.series.indicator, DESK)]
    assert "1 différence" in said(chief.get(COPY))
    assert "4 944,5" in said(chief.get(links[0]))
    assert "4 944,5" not in said(chief.get("/indicateurs/1.1-O1/"))


def test_changes_are_told_axis_by_axis(chief, observation):
    factories.measure(code="G-M1", text="Un comité veille.")
    factories.measure(code="1.1-M1", text="Des heures sont données.", action=observation.series.indicator.action)
    page = BeautifulSoup(chief.get(DESK).content, "lxml")
    section = page.select_one("section[aria-labelledby=differences]")
    assert [title.get_text(strip=True) for title in section.select("h3")] == ["Stratégie et gouvernance", "Axe 1"]
    links = [link["href"] for link in section.select(".subjects a")]
    assert [link for link in links if link.startswith(COPY)] == [
        f"{COPY}gouvernance/#g-m1",
        f"{COPY}axes/1/#1-1-m1",
    ]
    assert form_at_desk(Measure.objects.get(code="G-M1"), DESK) in links


def test_what_moved_is_read_where_it_went_and_what_is_gone_nowhere(chief, observation):
    here, there = observation.series.indicator.action, factories.action(axis=factories.axis(2))
    moving = factories.measure(code="1.1-M1", action=here)
    factories.axis(3)
    publish("2025", "Une mesure.")
    factories.footnote(measure=moving, marker="1")
    publish("2025", "Une note.")
    moving.action = there
    moving.save()
    moving.footnotes.all().delete()
    Axis.objects.get(number=3).delete()
    observation.delete()
    links = [link["href"] for link in BeautifulSoup(chief.get(DESK).content, "lxml").select(".subjects a")]
    read = [link for link in links if link.startswith(COPY)]
    assert read == [f"{COPY}axes/2/#1-1-m1", f"{COPY}axes/2/#1-1-m1", f"{COPY}indicateurs/1.1-O1/"]
    assert {chief.get(link).status_code for link in read} == {200}


@pytest.mark.parametrize("page_of_desk", [DESK, "/bureau/publier/"])
def test_where_much_differs_one_axis_is_read_at_a_time(chief, observation, page_of_desk, monkeypatch):
    """An import of a year changes thousands of values: all of them at once would be a page of megabytes."""
    monkeypatch.setattr(differences, "MOST_TOGETHER", 2)
    action = observation.series.indicator.action
    for code in ("1.1-M1", "1.1-M2", "1.1-M3"):
        factories.measure(code=code, text="Des heures sont données.", action=action)
    factories.measure(code="G-M1", text="Un comité veille.")

    def read(query: str) -> Any:
        page = BeautifulSoup(chief.get(f"{page_of_desk}{query}").content, "lxml")
        return page.select_one("section[aria-labelledby=differences]")

    section = read("")
    links = section.select(".by-axis a")
    assert [" ".join(link.get_text().split()) for link in links] == [
        "Stratégie et gouvernance 1 différence", "Axe 1 3 différences",
    ]  # fmt: skip
    assert section.select(".subjects") == []
    assert "C’est trop pour une page" in section.get_text()
    assert "4 ajouts" in section.get_text().replace("\u00a0", " ")
    names = []
    place = links[1]["href"].partition("#")[0]
    while place:
        section = read(place)
        assert section.select_one(".by-axis [aria-current]")["href"] == links[1]["href"]
        names += [item.b.get_text() for item in section.select(".subjects > li")]
        following = section.select_one("a[rel=next]")
        place = following["href"].partition("#")[0] if following else ""
    assert names == ["Mesure 1.1-M1", "Mesure 1.1-M2", "Mesure 1.1-M3"]
    assert [item.b.get_text() for item in read("?differences=hors-axe&page=x").select(".subjects > li")] == [
        "Mesure G-M1"
    ]
    assert read("?differences=axe-9").select(".subjects") == []


def test_what_was_erased_is_told_too(chief, observation):
    observation.series.indicator.delete()
    text = said(chief.get(DESK))
    assert "Indicateur 1.1-O1" in text
    assert "retiré" in text


def test_an_empty_working_copy_says_how_to_begin(chief):
    empty = said(chief.get(DESK))
    assert "La copie de travail est vide" in empty
    assert "Commencer par la stratégie elle-même" in empty
    assert "Écrite dans des fichiers, elle se charge aussi" in empty
    assert "manage.py seed DOSSIER" in empty
    assert chief.get(COPY)["Location"] == DESK


def test_what_an_empty_site_advises_says_whose_data_it_would_load(chief, client):
    for response in (chief.get(DESK), client.get("/"), client.get("/versions/")):
        text = said(response)
        assert "manage.py seed »" not in text
        for command in ("manage.py demo", "manage.py seed"):
            if command in text:
                assert "Fédération Wallonie-Bruxelles" in text or f"{command} DOSSIER" in text
    assert "bureau" in said(client.get("/")).lower()


def test_before_the_first_release_all_is_new(chief):
    factories.observation()
    assert "Tout : aucune version n’est publiée." in said(chief.get(DESK))
    assert "Rien n’est encore publié." in said(chief.get(COPY))


@pytest.mark.parametrize("page", ["/bureau/versions/", "/bureau/valeurs/", "/bureau/modifier/axes/ajouter/"])
def test_a_page_that_reads_no_document_bears_the_name_of_the_strategy_too(chief, page):
    name = "header.top .name"
    assert opened(chief, page).select_one(name).text.strip() == "Suivi de la stratégie"
    title = factories.strategy().title
    assert opened(chief, page).select_one(name).text.strip() == title


@pytest.mark.parametrize(
    "page", [*PAGES[:3], "/bureau/modifier/", "/bureau/modifier/axes/ajouter/", "/bureau/mes-chiffres/", "/admin/"]
)
def test_one_leaves_with_a_post_from_each_page(chief, observation, page):
    form = BeautifulSoup(chief.get(page).content, "lxml").select_one(f"form[action='{reverse('admin:logout')}']")
    assert form["method"] == "post"
    chief.post(form["action"])
    assert chief.get(DESK).status_code == 302


def test_the_cost_of_the_desk_does_not_grow_with_the_strategy(chief, observation):
    factories.note(observation=observation)
    chief.get(DESK)
    factories.note(observation=factories.observation())  # what has changed is built anew, here and below
    with CaptureQueriesContext(connection) as few:
        chief.get(DESK)
    for _ in range(5):
        factories.note(observation=factories.observation())
    with CaptureQueriesContext(connection) as many:
        chief.get(DESK)
    assert len(few) == len(many)


TODAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    "page", [*PAGES[:2], f"{COPY}indicateurs/", "/bureau/editions/2025/", "/bureau/errata/a-reprendre/"]
)
def test_the_copy_is_read_once_for_every_page_until_somebody_changes_it(chief, observation, page):
    chief.get(DESK)
    with CaptureQueriesContext(connection) as asked:
        assert chief.get(page).status_code == 200
    assert [one["sql"] for one in asked if 'FROM "indicators_series" ORDER BY' in one["sql"]] == []


def test_to_run_the_rules_reads_the_copy_no_more_than_a_page_does(chief, observation):
    factories.observation(series=observation.series, period_label="2019")
    chief.get(DESK)
    with CaptureQueriesContext(connection) as asked:
        assert chief.post("/bureau/alertes/controler/").status_code == 302
    assert [one["sql"] for one in asked if 'FROM "indicators_series" ORDER BY' in one["sql"]] == []


def matters(kind: str) -> list[tuple[str, str]]:
    return [(one.name, one.why) for found in find_attention(build("2025"), TODAY) for one in getattr(found, kind)]


def test_an_indicator_without_a_figure_waits():
    series = factories.series(indicator=factories.indicator(code="1.1-O1"))
    assert matters("missing") == [("1.1-O1", "aucune valeur")]
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
    assert [found.axis.number for found in find_attention(build("2025"), TODAY)] == [2, 1]


def test_what_waits_is_looked_for_once_until_somebody_changes_the_copy(chief, monkeypatch):
    observation, looked, look = factories.observation(), [], attention.look_for_attention
    monkeypatch.setattr(attention, "look_for_attention", lambda *given: looked.append(given) or look(*given))
    attention.find_attention_of_all.cache_clear()
    for times in (1, 1):
        assert "Un doute." not in opened(chief, DESK).get_text()
        assert len(looked) == times
    factories.note(observation=observation, severity="doubt", reason="Un doute.")
    assert "Un doute." in opened(chief, DESK).get_text()
    assert len(looked) == 2


def test_the_bar_says_where_one_is_and_what_that_stands_under(chief, observation):
    def current(page: str) -> list[tuple[str, str]]:
        found = opened(chief, page).select(".desk-bar [aria-current]")
        return [(link["href"], link["aria-current"]) for link in found]

    for link in opened(chief, DESK).select(".desk-bar ul:first-child a"):
        assert current(link["href"]) == [(link["href"], "page")]
    assert current(f"{DESK}valeurs/{observation.pk}/") == [(f"{DESK}valeurs/", "true")]
    assert current(f"{DESK}errata/a-reprendre/") == [(f"{DESK}editions/", "true")]
    assert current(form_at_desk(observation, DESK)) == [(f"{DESK}modifier/", "true")]


def test_what_waits_leads_to_its_page_and_to_its_form(chief):
    note = factories.note(measure=factories.measure(code="1.1-M1", action=factories.action()), reason="Un doute.")
    page = opened(chief, DESK)
    (item,) = page.select(".waiting li")
    assert [link["href"] for link in item.select("a")] == [f"{COPY}axes/1/#1-1-m1", form_at_desk(note, DESK)]


def test_what_is_ones_own_comes_first_and_doubts_are_unfolded_by_who_asks(client, seeded):
    """Forty doubts stood open before what there is to publish."""
    chief = signed_in(worker("max", "Publication"))
    page = opened(chief, DESK)
    sections = [one["aria-labelledby"] for one in page.select("main > section")]
    assert sections == ["pour-moi", "differences", "publier", "attention"]
    unfolded = {one["id"].partition("-")[2].partition("-")[2] for one in page.select("details.waiting[open]")}
    assert unfolded == {"sans-chiffre"}
    asked = opened(chief, f"{DESK}?attente=2-mis-en-doute")
    assert asked.select_one("#attention-2-mis-en-doute").has_attr("open")


def test_what_waits_is_narrowed_to_a_provider_or_to_mine(client):
    one, other = factories.indicator(), factories.indicator()
    for indicator, code in ((one, "DGEO"), (other, "CINE")):
        indicator.providers.set([factories.provider(code=code, acronym=code)])
    reader = signed_in(worker("sacha", "Contribution", providers=Provider.objects.filter(code="CINE")))

    def waiting(query: str, who: Client = reader) -> set[str]:
        page = BeautifulSoup(who.get(f"{DESK}{query}").content, "lxml")
        return {link.get_text() for link in page.select("[aria-labelledby=attention] .waiting li > a:first-child")}

    for every in ("?producteur=", "?producteur=inconnu", "?producteur=%00"):
        assert waiting(every) == {one.code, other.code}
    assert waiting("?producteur=DGEO") == {one.code}
    assert waiting("") == waiting("?producteur=moi") == waiting("?producteur=CINE") == {other.code}
    idle, everywhere = signed_in(worker("lou", "Contribution")), signed_in(worker("max", "Publication"))
    assert waiting("", idle) == waiting("", everywhere) == {one.code, other.code}, "nothing, or all, is theirs"
    assert waiting("?producteur=moi", idle) == set()


def test_a_choice_of_which_nothing_waits_claims_nothing_of_the_others(client):
    factories.indicator().providers.set([factories.provider(code="DGEO", acronym="DGEO")])
    factories.provider(code="CINE", acronym="CINE")
    reader = signed_in(worker("sacha", "Contribution", providers=Provider.objects.all()))
    (said,) = opened(reader, f"{DESK}?producteur=CINE").select("[aria-labelledby=attention] > p")
    assert said.get_text(strip=True) == "Rien de ce choix n’attend personne."


def test_of_much_that_waits_a_part_is_shown_and_all_of_it_where_it_is_asked_for(client, monkeypatch):
    monkeypatch.setattr(links, "MOST_WAITING", 2)
    series = [factories.series(indicator=factories.indicator(code=f"1.1-O{number}")) for number in range(1, 4)]
    provider = factories.provider(code="DGEO", acronym="DGEO")
    for one in series:
        one.indicator.providers.set([provider])
    reader = signed_in(worker("sacha", "Contribution", providers=Provider.objects.all()))

    def waiting(address: str) -> tuple[list[str], list[Any]]:
        (found,) = BeautifulSoup(reader.get(address).content, "lxml").select("#attention-1-sans-chiffre")
        assert found.summary.get_text() == "Sans chiffre (3)"
        return [link.get_text() for link in found.select("li > a:first-child")], found.select("p a")

    codes = [one.indicator.code for one in series]
    for unknown in (DESK, f"{DESK}?attente=1-autre", f"{DESK}?attente=%00"):
        assert waiting(unknown)[0] == codes[:2]
    shown, (rest,) = waiting(f"{DESK}?producteur=DGEO")
    assert (shown, rest.get_text(strip=True)) == (codes[:2], "1 autre")
    assert waiting(urljoin(DESK, rest["href"])) == (codes, [])
