"""« Mes chiffres »: a form in which all that is asked of a person is typed, read as a file is, and submitted."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators import workflow
from indicators.exchange.plan import plan
from indicators.exchange.reading import read_table_file
from indicators.models import Observation
from indicators.workflow import StepRefused
from strategy_monitor.campaigns.models import Campaign, KeptCell, KeptFile
from strategy_monitor.releases.models import Edition
from strategy_monitor.threads.files import MOST_BYTES
from strategy_monitor.threads.models import Attachment
from tests import factories
from tests.campaigns import making
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

PAGE = "/bureau/mes-chiffres/"
KEEP = f"{PAGE}garder/"


@pytest.fixture
def ifpc() -> Any:
    """A provider that a campaign asks for two figures of last school year: 1.1-O1 and 1.1-O2."""
    return remembered("a provider that is asked for two figures", ask_provider)


def ask_provider() -> Any:
    found = making.provider()
    today = timezone.localdate()
    campaign = making.campaign(opens_on=today, due_on=today + dt.timedelta(days=30))
    making.demand(campaign=campaign, provider=found)
    for code in ("1.1-O1", "1.1-O2"):
        making.year(factories.series(indicator=making.indicator(found, code=code), key="heures"), today.year - 3)
    return found


@pytest.fixture
def contributor(ifpc) -> Client:
    return signed_in(person("camille", "Contribution", providers=[ifpc]))


def opened(client: Client, status: int = 200, **how: Any) -> BeautifulSoup:
    response = client.get(PAGE, **how)
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def fields(page: BeautifulSoup) -> dict[str, str]:
    """What a browser sends of the form, untouched."""
    found = {}
    for one in page.select("#grille :is(input, select, textarea)"):
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            found[one["name"]] = chosen["value"]
        elif one.name == "textarea":
            found[one["name"]] = one.text.removeprefix("\n")
        elif one.get("type") != "radio":
            found[one["name"]] = one.get("value", "")
    return found


def sent(client: Client, step: str = "soumettre", page: BeautifulSoup | None = None, **typed: str) -> Any:
    """What is typed into cells (`value_1="41"`), sent with the rest of the form."""
    given = {name[::-1].replace("_", "-", 1)[::-1]: text for name, text in typed.items()}
    return client.post(PAGE, fields(page or opened(client)) | given | {"step": step})


def said(html: Any) -> str:
    page = html if isinstance(html, Tag) else BeautifulSoup(html.content, "lxml")
    return " ".join(page.get_text(" ", strip=True).replace("\u202f", " ").split())


def answered(code: str = "1.1-O1") -> Observation:
    """The newest observation of this indicator."""
    return Observation.objects.filter(series__indicator__code=code).order_by("-period_end")[0]


def test_each_figure_that_is_asked_is_a_row_with_what_was_last_said(contributor):
    page = opened(contributor)
    rows = page.select("tr[data-row]")
    assert [row.select_one("th b").text for row in rows] == ["1.1-O1", "1.1-O2"]
    assert "4 944 heures" in said(page)
    year = timezone.localdate().year
    assert page.select_one("[name=period-1]")["value"] in {f"{year - 1}-{year}", f"{year - 2}-{year - 1}"}
    assert "Pour le" in page.select_one("#pour-1").text


def test_the_desk_begins_with_what_is_asked_and_leads_to_its_row(contributor):
    home = BeautifulSoup(contributor.get("/bureau/").content, "lxml")
    first = home.select_one("main section")
    assert "Ce qui vous est demandé" in first.text
    assert "2 chiffres" in said(first)
    rows = opened(contributor)
    for link in first.select(".subjects a"):
        path, _hash, anchor = link["href"].partition("#")
        assert path == PAGE
        assert link.text.split()[0] in rows.select_one(f"#{anchor} th").text


def test_the_desk_says_how_many_it_does_not_list(ifpc, contributor):
    assert "autre chiffre" not in said(contributor.get("/bureau/"))
    year = timezone.localdate().year - 3
    for number in range(3, 7):
        making.year(factories.series(indicator=making.indicator(ifpc, code=f"1.1-O{number}")), year)
    section = BeautifulSoup(contributor.get("/bureau/").content, "lxml").select_one("[aria-labelledby=mes-chiffres]")
    assert "6 chiffres à rendre" in said(section)
    listed = [said(one) for one in section.select(".subjects li")]
    assert (len(listed), listed[-1]) == (6, "et 1 autre chiffre")


def test_the_desk_counts_for_its_first_day_only_what_is_due_then(ifpc):
    """What is due later is neither asked for that day nor late."""
    today = timezone.localdate()
    hurried = making.provider("AGE")
    making.year(factories.series(indicator=making.indicator(ifpc, hurried, code="1.1-O3")), today.year - 3)
    making.demand(campaign=Campaign.objects.get(), provider=hurried, due_on=today + dt.timedelta(days=2))
    home = signed_in(person("lea", "Contribution", providers=[ifpc, hurried]))
    assert "dans 2 jours, 2 autres plus tard." in said(home.get("/bureau/"))
    Campaign.objects.update(opens_on=today - dt.timedelta(days=9))
    hurried.demands.update(due_on=today - dt.timedelta(days=1))
    told = said(home.get("/bureau/"))
    assert "1 chiffre à rendre depuis le" in told
    assert "en retard de 1 jour" in told
    assert ", 2 autres plus tard." in told


def test_a_figure_is_typed_and_submitted(contributor):
    response = sent(contributor, value_1="5 012", message_1="Compté le 5 mars", source_1="https://ifpc.be/rapport")
    assert response.status_code == 302
    one = answered()
    assert (one.value, one.status, one.submitted_by.username) == (Decimal(5012), "submitted", "camille")
    assert (one.printed, one.place, one.period_kind) == ("", "", "school_year")
    assert (one.submitted_message, one.submitted_source) == ("Compté le 5 mars", "https://ifpc.be/rapport")
    reasons = list(one.history.order_by("history_id").values_list("history_change_reason", "history_user__username"))
    plain = [(why.replace("\u202f", " "), who) for why, who in reasons]
    assert plain == [("Saisi dans « Mes chiffres »", "camille"), ("Soumis : Compté le 5 mars", "camille")]
    page = opened(contributor)
    assert "1 valeur soumise" in said(page)
    assert [row.select_one("th b").text for row in page.select("tr[data-row]")] == ["1.1-O2"]
    assert KeptCell.objects.count() == 0


def test_the_message_and_the_source_are_read_where_one_validates(contributor):
    sent(contributor, value_1="5012", message_1="Compté le 5 mars", source_1="https://ifpc.be/rapport")
    publisher = signed_in(person("dominique", "Publication"))
    page = BeautifulSoup(publisher.get(f"/bureau/valeurs/{answered().pk}/").content, "lxml")
    assert "Compté le 5 mars" in said(page.select_one(".facts"))
    assert page.select_one(".facts a[href='https://ifpc.be/rapport']")
    assert "Compté le 5 mars" in said(publisher.get("/bureau/"))


def test_saving_makes_a_draft_that_stays_on_the_page_with_its_message(contributor):
    sent(contributor, "enregistrer", value_1="5012", message_1="À relire")
    assert answered().status == "draft"
    page = opened(contributor)
    assert "1 valeur enregistrée en brouillon" in said(page)
    assert page.select_one("[name=value-1]")["value"] == "5012"
    assert page.select_one("[name=message-1]").text.strip() == "À relire"
    sent(contributor)
    assert (answered().status, answered().submitted_message) == ("submitted", "À relire")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1 234", 1234), ("1\u202f234", 1234), ("12,5", "12.5"), ("4.944,5", "4944.5"), ("61.5", "61.5")],
)
def test_a_number_is_read_as_the_import_reads_it(contributor, typed, value):
    sent(contributor, value_1=typed)
    assert answered().value == Decimal(value)


def test_a_share_may_be_typed_with_its_sign(contributor):
    series = answered().series
    series.unit, series.quantity = "%", "share"
    series.observations.update(value=40)
    series.save()
    sent(contributor, value_1="12,5 %")
    assert answered().value == Decimal("12.5")


def test_a_number_with_two_readings_is_asked_at_its_cell_and_answered_there(contributor):
    sent(contributor, value_1="4.944")
    page = opened(contributor)
    cell = page.select_one("#value-1-faute")
    assert "se lit de deux façons" in cell.text
    assert [one["value"] for one in cell.select("input[name=reading-1]")] == ["milliers", "decimales"]
    assert page.select_one("[name=value-1]")["value"] == "4.944"
    sent(contributor, reading_1="milliers")
    assert (answered().value, answered().status) == (Decimal(4944), "submitted")


def test_rows_that_are_right_go_and_the_others_stay_as_they_were_typed(contributor):
    response = sent(contributor, value_1="beaucoup", manner_1="exact", message_1="Voir annexe", value_2="12")
    assert response.status_code == 302
    assert (answered("1.1-O2").value, answered("1.1-O2").status) == (Decimal(12), "submitted")
    page = opened(contributor)
    assert "1 ligne reste à corriger" in said(page)
    cell = page.select_one("[name=value-1]")
    assert (cell["value"], cell["aria-invalid"]) == ("beaucoup", "true")
    assert "« beaucoup » n’est pas un nombre" in said(page)
    assert page.select_one("[name=manner-1] option[selected]")["value"] == "exact"
    assert page.select_one("[name=message-1]").text.strip() == "Voir annexe"
    assert page.select_one(".summary a[href='#ligne-1']")


def test_why_a_figure_is_missing_settles_it(contributor):
    sent(contributor, missing_reason_1="not_measured")
    assert (answered().missing_reason, answered().status) == ("not_measured", "submitted")
    assert len(opened(contributor).select("tr[data-row]")) == 1


def test_a_series_that_is_counted_up_is_proposed_so_and_its_absence_says_nothing_of_it(contributor):
    Observation.objects.update(manner="cumulative", cumulative_since=dt.date(2020, 1, 1))
    page = opened(contributor)
    assert page.select_one("[name=manner-1] option[selected]")["value"] == "cumulative"
    assert page.select_one("[name=cumulative_since-1]")["value"] == "01/01/2020"
    sent(contributor, "enregistrer", page=page, value_1="5")
    assert (answered().manner, answered().cumulative_since) == ("cumulative", dt.date(2020, 1, 1))
    sent(contributor, "enregistrer", value_1="", missing_reason_1="later")
    assert (answered().value, answered().missing_reason) == (None, "later")


def test_an_absence_takes_nothing_over_from_the_last_value(contributor):
    Observation.objects.update(manner="cumulative", cumulative_since=dt.date(2020, 1, 1))
    sent(contributor, missing_reason_1="later")
    assert (answered().missing_reason, answered().manner, answered().cumulative_since) == ("later", "", None)


def test_a_figure_and_its_absence_do_not_go_together(contributor):
    sent(contributor, value_1="5", missing_reason_1="later")
    page = opened(contributor)
    assert "ne vont pas ensemble" in page.select_one("#missing_reason-1-faute").text
    assert answered().value == 4944


def test_a_source_is_an_address_of_the_web(contributor):
    sent(contributor, value_1="5", source_1="javascript:alert(1)")
    assert opened(contributor).select_one("#source-1-faute .fault")
    assert answered().value == 4944
    sent(contributor, source_1="ifpc.be/rapport")
    assert answered().submitted_source == "https://ifpc.be/rapport"


def test_another_period_than_the_one_proposed(contributor):
    sent(contributor, value_1="7", period_1="2019-2020")
    one = Observation.objects.get(value=7)
    assert (one.period_label, one.period_kind, one.period_start.isoformat()) == (
        "2019-2020",
        "school_year",
        "2019-09-01",
    )
    sent(contributor, value_1="8", period_1="2019-2020")
    assert "a déjà une valeur pour cette période" in opened(contributor).select_one("#period-1-faute").text
    assert Observation.objects.get(pk=one.pk).value == 7


def test_a_milestone_is_answered_by_its_level_and_its_words(contributor, ifpc):
    indicator = making.indicator(ifpc, code="1.1-O3", nature="progress")
    series = factories.series(indicator=indicator, key="espace", quantity="state", unit="", unit_singular="")
    making.year(series, timezone.localdate().year - 3, value=None, level=2, level_basis="wording", state="En cours")
    page = opened(contributor)
    assert page.select_one("[name=value-3]") is None
    sent(contributor, level_3="4", state_3="Presque fini", manner_3="minimum")
    one = answered("1.1-O3")
    assert (one.level, one.level_basis, one.state, one.manner) == (4, "confirmed", "Presque fini", "minimum")


def test_what_the_report_promised_may_be_promised_again(contributor, ifpc):
    indicator = making.indicator(ifpc, code="1.1-O3", frequency="unknown")
    series = factories.series(indicator=indicator, key="a-venir")
    undated = {"period_kind": "undated", "period_start": None, "period_end": None, "period_label": "sans date"}
    one = factories.observation(series=series, value=None, missing_reason="later", **undated)
    assert opened(contributor).select_one("[name=missing_reason-3] option[selected]") is None
    sent(contributor, "enregistrer", missing_reason_3="later")
    one.refresh_from_db()
    assert one.status == "validated", "it waits for its submission"
    sent(contributor)
    one.refresh_from_db()
    assert (one.status, one.missing_reason, one.validated_by) == ("submitted", "later", None)
    assert len(opened(contributor).select("tr[data-row]")) == 2


def test_what_came_back_shows_its_reason_and_goes_again_once_it_is_answered(contributor, ifpc):
    one = making.year(
        factories.series(indicator=making.indicator(ifpc, code="1.1-O3"), key="heures"), 2019, status="returned",
        returned_why="Quelle année ?",
    )  # fmt: skip
    assert "Quelle année ?" in said(opened(contributor))
    row = opened(contributor).select_one("tr[data-row$='2019-2020']")
    number = row["id"].removeprefix("ligne-")
    sent(contributor)
    one.refresh_from_db()
    assert one.status == "returned", "an empty « Tout soumettre » answers nothing"
    sent(contributor, **{f"message_{number}": "L’année scolaire 2019-2020"})
    one.refresh_from_db()
    assert (one.status, one.submitted_message) == ("submitted", "L’année scolaire 2019-2020")


def test_the_desk_does_not_say_that_nothing_is_asked_above_what_came_back(db):
    ifpc = making.provider()
    series = factories.series(indicator=making.indicator(ifpc), key="heures")
    one = making.year(series, 2019, status="returned", returned_why="Quelle année ?")
    contributor = signed_in(person("camille", "Contribution", providers=[ifpc]))
    section = BeautifulSoup(contributor.get("/bureau/").content, "lxml").select_one("[aria-labelledby=mes-chiffres]")
    assert "Quelle année ?" in said(section)
    assert "rien n’est demandé" not in said(section)
    one.delete()
    assert "rien n’est demandé" in said(contributor.get("/bureau/"))


def test_nobody_s_figure_is_overwritten_unseen(contributor, ifpc):
    page = opened(contributor)
    colleague = signed_in(person("sacha", "Contribution", providers=[ifpc]))
    sent(colleague, "enregistrer", value_1="41")
    sent(contributor, page=page, value_1="42")
    assert answered().value == 41
    again = opened(contributor)
    assert "Enregistré entre-temps : « 41 heures »" in said(again)
    assert again.select_one("[name=value-1]")["value"] == "42"
    sent(contributor, page=again)
    assert (answered().value, answered().status) == (Decimal(42), "submitted")


def test_two_windows_of_one_person_overwrite_nothing_unseen(contributor):
    first, second = opened(contributor), opened(contributor)
    sent(contributor, "enregistrer", page=first, value_1="beaucoup")
    response = sent(contributor, "enregistrer", page=second, value_1="peu", value_2="12")
    assert response.status_code == 409
    page = BeautifulSoup(response.content, "lxml")
    assert page.select_one("[name=value-1]")["value"] == "peu"
    assert "Une autre fenêtre garde ici « beaucoup »" in said(page)
    assert KeptCell.objects.get(name="value").text == "beaucoup"
    sent(contributor, "enregistrer", page=page)
    assert KeptCell.objects.get(name="value").text == "peu"


def test_a_window_that_did_not_touch_a_cell_leaves_it(contributor):
    first, second = opened(contributor), opened(contributor)
    sent(contributor, "enregistrer", page=first, value_1="beaucoup")
    assert sent(contributor, "enregistrer", page=second, value_2="douze").status_code == 302
    assert sorted(KeptCell.objects.filter(name="value").values_list("text", flat=True)) == ["beaucoup", "douze"]


def test_what_somebody_typed_is_nobody_else_s(contributor, ifpc):
    sent(contributor, "enregistrer", value_1="beaucoup")
    colleague = signed_in(person("sacha", "Contribution", providers=[ifpc]))
    assert opened(colleague).select_one("[name=value-1]")["value"] == ""


def test_what_was_typed_for_a_figure_that_somebody_else_sent_is_not_lost(contributor, ifpc):
    kept(contributor, opened(contributor), 1, value="6", manner="cumulative", message="Selon le rapport")
    colleague = signed_in(person("sacha", "Contribution", providers=[ifpc]))
    sent(colleague, value_1="5")
    page = opened(contributor)
    assert [one.text for one in page.select("[aria-labelledby=restes] q")] == ["6", "cumulé", "Selon le rapport"]
    button = page.select_one("[name=forget]")
    assert "oubliée" in said(contributor.post(PAGE, {"forget": button["value"]}, follow=True))
    assert opened(contributor).select("[aria-labelledby=restes]") == []


@pytest.mark.parametrize("step", ["soumettre", "enregistrer"])
def test_what_is_sent_for_a_figure_that_is_asked_no_more_is_not_lost(contributor, ifpc, step):
    """Without scripts, or before they had kept it: a colleague answers, then the campaign closes."""
    page = opened(contributor)
    colleague = signed_in(person("sacha", "Contribution", providers=[ifpc]))
    sent(colleague, value_1="5")
    assert sent(contributor, step, page=page, value_1="6").status_code == 302
    left = "[aria-labelledby=restes] q"
    assert [one.text for one in opened(contributor).select(left)] == ["6"]
    Edition.objects.update(closed_at=timezone.now())
    sent(contributor, step, page=page, value_2="7")
    assert [one.text for one in opened(contributor).select(left)] == ["6", "7"]
    assert "la campagne est close" in said(opened(contributor))


def test_a_page_that_is_sent_twice_leaves_nothing_behind(contributor):
    page = opened(contributor)
    for _time in range(2):
        sent(contributor, page=page, value_1="4 950", missing_reason_2="not_measured", message_2="Faute d’enquête")
    assert answered().value == 4950
    assert opened(contributor).select("[aria-labelledby=restes]") == []


def test_what_could_not_be_submitted_is_neither_written_nor_lost(contributor, monkeypatch):
    def refuses(*_given: Any) -> None:
        raise StepRefused("Une de ces valeurs n’existe plus.")

    monkeypatch.setattr(workflow, "submit", refuses)
    response = sent(contributor, value_1="5 012")
    assert response.status_code == 409
    assert "n’existe plus" in said(response)
    assert (answered().value, Observation.objects.count()) == (Decimal(4944), 2)
    assert opened(contributor).select_one("[name=value-1]")["value"] == "5 012"


def test_what_is_typed_back_as_it_was_waits_for_nothing(contributor):
    kept(contributor, opened(contributor), 1, value="6")
    kept(contributor, opened(contributor), 1, value="")
    assert "Saisie gardée" not in said(opened(contributor))


def test_an_empty_form_says_that_nothing_was_submitted(contributor):
    sent(contributor)
    assert "Rien n’est soumis" in said(opened(contributor))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_same_rows_are_a_file_that_can_be_imported(contributor, kind):
    content = contributor.get(f"/bureau/importer-exporter/valeurs.{kind}?a=moi").content
    assert [row.cells["code"] for row in read_table_file(content).rows] == ["1.1-O1", "1.1-O2"]
    lines = plan(content, get_user_model().objects.get(username="camille")).lines
    assert {line.outcome for line in lines} == {"blank"}


def test_signing_out_tells_the_browser_to_forget(contributor):
    assert contributor.post("/admin/logout/")["Clear-Site-Data"] == '"storage"'


def test_who_is_asked_nothing_writes_nothing_with_a_made_up_row(contributor):
    other = making.year(factories.series(indicator=making.indicator(making.provider("DGEO"), code="1.1-O9")), 2020)
    posted = {
        "row-1": f"{other.series_id}:2020-2021",
        "value-1": "5",
        "opened-1": json.dumps({"revision": 0, "cells": {}}),
    }
    contributor.post(PAGE, posted | {"step": "soumettre"})
    contributor.post(KEEP, posted)
    assert (other.series.observations.count(), KeptCell.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"step": "voler"},
        *({"row-1": row, "value-1": "5"} for row in ("", "x", "²:2020", "999999999999999999999:2020", "1:\x00", ":")),
        *({"opened-1": opened} for opened in ("{", "[]", "null", '{"cells": 1, "revision": 2}', "[" * 9000)),
        *({"opened-1": f'{{"cells": {{"value": ["x", {version}]}}, "revision": 1}}'} for version in ("1e999", "-1")),
        {"row-99999": "1:2020"},
        {"value-1": "\x00" * 20},
        {"value-1": "9" * 100_000},
        {"message-1": "é" * 20_000},
    ],
)  # fmt: skip
def test_a_crafted_form_is_refused_or_ignored(contributor, posted):
    whole = fields(opened(contributor)) | posted
    for url, status in ((PAGE, {200, 302, 409}), (KEEP, {200})):
        assert contributor.post(url, whole).status_code in status
    assert Observation.objects.count() == 2


@pytest.mark.parametrize("role", ["Lecture", "Publication"])
def test_who_proposes_no_figure_has_no_such_page(ifpc, role):
    client = signed_in(person("sacha", role, providers=[ifpc]))
    assert [client.get(PAGE).status_code, client.post(PAGE).status_code, client.post(KEEP).status_code] == [403] * 3
    assert PAGE not in client.get("/bureau/").content.decode()


def test_who_is_asked_nothing_is_told_so(db):
    factories.strategy()
    client = signed_in(person("sacha", "Contribution"))
    assert "Aucune campagne n’est ouverte" in said(client.get(PAGE))


def test_who_has_no_provider_is_not_told_that_they_answered(ifpc):
    client = signed_in(person("sacha", "Contribution"))
    for page in (PAGE, "/bureau/"):
        assert "Aucun indicateur n’est confié à ce compte" in said(client.get(page)), page


def test_the_cost_does_not_grow(contributor, ifpc):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            opened(contributor)
        return len(caught)

    sent(contributor, "enregistrer", value_1="beaucoup")
    cost()
    few = cost()
    for number in range(3, 9):
        making.year(
            factories.series(indicator=making.indicator(ifpc, code=f"1.1-O{number}"), key="heures"),
            timezone.localdate().year - 3,
        )
    sent(contributor, "enregistrer", **{f"value_{number}": "peu" for number in range(2, 8)})
    cost()
    assert cost() == few


# As one types


def kept(client: Client, page: BeautifulSoup, number: int, **typed: str) -> dict[str, Any]:
    """What the script sends of a row, and what is answered about it."""
    row = {name: text for name, text in fields(page).items() if name.endswith(f"-{number}")}
    response = client.post(KEEP, row | {f"{name}-{number}": text for name, text in typed.items()})
    assert response.status_code == 200
    (found,) = response.json()["rows"]
    return found


def test_a_row_that_is_typed_is_kept_and_read(contributor):
    page = opened(contributor)
    found = kept(contributor, page, 1, value="5 012", manner="approximate")
    assert (found["says"], found["faults"]) == ("près de 5\u202f012 heures", {})
    assert found["keptAt"]
    assert answered().value == 4944, "nothing is written"
    elsewhere = opened(contributor)
    assert elsewhere.select_one("[name=value-1]")["value"] == "5 012"
    assert "Saisie gardée le" in said(elsewhere)


def test_a_fault_is_said_as_one_types(contributor):
    found = kept(contributor, opened(contributor), 1, value="4.944")
    (fault,) = found["faults"]["value"]
    assert [code for code, _word in fault["readings"]] == ["milliers", "decimales"]


@pytest.mark.parametrize(
    ("value", "told"), [("49 440", "Un rapport de 10"), ("494", "Un rapport de 10"), ("5 000", "")]
)
def test_a_value_far_from_the_last_one_is_told_and_not_refused(contributor, value, told):
    found = kept(contributor, opened(contributor), 1, value=value)
    assert found["leap"].startswith(told) if told else found["leap"] == ""
    assert ("la vérifier" in said(opened(contributor))) == bool(told)
    sent(contributor)
    assert answered().status == "submitted"


def test_a_value_that_would_stop_the_publication_is_told_to_who_types_it(contributor):
    found = kept(contributor, opened(contributor), 1, value="4 944,5")
    assert found["leap"] == "4\u202f944,5 heures\u202f: un nombre n’a pas de décimales. La vérifier."
    assert "n’a pas de décimales" in said(opened(contributor))
    sent(contributor)
    assert answered().status == "submitted", "who validates answers for it"


@pytest.mark.parametrize(
    ("value", "why"), [("4 944,5", "n’a pas de décimales"), ("49 440", "Un rapport de 10 avec la dernière valeur")]
)
def test_a_doubted_value_that_is_submitted_as_soon_as_it_is_typed_is_told_after(contributor, value, why):
    sent(contributor, value_1=value, value_2="5 000")
    page = opened(contributor)
    assert "1 valeur soumise à regarder de nouveau" in said(page)
    (link,) = page.select(".messages li a")
    assert link["href"] == f"/bureau/valeurs/{answered().pk}/"
    assert why in said(link.parent)
    assert "Retirer la soumission" in said(contributor.get(link["href"]))


@pytest.mark.parametrize("typed", ["31/02/2026", "T1 2026", "février 2026"])
def test_a_period_that_cannot_be_read_is_told_as_one_writes_it(contributor, typed):
    """There is no cell for its kind and its days, which a file has."""
    (fault,) = kept(contributor, opened(contributor), 1, value="5 012", period=typed)["faults"]["period"]
    assert " ".join(fault["says"].split()) == (
        f"« {typed} » n’est pas une année scolaire. L’écrire ainsi : « 2024-2025 »."
    )


def test_a_school_year_is_read_in_whatever_way_it_is_typed(contributor):
    year = timezone.localdate().year - 2
    sent(contributor, value_1="5 012", period_1=f"{year}/{year + 1}")
    assert (answered().period_label, answered().value) == (f"{year}-{year + 1}", 5012)


def test_a_period_to_come_is_told_and_not_refused(contributor):
    year = timezone.localdate().year + 1
    found = kept(contributor, opened(contributor), 1, value="5 012", period=f"{year}-{year + 1}")
    assert found["faults"] == {}
    assert found["leap"].replace("\u202f", " ") == (
        f"Cette période n’a pas commencé : « {year}-{year + 1} ». La vérifier."
    )


def test_a_draft_far_from_the_last_value_stays_told(contributor):
    sent(contributor, "enregistrer", value_1="49 440")
    assert answered().status == "draft"
    assert "Un rapport de 10 avec la dernière valeur" in said(opened(contributor))


def test_a_cell_typed_in_two_windows_is_told_to_the_second(contributor):
    first, second = opened(contributor), opened(contributor)
    kept(contributor, first, 1, value="41")
    found = kept(contributor, second, 1, value="42")
    assert found["clashes"]["value"]["text"] == "41"
    assert KeptCell.objects.get(name="value").text == "41"


def test_a_row_that_is_asked_no_more_is_told(contributor):
    page = opened(contributor)
    row = {name: text for name, text in fields(page).items() if name.endswith("-1")}
    sent(contributor, value_1="5")
    assert contributor.post(KEEP, row | {"value-1": "6"}).json() == {"rows": [], "gone": [row["row-1"]]}


PDF = b"%PDF-1.7 et la suite"


def given_file(name: str = "source.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestAFileWithARow:
    def test_goes_to_the_thread_of_its_value_and_stands_before_who_validates(self, contributor):
        response = sent(contributor, value_1="4944", file_1=given_file())
        assert response.status_code == 302
        (file,) = Attachment.objects.all()
        assert (file.message.observation, file.name, bytes(file.content)) == (answered(), "source.pdf", PDF)
        assert answered().status == "submitted"
        assert not KeptFile.objects.exists()
        judge = signed_in(person("vera", "Publication"))
        address = f"/bureau/fils/fichiers/{file.pk}/"
        for page in ("/bureau/valeurs/?statut=soumis", f"/bureau/valeurs/{answered().pk}/"):
            link = BeautifulSoup(judge.get(page).content, "lxml").select_one(f'a[href="{address}"]')
            assert link.text == "source.pdf", page
        assert judge.get(address).content == PDF

    def test_waits_with_what_is_typed_and_is_taken_back(self, contributor):
        sent(contributor, "enregistrer", value_1="quarante", file_1=given_file(), file_2=given_file("b.txt", b"deux"))
        assert answered().value != 40
        page = opened(contributor)
        assert "2 fichiers joints à leurs lignes." in said(page)
        assert ["À joindre : source.pdf" in said(row) for row in page.select("tr[data-row]")] == [True, False]
        assert "À joindre : b.txt" in said(page.select("tr[data-row]")[1])
        key = page.select_one("button[name=drop]")["value"]
        sent(contributor, "", page, value_2="12", drop=key)
        page = opened(contributor)
        assert "source.pdf" not in said(page)
        assert page.select_one("[name=value-1]")["value"] == "quarante"
        assert page.select_one("[name=value-2]")["value"] == "12"
        assert not Attachment.objects.exists()

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("macro.exe", b"MZ", "n’est pas d’un type accepté"),
            ("faux.pdf", b"MZ", "n’est pas celui d’un « .pdf »"),
            ("lourd.txt", b"a" * 10_000_001, "trop lourd : 10 Mo au plus"),
        ],
    )
    def test_that_is_refused_says_why_in_its_row_and_keeps_what_was_typed(self, contributor, name, content, why):
        response = sent(contributor, value_1="4944", message_1="Vu.", value_2="12", file_1=given_file(name, content))
        assert response.status_code == 422
        page = BeautifulSoup(response.content, "lxml")
        assert "1 ligne garde sa saisie : un fichier n’y est pas accepté" in said(page)
        row = next(row for row in page.select("tr[data-row]") if "1.1-O1" in row.text)
        assert why in said(row)
        assert row.select_one("[name^=value]")["value"] == "4944"
        assert row.select_one("textarea").text.strip() == "Vu."
        assert row.select_one("[type=file]")["aria-invalid"] == "true"
        assert answered("1.1-O2").status == "submitted", "a row beside it goes"
        assert not Attachment.objects.exists()
        assert not KeptFile.objects.exists()

    def test_is_one_of_three_at_most_and_the_same_is_kept_once(self, contributor):
        for number in (1, 1, 2, 3):
            assert sent(contributor, "enregistrer", file_1=given_file(f"{number}.pdf")).status_code == 302
        response = sent(contributor, "enregistrer", file_1=given_file("4.pdf"))
        assert response.status_code == 422
        assert "Trois fichiers au plus par ligne" in said(response)
        assert [one.name for one in KeptFile.objects.all()] == ["1.pdf", "2.pdf", "3.pdf"]

    def test_is_light_enough_together_with_the_others(self, contributor):
        six = b"a" * 6_000_000
        first, second = given_file("un.txt", six), given_file("deux.txt", six)
        response = sent(contributor, "enregistrer", file_1=first, file_2=second, value_2="12")
        assert response.status_code == 422
        row = BeautifulSoup(response.content, "lxml").select("tr[data-row]")[1]
        assert "trop lourds ensemble : 10 Mo au plus en tout" in said(row)
        assert row.select_one("[name^=value]")["value"] == "12"
        assert [one.name for one in KeptFile.objects.all()] == ["un.txt"]

    def test_passes_the_proxy_wherever_the_site_would_take_it(self):
        """Ten megabytes of files, and what may be typed beside them; the page and the guide say the same."""
        (limit,) = re.findall(r"client_max_body_size (\d+)m;", (settings.BASE_DIR / "deploy/nginx.conf").read_text())
        room = int(limit) * 1024**2 - MOST_BYTES - settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        assert 0 <= room < 1024**2 + 1
        assert f"client_max_body_size {limit}m" in (settings.BASE_DIR / "docs/operating.md").read_text()

    def test_is_erased_where_it_is_not_submitted_in_time_as_the_page_says(self, contributor):
        assert "Un fichier qui n’est pas soumis dans les 30 jours est effacé." in said(opened(contributor))
        sent(contributor, "enregistrer", file_1=given_file("vieux.pdf"), file_2=given_file("neuf.txt", b"deux"))
        vieux, neuf = KeptFile.objects.order_by("-name")
        for file, days in ((vieux, 30.1), (neuf, 29.9)):
            KeptFile.objects.filter(pk=file.pk).update(at=timezone.now() - dt.timedelta(days=days))
        call_command("remind", verbosity=0)
        assert list(KeptFile.objects.all()) == [neuf]

    def test_is_nobody_elses_to_take_back_nor_kept_where_nothing_is_asked(self, ifpc, contributor):
        sent(contributor, "enregistrer", file_1=given_file())
        other = signed_in(person("oscar", "Contribution", providers=[ifpc]))
        assert "source.pdf" not in said(opened(other))
        sent(other, "", drop=str(KeptFile.objects.get().pk))
        assert KeptFile.objects.count() == 1
        foreign = factories.series(indicator=factories.indicator(code="1.1-O9"))
        sent(contributor, "enregistrer", **{"row_77": f"{foreign.pk}:2025", "file_77": given_file("x.pdf")})
        assert KeptFile.objects.count() == 1
        reader = signed_in(person("lou", "Lecture"))
        assert reader.post(PAGE, {"file-1": given_file()}).status_code == 403

    def test_is_told_where_its_row_is_asked_no_more(self, contributor):
        sent(contributor, "enregistrer", file_1=given_file())
        KeptFile.objects.update(period_label="1999")
        page = opened(contributor)
        assert "source.pdf" in said(page.select_one("section[aria-labelledby=restes]"))
        contributor.post(PAGE, {"forget": page.select_one("button[name=forget]")["value"]})
        assert not KeptFile.objects.exists()

    def test_is_erased_with_what_its_owner_wrote_in_the_threads(self, contributor):
        sent(contributor, "enregistrer", file_1=given_file())
        person("autre", "Lecture")
        call_command("erase_messages", "autre")
        assert KeptFile.objects.exists()
        call_command("erase_messages", "camille")
        assert not KeptFile.objects.exists()
