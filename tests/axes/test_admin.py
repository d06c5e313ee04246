"""The strategy as written, edited."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes import admin as axes_admin
from axes.admin import FootnoteRows
from axes.models import ContentRow, Measure, PriorityAction, Reference
from strategy_monitor.backoffice.editing import Editor
from tests import factories
from tests.admin_pages import address, errors, filled, new_row, opened, pages_of, sent, unlabelled

pytestmark = pytest.mark.django_db

MAKERS = {
    "axes.strategy": factories.strategy,
    "axes.axis": factories.axis,
    "axes.priorityaction": factories.action,
    "axes.measure": lambda: factories.citation().measure,
    "axes.reference": lambda: factories.citation().reference,
    "axes.contenttable": lambda: factories.row().table,
    "axes.acronym": lambda: axes_admin.Acronym.objects.create(letters="SGNE", meaning="Service général"),
    "axes.citation": factories.citation,
    "axes.footnote": factories.footnote,
    "axes.contentrow": factories.row,
    "auth.user": lambda: get_user_model().objects.create_user("sacha"),
}


@pytest.fixture
def editor(client):
    """A superuser, logged in."""
    user = get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois")
    client.force_login(user)
    return client


def person(client, *permissions: str):
    """A client of a staff member with these rights only, in all axes: « view_measure »."""
    user = get_user_model().objects.create_user("dominique", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*permissions, "work_on_all_axes"]))
    client.force_login(user)
    return client


MAKERS_OF_ALL = {"indicators.observation": factories.observation}
"""Where an object that was never saved cannot be asked where it stands."""


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label != "auth"])
def test_each_field_says_what_to_type(model, admin_user, rf):
    request = rf.get("/")
    request.user = admin_user
    editor = admin.site._registry[model]
    thing = MAKERS_OF_ALL.get(model._meta.label_lower, lambda: model(pk=1))()
    forms = [editor.get_form(request, thing, change=True)]
    forms += [inline.get_formset(request, thing).form for inline in editor.get_inline_instances(request, thing)]
    fields = {f"{form._meta.model.__name__}.{name}": one for form in forms for name, one in form.base_fields.items()}
    assert [name for name, one in fields.items() if not one.help_text] == []


LEFT_OUT = {
    "axes.Measure": {"references": "each is typed in a row of its own, with its words in the measure"},
    "indicators.Finding": {
        "rule": "shown by its title",
        "observed": "told in the message",
        "target": "shown as the object it is",
        "footnote": "shown as the object that bears it",
        "answered_by": "shown by name",
    },
    "releases.Release": {
        "document": "hundreds of thousands of characters, which are downloaded",
        "author": "shown by name",
    },
}
"""What has no place on the page of its model, and why."""


def unplaced(layout, request, model) -> set[str]:
    """The fields of the model that a person could fill in, and that this page or these rows do not lay out."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    filled_in = {field.name for field in fields if field.editable and not field.auto_created}
    return filled_in - set(flatten_fieldsets(layout.get_fieldsets(request)))


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label != "auth"])
def test_each_field_has_its_place_or_a_reason_why_not(model, admin_user, rf):
    request = rf.get("/")
    request.user = admin_user
    editor = admin.site._registry[model]
    assert unplaced(editor, request, model) == LEFT_OUT.get(model._meta.label, {}).keys()
    for rows in editor.get_inline_instances(request):
        above = admin.site._registry[rows.model].parents
        assert unplaced(rows, request, rows.model) <= set(above), rows.model


@pytest.mark.parametrize("label", MAKERS)
def test_no_field_is_drawn_twice(editor, label):
    page = opened(editor, address(MAKERS[label](), "change"))
    names = [str(one["id"]) for one in page.select("#content-main [id]")]
    assert [name for name in set(names) if names.count(name) > 1] == []


