"""What the public learns of corrections and withdrawals: on the errata page, in the list, at the old addresses."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from indicators.models import Indicator
from strategy_monitor.language.codes import ReleaseKind
from strategy_monitor.language.french import write_account
from strategy_monitor.releases import load
from strategy_monitor.releases.models import Edition, Withdrawal
from strategy_monitor.releases.publish import publish, store
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from tests.outages import database_down
from tests.pages.reading import main, soup, text
from tests.snapshot import remembered
from tests.vouched import one_more

pytestmark = pytest.mark.usefixtures("published")

REASON = "Publiée avant l’accord du fournisseur."


@pytest.fixture
def corrected(published: None) -> None:
    """A second release, with one figure more."""
    remembered("a second release", publish_more)


def publish_more() -> None:
    one_more()
    publish("2025", "Le fournisseur a corrigé un chiffre.", kind=ReleaseKind.ERRATUM)


@pytest.fixture
def withdrawn(corrected: None, client: Client) -> None:
    """The second release, read by many, then withdrawn."""
    for address in ("/", "/indicateurs/2.1-O2/", "/versions/", "/errata/", "/versions/2025/2/"):
        assert client.get(address).status_code == 200
    ada = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    withdraw("2025", 2, REASON, ada)


class TestErrata:
    def test_before_any_correction_it_says_so(self, client: Client) -> None:
        page = soup(client.get("/errata/"))
        assert [text(title) for title in page.select("h2")] == ["Édition 2025"]
        assert "Aucune correction." in text(page.main)

    def test_a_correction_is_told_with_its_date_its_reason_and_its_changes(
        self, client: Client, corrected: None
    ) -> None:
        (found,) = soup(client.get("/errata/")).select(".releases > li")
        assert text(found.h3) == "Version 2025.2"
        assert "publiée le" in text(found)
        assert "Le fournisseur a corrigé un chiffre." in text(found)
        assert text(found.summary) == "1 chiffre depuis la version 2025.1"
        said = text(found.select_one(".told"))
        assert "4 944 heures → devient 4 945 heures (2023-2024)" in said
        assert "même période, corrigé" in said
        for link in found.select("a"):
            assert client.get(link["href"]).status_code == 200

    def test_the_errata_the_list_and_the_feed_count_alike(self, client: Client, corrected: None) -> None:
        said = "1 chiffre"
        assert text(soup(client.get("/errata/")).summary).startswith(said)
        assert text(soup(client.get("/versions/")).select_one(".changes summary")).startswith(said)
        assert f"Depuis la version 2025.1 : {said}." in " ".join(client.get("/flux/versions.atom").text.split())

    def test_each_edition_has_its_own_first_release_which_corrects_nothing(
        self, client: Client, corrected: None
    ) -> None:
        publish("2026", "Édition suivante.")
        editions = soup(client.get("/errata/")).select("main section")
        assert [text(edition.h2) for edition in editions] == ["Édition 2026", "Édition 2025"]
        assert "Aucune correction." in text(editions[0])
        assert [text(title) for title in editions[1].select("h3")] == ["Version 2025.2"]

    def test_a_correction_of_an_older_edition_is_compared_within_it(self, client: Client) -> None:
        publish("2026", "Édition suivante.")
        one_more()
        edition = Edition.objects.get(label="2025")
        store(edition, canonical.dump(build("2025")), "Une erreur de l’an dernier.", None, kind=ReleaseKind.ERRATUM)
        (found,) = soup(client.get("/errata/")).select(".releases > li")
        assert text(found.summary) == "1 chiffre depuis la version 2025.1"

    def test_an_update_is_no_erratum(self, client: Client) -> None:
        one_more()
        publish("2025", "Des données nouvelles.")
        page = soup(client.get("/errata/"))
        assert "Aucune correction." in text(page.main)
        assert "figurent ici aussi" not in text(page.main)
        assert "· mise à jour" in text(soup(client.get("/versions/")).select_one("#v-2025-2 .meta"))

    def test_what_was_published_without_a_word_on_it_may_be_one(self, client: Client) -> None:
        one_more()
        edition = Edition.objects.get(label="2025")
        store(edition, canonical.dump(build("2025")), "Une version d’avant.", None, kind=ReleaseKind.UNSTATED)
        page = soup(client.get("/errata/"))
        assert [text(title) for title in page.select("h3")] == ["Version 2025.2"]
        assert "figurent ici aussi" in text(page.main)

    def test_a_withdrawn_release_is_told_without_what_was_withdrawn(self, client: Client, withdrawn: None) -> None:
        (found,) = soup(client.get("/errata/")).select(".releases > li")
        said = text(found)
        assert "Version retirée le" in said
        who = " ".join(write_account(Withdrawal.objects.get().author_id).split())
        assert f"par {who}. Elle n’est plus servie. Raison : {REASON}" in said
        assert "Indicateur 2.1-O2 : chiffre" in said
        assert "4 945" not in said
        assert found.select("a") == []

    def test_the_first_release_withdrawn_is_told_too(self, client: Client, corrected: None) -> None:
        withdraw("2025", 1, REASON)
        found = soup(client.get("/errata/")).select(".releases > li")
        assert [text(one.h3) for one in found] == ["Version 2025.2", "Version 2025.1"]
        assert "rien à quoi la comparer" in text(found[0])

    def test_the_first_of_an_edition_withdrawn_is_compared_with_the_edition_before(self, client: Client) -> None:
        """As the list of releases compares it: another one was readable before it."""
        one_more()
        publish("2026", "Trop tôt.")
        withdraw("2026", 1, REASON)
        (found,) = soup(client.get("/errata/")).select(".releases > li")
        assert "depuis la version 2025.1" in text(found)
        assert "Première version lisible" not in text(found)

    def test_it_is_linked_from_every_page(self, client: Client) -> None:
        for address in ("/", "/versions/", "/versions/2025/1/"):
            assert soup(client.get(address)).select("a[href='/errata/']"), address

    def test_a_reader_who_has_it_is_told_so_until_something_is_corrected_or_withdrawn(self, client: Client) -> None:
        seen = client.get("/errata/")["ETag"]
        for event in (
            lambda: (one_more(), publish("2025", "Correction.")),
            lambda: withdraw("2025", 2, REASON),
            lambda: publish("2025", "De nouveau."),
            lambda: withdraw("2025", 1, "Elle aussi."),
        ):
            assert client.get("/errata/", headers={"If-None-Match": seen}).status_code == 304
            event()
            response = client.get("/errata/", headers={"If-None-Match": seen})
            assert response.status_code == 200
            seen = response["ETag"]

    def test_it_only_reads(self, client: Client) -> None:
        assert client.post("/errata/").status_code == 405

    def test_while_the_database_is_down_it_claims_nothing(self, client: Client, corrected: None) -> None:
        load.document_of.cache_clear()
        client.get("/")
        with database_down():
            response = client.get("/errata/")
        assert response.status_code == 200
        assert "La base de données ne répond pas" in main(response)
        assert "Aucune correction" not in main(response)
        assert "Première version lisible" not in main(response)


class TestAWithdrawnRelease:
    def test_the_public_reads_the_one_before(self, client: Client, withdrawn: None) -> None:
        assert "4 944" in main(client.get("/indicateurs/2.1-O2/"))
        assert "4 945" not in main(client.get("/indicateurs/2.1-O2/"))
        assert "version 1" in text(soup(client.get("/")).footer)

    @pytest.mark.parametrize(
        "page",
        [
            "",
            "axes/1/",
            "indicateurs/2.1-O2/",
            "indicateurs/?q=formation",
            "indicateurs/nulle-part/",
            "donnees/rapport.json",
            "donnees/schema.json",
            "indicateurs/2.1-O2.json",
            "rapport/",
        ],
    )
    def test_its_addresses_answer_that_it_is_gone_and_why(self, client: Client, withdrawn: None, page: str) -> None:
        response = client.get(f"/versions/2025/2/{page}")
        if page == "indicateurs/nulle-part/":
            assert response.status_code in {404, 410}
            return
        assert response.status_code == 410
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        said = main(response)
        assert "La version 2025.2 a été retirée" in said
        assert f"Raison du retrait : {REASON}" in said
        assert "Lire la version en cours, 2025.1" in said
        assert "4 945" not in said

    def test_a_reader_who_has_its_pages_is_told_too(self, client: Client, corrected: None) -> None:
        seen = client.get("/versions/2025/2/")["ETag"]
        withdraw("2025", 2, REASON)
        assert client.get("/versions/2025/2/", headers={"If-None-Match": seen}).status_code == 410

    def test_a_reader_of_the_public_pages_is_given_the_ones_in_force(self, client: Client, corrected: None) -> None:
        """Also where the page was written and kept: what is kept is kept by release."""
        address = "/indicateurs/2.1-O2/"
        seen = client.get(address)["ETag"]
        withdraw("2025", 2, REASON)
        response = client.get(address, headers={"If-None-Match": seen})
        assert response.status_code == 200
        assert "4 945" not in main(response)

    def test_the_list_names_it_for_ever(self, client: Client, withdrawn: None) -> None:
        found = soup(client.get("/versions/")).select(".releases > li")
        assert [text(one.h2) for one in found] == ["Version 2025.2 retirée", "Version 2025.1 en cours"]
        said = text(found[0])
        assert "Le fournisseur a corrigé un chiffre." in said
        who = " ".join(write_account(Withdrawal.objects.get().author_id).split())
        assert f"par {who}. Elle n’est plus servie. Raison : {REASON}" in said
        assert "4 945" not in said
        assert found[0].select("a") == []

    def test_what_comes_after_it_is_compared_with_what_the_public_reads(self, client: Client, withdrawn: None) -> None:
        indicator = Indicator.objects.get(code="1.4-O1")
        indicator.short_title = "Banques de ressources"
        indicator.save()
        publish("2025", "Correction, accordée.")
        newest = soup(client.get("/versions/")).select_one(".releases > li")
        assert (
            text(newest.summary) == "1 ajout, retrait ou nouveau nom d’indicateur, 1 chiffre depuis la version 2025.1"
        )

    def test_robots_are_not_led_to_it(self, client: Client, withdrawn: None) -> None:
        assert "/versions/2025/" not in client.get("/sitemap.xml").text

    def test_only_reading_is_answered(self, client: Client, withdrawn: None) -> None:
        assert client.post("/versions/2025/2/").status_code == 405
        assert client.head("/versions/2025/2/").status_code == 410


class TestWhereAllIsWithdrawn:
    @pytest.mark.parametrize("address", ["/", "/indicateurs/", "/versions/", "/errata/", "/donnees/rapport.json"])
    def test_every_page_says_that_nothing_is_published_and_why(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 200
        withdraw("2025", 1, REASON)
        response = client.get(address)
        assert response.status_code == 503
        said = main(response)
        assert "Rien n’est publié : ce qui l’était a été retiré." in said
        assert "Version 2025.1" in said
        assert REASON in said

    def test_its_own_address_says_that_it_is_gone(self, client: Client) -> None:
        withdraw("2025", 1, REASON)
        response = client.get("/versions/2025/1/")
        assert response.status_code == 410
        assert "Plus aucune version n’est publiée pour l’instant." in main(response)

    def test_health_is_bad(self, client: Client) -> None:
        withdraw("2025", 1, REASON)
        assert client.get("/healthz").status_code == 503


def test_the_errata_cost_two_queries(client: Client, corrected: None, django_assert_num_queries) -> None:
    """The heads, to find the release shown; the heads again, to compare them. Each document was checked already."""
    client.get("/errata/")
    with django_assert_num_queries(2):
        client.get("/errata/")
