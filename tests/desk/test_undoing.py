"""Undoing at the desk: an import from its page and from the history, a validation right after it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client

from indicators import workflow
from indicators.models import ImportedFile, Observation
from strategy_monitor.backoffice.versions import revision, revisions
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.desk.dropping import HUB, confirm, previewed, said
from tests.desk.test_exchange import validated_figure
from tests.indicators.exchange.files import NEW, csv_of
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db
STEP = "/bureau/valeurs/etape/"
LIST = "/bureau/valeurs/"
JOURNAL = "/bureau/historique/"


@pytest.fixture
def stored() -> Observation:
    return remembered("a validated figure", validated_figure)


@pytest.fixture
def contributor(stored: Observation) -> Client:
    return signed_in(person("camille", "Contribution", providers=[stored.series.indicator.providers.get()]))


@pytest.fixture
def undoing(contributor: Client) -> str:
    """Where an import of two figures is undone: one changed, one new."""
    old = {"code": "1.1-O1", "key": "heures", "period_label": "2023-2024", "value": "5000"}
    url, _page = previewed(contributor, csv_of(old, NEW | {"value": "6"}))
    assert confirm(contributor, url, reason="Chiffres de mai").status_code == 302
    return f"{url}defaire/"


def main(response: Any) -> BeautifulSoup:
    page = BeautifulSoup(response.content, "lxml").main
    assert page is not None
    return page


def test_an_import_is_undone_from_its_page(contributor, undoing):
    assert main(contributor.get(undoing.removesuffix("defaire/"))).select_one(f"a[href='{undoing}']")
    page = contributor.get(undoing)
    assert "ajoutées, à supprimer 1 modifiées, à remettre comme avant 1" in said(page)
    assert "Ce qui a été publié entre-temps reste publié" in said(page)
    response = contributor.post(undoing, {"why": "Mauvais fichier"}, follow=True)
    assert "est défait. Supprimées : 1 ; remises comme avant : 1." in said(response)
    assert "Raison : Mauvais fichier" in said(response)
    assert [(int(one.value), one.status) for one in Observation.objects.all()] == [(4944, "validated")]
    assert main(contributor.get(HUB)).select_one(".imports .tag").get_text() == "défait"
    assert "Cet import est déjà défait" in said(contributor.get(undoing))


def test_the_history_leads_to_it_until_it_is_undone(contributor, undoing):
    assert main(contributor.get(JOURNAL)).select(f"a[href='{undoing}']")
    reader = signed_in(person("lea", "Lecture"))
    assert not main(reader.get(JOURNAL)).select(f"a[href='{undoing}']")
    contributor.post(undoing, {"why": "Mauvais fichier"})
    page = contributor.get(JOURNAL)
    assert not main(page).select(f"a[href='{undoing}']")
    assert "Import de valeurs.csv défait : Mauvais fichier" in said(page)


def test_however_much_was_changed_since_the_page_sends_one_field_for_all(contributor, stored, settings):
    rows = [NEW | {"period_label": f"{year}-{year + 1}", "value": "6"} for year in (2010, 2011, 2012)]
    url, _page = previewed(contributor, csv_of(*rows))
    assert confirm(contributor, url, reason="Chiffres de mai").status_code == 302
    for row in Observation.objects.filter(period_label__in=("2010-2011", "2011-2012")):
        row.value = 7
        row.save()
    form = main(contributor.get(f"{url}defaire/")).select_one("form.publish")
    sent = {field["name"]: field["value"] for field in form.select("input[name=leave]")} | {"why": "Mauvais fichier"}
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    assert "2 valeurs laissées telles quelles" in said(contributor.post(f"{url}defaire/", sent, follow=True))
    assert not Observation.objects.filter(period_label="2012-2013").exists()


def test_what_was_changed_since_is_listed_and_the_rest_is_undone_if_one_agrees(contributor, undoing):
    row = Observation.objects.get(period_label="2023-2024")
    row.value, row._history_user = 5001, get_user_model().objects.create_user("dominique", first_name="Dominique")
    row.save()
    refused = contributor.post(undoing, {"why": "Mauvais fichier"})
    assert refused.status_code == 409
    assert "Rien n’a été défait" in said(refused)
    assert "5000 → 5001" in said(refused)
    assert "Dominique" in said(refused)
    page = main(refused)
    assert page.select_one("textarea").get_text(strip=True) == "Mauvais fichier"
    agreed = {"why": "Mauvais fichier", "leave": [one["value"] for one in page.select("[name=leave]")]}
    assert "1 valeur laissée telle quelle" in said(contributor.post(undoing, agreed, follow=True))
    assert [int(one.value) for one in Observation.objects.all()] == [5001]


@pytest.mark.parametrize("leave", ["x", "-1", "9" * 30, "\x00"])
def test_no_agreement_that_is_typed_by_hand_breaks_it(contributor, undoing, leave):
    assert contributor.post(undoing, {"why": "", "leave": leave}).status_code == 422
    assert Observation.objects.count() == 2


def test_who_may_not_import_there_is_refused_and_an_unconfirmed_file_is_not_found(contributor, undoing):
    other = signed_in(person("autre", "Contribution", providers=[factories.provider(acronym="CINE")]))
    assert other.get(undoing).status_code == other.post(undoing, {"why": "x"}).status_code == 403
    url, _page = previewed(contributor, csv_of(NEW | {"value": "7"}))
    assert contributor.get(f"{url}defaire/").status_code == 404
    assert ImportedFile.objects.filter(undone_at=None).count() == 2


# A validation


@pytest.fixture
def submitted(stored: Observation) -> list[Observation]:
    author = get_user_model().objects.create_superuser("ada")
    stored.value, stored._history_user = 5000, author
    stored.save()
    workflow.submit(author, {stored.pk: revision(stored)})
    return [stored]


@pytest.fixture
def publisher(submitted: list[Observation]) -> Client:
    return signed_in(person("paul", "Publication"))


def validated(publisher: Client, rows: list[Observation]) -> Any:
    tokens = [f"{key}:{seen}" for key, seen in revisions(Observation, [one.pk for one in rows]).items()]
    return publisher.post(STEP, {"step": "valider", "row": tokens, "next": LIST}, follow=True)


def sent(form: Any) -> dict[str, Any]:
    fields = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    return fields | {"row": [one["value"] for one in form.select("[name=row]")], "step": "defaire"}


def test_a_validation_is_taken_back_from_the_message_that_tells_it(publisher, submitted):
    (form,) = main(validated(publisher, submitted)).select(".messages form")
    response = publisher.post(form["action"], sent(form), follow=True)
    assert "1 validation défaite." in said(response)
    assert not main(response).select(".messages form")
    assert Observation.objects.get(pk=submitted[0].pk).status == "submitted"


def test_it_is_taken_back_from_the_list_of_what_one_has_just_validated(publisher, submitted):
    validated(publisher, submitted)
    page = main(publisher.get(f"{LIST}?a=valides-a-l-instant"))
    assert len(page.select(".work tbody tr")) == 1
    assert page.select("button[value=defaire]")
    other = signed_in(person("autre", "Publication"))
    assert not main(other.get(f"{LIST}?a=valides-a-l-instant")).select(".work tbody tr")


def test_it_is_taken_back_from_the_page_of_the_value(publisher, submitted):
    validated(publisher, submitted)
    address = f"{LIST}{submitted[0].pk}/"
    form = main(publisher.get(address)).select_one("form:has(button[value=defaire])")
    assert publisher.post(form["action"], sent(form)).status_code == 302
    assert Observation.objects.get(pk=submitted[0].pk).status == "submitted"
    assert "défait" in said(publisher.get(address))


def test_once_published_it_is_refused_in_words(publisher, submitted):
    (form,) = main(validated(publisher, submitted)).select(".messages form")
    publish("2025", "Première version")
    response = publisher.post(form["action"], sent(form))
    assert response.status_code == 409
    assert "Une version publiée depuis la contient" in said(response)


def test_once_published_it_is_offered_no_more(publisher, submitted):
    """The button stood there, and what it was pressed for was refused."""
    validated(publisher, submitted)
    pages = (f"{LIST}?a=valides-a-l-instant", f"{LIST}{submitted[0].pk}/")
    offered = "button[value=defaire]"
    assert all(main(publisher.get(page)).select(offered) for page in pages)
    publish("2025", "Première version")
    assert not any(main(publisher.get(page)).select(offered) for page in pages)