@pytest.mark.parametrize("label", MAKERS)
def test_every_page_opens_without_inline_style_or_script(editor, label):
    for url in pages_of(MAKERS[label]()):
        if url == reverse("admin:axes_strategy_add") or ("/auth/" in url and url.endswith("/delete/")):
            assert editor.get(url).status_code == 403
        else:
            assert unlabelled(opened(editor, url)) == [] or "/auth/" in url or "/change/" not in url


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize("label", MAKERS)
def test_what_must_be_filled_in_says_so_in_a_word(editor, label):
    """RGAA 11.10: bold letters alone say nothing to who does not see them, and not much to who does."""
    page = editor.get(address(MAKERS[label](), "change"))
    drawn, form = BeautifulSoup(page.content, "lxml"), page.context["adminform"].form
    asked = [one for one in form.visible_fields() if drawn.select_one(f"label[for='{one.id_for_label}']")]
    said = {one.name for one in asked if "(obligatoire)" in drawn.select_one(f"label[for='{one.id_for_label}']").text}
    assert said == {one.name for one in asked if one.field.required}
    headings = drawn.select(".tabular th.required")
    assert all("(obligatoire)" in one.text for one in headings)
    assert not [one for one in drawn.select(".tabular th:not(.required)") if "(obligatoire)" in one.text]


def test_every_editor_of_the_app_is_tried():
    labels = {model._meta.label_lower for model in admin.site._registry}
    assert {label for label in labels if label.startswith(("axes.", "auth."))} == MAKERS.keys()


def test_the_front_page_tells_the_strategy_from_whole_to_parts(editor):
    page = opened(editor, reverse("admin:index"))
    names = [link.get_text(strip=True) for link in page.select("#content-main th a")]
    assert names[:4] == ["Stratégie", "Axes", "Actions prioritaires", "Mesures mises en œuvre"]
    assert "Références citées" not in names


def test_one_walks_from_the_strategy_to_a_measure_and_back(editor):
    measure = factories.measure(action=factories.action())
    walk = [measure.action.axis.strategy, measure.action.axis, measure.action, measure]
    for above, below in pairwise(walk):
        links = {link["href"] for link in opened(editor, address(above, "change")).select(".tree a")}
        assert address(below, "change") in links
    trail = [link["href"] for link in opened(editor, address(measure, "change")).select(".breadcrumbs a")]
    assert trail[2:] == [address(thing, "change") for thing in walk[:-1]]


def test_one_adds_where_one_stands(editor):
    action = factories.action()
    page = opened(editor, address(action, "change"))
    (link,) = [link["href"] for link in page.select(".tree a.addlink") if "measure" in link["href"]]
    assert opened(editor, link).select_one("#id_action option[selected]")["value"] == str(action.pk)


@pytest.mark.parametrize("query", ["ecole numerique", "ÉCOLE", "l'école", "  école   NUMÉRIQUE "])
def test_search_minds_neither_accents_nor_case(editor, query):
    factories.measure(code="A", text="L’École numérique s’ouvre.")
    factories.measure(code="B", text="Autre chose.")
    found = opened(editor, f"{address(Measure, 'changelist')}?q={query}").select("#result_list tbody tr")
    assert len(found) == 1


@pytest.mark.parametrize("query", ["\x00", "%", "'", "a" * 5000, "9" * 400])
def test_search_takes_anything(editor, query):
    factories.measure()
    assert editor.get(address(Measure, "changelist"), {"q": query}).status_code == 200
    parameters = {"app_label": "axes", "model_name": "measure", "field_name": "parent", "term": query}
    assert editor.get(reverse("admin:autocomplete"), parameters).status_code == 200


@pytest.mark.parametrize("number", ["abc", "9" * 40, "-1", "1_0"])
def test_an_address_that_leads_nowhere_says_so(editor, number):
    measure = factories.measure(pk=11)
    factories.measure(pk=10)  # Python reads « 1_0 » as ten
    for page in ("change", "history", "delete"):
        url = address(measure, page).replace(f"/{measure.pk}/", f"/{number}/")
        assert editor.get(url).status_code in {302, 404}
    assert editor.get(f"{address(measure, 'history')}{number}/").status_code == 404


