"""Errors, in the site’s look: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from strategy_monitor import urls
from strategy_monitor.pages import errors
from tests.pages.reading import main, soup, text
from tests.people import person


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret that no reader may see")


def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Réservé aux personnes qui publient.")


def receives(request: HttpRequest) -> HttpResponse:
    return HttpResponse("received")


class WithBroken:
    """The addresses of the site, and some that fail."""

    urlpatterns = [path("breaks/", breaks), path("forbids/", forbids), path("receives/", receives), *urls.urlpatterns]
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def broken(settings: Any) -> None:
    settings.ROOT_URLCONF = WithBroken


MENU = ["", "axes/", "indicateurs/", "rapport/", "donnees/", "methode/"]


def looks_like_the_site(response: HttpResponse) -> None:
    page = soup(response)
    assert [link["href"] for link in page.select("header nav a")] == [f"/{part}" for part in MENU]
    assert page.select_one("footer a[href='/contact/']")
    assert page.html["lang"] == "fr"
    assert page.find("link", href="/static/css/public.css")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert len(page.select("h1")) == 1
    assert text(page.h1) in text(page.title)
    assert response["Cache-Control"] == "no-store"
    assert {"/", "/axes/", "/indicateurs/", "/rapport/"} <= {link["href"] for link in page.select("main a")}
    assert page.select_one("main form[action='/recherche/'] input[name=q]")


@pytest.mark.usefixtures("published")
class TestNotFound:
    def test_an_unknown_address_suggests_where_to_go(self, client: Client) -> None:
        response = client.get("/nulle/part/")
        assert response.status_code == 404
        looks_like_the_site(response)
        assert "Il n’y a pas de page à cette adresse" in main(response)

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("/indicateurs/9.9-O9/", "Aucun indicateur ne porte ce code."),
            ("/indicateurs/9.9-O9.json", "Aucun indicateur ne porte ce code."),
            ("/indicateurs/2.1-O2/rien.svg", "Cet indicateur n’a pas de graphique de ce nom."),
            ("/axes/9/", "La stratégie n’a pas d’axe de ce numéro."),
        ],
    )
    def test_a_page_that_knows_why_says_it(self, client: Client, address: str, why: str) -> None:
        response = client.get(address)
        assert response.status_code == 404
        looks_like_the_site(response)
        assert why in main(response)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("/indicateurs/2.2-o2/?x=1", "/indicateurs/2.2-O2/?x=1"),
            ("/indicateurs/2-i1.csv", "/indicateurs/2-I1.csv"),
            ("/indicateurs/2.2-02/", "/indicateurs/2.2-O2/"),
            ("/indicateurs/2.2O2/?x=1", "/indicateurs/2.2-O2/?x=1"),
            ("/versions/2025/1/indicateurs/3.2-3-01.json", "/versions/2025/1/indicateurs/3.2-3-O1.json"),
            (
                "/versions/2025/1/indicateurs/2.2-o2/releves/ecoles-fondamental/2023-2024/",
                "/versions/2025/1/indicateurs/2.2-O2/releves/ecoles-fondamental/2023-2024/",
            ),
        ],
    )
    def test_a_code_typed_otherwise_leads_to_the_one_that_is_meant(
        self, client: Client, typed: str, meant: str
    ) -> None:
        response = client.get(typed)
        assert (response.status_code, response["Location"]) == (302, meant)
        assert client.get(meant).status_code == 200

    @pytest.mark.parametrize(
        ("typed", "near"),
        [
            ("/indicateur/2.2-O2/", "/indicateurs/2.2-O2/"),
            ("/indicateur/2.2-O2", "/indicateurs/2.2-O2/"),
            ("/axe/2", "/axes/2/"),
            ("/Rapport/", "/rapport/"),
            ("/axes/2/)", "/axes/2/"),
            ("/indicateurs/2.2-O2/\u00a0", "/indicateurs/2.2-O2/"),
            ("/donnees/rapport.pdf", "/rapport.pdf"),
            ("/datapackage.json", "/donnees/datapackage.json"),
            ("/versions/2025/", "/versions/"),
            ("/comparaison/2025/2024/", "/comparaison/"),
            ("/methode/echelle", "/methode/"),
            ("/axes/9/", "/axes/"),
            ("/indicateurs/9.9-O9/", "/indicateurs/"),
            ("/indicateurs/9.9-O9/releves/", "/indicateurs/"),
            ("/versions/2025/9/axes/", "/versions/"),
        ],
    )
    def test_the_nearest_address_is_shown(self, client: Client, typed: str, near: str) -> None:
        response = client.get(typed)
        assert response.status_code == 404
        looks_like_the_site(response)
        (link,) = soup(response).select("main .near a")
        assert (link["href"], text(link)) == (near, near)
        assert client.get(near).status_code in {200, 503}, "a document may still be written"

    @pytest.mark.parametrize(
        "typed",
        [
            "/wp-login.php",
            "/nulle/part/",
            "/x//evil.example/",
            "/" + "axes" * 2000,
            "/bureau/nulle/part/",
            "/<b>/.",
            "/)/",
        ],
    )
    def test_none_is_where_nothing_is_near(self, client: Client, typed: str) -> None:
        response = client.get(typed)
        assert response.status_code in {302, 404}
        assert not soup(response).select("main .near")

    def test_in_a_past_release_the_menu_stays_in_it(self, client: Client) -> None:
        """Where a page was opened, and where the address is none but the release is known; else the root is safe."""
        for address in ("/versions/2025/1/indicateurs/9.9-O9/", "/versions/2025/1/nulle/part/"):
            page = soup(client.get(address))
            menu = [link["href"] for link in page.select("header nav a")]
            assert menu == [f"/versions/2025/1/{part}" for part in MENU], address
            assert "Le menu mène aux pages de la version 2025.1." in text(page.main)
        for address in ("/versions/2025/9/axes/", "/versions/2019/1/nulle/part/"):
            looks_like_the_site(client.get(address))

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_a_page_that_is_only_read_says_so(self, client: Client, method: str) -> None:
        response = getattr(Client(enforce_csrf_checks=True), method)("/axes/")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        looks_like_the_site(response)
        assert "Cette page se lit, elle ne reçoit rien" in main(response)
        assert "Rien n’a été enregistré ni modifié." in main(response)


@pytest.mark.usefixtures("broken")
class TestFailures:
    def test_a_failure_asks_the_database_nothing_and_tells_no_secret(self) -> None:
        """Without the `db` fixture, any query raises: the page is written from nothing."""
        response = Client(raise_request_exception=False).get("/breaks/")
        assert response.status_code == 500
        looks_like_the_site(response)
        assert "secret" not in response.text
        assert "Une erreur s’est produite" in main(response)
        assert response["X-Request-ID"]

    def test_a_refusal_says_what_the_view_said(self, client: Client) -> None:
        response = client.get("/forbids/")
        assert response.status_code == 403
        looks_like_the_site(response)
        assert "Réservé aux personnes qui publient." in main(response)

    def test_a_form_without_its_token_says_what_to_do(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/receives/", {"a": "b"})
        assert response.status_code == 403
        looks_like_the_site(response)
        assert "recharger la page" in main(response)

    def test_an_unknown_host_is_a_bad_request(self, client: Client) -> None:
        response = client.get("/receives/", headers={"host": "ailleurs.example"})
        assert response.status_code == 400
        looks_like_the_site(response)
        assert "ailleurs" not in response.text, "what is sent is not repeated"


@pytest.mark.parametrize("name", errors.TITLES)
def test_every_error_says_what_was_kept_or_what_to_do(name: str) -> None:
    response = errors.answer_error(name, 400, allowed="GET", why="")
    looks_like_the_site(response)
    assert len(main(response)) > 150


HANDLERS: list[tuple[Callable[..., HttpResponse], int]] = [
    (errors.bad_request, 400),
    (errors.forbidden, 403),
    (errors.not_found, 404),
    (errors.failure, 500),
]


@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_a_handler_needs_nothing_but_the_request(handler: Callable[..., HttpResponse], status: int) -> None:
    request = RequestFactory().get("/")
    assert handler(request).status_code == status


FROM_HERE = {"Origin": "http://testserver"}
SENT = {
    "why": "Relu avec la DGEO\u202f: <b>rien</b> à changer.\nSauf ceci.",
    "csrfmiddlewaretoken": "a token",
    "opened-3": '{"cells": {}}',
    "code": "123 456",
    "new_password1": "une phrase de passe",
    "step": "valider",
    "seen": "f0e1d2c3 2025.1",
}


def given_back(response: HttpResponse) -> dict[str, str]:
    terms, texts = soup(response).select("dl.gone dt"), soup(response).select("dl.gone dd")
    return {text(term): one.get_text("\n").strip() for term, one in zip(terms, texts, strict=True)}


@pytest.mark.parametrize("handler", [errors.forbidden, errors.token_refused, errors.failure, errors.outage])
def test_what_was_typed_is_given_back_and_no_secret(handler: Callable[..., HttpResponse]) -> None:
    """As who loses a role while typing meets it: going back may show an empty form. What another site makes a browser
    send is not repeated."""
    told = handler(RequestFactory().post("/forbids/", SENT, headers=FROM_HERE))
    assert given_back(told) == {"Texte saisi": SENT["why"]}
    for headers in ({}, {"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"} | FROM_HERE):
        assert "DGEO" not in handler(RequestFactory().post("/forbids/", SENT, headers=headers)).text
    assert "dl" not in handler(RequestFactory().get("/forbids/", SENT, headers=FROM_HERE)).text.split()


@pytest.mark.django_db
def test_a_form_that_is_refused_gives_each_field_back_by_its_label(client: Client) -> None:
    """All that was typed, however short; and nothing that is read in the database for who has no right to it."""
    client.force_login(person("camille", "Lecture"))
    sent = {"code": "m1", "position": "7", "text": "Former", "action": "1", "_save": "Enregistrer", "password": "x y"}
    sent |= {"citations-0-reference": "1", "citations-0-printed_label": "DigComp", "citations-TOTAL_FORMS": "1"}
    told = client.post("/bureau/modifier/mesures/ajouter/", sent, headers=FROM_HERE)
    assert told.status_code == 403
    row = {"Référence citée, intitulé imprimé": "DigComp"}
    assert given_back(told) == {"Code": "m1", "Rang": "7", "Texte": "Former"} | row


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/bureau/publier/", "/bureau/modifier/mesures/ajouter/"])
def test_a_form_that_is_sent_after_the_session_ended_is_given_back(client: Client, page: str) -> None:
    """Without scripts nothing says so before; and the way to sign in would lose what was typed."""
    told = client.post(page, {"reason": "Une raison tapée", "text": "Former deux équipes"}, headers=FROM_HERE)
    assert told.status_code == 403
    assert told["Cache-Control"] == "no-store"
    assert "Former deux équipes" in given_back(told).values()
    link = soup(told).select_one("main a[target=_blank]")
    assert link["href"] == f"/admin/login/?next={page}"
    for sent, headers in (({}, FROM_HERE), ({"text": "Former deux équipes"}, {})):
        assert client.post(page, sent, headers=headers)["Location"] == f"/admin/login/?next={page}"


def test_a_form_that_cannot_be_read_is_refused_all_the_same() -> None:
    request = RequestFactory().post("/", b"x", content_type="multipart/form-data; boundary=x", headers=FROM_HERE)
    request.upload_handlers = []
    assert errors.failure(request).status_code == 500


def test_a_refusal_with_a_body_of_its_own_is_left_alone() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("propre", status=405)

    assert errors.MethodNotAllowed(view)(RequestFactory().post("/")).content == b"propre"  # type: ignore[union-attr]
