"""The strategy as measured, edited: an indicator, its series and its observations on one page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import EditorialNote, Indicator, Observation, Series
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.admin_pages import OpenedPage, address, errors, filled, new_row, opened, pages_of, sent, unlabelled

pytestmark = pytest.mark.django_db

MAKERS = {
    "indicators.indicator": lambda: factories.observation().series.indicator,
    "indicators.series": lambda: factories.observation().series,
    "indicators.observation": lambda: factories.note().observation,
    "indicators.editorialnote": factories.note,
    "indicators.provider": factories.provider,
    "indicators.scalestep": factories.step,
}
YEAR = {
    "period_label": "2022-2023",
    "period_kind": "school_year",
    "period_start": "01/09/2022",
    "period_end": "31/08/2023",
    "manner": "",
    "place": "headline",
    "printed": "4.944 heures",
}


@pytest.fixture
def editor(client):
    """A superuser, logged in."""
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(client, *permissions: str):
    user = get_user_model().objects.create_user("dominique", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*permissions, "work_on_all_axes"]))
    client.force_login(user)
    return client


@pytest.mark.parametrize("label", MAKERS)
def test_every_page_opens_without_inline_style_or_script(editor, label):
    for url in pages_of(MAKERS[label]()):
        page = opened(editor, url)
        assert unlabelled(page) == [] or "/change/" not in url


def test_every_editor_of_the_app_is_tried():
    labels = {model._meta.label_lower for model in admin.site._registry}
    ours = {label for label in labels if label.startswith("indicators.")}
    assert ours - {"indicators.finding"} == MAKERS.keys(), "findings are read only, and tried with their rules"


@pytest.mark.parametrize(
    ("typed", "kept"), [("61,5", "61.5"), ("4\u202f944", "4944"), ("4 944,5", "4944.5"), ("0", "0")]
)
def test_a_value_is_typed_as_in_french_and_shown_back_so(editor, typed, kept):
    observation = factories.observation(value=Decimal(7780))
    url = address(observation.series.indicator, "change")
    assert sent(editor, url, **{"observations-0-value": typed, "why": "Chiffre reçu"}).status_code == 302
    observation.refresh_from_db()
    assert observation.value == Decimal(kept)
    assert filled(opened(editor, url))["observations-0-value"] == kept.replace(".", ",")


def test_an_ambiguous_value_is_refused_and_what_was_typed_stays(editor):
    observation = factories.observation(value=Decimal(7780))
    url = address(observation.series.indicator, "change")
    response = sent(editor, url, **{"observations-0-value": "4.944", "observations-0-printed": "autre texte"})
    assert "« 4.944 » se lit de deux façons. Écrire « 4944 » ou « 4,944 »." in errors(response)
    html = response.content.decode()
    assert 'value="4.944"' in html
    assert 'value="autre texte"' in html
    observation.refresh_from_db()
    assert (observation.value, observation.printed) == (Decimal(7780), "4.944 heures")


def test_the_page_of_one_observation_reads_numbers_in_the_same_way(editor):
    observation = factories.observation()
    url = address(observation, "change")
    assert "deux façons" in errors(sent(editor, url, value="1.135.088"))
    assert sent(editor, url, value="1 135 088", why="Chiffre reçu").status_code == 302
    observation.refresh_from_db()
    assert observation.value == 1135088


def test_an_observation_is_added_on_the_page_of_its_indicator(editor):
    series = factories.observation().series
    url = address(series.indicator, "change")
    row = new_row(opened(editor, url), "observations", series=str(series.pk), value="4 944", **YEAR)
    assert sent(editor, url, **row).status_code == 302
    added = series.observations.get(period_label="2022-2023")
    assert (added.value, added.period_start, added.history.get().history_user.username) == (
        4944,
        dt.date(2022, 9, 1),
        "camille",
    )


def test_only_what_changed_is_recorded(editor):
    kept = factories.observation()
    changed = factories.observation(series=kept.series, period_label="2021", value=Decimal(3))
    ranks = {o.period_label: n for n, o in enumerate(Observation.objects.order_by("period_start", "period_label"))}
    url = address(kept.series.indicator, "change")
    assert sent(editor, url, **{f"observations-{ranks['2021']}-value": "4", "why": "Recompté"}).status_code == 302
    changed.refresh_from_db()
    assert changed.value == 4
    counts = (kept.history.count(), changed.history.count(), kept.series.history.count())
    assert counts == (1, 2, 1)
    said = opened(editor, address(changed, "history")).select_one("#change-history tbody tr").get_text(" ", strip=True)
    assert "Valeur" in said
    assert "3 → devient 4" in said
    assert "Recompté" in said


def test_all_or_nothing(editor):
    observation = factories.observation()
    url = address(observation.series.indicator, "change")
    response = sent(editor, url, short_title="Autre", **{"observations-0-period_end": "01/01/2020"})
    assert "Une période a un premier et un dernier jour, dans cet ordre" in errors(response)
    assert Indicator.objects.get().short_title == "Heures"


BROKEN_RULES: tuple[tuple[dict[str, str], str], ...] = (
    ({"value": ""}, "Il faut une valeur, un niveau ou un état ; sinon, la raison de son absence."),
    ({"value": "-1"}, "Un nombre ou une durée n’est pas négatif."),
    ({"value": "9" * 40}, "chiffres"),
    ({"level": "6", "level_basis": "wording"}, "inférieure ou égale à 5"),
    ({"level": "3"}, "Un niveau va de 0 à 5 et dit d’où il vient"),
    ({"value_high": "5000"}, "Une fourchette a deux bornes"),
    ({"manner": "range"}, "Une fourchette a deux bornes"),
    ({"cumulative_since": "01/01/2020"}, "Seule une valeur cumulée dit depuis quand."),
    ({"period_start": "32/13/2023"}, "date valide"),
    ({"period_start": ""}, "Une période a un premier et un dernier jour"),
    ({"printed": "\x00"}, "caractère nul"),
    ({"series": "9" * 40}, "Sélectionnez un choix valide"),
    ({"series": "abc"}, "Sélectionnez un choix valide"),
)
"""What is typed of an observation → what is said of it."""


def test_a_rule_that_is_broken_is_said_where_it_is_broken(editor):
    """Nothing is written: each is tried on the page as it was opened."""
    observation = factories.observation()
    url = address(observation.series.indicator, "change")
    page = filled(opened(editor, url))
    for changes, sentence in BROKEN_RULES:
        response = editor.post(url, page | {f"observations-0-{name}": value for name, value in changes.items()})
        assert response.status_code == 200, changes
        assert sentence in errors(response), changes
        assert observation.history.count() == 1, changes


def test_a_share_is_refused_without_its_unit(editor):
    series = factories.series()
    url = address(series.indicator, "change")
    assert "Une part s’exprime en « % »." in errors(sent(editor, url, **{"series-0-quantity": "share"}))


def test_an_observation_belongs_to_the_indicator_of_the_page(editor):
    here, elsewhere = factories.observation(), factories.observation()
    url = address(here.series.indicator, "change")
    page = opened(editor, url)
    offered = [option["value"] for option in page.select("#id_observations-0-series option") if option["value"]]
    assert offered == [str(here.series_id)]
    response = sent(editor, url, **{"observations-0-series": str(elsewhere.series_id)})
    assert "Sélectionnez un choix valide" in errors(response)


def test_the_observations_of_another_indicator_cannot_be_slipped_in(editor):
    here, elsewhere = factories.observation(), factories.observation()
    response = sent(
        editor,
        address(here.series.indicator, "change"),
        **{"observations-0-id": str(elsewhere.pk), "observations-0-value": "1"},
    )
    assert response.status_code == 200
    elsewhere.refresh_from_db()
    assert elsewhere.value == 4944


def test_two_rows_of_one_period_are_refused(editor):
    observation = factories.observation()
    url = address(observation.series.indicator, "change")
    same = YEAR | {"period_label": observation.period_label}
    row = new_row(opened(editor, url), "observations", series=str(observation.series_id), value="1", **same)
    assert "Cette série a déjà une valeur pour cette période." in errors(sent(editor, url, **row))
    assert Observation.objects.count() == 1


def test_a_series_with_observations_does_not_vanish_by_a_tick(editor):
    observation = factories.observation()
    url = address(observation.series.indicator, "change")
    response = sent(editor, url, **{"series-0-DELETE": "on"})
    assert "La série « Heures suivies » a encore des valeurs : les supprimer d’abord, et enregistrer." in errors(
        response
    )
    assert sent(editor, url, **{"observations-0-DELETE": "on", "why": "Compté deux fois"}).status_code == 302
    assert sent(editor, url, **{"series-0-DELETE": "on"}).status_code == 302
    assert Series.objects.count() == 0


def test_an_observation_with_a_public_note_does_not_vanish_by_a_tick(editor):
    note = factories.note(code="N-7")
    url = address(note.observation.series.indicator, "change")
    response = sent(editor, url, **{"observations-0-DELETE": "on", "why": "Compté deux fois"})
    assert "porte une note publique (N-7)" in errors(response)
    assert Observation.objects.count() == 1


def test_what_is_permanent_is_shown_and_not_typed(editor):
    series = factories.series(key="heures")
    page = opened(editor, address(series.indicator, "change"))
    assert page.select_one("[name=code]") is None
    assert series.indicator.code in page.select_one(".field-code .readonly").get_text()
    sent(editor, address(series.indicator, "change"), **{"series-0-key": "minutes", "code": "9.9-O9"})
    series.refresh_from_db()
    assert (series.key, series.indicator.code) == ("heures", series.indicator.code)


def test_an_end_is_decided_for_an_edition_and_can_only_be_taken_back_here(editor):
    indicator = factories.indicator()
    url = address(indicator, "change")
    response = sent(editor, url, closed_since="2027", remark="Une remarque.")
    fault = BeautifulSoup(response.content, "lxml").select_one(".field-closed_since .errorlist").get_text()
    assert "Un indicateur se clôt dans «\u202fÀ revoir pour cette édition\u202f»" in fault
    assert BeautifulSoup(response.content, "lxml").select_one("[name=remark]").get_text(strip=True) == "Une remarque."
    Indicator.objects.update(closed_since="2026", last_edition="2025")
    assert sent(editor, url, closed_since="").status_code == 302
    indicator.refresh_from_db()
    assert indicator.closed_since == ""


def test_a_new_indicator_gets_its_series_then_its_observations(editor):
    url = address(Indicator, "add")
    page = opened(editor, url)
    assert page.select("[name^=observations]") == []
    values = {
        "code": "1.1-O7", "title": "Heures", "short_title": "Heures", "category": "operational",
        "nature": "quantitative", "action": str(factories.action().pk), "source": "IFPC",
        "providers": [str(factories.provider().pk)],
    }  # fmt: skip
    row = new_row(
        page, "series", key="heures", label="Heures", unit="heures", quantity="count", role="headline", position="1"
    )
    row["series-0-polarity"] = "none"
    response = sent(editor, url, **values, **row)
    indicator = Indicator.objects.get(code="1.1-O7")
    assert (response.status_code, response["Location"]) == (302, address(indicator, "change"))
    page = opened(editor, response["Location"])
    said = page.select_one(".messagelist").get_text()
    assert "La série est enregistrée\u202f: ajouter maintenant ses valeurs." in said
    series = indicator.series.get()
    row = new_row(page, "observations", series=str(series.pk), value="12,5", **YEAR)
    assert sent(editor, response["Location"], **row).status_code == 302
    assert series.observations.get().value == Decimal("12.5")


def test_who_may_not_change_observations_does_not(client):
    observation = factories.observation()
    reader = person(client, "view_indicator", "change_indicator", "view_series", "view_observation")
    url = address(observation.series.indicator, "change")
    page = opened(reader, url)
    assert page.select_one("[name=observations-0-value]") is None
    posted = {
        "observations-INITIAL_FORMS": "1",
        "observations-TOTAL_FORMS": "2",
        "observations-0-id": str(observation.pk),
        "observations-0-series": str(observation.series_id),
        "observations-0-value": "1",
        "observations-0-DELETE": "on",
        "observations-1-series": str(observation.series_id),
        "observations-1-value": "2",
        **{f"observations-{row}-{name}": value for row in (0, 1) for name, value in YEAR.items()},
    }
    assert reader.post(url, filled(page) | posted | {"short_title": "Autre"}).status_code == 302
    assert Indicator.objects.get().short_title == "Autre"
    assert [row.value for row in Observation.objects.all()] == [4944]


def test_a_validated_value_changes_for_a_reason_and_is_a_draft_again(editor):
    observation = factories.observation()
    url = address(observation.series.indicator, "change")
    response = sent(editor, url, **{"observations-0-value": "5000"})
    assert "Une valeur validée change : dire pourquoi" in errors(response)
    assert filled(OpenedPage(response.content.decode()))["observations-0-value"] == "5000", "the typing is kept"
    assert sent(editor, url, **{"observations-0-value": "5000", "why": "Recompté"}).status_code == 302
    observation.refresh_from_db()
    assert (observation.value, observation.status) == (5000, "draft")
    assert sent(editor, url, **{"observations-0-value": "5001"}).status_code == 302, "a draft needs no reason"


def test_the_page_of_one_observation_asks_why_at_its_field(editor):
    observation = factories.observation()
    url = address(observation, "change")
    response = sent(editor, url, value="5000")
    page = BeautifulSoup(response.content, "lxml")
    assert "dire pourquoi" in page.select_one(".field-why .errorlist").get_text()
    assert sent(editor, url, value="5000", why="Recompté").status_code == 302
    assert observation.history.latest().history_change_reason == "Recompté"


@pytest.mark.parametrize("above", [lambda o: o, lambda o: o.series, lambda o: o.series.indicator])
def test_what_was_validated_is_deleted_for_a_reason(editor, above):
    observation = factories.observation()
    thing = above(observation)
    url = address(thing, "delete")
    assert "(obligatoire" in opened(editor, url).select_one("label[for=id_why]").get_text()
    response = editor.post(url, {"post": "yes", "why": " "}, follow=True)
    assert "Dire pourquoi" in response.content.decode()
    assert Observation.objects.filter(pk=observation.pk).exists()
    assert editor.post(url, {"post": "yes", "why": "Compté deux fois"}).status_code == 302
    assert not Observation.objects.filter(pk=observation.pk).exists()
    assert type(thing).history.filter(id=thing.pk or 1).first().history_change_reason == "Compté deux fois"


def test_a_draft_is_deleted_without_a_reason_and_never_several_at_once(editor):
    observation = factories.observation(status="draft")
    page = opened(editor, address(Observation, "changelist"))
    assert page.select("[name=action] option[value=delete_selected]") == []
    assert editor.post(address(observation, "delete"), {"post": "yes"}).status_code == 302
    assert not Observation.objects.exists()


def test_a_validation_is_shown_and_not_typed(editor):
    person = get_user_model().objects.get()
    values = {"validated_by": person, "validated_on": dt.date(2025, 3, 15)}
    observation = factories.observation(**values)
    page = opened(editor, address(observation, "change"))
    said = page.select_one(".field-validation").get_text(" ", strip=True)
    assert "par Camille Dubois, le 15 mars 2025" in said.replace("\u00a0", " ")
    assert page.select_one("[name=validated_by], [name=status]") is None


def test_coming_back_to_a_past_version_vouches_for_nothing(editor):
    """Its content was validated once; whoever brings it back has not checked it again."""
    observation = factories.observation()
    observation.value = Decimal(5)
    observation.save()
    past = observation.history.earliest()
    assert past.status == "validated"
    url = address(observation, "simple_history", past.pk)
    assert sent(editor, url).status_code == 302
    observation.refresh_from_db()
    assert (observation.value, observation.status) == (4944, "draft")
    assert observation.history.latest().history_change_reason == "Retour à une version passée"


def test_a_deleted_observation_comes_back_as_a_draft(editor):
    observation = factories.observation()
    key, past = observation.pk, observation.history.earliest()
    url = address(observation, "simple_history", past.pk)
    observation.delete()
    assert sent(editor, url).status_code == 302
    back = Observation.objects.get(pk=key)
    assert (back.value, back.status) == (4944, "draft")


def test_a_note_has_one_target(editor):
    note = factories.note()
    response = sent(editor, address(note, "change"), axis=str(factories.axis().pk))
    assert "Une note porte sur un seul objet." in errors(response)


def test_a_note_is_added_from_what_it_speaks_of(editor):
    observation = factories.observation()
    page = opened(editor, address(observation, "change"))
    link = page.select_one(".tree a.addlink")["href"]
    values = {
        "code": "N-1",
        "kind": "wording",
        "severity": "doubt",
        "status": "open",
        "reason": "Flou.",
        "decision": "Gardé.",
    }
    assert sent(editor, link, **values).status_code == 302
    assert EditorialNote.objects.get().observation == observation


def test_indicators_are_listed_in_the_order_of_the_strategy_and_filtered_by_axis(editor):
    second = factories.indicator(code="2.1-O1", action=factories.action(axis=factories.axis(2)))
    impact = factories.indicator(code="1-I1", axis=factories.axis(1))
    first = factories.indicator(code="1.1-O1", action=factories.action(axis=factories.axis(1)))

    def codes(query: str = "") -> list[str]:
        page = opened(editor, address(Indicator, "changelist") + query)
        return [cell.get_text() for cell in page.select("#result_list .field-code")]

    assert codes() == [first.code, impact.code, second.code]
    assert codes("?axe=1") == [first.code, impact.code]
    assert codes("?axe=7") == codes("?axe=%00") == codes()


@pytest.mark.parametrize("model", [Indicator, Series, Observation, EditorialNote])
def test_a_longer_list_asks_no_more_queries(editor, model):
    factories.note()
    editor.get(address(model, "changelist"))
    with CaptureQueriesContext(connection) as few:
        editor.get(address(model, "changelist"))
    for _ in range(6):
        factories.note()
    with CaptureQueriesContext(connection) as many:
        editor.get(address(model, "changelist"))
    assert len(few) == len(many)


def test_a_longer_page_asks_no_more_queries(editor):
    observation = factories.observation()
    url = address(observation.series.indicator, "change")
    editor.get(url)
    with CaptureQueriesContext(connection) as few:
        editor.get(url)
    for year in range(2000, 2012):
        factories.observation(series=observation.series, period_label=str(year))
    with CaptureQueriesContext(connection) as many:
        editor.get(url)
    assert len(few) == len(many)


def test_the_page_of_the_working_copy_is_one_click_away(editor):
    observation = factories.observation()
    code = observation.series.indicator.code
    for thing in (observation.series.indicator, observation.series, observation):
        page = opened(editor, address(thing, "change"))
        assert page.select_one(".copylink")["href"] == f"/bureau/copie/indicateurs/{code}/"
        assert not page.select(".viewsitelink"), "nothing is published yet"


def test_the_page_of_the_site_is_apart_from_that_of_the_copy(editor):
    observation = factories.observation()
    publish("2025", "Essai")
    fresh = factories.series(indicator=factories.indicator(code="1.1-O9"))
    code = observation.series.indicator.code
    page = opened(editor, address(observation, "change"))
    assert page.select_one(".viewsitelink")["href"] == f"/indicateurs/{code}/"
    assert page.select_one(".copylink")["href"] == f"/bureau/copie/indicateurs/{code}/"
    assert not opened(editor, address(fresh, "change")).select(".viewsitelink"), "it was added since"


def test_inputs_of_a_row_say_which_row(editor):
    page = opened(editor, address(factories.observation().series.indicator, "change"))
    assert page.select_one("#id_observations-0-value")["aria-label"] == "Valeur, valeur 1"
    assert page.select_one("#id_observations-__prefix__-value")["aria-label"] == "Valeur, valeur à ajouter"
    assert page.select_one("#id_series-0-label")["aria-label"] == "Libellé, série 1"