def test_measures_are_listed_in_the_order_of_the_strategy(editor):
    action = factories.action()
    second = factories.measure(code="1.1-M2", action=action, position=2)
    tenth = factories.measure(code="1.1-M10", action=action, position=10)
    part = factories.measure(code="1.1-M2.1", parent=second)
    governance = factories.measure(code="G-M1")
    page = opened(editor, address(Measure, "changelist"))
    codes = [cell.get_text() for cell in page.select("#result_list .field-code")]
    assert codes == [one.code for one in (governance, second, part, tenth)]


@pytest.mark.parametrize("model", [Measure, PriorityAction, Reference])
def test_a_longer_list_asks_no_more_queries(editor, model):
    def fill(count: int, start: int) -> None:
        for number in range(start, start + count):
            action = factories.action(axis=factories.axis(number), number="1")
            factories.citation(measure=factories.measure(action=action))

    fill(2, 1)
    editor.get(address(model, "changelist"))
    with CaptureQueriesContext(connection) as few:
        editor.get(address(model, "changelist"))
    fill(6, 3)
    with CaptureQueriesContext(connection) as many:
        editor.get(address(model, "changelist"))
    assert len(few) == len(many)


def test_a_change_is_recorded_with_who_when_and_what(editor):
    measure = factories.measure(text="Avant.")
    assert sent(editor, address(measure, "change"), text="Après.").status_code == 302
    record = measure.history.first()
    assert (record.history_user.username, record.history_type) == ("camille", "~")
    said = opened(editor, address(measure, "history")).select_one("#change-history tbody tr").get_text(" ", strip=True)
    assert "Camille Dubois" in said
    assert "Texte" in said
    assert "Avant. → devient Après." in said


def test_a_row_edited_on_the_page_of_its_owner_is_recorded_too(editor):
    citation = factories.citation(printed_label="Le décret")
    url = address(citation.measure, "change")
    assert sent(editor, url, **{"citations-0-printed_label": "Le décret de 2019"}).status_code == 302
    assert citation.history.first().history_user.username == "camille"
    assert citation.measure.history.count() == 1
    links = [link["href"] for link in opened(editor, url).select(".inlinechangelink")]
    assert links == [address(citation, "change")]


def test_saving_without_a_change_leaves_no_trace(editor):
    measure = factories.citation().measure
    assert sent(editor, address(measure, "change")).status_code == 302
    assert measure.history.count() == 1


def test_one_comes_back_to_a_past_version(editor):
    measure = factories.measure(text="Avant.")
    sent(editor, address(measure, "change"), text="Après.")
    first = measure.history.last()
    assert sent(editor, address(measure, "simple_history", first.pk)).status_code == 302
    measure.refresh_from_db()
    assert measure.text == "Avant."
    assert [record.text for record in measure.history.all()] == ["Avant.", "Après.", "Avant."]


def test_who_may_only_read_does_not_come_back_to_a_past_version(client):
    measure = factories.measure(text="Avant.")
    reader = person(client, "view_measure")
    url = address(measure, "simple_history", measure.history.first().pk)
    assert "_save" not in reader.get(url).content.decode()
    data = {
        "code": measure.code,
        "text": "Pirate.",
        "position": "1",
        "strategy": str(measure.strategy_id),
        "_save": "1",
    }
    assert reader.post(url, data).status_code == 403
    measure.refresh_from_db()
    assert measure.text == "Avant."


def test_a_reader_reads_and_a_stranger_does_not(client):
    measure = factories.measure()
    assert person(client, "view_measure").get(address(measure, "change")).status_code == 200
    assert client.post(address(measure, "change"), {}).status_code == 403
    assert client.get(address(factories.axis(), "change")).status_code == 403


