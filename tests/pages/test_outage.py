"""While the database or the disk fails: what is in memory is served as it was, the rest is a 503 with what to do."""

from __future__ import annotations

import errno
import sqlite3
from itertools import cycle
from typing import Any

import pytest
from django import db
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from axes.models import Axis
from strategy_monitor.documents import compose
from strategy_monitor.pages import errors
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.web import faults
from strategy_monitor.web.statics import ManifestStorage
from tests.admin_pages import filled, form_at_desk, opened
from tests.memory import forget
from tests.outages import database_down
from tests.pages.reading import main, soup
from tests.snapshot import remembered
from tests.vouched import one_more

PAST = (
    "", "axes/2/", "indicateurs/", "indicateurs/?axe=2", "indicateurs/2.1-O2/", "methode/", "recherche/?q=formation",
    "donnees/rapport.json", "donnees/rapport.csv", "axes/2.json", "indicateurs/2.1-O2.json", "rapport.bib",
    "indicateurs/2.1-O2/releves/heures/2023-2024/", "indicateurs/2-I4/programme-de-collaboration-evolution.svg",
    "indicateurs/2-I4/programme-de-collaboration-evolution/integrer/",
)  # fmt: skip
"""At the permanent address of a release that is not the newest."""

AROUND = (
    "/", "/axes/2/", "/versions/2025/2/gouvernance/", "/versions/", "/errata/", "/flux/versions.atom",
    "/contact/", "/flux/axe-2.atom", "/comparaison/", "/comparaison/2025.1/2025.2/", "/comparaison/2025.1/2025.2.csv",
    "/sitemap.xml", "/robots.txt", "/api/", "/api/v1/", "/api/v1/openapi.json", "/api/v1/releases",
    "/api/v1/releases/2025.1/axes", "/api/v1/changes", "/api/v1/report",
    "/oembed?url=http%3A//localhost%3A8000/versions/2025/1/indicateurs/2-I4/",
)  # fmt: skip

PUBLIC = (*(f"/versions/2025/1/{page}" for page in PAST), *AROUND)

DESK = ("/bureau/", "/bureau/historique/", "/bureau/alertes/", "/bureau/publier/", "/bureau/copie/", "/admin/",
        "/admin/axes/axis/", "/admin/indicators/indicator/")  # fmt: skip


@pytest.fixture
def visitor() -> Client:
    """Who is answered what a browser would be, whatever was raised."""
    return Client(raise_request_exception=False)


@pytest.fixture
def corrected(published: None) -> None:
    remembered("a correction", correct)


def correct() -> None:
    one_more()
    publish("2025", "Correction.")


def says_what_to_do(response: HttpResponse) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert "sessionid" not in response.cookies
    page = soup(response)
    assert page.html["lang"] == "fr"
    assert "Le site ne peut pas répondre pour l’instant" in main(response)
    assert "Les données et les versions publiées sont gardées." in main(response)
    assert "no route" not in response.text


