"""What is read of a long release is its part: the same page, byte for byte, as from the whole document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client

from indicators.models import Indicator
from strategy_monitor.exports import weights
from strategy_monitor.exports.addresses import FileSubject
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.kept import keeping
from strategy_monitor.language.french import NARROW
from strategy_monitor.operations import symptoms
from strategy_monitor.pages import data, tables, views
from strategy_monitor.releases import indexes, load, parts
from strategy_monitor.releases.models import DocumentParts, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import canonical, dividing, excerpts
from strategy_monitor.report.document import NotRead
from strategy_monitor.report.front import Beginning
from strategy_monitor.report.listing import listing_once
from strategy_monitor.report.sampling import sample_of
from tests.memory import ask_anew, forget, forget_answers
from tests.outages import database_down
from tests.snapshot import remembered
from tests.vouched import one_more

OF_AN_INDICATOR = ("/", ".json", ".csv")
OF_AXES = (
    "/axes/2/",
    "/axes/2/action-2/",
    "/axes/2/impact/",
    "/axes/2/action-2_9/",
    "/versions/2025/1/axes/5/",
)
LISTS = (
    "/",
    "/versions/2025/1/",
    "/indicateurs/",
    *(f"/indicateurs/?tri={sign}{name}" for name in tables.ORDERS for sign in ("", "-")),
    "/indicateurs/?axe=2",
    "/indicateurs/?axe=2&nature=avancement&signale=oui",
    "/indicateurs/?categorie=impact&niveau=sans",
    "/indicateurs/?niveau=au-moins-1&niveau=5",
    "/indicateurs/?producteur=OECD&page=7",
    "/indicateurs/?q=heures&tri=-niveau",
    "/indicateurs/?q=%3F",
    "/versions/2025/1/indicateurs/?signale=non",
    "/recherche/",
    "/recherche/?q=combien+d%27heures",
    "/recherche/?q=formation&page=2",
    "/recherche/?q=xylophone",
    "/rapport/",
    "/gouvernance/",
    "/axes/",
    "/versions/2025/1/axes/",
    "/methode/",
    "/sans-indicateur/",
    "/donnees/",
    "/versions/2025/1/donnees/",
    "/donnees/catalogue.jsonld",
    "/versions/2025/1/donnees/catalogue.ttl",
    "/calendrier/",
    "/versions/2025/1/calendrier/",
    "/calendrier.ics",
    "/methode/notes/",
    "/methode/notes/axe-2/",
    "/methode/notes/hors-axe/",
)
API = (
    "",
    "strategy",
    "governance",
    "scale",
    "acronyms",
    "releases/2025.1",
    "axes",
    "axes/2",
    "axes/02",
    "axes/9",
    "axes/deux",
    "releases/2025.1/axes/5",
    "actions",
    "actions/2.1",
    "actions/2.9",
    "releases/2025.1/actions/3.2",
    "actions?axis=2&limit=3&offset=3",
    "actions?axis=9",
    "measures?limit=7&offset=14",
    "measures?q=formation",
    "measures?action=2.1",
    "measures/2.1-M1",
    "measures/9.9-M9",
    "references?axis=2&kind=decree",
    "notes",
    "notes?about=indicator&severity=doubt&limit=5",
    "notes/N-S-01",
    "search?q=heures",
    "indicators",
    *(f"indicators?sort={sign}{name}&limit=9&offset=9" for name in ("code", "title", "level") for sign in ("", "-")),
    "indicators?axis=2&nature=progress&flagged=true",
    "indicators?level=none&provider=OECD",
    "indicators?provider=PERSONNE",
    "indicators?q=heures",
    "indicators/2.1-O2",
    "indicators/9.9-O9",
    "indicators/2.1-O2/series",
    "observations?limit=9&offset=40",
    "observations?limit=9&offset=9000",
    "observations?axis=2&doubtful=true",
    "observations?doubtful=false&missing=true&role=headline",
    "observations?period_to=2019-12-31&limit=5&offset=1",
    "observations?indicator=2.2-O2&role=headline&doubtful=true",
    "observations?indicator=2.2-O2",
    "observations?indicator=9.9-O9",
    "observations?role=benchmark&missing=false&limit=5&offset=2",
    "observations?period_from=2020-01-01&period_to=2022-12-31&limit=5",
    "providers",
    "providers/OECD",
    "releases/2025.1/indicators?axis=5",
)
OTHERS = (
    "/indicateurs/4.2-O1/utilisateurs-parts.svg",
    "/indicateurs/4.2-O1/utilisateurs-parts/integrer/",
    "/indicateurs/4.2-O1/rien/integrer/",
    "/sitemap.xml",
    "/indicateurs/2.1-O2/releves/heures/2023-2024.json",
    "/indicateurs/2.1-O2/releves/heures/2023-2024/",
    "/indicateurs/2.2-O2/releves/ecoles-fondamental/2023-2024/",
    "/versions/2025/1/indicateurs/2-I4/releves/programme-de-collaboration/2018/",
    "/indicateurs/2.1-O2/releves/heures/1999/",
    "/versions/2025/1/indicateurs/2.2-O2/",
    "/indicateurs/9.9-O9/",
    "/contact/",
    "/axes/9/",
)


@pytest.fixture(autouse=True)
def renewed(published: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that finds the parts of the printed report, as if it were long, and that another one has checked."""
    forget()
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", 15)
    monkeypatch.setattr(views, "MARKED", 0)
    monkeypatch.setattr(tables, "ROWS_PER_PAGE", 10)
    monkeypatch.setattr(weights, "COMMON", 10)
    monkeypatch.setattr(data, "LISTED_TOGETHER", 10)
    remembered("parts of the printed report", lambda: call_command("index_releases", verbosity=0))
    forget()
    with monkeypatch.context() as patch:
        patch.setattr(load, "checked", lambda _pk, _sha256: True)
        yield
    forget()


