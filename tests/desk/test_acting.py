"""On the pages of the working copy, what can be done stands where it is read, to those who may, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from axes.models import Axis, Measure, PriorityAction, Strategy
from indicators.models import EditorialNote, Observation, Provider
from strategy_monitor.desk import acting
from strategy_monitor.desk.acting import READ
from strategy_monitor.language.codes import WorkStatus
from tests import factories
from tests.admin_pages import filled, opened
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

INDICATOR, AXIS = "indicateurs/2.2-O2/", "axes/2/"


def acts(client: Client, url: str) -> list[Tag]:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "lxml").select(".acts a")


def words(client: Client, url: str) -> set[str]:
    """What is offered, without the states."""
    return {str(one.find(string=True)) for one in acts(client, url) if "state" not in str(one["class"])}


def editor(*numbers: int) -> Client:
    return signed_in(person("editor", "Édition", axes=Axis.objects.filter(number__in=numbers)))


@pytest.mark.usefixtures("published")
def test_an_editor_edits_texts_series_values_and_notes_where_they_are_read():
    client = editor(2)
    offered = {
        "modifier",
        "ajouter une valeur",
        "modifier la série",
        "ajouter une série",
        "ajouter une note",
        "en parler",
    }
    assert offered | {"en parler"} <= words(client, f"/bureau/copie/{INDICATOR}")
    assert {"modifier", "ajouter une mesure", "ajouter un indicateur"} <= words(client, f"/bureau/copie/{AXIS}")


@pytest.mark.usefixtures("published")
def test_a_link_leads_to_the_form_of_what_it_stands_beside_and_back():
    client, here = editor(2), f"/bureau/copie/{INDICATOR}"
    about = {one.get_text().replace("\u202f", " "): str(one["href"]) for one in acts(client, here)}
    form = client.get(about["modifier : contexte 2.2-O2"])
    page = BeautifulSoup(form.content, "lxml")
    assert page.select_one("form.publish [name=context]")
    assert page.select_one(".buttons a")["href"] == here


@pytest.mark.usefixtures("published")
def test_in_the_axes_of_others_a_correction_is_proposed_and_nothing_edited():
    client = editor(1)
    assert words(client, f"/bureau/copie/{INDICATOR}") == {"proposer une correction"}
    assert words(client, f"/bureau/copie/{AXIS}") == {"proposer une correction"}


@pytest.mark.usefixtures("published")
def test_a_provider_is_offered_values_and_no_text():
    mine = Provider.objects.filter(indicators__code="2.2-O2")
    client = signed_in(person("provider", "Contribution", providers=mine))
    assert words(client, f"/bureau/copie/{INDICATOR}") == {
        *("modifier", "ajouter une valeur", "proposer une correction")
    }
    addresses = {str(one["href"]).partition("?")[0] for one in acts(client, f"/bureau/copie/{INDICATOR}")}
    assert all("/valeurs/" in one or "/fils/" in one for one in addresses)


@pytest.mark.usefixtures("published")
def test_every_offered_form_opens():
    client = editor(1, 2, 3, 4, 5)
    every = {str(one["href"]) for page in (INDICATOR, AXIS) for one in acts(client, f"/bureau/copie/{page}")}
    assert len(every) > 50
    refused = {url for url in every if client.get(url).status_code != 200}
    assert not refused


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("role", ["Lecture", "Publication"])
def test_who_edits_nothing_proposes_corrections_and_sees_where_each_value_stands(role):
    value = Observation.objects.filter(series__indicator__code="2.2-O2").first()
    assert value is not None
    Observation.objects.filter(pk=value.pk).update(status=WorkStatus.SUBMITTED, submitted_by=person("someone"))
    client = signed_in(person("reader", role))
    assert words(client, f"/bureau/copie/{INDICATOR}") == {"proposer une correction"}
    table = BeautifulSoup(client.get(f"/bureau/copie/{INDICATOR}").content, "lxml").select(".observations .acts .state")
    states = [str(one.find(string=True)) for one in table]
    assert len(states) == Observation.objects.filter(series__indicator__code="2.2-O2").count()
    assert states.count("soumis") == 1
    assert states.count("validé") == len(states) - 1


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("base", ["/", "/versions/2025/1/", "/bureau/apercu/"])
def test_the_public_pages_and_the_preview_offer_nothing(base):
    client = signed_in(person("boss", "Administration"))
    for page in (INDICATOR, AXIS, "gouvernance/", "methode/notes/"):
        html = client.get(base + page).content.decode()
        assert 'class="acts' not in html
        assert "/bureau/modifier/" not in html.partition("<main")[2]
        assert "copy.css" not in html


def counted(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_as_many_queries_for_many_things_as_for_few():
    """Each kind of thing is read once, with where it stands; of notes on references, none is asked who cites it."""
    observation = factories.observation()
    indicator = observation.series.indicator
    url = "/bureau/copie/axes/1/"
    client = editor(1)
    client.get(url)
    add_things(indicator)
    few = counted(client, url)
    for _turn in range(4):
        add_things(indicator)
    assert counted(client, url) == few
    assert Measure.objects.count() == EditorialNote.objects.count() // 2 == 5


def add_things(indicator) -> None:
    measure = factories.measure(action=indicator.action)
    factories.observation(series=factories.series(indicator=indicator))
    factories.note(measure=measure)
    factories.note(reference=factories.citation(measure=measure).reference)


def test_what_was_done_is_said_where_one_comes_back_to():
    observation = factories.observation()
    client = editor(1)
    here = f"/bureau/copie/indicateurs/{observation.series.indicator.code}/"
    (form,) = {str(one["href"]) for one in acts(client, here) if "champ=title" in str(one["href"])}
    page = BeautifulSoup(client.get(form).content, "lxml")
    data = {str(one["name"]): str(one.get("value", "")) for one in page.select("form.publish input[name]")}
    response = client.post(form, data | {"title": "Un titre neuf", "short_title": "Neuf"}, follow=True)
    assert response.redirect_chain == [(here, 302)]
    read = BeautifulSoup(response.content, "lxml")
    assert "Enregistré" in read.select_one(".messages").get_text()
    assert "Un titre neuf" in read.select_one("h1").get_text()


@pytest.mark.usefixtures("published")
def test_things_are_found_by_what_the_document_calls_them_everywhere_or_where_one_works():
    chief = person("chief", "Publication", "Administration")
    everywhere = {kind: read.keys(chief) for kind, read in READ.items()}
    assert everywhere == {
        "strategy": {"": Strategy.objects.get().pk},
        "axis": {str(one.number): one.pk for one in Axis.objects.all()},
        "action": {one.section: one.pk for one in PriorityAction.objects.select_related("axis")},
        **{kind: dict(READ[kind].model.objects.values_list("code", "pk")) for kind in ("measure", "indicator", "note")},
    }
    editor = person("editor", "Édition", axes=Axis.objects.filter(number=2))
    theirs = {kind: read.keys(editor) for kind, read in READ.items()}
    for kind in ("action", "measure", "indicator"):
        of_the_axis = {code: key for code, key in everywhere[kind].items() if code.startswith("2")}
        assert theirs[kind] == of_the_axis != {}, kind
    assert (theirs["strategy"], set(theirs["axis"])) == ({}, {"2"})
    assert theirs["note"].items() < everywhere["note"].items()


@pytest.mark.usefixtures("published")
def test_the_page_of_an_indicator_reads_its_own_figures_alone(monkeypatch):
    read, asked = acting.read_figures, []
    monkeypatch.setattr(acting, "read_figures", lambda scope: asked.append(scope) or read(scope))
    client = editor(2)
    for url, scope in {INDICATOR: "2.2-O2", AXIS: ""}.items():
        assert any("state" in str(one["class"]) for one in acts(client, f"/bureau/copie/{url}")), "values are shown"
        assert asked == [scope], "once"
        asked.clear()


def test_a_newcomer_finds_on_the_copy_what_comes_next():
    """From a strategy of which nothing else is written, to the first value of its first series."""
    strategy, admin = factories.strategy(), signed_in(person("chief", "Administration"))

    def offered(url: str) -> list[str]:
        return [str(one["href"]) for one in acts(admin, f"/bureau/copie/{url}")]

    def leads(url: str, form: str, **above: int) -> bool:
        asked = "&".join(f"{name}={key}" for name, key in above.items())
        return any(link.startswith(f"/bureau/modifier/{form}/ajouter/?{asked}&") for link in offered(url))

    assert leads("axes/", "axes", strategy=strategy.pk)
    assert leads("gouvernance/", "mesures", strategy=strategy.pk)
    axis = factories.axis(1)
    assert leads("axes/1/", "actions", axis=axis.pk)
    assert leads("axes/1/", "indicateurs", axis=axis.pk)
    indicator = factories.indicator(action=factories.action(axis=axis), code="1.1-O1")
    assert leads("indicateurs/1.1-O1/", "series", indicator=indicator.pk)
    series = factories.series(indicator=indicator)
    assert leads("indicateurs/1.1-O1/", "valeurs", series=series.pk)


def test_what_has_nothing_to_show_says_so_instead_of_a_heading_over_nothing():
    axis = factories.axis(1)
    indicator = factories.indicator(action=factories.action(axis=axis), code="1.1-O1")
    reader = signed_in(person("lea", "Lecture"))

    def read(url: str) -> str:
        page = BeautifulSoup(reader.get(f"/bureau/copie/{url}").content, "lxml")
        return " ".join(page.main.get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())

    assert "sans donnée" in read("").split(indicator.short_title)[1][:15]
    assert "Aucune valeur n’est donnée pour l’instant." in read("indicateurs/1.1-O1/")
    assert "Imprimé" not in read("indicateurs/1.1-O1/")
    assert read("gouvernance/").count("mesure") == 1
    assert "Le rapport ne donne aucune mesure de gouvernance." in read("gouvernance/")
    assert "rapport imprimé" not in read("rapport/")
    assert "Imprimé" not in read("axes/1/")
    assert "L’échelle de progression, de 0 à 5" not in read("methode/")
    assert "L’échelle de progression" not in read("rapport/")
    factories.observation(series=factories.series(indicator=indicator), printed="", place="", section="")
    assert "Imprimé" not in read("indicateurs/1.1-O1/")
    assert re.search(r"· données de \d{4} ·", read(""))
    indicator.delete()
    assert "0 indicateur" not in read("")


@pytest.mark.parametrize("page", ["", "textes/", "publier/"])
def test_who_is_alone_is_told_in_time_that_another_person_is_needed(page: str, settings: Any):
    alone = signed_in(person("chief", "Administration"))
    needed = "aucun autre compte ne le peut encore"

    def read() -> str:
        return " ".join(BeautifulSoup(alone.get(f"/bureau/{page}").content, "lxml").main.get_text(" ").split())

    assert needed in read()
    alone.post(
        "/bureau/modifier/strategie/ajouter/",
        {"title": "Plan", "short_title": "Plan", "authority": "Ville", "adopted_on": "2024-03-01",
         "legal_basis": "Vote.", "introduction": "Aller.", "indicators_remark": "Lire.",
         "governance_title": "Gouvernance", "opened": "{}",
         "footnotes-TOTAL_FORMS": "0", "footnotes-INITIAL_FORMS": "0"},
    )  # fmt: skip
    assert Strategy.objects.exists()
    assert needed in read()
    assert 'href="/admin/auth/user/add/"' in alone.get(f"/bureau/{page}").content.decode()
    assert "ALLOW_SELF_VALIDATION" in read()
    settings.ALLOW_SELF_VALIDATION = True
    assert needed not in read()
    settings.ALLOW_SELF_VALIDATION = False
    person("paul", "Publication")
    assert needed not in read()


FIRST_OF_EACH = (
    {"number": "1", "title": "L’eau pour tous", "short_title": "Eau"},
    {"number": "1", "title": "Mesurer"},
    {"code": "1.1-O1", "title": "Fuites", "short_title": "Fuites", "nature": "quantitative", "source": "La régie"},
    {"key": "fuites", "label": "Fuites", "quantity": "count", "unit": "fuites", "unit_singular": "fuite",
     "role": "headline"},
    {"period_label": "2025", "value": "12"},
)  # fmt: skip
"""What is typed for the first axis, action, indicator, series and value."""


def test_the_desk_leads_from_an_empty_strategy_to_its_first_value():
    factories.strategy()
    chief = signed_in(person("chief", "Administration"))

    def door() -> str:
        found = BeautifulSoup(chief.get("/bureau/").content, "lxml").select_one("main a.door")
        return str(found["href"]) if found and "modifier" in str(found["href"]) else ""

    for typed in FIRST_OF_EACH:
        url = door()
        sent = filled(opened(chief, url)) | typed | {"_save": "1"}
        answer = chief.post(url, {name: text for name, text in sent.items() if text is not None})
        assert answer.status_code == 302, BeautifulSoup(answer.content, "lxml").select(".errorlist, .fault")
        assert answer["Location"] == "/bureau/", "and so to the next one"
    assert Observation.objects.get().series.indicator.action.axis.number == 1
    assert not door()


def test_the_introduction_is_edited_where_it_is_read():
    factories.strategy()
    page = BeautifulSoup(signed_in(person("chief", "Administration")).get("/bureau/copie/rapport/").content, "lxml")
    for text in ("introduction", "remarque"):
        assert page.select_one(f"[aria-labelledby={text}] a.act[href*='champ=']")
