"""Names that are not French say in which language they are, wherever a page writes them (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from axes.models import PriorityAction
from indicators.models import Indicator
from strategy_monitor.pages.templatetags.monitor import named
from tests.pages.reading import soup, text


@pytest.fixture
def renamed(published: None) -> None:
    """An action and an indicator with a foreign name in theirs, published."""
    for one, title in (
        (PriorityAction.objects.get(indicators__code="2.2-O2"), "L’open source & l’école"),
        (Indicator.objects.get(code="2.2-O2"), "Écoles qui ont un learning management system"),
    ):
        one.title = title
        if isinstance(one, Indicator):
            one.short_title = title
        one.save()
    call_command("publish", edition="2025", reason="Noms", verbosity=0)


def test_a_name_is_written_in_its_languages() -> None:
    assert named("Le <cadre> : open source & DigComp") == (
        'Le &lt;cadre&gt;\u202f: <span lang="en">open source</span> &amp; DigComp'
    )


def test_the_crumbs_of_a_page_and_its_heading_say_the_language_of_a_name(renamed: None, client: Client) -> None:
    page = soup(client.get("/indicateurs/2.2-O2/"))
    assert [text(one) for one in page.select(".crumbs [lang=en]")] == ["open source"]
    assert [text(one) for one in page.select("h1 [lang=en]")] == ["learning management system"]


def test_what_is_found_says_the_language_of_a_name_with_the_words_found_in_it(renamed: None, client: Client) -> None:
    page = soup(client.get("/recherche/", {"q": "2.2-O2 learning"}))
    (foreign,) = page.select(".hit [lang=en]")
    assert text(foreign) == "learning management system"
    assert [text(one) for one in foreign.select("mark")] == ["learning"]


def test_words_found_on_both_sides_of_a_language_are_each_marked(published: None, client: Client) -> None:
    """« … The Digital Competence Framework for Citizens » is quoted by a measure of axis 1."""
    page = soup(client.get("/recherche/", {"q": "digital competence framework"}))
    assert [text(one) for one in page.select(".results [lang=en] mark")]
    assert not page.select("mark mark, mark [lang]")
