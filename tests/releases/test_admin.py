"""Releases in the administration: to read and to compare."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from indicators.models import Indicator, Observation
from strategy_monitor.releases import admin
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests import factories
from tests.admin_pages import address, errors, opened, pages_of, sent
from tests.releases.altering import alter_documents
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("camille"))
    return client


@pytest.fixture
def release() -> Release:
    """The second of two releases."""
    return remembered("two releases, of which one has no value", publish_two)


def publish_two() -> Release:
    factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
    publish("2025", "Première version")
    Observation.objects.all().delete()
    return publish("2025", "Une valeur retirée")[0]


def test_every_page_of_an_edition_opens(editor):
    for url in pages_of(Edition.objects.create(label="2025")):
        opened(editor, url)


def test_a_release_is_read_and_nothing_of_it_is_typed(editor, release):
    page = opened(editor, address(release, "change"))
    assert page.select("#content-main :is(input:not([type=hidden], [hidden]), textarea, select, .deletelink)") == []
    text = page.get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")
    assert "le document correspond à son empreinte" in text
    assert release.sha256 in text
    assert "Ce qui a changé depuis la version 2025.1" in text
    assert "4 944 heures" in text


def test_the_first_release_is_compared_with_nothing(editor, release):
    first = Release.objects.get(number=1)
    assert "Ce qui a changé" not in opened(editor, address(first, "change")).get_text()


def test_a_release_that_fails_its_check_says_so(editor, release):
    alter_documents(lambda _text: "{}", pk=release.pk)
    page = opened(editor, address(release, "change")).get_text(" ", strip=True)
    assert "refusée, elle n’est plus servie" in page


def test_one_that_was_withdrawn_says_so_and_is_compared_all_the_same(editor, release):
    assert "en vigueur" in opened(editor, address(release, "change")).get_text()
    withdraw("2025", 2, "Par erreur")
    for page in (address(release, "change"), address(Release, "changelist")):
        text = opened(editor, page).get_text(" ", strip=True).replace("\u202f", " ")
        assert ": Par erreur" in text
    assert "Ce qui a changé depuis la version 2025.1" in opened(editor, address(release, "change")).get_text(" ")


def test_one_published_in_spite_of_errors_says_why(editor, release):
    series = Indicator.objects.get().series.get()
    factories.observation(series=series, value="4944.5")
    made, _ = publish("2025", "Un chiffre", override="Le fournisseur confirme")
    assert "Le fournisseur confirme" in opened(editor, address(made, "change")).get_text()


def test_the_page_of_a_release_leads_to_the_changes_that_it_does_not_list(editor, release, monkeypatch):
    assert not opened(editor, address(release, "change")).select("a[href^='/comparaison/']")
    monkeypatch.setattr(admin, "MOST_SHOWN", 0)
    page = opened(editor, address(release, "change"))
    assert not page.select(".tree li")
    assert page.select_one("a[href^='/comparaison/']")["href"] == "/comparaison/2025.1/2025.2/"
    assert page.select_one(".tree .count").get_text() != "0"


@pytest.mark.parametrize("page", ["change", "delete"])
def test_no_post_changes_or_erases_a_release(editor, release, page):
    data = {"reason": "Pirate", "document": "{}", "post": "yes"}
    assert editor.post(address(release, page), data).status_code == 403
    release.refresh_from_db()
    assert release.reason == "Une valeur retirée"


def test_the_list_has_no_action_that_erases(editor, release):
    page = opened(editor, address(Release, "changelist"))
    assert page.select("[name=action]") == []
    data = {"action": "delete_selected", "_selected_action": [str(release.pk)], "post": "yes"}
    editor.post(address(Release, "changelist"), data)
    assert Release.objects.count() == 2


def test_publishing_is_done_on_the_desk(editor, release):
    (link,) = opened(editor, address(Release, "changelist")).select(".object-tools a")
    assert (link.get_text(), link["href"]) == ("Publier", "/bureau/#publier")
    assert editor.get(address(Release, "add"))["Location"] == "/bureau/#publier"


def test_an_edition_that_has_a_release_keeps_its_name(editor, release):
    edition = release.edition
    assert opened(editor, address(edition, "change")).select_one("[name=label]") is None
    editor.post(address(edition, "delete"), {"post": "yes"})
    assert Edition.objects.filter(label="2025").exists()


def test_an_edition_is_prepared_before_its_first_release(editor):
    assert sent(editor, address(Edition, "add"), label="2026").status_code == 302
    assert "existe déjà" in errors(sent(editor, address(Edition, "add"), label="2026"))
    assert "Ce champ ne doit contenir que des lettres" in errors(sent(editor, address(Edition, "add"), label="20 26"))


def test_a_null_character_in_an_address_is_nothing(editor, release):
    """It is dropped; what is left is a search for nothing, or a look-up that this list does not take."""
    asked = {"q=%00": 200, "label=%00": 400, "label__startswith=%00": 400, "label=%00&label=a%00": 400}
    found = {query: editor.get(f"{address(Edition, 'changelist')}?{query}", follow=True).status_code for query in asked}
    assert found == asked


@pytest.mark.parametrize("number", ["0", "abc", "9" * 40])
def test_a_release_that_does_not_exist(editor, release, number):
    url = address(release, "change").replace(f"/{release.pk}/", f"/{number}/")
    assert editor.get(url).status_code in {302, 404}