@pytest.mark.usefixtures("corrected")
class TestThePublicSite:
    def test_what_was_read_before_is_read_the_same_at_every_address(self, visitor: Client) -> None:
        before = {address: visitor.get(address) for address in PUBLIC}
        assert {response.status_code for response in before.values()} == {200}
        with database_down() as refused:
            found = {address: visitor.get(address) for address in PUBLIC}
        assert refused
        assert {a: r.status_code for a, r in found.items() if r.status_code != 200} == {}
        assert [a for a, r in found.items() if r.content != before[a].content] == []

    def test_a_process_that_has_read_nothing_says_when_to_come_back(self, visitor: Client) -> None:
        forget()
        with database_down():
            for address in PUBLIC:
                response = visitor.get(address)
                if address.startswith("/api/v1/") and "openapi" not in address:
                    assert response.status_code == 503
                    assert response.json()["type"].endswith("rien-a-servir")
                    assert response["Retry-After"]
                elif address.startswith("/oembed"):
                    assert (response.status_code, response["Retry-After"]) == (503, "60")
                elif address not in {"/robots.txt", "/api/v1/openapi.json"}:
                    says_what_to_do(response)

    def test_a_program_that_asks_what_it_can_embed_is_answered_in_a_sentence(self, visitor: Client) -> None:
        asked = "/oembed?url=http%3A//localhost%3A8000/indicateurs/2-I4/"
        forget()
        with database_down():
            response = visitor.get(asked)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cache-Control"] == "no-store"
        assert response.text == "Le site ne peut pas répondre pour l’instant."
        assert visitor.get(asked).status_code == 200

    def test_a_document_that_is_not_in_memory_cannot_be_shown_and_the_others_can(self, visitor: Client) -> None:
        forget()
        visitor.get("/")
        with database_down():
            says_what_to_do(visitor.get("/versions/2025/1/axes/2/"))
            assert visitor.get("/versions/2025/2/axes/2/").status_code == 200
            for feed in ("/flux/versions.atom", "/flux/axe-2.atom"):
                says_what_to_do(visitor.get(feed))  # a feed that leaves a release out would be believed
            assert visitor.get("/errata/").status_code == 200
            assert visitor.get("/healthz").json() == {"status": "error", "database": "unreachable", "release": "2025.2"}

    def test_that_a_release_was_not_published_is_not_said_without_asking(self, visitor: Client) -> None:
        visitor.get("/")
        assert visitor.get("/versions/2025/3/").status_code == 404
        with database_down():
            says_what_to_do(visitor.get("/versions/2025/3/"))
        assert visitor.get("/versions/2025/3/").status_code == 404

    def test_the_database_may_fail_at_any_question_of_a_page(self, visitor: Client) -> None:
        for address in ("/", "/versions/2025/1/", "/versions/", "/donnees/rapport.json", "/comparaison/2025.1/2025.2/"):
            for after in range(4):
                forget()
                with database_down(after=after):
                    assert visitor.get(address).status_code in {200, 503}, (address, after)

    def test_it_is_not_asked_again_at_once(self, visitor: Client) -> None:
        """A machine that is gone takes five seconds to say so: not at each request, and not twice in one."""
        visitor.get("/versions/")
        with database_down() as refused:
            for address in ("/versions/", "/", "/versions/2025/1/"):
                visitor.get(address)
            assert len(refused) == 1
            load.KnownReleases.asks_again = 0.0
            visitor.get("/")
            assert len(refused) == 2

    def test_while_one_asks_whether_it_is_back_the_others_are_served(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One that stands still says so after seconds, each time."""
        visitor.get("/")
        fails = db.OperationalError("the server did not say anything")
        asked: list[load.Known] = []

        def stands_still() -> Any:
            if not asked:
                asked.append(load.known())  # another thread's
            raise fails

        monkeypatch.setattr(load, "every_head", stands_still)
        monkeypatch.setattr(load.KnownReleases, "asks_again", 0.001)
        assert not load.known().fresh
        assert [found.fresh for found in asked] == [False]
        monkeypatch.undo()
        load.KnownReleases.asks_again = 0.0
        assert load.known().fresh

    def test_a_publication_after_the_outage_is_seen_by_the_next_request(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor.get("/")
        with database_down():
            visitor.get("/")
        one_more(value=7780)
        publish("2025", "Une autre correction.")
        assert "version 3" in visitor.get("/").text


@pytest.mark.usefixtures("published")
class TestStaff:
    def test_every_page_and_the_sign_in_say_what_to_do(self, visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
        user = get_user_model().objects.create_superuser("chef", password="un-mot-de-passe-long")
        visitor.force_login(user)
        visitor.get("/")
        sent = {"username": "chef", "password": "un-mot-de-passe-long"}
        with database_down():
            for address in DESK:
                says_what_to_do(visitor.get(address))
            caplog.clear()
            response = Client(raise_request_exception=False).post("/admin/login/", sent)
        says_what_to_do(response)
        assert "Garder la saisie" in main(response), "what was sent was not confirmed"
        assert [r.name for r in caplog.records if r.levelname == "ERROR"] == [
            "django.request",
            "strategy_monitor.web.logs",
        ]
        assert caplog.records[0].exc_info, "the failure itself is logged once, with where it came from"

    def test_a_form_that_is_sent_is_saved_whole_or_not_at_all(self, visitor: Client) -> None:
        """The database fails at one statement after the other, those that end the request too."""
        errors = (
            db.OperationalError("database is locked"),
            db.InterfaceError("connection already closed"),
            db.OperationalError("attempt to write a readonly database"),
        )
        axis = Axis.objects.get(number=2)
        visitor.force_login(get_user_model().objects.create_superuser("chef"))
        address = reverse("admin:axes_axis_change", args=[axis.pk])
        data = filled(opened(visitor, address))
        seen = set()
        for after, error in zip(range(0, 80, 11), cycle(errors), strict=False):
            before = Axis.objects.get(pk=axis.pk).title, axis.history.count()
            with database_down(error, after=after):
                response = visitor.post(address, {**data, "title": f"Titre {after}"})
            now = Axis.objects.get(pk=axis.pk).title, axis.history.count()
            seen.add(response.status_code)
            assert now in (before, (f"Titre {after}", before[1] + 1))
            if response.status_code == 503:
                says_what_to_do(response)
        assert seen <= {200, 302, 503}
        assert 503 in seen

    @pytest.mark.parametrize("page", ["admin", "desk"])
    def test_a_disk_without_room_is_not_said_to_be_another_person(self, visitor: Client, page: str) -> None:
        axis = Axis.objects.get(number=2)
        visitor.force_login(get_user_model().objects.create_superuser("chef"))
        address = (
            reverse("admin:axes_axis_change", args=[axis.pk]) if page == "admin" else form_at_desk(axis, "/bureau/")
        )
        data = {**filled(opened(visitor, address)), "title": "Un titre", "_save": "1"}
        full = of_sqlite("INSERT INTO t VALUES (zeroblob(20000000))", "PRAGMA max_page_count=2")
        reads = lambda sql: not sql.startswith(('UPDATE "axes_', 'INSERT INTO "axes_'))  # noqa: E731
        with database_down(full, but=reads) as refused:
            response = visitor.post(address, data)
        assert refused
        says_what_to_do(response)
        with database_down(of_postgresql(db.OperationalError, "40P01", "deadlock"), but=reads):
            response = visitor.post(address, data)
        assert response.status_code == 200
        assert "une autre personne vient de modifier" in response.text
        assert axis.title == Axis.objects.get(pk=axis.pk).title

    def test_a_session_that_cannot_be_saved_is_no_bad_request(self, visitor: Client) -> None:
        """Django takes it for a session that was deleted meanwhile, and would say that nothing was saved."""
        visitor.force_login(get_user_model().objects.create_superuser("chef"))
        axis = Axis.objects.get(number=2)
        address = reverse("admin:axes_axis_change", args=[axis.pk])
        data = {**filled(opened(visitor, address)), "title": "Un titre"}
        with database_down(but=lambda sql: "django_session" not in sql or sql.startswith("SELECT")) as refused:
            response = visitor.post(address, data)
        assert refused
        says_what_to_do(response)
        assert Axis.objects.get(pk=axis.pk).title == "Un titre", "it was saved before: the page must not deny it"


class TestTheDisk:
    @pytest.mark.usefixtures("published")
    def test_a_document_that_cannot_be_written_says_when_to_come_back(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*args: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(compose, "summary_paper", full)
        says_what_to_do(visitor.get("/resume.pdf"))

    @pytest.mark.usefixtures("seeded")
    def test_a_file_that_finds_no_room_is_kept_by_its_sender(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        def full(*args: object, **kwargs: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
        monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", full)
        visitor.force_login(get_user_model().objects.create_superuser("chef"))
        file = SimpleUploadedFile("releve.csv", b"x" * 1000)
        response = visitor.post(reverse("desk-import"), {"file": file})
        says_what_to_do(response)
        assert "Garder la saisie" in main(response)

    @pytest.mark.usefixtures("published")
    def test_a_page_without_its_style_is_read_all_the_same(
        self, visitor: Client, settings: Any, tmp_path: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.STATIC_ROOT = str(tmp_path)
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": f"{ManifestStorage.__module__}.{ManifestStorage.__name__}"}
        }
        response = visitor.get("/axes/2/")
        assert response.status_code == 200
        assert "static_file_missing" in caplog.text
        assert visitor.get("/nulle/part/").status_code == 404

    def test_an_error_page_that_cannot_be_written_still_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*args: object) -> str:
            raise OSError(errno.EMFILE, "Too many open files")

        monkeypatch.setattr(errors, "render_to_string", broken)
        response = errors.answer_error("errors/failure.html", 500)
        assert (response.status_code, soup(response).h1.text) == (500, "Une erreur s’est produite")


def raised(error: type[Exception], cause: Exception) -> Exception:
    """As Django raises it."""
    try:
        raise error(*cause.args) from cause
    except error as found:
        return found


def of_sqlite(statement: str, setting: str = "") -> Exception:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE t (a CHECK (a > 0))")
        connection.execute(setting or "SELECT 1")
        connection.execute(statement)
    except sqlite3.Error as error:
        return raised(getattr(db, type(error).__name__), error)
    raise AssertionError(statement)


def of_postgresql(error: type[Exception], state: str, said: str) -> Exception:
    return raised(error, type("Refused", (Exception,), {"pgcode": state})(said))


PASSING = [
    db.OperationalError("could not connect"),
    db.InterfaceError("connection already closed"),
    of_sqlite("INSERT INTO t VALUES (1)", "PRAGMA query_only=1"),
    of_sqlite("INSERT INTO t VALUES (zeroblob(20000000))", "PRAGMA max_page_count=2"),
    of_postgresql(db.OperationalError, "53100", "no space left"),
    of_postgresql(db.OperationalError, "57P01", "terminating connection"),
    of_postgresql(db.OperationalError, "40P01", "deadlock"),
    of_postgresql(db.InternalError, "25006", "read-only"),
    of_postgresql(db.InternalError, "XX001", "corrupted"),
    raised(db.DatabaseError, type("Malformed", (sqlite3.DatabaseError,), {"sqlite_errorcode": 11})("malformed")),
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EROFS, "Read-only file system", "/tmp/x"),
    FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
    MemoryError(),
]

LASTING = [
    of_sqlite("SELECT * FROM nothing"),
    of_sqlite("SELECT a FROM t WHERE"),
    of_sqlite("INSERT INTO t VALUES (-1)"),
    of_postgresql(db.ProgrammingError, "42P01", "no such table"),
    of_postgresql(db.IntegrityError, "23505", "twice"),
    of_postgresql(db.DataError, "22003", "too big"),
    of_postgresql(db.InternalError, "25P02", "aborted"),
    db.DatabaseError("Forced update did not affect any rows."),
    FileNotFoundError(errno.ENOENT, "No such file", "/nowhere/x"),
    KeyError("2022-2023"),
    None,
]


def test_what_passes_is_told_from_what_is_wrong() -> None:
    assert [error for error in PASSING if not faults.outage(error)] == []
    assert [error for error in LASTING if faults.outage(error)] == []


@pytest.mark.django_db
@pytest.mark.skipif(db.connection.vendor != "sqlite", reason="a setting of SQLite")
def test_what_was_said_to_be_saved_survives_a_power_cut() -> None:
    """2 is FULL: each commit is on the disk before it is acknowledged. In write-ahead mode, NORMAL (1) waits."""
    with db.connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