def test_a_rule_that_is_broken_is_said_in_french_and_the_text_is_kept(editor):
    measure = factories.measure()
    response = sent(editor, address(measure, "change"), strategy="", text="Un texte à garder")
    assert "Une mesure appartient à une action, à la gouvernance ou à une autre mesure" in errors(response)
    assert "Un texte à garder" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Ce champ est obligatoire"),
        ({"text": "\x00"}, "caractère nul"),
        ({"code": "é"}, "Un code ne contient que des lettres"),
        ({"code": "A" * 400}, "au plus 30 caractères"),
        ({"position": "9" * 30}, "inférieure ou égale à"),
        ({"position": "-1"}, "supérieure ou égale à 0"),
        ({"action": "999999"}, "Sélectionnez un choix valide"),
        ({"action": "9" * 40}, "Sélectionnez un choix valide"),
        ({"action": "abc"}, "Sélectionnez un choix valide"),
    ],
)
def test_no_value_is_too_strange_for_a_sentence(editor, changes, sentence):
    assert sentence in errors(sent(editor, address(factories.measure(), "change"), **changes))


def test_a_code_already_given_is_said_at_its_field(editor):
    factories.measure(code="G-M1")
    assert "existe déjà" in errors(sent(editor, address(factories.measure(), "change"), code="G-M1"))


def test_what_others_depend_on_is_listed_not_erased(editor):
    measure = factories.measure(action=factories.action())
    url = address(measure.action, "delete")
    assert measure.text in opened(editor, url).get_text()
    assert editor.post(url, {"post": "yes"}).status_code == 200
    assert PriorityAction.objects.filter(pk=measure.action_id).exists()


def test_what_is_attached_meanwhile_stops_the_erasing_with_a_sentence(editor, monkeypatch):
    measure = factories.measure()

    def attached(self, request, obj):
        raise ProtectedError("attached", {obj})

    monkeypatch.setattr(Editor, "delete_model", attached, raising=False)
    response = editor.post(address(measure, "delete"), {"post": "yes"}, follow=True)
    assert "Rien n’a été supprimé" in response.content.decode()


def test_what_the_database_alone_refuses_is_said_and_the_text_is_kept(editor, monkeypatch):
    measure = factories.measure(text="Avant.")

    def raced(self, request, obj, form, change):
        raise IntegrityError("CHECK constraint failed: measure_says_something")

    monkeypatch.setattr(Editor, "save_model", raced)
    response = sent(editor, address(measure, "change"), text="Un texte à garder")
    assert "Le texte de la mesure manque." in errors(response)
    assert "Un texte à garder" in response.content.decode()
    measure.refresh_from_db()
    assert measure.text == "Avant."


def test_a_refusal_that_names_no_rule_tells_what_happened(editor, monkeypatch):
    monkeypatch.setattr(Editor, "save_model", lambda *args: (_ for _ in ()).throw(IntegrityError("UNIQUE failed")))
    response = sent(editor, address(factories.measure(), "change"), text="Autre")
    assert "une autre personne vient de modifier les mêmes données" in errors(response)


def test_the_same_reference_twice_is_refused_on_the_page(editor):
    citation = factories.citation()
    url = address(citation.measure, "change")
    row = new_row(
        opened(editor, url), "citations", reference=str(citation.reference_id), position="2", printed_label="Encore"
    )
    assert "en double" in errors(sent(editor, url, **row))


def test_a_reference_is_cited_by_its_own_label_unless_another_is_typed(editor):
    measure = factories.measure()
    cited = {"reference": str(factories.reference(label="Décret du 25 avril 2019").pk), "position": "1"}
    url = address(measure, "change")
    assert sent(editor, url, **new_row(opened(editor, url), "citations", **cited)).status_code == 302
    citation = measure.citations.get()
    assert citation.printed_label == "Décret du 25 avril 2019"
    assert sent(editor, address(citation, "change"), printed_label="Le décret").status_code == 302
    citation.refresh_from_db()
    assert citation.printed_label == "Le décret"


