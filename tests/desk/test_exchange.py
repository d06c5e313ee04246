"""Files of observations at the desk: taken away, dropped, previewed, confirmed."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from axes.models import Axis
from indicators.exchange.sheets import UnreadableSheet
from indicators.models import ImportedFile, Observation
from strategy_monitor.desk import importing
from tests import factories
from tests.desk.dropping import DROP, HUB, as_shown, confirm, drop, page, previewed, said
from tests.indicators.exchange import bad
from tests.indicators.exchange.files import NEW, csv_of, xlsx_of
from tests.people import person as role_holder
from tests.people import signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

XLSX, CSV = f"{HUB}valeurs.xlsx", f"{HUB}valeurs.csv"
PAGES = [HUB, DROP, XLSX, CSV]
OLD = {"code": "1.1-O1", "key": "heures", "period_label": "2023-2024"}
MINE = ("view_observation", "change_observation", "add_observation")


@pytest.fixture
def stored() -> Observation:
    return remembered("a validated figure", validated_figure)


def validated_figure() -> Observation:
    series = factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures")
    return factories.observation(series=series, status="validated")


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(*permissions: str, name: str = "dominique", staff: bool = True) -> Client:
    user = get_user_model().objects.create_user(name, is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_strategy", *permissions)))
    client = Client()
    client.force_login(user)
    return client


def test_every_page_is_for_staff(stored):
    for url in [*PAGES, f"{DROP}1/", f"{DROP}1/fichier"]:
        assert Client().get(url)["Location"].startswith(reverse("admin:login"))
    outsider = person(*MINE, staff=False)
    assert {outsider.get(url).status_code for url in PAGES} == {403}


def test_who_reads_may_take_away_and_only_who_writes_may_bring(stored):
    reader = person("view_observation")
    assert {url: reader.get(url).status_code for url in PAGES} == {HUB: 200, XLSX: 200, CSV: 200, DROP: 403}
    assert page(reader.get(HUB)).select(f'a[href="{DROP}"]') == []
    stranger = person(name="claude")
    assert {stranger.get(url).status_code for url in PAGES} == {403}
    assert "n’a pas de rôle qui ouvre le bureau" in said(stranger.get(HUB))


@pytest.mark.parametrize("url", [HUB, XLSX, CSV])
def test_pages_that_are_read_receive_nothing(chief, stored, url):
    assert chief.post(url).status_code == 405


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_forms_take_no_other_method(chief, stored, method):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "5"}))
    assert [getattr(chief, method)(address).status_code for address in (DROP, url)] == [405, 405]
    assert getattr(chief, method)(f"{url}fichier").status_code == 405


def test_what_is_taken_away_comes_back_unchanged(chief, stored):
    for url, name in ((XLSX, "valeurs.xlsx"), (CSV, "valeurs.csv")):
        response = chief.get(url)
        assert (
            response["Content-Disposition"]
            == f'attachment; filename="valeurs-{timezone.localdate()}.{name[-4:].strip(".")}"'
        )
        assert response["Cache-Control"] == "no-store"
        _url, preview = previewed(chief, response.content, name)
        assert [dd.get_text(strip=True) for dd in preview.select(".tally dd")] == ["0", "0", "1", "0"]
        assert "tout ce que ce fichier dit est déjà enregistré" in preview.get_text()


def test_an_axis_or_a_provider_is_taken_away_alone(chief, stored):
    code = stored.series.indicator.providers.get().code
    for query, count in ((f"producteur={code}", 2), ("axe=1", 2), ("periode=2024-2025", 3), ("periode=", 2)):
        sheet = load_workbook(io.BytesIO(chief.get(f"{XLSX}?{query}").content))["Valeurs"]
        assert sheet.max_row == count
    factories.axis(2)
    assert len(chief.get(f"{CSV}?axe=2").content.splitlines()) == 1


@pytest.mark.parametrize("query", ["axe=9", "axe=x", "producteur=RIEN", "producteur=%00", f"periode={'x' * 10_000}"])
def test_an_unknown_filter_is_said(chief, stored, query):
    assert chief.get(f"{XLSX}?{query}").status_code == 404


def test_the_preview_shows_what_would_change_and_writes_nothing(chief, stored):
    rows = OLD | {"value": "5000"}, NEW | {"value": "6"}, NEW | {"code": "9.9-O9", "value": "6"}
    _url, preview = previewed(chief, csv_of(*rows))
    assert [h.get_text(" ", strip=True) for h in preview.select("form h2")][:3] == [
        "Refusés (1)",
        "Modifiés (1)",
        "Nouveaux (1)",
    ]
    assert preview.select_one("#ligne-2 del").get_text() == "4\u202f944"
    assert preview.select_one("#ligne-2 ins").get_text() == "5\u202f000"
    assert preview.select_one("nav.summary a")["href"] == "#ligne-4"
    assert "A4, Code de l’indicateur" in preview.select_one("#ligne-4").get_text()
    assert Observation.objects.get().value == 4944


def test_confirming_writes_and_the_list_says_who_when_and_what(chief, stored):
    content = csv_of(NEW | {"value": "6"})
    url, _preview = previewed(chief, content)
    response = confirm(chief, url, reason="Chiffres de mai")
    assert response["Location"] == url
    told = said(chief.get(url))
    assert "« valeurs.csv » est importé. Nouveaux : 1 ; modifiés : 0 ; inchangés : 0." in told
    hub = page(chief.get(HUB))
    row = hub.select_one(".imports tbody tr").get_text(" ", strip=True)
    assert "valeurs.csv" in row
    assert "Camille Dubois" in row
    assert hashlib.sha256(content).hexdigest()[:12] in row
    assert "Chiffres de mai" in row
    assert chief.get(f"{url}fichier").content == content
    assert Observation.objects.get(period_label="2024-2025").imported_from == ImportedFile.objects.get()
    assert "Importé le" in said(chief.get(url))
    assert "déjà été importé" in said(chief.post(url, {"action": "confirm", "shown": "x"}))


def test_an_import_leads_to_what_it_brought_until_that_is_validated(chief, stored):
    """Other drafts are not in the way of « Tout cocher »."""
    factories.observation(series=stored.series, period_label="2010", status="draft")
    url, _page = previewed(chief, csv_of(NEW | {"value": "6"}))
    done = chief.get(confirm(chief, url)["Location"])
    link = page(done).find("a", string=lambda text: text and "à soumettre" in text)
    assert link is not None
    listed = chief.get(link["href"])
    brought = Observation.objects.get(imported_from__isnull=False)
    assert page(listed).select("tbody tr th a")[0]["href"] == f"/bureau/valeurs/{brought.pk}/"
    assert len(page(listed).select("tbody tr")) == 1
    Observation.objects.filter(pk=brought.pk).update(status="validated")
    assert "à soumettre" not in said(chief.get(url))
    assert not page(chief.get("/bureau/valeurs/")).select("#f-import")


def test_a_validated_figure_changes_only_with_a_reason_and_what_was_typed_stays(chief, stored):
    url, _preview = previewed(chief, csv_of(OLD | {"value": "5000"}, OLD | {"code": "x"}))
    response = confirm(chief, url, some="on")
    assert "Des valeurs validées changent : dire pourquoi." in said(response)
    answer = page(response, 422)
    assert answer.select_one("input[name=some]").has_attr("checked")
    response = confirm(chief, url, reason="Une bonne raison")
    assert page(response, 422).select_one("textarea").get_text(strip=True) == "Une bonne raison"
    assert confirm(chief, url, reason="Une bonne raison", some="on").status_code == 302
    assert Observation.objects.get().value == 5000
    assert "Lignes refusées, laissées de côté : 1." in said(chief.get(HUB))


def test_lines_left_aside_are_found_again_with_the_reason_once_the_others_are_imported(chief, stored):
    rows = OLD | {"value": "beaucoup"}, NEW | {"value": "6"}
    url, _preview = previewed(chief, csv_of(*rows))
    done = page(chief.get(confirm(chief, url, some="on")["Location"]))
    row = done.select_one("section:has(#laisses) tbody tr")
    assert row is not None
    told = " ".join(row.get_text(" ", strip=True).split())
    assert told.startswith("2 1.1-O1")
    assert "2023-2024" in told
    assert "Les corriger dans le fichier, puis le déposer à nouveau :" in said(chief.get(url))
    assert "« beaucoup » n’est pas un nombre" in told.replace("\u202f", " ")
    assert done.select_one(f'div:has(#laisses) + p a[href="{DROP}"]') is not None
    whole, _preview = previewed(chief, csv_of(NEW | {"period_label": "2025-2026", "value": "6"}))
    assert page(chief.get(confirm(chief, whole)["Location"])).select("#laisses") == []


def test_a_line_without_a_series_begins_its_place_with_no_comma(chief, stored):
    _url, preview = previewed(chief, csv_of({"code": "", "key": "", "period_label": "Total", "value": "6"}))
    assert preview.select_one("#ligne-2 .provenance").get_text(strip=True) == "Total"


def test_a_jump_is_told_before_it_is_imported_and_must_be_seen(chief, stored):
    url, preview = previewed(chief, csv_of(NEW | {"value": "49440"}))
    (alert,) = preview.select("#alertes ~ ul li")
    assert "Avertissement\u202f: 1.1-O1, Heures suivies, 2024-2025" in alert.get_text(" ", strip=True)
    assert "un rapport de 10" in alert.get_text(" ", strip=True)
    assert alert.a["href"] == "#ligne-2"
    seen = preview.select_one("[name=alerts]")["value"]
    for sent in ("", "on", "1"):
        refused = confirm(chief, url, alerts=sent)
        assert page(refused, 422).select_one("[name=alerts]")
        assert "des alertes sont à voir d’abord" in said(refused)
        assert Observation.objects.count() == 1
    assert confirm(chief, url, alerts=seen).status_code == 302
    assert Observation.objects.count() == 2


def test_a_jump_that_came_after_the_page_was_read_must_be_seen_too(chief, stored):
    url, preview = previewed(chief, csv_of(NEW | {"value": "49440"}))
    seen = preview.select_one("[name=alerts]")["value"]
    url_of_small, small = previewed(chief, csv_of(NEW | {"value": "6000"}))
    assert not small.select("[name=alerts]")
    Observation.objects.update(value=Decimal(600))
    assert "des alertes sont à voir d’abord" in said(confirm(chief, url, alerts=seen))
    assert "des alertes sont à voir d’abord" in said(confirm(chief, url_of_small, alerts=""))
    assert Observation.objects.count() == 1


def test_all_alerts_that_must_be_seen_are_shown_however_many_others_there_are(chief, stored, monkeypatch):
    monkeypatch.setattr(importing, "SHOWN", 0)
    _url, preview = previewed(chief, csv_of(NEW | {"value": "49440"}))
    assert "un rapport de 10" in preview.select_one("#alertes ~ ul li").get_text(" ", strip=True)


def test_what_was_wrong_already_is_no_alert_of_this_file(chief, stored):
    factories.observation(
        series=stored.series, value=49_440, period_label="2024-2025",
        period_start=dt.date(2024, 9, 1), period_end=dt.date(2025, 8, 31),
    )  # fmt: skip
    _url, preview = previewed(chief, csv_of(NEW | {"period_label": "2025-2026", "value": "49 441"}))
    assert not preview.select("#alertes")


def test_a_question_is_answered_on_the_page(chief, stored):
    file = csv_of(NEW | {"value": "4.944"}, NEW | {"period_label": "2025", "value": "7.780"})
    url, preview = previewed(chief, file)
    assert [label.get_text(strip=True) for label in preview.select("#ligne-2 label")] == ["4\u202f944", "4,944"]
    answered = page(chief.post(url, {"action": "review", "lecture-D2": "milliers"}))
    assert answered.select_one("input[name=lecture-D2]")["value"] == "milliers"
    assert [row["id"] for row in answered.select("[aria-labelledby=questions] tbody tr")] == ["ligne-3"]
    answers = {"lecture-D2": "milliers", "lecture": "decimales"}
    settled = page(chief.post(url, {"action": "review", **answers}))
    assert settled.select("#questions") == []
    assert chief.post(url, {"action": "confirm", **as_shown(settled), **answers}).status_code == 302
    assert [str(o.value) for o in Observation.objects.order_by("period_label")][1:] == ["4944.0000", "7.7800"]


def test_what_changed_meanwhile_is_shown_again(chief, stored):
    url, preview = previewed(chief, csv_of(NEW | {"value": "6"}))
    shown = preview.select_one("input[name=shown]")["value"]
    factories.observation(series=stored.series, period_label="2024-2025", value=8)
    response = chief.post(url, {"action": "confirm", "shown": shown, "reason": "Chiffres de mai"})
    assert "n’est plus ce que cette page montrait" in said(response)
    again = page(response, 409)
    assert again.select_one("#ligne-2 del").get_text() == "8"
    assert again.select_one("textarea").get_text(strip=True) == "Chiffres de mai"
    assert Observation.objects.get(period_label="2024-2025").value == 8


ROLES = ("Lecture", "Contribution", "Édition", "Publication", "Administration")


def test_an_import_and_its_file_are_for_its_author_and_those_who_validate(chief, stored):
    """Listed, previewed and fetched by nobody else, before it is confirmed and after; confirmed by its author alone."""
    author = signed_in(role_holder("alix", "Édition", axes=Axis.objects.all()))
    others = {role: signed_in(role_holder(role, role, axes=Axis.objects.all())) for role in ROLES}
    url, _preview = previewed(author, csv_of(NEW | {"value": "6"}), "secret.csv")

    def readers() -> dict[str, list[str]]:
        doors = {"preview": url, "file": f"{url}fichier", "list": HUB}
        told = {door: {role: other.get(address) for role, other in others.items()} for door, address in doors.items()}
        assert {one.status_code for door in ("preview", "file") for one in told[door].values()} == {200, 403}
        may = {door: [role for role in ROLES if told[door][role].status_code == 200] for door in ("preview", "file")}
        return may | {"list": [role for role in ROLES if "secret.csv" in said(told["list"][role])]}

    theirs = ["Publication", "Administration"]
    assert readers() == {"preview": theirs, "file": theirs, "list": theirs}
    assert "Ce que ce fichier apporte se lit par" in said(others["Édition"].get(url))
    shown = page(others["Publication"].get(url))
    assert "Seule la personne qui a déposé ce fichier le confirme" in shown.get_text()
    assert shown.select(".tally .wrong") == [], "it shows what its author may do, not what its reader may"
    for action in ("confirm", "remove"):
        assert {other.post(url, {"action": action}).status_code for other in others.values()} == {403}
    assert confirm(author, url)["Location"] == url
    assert readers() == {"preview": theirs, "file": theirs, "list": theirs}
    assert "secret.csv" in said(author.get(HUB))
    brought = reverse("desk-observation", args=[Observation.objects.get(period_label="2024-2025").pk])
    linked = {role: bool(page(one.get(brought)).select(f'a[href="{url}"]')) for role, one in others.items()}
    assert [role for role in ROLES if linked[role]] == theirs
    assert all("secret.csv" in said(one.get(brought)) for one in others.values()), "where a figure comes from, all read"


def test_a_row_of_somebody_else_s_indicator_is_refused(stored):
    _url, preview = previewed(person(*MINE), csv_of(NEW | {"value": "6"}))
    assert "cet indicateur n’est pas confié à ce compte" in preview.select_one("#ligne-2").get_text()


def test_a_dropped_file_can_be_removed_and_an_old_one_goes_by_itself(chief, stored):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}))
    assert previewed(chief, csv_of(NEW | {"value": "6"}))[0] == url, "the same file is kept once"
    ImportedFile.objects.update(uploaded_at=timezone.now() - dt.timedelta(days=31))
    later, _preview = previewed(chief, csv_of(NEW | {"value": "7"}))
    assert chief.get(url).status_code == 404
    assert chief.post(later, {"action": "remove"})["Location"] == HUB
    assert (ImportedFile.objects.count(), Observation.objects.count()) == (0, 1)


def test_what_was_imported_is_not_removed(chief, stored):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}))
    confirm(chief, url)
    assert "il reste" in said(chief.post(url, {"action": "remove"}))
    assert ImportedFile.objects.count() == 1


@pytest.mark.parametrize("action", ["confirm", "remove"])
def test_a_file_removed_meanwhile_is_said(chief, stored, monkeypatch, action):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}))
    seen = importing.exchange.open_import

    def seen_then_removed(request: Any, key: int) -> ImportedFile:
        file = seen(request, key)
        ImportedFile.objects.filter(pk=key).delete()
        return file

    monkeypatch.setattr(importing.exchange, "open_import", seen_then_removed)
    assert chief.post(url, {"action": action, "shown": "x"})["Location"] == HUB
    assert "Ce fichier vient d’être retiré. Rien n’a été importé." in said(chief.get(HUB))


def test_a_file_confirmed_meanwhile_stays(chief, stored, monkeypatch):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}))
    seen = importing.exchange.open_import

    def seen_then_confirmed(request: Any, key: int) -> ImportedFile:
        file = seen(request, key)
        monkeypatch.undo()
        confirm(chief, url)
        return file

    monkeypatch.setattr(importing.exchange, "open_import", seen_then_confirmed)
    assert page(chief.post(url, {"action": "remove"}), 409)
    assert Observation.objects.get(period_label="2024-2025").imported_from == ImportedFile.objects.get()


def test_no_file_is_said_in_place(chief, stored):
    for fields in ({}, {"file": "text, no file"}, {"file": SimpleUploadedFile("vide.csv", b"")}):
        response = chief.post(DROP, fields)
        assert page(response, 422).select_one("#file-error").get_text(strip=True)


@pytest.mark.parametrize(
    "name", ["x" * 190 + ".csv", "../../etc/passwd", "a\x07b\x00.csv", "<b>.csv", "«é».csv", ".csv"]
)
def test_any_name_is_kept_harmless(chief, stored, name):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}), name)
    kept = ImportedFile.objects.get().name
    assert kept
    assert not set(kept) & set("/\x00\x07")
    assert confirm(chief, url).status_code == 302
    assert "<b>" not in chief.get(HUB).content.decode().replace("<b>IFPC", "")


@pytest.mark.parametrize("case", bad.ALL, ids=lambda case: case.name)
def test_a_bad_file_gets_its_sentence_and_nothing_is_written(chief, stored, case):
    response = drop(chief, case.content, case.name)
    if case.level == "file":
        assert response.status_code == 422
        assert case.said.replace("\u202f", " ") in said(response)
        assert not ImportedFile.objects.exists()
    else:
        answer = confirm_anyway(chief, response["Location"])
        assert answer.status_code == 422
        assert case.said.replace("\u202f", " ") in said(answer)
    assert (Observation.objects.count(), Observation.history.count()) == (1, 1)


def confirm_anyway(client: Client, url: str) -> Any:
    shown = page(client.get(url)).select_one("input[name=shown]")["value"]
    return client.post(url, {"action": "confirm", "shown": shown, "reason": "Malgré tout"})


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "confirm", "shown": "\x00", "reason": "\x00" * 10},
        {"action": "confirm", "reason": "x" * 10_000},
        {"action": "x" * 10_000, "lecture": "\x00", "lecture-": "milliers", "lecture-<b>": "milliers"},
        {f"lecture-A{number}": "milliers" for number in range(1000)},
    ],
)
def test_a_preview_bears_any_answer(chief, stored, fields):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}))
    response = chief.post(url, fields)
    assert response.status_code in {200, 409, 422}
    assert Observation.objects.count() == 1


@pytest.mark.parametrize("key", ["0", "99", "9" * 18, "9" * 30])
def test_a_file_that_is_not_there_is_not_found(chief, stored, key):
    for url in (f"{DROP}{key}/", f"{DROP}{key}/fichier"):
        assert chief.get(url).status_code == 404


def test_a_long_preview_shows_its_beginning_and_counts_the_rest(chief, stored):
    rows = [NEW | {"period_label": str(1900 + n % 200), "value": str(n)} for n in range(200)]
    rows += [NEW | {"period_label": f"{1 + n} mars 2024", "value": "1"} for n in range(30)]
    _url, preview = previewed(chief, csv_of(*rows))
    assert len(preview.select("[aria-labelledby=nouveaux] tbody tr")) == 200
    assert "sur 230" in preview.get_text()


def test_the_form_explains_every_column(chief, stored):
    form = page(chief.get(DROP))
    assert len(form.select("details tbody tr")) == 25
    assert form.select_one("input[type=file]")["aria-describedby"] == "file-help"


def test_a_number_of_29_digits_gets_a_sentence_and_its_file_goes_away(chief, stored):
    """Issue 9, 1.2: the preview answered 500, so that nothing could withdraw the file."""
    url, preview = previewed(chief, csv_of(NEW | {"value": "9" * 29}))
    assert "Ce nombre est trop grand." in preview.select_one("#ligne-2").get_text()
    assert chief.post(url, {"action": "remove"})["Location"] == HUB
    assert not ImportedFile.objects.exists()


def test_a_file_whose_preview_fails_is_withdrawn_where_it_waits(chief, stored, monkeypatch):
    url, _preview = previewed(chief, csv_of(NEW | {"value": "6"}))

    def failing(*_args: Any) -> None:
        raise UnreadableSheet("Ce fichier ne se lit plus.")

    monkeypatch.setattr(importing, "plan", failing)
    assert page(chief.get(url), 422).select("button[value=remove]")
    (button,) = page(chief.get(HUB)).select(f'form[action="{url}"] button[value=remove]')
    assert chief.post(url, {"action": button["value"]})["Location"] == HUB
    assert not ImportedFile.objects.exists()


def test_each_kind_of_question_is_answered_on_the_page(chief, stored):
    factories.series(indicator=stored.series.indicator, key="part", quantity="share", unit="%", unit_singular="")

    def change(_book: Any, sheet: Any) -> None:
        sheet["K3"].number_format = "0.0"
        sheet.row_dimensions[4].hidden = True

    rows = NEW | {"key": "part", "value": 0.12}, NEW | {"value": 61.54}, NEW | {"period_label": "2025", "value": 7}
    url, preview = previewed(chief, xlsx_of(*rows, change=change), "valeurs.xlsx")
    assert "Lignes masquées ou filtrées dans le tableur (1) : 4." in said(chief.get(url))
    names = {radio["name"] for radio in preview.select("input[type=radio]")}
    assert names == {"lecture-part", "lecture-arrondi", "lecture-masque"} | {
        "lecture-part-K2",
        "lecture-arrondi-K3",
        "lecture-masque-4",
    }
    answers = {"lecture-part-K2": "fraction", "lecture-arrondi": "montre", "lecture-masque-4": "laisser"}
    settled = page(chief.post(url, {"action": "review", **answers}))
    assert "1 ligne masquée est laissée de côté" in settled.get_text()
    kept = {field["name"]: field["value"] for field in settled.select("form.decide input[name^=lecture]")}
    assert kept == answers
    assert chief.post(url, {"action": "confirm", **as_shown(settled), **kept}).status_code == 302
    assert {str(o.value) for o in Observation.objects.filter(period_label="2024-2025")} == {"12.0000", "61.5000"}
    assert not Observation.objects.filter(period_label="2025").exists()
