"""A process that has read no document serves what others kept, and nothing that fails its check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from strategy_monitor.api import answering
from strategy_monitor.exports.addresses import within
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.kept import keeping, store
from strategy_monitor.pages import shortcut, viewing, warming
from strategy_monitor.releases import load
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.statement import read_statement
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import canonical
from strategy_monitor.web import metrics
from tests.memory import ask_anew, forget
from tests.outages import database_down
from tests.releases.altering import alter_documents
from tests.releases.test_load import events, released, tamper

KEPT = ("/", "/axes/2/", "/donnees/rapport.csv", "/versions/2025/1/axes/2/", "/api/v1/indicators", "/api/v1/axes/2")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.KEPT_PAGES = str(tmp_path / "kept")
    store.shared.cache_clear()
    forget()
    yield tmp_path / "kept"
    store.shared.cache_clear()
    forget()


@pytest.mark.usefixtures("published")
class TestARenewedProcess:
    def test_serves_what_was_kept_without_taking_a_document_apart(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = {address: client.get(address) for address in KEPT}
        forget()
        monkeypatch.setattr(load, "read_document", lambda content: pytest.fail("the document was read"))
        for address, before in first.items():
            again = client.get(address)
            assert (again.status_code, again.content) == (200, before.content), address
            assert again.headers == before.headers, address
            unchanged = client.get(address, headers={"If-None-Match": before["ETag"]})
            assert (unchanged.status_code, unchanged.content) == (304, b""), address
            assert unchanged["ETag"] == before["ETag"]
        assert load.document_of.cache_info().currsize == 0

    def test_says_that_nothing_changed_though_nothing_is_kept(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tag = client.get("/axes/2/")["ETag"]
        forget()
        monkeypatch.setattr(load, "read_document", lambda content: pytest.fail("the document was read"))
        never_written = client.get("/axes/3/", headers={"If-None-Match": tag})
        assert never_written.status_code == 304

    def test_goes_on_while_the_database_is_away(self, client: Client) -> None:
        kept = client.get("/axes/2/").content
        forget()
        client.get("/", headers={"If-None-Match": client.get("/")["ETag"]})
        with database_down():
            assert client.get("/axes/2/").content == kept

    def test_refuses_what_was_altered_since_it_was_kept(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        good = Release.objects.get().document
        newer = released(2, good.replace('"edition":"2025"', '"edition":"2026"'))
        assert "version 2" in client.get("/").text
        tamper(newer, "4944", "4945")  # and forgets all that is in memory
        assert "version 1" in client.get("/").text
        (said,) = events(caplog, "release_refused")
        assert said["why"] == "le document ne correspond plus à son empreinte SHA-256"
        assert client.get("/versions/2025/2/").status_code == 503

    def test_believes_nobody_who_cannot_seal_a_finding(self, client: Client, folder: Path) -> None:
        """« This text can be read » is told by processes of this site only; of another text, it says nothing."""
        client.get("/")
        bad = released(2, "{}")
        store.shared().put(keeping.key_by_code(f"report {bad.sha256}"), b"x" * store.SEAL)
        forget()
        assert "version 1" in client.get("/").text


FILES = (
    "donnees/rapport.json",
    "axes/2.xlsx",
    "indicateurs/2.2-O2.csv",
    "indicateurs/2-I1.bib",
    "indicateurs/2-I1/releves/fwb/talis-2018.json",
    "indicateurs/2-I1/formation-recente-comparaison.svg",
)


def file_written(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> tuple[HttpResponse, int]:
    """What is answered there, and how many answers were written for it."""
    written: list[str] = []
    monkeypatch.setattr(metrics, "count_kept", written.append)
    return client.get(address), written.count("written")


def release_another() -> None:
    """In which a figure is another."""
    good = Release.objects.get().document
    released(2, good.replace('"edition":"2025"', '"edition":"2026"').replace("4944", "4945"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", FILES)
def test_a_file_of_a_release_is_written_once_for_all_its_addresses(
    address: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, times = file_written(client, f"/{address}", monkeypatch)
    assert (newest.status_code, times) == (200, 1)
    permanent, times = file_written(client, f"/versions/2025/1/{address}", monkeypatch)
    assert (permanent.status_code, times) == (200, 0)
    assert (permanent.content, permanent.headers) == (newest.content, newest.headers)
    release_another()
    forget()
    past, times = file_written(client, f"/versions/2025/1/{address}", monkeypatch)
    assert (past.content, past.headers, times) == (newest.content, newest.headers, 0), "nor once another one follows"
    unchanged = client.get(f"/versions/2025/1/{address}", headers={"If-None-Match": newest["ETag"]})
    assert unchanged.status_code == 304
    assert client.get(f"/{address}").content != newest.content


THINGS: dict[str, tuple[object, ...]] = {"report": (), "axis": (2,), "indicator": ("2.2-O2",)}


@pytest.mark.usefixtures("published")
def test_every_file_says_the_same_in_each_mount_and_after_another_release(client: Client, settings: Any) -> None:
    """Each written anew: what is kept is given at all of its addresses, and would hide what differs."""
    settings.KEPT_PAGES = ""
    store.shared.cache_clear()
    files = [name for name, (form, _subject) in PLACES.items() if form.write]
    addresses = [within(name, *THINGS[PLACES[name][1]]) for name in files]
    assert len(addresses) > 30
    newest = ask_anew(client, (f"/{one}" for one in addresses))
    permanent = ask_anew(client, (f"/versions/2025/1/{one}" for one in addresses))
    release_another()
    past = ask_anew(client, (f"/versions/2025/1/{one}" for one in addresses))
    for one in addresses:
        status, content, headers = newest[f"/{one}"]
        assert status == 200, one
        assert permanent[f"/versions/2025/1/{one}"] == (status, content, headers), one
        assert past[f"/versions/2025/1/{one}"] == (status, content, headers), one


@pytest.mark.usefixtures("published")
def test_what_is_altered_between_its_check_and_its_reading_is_refused_too(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    good = Release.objects.get().document
    newer = released(2, good.replace('"edition":"2025"', '"edition":"2026"'))
    client.get("/")
    forget()
    assert "version 2" in client.get("/").text, "kept, and checked by this process"
    alter_documents(lambda _text: "{}", pk=newer.pk)
    assert "version 1" in client.get("/axes/2/").text, "it must be written, and its document is no longer what it was"
    assert events(caplog, "release_refused")[0]["release"] == "2025.2"
    assert "version 1" in client.get("/").text


def alter(release: Release) -> str:
    """Without a word to this process. What it was is given."""
    good = release.document
    put_back(release, "{}")
    return good


def put_back(release: Release, text: str) -> None:
    alter_documents(lambda _text: text, pk=release.pk)


def released_after(first: Release, edition: str, document: str) -> Release:
    return Release.objects.create(
        edition=Edition.objects.create(label=edition),
        number=1,
        document=document,
        sha256=canonical.digest(document),
        schema_version=first.schema_version,
        reason="La suite.",
        published_at=first.published_at + dt.timedelta(days=int(edition) - 2025),
    )


@pytest.mark.usefixtures("published")
class TestAPastReleaseThatTellsOfLaterOnes:
    PAGE = "/versions/2025/1/indicateurs/1.1-O1/"

    @pytest.fixture
    def later(self, published: None) -> tuple[Release, Release]:
        """One that has the indicator still, then one that has it no longer."""
        first = Release.objects.get()
        renewed = [first.document.replace('"edition":"2025"', f'"edition":"{year}"') for year in (2026, 2027)]
        gone = renewed[1].replace('"code":"1.1-O1"', '"code":"1.1-O0"')
        return released_after(first, "2026", renewed[0]), released_after(first, "2027", gone)

    def told(self, client: Client) -> str:
        return " ".join(client.get(self.PAGE).text.split())

    @pytest.mark.usefixtures("later")
    def test_follows_the_withdrawal_of_one_of_them(self, client: Client) -> None:
        before = client.get(self.PAGE)
        assert "l’édition 2026 est la dernière qui l’a" in self.told(client)
        withdraw("2026", 1, "Erreur.")
        assert "l’édition 2025 est la dernière qui l’a" in self.told(client)
        assert client.get(self.PAGE, headers={"If-None-Match": before["ETag"]}).status_code == 200

    def test_follows_the_mending_of_one_of_them(self, client: Client, later: tuple[Release, Release]) -> None:
        was = alter(later[0])
        assert "l’édition 2025 est la dernière qui l’a" in self.told(client)
        put_back(later[0], was)
        forget()
        assert "l’édition 2026 est la dernière qui l’a" in self.told(client)

    @pytest.mark.usefixtures("later")
    def test_is_not_kept_for_longer_than_an_outage(self, client: Client) -> None:
        client.get("/versions/2025/1/axes/1/")
        with database_down():
            assert "plus suivi" not in self.told(client), "the later ones were never read"
        assert "l’édition 2026 est la dernière qui l’a" in self.told(client)


@pytest.mark.usefixtures("published")
def test_an_older_release_that_is_altered_costs_the_newest_only_what_it_is_compared_with(client: Client) -> None:
    first = Release.objects.get()
    renewed = first.document.replace('"edition":"2025"', '"edition":"2026"')
    released_after(first, "2026", renewed)
    client.get("/")
    forget()
    assert "2026.1" in client.get("/").text, "kept, and both checked by this process"
    alter(first)
    for address in ("/", "/indicateurs/1.1-O1/", "/axes/2/", "/rapport/", "/versions/2025/1/", "/axes/2/"):
        expected = 503 if address.startswith("/versions/") else 200
        assert client.get(address).status_code == expected, address


@pytest.mark.usefixtures("published")
def test_who_writes_a_page_never_waits_for_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page takes is claimed while the page is: not by the same lock, of which there are few."""
    first = Release.objects.get()
    released_after(first, "2026", first.document.replace('"edition":"2025"', '"edition":"2026"'))
    client.get("/")
    forget()
    assert "2026.1" in client.get("/").text, "kept: no document is in memory"
    monkeypatch.setattr(store, "LOCKS", 1)
    monkeypatch.setattr(store, "sleep", lambda _seconds: pytest.fail("it waits for what it holds"))
    for address in ("/indicateurs/2.1-O2/", "/recherche/?q=formation", "/comparaison/2025.1/2026.1/", "/errata/"):
        assert client.get(address).status_code == 200, address


