"""The history of the whole site: who, what, when, from what to what, why; narrowed by its address."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from axes.models import Measure
from indicators.models import ImportedFile, Indicator, Observation, Series
from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import model_slug, parents_of, recorded_models
from tests import factories
from tests.admin_pages import address, form_at_desk, opened, sent
from tests.people import READING
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

JOURNAL = "/bureau/historique/"


@pytest.fixture
def camille():
    return get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois")


@pytest.fixture
def chief(client, camille) -> Client:
    client.force_login(camille)
    return client


@pytest.fixture
def observation() -> Observation:
    return factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))


def person(client: Client, *permissions: str, staff: bool = True) -> Client:
    user = get_user_model().objects.create_user("dominique", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*READING, *permissions)))
    client.force_login(user)
    return client


def plain(tag: Tag) -> str:
    text = " ".join(tag.get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ").split())
    return text.replace(" :", ":").replace("« ", "«").replace(" »", "»")


def entries(client: Client, query: str = "") -> list[str]:
    """What each entry says, newest first."""
    return [plain(one) for one in opened(client, JOURNAL + query).select(".entries > li")]


def whats(client: Client, query: str = "") -> list[str]:
    page = opened(client, JOURNAL + query)
    return [f"{plain(one.select_one('.tag'))} {plain(one.select_one('.what'))}" for one in page.select(".entries > li")]


def kept(thing, who=None, why: str | None = None, **values):
    for name, value in values.items():
        setattr(thing, name, value)
    thing._history_user, thing._change_reason = who, why
    thing.save()
    return thing


def test_a_stranger_is_sent_to_the_login(client):
    response = client.get(JOURNAL)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next={JOURNAL}")


def test_who_is_not_of_the_staff_is_told_so(client):
    assert person(client, staff=False).get(JOURNAL).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_history_is_only_read(chief, method):
    assert getattr(chief, method)(JOURNAL).status_code == 405


def test_before_anything_is_recorded_the_page_says_so(chief):
    assert "la copie de travail est encore vide" in plain(opened(chief, JOURNAL))


def test_an_edit_in_the_administration_is_told_with_who_when_from_what_to_what(chief, observation):
    form = address(observation.series.indicator, "change")
    sent(chief, form, **{"observations-0-value": "4 944,5", "why": "Le fournisseur a recompté"})
    page = opened(chief, JOURNAL)
    save = page.select_one(".saves > li")
    assert "Camille Dubois" in plain(save.select_one(".head"))
    assert "Indicateur 1.1-O1" in plain(save.select_one(".head"))
    assert save.select_one("time")["datetime"].startswith(str(timezone.localdate()))
    assert plain(save.select_one(".why")) == "Le fournisseur a recompté"
    changed = plain(save.select_one(".entries > li"))
    assert changed.startswith("modification Valeur 2023-2024 de «Heures suivies»")
    assert "Valeur: 4944 → devient 4944,5" in changed


def test_a_load_of_the_printed_report_is_told_as_such(chief):
    call_command("seed", verbosity=0)
    head = plain(opened(chief, JOURNAL).select_one(".saves .head"))
    assert "Chargement du rapport" in head
    assert whats(chief, "?qui=*") != []


def test_an_import_is_told_as_such_and_the_rest_that_nobody_did_is_of_the_system(chief, camille, observation):
    file = ImportedFile.objects.create(name="releves.xlsx", content=b"", sha256="0" * 64, uploaded_by=camille)
    kept(observation, why="Import de releves.xlsx", value=Decimal(2), imported_from=file)
    kept(observation, why="Migration", value=Decimal(3))
    heads = [plain(one) for one in opened(chief, JOURNAL).select(".saves .head")]
    assert "Le système" in heads[0]
    assert "Import" in heads[1]


def test_the_reason_is_told(chief, camille, observation):
    kept(observation, camille, "Le fournisseur a corrigé", value=Decimal(2))
    assert plain(opened(chief, JOURNAL).select_one(".saves .why")) == "Le fournisseur a corrigé"


def test_a_step_of_the_validation_is_told(chief, camille, observation):
    kept(observation, camille, "Soumis", status="submitted", submitted_by=camille)
    said = entries(chief)[0]
    assert "→ devient soumis" in said
    assert "Soumis par: – → devient Camille Dubois" in said


def test_choices_dates_and_booleans_are_in_french(chief, observation):
    note = factories.note(observation=observation)
    kept(note, severity="error", off_scale=True)
    kept(observation, data_date=dt.date(2025, 2, 1))
    newest, before = entries(chief)[:2]
    assert "Date des données: – → devient 1er février 2025" in newest
    assert "Gravité: doute → devient erreur" in before
    assert "Hors échelle: non → devient oui" in before


def test_a_list_of_cells_is_told(chief):
    row = factories.row(cells=["un", "", "trois"])
    kept(row, cells=["un", "deux", "trois"])
    assert "un ; – ; trois → devient un ; deux ; trois" in entries(chief)[0]


def test_a_link_is_told_by_the_name_of_what_it_leads_to_even_if_that_was_erased(chief):
    first = factories.measure(code="G-M1", text="Un.")
    second = factories.measure(code="G-M2", text="Deux.")
    child = factories.measure(code="G-M3", text="Trois.", parent=first)
    kept(child, parent=second)
    assert "Précise la mesure: Mesure G-M1 → devient Mesure G-M2" in entries(chief)[0]
    Measure.objects.filter(pk=child.pk).delete()
    first.delete()
    assert "Précise la mesure: Mesure G-M1 → devient Mesure G-M2" in entries(chief, "?action=modification")[0]


def test_providers_that_come_and_go_are_told_by_name(chief):
    indicator = factories.indicator(code="1.1-O1")
    indicator.providers.add(factories.provider(acronym="DGEO"))
    assert "Fournisseurs: IFPC → devient IFPC ; DGEO" in entries(chief)[0]
    indicator.providers.clear()
    assert "Fournisseurs: IFPC ; DGEO → devient –" in entries(chief)[0]


def test_a_long_text_shows_only_what_changed_in_it(chief):
    measure = factories.measure(code="G-M1", text="début " + "et encore un mot " * 40 + "fin.")
    kept(measure, text=measure.text.replace("fin.", "terme."))
    change = opened(chief, JOURNAL).select_one(".change .text")
    assert (plain(change.select_one("del")), plain(change.select_one("ins"))) == ("fin.", "terme.")
    assert "[…]" in plain(change)
    assert len(plain(change)) < 120


def test_what_a_text_holds_is_never_markup(chief):
    kept(factories.measure(code="G-M1", text="Un."), text="<script>alert(1)</script>")
    assert "<script>alert" not in chief.get(JOURNAL).content.decode()


def test_a_save_that_changed_nothing_says_so(chief, observation):
    kept(observation)
    assert "Enregistré sans rien changer." in entries(chief)[0]


def test_what_one_person_saves_at_once_on_an_indicator_stands_together(chief, camille, observation):
    kept(observation, camille, value=Decimal(2))
    kept(observation.series, camille, label="Heures données")
    kept(observation.series.indicator, camille, remark="À relire.")
    first = opened(chief, JOURNAL).select_one(".saves > li")
    assert [plain(one) for one in first.select(".what")] == [
        "Indicateur 1.1-O1",
        "Série «Heures données»",
        "Valeur 2023-2024 de «Heures suivies»",  # as it was called when it was saved
    ]


def test_what_was_created_is_told_in_full_on_demand(chief, observation):
    said = entries(chief, "?objet=releve&action=creation")[0]
    assert said.startswith("création Valeur 2023-2024 de «Heures suivies»")
    assert "Valeur: 4944" in said
    assert "Type de période: année scolaire" in said


def test_what_was_erased_keeps_its_name_its_content_and_a_way_back(chief, observation):
    pk, record = observation.pk, None
    series = observation.series
    observation.delete()
    record = Observation.history.first()
    item = opened(chief, f"{JOURNAL}?action=suppression").select_one(".entries > li")
    assert plain(item.select_one(".what")) == "Valeur 2023-2024 de «Heures suivies»"
    assert "Valeur: 4944" in plain(item)
    links = [link["href"] for link in item.select("a")]
    assert [link.partition("?")[0] for link in links] == [
        reverse("edit:indicators_observation_simple_history", args=[pk, record.pk])
    ]
    assert sent(chief, links[0], why="Supprimé par erreur", level="").status_code == 302
    assert series.observations.get().value == Decimal(4944)
    assert whats(chief)[0] == "création Valeur 2023-2024 de «Heures suivies»"


def test_an_indicator_erased_with_all_it_held_keeps_all_names(chief, observation):
    factories.note(code="N-1", observation=observation)
    observation.series.indicator.delete()
    assert set(whats(chief, "?action=suppression")) == {
        "suppression Indicateur 1.1-O1",
        "suppression Série «Heures suivies»",
        "suppression Valeur 2023-2024 de «Heures suivies»",
        "suppression Note N-1",
    }


def test_a_change_leads_to_the_form_to_this_version_and_to_the_one_before(chief, observation):
    before = observation.history.first()
    kept(observation, value=Decimal(2))
    item = opened(chief, JOURNAL).select_one(".entries > li")
    assert [link["href"] for link in item.select("a")] == [
        form_at_desk(observation, JOURNAL),
        form_at_desk(observation, JOURNAL, "simple_history", observation.history.first().pk),
        form_at_desk(observation, JOURNAL, "simple_history", before.pk),
    ]
    assert [plain(link).split(":")[0] for link in item.select("a")] == [
        "modifier", "restaurer cette version", "restaurer celle d’avant",
    ]  # fmt: skip
    for link in item.select("a"):
        opened(chief, link["href"])
    assert sent(chief, address(observation, "simple_history", before.pk), why="Retour", level="").status_code == 302
    observation.refresh_from_db()
    assert observation.value == Decimal(4944)
    assert "Valeur: 2 → devient 4944" in entries(chief)[0]


def test_who_may_only_read_is_not_told_to_restore(client, observation):
    reader = person(client, "view_observation")
    kept(observation, value=Decimal(2))
    item = opened(reader, JOURNAL).select_one(".entries > li")
    assert "voir cette version" in plain(item)
    assert "restaurer" not in plain(item)


def test_one_reads_only_the_history_of_what_one_may_read(client, observation):
    factories.note(code="N-1", observation=observation)
    reader = person(client)
    assert "création Note N-1" not in whats(reader)
    assert any("Valeur" in what for what in whats(reader))
    page = opened(reader, f"{JOURNAL}?objet=note")
    assert "ne connaît pas la valeur" in plain(page)


# What it is narrowed to


@pytest.fixture
def many(camille):
    """Two axes, each with an indicator, its figures and a note; and what stands in none."""
    return remembered("two axes, and what stands in none", make_many)


def make_many():
    found = {}
    for number in (1, 2):
        action = factories.action(axis=factories.axis(number))
        indicator = factories.indicator(code=f"{number}.1-O1", action=action)
        observation = factories.observation(series=factories.series(indicator=indicator))
        note = factories.note(code=f"N-{number}", observation=observation)
        measure = factories.measure(code=f"{number}.1-M1", action=action)
        child = factories.measure(code=f"{number}.1-M1a", parent=measure)
        factories.citation(measure=child, reference=factories.reference(label=f"Décret {number}"))
        found[number] = {"indicator": indicator, "observation": observation, "note": note, "measure": measure}
    return found


def test_by_axis_all_that_stands_in_it_is_told(chief, many):
    said = set(whats(chief, "?axe=2"))
    assert {
        "création Axe 2", "création Indicateur 2.1-O1", "création Mesure 2.1-M1a", "création Note N-2",
        "création Référence «Décret 2»", "création Référence citée «Le décret», mesure 2.1-M1a",
        "création Valeur 2023-2024 de «Heures suivies»",
    } <= said  # fmt: skip
    assert not {one for one in said if "1.1-" in one or "N-1" in one or "Décret 1" in one or "Stratégie" in one}


def test_by_indicator_its_series_observations_and_notes_are_told_erased_ones_too(chief, many):
    many[1]["note"].delete()
    many[1]["observation"].delete()
    # A note does not leave the history of the indicator when the figure that it was about does.
    assert whats(chief, "?indicateur=1.1-O1&action=suppression") == [
        "suppression Valeur 2023-2024 de «Heures suivies»",
        "suppression Note N-1",
    ]
    many[1]["indicator"].delete()
    assert len(whats(chief, "?indicateur=1.1-o1&action=creation")) == 4
    assert not [one for one in entries(chief, "?indicateur=1.1-O1") if "2.1-" in one]


def test_by_person(chief, camille, many):
    kept(many[1]["measure"], camille, text="Autre texte.")
    assert whats(chief, "?qui=camille") == ["modification Mesure 1.1-M1"]
    assert whats(chief, "?qui=*&action=modification&objet=mesure-mise-en-oeuvre") == []


def test_a_person_who_left_the_staff_can_still_be_looked_for(chief, many):
    gone = get_user_model().objects.create_user("ancien")
    kept(many[1]["measure"], gone, text="Autre texte.")
    assert whats(chief, "?qui=ancien") == ["modification Mesure 1.1-M1"]


def test_by_kind_of_thing(chief, many):
    assert whats(chief, "?objet=note") == ["création Note N-2", "création Note N-1"]


def test_by_day(chief, many):
    old = dt.datetime(2026, 3, 1, 23, 30, tzinfo=timezone.get_current_timezone())
    Change.objects.filter(model="indicators.EditorialNote", key=many[1]["note"].pk).update(when=old)
    notes = "&objet=note"
    assert whats(chief, f"?du=2026-03-01&au=2026-03-01{notes}") == ["création Note N-1"]
    assert whats(chief, f"?au=2026-02-28{notes}") == []
    assert whats(chief, f"?du=2026-03-02{notes}") == ["création Note N-2"]


def test_by_words_of_the_reason_whatever_accents_and_capitals(chief, camille, many):
    kept(many[1]["measure"], camille, "Coquille relevée par l’École", text="Autre texte.")
    assert whats(chief, "?raison=ECOLE+coquille") == ["modification Mesure 1.1-M1"]
    assert whats(chief, "?raison=ecole+fournisseur") == []


def test_filters_add_up_and_the_empty_ones_leave_the_address(chief, many):
    assert whats(chief, "?axe=2&objet=note&action=creation") == ["création Note N-2"]
    response = chief.get(JOURNAL, {"axe": "2", "qui": "", "du": "", "raison": ""})
    assert (response.status_code, response["Location"]) == (302, f"{JOURNAL}?axe=2")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("axe=9", "Le filtre «Axe» ne connaît pas la valeur «9»"),
        ("axe=1%00", ""),
        ("axe=" + "9" * 5000, "ne connaît pas la valeur"),
        ("indicateur=9.9-O9", "Aucun indicateur n’a jamais porté le code «9.9-O9»"),
        ("indicateur=" + "x" * 9000, "Aucun indicateur n’a jamais porté le code"),
        ("qui=personne", "Le filtre «Qui»"),
        ("qui=%27%22%3E%3Cb%3E", "Le filtre «Qui»"),
        ("objet=utilisateur", "Le filtre «Objet»"),
        ("action=publier", "Le filtre «Action»"),
        ("du=hier", "«hier» n’est pas une date"),
        ("du=0001-01-01&au=9999-12-31", "n’est pas une date"),
        ("du=2026-02-30", "n’est pas une date"),
        ("avant=ailleurs", "L’adresse ne dit pas où reprendre"),
        ("avant=9999999999999999-999999999999", ""),
        ("avant=0-0", ""),
        ("raison=" + "mot+" * 3000, "La recherche est limitée à 200 caractères"),
        ("raison=%00%00", ""),
        ("inconnu=1", ""),
        ("axe=1&axe=2", "est donné plusieurs fois"),
    ],
)
def test_what_the_address_asks_in_vain_is_ignored_and_told(chief, many, query, sentence):
    response = chief.get(f"{JOURNAL}?{query}")
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    faults = " ".join(plain(fault) for fault in page.select(".fault"))
    assert sentence in faults
    assert bool(sentence) == bool(faults)


def test_every_kind_of_thing_has_an_address_of_its_own():
    slugs = [model_slug(model) for model in recorded_models()]
    assert len(set(slugs)) == len(slugs)
    assert {"valeur", "mesure-mise-en-oeuvre", "note"} <= set(slugs)


def test_every_way_up_leads_to_the_top():
    def climbs(model, seen=()):
        assert model not in seen
        for _name, up in parents_of(model):
            if up is not model:
                climbs(up, (*seen, model))

    for model in recorded_models():
        climbs(model)


# Pages


def walked(client: Client, query: str = "") -> list[list[str]]:
    """Every page from this one on, by the links « plus anciens »."""
    pages, where = [], JOURNAL + query
    while where:
        page = opened(client, where)
        pages.append([f"{plain(one)} {one.select_one('.does a')['href']}" for one in page.select(".entries > li")])
        older = page.select_one(".older")
        where = older["href"] if older else ""
    return pages


def test_pages_follow_each_other_without_a_hole_or_a_repeat(chief):
    same = timezone.now()
    for number in range(70):
        factories.measure(code=f"M-{number}")
        factories.reference(code=f"R-{number}")
    Change.objects.update(when=same)  # the worst case: all at the same moment
    pages = walked(chief)
    every = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [50, 50, 41]
    assert len(set(every)) == len(every)


def test_a_filter_stays_on_the_older_pages_and_the_newest_are_a_link_away(chief):
    for number in range(60):
        factories.measure(code=f"M-{number}")
        factories.reference(code=f"R-{number}")
    pages = walked(chief, "?objet=reference")
    assert [len(page) for page in pages] == [50, 10]
    older = opened(chief, f"{JOURNAL}?objet=reference").select_one(".older")["href"]
    back = opened(chief, older).find("a", string="Revenir aux plus récents")
    assert back["href"] == f"{JOURNAL}?objet=reference"


def test_what_is_written_meanwhile_does_not_move_the_older_pages(chief):
    for number in range(60):
        factories.reference(code=f"R-{number}")
    older = opened(chief, f"{JOURNAL}?objet=reference").select_one(".older")["href"]
    before = [plain(one) for one in opened(chief, older).select(".entries > li")]
    factories.reference(code="R-new")
    assert [plain(one) for one in opened(chief, older).select(".entries > li")] == before


def grow(numbers: range, who) -> None:
    for number in numbers:
        indicator = factories.indicator(code=f"2.1-O{number}")
        note = factories.note(observation=factories.observation(series=factories.series(indicator=indicator)))
        kept(note, who, "Relu", severity="error")
        kept(note.observation, who, value=Decimal(2))
        factories.citation()
        indicator.providers.clear()


def test_the_cost_of_a_page_does_not_grow_with_what_is_recorded(chief, camille):
    queries = ("", "?axe=1", "?qui=camille&raison=relu", "?indicateur=1.1-O1")

    def counted(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            chief.get(JOURNAL + query)
        return len(asked)

    factories.indicator(code="1.1-O1")
    grow(range(1, 9), camille)  # fills a page
    chief.get(JOURNAL)
    few = {query: counted(query) for query in queries}
    grow(range(9, 21), camille)
    assert {query: counted(query) for query in queries} == few
    assert max(few.values()) < 15


def test_the_seeded_report_is_read_to_its_beginning(chief, seeded):
    every = [one for page in walked(chief, "?axe=3") for one in page]
    assert len(every) == len(set(every)) > 100
    assert any("Axe 3" in one for one in every)
    assert Series.objects.count() + Indicator.objects.count() > 100
