"""The list of releases: what was published, what it changed, and which one can no longer be trusted."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from indicators.models import Indicator
from strategy_monitor.language.french import write_account
from strategy_monitor.pages import history
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests.memory import forget
from tests.outages import database_down
from tests.pages.reading import main, soup, text
from tests.releases.altering import alter_documents
from tests.snapshot import remembered
from tests.vouched import one_more

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def corrected(published: None) -> None:
    """A second release, with one figure more and one title changed, by a named author."""
    remembered("a second release by a named author", correct)


def correct() -> None:
    one_more(value=7780)  # 4 944 stays, for `tamper`
    indicator = Indicator.objects.get(code="1.4-O1")
    indicator.short_title = "Banques de ressources"
    indicator.save()
    author = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    publish("2025", "Le fournisseur a corrigé un chiffre : voir sa note.", author)


def tamper(number: int) -> None:
    """Alters a published document behind the back of the product."""
    alter_documents(lambda text: text.replace("4944", "9944"), number=number)
    forget()


def test_a_release_tells_what_identifies_it(client: Client, corrected: None) -> None:
    response = client.get("/versions/")
    found = soup(response).select(".releases > li")
    assert [text(item.h2) for item in found] == ["Version 2025.2 en cours", "Version 2025.1"]
    newest, first = found
    head = load.current().head
    assert "publiée le" in text(newest)
    assert "par " + " ".join(head.author.split()) in text(newest)
    assert head.author == write_account(get_user_model().objects.get().pk)
    assert "Ada Lovelace" not in main(response)
    assert "Le fournisseur a corrigé un chiffre : voir sa note." in text(newest)
    assert text(newest.select_one(".hash")) == head.sha256
    assert "Première version lisible" in text(first)


def test_each_release_is_read_at_its_own_address(client: Client, corrected: None) -> None:
    found = soup(client.get("/versions/")).select(".releases > li")
    assert len(found) == 2
    for item in found:
        read, taken, *_ = (link["href"] for link in item.select(".links a"))
        number = read.rstrip("/").rpartition("/")[2]
        assert (read, taken) == (f"/versions/2025/{number}/", f"/versions/2025/{number}/donnees/rapport.json")
        assert client.get(read).status_code == 200
        assert client.get(taken).headers["Content-Type"] == "application/json"


def test_what_changed_is_counted_and_listed_with_links(client: Client, corrected: None) -> None:
    changes = soup(client.get("/versions/")).select_one(".changes")
    assert text(changes.summary) == "1 ajout, retrait ou nouveau nom d’indicateur, 1 chiffre depuis la version 2025.1"
    links = {link["href"] for link in changes.select("li > a")}
    assert links == {"/versions/2025/2/indicateurs/2.1-O2/", "/versions/2025/2/indicateurs/1.4-O1/"}
    assert "Banques de ressources sur e-classe → devient Banques de ressources" in text(changes)
    for href in links:
        assert client.get(href).status_code == 200


def test_what_was_removed_is_read_in_the_release_before(client: Client) -> None:
    Indicator.objects.get(code="4.1-O3").delete()
    publish("2025", "Indicateur abandonné.")
    changes = soup(client.get("/versions/")).select_one(".changes")
    link = changes.find("a", href=True, string=lambda s: s and "4.1-O3" in s)
    assert link["href"] == "/versions/2025/1/indicateurs/4.1-O3/"
    assert client.get(link["href"]).status_code == 200
    assert client.get("/versions/2025/2/indicateurs/4.1-O3/").status_code == 404


def test_a_release_that_was_altered_is_refused_not_hidden(client: Client, corrected: None) -> None:
    before = client.get("/versions/")
    tamper(1)
    response = client.get("/versions/", headers={"If-None-Match": before["ETag"]})
    assert response.status_code == 200, "the reader’s copy is out of date: the release was fine then"
    newest, first = soup(response).select(".releases > li")
    assert "Version refusée." in text(first)
    assert "le document ne correspond plus à son empreinte SHA-256" in text(first)
    assert not first.select("a")
    assert "Première version lisible" in text(newest), "it is not compared with what cannot be read"


def test_an_altered_release_answers_503_and_the_current_one_still_reads(client: Client, corrected: None) -> None:
    tamper(1)
    refused = client.get("/versions/2025/1/")
    assert refused.status_code == 503
    assert "Le site refuse de la montrer plutôt que de montrer un chiffre altéré." in main(refused)
    assert refused["Cache-Control"] == "no-store"
    assert "ETag" not in refused
    assert client.get("/").status_code == 200


def test_the_last_good_release_stands_in_for_an_altered_one(client: Client, corrected: None) -> None:
    tamper(2)
    response = client.get("/")
    assert response.status_code == 200
    assert "version 1" in text(soup(response).footer)
    current = soup(client.get("/versions/")).select_one(".tag").find_parent("h2")
    assert text(current) == "Version 2025.1 en cours"


def test_an_old_release_says_that_a_newer_one_exists(client: Client, corrected: None) -> None:
    old = soup(client.get("/versions/2025/1/indicateurs/1.4-O1/"))
    assert "Une version plus récente existe." in text(old.select_one(".banner"))
    assert "qui est la version en cours" in text(soup(client.get("/versions/2025/2/")).select_one(".banner"))


def test_a_release_that_never_was_is_not_found(client: Client) -> None:
    for path in ("/versions/2025/2/", "/versions/2024/1/", "/versions/2025/0/", f"/versions/2025/{'9' * 5000}/"):
        assert client.get(path).status_code == 404, path[:40]
    assert "Aucune version de ce nom n’a été publiée." in main(client.get("/versions/2024/1/"))


def test_while_the_database_is_down_what_is_in_memory_is_listed(client: Client, corrected: None) -> None:
    whole = client.get("/versions/")
    with database_down():
        assert client.get("/versions/").content == whole.content
    forget()
    client.get("/")
    with database_down():
        response = client.get("/versions/")
    assert response.status_code == 200
    assert "La base de données ne répond pas" in main(response)
    assert [text(item.h2) for item in soup(response).select(".releases > li")] == ["Version 2025.2 en cours"]
    assert "Première version lisible" not in main(response), "what it should be compared with is not known"


class TestAnIndicatorThatIsFollowedNoMore:
    @pytest.fixture
    def gone(self, published: None) -> None:
        remembered("a later edition without 1.4-O1", end_it)

    @pytest.mark.parametrize("page", ["1.4-O1/", "1.4-O1.csv", "1.4-O1.json", "1.4-O1.bib"])
    def test_is_read_in_the_last_release_that_has_it(self, client: Client, gone: None, page: str) -> None:
        response = client.get(f"/indicateurs/{page}")
        assert (response.status_code, response["Location"]) == (302, f"/versions/2025/1/indicateurs/{page}")
        assert client.get(response["Location"]).status_code == 200

    @pytest.mark.parametrize("page", ["1.4-O1/", "1.4-O1.csv"])
    def test_is_not_said_never_to_have_been_where_that_release_was_withdrawn(
        self, client: Client, gone: None, page: str
    ) -> None:
        withdraw("2025", 1, "Publiée trop tôt.")
        response = client.get(f"/indicateurs/{page}")
        told = main(response)
        assert response.status_code == 410
        assert "L’indicateur 1.4-O1 y figurait ; aucune version que l’on peut lire ne l’a." in told
        assert "Publiée trop tôt." in told
        assert "Aucun indicateur ne porte ce code." in main(client.get("/indicateurs/9.9-O9/"))
        assert "y figurait" not in main(client.get("/versions/2025/1/indicateurs/1.4-O1/"))

    def test_is_not_said_to_be_unknown_while_the_database_is_down(self, client: Client, gone: None) -> None:
        client.get("/")
        with database_down():
            assert client.get("/indicateurs/1.4-O1/").status_code == 302
            assert client.get("/indicateurs/9.9-O9/").status_code == 503


def end_it() -> None:
    Indicator.objects.get(code="1.4-O1").delete()
    publish("2026", "Édition suivante.")


def test_without_any_release_the_page_says_so(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM releases_release")
    forget()
    response = client.get("/versions/")
    assert response.status_code == 503
    assert "Aucune version n’a encore été publiée" in main(response)


def test_counts_are_written_in_french() -> None:
    def change(kind: str) -> history.Change:
        return history.Change(kind, (("Measure", "1.1-M1", 1),), None, None)  # type: ignore[arg-type]

    changes = (change("added"), change("added"), change("removed"), *([change("changed")] * 14))
    assert history.count_changes(changes).replace("\u00a0", " ") == "2 ajouts, 1 retrait, 14 modifications"
    assert history.count_changes(()) == ""