def addresses() -> list[str]:
    report = canonical.load(Release.objects.get().document)
    of_indicators = [f"/indicateurs/{one.code}{end}" for one in report.indicators for end in OF_AN_INDICATOR]
    api = [f"/api/v1/{path}".removesuffix("/") for path in API]
    files = [*files_of("axis", "2"), *files_of("indicator", "2.2-O2"), *files_of("axis", "2", asks_whole=True)]
    return list(dict.fromkeys((*of_indicators, *LISTS, *api, *OF_AXES, *OTHERS, *files)))


def files_of(subject: FileSubject, name: str, asks_whole: bool = False) -> list[str]:
    """Those to take of it, but for those to print, which are set from the whole document."""
    forms = (form for form, about in PLACES.values() if about == subject and form.use != "print")
    return [f"/{re.sub('<.*>', name, one.route(subject))}" for one in forms if one.asks_whole or not asks_whole]


def test_each_page_and_file_is_the_same_as_from_the_whole_document(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = files_of("axis", "2", asks_whole=True)
    from_parts = ask_anew(client, [one for one in addresses() if one not in whole])
    assert load.document_of.cache_info().currsize == 0
    from_parts |= ask_anew(client, whole)
    monkeypatch.setattr(parts, "stored_parts", lambda _head: None)
    from_whole = ask_anew(client, addresses())
    assert load.document_of.cache_info().currsize == 1
    assert [address for address, given in from_parts.items() if given != from_whole[address]] == []
    assert {status for status, _content, _headers in from_whole.values()} == {200, 302, 404}


def test_what_was_packed_is_the_document() -> None:
    report = canonical.load(Release.objects.get().document)
    stored = excerpts.unpack_parts(excerpts.pack_parts(report))
    for axis in report.axes:
        assert stored.of_axis(axis.number).axis(axis.number) == axis
    for indicator in report.indicators:
        found = stored.of_indicator(indicator.code)
        assert found.indicator(indicator.code) == indicator
        assert found.neighbours(indicator.code) == report.neighbours(indicator.code)
        assert (found.strategy, found.scale, found.providers) == (report.strategy, report.scale, report.providers)
    assert stored.of_indicator("9.9-O9").indicator("9.9-O9") is None


@pytest.mark.parametrize("size", [0, 4, 14, 20])
def test_a_sample_is_that_of_the_document(size: int) -> None:
    report = canonical.load(Release.objects.get().document)
    found = sample_of(excerpts.unpack_parts(excerpts.pack_parts(report)).abridged, size)
    assert found == sample_of(report, size)
    assert size <= len(found.indicators) < len(report.indicators)


def test_who_packs_a_document_does_not_keep_it() -> None:
    report = canonical.load(Release.objects.get().document)
    listing_once.cache_clear()
    excerpts.pack_parts(report)
    assert listing_once.cache_info().currsize == 0


@pytest.mark.parametrize(
    "ask_whole",
    [
        lambda e: e.indicators,
        lambda e: e.measures(),
        lambda e: e.axis(1).all_indicators,
        lambda e: e.axis(1).actions,
        lambda e: e.axis(1).indicators,
        lambda e: e.axis(1).size,
    ],
)
def test_what_was_not_read_is_refused_and_not_said_to_be_none(ask_whole: Callable[[Any], object]) -> None:
    report = canonical.load(Release.objects.get().document)
    with pytest.raises(NotRead):
        ask_whole(excerpts.unpack_parts(excerpts.pack_parts(report)).of_axis(2))


@pytest.mark.parametrize("name", ["headlines", "series", "title", "flagged"])
def test_what_was_not_read_of_an_indicator_is_refused_to_a_template_too(name: str) -> None:
    stored = excerpts.unpack_parts(excerpts.pack_parts(canonical.load(Release.objects.get().document)))
    indicator = stored.of_ways(2).axis(2).all_indicators[0]
    assert indicator.code == "2.1-O1"
    with pytest.raises(NotRead):
        Template(f"{{{{ one.{name} }}}}").render(Context({"one": indicator}))


def test_the_first_of_a_list_are_read_and_the_others_refused() -> None:
    found = Beginning("abc", 5)
    assert (len(found), found[:3], found[1:2], found[0]) == (5, ("a", "b", "c"), ("b",), "a")
    assert Beginning("ab", 2)[:30] == ("a", "b")
    assert Beginning("", 0)[:30] == ()
    for place in (3, -1, slice(None), slice(2, 4)):
        with pytest.raises(NotRead):
            found[place]


@pytest.mark.parametrize("change", [{"rules": "0" * 16}, {"content": b"x" * 200}, {"content": b""}])
def test_parts_that_other_rules_made_or_somebody_altered_are_not_read(client: Client, change: dict[str, Any]) -> None:
    before = client.get("/axes/2/").content
    DocumentParts.objects.update(**change)
    forget_answers()
    parts.parts_of_release.cache_clear()
    assert client.get("/axes/2/").content == before
    assert load.document_of.cache_info().currsize == 1
    call_command("index_releases", verbosity=0)
    assert parts.PARTS.recall(*Release.objects.values_list("pk", "sha256").get()) is not None


def test_a_short_document_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    DocumentParts.objects.all().delete()
    monkeypatch.undo()
    call_command("index_releases", verbosity=0)
    assert not DocumentParts.objects.exists()


def test_the_doctor_says_which_long_release_lacks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> list[str]:
        return [one.what for one in symptoms.look_at_releases() if "index_releases" in one.cure and not one.grave]

    assert said() == []
    DocumentParts.objects.update(content=b"x" * 200)
    assert said() == [f"La version 2025.1 n’est pas préparée par parties{NARROW}: chacune de ses pages la lit entière."]
    DocumentParts.objects.all().delete()
    assert len(said()) == 1
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 10_000)
    assert said() == []


