"""What two releases differ in is stored beside the later one: the same pages, byte for byte, as from both documents."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client

from axes.models import Measure
from indicators.models import Indicator, Observation
from strategy_monitor.documents import comparisons, orders
from strategy_monitor.documents.orders import Resting, Underway
from strategy_monitor.kept import budget, keeping
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.language.french import NARROW
from strategy_monitor.operations import symptoms
from strategy_monitor.pages import history, views
from strategy_monitor.releases import compared, indexes, load, parts
from strategy_monitor.releases.compared import STORED, find_stored
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import Release, ReleaseComparison
from strategy_monitor.releases.publish import publish, store
from strategy_monitor.report import paging
from strategy_monitor.report.comparison_store import StoredComparison
from tests.memory import ask_anew, forget, forget_answers
from tests.outages import database_down
from tests.pages.reading import main
from tests.snapshot import remembered
from tests.vouched import change, one_more

PAIRS = ("2025.1/2026.1", "2026.1/2026.2", "2025.1/2026.2", "2026.2/2025.1", "2026.1/2026.1")
UNTOLD = re.compile(r"2026\.2/2025\.1|2026\.1/2026\.1|before=2026\.2")
"""What pages do not compare unasked: it is made of both documents when it is first asked for."""
PARTS = ("/", ".csv", "/axe-2/", "/axe-2/page-2/", "/axe-2.csv", "/hors-axe/", "/hors-axe.csv")
OTHERS = (
    "/",
    "/versions/2025/1/",
    "/versions/2026/1/",
    "/versions/",
    "/errata/",
    "/comparaison/",
    "/comparaison/?avant=2025.1&apres=2026.2",
    "/comparaison/?avant=2025.1&apres=2026.2&axe=2",
    "/comparaison/2025.1/2026.2/axe-9/",
    "/flux/versions.atom",
    *(f"/flux/axe-{number}.atom" for number in range(1, 7)),
    "/versions/2025/1/indicateurs/2.1-O2/",
    "/versions/2026/1/indicateurs/2.1-O2/",
    "/versions/2025/1/indicateurs/2-I4/",
    "/sitemap.xml",
)
API = (
    "changes",
    "changes?axis=2",
    "changes?axis=9",
    "changes?kind=added&limit=2",
    "changes?limit=3&offset=4",
    "changes?before=2026.1",
    "releases/2026.1/changes",
    "releases/2025.1/changes",
    "releases/2025.1/changes?before=2026.2",
)


@pytest.fixture(autouse=True)
def renewed(published: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that finds what was stored of three releases, as if they were long, which another one has checked."""
    forget()
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
    monkeypatch.setattr(views, "MARKED", 0)
    monkeypatch.setattr(paging, "MOST_ON_PAGE", 2)
    monkeypatch.setattr(history, "MOST_LISTED", 10)
    remembered("three releases, and what they differ in", go_on)
    forget()
    with monkeypatch.context() as patch:
        patch.setattr(load, "checked", lambda _pk, _sha256: True)
        yield
    forget()


def go_on() -> None:
    """The edition of a year later, in which a figure, texts, an order and what stands there are others; and its
    correction."""
    one_more()
    for indicator in Indicator.objects.filter(code__in=["2.1-O2", "4.2-O1"]):
        indicator.remark = f"{indicator.remark} Autrement dit."
        indicator.short_title = f"{indicator.short_title} autrement"
        indicator.save()
    gone = Indicator.objects.get(code="2-I4")
    gone.closed_since, gone.last_edition = "2026", "2025"
    gone.save()
    measure = Measure.objects.get(code="2.1-M1")
    measure.text = measure.text.replace("e", "é", 3)
    measure.save()
    publish("2026", "Un an après.")
    figure = Observation.objects.filter(series__indicator__code="2.2-O2", value__isnull=False).last()
    assert figure
    change(figure, value=figure.value + 1)
    publish("2026", "Un chiffre corrigé.")
    call_command("index_releases", verbosity=0)


def addresses() -> list[str]:
    codes = Indicator.objects.values_list("code", flat=True)
    compare = [f"/comparaison/{pair}{end}" for pair in PAIRS for end in PARTS]
    return [*OTHERS, *(f"/indicateurs/{code}/" for code in codes), *compare, *(f"/api/v1/{path}" for path in API)]


