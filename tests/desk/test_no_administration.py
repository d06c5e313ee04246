"""Nobody below administrator ever needs the administration: each role follows every link of the desk."""

from __future__ import annotations

from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.test import Client
from django.urls import resolve
from lxml.html import document_fromstring

from axes.models import Acronym, Axis
from indicators.models import Observation, Provider
from strategy_monitor.campaigns.models import Campaign, Demand
from strategy_monitor.errata.models import Erratum
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.quality.gate import check_all
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.environment import EVERY
from tests.people import person, signed_in
from tests.snapshot import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DOORS = ("/admin/login/", "/admin/logout/", "/admin/password_change/")
"""What stays there: signing in, and out, and one's own password."""

OF_EACH_KIND = 2 if EVERY else 1
"""Pages that are opened of each kind: the links of the others are the same, by template."""


def follow(client: Client, start: str) -> tuple[set[str], Counter[str]]:
    """All addresses of the administration that one comes to, and how many pages of each kind were opened."""
    waiting, met, opened = deque([start]), {start}, Counter[str]()
    outside: set[str] = set()
    while waiting:
        url = waiting.popleft()
        kind = kind_of(url)
        if opened[kind] >= OF_EACH_KIND:
            continue
        response = client.get(url, follow=True)
        assert response.status_code < 500, url
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        opened[kind] += 1
        for one in document_fromstring(response.content.decode()).iter("a", "form", "iframe"):
            way = urljoin(url, one.get("href") or one.get("action") or one.get("src") or "")
            path = urlsplit(way).path
            if path.startswith("/admin/") and path not in DOORS:
                outside.add(f"{url} → {way}")
            if path.startswith("/bureau/") and one.tag == "a" and way not in met:
                met.add(way)
                waiting.append(way)
    return outside, opened


def kind_of(url: str) -> str:
    """The name of an address, and whether one field is asked: its form is another page than the whole."""
    parts = urlsplit(url)
    match = resolve(parts.path)
    opener = getattr(match.kwargs.get("opener"), "__name__", "")
    return f"{match.view_name} {opener} {'champ' if 'champ=' in parts.query else ''}".strip()


@pytest.fixture
def at_work() -> None:
    """A small strategy, and work of all kinds on it: a campaign, an erratum, values in each state, alerts."""
    remembered("work of all kinds", make_work)


def make_work() -> None:
    provider = factories.provider(code="P")
    published = factories.observation(period_label="2021", value=3)
    indicator = published.series.indicator
    measure = factories.measure(action=indicator.action)
    factories.row(table=factories.table(measure=measure))
    factories.citation(measure=measure)
    factories.footnote(measure=measure)
    for level in range(6):
        factories.step(level=level)
    for target in ({"observation": published}, {"measure": measure}, {"indicator": indicator}):
        factories.note(**target)
    Acronym.objects.create(letters="FW-B", meaning="Fédération")
    publish("2025", "Essai")
    edition = Edition.objects.get()
    campaign = Campaign.objects.create(edition=edition, opens_on="2026-01-01", due_on="2026-12-01")
    Demand.objects.create(campaign=campaign, provider=provider, due_on="2026-12-01", contact="a@example.org")
    Erratum.objects.create(edition=edition)
    for year, state in enumerate(({"submitted_by": person("someone")}, {"returned_why": "À revoir"}, {}), 2022):
        one = factories.observation(series=published.series, period_label=str(year), value=900)
        status = {"submitted_by": WorkStatus.SUBMITTED, "returned_why": WorkStatus.RETURNED}
        named = status.get(next(iter(state), ""), WorkStatus.DRAFT)
        Observation.objects.filter(pk=one.pk).update(status=named, **state)
    check_all()


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("role", ["Lecture", "Contribution", "Édition", "Publication"])
def test_no_link_of_the_desk_leads_to_the_administration(role):
    user = person("somebody", role, axes=Axis.objects.all(), providers=Provider.objects.all())
    outside, opened = follow(signed_in(user), "/bureau/")
    assert not outside, "\n".join(sorted(outside))
    assert {"desk", "desk-observation", "edit:index", "edit:axes_measure_change"} <= set(opened)
    assert sum(opened.values()) > 60, opened


@pytest.mark.usefixtures("at_work")
def test_an_administrator_is_shown_the_way_there():
    page = BeautifulSoup(signed_in(person("boss", "Administration")).get("/bureau/").content, "lxml")
    assert page.select_one('a[href="/admin/"]')


@pytest.mark.parametrize("role", ["Administration", "Lecture"])
def test_the_menu_of_the_administration_has_six_groups_and_forgets_nothing(role):
    page = BeautifulSoup(signed_in(person("boss", role)).get("/admin/").content, "lxml")
    groups = [caption.get_text(strip=True) for caption in page.select("#content-main caption")]
    assert groups[:2] == ["Stratégie", "Indicateurs et chiffres"]
    assert len(groups) == 6
    if role == "Administration":
        shown = {str(row["class"][0]) for row in page.select("#content-main tr[class]")}
        held = {f"model-{model._meta.model_name}" for model, one in admin.site._registry.items() if shows(one)}
        assert shown == held


def shows(editor: object) -> bool:
    return getattr(editor, "show_in_index", True) is True
