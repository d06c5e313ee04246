"""The findings on the desk: who reads them, how they are narrowed, and how they are answered."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.models import AxisAssignment, LinkCheck
from indicators.models import Finding
from strategy_monitor.desk import quality
from strategy_monitor.quality.gate import check_all
from tests import factories
from tests.admin_pages import faults_heard, form_at_desk
from tests.people import READING, signed_in
from tests.people import person as role_holder
from tests.quality.test_gate import impossible, told

pytestmark = pytest.mark.django_db

CALENDAR = {
    "period_kind": "calendar_year",
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
    "period_label": "2024",
}
LIST, CHECK = "/bureau/alertes/", "/bureau/alertes/controler/"


@pytest.fixture
def finding() -> Finding:
    """A grave fault of indicator 1.1-O1, found."""
    impossible(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
    check_all()
    return Finding.objects.get(rule="impossible_date")


@pytest.fixture
def chief(client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(client: Client, *permissions: str, axis=None, staff: bool = True) -> Client:
    user = get_user_model().objects.create_user(f"dominique-{len(permissions)}", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*READING, *permissions)))
    if axis:
        AxisAssignment.objects.create(user=user, axis=axis)
    client.force_login(user)
    return client


def page_of(finding: Finding) -> str:
    return f"{LIST}{finding.pk}/"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def said(response) -> str:
    text = soup(response).get_text(" ", strip=True)
    return " ".join(text.split())


def listed(response) -> list[str]:
    """The addresses of the findings of a list, in order."""
    return [item.select_one("a")["href"] for item in soup(response).select(".subjects > li")]


# Who reads


@pytest.mark.parametrize("url", [LIST, f"{LIST}1/"])
def test_a_stranger_is_sent_to_the_login(client, url):
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next={url}")


@pytest.mark.parametrize("url", [LIST, CHECK, f"{LIST}1/"])
def test_who_is_not_of_the_staff_is_told_so(client, finding, url):
    response = person(client, staff=False).post(url) if url == CHECK else person(client, staff=False).get(url)
    assert response.status_code == 403


@pytest.mark.parametrize("url", [LIST, "page"])
def test_staff_read_the_findings_and_nothing_keeps_them(client, finding, url):
    response = person(client).get(page_of(finding) if url == "page" else url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


# The list


def test_a_finding_is_shown_with_its_words_and_its_ways_out(chief, finding):
    response = chief.get(LIST)
    text = said(response)
    assert "Bloquant" in text
    assert "Axe 1" in text
    assert "1.1-O1, Heures suivies, 2023-2024" in text
    assert "« 32/01/2024 » n’est pas un jour du calendrier." in text.replace("\u202f", " ")
    item = next(item for item in soup(response).select(".subjects > li") if "32/01/2024" in item.get_text())
    assert [link["href"] for link in item.select("a")] == [
        page_of(finding),
        "/bureau/copie/indicateurs/1.1-O1/",
        form_at_desk(finding.observation, LIST),
    ]


def test_the_gravest_come_first_then_axis_by_axis(chief):
    for number in (2, 1):
        action = factories.action(axis=factories.axis(number))
        indicator = factories.indicator(code=f"{number}.1-O1", action=action, frequency="once")
        impossible(series=factories.series(indicator=indicator))
        factories.observation(series=factories.series(indicator=indicator, quantity="share", unit="%"), value=5)
        factories.observation(series=indicator.series.last(), value=50, **CALENDAR)
    check_all()
    sections = soup(chief.get(LIST)).select("main section")
    titles = [[title.get_text().partition("(")[0].strip() for title in one.select("h2, h3")] for one in sections]
    axes = ["Axe 1. Axe n° 1", "Axe 2. Axe n° 2"]
    assert titles == [["Bloquant", *axes], ["Avertissement", *axes]]


def test_what_the_public_knows_waits_for_nobody_but_can_be_listed(chief):
    told(observation=impossible())
    check_all()
    finding = Finding.objects.get(rule="impossible_date")
    assert page_of(finding) not in listed(chief.get(LIST))
    assert listed(chief.get(f"{LIST}?etat=signales")) == [page_of(finding)]
    assert page_of(finding) in listed(chief.get(f"{LIST}?etat=tous"))


def test_the_list_is_narrowed_by_the_address(chief, finding):
    assert listed(chief.get(f"{LIST}?regle=impossible_date&axe=1&gravite=blocking")) == [page_of(finding)]
    assert listed(chief.get(f"{LIST}?axe=aucun")) == []
    response = chief.get(f"{LIST}?regle=jump")
    assert "Aucune alerte ne répond à tous ces critères à la fois." in said(response)
    assert [link["href"] for link in soup(response).select(".active a")] == [LIST]


@pytest.mark.parametrize(
    "query",
    ["regle=rien", "axe=99999999999999999999", "etat=%00", "gravite=" + "x" * 10_000, "axe=1&axe=2", "page=zut",
     "page=999999999999999999999", "autre=1"],
)  # fmt: skip
def test_an_address_that_means_nothing_is_a_list_all_the_same(chief, finding, query):
    assert chief.get(f"{LIST}?{query}").status_code == 200


def test_what_is_ignored_in_an_address_is_said(chief, finding):
    text = said(chief.get(f"{LIST}?regle=rien")).replace("\u202f", " ")
    assert "Le filtre « Règle » ne connaît pas la valeur « rien » ; il est ignoré." in text


def test_a_long_list_has_pages_that_keep_the_filter(chief, finding, monkeypatch):
    monkeypatch.setattr(quality, "ON_A_PAGE", 1)
    assert Finding.objects.count() > 1, "the old period is a finding too"
    response = chief.get(f"{LIST}?etat=tous")
    assert len(listed(response)) == 1
    (after,) = soup(response).select("a[rel=next]")
    other = chief.get(after["href"])
    assert listed(other) != listed(response)
    assert soup(other).select("a[rel=prev]")


def test_the_queries_do_not_grow_with_the_list(chief, finding):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(f"{LIST}?etat=tous").status_code == 200
        return len(captured)

    few = queries()
    for number in range(4):
        indicator = factories.indicator(code=f"1.1-O9{number}")
        told(observation=impossible(series=factories.series(indicator=indicator)))
        note = factories.footnote(url=f"https://mort.example/{number}", measure=factories.measure())
        reference = factories.reference(url=note.url)
        factories.citation(reference=reference)
        LinkCheck.objects.create(url=note.url, checked_at="2025-06-01T08:00Z", status=404)
    check_all()
    assert queries() == few


def test_what_is_found_on_a_link_leads_to_what_prints_it(chief):
    url = "https://mort.example/"
    measure = factories.measure(code="G-M1")
    note, provider = factories.footnote(url=url, measure=measure), factories.provider(url=url)
    whole, reference = factories.footnote(url=url, marker="2"), factories.reference(url=url)
    factories.citation(reference=reference, measure=measure)
    LinkCheck.objects.create(url=url, checked_at="2025-06-01T08:00Z", status=404)
    check_all()
    links = [link["href"] for link in soup(chief.get(LIST)).select(".subjects a")]
    forms = {link.partition("?")[0] for link in links if "/modifier/" in link}
    assert forms == {
        reverse("edit:axes_measure_change", args=[note.measure_id]),
        reverse("edit:axes_strategy_change", args=[whole.strategy_id]),
        reverse("edit:axes_reference_change", args=[reference.pk]),
        reverse("edit:indicators_provider_change", args=[provider.pk]),
    }


# Checking now


def test_everything_is_checked_on_demand(chief):
    impossible()
    response = chief.post(CHECK)
    assert (response.status_code, response["Location"]) == (302, LIST)
    text = said(chief.get(LIST))
    assert "1 alerte bloquante arrête la publication." in text
    assert "32/01/2024" in text


def test_a_check_that_finds_nothing_grave_says_so(chief):
    chief.post(CHECK)
    text = said(chief.get(LIST))
    assert "Rien n’arrête la publication." in text


def test_checking_takes_a_post_and_the_right(client, finding):
    assert person(client).post(CHECK).status_code == 403
    assert person(client, "change_finding").get(CHECK).headers["Location"] == LIST, "opened again: the list"


# Answering


def test_an_answer_is_kept_and_shown_with_its_author(chief, finding):
    response = chief.post(page_of(finding), {"answer": "confirmed", "why": "Vu avec l’IFPC.", "seen": ""})
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert "La réponse est gardée." in said(chief.get(LIST))
    assert page_of(finding) not in listed(chief.get(LIST))
    text = said(chief.get(page_of(finding)))
    assert "Confirmé tel quel" in text
    assert "Camille Dubois" in text
    assert "Vu avec l’IFPC." in text


@pytest.mark.parametrize("page", ["//ailleurs.example/", "ailleurs"])
def test_an_answer_leads_to_our_site_only(chief, finding, page):
    given = {"answer": "confirmed", "why": "Vu avec l’IFPC.", "seen": "", "next": page}
    assert chief.post(page_of(finding), given).headers["Location"] == LIST


def test_former_answers_stay_to_be_read(chief, finding):
    for answer, why in (("inquiry", "On demande."), ("corrected", "Corrigé hier.")):
        shown = soup(chief.get(page_of(finding))).select_one("input[name=seen]")["value"]
        chief.post(page_of(finding), {"answer": answer, "why": why, "seen": shown})
    check_all()
    answers = [item.get_text(" ", strip=True) for item in soup(chief.get(page_of(finding))).select(".subjects > li")]
    assert ["Corrigé hier." in answers[0], "On demande." in answers[1]] == [True, True]
    assert len(answers) == 2, "a check adds none"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"answer": "", "why": "Juste."}, "Choisir une réponse."),
        ({"answer": "peut-être", "why": "Juste."}, "Choisir une des réponses proposées."),
        ({"answer": "confirmed", "why": " "}, "Dire pourquoi"),
        ({"answer": "confirmed", "why": "x" * 10_000}, "2000"),
        ({"answer": "confirmed", "why": "a\0b"}, "nul"),
    ],
)
def test_a_bad_answer_is_told_why_and_keeps_what_was_typed(chief, finding, given, sentence):
    response = chief.post(page_of(finding), {"seen": ""} | given)
    assert response.status_code == 422
    heard = [*faults_heard(soup(response), "answer"), *faults_heard(soup(response), "why")]
    assert [sentence in fault.replace("\u202f", "") for fault in heard] == [True]
    typed = soup(response).select_one("textarea").get_text().strip("\n")
    assert typed.replace("\ufffd", "\0") == given["why"]
    finding.refresh_from_db()
    assert finding.answer == ""


def test_two_people_do_not_overwrite_each_other(chief, finding):
    chief.post(page_of(finding), {"answer": "inquiry", "why": "On demande à l’IFPC.", "seen": ""})
    response = chief.post(page_of(finding), {"answer": "confirmed", "why": "Je crois que c’est juste.", "seen": ""})
    assert response.status_code == 409
    text = said(response)
    assert "Une autre personne a répondu depuis l’ouverture de la page." in text
    assert "On demande à l’IFPC." in text
    assert soup(response).select_one("textarea").get_text().strip("\n") == "Je crois que c’est juste."
    again = soup(response).select_one("input[name=seen]")["value"]
    chief.post(page_of(finding), {"answer": "confirmed", "why": "Je crois que c’est juste.", "seen": again})
    finding.refresh_from_db()
    assert finding.answer == "confirmed"


@pytest.mark.parametrize("seen", ["", "zut", "\0", "x" * 10_000])
def test_what_a_page_says_it_showed_is_not_trusted(chief, finding, seen):
    chief.post(page_of(finding), {"answer": "inquiry", "why": "On demande.", "seen": ""})
    response = chief.post(page_of(finding), {"answer": "confirmed", "why": "Juste.", "seen": seen})
    assert response.status_code == 409


def test_answering_takes_the_permission(client, finding):
    visitor = person(client, axis=finding.axis)
    response = visitor.get(page_of(finding))
    text = said(response)
    assert "Ce compte ne répond pas à cette alerte. Y répondent les personnes du rôle Publication" in text
    assert "celles du rôle Édition à qui l’axe 1 est confié" in text
    assert not soup(response).select("textarea")
    assert visitor.post(page_of(finding), {"answer": "confirmed", "why": "Juste.", "seen": ""}).status_code == 403


def test_a_publisher_answers_all_findings(finding):
    """They vouch for values, in all axes, and what is not answered stops what they publish."""
    publisher = signed_in(role_holder("alix", "Publication"))
    assert soup(publisher.get(page_of(finding))).select("textarea")
    given = {"answer": "confirmed", "why": "Vu avec l’IFPC.", "seen": ""}
    assert publisher.post(page_of(finding), given).status_code == 302
    finding.refresh_from_db()
    assert (finding.answer, finding.answered_by.get_username()) == ("confirmed", "alix")
    assert publisher.post(CHECK).status_code == 302


def test_answering_takes_the_axis(client, finding):
    elsewhere = person(client, "change_finding", axis=factories.axis(2))
    assert elsewhere.post(page_of(finding), {"answer": "confirmed", "why": "Juste.", "seen": ""}).status_code == 403
    finding.refresh_from_db()
    assert finding.answer == ""


def test_who_keeps_the_axis_answers(client, finding):
    keeper = person(client, "change_finding", axis=finding.axis)
    keeper.post(page_of(finding), {"answer": "confirmed", "why": "Juste.", "seen": ""})
    finding.refresh_from_db()
    assert finding.answer == "confirmed"


@pytest.mark.parametrize("key", ["0", "999", "9" * 30])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_finding_that_there_is_not_is_not_found(chief, key, method):
    assert getattr(chief, method)(f"{LIST}{key}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(chief, finding, method):
    assert getattr(chief, method)(page_of(finding)).status_code == 405
    assert getattr(chief, method)(LIST).status_code == 405


def test_a_finding_whose_thing_is_gone_can_still_be_read_and_answered(chief, finding):
    finding.indicator.delete()
    check_all()
    assert "Disparue depuis" in said(chief.get(page_of(finding)))
    chief.post(page_of(finding), {"answer": "corrected", "why": "Indicateur retiré.", "seen": ""})
    finding.refresh_from_db()
    assert finding.answer == "corrected"
    assert listed(chief.get(f"{LIST}?etat=disparus&regle=impossible_date")) == [page_of(finding)]
