"""The public reads the newest edition, whenever the releases of another one were published."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from strategy_monitor.releases import load
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import newest, publish, store
from strategy_monitor.releases.withdraw import name_of, successor, withdraw
from strategy_monitor.report import canonical
from tests import factories
from tests.memory import forget
from tests.vouched import change


@pytest.fixture
def overtaken(db: None) -> None:
    """2025.1, 2026.1, then 2025.2: what a site may hold that published an erratum before that was refused."""
    forget()
    factories.axis()
    figure = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
    publish("2025", "Première.")
    change(figure, value=5000)
    report = canonical.load(publish("2026", "Suivante.")[0].document)
    erratum = canonical.dump(report.model_copy(update={"edition": "2025"}))
    store(Edition.objects.get(label="2025"), erratum, "Erratum.", None)


@pytest.mark.usefixtures("overtaken")
class TestTheNewestEdition:
    def test_is_what_each_that_asks_is_told(self) -> None:
        assert str(Release.objects.newest_first()[0]) == "2025.2"
        assert [head.name for head in load.heads()] == ["2026.1", "2025.2", "2025.1"]
        assert load.current().head.name == str(newest()) == "2026.1"
        assert name_of(load.current().before) == "2025.2"
        assert name_of(load.past("2025", 2)[1]) == "2026.1"
        assert default_edition() == "2026"

    @pytest.mark.parametrize(
        ("address", "told"),
        [
            ("/", "Édition 2026"),
            ("/api/v1/", '"2026.1"'),
            ("/api/v1/releases", '"current":"2026.1"'),
            ("/donnees/rapport.json", '"edition":"2026"'),
        ],
    )
    def test_is_what_the_public_reads(self, client: Client, address: str, told: str) -> None:
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert told in response.content.decode().replace("\u00a0", " ").replace('": ', '":')

    def test_stands_in_the_list_of_versions_as_the_current_one(self, client: Client) -> None:
        page = BeautifulSoup(client.get("/versions/").content, "lxml")
        titles = [" ".join(item.h2.get_text(" ").split()) for item in page.select(".releases > li")]
        assert titles == ["Version 2025.2", "Version 2026.1 en cours", "Version 2025.1"]

    def test_gives_way_once_it_is_withdrawn(self) -> None:
        assert name_of(successor(load.past("2026", 1)[0].head)) == "2025.2"
        withdraw("2026", 1, "Trop tôt.")
        assert load.current().head.name == "2025.2"
        withdraw("2025", 2, "Par erreur.")
        assert load.current().head.name == "2025.1"

    def test_is_left_out_where_one_asks_for_the_site_as_an_older_one_was_read(self) -> None:
        with load.as_of("2025.2"):
            assert load.current().head.name == "2025.2"
        with load.as_of("2026.1"):
            assert [head.name for head in load.every_head()] == ["2026.1", "2025.1"]

    def test_takes_what_is_published_without_a_word_on_the_edition(self) -> None:
        call_command("publish", reason="Correction.", verbosity=0)
        assert Release.objects.count() == 3, "the working copy is what 2026.1 holds: nothing to publish"