def test_a_publication_makes_them_however_short_the_text() -> None:
    """Three hundred short indicators stand in less than what an index is made of at once."""
    DocumentParts.objects.all().delete()
    pk, sha256 = Release.objects.values_list("pk", "sha256").get()
    indexes.index_published(pk, sha256, size=1)
    assert DocumentParts.objects.get().release_id == pk


@pytest.fixture
def corrected() -> None:
    """A second release, of which parts are stored too, in a process that has read neither."""
    one_more()
    publish("2025", "Le fournisseur a corrigé un chiffre.")
    index_and_forget()


@pytest.fixture
def replaced() -> None:
    """An edition in which an indicator is replaced by another one, likewise."""
    successor = Indicator.objects.get(code="2.1-O2")
    replaced = Indicator.objects.filter(code="2.2-O2")
    replaced.update(closed_since="2026", last_edition="2025", replaced_by=successor)
    publish("2026", "Édition suivante.")
    index_and_forget()


def index_and_forget() -> None:
    call_command("index_releases", verbosity=0)
    load.KnownReleases.written = None
    load.document_of.cache_clear()
    parts.parts_of_release.cache_clear()
    forget_answers()


def test_what_became_of_an_indicator_is_told_from_the_parts_of_later_releases(
    client: Client, replaced: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = "/versions/2025/1/indicateurs"
    asked = [
        f"{past}/2.2-O2/",
        f"{past}/2.1-O2/",
        f"{past}/4.2-O1/utilisateurs-parts/integrer/",
        "/indicateurs/2.2-O2/",
    ]
    from_parts = ask_anew(client, asked)
    assert load.document_of.cache_info().currsize == 0
    assert 'class="meta ui replaced"' in from_parts[asked[0]][1].decode()
    assert [status for status, _content, _headers in from_parts.values()] == [200, 200, 200, 302]
    monkeypatch.setattr(parts, "stored_parts", lambda _head: None)
    assert ask_anew(client, asked) == from_parts
    assert load.document_of.cache_info().currsize == 2


def test_the_page_of_a_figure_tells_of_each_release_from_its_parts(
    client: Client, corrected: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [f"{base}/indicateurs/2.1-O2/releves/heures/2023-2024/" for base in ("", "/versions/2025/1")]
    from_parts = ask_anew(client, asked)
    assert load.document_of.cache_info().currsize == 0
    assert "4 944" in from_parts[asked[0]][1].decode().replace(NARROW, " ")
    monkeypatch.setattr(parts, "stored_parts", lambda _head: None)
    assert ask_anew(client, asked) == from_parts
    assert load.document_of.cache_info().currsize == 2


def test_the_page_of_a_figure_is_whole_while_the_database_is_down_and_parts_are_in_memory(
    client: Client, corrected: None
) -> None:
    asked = "/indicateurs/2.1-O2/releves/heures/2023-2024/"
    whole = client.get(asked).content
    forget_answers()
    assert load.known().fresh
    with database_down():
        assert client.get(asked).content == whole
    parts.parts_of_release.forget(*Release.objects.values_list("pk", "sha256").get(number=1))
    keeping.MEMORY.clear()
    with database_down():
        assert "La base de données ne répond pas" in client.get(asked).content.decode()


def test_a_process_that_found_none_asks_again() -> None:
    """The database did not answer, or they were being made; and it has not read the whole since."""
    head = load.heads()[0]
    made = DocumentParts.objects.get()
    made.delete()
    assert parts.parts_of(head) is None
    made.save()
    assert parts.parts_of(head) is not None


@pytest.mark.parametrize("in_memory", [False, True])
def test_of_the_figures_that_a_filter_keeps_those_alone_are_read_that_are_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    asked = "/api/v1/observations?doubtful=true&limit=9"
    found = client.get(asked).json()
    shown = {one["indicator_code"] for one in found["items"]}
    assert found["count"] > 9
    assert len(shown) > 1
    if in_memory:
        assert load.current().report
    forget_answers()
    read: list[int] = []
    whole = excerpts.StoredParts.read_indicator
    monkeypatch.setattr(
        excerpts.StoredParts, "read_indicator", lambda stored, rank: read.append(rank) or whole(stored, rank)
    )
    assert client.get(asked).json() == found
    assert len(read) == len(shown)


def test_an_axis_is_answered_without_making_anything_of_its_indicators(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(parts, "stored_parts", lambda _head: None)
        found = ask_anew(client, ["/api/v1/axes/2"])
    load.document_of.cache_clear()
    monkeypatch.delattr(excerpts.StoredParts, "read_indicator")
    assert ask_anew(client, ["/api/v1/axes/2"]) == found


@pytest.mark.parametrize("address", ["/", "/indicateurs/", "/recherche/", "/api/v1/indicators"])
def test_a_database_that_does_not_answer_is_not_asked_for_parts_of_what_is_in_memory(
    client: Client, address: str
) -> None:
    """It may take five seconds to fail, at each page."""
    before = client.get(address).content
    assert load.current().report
    forget_answers()
    parts.parts_of_release.cache_clear()
    assert load.known().fresh
    with database_down() as refused:
        assert client.get(address).content == before
    assert [sql for sql in refused if DocumentParts._meta.db_table in sql] == []
