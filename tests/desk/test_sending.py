"""Every form of the desk, sent wrong, then right from the page that said so, then opened again: each page tells the
truth and leads on. A refused page stands at the address that it was sent to; nothing may be lost or denied there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Finding, ImportedFile, Observation
from strategy_monitor.backoffice.recording import gather_records
from strategy_monitor.quality.gate import check_all
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.campaigns import making
from tests.indicators.exchange.files import NEW, csv_of
from tests.memory import forget
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

DENIED = ("Rien n’a été enregistré", "ne reçoit rien")


@pytest.fixture
def chief() -> Client:
    return signed_in(get_user_model().objects.create_superuser("camille", email="camille@exemple.be"))


@pytest.fixture
def submitted() -> Observation:
    """Of someone else, and one more page of them."""
    return remembered("two pages of submitted values", submit_many)


def submit_many() -> Observation:
    sacha = person("sacha", "Contribution")
    indicator = factories.indicator(code="1.1-O1")
    first = factories.observation(
        series=factories.series(indicator=indicator, key="heures"), status="submitted", submitted_by=sacha
    )
    with transaction.atomic(), gather_records():
        for year in range(2100, 2160):
            days = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
            factories.observation(
                series=first.series, status="submitted", submitted_by=sacha, period_label=str(year), **days
            )
    return first


@dataclass(frozen=True)
class Form:
    """One form: where it stands, what is wrong with it at first, what makes it right, and what is then said."""

    page: str
    wrong: dict[str, Any]
    right: dict[str, Any]
    said: str
    then: Callable[[], bool]
    more: dict[str, Any] = field(default_factory=dict)
    """What is chosen both times, the button that is pressed among it."""


def of_one(one: Observation) -> Form:
    page = reverse("desk-observation", args=[one.pk])
    return Form(page, {}, {"why": "Quelle année ?"}, "1 valeur retournée.", returned(one), {"step": "retourner"})


def of_a_list(one: Observation) -> Form:
    page = f"{reverse('desk-observations')}?statut=soumis&page=2"
    last = Observation.objects.latest("period_start")
    ticked = {"step": "retourner", "row": row_of(last)}
    return Form(page, {}, {"why": "Quelle année ?"}, "1 valeur retournée.", returned(last), ticked)


def returned(one: Observation) -> Callable[[], bool]:
    return lambda: Observation.objects.get(pk=one.pk).status == "returned"


def row_of(one: Observation) -> str:
    return f"{one.pk}:{one.history.latest().pk}"


def of_a_finding(one: Observation) -> Form:
    one.status, one.keeps_status, one.period_end = "validated", True, dt.date(2199, 1, 1)
    one.submitted_by = None
    one.save()
    check_all()
    finding = Finding.objects.filter(observation=one).first() or Finding.objects.all()[0]
    right = {"answer": "confirmed", "why": "Vu."}
    page = reverse("desk-finding", args=[finding.pk])
    return Form(
        page, {"answer": ""}, right, "La réponse est gardée.", lambda: Finding.objects.exclude(answer="").exists()
    )


def of_a_file(_one: Observation) -> Form:
    file = SimpleUploadedFile("releves.csv", csv_of(NEW | {"value": "6"}))
    page = reverse("desk-import")
    return Form(page, {}, {"file": file}, "Voici ce que ce fichier ferait", ImportedFile.objects.exists)


def of_a_preview(_one: Observation) -> Form:
    author = get_user_model().objects.get(username="camille")
    file = ImportedFile.objects.create(name="a.csv", content=csv_of(NEW | {"value": "5000"}), uploaded_by=author)
    page, stored = reverse("desk-import-preview", args=[file.pk]), Observation.objects.filter(imported_from=file)
    return Form(
        page,
        {"reason": "x" * 2000},
        {"reason": ""},
        "est importé",
        stored.exists,
        {"action": "confirm"},
    )


def of_a_file_to_remove(one: Observation) -> Form:
    form = of_a_preview(one)
    gone: Callable[[], bool] = lambda: not ImportedFile.objects.exists()  # noqa: E731
    return Form(form.page, {"action": "confirm", "reason": "x" * 2000}, {"action": "remove"}, "est retiré", gone)


def of_a_release(_one: Observation) -> Form:
    Observation.objects.update(status="validated", submitted_by=None)
    right = {"reason": "Première version", "override": "Essai"}
    return Form(reverse("desk-publish"), {"reason": ""}, right, "est publiée", lambda: bool(released()))


def released() -> list[str]:
    return [str(release) for edition in Edition.objects.all() for release in edition.releases.all()]


def of_a_withdrawal(_one: Observation) -> Form:
    Observation.objects.update(status="validated", submitted_by=None)
    publish("2025", "Essai", override="Essai")
    page = reverse("desk-withdraw", args=["2025", 1])
    return Form(page, {"reason": ""}, {"reason": "Par mégarde"}, "La version 2025.1 est retirée.", lambda: True)


def of_a_reminder(_one: Observation) -> Form:
    ifpc = making.provider()
    making.year(factories.series(indicator=making.indicator(ifpc, code="1.1-O7")), 2023)
    due = timezone.localdate() - dt.timedelta(days=1)
    campaign = making.campaign(opens_on=due - dt.timedelta(days=90), due_on=due)
    demand = making.demand(campaign=campaign, provider=ifpc)
    page = reverse("desk-reminder", args=[campaign.edition.label, ifpc.code])
    return Form(page, {"seen": "x"}, {}, "Le rappel est envoyé", demand.reminders.exists)


FORMS = (
    of_one, of_a_list, of_a_finding, of_a_file, of_a_preview, of_a_file_to_remove, of_a_release, of_a_withdrawal,
    of_a_reminder,
)  # fmt: skip


def shown(response: HttpResponse, page: str) -> tuple[str, dict[str, Any]]:
    """The form of the desk on this page: where it is sent, and what it would send as it stands."""
    soup = BeautifulSoup(response.content, "lxml")
    every = soup.select("main form[method=post]")
    found = [form for form in every if not form.find_parent("nav") and not form.find_parent(class_="thread")]
    assert len(found) == 1, page
    return str(found[0].get("action") or page), {str(one["name"]): value(one) for one in fields(found[0])}


def fields(form: Tag) -> list[Tag]:
    every = form.select("input[name]:not([type=checkbox], [type=radio], [type=file]), textarea[name], select[name]")
    return [one for one in every if isinstance(one, Tag)]


def value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen["value"]) if chosen else ""
    return str(field.get("value", ""))


def text(response: HttpResponse) -> str:
    found = BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)
    return " ".join(found.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_refused_then_right_then_opened_again(chief, submitted, settings, make):
    forget()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    form = make(submitted)
    url, given = shown(chief.get(form.page), form.page)
    refused = chief.post(url, given | form.more | form.wrong)
    assert refused.status_code in {409, 422}
    assert BeautifulSoup(refused.content, "lxml").select("[role=alert]")
    again, kept = shown(refused, url)
    assert again == url
    done = chief.post(url, kept | form.more | form.right, follow=True)
    assert done.status_code == 200, text(done)
    assert form.said in text(done)
    assert form.then()
    assert not any(word in text(done) for word in DENIED)
    if url != form.page and form.page != reverse("desk-import"):
        assert done.request["PATH_INFO"] + ("?" + done.request["QUERY_STRING"]).rstrip("?") == form.page
    reopened = chief.get(url, follow=True)
    assert reopened.status_code in {200, 404}
    assert not any(word in text(reopened) for word in DENIED)
    assert "matches" not in text(reopened)


def test_what_is_refused_in_a_list_leads_to_its_other_pages(chief, submitted):
    page = f"{reverse('desk-observations')}?statut=soumis&page=2"
    url, given = shown(chief.get(page), page)
    refused = chief.post(url, given | {"step": "retourner", "row": row_of(submitted)})
    (link,) = BeautifulSoup(refused.content, "lxml").select("nav.pages a")
    assert link["href"] == f"{reverse('desk-observations')}?statut=soumis&page=1"
    assert "page 2 sur 2" in text(refused)
    assert chief.get(link["href"]).status_code == 200


def test_signing_out_opened_again_leads_to_the_login(chief):
    url = reverse("admin:logout")
    assert "admin/login" not in chief.get(url).headers["Location"], "opening it signs nobody out"
    assert chief.post(url).status_code == 200
    assert chief.get(url, follow=True).status_code == 200


@pytest.mark.parametrize(
    "url", ["/bureau/alertes/99/", "/bureau/valeurs/99/", "/bureau/importer-exporter/importer/99/"]
)
def test_what_is_gone_is_said_in_words(chief, url):
    response = chief.get(url)
    assert response.status_code == 404
    assert "n’existe plus" in text(response) or "n’est plus ici" in text(response)
    assert "matches the given query" not in text(response)


def test_a_past_version_that_there_is_not_is_said_in_words(chief, submitted):
    url = reverse("admin:indicators_observation_simple_history", args=[submitted.pk, 10**9])
    response = chief.get(url)
    assert response.status_code == 404
    assert "Cette version n’existe pas ou n’existe plus" in text(response)