def read_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on."""
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 10_000)
    monkeypatch.setattr(parts, "stored_parts", lambda _head: None)
    monkeypatch.setattr(compared, "find_stored", lambda _before, _after: None)


def heads() -> dict[str, Head]:
    return {head.name: head for head in load.heads()}


def test_each_page_and_file_is_the_same_as_from_both_documents(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = ask_anew(client, [one for one in addresses() if not UNTOLD.search(one)])
    assert load.document_of.cache_info().currsize == 0
    stored |= ask_anew(client, filter(UNTOLD.search, addresses()))
    read_documents(monkeypatch)
    read = ask_anew(client, addresses())
    assert load.document_of.cache_info().currsize == 3
    assert [address for address, given in stored.items() if given != read[address]] == []
    assert {status for status, _content, _headers in read.values()} == {200, 302, 404}
    assert b'id="depuis"' in stored["/"][1]
    assert stored["/comparaison/2025.1/2026.1/axe-2/page-2/"][0] == 200
    assert b'id="avant"' in stored["/indicateurs/2.1-O2/"][1]


def test_what_pages_tell_is_stored_for_each_release_after_those_that_it_is_read_against() -> None:
    found = ReleaseComparison.objects.values_list("before__edition__label", "before__number", "release__number")
    assert sorted(found) == [("2025", 1, 1), ("2025", 1, 2), ("2026", 1, 2)]


@pytest.mark.parametrize("change", [{"rules": "0" * 16}, {"content": b"x" * 200}, {"content": b""}])
def test_what_other_rules_made_or_somebody_altered_is_made_again(client: Client, change: dict[str, Any]) -> None:
    before = client.get("/").content
    ReleaseComparison.objects.update(**change)
    forget_answers()
    assert client.get("/").content == before
    assert load.document_of.cache_info().currsize == 2, "it was not believed"
    load.document_of.cache_clear()
    forget_answers()
    assert client.get("/").content == before
    assert load.document_of.cache_info().currsize == 0, "it was stored again"


@pytest.mark.parametrize("change", [{"rules": "0" * 16}, {"content": b"x" * 200}, None])
def test_the_command_makes_what_is_missing_or_altered(change: dict[str, Any] | None) -> None:
    rows = ReleaseComparison.objects.all()
    if change:
        rows.update(**change)
    else:
        rows.delete()
    call_command("index_releases", verbosity=0)
    known = heads()
    for before, after in (("2025.1", "2026.1"), ("2025.1", "2026.2"), ("2026.1", "2026.2")):
        assert find_stored(known[before], known[after]) is not None
    assert rows.count() == 3


def test_the_doctor_says_where_it_is_missing() -> None:
    assert list(symptoms.look_at_comparisons()) == []
    ReleaseComparison.objects.filter(release__number=2).update(rules="0" * 16)
    (told,) = symptoms.look_at_comparisons()
    assert (told.what, told.grave) == (
        f"Ce qui a changé n’est pas préparé dans 2026.2{NARROW}: qui le lit le premier attend.", False,
    )  # fmt: skip
    assert "index_releases" in told.cure
    call_command("index_releases", verbosity=0)
    assert list(symptoms.look_at_comparisons()) == []


def test_what_is_stored_of_other_releases_is_not_taken_for_this_one() -> None:
    known = heads()
    first, last = known["2025.1"], known["2026.2"]
    row = ReleaseComparison.objects.get(before=first.pk, release=last.pk)
    other = ReleaseComparison.objects.get(before=known["2026.1"].pk, release=last.pk)
    row.content = other.content
    row.save()
    assert find_stored(first, last) is None
    assert find_stored(known["2026.1"], last) is not None
    assert STORED.find({"release": last.pk, "before": known["2026.1"].pk}, first.sha256, last.sha256) is None


def test_another_pair_is_stored_when_it_is_first_asked_for_and_not_without_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compared, "MOST_STORED", 1)
    assert client.get("/comparaison/2026.2/2025.1/").status_code == 200
    assert ReleaseComparison.objects.count() == 4
    assert client.get("/comparaison/2026.2/2026.1/").status_code == 200
    assert ReleaseComparison.objects.count() == 4, "one stands there"
    assert ReleaseComparison.objects.filter(release__edition__label="2025").count() == 1


def test_what_pages_tell_is_stored_however_many_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "MOST_STORED", 0)
    ReleaseComparison.objects.all().delete()
    call_command("index_releases", verbosity=0)
    assert ReleaseComparison.objects.count() == 3


def test_nothing_is_stored_of_two_short_releases(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ReleaseComparison.objects.all().delete()
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 10_000)
    monkeypatch.setattr(compared, "has_parts", lambda _pair: False)
    client.get("/")
    call_command("index_releases", verbosity=0)
    assert not ReleaseComparison.objects.exists()


def test_a_publication_stores_it(client: Client) -> None:
    release = Release.objects.get(edition__label="2026", number=2)
    ReleaseComparison.objects.all().delete()
    indexes.index_published(release.pk, release.sha256, size=1)
    known = heads()
    assert {row.before_id for row in ReleaseComparison.objects.filter(release=release)} == {
        known["2025.1"].pk, known["2026.1"].pk,
    }  # fmt: skip


def test_an_older_edition_that_is_corrected_has_the_newest_compared_with_it() -> None:
    """The first page is read against the last release of the edition before, whenever it was published."""
    known = heads()
    first = Release.objects.get(pk=known["2025.1"].pk)
    corrected = store(first.edition, first.document, "Même texte.", None)
    indexes.store_all(corrected.pk, corrected.sha256)
    assert {row.release_id for row in ReleaseComparison.objects.filter(before=corrected)} == {
        known["2026.1"].pk, known["2026.2"].pk,
    }  # fmt: skip


def test_who_compared_two_long_releases_holds_what_is_stored_and_not_their_documents() -> None:
    known = heads()
    found = compared.make_comparison(known["2026.2"], known["2025.1"], keep=False)
    assert isinstance(found, StoredComparison)


def test_a_page_answers_where_it_cannot_be_stored(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("read only")

    before = client.get("/").content
    ReleaseComparison.objects.all().delete()
    forget_answers()
    monkeypatch.setattr(type(ReleaseComparison.objects), "update_or_create", fail)
    assert client.get("/").content == before
    assert not ReleaseComparison.objects.exists()


def test_a_process_that_has_it_answers_while_the_database_is_down(client: Client) -> None:
    asked = ["/", "/indicateurs/2.1-O2/", "/versions/", "/comparaison/2025.1/2026.2/axe-2/"]
    before = {address: client.get(address).content for address in asked}
    assert load.document_of.cache_info().currsize == 0
    keeping.MEMORY.clear()
    with database_down():
        assert {address: client.get(address).content for address in asked} == before


def test_the_list_of_releases_owns_that_what_changed_is_not_known_while_the_database_is_down(client: Client) -> None:
    client.get("/versions/")
    keeping.MEMORY.clear()
    compared.compared.cache_clear()
    with database_down():
        response = client.get("/versions/")
    assert response.status_code == 200
    assert "modification" not in response.content.decode()
    assert "La base de données ne répond pas" in response.content.decode()


class TestFoundApart:
    """Of two long releases that nobody compared yet; the process apart is played by this one."""

    MIRROR = "/comparaison/2026.2/2025.1/"

    def renew(self) -> None:
        compared.compared.cache_clear()
        load.document_of.cache_clear()
        forget_answers()

    @pytest.fixture(autouse=True)
    def asked(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
        """What the process apart was asked for."""
        found: list[tuple[str, ...]] = []

        def run(*command: str, longest: float) -> bool:
            found.append(command)
            call_command(*command)
            self.renew()  # it was another process that found it
            return True

        monkeypatch.setattr(comparisons, "run_command", run)
        monkeypatch.setattr(orders, "ask_document", lambda order: order.write_apart(lambda _stage: None))
        settings.DOCUMENTS_APART = True
        return found

    def test_who_answers_holds_neither_document(self, client: Client, asked: list[Any], settings: Any) -> None:
        given = client.get(self.MIRROR)
        assert given.status_code == 200
        assert asked == [("compare_releases", "2026.2", "2025.1")]
        assert load.document_of.cache_info().currsize == 0
        for end in ("", "axe-2/", "hors-axe/"):
            assert client.get(f"{self.MIRROR}{end}").status_code == 200
        assert client.get("/api/v1/releases/2025.1/changes?before=2026.2").status_code == 200
        assert len(asked) == 1, "it is stored"
        settings.DOCUMENTS_APART = False
        self.renew()
        assert client.get(self.MIRROR).content == given.content

    def test_what_pages_tell_is_there_already(self, client: Client, asked: list[Any]) -> None:
        for address in ("/comparaison/2025.1/2026.2/", "/comparaison/2026.1/2026.2/axe-2/", "/api/v1/changes"):
            assert client.get(address).status_code == 200
        assert asked == []

    @pytest.mark.parametrize("why", ["short", "no room", "here"])
    def test_others_are_found_where_they_are_asked_for(
        self, why: str, client: Client, asked: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if why == "short":
            monkeypatch.setattr(compared, "has_parts", lambda _pair: False)
        elif why == "no room":
            monkeypatch.setattr(compared, "MOST_STORED", 0)
        else:
            settings.DOCUMENTS_APART = False
        assert client.get(self.MIRROR).status_code == 200
        assert asked == []

    def test_who_waits_is_told_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        underway = Underway(WritingStage.COMPARING, time.time() - 3)
        budgets: list[Any] = []
        monkeypatch.setattr(orders, "ask_document", lambda order: budgets.append(order.budget) or underway)
        page = client.get(self.MIRROR, headers={"Accept": "text/html"})
        assert (page.status_code, page["Retry-After"]) == (503, "1")
        told = "Le document qui compare 2026.2 à 2025.1 n’est pas encore prêt : les deux versions sont comparées."
        assert told in main(page)
        answer = client.get("/api/v1/releases/2025.1/changes?before=2026.2")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert answer.json()["type"].endswith("comparaison-differee")
        assert budgets == [budget.COMPARISONS] * 2

    def test_where_much_was_asked_it_is_told_later(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(orders, "ask_document", lambda _order: Resting(90))
        page = client.get(self.MIRROR)
        assert (page.status_code, page["Retry-After"]) == (503, "90")
        assert client.get("/api/v1/releases/2025.1/changes?before=2026.2")["Retry-After"] == "90"

    def test_where_it_fails_it_is_said(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(comparisons, "run_command", lambda *_command, longest: False)
        page = client.get(self.MIRROR)
        assert page.status_code == 503
        assert "Ce serveur n’a pas pu écrire le document qui compare 2026.2 à 2025.1." in main(page)
        assert client.get("/api/v1/releases/2025.1/changes?before=2026.2").status_code == 503

    def test_the_command_says_what_it_does_not_know(self) -> None:
        with pytest.raises(CommandError, match="ne se nomme"):
            call_command("compare_releases", "2024.1", "2025.1")
