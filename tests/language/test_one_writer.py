"""Who vouches for a figure reads what the public will read: each figure on the pages themselves, side by side."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from indicators.models import Observation
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.releases import load
from strategy_monitor.report.figures import figures
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("published")]

Key = tuple[str, str, str]
"""Code of the indicator, key of the series, label of the period."""


def key_of(one: Observation) -> Key:
    return one.series.indicator.code, one.series.key, one.period_label


def soup(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "lxml")


def plain(text: str) -> str:
    return " ".join(text.split())


def said_to_the_public(page: BeautifulSoup) -> str:
    """What the page of a figure says of it: its title, its level, and why a state has no figure."""
    title = page.select_one("h1 .value")
    level = page.select_one("article > p.level b")
    why = [term.find_next("dd") for term in page.select("dl.facts dt") if term.text == "Pourquoi pas de valeur"]
    assert title is not None
    rank = "".join(part.text for part in level.next_siblings) if level else ""
    said = [plain(text) for text in (title.text, rank, *(found.text for found in why if found)) if text.strip()]
    first, *more = dict.fromkeys(said)
    return " ; ".join([first.rstrip(".") if more else first, *more])


def public_pages(client: Client) -> dict[Key, str]:
    report = load.current().report
    found = {}
    for indicator in report.indicators:
        for one in figures(indicator):
            page = soup(client, reverse("figure", args=[indicator.code, *one.slugs]))
            found[indicator.code, one.series.key, one.observation.period.label] = said_to_the_public(page)
    return found


def desk_list(client: Client) -> dict[str, str]:
    """Address of the page of each observation → what the list of the desk says of it."""
    found = {}
    address = reverse("desk-observations")
    while address:
        page = soup(client, address)
        for row in page.select("table.work tbody tr"):
            link, cell = row.select_one("th a"), row.select_one("td[data-label=Valeur] .figure")
            assert link is not None
            assert cell is not None
            found[str(link["href"])] = plain(cell.text)
        following = page.select_one("nav.pages a[rel=next]")
        address = str(following["href"]) if isinstance(following, Tag) else ""
    return found


def desk_page(client: Client, address: str) -> str:
    page = soup(client, address)
    assert page.select_one("form.publish button[value=valider]") is not None
    (said,) = [term.find_next("dd") for term in page.select("dl.facts dt") if term.text == "Valeur"]
    assert said is not None
    return plain(said.text)


def admin_list(client: Client) -> dict[str, str]:
    page = soup(client, reverse("admin:indicators_observation_changelist") + "?all=")
    found = {}
    for row in page.select("#result_list tbody tr"):
        link, cell = row.select_one("th a"), row.select_one(".field-figure")
        assert link is not None
        assert cell is not None
        found[str(link["href"]).partition("?")[0]] = plain(cell.text)
    return found


def test_each_figure_is_written_alike_at_the_desk_in_the_administration_and_for_the_public() -> None:
    author = person("autrice", "Contribution")
    client = signed_in(person("validatrice", "Administration"))
    public = public_pages(client)
    Observation.objects.update(status=WorkStatus.SUBMITTED, submitted_by=author)
    listed, administered = desk_list(client), admin_list(client)
    rows = list(Observation.objects.select_related("series__indicator"))
    assert len(rows) == len(public) == len(listed) == len(administered) == 102
    for one in rows:
        page = reverse("desk-observation", args=[one.pk])
        form = reverse("admin:indicators_observation_change", args=[one.pk])
        said = public[key_of(one)]
        assert (key_of(one), listed[page], desk_page(client, page), administered[form]) == (
            key_of(one),
            said,
            said,
            said,
        )
