"""The texts that wait, at the desk: seen as the public will read them, read, sent back, and taken back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from axes.models import Axis, Measure, Strategy
from indicators.models import EditorialNote, Indicator
from strategy_monitor.desk.texts import write_token
from strategy_monitor.quality import gate
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import fingerprint, newest, publish
from strategy_monitor.releases.unread import unread_texts
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.texts.judging import mark_wording, say_read
from strategy_monitor.texts.models import TextReading
from tests.admin_pages import faults_heard
from tests.people import person, signed_in
from tests.vouched import write_text

pytestmark = pytest.mark.usefixtures("published")

TEXTS, HISTORY = "/bureau/textes/", "/bureau/historique/"


@pytest.fixture
def measure() -> Measure:
    return Measure.objects.get(code="2.1-M1")


@pytest.fixture
def ada() -> Any:
    return person("ada", "Édition", axes=Axis.objects.all())


@pytest.fixture
def grace() -> Any:
    return person("grace", "Publication")


@pytest.fixture
def reader(grace: Any) -> Client:
    return signed_in(grace)


def tokens() -> list[str]:
    return [write_token(one) for one in unread_texts()]


def page_of(client: Client, address: str = TEXTS) -> str:
    return plain(client.get(address).content.decode())


def plain(text: str) -> str:
    """Without tags and with plain spaces."""
    text = re.sub(r"<[^>]*>", " ", text.replace("\u202f", " ").replace("\xa0", " "))
    return " ".join(text.split())


def test_nothing_waits_at_first(reader: Client) -> None:
    assert "Aucun texte n’attend de lecture." in page_of(reader)


def test_a_row_says_what_changes_who_wrote_it_and_where_it_is_read(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    content = reader.get(TEXTS).content.decode()
    assert re.search(r'<a href="/bureau/copie/axes/2/[^"]*"><b>Mesure 2.1-M1', content)
    text = plain(content)
    assert "Mesure 2.1-M1 : texte" in text
    assert "Tout futur enseignant" in text
    assert "Former deux équipes." in text
    assert "Écrit par ada, le " in text
    assert "Rien n’est publié tant qu’un texte attend." in text


def test_long_texts_are_compared_word_by_word(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text=measure.text.replace("obligatoires", "facultatifs"))
    content = reader.get(TEXTS).content.decode()
    (row,) = re.findall(r'<p class="change">.*?</p>', content, re.DOTALL)
    assert [plain(one) for one in re.findall(r"<(?:del|ins)>.*?</(?:del|ins)>", row, re.DOTALL)] == [
        "[supprimé : obligatoires ]", "[ajouté : facultatifs ]",
    ]  # fmt: skip
    assert "[…]" in plain(row), "what did not change is shortened"
    assert plain(measure.text) in plain(content), "and all of it can be read"


def test_no_word_that_is_new_is_left_out(reader: Client, measure: Measure, ada: Any) -> None:
    long = " ".join(f"Phrase {rank} qui ne ressemble en rien au texte du rapport." for rank in range(40))
    write_text(measure, ada, text=long)
    assert long in page_of(reader)


def test_ticked_texts_are_read_and_the_release_goes_out(reader: Client, measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    response = reader.post(TEXTS, {"step": "lire", "row": tokens(), "next": "/bureau/"}, follow=True)
    assert response.redirect_chain[0][0] == "/bureau/"
    assert "1 texte lu." in plain(response.content.decode())
    (reading,) = TextReading.objects.all()
    assert (reading.reader, reading.wording, reading.returned_why) == (grace, '"Former deux équipes."', "")
    assert unread_texts() == []
    assert str(publish("2025", "Corrigé.", grace)[0]) == "2025.2"


def test_tick_all_ticks_a_group_and_leaves_out_ones_own(reader: Client, measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    write_text(Measure.objects.get(code="2.1-M2"), grace, text="Le mien.")
    write_text(Indicator.objects.get(code="1.4-O1"), ada, remark="Autre axe.")
    content = reader.get(TEXTS).content.decode()
    addresses = re.findall(r'href="([^"]*tout=1[^"]*)"', content)
    assert len(addresses) == 2
    ticked = reader.get(addresses[1].replace("&amp;", "&")).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', ticked)
    assert ["checked" in one for one in boxes] == [True], "one’s own is not ticked at all"
    assert "Le mien." in plain(ticked)
    reader.post(TEXTS, {"step": "renvoyer", "row": tokens()[1], "why": "Pourquoi ?"})
    ticked = reader.get(addresses[1].replace("&amp;", "&")).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', ticked)
    assert ["checked" in one for one in boxes] == [False], "what somebody sent back is read by itself only"
    assert "Ce compte a écrit ce texte, ou une partie. Une autre personne le lit." in plain(ticked)


def test_a_text_that_changed_since_the_page_was_shown_is_not_read(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    shown = tokens()
    write_text(measure, ada, text="Former dix équipes.")
    response = reader.post(TEXTS, {"step": "lire", "row": shown})
    assert response.status_code == 409
    assert "a changé depuis l’ouverture de la page" in plain(response.content.decode())
    assert not TextReading.objects.exists()


def test_one_s_own_words_are_not_read_by_oneself(
    reader: Client, measure: Measure, grace: Any, settings: LazySettings
) -> None:
    write_text(measure, grace, text="Former deux équipes.")
    response = reader.post(TEXTS, {"step": "lire", "row": tokens()})
    assert response.status_code == 409
    assert "Mesure 2.1-M1 : texte : Ce compte a écrit ce texte" in plain(response.content.decode())
    settings.ALLOW_SELF_VALIDATION = True
    assert reader.post(TEXTS, {"step": "lire", "row": tokens()}).status_code == 302
    assert unread_texts() == []


def test_all_or_none(reader: Client, measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, grace, text="Former deux équipes.")
    write_text(Measure.objects.get(code="2.1-M2"), ada, text="Autre.")
    assert reader.post(TEXTS, {"step": "lire", "row": tokens()}).status_code == 409
    assert not TextReading.objects.exists()


def test_a_text_is_sent_back_with_a_reason_that_who_wrote_it_reads(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    refused = reader.post(TEXTS, {"step": "renvoyer", "row": tokens(), "why": "  "})
    assert "Dire pourquoi le texte est renvoyé" in plain(refused.content.decode())
    assert refused.content.decode().count("checked") == 1, "what was ticked stays so"
    page = BeautifulSoup(refused.content, "lxml")
    assert len(list(faults_heard(page, "why"))) == 1, "at the field of the reason"
    assert len(page.select("[role=alert]")) == 1
    assert reader.post(TEXTS, {"step": "renvoyer", "row": tokens(), "why": "Quelles équipes ?"}).status_code == 302
    (one,) = unread_texts()
    assert one.returned
    assert one.returned.returned_why == "Quelles équipes ?"
    writer = signed_in(ada)
    for address in (TEXTS, "/bureau/"):
        assert "Quelles équipes ?" in page_of(writer, address)
    assert "texte renvoyé" in page_of(writer, "/bureau/copie/axes/2/")
    assert "Quelles équipes ?" in page_of(writer, f"/bureau/modifier/mesures/{measure.pk}/?champ=text")
    assert "Textes à relire (1)" not in page_of(reader, "/bureau/"), "it waits for who wrote it"
    write_text(measure, ada, text="Former les équipes éducatives.")
    (one,) = unread_texts()
    assert one.returned is None, "a return holds for its wording alone"
    assert "Quelles équipes ?" not in page_of(writer, f"/bureau/modifier/mesures/{measure.pk}/?champ=text")


def test_the_administration_says_why_too_above_the_form(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    chief = signed_in(get_user_model().objects.create_superuser("chief"))
    form = reverse("admin:axes_measure_change", args=[measure.pk])
    assert "renvoyé par" not in page_of(chief, form)
    reader.post(TEXTS, {"step": "renvoyer", "row": tokens(), "why": "Quelles équipes ?"})
    assert "texte : renvoyé par grace : « Quelles équipes ? »" in page_of(chief, form)
    assert "renvoyé par" not in page_of(chief, reverse("admin:axes_measure_add"))


def test_readings_are_in_the_history(reader: Client, measure: Measure, ada: Any) -> None:
    def saves() -> list[str]:
        page = BeautifulSoup(reader.get(f"{HISTORY}?objet=lecture-dun-texte&axe=2").content, "lxml")
        return [plain(str(one)) for one in page.select(".saves > li")]

    write_text(measure, ada, text="Former deux équipes.")
    assert saves() == []
    reader.post(TEXTS, {"step": "renvoyer", "row": tokens(), "why": "Quelles équipes ?"})
    write_text(measure, ada, text="Former les équipes de direction.")
    reader.post(TEXTS, {"step": "lire", "row": tokens()})
    reader.post(TEXTS, {"step": "defaire", "reading": [str(TextReading.objects.latest("pk").pk)]})
    undone, read, returned = saves()
    for one in (undone, read, returned):
        assert "grace" in one
        assert "Mesure 2.1-M1" in one
    assert "Lecture défaite" in undone
    assert "défait : non" in undone.lower()
    assert "« texte »" in read
    assert "Texte lu : Former les équipes de direction." in read
    assert "Renvoyé : Quelles équipes ?" in returned
    assert "Former deux équipes." in returned


def test_a_reading_is_taken_back_for_ten_minutes(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    response = reader.post(TEXTS, {"step": "lire", "row": tokens()}, follow=True)
    (key,) = re.findall(r'name="reading" value="(\d+)"', response.content.decode())
    said = reader.post(TEXTS, {"step": "defaire", "reading": [key]}, follow=True)
    assert "1 lecture défaite." in plain(said.content.decode())
    assert len(unread_texts()) == 1
    assert reader.post(TEXTS, {"step": "defaire", "reading": [key]}).status_code == 409, "once"
    reader.post(TEXTS, {"step": "lire", "row": tokens()})
    TextReading.objects.update(read_at=timezone.now() - dt.timedelta(minutes=11))
    late = reader.post(TEXTS, {"step": "defaire", "reading": [str(TextReading.objects.latest("pk").pk)]})
    assert "dans les dix minutes" in plain(late.content.decode())


def test_what_was_just_read_is_taken_back_from_the_list_later_too(reader: Client, measure: Measure, ada: Any) -> None:
    """The message that offers it is gone with the page that showed it."""
    write_text(measure, ada, text="Former deux équipes.")
    reader.post(TEXTS, {"step": "lire", "row": tokens()}, follow=True)
    page = BeautifulSoup(reader.get(TEXTS).content, "lxml")
    (one,) = page.select("[aria-labelledby=lus] li")
    assert "Former deux équipes." in plain(one.get_text(" "))
    sent = {field["name"]: field["value"] for field in one.select("[name]") if field["name"] != "csrfmiddlewaretoken"}
    assert "1 lecture défaite" in plain(reader.post(TEXTS, sent, follow=True).content.decode())
    assert "Lus par ce compte" not in page_of(reader)


def test_what_was_published_since_is_not_taken_back(reader: Client, measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    reader.post(TEXTS, {"step": "lire", "row": tokens()})
    publish("2025", "Corrigé.", grace)
    refused = reader.post(TEXTS, {"step": "defaire", "reading": [str(TextReading.objects.get().pk)]})
    assert "Une version publiée depuis contient ces textes." in plain(refused.content.decode())
    assert not TextReading.objects.get().undone


def test_a_reading_on_which_a_later_one_rests_is_not_taken_back(reader: Client, measure: Measure, grace: Any) -> None:
    """Else the words that Hedy wrote would have been read by Hedy only."""
    hedy = person("hedy", "Publication")
    write_text(measure, hedy, text="Former deux équipes.")
    reader.post(TEXTS, {"step": "lire", "row": tokens()})
    first = TextReading.objects.get()
    write_text(measure, grace, text="Former deux équipes et leurs chefs.")
    say_read(hedy, {one.text.key: mark_wording(one.text) for one in unread_texts()}, unread_texts)
    refused = reader.post(TEXTS, {"step": "defaire", "reading": [str(first.pk)]})
    assert "a été lu de nouveau depuis" in plain(refused.content.decode())
    first.refresh_from_db()
    assert not first.undone


def test_somebody_else_s_reading_is_not_taken_back(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    reader.post(TEXTS, {"step": "lire", "row": tokens()})
    other = signed_in(person("hedy", "Publication"))
    assert other.post(TEXTS, {"step": "defaire", "reading": [str(TextReading.objects.get().pk)]}).status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "lire"}, {"step": "lire", "row": "x"}, {"step": "lire", "row": "axes.Measure:1:text:"},
        {"step": "lire", "row": "axes.Nothing:1:text:0"}, {"step": "lire", "row": f"axes.Measure:{'9' * 20}:text:0"},
        {"step": "nul"},
        {"step": "defaire", "reading": "x"}, {"step": "defaire"}, {"step": "renvoyer", "why": "\x00"}, {},
        {"step": "renvoyer", "why": "a" * 1001, "row": "axes.Measure:1:text:0"},
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(reader: Client, measure: Measure, ada: Any, sent: dict[str, str]) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    assert reader.post(TEXTS, sent).status_code == 409
    assert not TextReading.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["q=mesure+2.1", "q=%20", "axe=9", "axe=aucun", "a=moi", "a=par-moi", "a=renvoyes", "a=rien", "page=x", "page=99"],
)
def test_any_filter_answers(reader: Client, measure: Measure, ada: Any, query: str) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    write_text(Strategy.objects.get(), ada, authority="Une autre autorité")
    assert reader.get(f"{TEXTS}?{query}").status_code == 200


def test_words_and_codes_find_a_text(reader: Client, measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    write_text(Indicator.objects.get(code="1.4-O1"), ada, remark="Autre axe.")
    for query, found in {"2.1-m1": 1, "EQUIPES": 1, "futur enseignant": 1, "autre axe": 1, "rien de cela": 0}.items():
        assert reader.get(TEXTS, {"q": query}).content.decode().count('class="tick"') == found, query


def test_who_does_not_validate_reads_the_list_and_reads_for_nobody(measure: Measure, ada: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    writer = signed_in(ada)
    content = writer.get(TEXTS).content.decode()
    assert 'type="checkbox"' not in content
    assert f"/bureau/modifier/mesures/{measure.pk}/" in content
    assert writer.post(TEXTS, {"step": "lire", "row": tokens()}).status_code == 403


def test_the_publishing_page_lists_them_and_offers_nothing_until_they_are_read(
    reader: Client, measure: Measure, ada: Any
) -> None:
    before = reader.get("/bureau/publier/").content.decode()
    assert "Textes sans second lecteur" not in before
    assert 'name="reason"' in before
    write_text(measure, ada, text="Former deux équipes.")
    content = reader.get("/bureau/publier/").content.decode()
    text = plain(content)
    assert "Textes sans second lecteur (1) Mesure 2.1-M1 : texte par ada" in text
    assert "Des textes attendent un second lecteur" in text
    assert 'name="reason"' not in content
    sent = {"edition": "2025", "kind": "update", "reason": "Corrigé."}
    refused = reader.post("/bureau/publier/", sent | {"seen": now_seen()})
    assert refused.status_code == 409
    assert "Rien n’a été publié : Une autre personne doit encore lire ces textes" in plain(refused.content.decode())
    assert Release.objects.count() == 1


def test_what_was_typed_to_publish_comes_back_once_the_text_that_stops_it_is_read(
    reader: Client, measure: Measure, ada: Any
) -> None:
    """Somebody wrote it while the reason was typed."""
    write_text(measure, ada, text="Former deux équipes.")
    sent = {"edition": "2025", "kind": "erratum", "reason": "Trois mots à dire.", "seen": "vu avant"}
    for response in (reader.post("/bureau/publier/", sent), reader.get("/bureau/publier/")):
        assert 'name="reason"' not in response.content.decode()
        assert "est gardée" in plain(response.content.decode())
        assert "Trois mots à dire." in plain(response.content.decode())
    reader.post(TEXTS, {"step": "lire", "row": tokens()})
    form = BeautifulSoup(reader.get("/bureau/publier/").content, "lxml").select_one("#publication")
    assert form.select_one("[name=reason]").text.strip() == "Trois mots à dire."
    assert form.select_one("[name=kind][checked]")["value"] == "erratum"
    assert "Trois mots" not in page_of(reader, "/bureau/publier/"), "once only, as what is read again"


def now_seen() -> str:
    """What the form would carry, whoever opened it before the text was written."""
    return fingerprint(canonical.digest(canonical.dump(build("2025"))), newest(), gate.check_all(keep=False))


def test_a_house_of_one_is_offered_to_publish(
    reader: Client, measure: Measure, ada: Any, settings: LazySettings
) -> None:
    settings.ALLOW_SELF_VALIDATION = True
    write_text(measure, ada, text="Former deux équipes.")
    assert 'name="reason"' in reader.get("/bureau/publier/").content.decode()
    assert "Rien n’est publié tant qu’un texte attend." not in page_of(reader)


def test_the_desk_counts_them_for_who_reads_and_for_who_wrote(reader: Client, measure: Measure, ada: Any) -> None:
    assert "Textes à relire" not in page_of(reader, "/bureau/")
    write_text(measure, ada, text="Former deux équipes.")
    assert "Textes à relire (1) Mesure 2.1-M1 : texte par ada" in page_of(reader, "/bureau/")
    assert "1 texte attend un second lecteur" in page_of(reader, "/bureau/")
    text = page_of(signed_in(ada), "/bureau/")
    assert "Textes écrits, à relire par une autre personne (1)" in text
    assert "Textes à relire (1)" not in text


def test_the_copy_marks_each_where_it_is_read(reader: Client, measure: Measure, ada: Any) -> None:
    indicator = Indicator.objects.exclude(context="").filter(code__startswith="2.").first()
    assert indicator
    note = EditorialNote.objects.filter(indicator__action__axis__number=2).first()
    pages = ["/bureau/copie/axes/2/", f"/bureau/copie/indicateurs/{indicator.code}/"]
    assert [page_of(reader, page).count("texte à relire") for page in pages] == [0, 0]
    write_text(measure, ada, text="Former deux équipes.")
    write_text(indicator, ada, context="Un autre contexte.")
    assert page_of(reader, pages[1]).count("texte à relire") == 1
    assert page_of(reader, pages[0]).count("texte à relire") >= 1
    if note:
        write_text(note, ada, reason="Une autre raison.")
        own = f"/bureau/copie/indicateurs/{note.indicator.code}/"
        assert "texte à relire" in page_of(reader, own)
    assert "texte à relire" not in page_of(Client(), f"/indicateurs/{indicator.code}/")
    assert "texte à relire" not in page_of(reader, f"/bureau/apercu/indicateurs/{indicator.code}/")


def test_a_hundred_texts_cost_the_page_no_query_more(reader: Client, ada: Any) -> None:
    measures = list(Measure.objects.order_by("pk")[:40])
    write_text(measures[0], ada, text="Autre texte 0.")
    few = count_queries(reader)
    for rank, one in enumerate(measures):
        write_text(one, ada, text=f"Autre texte {rank}.")
    assert count_queries(reader) == few


def count_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(TEXTS).status_code == 200
    return len(queries)


def test_without_a_strategy_the_page_says_how_to_begin(db: None, grace: Any) -> None:
    client = signed_in(grace)
    empty_the_copy()
    assert client.get(TEXTS).status_code == 200
    assert client.post(TEXTS, {"step": "lire", "row": "axes.Measure:1:text:0"}).status_code == 409


def empty_the_copy() -> None:
    EditorialNote.objects.all().delete()
    Indicator.objects.all().delete()
    Measure.objects.exclude(parent=None).delete()
    Measure.objects.all().delete()
    for axis in Axis.objects.all():
        axis.actions.all().delete()
    Axis.objects.all().delete()
    Strategy.objects.all().delete()