READ_LATE = (
    "/contact/",
    "/vie-privee/",
    "/oembed?url=http://localhost:8000/indicateurs/2-I4/",
    "/api/v1/axes/3",
    "/bureau/",
    "/bureau/copie/",
    "/bureau/publier/",
)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", READ_LATE)
class TestADocumentThatIsReadLate:
    @pytest.fixture(autouse=True)
    def checked_only(self, published: None, admin_client: Client) -> Release:
        newer = released(2, Release.objects.get().document.replace("4944", "4945"))
        read_statement()
        admin_client.get("/")
        forget()
        assert admin_client.get("/").status_code == 200
        assert load.document_of.cache_info().currsize == 0
        return newer

    def test_found_altered_it_is_replaced_in_the_same_request(
        self, address: str, admin_client: Client, checked_only: Release
    ) -> None:
        alter(checked_only)
        assert [admin_client.get(address).status_code for _ in range(2)] == [200, 200]

    def test_in_an_outage_nothing_breaks(self, address: str, admin_client: Client) -> None:
        admin_client.raise_request_exception = False
        with database_down():
            assert admin_client.get(address).status_code in {200, 503}


@pytest.mark.usefixtures("published")
def test_what_stands_in_does_so_until_the_other_is_whole_again(client: Client) -> None:
    newer = released(2, Release.objects.get().document.replace("4944", "4945"))
    was = alter(newer)
    assert load.current().head.name == "2025.1"
    put_back(newer, was)
    assert load.current().head.name == "2025.2"


