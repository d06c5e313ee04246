"""The observations at work: each person sees what waits for them, and takes the steps that are theirs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Observation
from strategy_monitor.backoffice.versions import revision
from tests import factories
from tests.admin_pages import faults_heard
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

LIST = "/bureau/valeurs/"
STEP = "/bureau/valeurs/etape/"


@pytest.fixture
def draft() -> Observation:
    return remembered("a draft", lambda: factories.observation(status="draft"))


@pytest.fixture
def contributor(draft) -> Client:
    return signed_in(person("camille", "Contribution", providers=[draft.series.indicator.providers.get()]))


@pytest.fixture
def publisher(db) -> Client:
    return signed_in(person("dominique", "Publication"))


def said(response) -> str:
    page = BeautifulSoup(response.content, "lxml")
    return " ".join(page.get_text(" ", strip=True).replace("\u202f", " ").split())


def token(row: Observation) -> str:
    return f"{row.pk}:{revision(row)}"


def step(client: Client, name: str, *rows: Observation, **more: str):
    return client.post(STEP, {"step": name, "row": [token(row) for row in rows], **more})


def status(row: Observation) -> str:
    return Observation.objects.get(pk=row.pk).status


def test_the_whole_life_by_the_pages(draft, contributor, publisher):
    home = said(contributor.get("/bureau/"))
    assert "Brouillons, à soumettre (1)" in home
    assert "valider ou à retourner" not in home
    assert step(contributor, "soumettre", draft).status_code == 302
    assert "Soumis, à valider ou à retourner (1)" in said(publisher.get("/bureau/"))
    assert "Envoyés, en attente de validation (1)" in said(contributor.get("/bureau/"))

    assert step(publisher, "retourner", draft, why="Quelle année ?").status_code == 302
    home = said(contributor.get("/bureau/"))
    assert "Retournés, à corriger (1)" in home
    assert "Quelle année ?" in home

    assert step(contributor, "soumettre", draft).status_code == 302
    assert step(publisher, "valider", draft).status_code == 302
    assert status(draft) == "validated"
    events = BeautifulSoup(contributor.get(f"/bureau/valeurs/{draft.pk}/").content, "lxml").select(".events li")
    told = [" ".join(one.get_text(" ", strip=True).partition(": ")[2].split()) for one in events[:3]]
    assert told == ["Validé", "Soumis", "Retourné : Quelle année ? retourné"], "a step is not said twice"
    home = said(contributor.get("/bureau/"))
    assert "à soumettre" not in home
    assert "Envoyés par moi, validés (1)" in home


def test_what_was_typed_into_what_came_back_is_not_told_as_a_return(draft, contributor, publisher):
    """« Camille retourné » stood there, of who had corrected it."""
    step(contributor, "soumettre", draft)
    step(publisher, "retourner", draft, why="Quelle année ?")
    row = Observation.objects.get()
    row.value = Decimal(2)
    row.save()
    (last, *_before) = BeautifulSoup(publisher.get(f"{LIST}{draft.pk}/").content, "lxml").select(".events li")
    assert " ".join(last.get_text(" ", strip=True).replace("\u202f", " ").split()).endswith(": modifié retourné")


def test_a_series_that_is_called_as_its_indicator_is_named_once(draft, publisher):
    draft.series.indicator.short_title = "Heures de formation"
    draft.series.indicator.save()

    def lead() -> str:
        return BeautifulSoup(publisher.get(f"{LIST}{draft.pk}/").content, "lxml").select_one(".lead").text.strip()

    assert lead().startswith("Heures de formation\u202f: ")
    draft.series.label = "Heures de formation"
    draft.series.save()
    assert lead() == "Heures de formation"


def test_what_is_ones_own_to_do_comes_before_what_others_do(draft, contributor, publisher):
    others = [
        factories.observation(series=draft.series, period_label=f"{n}-{n + 1}", status="draft") for n in (2018, 2019)
    ]
    for one in others:
        step(contributor, "soumettre", one)
    step(publisher, "retourner", others[0], why="Quelle année ?")
    home = BeautifulSoup(contributor.get("/bureau/").content, "lxml")
    piles = [one.get_text(strip=True).partition(",")[0] for one in home.select("[aria-labelledby=mes-chiffres] h3 a")]
    assert piles == ["Retournés", "Brouillons", "Envoyés"]


@pytest.mark.parametrize(("alone", "pile"), [(False, "Envoyés, en attente"), (True, "Soumis, à valider")])
def test_what_one_sent_is_listed_once_by_who_validates_too(draft, contributor, settings, alone, pile):
    """It stood under both, and the number to validate counted what one may not validate."""
    settings.ALLOW_SELF_VALIDATION = alone
    both = signed_in(person("dominique", "Administration"))
    mine = factories.observation(series=draft.series, period_label="2018-2019", status="draft")
    step(both, "soumettre", mine)
    home = BeautifulSoup(both.get("/bureau/").content, "lxml")
    listing = [
        link.find_previous("h3").get_text(strip=True) for link in home.select(f"main a[href='{LIST}{mine.pk}/']")
    ]
    assert [title[: len(pile)] for title in listing] == [pile]
    assert ("Aucune valeur à valider" in home.get_text()) is not alone

    step(contributor, "soumettre", draft)
    home = BeautifulSoup(both.get("/bureau/").content, "lxml")
    (to_judge,) = [one for one in home.select("h3") if "Soumis, à valider" in one.get_text()]
    number = 2 if alone else 1
    assert f"({number})" in to_judge.get_text()
    listed = BeautifulSoup(both.get(to_judge.a["href"]).content, "lxml")
    assert len(listed.select(".work tbody tr")) == number, "the list behind it holds as many"


def test_the_list_shows_what_the_address_asks(draft, publisher):
    other = factories.observation(series=draft.series, period_label="2019-2020")
    assert "2 valeurs" in said(publisher.get(LIST))
    found = said(publisher.get(f"{LIST}?statut=brouillon"))
    assert "1 valeur " in found
    assert "2019-2020" not in found
    number = draft.series.indicator.action.axis.number
    assert "2 valeurs" in said(publisher.get(f"{LIST}?axe={number}"))
    nowhere = f"{LIST}?axe={number % 9 + 1}"
    unknown = said(publisher.get(nowhere))
    assert "2 valeurs" in unknown
    assert "Le filtre « Axe » ne connaît pas la valeur" in unknown.replace("\u202f", " ")
    factories.axis(number % 9 + 1)
    assert "0 valeur" in said(publisher.get(nowhere))
    assert "2 valeurs" in said(publisher.get(f"{LIST}?producteur={other.series.indicator.providers.get().code}"))


def test_mine_are_those_of_my_providers_and_axes(draft, contributor):
    factories.observation(
        series=factories.series(indicator=factories.indicator(axis=factories.axis(number=8))), status="draft"
    ).series.indicator.providers.clear()
    assert "2 valeurs" in said(contributor.get(LIST))
    assert "1 valeur " in said(contributor.get(f"{LIST}?a=moi"))


@pytest.mark.parametrize(
    "query",
    [
        *("statut=perdu", "axe=12", "axe=%C2%B2", "page=abc", "page=-1", "page=99999999999999999999", "producteur=%00"),
        *(f"statut={'x' * 10_000}", "a=toi", "statut=soumis&statut=valide"),
    ],
)
def test_an_address_that_makes_no_sense_is_a_sane_page(draft, publisher, query):
    assert publisher.get(f"{LIST}?{query}").status_code == 200


def test_a_page_beside_what_was_validated(publisher):
    row = factories.observation()
    row.value = Decimal(5000)
    row.save()
    page = BeautifulSoup(publisher.get(f"{LIST}{row.pk}/").content, "lxml")
    cells = [cell.get_text(strip=True) for cell in page.select("[aria-labelledby=propose] tbody tr > *")]
    assert cells == ["Valeur", "4944", "5000"]


@pytest.mark.parametrize("key", [0, 999_999, 2**63, 10**30])
def test_an_observation_that_is_not_there(publisher, key):
    assert publisher.get(f"{LIST}{key}/").status_code == 404


def test_what_changed_since_the_page_was_opened_is_not_judged_and_the_typing_is_kept(draft, contributor, publisher):
    step(contributor, "soumettre", draft)
    page = {"step": "retourner", "row": [token(draft)], "why": "Trop peu", "one": str(draft.pk)}
    row = Observation.objects.get()
    row.value = Decimal(1)
    row.save()
    step(contributor, "soumettre", row)
    response = publisher.post(STEP, page)
    assert response.status_code == 409
    assert "a changé depuis l’ouverture de la page" in said(response)
    assert status(draft) == "submitted"
    again = BeautifulSoup(response.content, "lxml")
    assert again.select_one("[name=why]").text == "Trop peu"
    assert again.select_one("[name=row]")["value"] == token(draft), "what is shown now can be judged"


@pytest.mark.parametrize("one", [True, False])
def test_a_return_without_its_reason_is_refused_where_the_reason_is_typed(draft, contributor, publisher, one):
    """Not at the head of the page, two screens of a phone above."""
    step(contributor, "soumettre", draft)
    sent = {"step": "retourner", "row": [token(draft)], "why": " "} | ({"one": str(draft.pk)} if one else {})
    refused = publisher.post(STEP, sent)
    assert refused.status_code == 409
    page = BeautifulSoup(refused.content, "lxml")
    assert [fault.startswith("Dire pourquoi") for fault in faults_heard(page, "why")] == [True]
    assert len(page.select(".fault")) == 1, "it is said once"
    assert page.select_one("[name=why]").has_attr("autofocus")
    assert not BeautifulSoup(publisher.get(LIST).content, "lxml").select("[autofocus], [aria-invalid]")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"step": "voler"},
        {"step": "\x00"},
        {"step": "valider"},
        *({"step": "valider", "row": row} for row in ("x", "1:²", f"{10**30}:1", "999999:1", ":", "\x00")),
        {"step": "valider", "row": "1:1", "one": "²"},
        {"step": "retourner", "row": "1:1", "why": "\x00"},
        {"step": "valider", "row": "1:1", "next": "//ailleurs.example/"},
    ],
)
def test_a_crafted_step_is_refused_in_words(draft, publisher, data):
    response = publisher.post(STEP, data)
    assert response.status_code == 409
    assert BeautifulSoup(response.content, "lxml").select_one("[role=alert]").get_text(strip=True)
    assert status(draft) == "draft"


def test_one_s_own_work_is_not_offered_for_validation_and_says_why(draft, contributor, publisher):
    """G types, A submits: G reads who validates, and may still return it."""
    draft.value, draft._history_user = Decimal(1), get_user_model().objects.get(username="dominique")
    draft.save()
    step(contributor, "soumettre", draft)
    for url in (LIST, f"{LIST}?statut=soumis", f"{LIST}{draft.pk}/"):
        response = publisher.get(url)
        assert "Une autre personne le valide" in said(response), url
        offered = BeautifulSoup(response.content, "lxml").select("button[name=step]")
        assert [button["value"] for button in offered] == ["retourner"], url
    assert "une autre personne le valide" in said(publisher.get("/bureau/"))
    refused = step(publisher, "valider", draft)
    assert refused.status_code == 409
    assert "Une autre personne le valide" in said(refused)
    assert status(draft) == "submitted"
    sacha = person("sacha", "Contribution")
    other = factories.observation(series=draft.series, period_label="2020", status="submitted", submitted_by=sacha)
    offered = BeautifulSoup(publisher.get(LIST).content, "lxml").select("button[name=step]")
    assert [button["value"] for button in offered] == ["valider", "retourner"], "there is one that can be"
    assert step(publisher, "valider", draft, other).status_code == 409, "all, or none"
    assert step(publisher, "retourner", draft, why="Relire").status_code == 302


def test_what_waits_is_linked_by_words_that_tell_two_series_apart(draft):
    other = factories.series(indicator=draft.series.indicator, key="autre", label="Participants")
    sacha = person("sacha", "Contribution")
    Observation.objects.filter(pk=draft.pk).update(status="submitted", submitted_by=sacha)
    factories.observation(series=other, period_label=draft.period_label, status="submitted", submitted_by=sacha)
    page = BeautifulSoup(signed_in(person("lea", "Publication")).get("/bureau/").content, "lxml")
    links = [link.get_text() for link in page.select("[aria-labelledby=pour-moi] .subjects a")]
    assert len(set(links)) == len(links) == 2


def test_a_list_offers_the_steps_that_something_in_it_can_take(draft):
    chief = signed_in(get_user_model().objects.create_superuser("ada"))
    sent = factories.observation(
        series=draft.series, period_label="2020", status="submitted", submitted_by=person("sacha", "Contribution")
    )

    def offered(query: str = "") -> list[str]:
        page = BeautifulSoup(chief.get(f"{LIST}{query}").content, "lxml")
        assert bool(page.select("[name=row]")) == bool(page.select("button[name=step]"))
        return [button["value"] for button in page.select("button[name=step]")]

    assert offered() == ["soumettre", "valider", "retourner"]
    assert offered("?statut=soumis") == ["valider", "retourner"]
    assert offered("?statut=brouillon") == ["soumettre"]
    Observation.objects.filter(pk__in=(draft.pk, sent.pk)).update(status="validated")
    assert offered() == []


@pytest.mark.parametrize(
    "page", ["//ailleurs.example/", "/\\ailleurs.example/", "ailleurs", "desk", "/bureau/\r\nX: y"]
)
def test_one_comes_back_to_our_site_only(draft, contributor, page):
    response = step(contributor, "soumettre", draft, next=page)
    assert response.headers["Location"] == LIST


@pytest.mark.parametrize("name", ["soumettre", "valider", "retourner"])
def test_a_reader_takes_no_step(draft, name):
    reader = signed_in(person("sacha", "Lecture"))
    page = BeautifulSoup(reader.get(f"{LIST}{draft.pk}/").content, "lxml")
    assert page.select("button[name=step]") == []
    assert step(reader, name, draft, why="Non").status_code == 403
    assert status(draft) == "draft"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_step_is_posted(publisher, method):
    assert getattr(publisher, method)(STEP).status_code == 405


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("url", [LIST, "one"])
def test_a_longer_list_asks_no_more_queries(draft, publisher, url):
    url = reverse("desk-observation", args=[draft.pk]) if url == "one" else url
    few = queries(publisher, url)
    for year in range(10):
        factories.observation(series=draft.series, period_label=str(year), status="draft")
    assert queries(publisher, url) == few


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize(
    ("asked", "found"),
    [("1.1-o1", 2), ("1.1", 2), ("heures 2023-2024", 1), ("HEURES", 2), ("introuvable", 0), ("–", 2), ("\x00", 2)],
)
def test_the_list_is_searched_by_code_number_and_word(asked, found):
    one = factories.observation(period_label="2023-2024")
    factories.observation(series=one.series, period_label="2024-2025")
    page = signed_in(person("reader", "Lecture")).get("/bureau/valeurs/", {"q": asked})
    assert page.status_code == 200
    assert page.context["page"].paginator.count == found
