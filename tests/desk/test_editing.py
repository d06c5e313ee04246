"""Editing at the desk: one field or a whole thing, in the look of the desk, and back to where one came from."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from axes.models import Acronym, Axis, Measure
from indicators.models import Indicator, Observation
from strategy_monitor.backoffice.versions import ShownVersions
from strategy_monitor.desk.edited import SITE
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.threads import talking
from tests import factories
from tests.admin_pages import OpenedPage, filled, opened
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db
HERE = "/bureau/copie/indicateurs/1.1-O1/"
DOOR = "/admin/login/?encore=1"
WAY_OUT = "/admin/logout/"
"""Where whoever is still at a form signs in again, in another tab."""


@pytest.fixture
def value() -> Observation:
    """A number of schools, validated."""
    return remembered("a number of schools", count_schools)


def count_schools() -> Observation:
    series = factories.series(key="ecoles", quantity="count", unit="écoles")
    return factories.observation(
        series=series, period_kind="school_year", period_label="2022-2023", period_start="2022-08-29",
        period_end="2023-08-28", value=40, status=WorkStatus.VALIDATED,
    )  # fmt: skip


@pytest.fixture
def editor(value: Observation) -> Client:
    return signed_in(person("editor", "Édition", axes=Axis.objects.all()))


def address(thing: object, page: str = "change", **asked: str) -> str:
    name = f"edit:{thing._meta.app_label}_{thing._meta.model_name}_{page}"  # type: ignore[attr-defined]
    query = "&".join(f"{key}={text}" for key, text in {"retour": HERE, **asked}.items())
    return f"{reverse(name, args=[thing.pk])}?{query}"  # type: ignore[attr-defined]


def add_address(series: object) -> str:
    return f"{reverse('edit:indicators_observation_add')}?series={series.pk}&retour={HERE}"  # type: ignore[attr-defined]


def send(client: Client, url: str, follow: bool = True, **changes: str) -> object:
    data = filled(opened(client, url)) | {"_save": "1"} | changes
    return client.post(url, {name: text for name, text in data.items() if text is not None}, follow=follow)


def said(response: object) -> str:
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ", strip=True).split())  # type: ignore[attr-defined]


def names(client: Client, url: str) -> set[str]:
    """The fields that a form has, but for the technical ones."""
    return set(filled(opened(client, url))) - {"csrfmiddlewaretoken", "opened"}


def test_one_text_is_edited_alone_and_leads_back_to_where_it_is_read(editor: Client, value: Observation):
    indicator = value.series.indicator
    url = address(indicator, champ="remark")
    assert names(editor, url) == {"remark", "why"}
    response = send(editor, url, follow=False, remark="Chiffres au 1er octobre.", why="Précisé par l’AGE")
    assert response.headers["Location"] == HERE
    indicator.refresh_from_db()
    assert indicator.remark == "Chiffres au 1er octobre."
    assert indicator.history.first().history_change_reason == "Précisé par l’AGE"
    assert "Enregistré" in said(editor.get("/bureau/"))


def test_words_that_a_slide_puts_on_two_lines_are_not_glued(editor: Client, value: Observation):
    indicator = value.series.indicator
    send(editor, address(indicator, champ="remark"), remark="Au 1er octobre\vselon l’AGE")
    indicator.refresh_from_db()
    assert indicator.remark == "Au 1er octobre\nselon l’AGE"


def test_what_nobody_sees_of_an_old_text_makes_no_change(editor: Client, value: Observation):
    indicator = value.series.indicator
    indicator.remark = "Au 1er\u00ad octobre"
    indicator.save()
    before = indicator.history.count()
    send(editor, address(indicator, champ="remark"))
    indicator.refresh_from_db()
    assert (indicator.remark, indicator.history.count()) == ("Au 1er\u00ad octobre", before)


@pytest.mark.parametrize("field", ["code", "category", "action", "providers", "pk", "history", "__class__", ""])
def test_what_is_no_text_of_its_own_is_edited_with_the_rest(editor: Client, value: Observation, field: str):
    assert len(names(editor, address(value.series.indicator, champ=field))) > 5


@pytest.mark.parametrize("back", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", "relatif"])
def test_the_way_back_is_ours(editor: Client, value: Observation, back: str):
    url = address(value.series.indicator, champ="remark", retour=back)
    response = send(editor, url, follow=False, remark="Autre")
    assert response.headers["Location"] == HERE
    assert back not in editor.get(url).content.decode().replace(f"retour={back}", "")


def test_who_signs_in_again_before_the_session_ends_comes_to_the_door_of_the_site(editor: Client, value: Observation):
    page = BeautifulSoup(editor.get(address(value.series.indicator)).content, "lxml")
    assert {link["href"] for link in page.select("#session a")} == {DOOR}


def test_a_refusal_keeps_the_typing_and_the_way_back(editor: Client, value: Observation):
    url = address(value.series.indicator, champ="title")
    response = send(editor, url, title="", short_title="Court")
    page = BeautifulSoup(response.content, "lxml")
    assert "Rien n’est enregistré" in said(response)
    assert page.select_one("[name=short_title]")["value"] == "Court"
    assert page.select_one(".buttons a")["href"] == HERE


def test_a_refusal_leads_to_each_field_that_is_refused(editor: Client, value: Observation):
    response = send(editor, add_address(value.series), period_label="", value="beaucoup")
    page = BeautifulSoup(response.content, "lxml")  # type: ignore[attr-defined]
    links = page.select(".errornote a")
    assert [link.get_text(strip=True) for link in links] == ["Période", "Valeur (écoles)"]
    assert [page.select_one(str(link["href"]))["name"] for link in links] == ["period_label", "value"]  # type: ignore[index]


def test_a_refusal_opens_no_group_of_fields_but_that_of_what_is_refused(editor: Client, value: Observation):
    """With all of them open, a form of two screens of a phone was one of five."""

    def groups(**typed: str) -> dict[str, bool]:
        page = BeautifulSoup(send(editor, address(value), **typed).content, "lxml")  # type: ignore[attr-defined]
        assert page.select_one(".errornote")
        return {one.summary.get_text(strip=True): one.has_attr("open") for one in page.select("details.fold")}

    days = "Jours de la période"
    refused = groups(value="beaucoup")
    assert days in refused
    assert not any(refused.values())
    assert days not in groups(period_start="hier", why="Faux"), "it stands open, and cannot be closed over its fault"


def test_a_form_that_a_colleague_changed_meanwhile_shows_all_its_fields(editor: Client, value: Observation):
    data = filled(opened(editor, address(value))) | {"_save": "1", "value": "42", "why": "Recompté"}
    send(editor, address(value), value="43", why="Autre")
    page = BeautifulSoup(editor.post(address(value), data).content, "lxml")
    assert page.select(".conflict")
    assert all(one.has_attr("open") for one in page.select("details.fold"))


def test_two_people_on_one_text_are_told_of_each_other(editor: Client, value: Observation):
    indicator = value.series.indicator
    url = address(indicator, champ="remark")
    shown = filled(opened(editor, url))
    indicator.remark = "Dit par un autre"
    indicator.save()
    response = editor.post(url, shown | {"remark": "Dit ici"})
    assert response.status_code == 200
    assert "Modifié pendant la saisie" in said(response)
    assert "Dit par un autre" in said(response)
    again = filled(OpenedPage(response.content.decode()))
    assert editor.post(url, again).headers["Location"] == HERE
    indicator.refresh_from_db()
    assert indicator.remark == "Dit ici"


def test_what_was_deleted_meanwhile_is_told_at_the_desk(editor: Client, value: Observation):
    note = factories.note(observation=value)
    url = address(note, champ="reason")
    shown = filled(opened(editor, url))
    note.delete()
    response = editor.post(url, shown | {"reason": "Ma raison"})
    assert response.status_code == 409
    assert "Ma raison" in said(response)
    assert "/admin/" not in response.content.decode().replace(DOOR, "").replace(WAY_OUT, "")


def test_what_was_typed_of_a_deleted_thing_is_given_back_in_words_and_leads_to_it(editor: Client, value: Observation):
    indicator = value.series.indicator
    indicator.providers.set([factories.provider(name="Institut des cadres")])
    shown = filled(opened(editor, address(indicator)))
    editor.post(address(indicator, "delete"), {"post": "yes", "why": "Par erreur"})
    response = editor.post(address(indicator), shown | {"remark": "Ma remarque", "why": "Dit par le service"})
    page = BeautifulSoup(response.content, "lxml")
    terms = [" ".join(term.get_text().split()) for term in page.select("dl.gone dt, dl.gone dd")]
    typed = dict(zip(terms[::2], terms[1::2], strict=True))
    assert typed["Catégorie"] == "opérationnel"
    assert typed["Fournisseurs"] == "IFPC – Institut des cadres"
    assert typed["Action"].startswith("1.1 ")
    assert typed["Raison de la modification"] == "Dit par le service"
    (back,) = [link["href"] for link in page.select("main a") if "y revenir" in link.get_text()]
    send(editor, back)
    assert Indicator.objects.get().code == "1.1-O1"


def test_a_value_of_a_series_that_is_deleted_meanwhile_is_given_back(editor: Client, value: Observation):
    url = add_address(value.series)
    shown = filled(opened(editor, url))
    editor.post(address(value.series, "delete"), {"post": "yes", "why": "Doublon"})
    response = editor.post(url, shown | {"period_label": "2023-2024", "value": "4 321", "_save": "1"})
    assert response.status_code == 409
    text = said(response)
    assert "Supprimé pendant la saisie" in text
    assert "4 321" in text
    assert "y revenir" in text


def test_what_is_followed_no_longer_leads_to_no_page_of_the_copy(editor: Client, value: Observation):
    Indicator.objects.update(closed_since="2026")
    for thing in (value.series.indicator, value.series, value):
        form = address(thing).partition("?")[0]
        assert "/bureau/copie/indicateurs/" not in editor.get(form).content.decode()
        response = send(editor, form, why="Relu")
        assert response.status_code == 200, response.redirect_chain


def test_a_reference_says_which_measures_cite_it(editor: Client, value: Observation):
    reference = factories.reference()
    for code in ("1.1-M1", "1.1-M2"):
        measure = factories.measure(code=code, action=value.series.indicator.action)
        factories.citation(measure=measure, reference=reference, printed_label="Le décret")
    form = " ".join(opened(editor, address(reference)).main.get_text(" ").split())
    for text in (form, said_before_deletion(editor, reference)):
        assert "1.1-M1 · Le décret" in text
        assert "1.1-M2 · Le décret" in text


def test_what_ends_in_a_full_stop_takes_no_other(editor: Client, value: Observation):
    measure = factories.measure(code="1.1-M1", action=value.series.indicator.action, text="Former.")
    assert "Enregistré : 1.1-M1 Former tôt. " in said(send(editor, address(measure), text="Former tôt.")).replace(
        "\u202f", " "
    )
    long = "Former les directions, puis les équipes, à tout ce qui est numérique dans une école d’aujourd’hui"
    measure.text = long
    assert str(measure).endswith(" dans une…")


def test_a_page_that_leaves_with_the_thing_is_not_gone_back_to(editor: Client, value: Observation):
    value.status = WorkStatus.DRAFT
    url = address(value, "delete", retour=reverse("desk-observation", args=[value.pk]))
    response = editor.post(url, {"post": "yes", "why": "Doublon"})
    assert response.headers["Location"] == HERE
    assert not Observation.objects.exists()
    assert "Supprimé" in said(editor.get("/bureau/"))


def test_a_deletion_leads_back_to_where_it_was_asked(editor: Client, value: Observation):
    url = address(value, "delete", retour="/bureau/valeurs/?axe=1")
    assert editor.post(url, {"post": "yes", "why": "Doublon"}).headers["Location"] == "/bureau/valeurs/?axe=1"


def said_before_deletion(client: Client, thing: object) -> str:
    page = BeautifulSoup(client.get(address(thing, "delete")).content, "lxml")
    return " ".join(page.main.get_text(" ").replace("\u202f", " ").split())


def test_a_deletion_says_what_goes_with_it_and_what_no_history_keeps(editor: Client, value: Observation):
    indicator = value.series.indicator
    indicator.providers.add(factories.provider())
    assert "l’historique garde tout." in said_before_deletion(editor, indicator)
    lea = person("lea", "Lecture")
    talking.post(lea, value, "Quelle année, @ada ?", file=("page.txt", b"Une page."))
    talking.post(lea, indicator, "Et le reste ?")
    text = said_before_deletion(editor, indicator)
    assert "l’historique garde tout, sauf ce que plus rien ne rendra : 2 messages et 1 pièce jointe." in text
    assert "Message : lea, " in text
    assert "Valeur : 1.1-O1" in text
    assert "object (" not in text
    assert "Relation" not in text


def last_version(model: type, key: int) -> str:
    name = f"edit:{model._meta.app_label}_{model._meta.model_name}_simple_history"  # type: ignore[attr-defined]
    record = model.history.filter(id=key).first()  # type: ignore[attr-defined]
    return f"{reverse(name, args=[key, record.pk])}?{urlencode({'retour': HERE})}"


def test_what_went_with_its_indicator_comes_back_with_it(editor: Client, value: Observation):
    """From the history of the desk, whichever of them one begins with."""
    things = [value, value.series, value.series.indicator]
    keys = [one.pk for one in things]
    assert editor.post(address(things[-1], "delete"), {"post": "yes", "why": "Par erreur"}).status_code == 302
    pages = [last_version(type(one), key) for one, key in zip(things, keys, strict=True)]
    response = editor.get(pages[0], follow=True)
    assert response.status_code == 200
    assert said(response).count("doit revenir d’abord") == 2
    assert [path for path, _status in response.redirect_chain] == pages[1:]
    send(editor, pages[-1])
    assert Observation.objects.get(pk=value.pk).series.indicator.code == "1.1-O1"


def test_what_is_added_comes_after_what_is_there_and_is_of_the_kind_of_its_place(editor: Client, value: Observation):
    indicator = value.series.indicator
    factories.measure(action=indicator.action, position=4)

    def begins(kind: str, **place: int) -> dict[str, str | None]:
        return filled(opened(editor, f"{reverse(f'edit:{kind}_add')}?{urlencode(place)}"))

    assert begins("axes_measure", action=indicator.action.pk)["position"] == "5"
    assert begins("axes_measure")["position"] == "1"
    assert begins("indicators_series", indicator=indicator.pk)["position"] == str(value.series.position + 1)
    beside = begins("indicators_indicator", action=indicator.action.pk)
    assert (beside["position"], beside["category"]) == (str(indicator.position + 1), "operational")
    assert begins("indicators_indicator", axis=indicator.action.axis.pk)["category"] == "impact"
    assert not begins("indicators_indicator")["category"]
    assert begins("axes_measure", action="x")["position"] == "1"  # type: ignore[arg-type]


def test_what_is_added_is_offered_the_code_that_comes_next_and_that_nothing_bore(editor: Client, value: Observation):
    action = value.series.indicator.action
    for code in ("1.1-M8", "1.1-M9", "1.1-M10", "1.1-M11"):
        measure = factories.measure(action=action, code=code)
    factories.measure(parent=Measure.objects.get(code="1.1-M8"), action=None, code="1.1-M8.07")

    def code_of(kind: str, **place: int) -> str | None:
        return filled(opened(editor, f"{reverse(f'edit:{kind}_add')}?{urlencode(place)}"))["code"]

    assert code_of("axes_measure", action=action.pk) == "1.1-M12"
    assert code_of("axes_measure", parent=Measure.objects.get(code="1.1-M8").pk) == "1.1-M8.08"
    assert not code_of("axes_measure", parent=Measure.objects.get(code="1.1-M9").pk), "nobody knows how they go there"
    assert not code_of("axes_measure")
    assert code_of("indicators_indicator", action=action.pk) == "1.1-O2"
    measure.delete()
    assert code_of("axes_measure", action=action.pk) == "1.1-M12", "what was deleted may come back"


def test_what_a_constraint_refuses_is_said_at_its_field(editor: Client, value: Observation):
    """Not at the head of a long form alone."""

    def marked(url: str, **typed: str) -> dict[str, str]:
        page = BeautifulSoup(send(editor, url, **typed).content, "lxml")  # type: ignore[attr-defined]
        lists = page.select(".field.errors .errorlist")
        assert len(lists) == len(page.select("#content-main .errorlist"))
        return {str(one["id"]): " ".join(one.get_text().split()) for one in lists}

    indicator = value.series.indicator
    assert marked(address(indicator), source="", planned_source="") == {
        "id_source_error": "La source de l’indicateur manque, présente ou à terme."
    }
    assert marked(add_address(value.series), period_label=value.period_label, value="3") == {
        "id_period_label_error": "Cette série a déjà une valeur pour cette période."
    }
    (place,) = marked(address(indicator), category="impact")
    assert place == "id_category_error"
    assert set(marked(address(value), value="", why="Faux")) == {"id_value_error"}


def test_a_unit_that_may_be_wrong_of_one_is_told_where_it_is_saved(editor: Client, value: Observation):
    series = value.series
    series.unit_singular = ""
    series.save()
    url = address(series)
    assert "on lira « 1 familles » : l’écrire" in said(send(editor, url, unit="familles"))
    assert "on lira" not in said(send(editor, url, unit_singular="famille"))
    assert "on lira" not in said(send(editor, url, unit="%", unit_singular="", quantity="share"))


@pytest.mark.parametrize("deleted", [False, True], ids=["changed since", "deleted since"])
def test_a_version_comes_back_with_what_it_was_linked_to(editor: Client, value: Observation, deleted: bool):
    """Also the one that says that the indicator was deleted: what it was linked to goes before it."""
    indicator, past, later = value.series.indicator, factories.provider(), factories.provider()
    indicator.providers.set([past])
    page = last_version(Indicator, indicator.pk)
    if deleted:
        editor.post(address(indicator, "delete"), {"post": "yes", "why": "Par erreur"})
        page = last_version(Indicator, indicator.pk)
    else:
        indicator.providers.set([later])
    send(editor, page)
    assert list(Indicator.objects.get().providers.all()) == [past]


def test_what_may_not_be_deleted_says_what_stands_in_it_in_order(editor: Client, value: Observation):
    action = value.series.indicator.action
    for number in (3, 1, 2):
        factories.measure(code=f"1.1-M{number}", action=action, text="Former.")
    text = said_before_deletion(editor, action)
    assert text.startswith("Bureau Contenu Suppression impossible Suppression impossible")
    found = ["Indicateur : 1.1-O1", *(f"Mesure mise en œuvre : 1.1-M{number}" for number in (1, 2, 3))]
    places = [text.index(one) for one in found]
    assert places == sorted(places)


def test_who_changed_nothing_is_told_so(editor: Client, value: Observation):
    before = Observation.history.count()
    assert "Rien n’a changé : 1.1-O1" in said(send(editor, address(value), why="Relu")).replace("\u202f", " ")
    assert Observation.history.count() == before
    assert "Enregistré : 1.1-O1" in said(send(editor, address(value), value="41", why="Relu")).replace("\u202f", " ")


def test_the_page_that_one_comes_back_to_says_what_was_done(editor: Client, value: Observation):
    for typed, page in (("41", "/bureau/historique/"), ("42", "/bureau/campagnes/")):
        send(editor, address(value, retour=page), value=typed, why=f"Depuis {page}", follow=False)
        assert "Enregistré : 1.1-O1" in said(editor.get(page)).replace("\u202f", " ")


def test_every_page_of_the_desk_says_what_was_done():
    """A form leads back to any of them, but for the one that answers a form."""
    every = [page for page in (settings.BASE_DIR / "templates").glob("*/*.html") if page.name != "deleted.html"]
    pages = [page for page in every if 'extends "desk/frame.html"' in page.read_text(encoding="utf-8")]
    assert len(pages) > 20
    assert [page.name for page in pages if 'include "desk/messages.html"' not in page.read_text("utf-8")] == []


def test_a_field_that_is_no_text_of_the_thing_opens_the_whole_form(editor: Client, value: Observation):
    for name in ("why", "series", "period_kind", "ailleurs", ""):
        assert {"value", "why"} <= names(editor, address(value, champ=name)), name


def test_who_deletes_an_axis_from_its_page_is_led_to_a_page_that_is_there(value: Observation):
    chief = signed_in(person("chief", "Administration"))
    axis = factories.axis(number=3)
    response = chief.post(address(axis, "delete", retour="/bureau/copie/axes/3/"), {"post": "yes"}, follow=True)
    assert response.status_code == 200
    assert not Axis.objects.filter(pk=axis.pk).exists()


# What a form changes may be in the address that one came from


def test_who_renames_a_value_from_its_page_is_led_to_a_page_that_is_there(editor: Client, value: Observation):
    code = value.series.indicator.code
    page = f"/bureau/copie/indicateurs/{code}/releves/ecoles/2022-2023/"
    assert editor.get(page).status_code == 200
    changed = {"period_label": "2021-2022", "period_start": "2021-08-30", "period_end": "2022-08-28", "why": "Faute"}
    assert send(editor, address(value, retour=page), **changed).status_code == 200
    value.refresh_from_db()
    assert value.period_label == "2021-2022"


def test_who_renumbers_an_axis_from_its_page_is_led_to_a_page_that_is_there():
    chief = signed_in(person("chief", "Administration"))
    axis = factories.axis(number=3)
    assert send(chief, address(axis, retour="/bureau/copie/axes/3/"), number="4").status_code == 200
    axis.refresh_from_db()
    assert axis.number == 4


# Values


def test_a_count_has_no_level_and_a_level_no_number(editor: Client, value: Observation):
    assert {"value", "manner", "missing_reason"} <= names(editor, address(value))
    assert not {"level", "level_basis", "state"} & names(editor, address(value))
    progress = factories.series(
        indicator=factories.indicator(code="1.1-O2", nature="progress", action=value.series.indicator.action),
        key="etat", quantity="state", unit="",
    )  # fmt: skip
    found = names(editor, add_address(progress))
    assert {"level", "state", "manner"} <= found
    assert not {"value", "value_high", "cumulative_since"} & found


def test_a_field_that_says_something_is_shown_whatever_the_kind(editor: Client, value: Observation):
    Observation.objects.filter(pk=value.pk).update(state="En cours")
    assert "state" in names(editor, address(value))


def test_a_form_says_the_unit_and_the_last_value_as_the_public_reads_it(editor: Client, value: Observation):
    page = said(editor.get(add_address(value.series)))
    assert "Valeur (écoles)" in page
    assert "2022-2023 : 40 écoles" in page.replace("\u202f", " ")


def test_what_follows_from_a_period_is_filled_in(editor: Client, value: Observation):
    response = send(editor, add_address(value.series), follow=False, period_label="2024-2025", value="51")
    assert response.headers["Location"] == HERE
    new = Observation.objects.get(period_label="2024-2025")
    assert (new.period_kind, f"{new.period_start}", f"{new.period_end}") == ("school_year", "2024-08-29", "2025-08-28")
    assert new.status == WorkStatus.DRAFT


def test_a_period_that_does_not_say_its_days_is_asked_for_them(editor: Client, value: Observation):
    response = send(editor, add_address(value.series), period_label="vague d’essai", value="51")
    assert "le choisir" in said(response)
    response = send(editor, add_address(value.series), period_label="depuis toujours", period_kind="range", value="51")
    assert "ne dit pas ce jour" in said(response)
    assert Observation.objects.count() == 1


def test_another_period_brings_its_own_days(editor: Client, value: Observation):
    send(editor, address(value), period_label="2021-2022", why="Erreur d’année")
    value.refresh_from_db()
    assert f"{value.period_start}" == "2021-09-01"


def test_a_level_that_is_typed_is_confirmed(editor: Client, value: Observation):
    progress = factories.series(
        indicator=factories.indicator(code="1.1-O2", nature="progress", action=value.series.indicator.action),
        key="etat", quantity="state", unit="",
    )  # fmt: skip
    send(editor, add_address(progress), period_label="2024", level="3")
    new = progress.observations.get()
    assert (new.level, new.level_basis) == (3, "confirmed")


def test_saving_and_submitting_come_first_and_go_together(editor: Client, value: Observation):
    page = opened(editor, add_address(value.series))
    assert [one["name"] for one in page.select(".buttons button")] == ["_submit_work", "_save"]
    changes = {"period_label": "2024-2025", "value": "51", "_submit_work": "1"}
    response = send(editor, add_address(value.series), **changes)
    assert Observation.objects.get(period_label="2024-2025").status == WorkStatus.SUBMITTED
    assert "La valeur est soumise" in said(response)


def test_a_submission_is_not_taken_back_in_silence(editor: Client, value: Observation):
    send(editor, add_address(value.series), period_label="2024-2025", value="51", _submit_work="1")
    new = Observation.objects.get(period_label="2024-2025")
    assert "retire la soumission" in said(editor.get(address(new)))
    response = send(editor, address(new), value="52")
    new.refresh_from_db()
    assert new.status == WorkStatus.DRAFT
    assert "La soumission est retirée" in said(response)


def test_a_validated_value_says_what_becomes_of_it_and_asks_why(editor: Client, value: Observation):
    assert "Cette valeur est validée" in said(editor.get(address(value)))
    assert "dire pourquoi" in said(send(editor, address(value), value="41"))
    response = send(editor, address(value), value="41", why="Faute de frappe")
    assert "n’est plus validée" in said(response)


def test_what_is_refused_is_not_said_to_read_so(editor: Client, value: Observation):
    """Beside « validé » stands what is validated, not what was just typed."""
    refused = BeautifulSoup(send(editor, address(value), value="55").content, "lxml")
    assert refused.select_one("#id_value")["value"] == "55"
    reads = [one.find_next("dd").get_text(strip=True) for one in refused.select("dt") if one.text.strip() == "Se lit"]
    assert [" ".join(one.split()) for one in reads] == ["40 écoles"]


def test_saving_without_a_change_takes_nothing_back(editor: Client, value: Observation):
    response = send(editor, address(value))
    value.refresh_from_db()
    assert value.status == WorkStatus.VALIDATED
    assert "n’est plus validée" not in said(response)


def test_a_series_of_others_takes_no_value_of_mine(value: Observation):
    stranger = signed_in(person("stranger", "Contribution"))
    assert stranger.get(add_address(value.series)).status_code == 403


def test_without_a_series_the_series_are_listed(editor: Client):
    response = editor.get(reverse("edit:indicators_observation_add"))
    assert response.headers["Location"] == reverse("edit:indicators_series_changelist")


# Every page


@pytest.mark.usefixtures("published")
def test_every_form_list_and_history_stays_at_the_desk_and_leads_back():
    """Nothing but the sign-in of the administration is needed by whoever edits."""
    client = signed_in(person("everywhere", "Administration"))
    for model in SITE._registry:
        thing = model._default_manager.first()
        name = f"edit:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist"), f"{reverse(f'{name}_changelist')}?q=ecole", reverse(f"{name}_add")]
        if thing is not None:
            pages += [reverse(f"{name}_{page}", args=[thing.pk]) for page in ("change", "history", "delete")]
            pages.append(reverse(f"{name}_simple_history", args=[thing.pk, thing.history.first().pk]))
        for page in pages:
            response = client.get(page, follow=True)
            assert response.status_code in {200, 403}, page
            found = BeautifulSoup(response.content, "lxml")
            for bar in found.select(".desk-bar"):
                bar.decompose()
            ways = [str(one.get("href") or one.get("action")) for one in found.select("[href], [action]")]
            assert not [way for way in ways if way.startswith("/admin/") and way != DOOR], page


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("key", ["0", "abc", "9" * 30, "%00", "1/2"])
def test_what_is_no_row_is_not_found(key: str):
    client = signed_in(person("everywhere", "Administration"))
    for page in ("", "historique/", "supprimer/"):
        assert client.get(f"/bureau/modifier/mesures/{key}/{page}").status_code == 404


def test_a_form_of_the_desk_carries_what_it_shows(editor: Client, value: Observation):
    indicator = Indicator.objects.get()
    page = opened(editor, address(indicator))
    assert ShownVersions.read(str(page.select_one("[name=opened]")["value"])).shown == {
        "indicators.Indicator": {indicator.pk: indicator.history.latest().pk}
    }


def test_a_list_without_a_row_says_so_and_one_that_was_searched_says_that_nothing_is_like_it(editor: Client):
    address = reverse("edit:axes_acronym_changelist")
    assert "Cette liste est encore vide." in said(editor.get(address))
    assert "Rien ne correspond." in said(editor.get(address, {"q": "APE"}))


def test_what_is_given_already_is_refused_in_words_of_ours(editor: Client):
    Acronym.objects.create(letters="APE", meaning="Association de parents")
    told = said(
        send(
            signed_in(person("chief", "Administration")),
            reverse("edit:axes_acronym_add"),
            letters="APE",
            meaning="Autre",
        )
    )
    assert "Ceci existe déjà dans cette liste" in told
    assert "Un objet" not in told


@pytest.mark.parametrize("address", ["/bureau/publier/", "/bureau/fils/indicateur/1.1-O1/"])
def test_what_must_be_filled_in_says_so_in_a_word(address: str):
    factories.indicator()
    page = BeautifulSoup(signed_in(person("chief", "Publication")).get(address).content, "lxml")
    fields = page.select("main form [required]")
    assert fields
    for field in fields:
        named = page.select_one(f"label[for={field['id']}]") if field.name != "input" else None
        named = named or field.find_parent("fieldset")
        assert named, field
        assert "(obligatoire)" in named.get_text()