@pytest.mark.usefixtures("published")
class TestTheAPI:
    def test_a_release_that_is_whole_again_is_told_of_again(self, client: Client) -> None:
        good = Release.objects.get().document
        newer = released(2, good.replace("4944", "4945"))
        forget()
        was = alter(newer)
        stands_in = client.get("/api/v1/indicators").json()
        put_back(newer, was)
        forget()
        told = client.get("/api/v1/indicators").json()
        assert (stands_in["release"], told["release"]) == ("2025.1", "2025.2")

    def test_a_question_of_no_parameter_is_none(self, client: Client, folder: Path) -> None:
        plain = client.get("/api/v1/indicators")
        before = sorted(folder.glob("??/*"))
        for asked in ("&", "&&", "&&&"):
            assert client.get(f"/api/v1/indicators?{asked}").content == plain.content
        assert sorted(folder.glob("??/*")) == before


def shut_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for finding in ("current", "past"):
        monkeypatch.setattr(load, finding, lambda *given: pytest.fail("the long way"))


def takes_long_way(client: Client, address: str) -> bool:
    try:
        client.get(address)
    except pytest.fail.Exception as failed:
        return failed.msg == "the long way"
    return False


@pytest.mark.usefixtures("published")
class TestTheShortWay:
    """Answered before the view is looked for."""

    ADDRESSES = ("/", "/axes/2/", "/versions/2025/1/axes/2/")
    ASKED = (
        "/recherche/",
        "/recherche/?q=formation",
        "/indicateurs/?axe=2&q=taux",
        "/versions/2025/1/recherche/?q=taux&page=2",
        "/api/v1/indicators",
        "/api/v1/indicators?q=taux",
        "/api/v1/releases/2025.1/axes/2",
        "/api/v1/openapi.json",
    )

    @pytest.fixture
    def no_view(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        first = {address: client.get(address) for address in self.ADDRESSES + self.ASKED}
        shut_long_way(monkeypatch)
        return first

    @pytest.fixture
    def no_view_of_axis(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where only this page is asked again."""
        client.get("/axes/2/")
        shut_long_way(monkeypatch)

    def test_says_the_same(self, client: Client, no_view: dict[str, Any]) -> None:
        for address in self.ADDRESSES:
            before = no_view[address]
            again = client.get(address + "?utm_source=x", headers={"Cookie": "sessionid=" + "a" * 32})
            assert (again.content, again.headers, again.cookies) == (before.content, before.headers, {})
            unchanged = client.get(address, headers={"If-None-Match": before["ETag"]})
            assert (unchanged.status_code, unchanged["ETag"]) == (304, before["ETag"])
            assert "frame-ancestors" in unchanged["Content-Security-Policy"]
            assert unchanged["X-Frame-Options"] == "DENY"
            assert client.get(address, headers={"Host": "ailleurs.example"}).status_code == 400

    def test_says_the_same_of_a_question_and_of_the_api(self, client: Client, no_view: dict[str, Any]) -> None:
        for address in self.ASKED:
            before = no_view[address]
            for accepted in ("*/*", "application/json, text/html"):
                again = client.get(address, headers={"Cookie": "sessionid=" + "a" * 32, "Accept": accepted})
                assert (again.content, again.headers, again.cookies) == (before.content, before.headers, {}), address
            known = client.get(address, headers={"If-None-Match": before["ETag"]})
            assert (known.status_code, known.content) == (304, b""), address
            more = (*answering.TOLD_AGAIN, *answering.SHARED) if address.startswith("/api/") else ()
            for name in ("ETag", "Vary", "Cache-Control", *more):
                assert known.get(name) == before.get(name), (address, name)

    OTHERS = (
        "/recherche/?q=formations",
        "/recherche/?page=2",
        "/indicateurs/?q=taux&axe=2",
        "/api/v1/indicators?q=formation",
    )

    def test_is_not_taken_by_another_question(self, client: Client, no_view: dict[str, Any]) -> None:
        assert [address for address in self.OTHERS if not takes_long_way(client, address)] == []

    def test_is_not_taken_by_who_accepts_no_json(self, client: Client, no_view: dict[str, Any]) -> None:
        for address in ("/api/v1/indicators", "/api/v1/indicators?q=taux"):
            refused = client.get(address, headers={"Accept": "text/html"})
            assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (406, "*")
        assert client.get("/api/v1/indicators?utm_source=x").status_code == 400, "nor by what is refused"

    @pytest.mark.parametrize("address", ["/axes/2/", "/recherche/?q=taux", "/api/v1/indicators"])
    def test_is_not_taken_by_who_wants_another_version(self, client: Client, address: str) -> None:
        long, short = (client.get(address, headers={"If-Match": '"other"'}) for _ in range(2))
        assert (long.status_code, short.status_code) == (412, 412)
        assert short.headers == long.headers

    @pytest.mark.parametrize("address", ["/", "/axes/2.csv", "/recherche/?q=formation", "/api/v1/indicators"])
    def test_is_not_taken_by_what_stands_in_for_another_release(self, client: Client, address: str) -> None:
        newer = released(2, Release.objects.get().document.replace("4944", "4945"))
        forget()
        was = alter(newer)
        stands_in = client.get(address)
        assert stands_in.status_code == 200
        put_back(newer, was)
        assert client.get(address)["ETag"] != stands_in["ETag"]

    def test_remembers_so_many_questions(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shortcut, "MOST_QUESTIONS", 3)
        for number in range(1, 6):
            client.get(f"/recherche/?q=taux{number}")
            client.get(f"/api/v1/indicators?limit={number}")
            client.get(f"/api/v1/indicators?{'&' * number}")
            client.get(f"/recherche/?autre={number}")
        assert 0 < len(shortcut.QUESTIONS) <= 3
        assert set(shortcut.PLACES) <= {"/recherche/", "/api/v1/indicators"}

    @pytest.mark.parametrize("what", ["SITE_URL", "RESPONSIBLE_EDITOR", "SHOW_NAMES"])
    def test_is_not_taken_where_the_settings_are_others(
        self, client: Client, no_view_of_axis: None, settings: Any, what: str
    ) -> None:
        setattr(settings, what, "https://ailleurs.example" if what == "SITE_URL" else "Une personne")
        with pytest.raises(pytest.fail.Exception, match="the long way"):
            client.get("/axes/2/")

    def test_is_not_taken_after_a_publication_nor_while_the_database_is_away(
        self, client: Client, no_view_of_axis: None
    ) -> None:
        with database_down(), pytest.raises(pytest.fail.Exception, match="the long way"):
            client.get("/axes/2/")
        released(2, Release.objects.get().document)
        with pytest.raises(pytest.fail.Exception, match="the long way"):
            client.get("/axes/2/")

    def test_is_for_readers_only(self, client: Client, no_view_of_axis: None) -> None:
        assert client.post("/axes/2/").status_code == 405


@pytest.mark.usefixtures("published")
def test_a_reader_is_sent_fewer_bytes_without_any_proxy(client: Client) -> None:
    plain, small = client.get("/axes/2/"), client.get("/axes/2/", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert brotli.decompress(small.content) == plain.content
    assert len(small.content) * 5 < len(plain.content)
    assert int(small["Content-Length"]) == len(small.content)
    assert (small["Content-Encoding"], small["Vary"], plain["Vary"]) == ("br", "Accept-Encoding", "Accept-Encoding")
    assert small["ETag"] == plain["ETag"]
    head = client.head("/axes/2/", headers={"Accept-Encoding": "br"})
    assert (head["Content-Length"], head.content) == (small["Content-Length"], b"")


def test_a_publication_has_the_most_read_pages_written_before_they_are_asked_for(
    published: None, client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    started: list[Any] = []

    def start(thread: Any) -> None:
        started.append(thread)

    monkeypatch.setattr(warming.Thread, "start", start)
    with django_capture_on_commit_callbacks(execute=True):
        publish("2026", "Une autre édition.")
    assert len(started) == 1, "in a thread of its own: who published does not wait"
    monkeypatch.setattr(warming.connection, "close", lambda: None)
    warming.warm()
    keeping.MEMORY.clear()
    monkeypatch.setattr(viewing, "written", lambda *given: pytest.fail("it was not written before"))
    for address in ("/", "/axes/", "/indicateurs/", "/donnees/"):
        assert client.get(address).status_code == 200, address


def test_pages_that_cannot_be_warmed_stop_nothing(
    published: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(address: str) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(warming.connection, "close", lambda: None)
    monkeypatch.setattr(warming, "warm_address", fails)
    warming.warm()
    assert "pages_not_warmed" in caplog.text


def test_nothing_is_warmed_where_nothing_is_shared(
    published: None, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.KEPT_PAGES = ""
    store.shared.cache_clear()
    with django_capture_on_commit_callbacks() as waiting:
        publish("2026", "Une autre édition.")
    assert warming.start not in waiting


def test_what_staff_see_is_neither_kept_nor_compressed(admin_client: Client, published: None, folder: Path) -> None:
    response = admin_client.get("/bureau/copie/axes/2/", headers={"Accept-Encoding": "br"})
    assert response.status_code == 200
    assert "Content-Encoding" not in response
    assert response["Cache-Control"] == "no-store"
    assert not any(path.stat().st_size > 5000 for path in folder.glob("??/*"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ["/axes/2/", "/recherche/?q=formation", "/api/v1/indicators"])
def test_what_is_found_altered_while_it_is_answered_is_not_remembered_as_whole(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = Release.objects.get()
    newer = released(2, good.document.replace("4944", "4945"), schema_version=good.schema_version)
    forget()
    honest = shortcut.note_place

    def note_late(*given: Any, **named: Any) -> None:
        monkeypatch.setattr(shortcut, "note_place", honest)
        alter_documents(lambda _text: "{}", pk=newer.pk)
        load.document_of.cache_clear()
        with pytest.raises(load.BadRelease):  # of another thread
            load.read_report(load.heads()[0])
        honest(*given, **named)

    monkeypatch.setattr(shortcut, "note_place", note_late)
    before = client.get(address)["ETag"]
    assert client.get(address)["ETag"] != before


@pytest.mark.usefixtures("published")
def test_a_server_may_leave_out_that_nothing_is_asked(client: Client) -> None:
    for address in ("/", "/recherche/", "/api/v1/indicators"):
        written = client.get(address).content
        request = RequestFactory().get(address)
        del request.META["QUERY_STRING"]
        answer: Any = shortcut.KnownPages(lambda _request: pytest.fail("the long way"))(request)
        assert answer.content == written


@pytest.mark.usefixtures("published")
def test_a_question_at_length_is_not_remembered(client: Client) -> None:
    shortcut.QUESTIONS.clear()
    assert client.get(f"/recherche/?q=taux&autre={'a' * 600}").status_code == 200
    assert client.get("/api/v1/indicators", {"q": "é" * 190}).status_code == 200
    assert not shortcut.QUESTIONS
    assert client.get("/recherche/?q=taux").status_code == 200
    assert len(shortcut.QUESTIONS) == 1


@pytest.mark.usefixtures("published")
def test_a_question_is_kept_in_memory_only(client: Client, folder: Path) -> None:
    client.get("/recherche/?q=formation")
    before = sorted(folder.glob("??/*"))
    first = client.get("/recherche/?q=formations")
    assert sorted(folder.glob("??/*")) == before
    assert client.get("/recherche/?q=formations").content == first.content
