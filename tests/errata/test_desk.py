"""Editions and errata at the desk: prepared, corrected, validated by another person, answered in the working copy."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from axes.models import Axis
from indicators.models import Indicator, Observation
from strategy_monitor.accounts.roles import CONTRIBUTOR, EDITOR, PUBLISHER, READER
from strategy_monitor.errata.models import Correction, Erratum
from strategy_monitor.errata.workflow import publish_erratum
from strategy_monitor.language.codes import ErratumState
from strategy_monitor.releases import compressed
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests.admin_pages import faults_heard
from tests.campaigns.making import campaign
from tests.errata.making import FIGURE, proposed, two_editions
from tests.pages.reading import soup, text
from tests.people import person, signed_in
from tests.vouched import change

pytestmark = pytest.mark.django_db

EDITIONS, CARRY = "/bureau/editions/", "/bureau/errata/a-reprendre/"


@pytest.fixture
def figure(db: None) -> Observation:
    return two_editions()


@pytest.fixture
def editor(figure: Observation) -> Client:
    return signed_in(person("edith", EDITOR.name, axes=Axis.objects.all()))


@pytest.fixture
def publisher(figure: Observation) -> Client:
    return signed_in(person("paul", PUBLISHER.name))


def opened(client: Client) -> str:
    """The address of an erratum to 2025 that was just opened."""
    return str(client.post(f"{EDITIONS}2025/")["Location"])


def sent(client: Client, address: str, **given: Any) -> Any:
    """A form of the page, with what stands in it for what was seen."""
    page = soup(client.get(address))
    seen = page.select_one("main [name=seen]")
    return client.post(address, {"seen": seen["value"] if seen else ""} | given)


def sent_form(response: Any) -> dict[str, str]:
    """All that the checklist of this page would send."""
    form = BeautifulSoup(response.content, "lxml").select_one("form.checklist")
    chosen = {one["name"]: (one.select_one("[selected]") or {"value": ""})["value"] for one in form.select("select")}
    return chosen | {one["name"]: one.get("value", "") for one in form.select("input[name]")}


def said(response: Any) -> str:
    return text(BeautifulSoup(response.content, "lxml").main)


class TestEditions:
    def test_each_says_its_state_and_leads_to_its_page(self, editor: Client) -> None:
        page = soup(editor.get(EDITIONS))
        rows = [[text(cell) for cell in row.select("th, td")] for row in page.select("main tbody tr")]
        assert [(row[0], row[1], row[4]) for row in rows] == [("2026", "en cours", "1"), ("2025", "close", "1")]
        for link in page.select("main tbody a"):
            assert editor.get(link["href"]).status_code == 200

    def test_the_next_one_is_prepared_in_sight_of_what_would_pass_to_it(
        self, publisher: Client, figure: Observation, client: Client
    ) -> None:
        change(figure, value=5001)
        page = soup(publisher.get(EDITIONS))
        assert page.select_one("[name=label]")["value"] == "2027"
        assert "passera à l’édition suivante : 1 modification" in text(page.main)
        response = publisher.post(f"{EDITIONS}preparer/", {"label": "2027", "seen": "2026"}, follow=True)
        assert "L’édition 2027 se prépare." in said(response)
        assert default_edition() == "2027"
        assert "Édition 2026" in text(soup(client.get("/")))
        assert "on peut renoncer à l’édition 2027" in text(soup(publisher.get(EDITIONS)).main)
        publisher.post(f"{EDITIONS}reprendre/")
        assert default_edition() == "2026"

    @pytest.mark.parametrize(
        ("label", "seen", "status", "why"),
        [
            ("2027", "2025", 409, "Une autre personne vient de préparer"),
            ("2025", "2026", 409, "la suivante vient après elle"),
            ("20 27", "2026", 422, "lettres"),
            ("", "2026", 422, "obligatoire"),
            ("2027-fictive", "2026", 409, "réservé"),
        ],
    )
    def test_what_cannot_be_prepared_is_said_where_it_was_typed(
        self, publisher: Client, label: str, seen: str, status: int, why: str
    ) -> None:
        response = publisher.post(f"{EDITIONS}preparer/", {"label": label, "seen": seen})
        assert response.status_code == status
        assert why in said(response)
        assert default_edition() == "2026"
        assert status != 422 or any(why in fault for fault in faults_heard(soup(response), "label"))

    def test_who_prepares_the_next_one_reads_that_the_campaign_ends(self, publisher: Client) -> None:
        assert "campagne" not in text(soup(publisher.get(EDITIONS)).main)
        campaign(edition=Edition.objects.get(label="2026"))
        told = text(soup(publisher.get(EDITIONS)).main)
        assert "La campagne de collecte de l’édition 2026 se clôt avec elle : plus rien n’y est demandé." in told

    def test_one_whose_releases_are_all_withdrawn_is_not_said_to_have_had_none(self, publisher: Client) -> None:
        withdraw("2026", 1, "Par erreur.")
        for address in (EDITIONS, f"{EDITIONS}2026/"):
            told = text(soup(publisher.get(address)).main)
            assert "le public ne " in told
            assert "encore publié" not in told
            assert "encore rien" not in told

    def test_one_does_not_go_back_from_what_is_read(self, publisher: Client) -> None:
        response = publisher.post(f"{EDITIONS}reprendre/")
        assert response.status_code == 409
        assert "Le public lit déjà l’édition" in said(response)

    def test_before_one_goes_back_one_reads_what_that_takes_back(self, publisher: Client) -> None:
        publisher.post(f"{EDITIONS}preparer/", {"label": "2027", "seen": "2026"})
        assert "De nouveau suivis" not in text(soup(publisher.get(EDITIONS)).main)
        publisher.post(f"{EDITIONS}2027/liste/", {"d indicator 1.1-O1": "closed"})
        told = text(soup(publisher.get(EDITIONS)).select_one("form[action$='reprendre/']"))
        assert "Ce qui a été écrit dans la copie de travail y reste" in told
        assert "De nouveau suivis : 1.1-O1 Heures." in told
        assert "nourrit de nouveau l’édition 2026" in said(publisher.post(f"{EDITIONS}reprendre/", follow=True))
        assert not Indicator.objects.exclude(closed_since="").exists()

    @pytest.mark.parametrize("role", [READER, CONTRIBUTOR, EDITOR])
    def test_who_does_not_publish_prepares_nothing(self, figure: Observation, role: Any) -> None:
        reader = signed_in(person("lea", role.name, axes=Axis.objects.all()))
        assert reader.get(EDITIONS).status_code == 200
        for address in ("preparer/", "reprendre/"):
            assert reader.post(f"{EDITIONS}{address}", {"label": "2027", "seen": "2026"}).status_code == 403
        assert default_edition() == "2026"

    @pytest.mark.parametrize("label", ["1999", "2024-fictive", "x"])
    def test_an_edition_that_is_not_there_is_not_found(self, publisher: Client, label: str) -> None:
        assert publisher.get(f"{EDITIONS}{label}/").status_code == 404


class TestTheChecklist:
    def test_is_answered_on_the_page_of_the_edition(self, publisher: Client) -> None:
        page = soup(publisher.get(f"{EDITIONS}2026/"))
        assert "0 point revu sur" in text(page.main)
        address = page.select_one("form.checklist")["action"]
        response = publisher.post(address, {"d order": "reviewed", "rest": "1"}, follow=True)
        assert "2 décisions notées." in said(response)
        shown = BeautifulSoup(response.content, "lxml")
        assert shown.select_one("[name='d indicator 1.1-O1'] [selected]")["value"] == "continued"
        assert "par paul" in said(response)
        for link in shown.select("form.checklist a"):
            assert publisher.get(link["href"]).status_code == 200

    def test_what_cannot_be_is_said_and_nothing_is_written(self, publisher: Client, editor: Client) -> None:
        address = f"{EDITIONS}2026/liste/"
        given = {"d order": "reviewed", "d indicator 1.1-O1": "closed", "r indicator 1.1-O1": "9.9"}
        response = publisher.post(address, given)
        assert (response.status_code, "aucun autre indicateur suivi" in said(response)) == (409, True)
        assert "0 point revu" in said(response)
        shown = BeautifulSoup(response.content, "lxml")
        assert shown.select_one("[name='d indicator 1.1-O1'] [selected]")["value"] == "closed"
        successor = shown.select_one("[name='r indicator 1.1-O1']")
        assert successor["value"] == "9.9"
        why = shown.select_one(f"#{successor['aria-describedby']}")
        assert "aucun autre indicateur suivi" in text(why), "at its line, and heard with it"
        assert why.find_parent("li") == successor.find_parent("li")
        assert shown.select_one("main [role=alert] a")["href"] == f"#{why['id']}"
        assert len(shown.select("form.checklist .fault")) == 1
        response = editor.post(address, {"d indicator 1.1-O1": "closed"})
        assert (response.status_code, "qui publie clôt" in said(response)) == (409, True)

    def test_all_that_cannot_be_is_said_at_once(self, publisher: Client, editor: Client) -> None:
        """It said one refusal at a time: three mistakes took three sendings."""
        address = f"{EDITIONS}2026/"
        before = sent_form(publisher.get(address))
        editor.post(f"{address}liste/", before | {"d order": "reviewed"})
        given = {"d indicator 1.1-O1": "closed", "r indicator 1.1-O1": "9.9", "d creation": "closed", "d order": "x"}
        response = publisher.post(f"{address}liste/", before | given)
        assert response.status_code == 409
        shown = soup(response)
        led = [(link["href"], text(link)) for link in shown.select("main [role=alert] a")]
        at_its_place = [(f"#{one['id']}", text(one)) for one in shown.select("form.checklist .fault")]
        assert led == at_its_place
        assert [said.rpartition(" : ")[2] for _href, said in led] == [
            "aucun autre indicateur suivi ne porte le code « 9.9 ».",
            "cette décision n’est pas de celles que la liste propose.",
            "une autre personne vient d’en décider. Relire.",
        ]
        assert {one["aria-describedby"] for one in shown.select("select[aria-invalid]")} == {
            href[1:] for href, _said in led
        }

    def test_two_pages_lose_nothing_of_each_other(self, publisher: Client, editor: Client) -> None:
        """Each sends all that it shows: only what was changed on it counts."""
        address = f"{EDITIONS}2026/"
        first, second = (sent_form(client.get(address)) for client in (publisher, editor))
        publisher.post(f"{address}liste/", first | {"d indicator 1.1-O1": "closed"})
        editor.post(f"{address}liste/", second | {"d order": "reviewed"})
        shown = soup(publisher.get(address))
        assert shown.select_one("[name='d indicator 1.1-O1'] [selected]")["value"] == "closed"
        assert shown.select_one("[name='d order'] [selected]")["value"] == "reviewed"
        response = editor.post(f"{address}liste/", second | {"d indicator 1.1-O1": "continued"})
        assert (response.status_code, "une autre personne vient d’en décider" in said(response)) == (409, True)

    def test_is_that_of_the_edition_in_progress(self, publisher: Client) -> None:
        assert not soup(publisher.get(f"{EDITIONS}2025/")).select("form.checklist")
        assert publisher.post(f"{EDITIONS}2025/liste/", {"d order": "reviewed"}).status_code == 409
        assert publisher.get(f"{EDITIONS}2025/liste/")["Location"] == f"{EDITIONS}2025/"


class TestAnErratum:
    def test_goes_from_the_editor_to_the_public(self, editor: Client, publisher: Client, client: Client) -> None:
        erratum = opened(editor)
        found = soup(editor.get(erratum, {"q": "heures 2023-2024"})).select("#ajouter ~ .subjects a, .subjects a")
        thing = editor.get(erratum + "corriger/" + found[0]["href"].partition("corriger/")[2])
        field = next(a for a in soup(thing).select("main tbody a") if text(a).endswith(": valeur"))
        address = f"{erratum}corriger/{field['href']}"
        assert "L’édition 2025 dit : 4 944 heures" in said(editor.get(address))
        response = sent(editor, address, typed="4 945", reason="Une faute de frappe.")
        assert response["Location"] == erratum
        sent(editor, erratum, step="soumettre")
        assert "Soumis par" in said(publisher.get(erratum))
        sent(publisher, erratum, step="publier")
        assert str(Release.objects.newest_first()[0]) == "2025.2"
        assert "4 944 heures → devient 4 945 heures" in text(soup(client.get("/errata/")).main)

    def test_begins_with_the_figure_and_says_its_unit(self, editor: Client) -> None:
        field = f"{opened(editor)}corriger/?chose={quote(FIGURE)}"
        titles = [text(one) for one in soup(editor.get(field)).select("main tbody th")]
        assert titles[:3] == ["valeur", "borne haute", "niveau"]
        assert titles.index("période") < titles.index("texte imprimé") < titles.index("date des données")
        form = soup(editor.get(f"{field}&champ=value"))
        assert text(form.select_one(f"#{form.select_one('[name=typed]')['aria-describedby']}")) == "heures"
        assert not soup(editor.get(f"{field}&champ=printed")).select_one("#id_typed_helptext")

    def test_of_a_value_that_is_emptied_leads_to_the_field_that_says_why(self, editor: Client) -> None:
        address = opened(editor)
        field = f"{address}corriger/?chose={quote(FIGURE)}"
        emptied = sent(editor, f"{field}&champ=value", typed="", reason="Le chiffre est faux.")
        assert emptied["Location"].startswith(f"{address}corriger/?chose=")
        page = soup(editor.get(emptied["Location"]))
        assert "Un autre champ est à corriger aussi. Il faut une valeur" in text(page.main)
        assert "raison de l’absence" in text(page.main)
        said = sent(editor, f"{field}&champ=missing_reason", typed="not_measured", reason="Le chiffre est faux.")
        assert said["Location"] == address

    def test_says_together_all_that_is_wrong_with_a_correction(self, editor: Client) -> None:
        address = f"{opened(editor)}corriger/?chose={FIGURE}&champ=value"
        response = sent(editor, address, typed="beaucoup", reason="")
        assert response.status_code == 422
        told = said(response)
        assert "« beaucoup » n’est pas un nombre" in told
        assert "Dire pourquoi ce champ est corrigé." in told

    def test_comes_back_with_a_reason_and_what_was_typed_stays(self, editor: Client, publisher: Client) -> None:
        erratum = opened(editor)
        address = f"{erratum}corriger/?chose={FIGURE}&champ=value"
        sent(editor, address, typed="4 945", reason="Une faute.")
        sent(editor, erratum, step="soumettre")
        response = sent(publisher, erratum, step="retourner", why=" ")
        assert (response.status_code, "Dire pourquoi" in said(response)) == (409, True)
        sent(publisher, erratum, step="retourner", why="Quelle source ?")
        assert "Quelle source ?" in said(editor.get(erratum))
        form = soup(editor.get(address))
        assert form.select_one("[name=typed]")["value"] == "4945"
        assert text(form.select_one("[name=reason]")) == "Une faute."

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"typed": "4.944", "reason": "Une faute."}, "deux façons"),
            ({"typed": "4945", "reason": ""}, "Dire pourquoi ce champ est corrigé"),
            ({"typed": "4945", "reason": "Une faute.", "seen": "7"}, "a changé depuis"),
            ({"typed": "4945", "reason": "Une faute.", "seen": "x"}, "a changé depuis"),
            ({"typed": "4944", "reason": "Une faute."}, "déjà écrit"),
        ],
    )
    def test_what_cannot_be_taken_is_said_and_nothing_is_lost(
        self, editor: Client, given: dict[str, str], why: str
    ) -> None:
        erratum = opened(editor)
        response = sent(editor, f"{erratum}corriger/?chose={FIGURE}&champ=value", **given)
        assert response.status_code == 422
        assert why in said(response)
        assert BeautifulSoup(response.content, "lxml").select_one("[name=typed]")["value"] == given["typed"]
        page = soup(response)
        at_field = [*faults_heard(page, "typed"), *faults_heard(page, "reason")]
        assert any(why in fault for fault in [*at_field, text(page.select_one("main [role=alert]"))])
        assert not Correction.objects.exists()

    @pytest.mark.parametrize(
        "query",
        [
            "?chose=x",
            "?chose=",
            f"?chose={FIGURE}&champ=validated_by",
            "?chose=Indicator:9:1&champ=title",
            "?chose=%00",
        ],
    )
    def test_what_is_not_in_the_edition_is_not_found(self, editor: Client, query: str) -> None:
        assert editor.get(f"{opened(editor)}corriger/{query}").status_code == 404

    def test_every_field_of_every_thing_has_its_form(self, editor: Client) -> None:
        erratum = opened(editor)
        things = soup(editor.get(erratum, {"q": "1"})).select(".subjects a")
        assert len(things) > 3
        for thing in things:
            page = soup(editor.get(thing["href"]))
            links = page.select("main tbody a")
            assert links
            for link in links:
                assert editor.get(f"{erratum}corriger/{link['href']}").status_code == 200, link["href"]

    def test_its_own_author_is_told_that_another_validates(self, publisher: Client, figure: Observation) -> None:
        erratum = opened(publisher)
        sent(publisher, f"{erratum}corriger/?chose={FIGURE}&champ=value", typed="4 945", reason="Une faute.")
        sent(publisher, erratum, step="soumettre")
        page = soup(publisher.get(erratum))
        assert not page.select("[value=publier]")
        assert sent(publisher, erratum, step="publier").status_code == 409
        assert Release.objects.filter(edition__label="2025").count() == 1

    @pytest.mark.parametrize("step", ["", "rien", "soumettre", "retirer", "publier", "retourner"])
    def test_a_step_that_cannot_be_taken_is_refused_in_words(self, publisher: Client, step: str) -> None:
        erratum = opened(publisher)
        response = publisher.post(erratum, {"step": step, "seen": "0", "why": "x"})
        assert response.status_code in {302, 409}
        assert Erratum.objects.get().state == ErratumState.DRAFT

    @pytest.mark.parametrize("role", [READER, CONTRIBUTOR])
    def test_who_only_reads_opens_and_changes_none(self, editor: Client, role: Any) -> None:
        erratum = opened(editor)
        reader = signed_in(person("lea", role.name))
        assert reader.get(erratum).status_code == 200
        assert reader.post(f"{EDITIONS}2025/").status_code == 403
        assert reader.get(f"{erratum}corriger/?chose={FIGURE}&champ=value").status_code == 403
        for step in ("soumettre", "abandonner", "publier", "retourner", "retirer"):
            assert reader.post(erratum, {"step": step, "seen": "0"}).status_code == 403
        assert reader.post(CARRY, {"line": "1", "why": "x"}).status_code == 403

    def test_an_editor_publishes_none(self, editor: Client, publisher: Client) -> None:
        erratum = opened(publisher)
        sent(publisher, f"{erratum}corriger/?chose={FIGURE}&champ=value", typed="4 945", reason="Une faute.")
        sent(publisher, erratum, step="soumettre")
        for step in ("publier", "retourner"):
            assert editor.post(erratum, {"step": step, "seen": "2", "why": "x"}).status_code == 403

    def test_the_edition_in_progress_is_corrected_in_the_copy(self, editor: Client) -> None:
        response = editor.post(f"{EDITIONS}2026/")
        assert response.status_code == 409
        assert "n’est pas close" in said(response)


class TestWhatTheCopyAnswers:
    @pytest.fixture
    def published(self, figure: Observation) -> Correction:
        ada, grace = person("ada", PUBLISHER.name), person("grace", PUBLISHER.name)
        publish_erratum(proposed(ada, typed="5 050").pk, 2, grace)
        return Correction.objects.get()

    @pytest.mark.parametrize("address", ["/bureau/", CARRY, f"{EDITIONS}2025/", "/bureau/errata/{}/"])
    def test_to_name_a_release_its_document_is_not_read(
        self, address: str, published: Correction, publisher: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It has all of the report: once for each correction, it would fill the memory."""
        page = address.format(published.erratum_id)
        assert publisher.get(page).status_code == 200
        expanded: list[bytes] = []
        monkeypatch.setattr(compressed, "expand", lambda kept: expanded.append(kept) or "")
        assert publisher.get(page).status_code == 200
        assert len(expanded) == 0

    def test_a_correction_is_proposed_until_it_is_answered(self, published: Correction, editor: Client) -> None:
        assert "1 correction d’une édition close attend une réponse" in said(editor.get("/bureau/"))
        page = said(editor.get(CARRY))
        assert "4 944 heures → devient 5 050 heures" in page
        assert "La copie de travail dit : 5 000 heures" in page
        response = editor.post(CARRY, {"line": published.pk, "why": " "})
        assert (response.status_code, "Dire pourquoi" in said(response)) == (409, True)
        editor.post(CARRY, {"line": published.pk, "why": "2026 a ses propres chiffres."})
        assert "attend une réponse" not in said(editor.get("/bureau/"))
        published.refresh_from_db()
        assert (published.answer, published.answered_by.username) == ("2026 a ses propres chiffres.", "edith")
        assert editor.post(CARRY, {"line": published.pk, "why": "Encore."}).status_code == 409

    def test_the_erratum_leads_there_until_then(self, published: Correction, editor: Client) -> None:
        page = f"/bureau/errata/{published.erratum_id}/"
        assert f'href="{CARRY}"' in editor.get(page).content.decode()
        editor.post(CARRY, {"line": published.pk, "why": "2026 a ses propres chiffres."})
        assert f'href="{CARRY}"' not in editor.get(page).content.decode()

    def test_who_publishes_is_told_of_it_until_then(self, published: Correction, publisher: Client) -> None:
        assert "1 correction d’une édition close attend une réponse" in said(publisher.get("/bureau/publier/"))
        publisher.post(CARRY, {"line": published.pk, "why": "2026 a ses propres chiffres."})
        after = said(publisher.get("/bureau/publier/"))
        assert "attend une réponse" not in after
        assert "Rien : toutes les valeurs sont validées" in after

    def test_the_same_change_in_the_copy_is_an_answer(
        self, published: Correction, editor: Client, figure: Observation
    ) -> None:
        change(figure, value=5050)
        assert "attend une réponse" not in said(editor.get("/bureau/"))
        assert "Rien : la copie de travail a tout repris" in said(editor.get(CARRY))

    def test_what_the_copy_no_longer_has_waits_too(
        self, published: Correction, editor: Client, figure: Observation
    ) -> None:
        figure.delete()
        assert "n’a plus rien de ce nom" in said(editor.get(CARRY))

    @pytest.mark.parametrize("line", ["", "x", "99999", "\x00", "1" * 30])
    def test_an_answer_to_nothing_is_refused(self, published: Correction, editor: Client, line: str) -> None:
        assert editor.post(CARRY, {"line": line, "why": "x"}).status_code == 409

    def test_nothing_waits_before(self, figure: Observation, editor: Client) -> None:
        publish("2026", "Encore.")
        assert "Rien : la copie de travail a tout repris" in said(editor.get(CARRY))


def test_the_desk_says_which_erratum_waits_for_whom(editor: Client, publisher: Client):
    address = opened(editor)

    def told(client: Client) -> str:
        page = soup(client.get("/bureau/"))
        return " ".join(text(link.parent) for link in page.select(f'main a[href="{address}"]'))

    sent(editor, f"{address}corriger/?chose={FIGURE}&champ=value", typed="5 050", reason="Une faute.")
    assert told(editor) == "Erratum à l’édition 2025 : en préparation"
    assert told(publisher) == ""
    sent(editor, address, step="soumettre")
    assert told(publisher) == "Erratum à l’édition 2025 : soumis par edith, à valider par une autre personne"
    sent(publisher, address, step="retourner", why="Vérifier.")
    assert told(editor) == "Erratum à l’édition 2025 : retourné « Vérifier. »"
    assert told(publisher) == ""
    sent(editor, address, step="soumettre")
    sent(publisher, address, step="publier")
    assert told(editor) == told(publisher) == ""
    (form,) = [link["href"] for link in soup(editor.get(CARRY)).select("main a") if "Le corriger" in text(link)]
    assert form.startswith("/bureau/modifier/valeurs/")