def test_the_columns_of_a_table_are_edited_one_per_line(editor):
    table = factories.row(cells=["x", "", ""]).table
    url = address(table, "change")
    shown = filled(opened(editor, url))
    assert (shown["columns"], shown["rows-0-cells"]) == ("P1\nP2\nP3", "x\n–\n–")
    changes = {"columns": "P1\r\n P2 \r\n\r\nP3\r\nP4\r\n", "rows-0-cells": "x\n–\n\nx\n"}
    assert sent(editor, url, **changes).status_code == 302
    table.refresh_from_db()
    assert (table.columns, table.rows.get().cells) == (["P1", "P2", "P3", "P4"], ["x", "", "", "x"])


def test_empty_cells_at_the_end_need_not_be_typed(editor):
    row = factories.row()
    assert sent(editor, address(row.table, "change"), **{"rows-0-cells": "x"}).status_code == 302
    row.refresh_from_db()
    assert row.cells == ["x", "", ""]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rows-0-cells": "x\nx\nx\nx"}, "Le tableau a 3 colonnes : il faut autant de cellules."),
        ({"rows-0-cells": "x\noui\nx"}, "une cellule est « x » ou vide"),
        ({"columns": "\n \n"}, "Ce champ est obligatoire"),
        ({"columns": "P1\nP2\nP3\x00"}, "un caractère nul"),
        ({"column_descriptions": "Une seule"}, "une explication par colonne"),
    ],
)
def test_a_table_that_does_not_fit_is_said(editor, changes, sentence):
    table = factories.row().table
    response = sent(editor, address(table, "change"), **changes)
    assert sentence in errors(response)
    table.refresh_from_db()
    assert table.columns == ["P1", "P2", "P3"]


def test_a_cell_of_several_items_comes_back_as_it_was(editor):
    row = factories.row(table=factories.table(kind="text"), cells=["Une fiche\nUn dossier", "", "Enseignants"])
    url = address(row.table, "change")
    assert filled(opened(editor, url))["rows-0-cells"] == "Une fiche | Un dossier\n–\nEnseignants"
    assert sent(editor, url, **{"rows-0-cells": "Une fiche | Un dossier | Un jeu\n–\nEnseignants"}).status_code == 302
    row.refresh_from_db()
    assert row.cells == ["Une fiche\nUn dossier\nUn jeu", "", "Enseignants"]


def test_an_untouched_table_stays_as_it_was(editor):
    row = factories.row(table=factories.table(kind="text"), cells=["a | b", "-", " c "])
    assert sent(editor, address(row.table, "change")).status_code == 302
    assert (ContentRow.history.count(), ContentRow.objects.get(pk=row.pk).cells) == (1, ["a | b", "-", " c "])


def test_a_table_is_added_with_its_rows_at_once(editor):
    url = address(axes_admin.ContentTable, "add")
    row = new_row(opened(editor, url), "rows", position="1", label="Données", cells="x\n–")
    values = {
        "code": "T-1", "measure": str(factories.measure().pk), "title": "Savoirs", "caption": "Légende",
        "kind": "marks", "row_heading": "Savoir", "columns": "P1\nP2",
    }  # fmt: skip
    assert sent(editor, url, **values, **row).status_code == 302
    assert ContentRow.objects.get().cells == ["x", ""]


def test_inputs_of_a_row_say_which_row(editor):
    footnote = factories.footnote(measure=factories.measure())
    page = opened(editor, address(footnote.measure, "change"))
    names = [page.select_one(f"[name=footnotes-0-{field}]")["aria-label"] for field in (*FootnoteRows.fields, "DELETE")]
    where = "note de bas de page 1"
    assert names == [f"Appel, {where}", f"Texte, {where}", f"Adresse, {where}", f"Supprimer, {where}"]
