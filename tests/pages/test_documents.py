"""The report on paper at its addresses, and by command: the file, kept, not written twice; or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from axes.models import Strategy
from strategy_monitor.documents import compose, orders
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.kept import store
from strategy_monitor.pages import warming
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.web import processes
from tests.bake.light import light
from tests.memory import forget, forget_answers
from tests.pages.reading import soup
from tests.people import person, signed_in
from tests.releases.altering import alter_documents

pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.once]


WHOLE = {
    "/rapport.pdf", "/rapport.docx", "/rapport-annote.pdf", "/rapport-annote.docx", "/resume.pdf", "/resume.docx",
}  # fmt: skip


def instead(monkeypatch: pytest.MonkeyPatch, write: Any) -> None:
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], write=write))


def refuse(paper: Any) -> bytes:
    raise CannotWrite("rien ne va")


def test_the_summary_is_a_pdf_under_the_name_of_the_release(client: Client) -> None:
    response = client.get("/resume.pdf")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="strategie-numerique-2025-1-resume.pdf"'


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/rapport.pdf", "strategie-numerique-2025-1-rapport.pdf"),
        ("/axes/2.pdf", "strategie-numerique-2025-1-axe-2.pdf"),
        ("/rapport.docx", "strategie-numerique-2025-1-rapport.docx"),
        ("/axes/2.docx", "strategie-numerique-2025-1-axe-2.docx"),
        ("/resume.docx", "strategie-numerique-2025-1-resume.docx"),
        ("/rapport-annote.pdf", "strategie-numerique-2025-1-rapport-annote.pdf"),
        ("/axes/2-annote.docx", "strategie-numerique-2025-1-axe-2-annote.docx"),
        ("/versions/2025/1/rapport-annote.docx", "strategie-numerique-2025-1-rapport-annote.docx"),
        ("/versions/2025/1/rapport.pdf", "strategie-numerique-2025-1-rapport.pdf"),
    ],
)
def test_a_head_says_what_there_is_without_writing_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str, name: str
) -> None:
    instead(monkeypatch, refuse)
    response = client.head(address)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert response.headers["ETag"]
    assert "Content-Length" not in response.headers


def test_it_is_written_once_and_not_at_all_for_a_reader_who_has_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    instead(monkeypatch, lambda paper: written.append(paper) or b"%PDF-")
    client.head("/rapport.pdf")
    first = client.get("/rapport.pdf")
    again = client.get("/rapport.pdf")
    assert (first.content, again.content, len(written)) == (b"%PDF-", b"%PDF-", 1)
    assert client.get("/rapport.pdf?encore=1").content == b"%PDF-"
    assert len(written) == 1
    known = client.get("/rapport.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert known.status_code == 304


def test_the_same_release_is_the_same_file_at_both_its_addresses(client: Client) -> None:
    newest, permanent = client.get("/resume.pdf"), client.get("/versions/2025/1/resume.pdf")
    assert (newest.content, newest.headers) == (permanent.content, permanent.headers)
    known = client.get("/versions/2025/1/resume.pdf", headers={"If-None-Match": newest.headers["ETag"]})
    assert known.status_code == 304


def test_there_is_no_excerpt_of_an_axis_that_does_not_exist(client: Client) -> None:
    assert client.get("/axes/9.pdf").status_code == 404
    assert client.get("/rapport.odt").status_code == 404


@pytest.mark.parametrize("part", ["rapport", "axes/1", "resume"])
def test_a_server_that_cannot_write_it_says_so_and_keeps_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    instead(monkeypatch, refuse)
    response = client.get(f"/{part}.pdf")
    assert response.status_code == 503
    assert "n’a pas pu écrire le document PDF" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_the_working_copy_is_for_staff_and_says_that_it_is_not_published(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = []
    instead(monkeypatch, lambda paper: papers.append(paper) or b"%PDF-")
    assert client.get("/bureau/copie/rapport.pdf").status_code == 302
    response = signed_in(person("lit", "Lecture")).get("/bureau/copie/rapport.pdf")
    disposition = response.headers["Content-Disposition"]
    assert disposition == 'inline; filename="strategie-numerique-copie-de-travail-rapport.pdf"'
    assert response.headers["Cache-Control"] == "no-store"
    assert papers[0].version.endswith("copie de travail, non publiée")


@pytest.mark.parametrize(
    ("page", "documents"),
    [
        ("/rapport/", WHOLE),
        ("/donnees/", WHOLE),
        ("/axes/3/", {"/axes/3.pdf", "/axes/3.docx", "/axes/3-annote.pdf", "/axes/3-annote.docx"}),
    ],
)
def test_pages_lead_to_their_documents(client: Client, page: str, documents: set[str]) -> None:
    links = {link["href"] for link in soup(client.get(page)).select("main a[href]")}
    assert {link for link in links if link.endswith((".pdf", ".docx"))} == documents


class TestCommand:
    def test_it_writes_what_it_is_asked_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        instead(monkeypatch, lambda paper: paper.title.encode())
        for options, title in (
            ({}, "Stratégie numérique pour l’éducation"),
            ({"axis": 4}, "Axe\u00a04"),
            ({"summary": True, "release": "2025.1"}, "Où en est la stratégie"),
        ):
            call_command("write_report", tmp_path / "un.pdf", verbosity=0, **options)
            assert (tmp_path / "un.pdf").read_text("utf-8").startswith(title)

    def test_the_file_is_the_one_that_the_site_serves(self, client: Client, tmp_path: Path) -> None:
        call_command("write_report", tmp_path / "un.pdf", summary=True)
        assert (tmp_path / "un.pdf").read_bytes() == client.get("/resume.pdf").content

    @pytest.mark.parametrize(
        ("name", "options", "why"),
        [
            ("un.odt", {}, "quel format"),
            ("un.pdf", {"axis": 9}, "pas d’axe 9"),
            ("un.pdf", {"release": "2099.1"}, "2099.1 n’existe pas"),
            ("un.pdf", {"release": "demain"}, "n’est pas le nom"),
            ("ailleurs/un.pdf", {"summary": True}, "Rien n’a été écrit"),
        ],
    )
    def test_it_says_what_is_wrong_and_writes_nothing(
        self, tmp_path: Path, name: str, options: dict[str, Any], why: str
    ) -> None:
        with pytest.raises(CommandError, match=why):
            call_command("write_report", tmp_path / name, **options)
        assert not (tmp_path / name).exists()


class TestWrittenInAdvance:
    @pytest.fixture(autouse=True)
    def kept(self, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        settings.KEPT_PAGES = str(tmp_path / "kept")
        store.shared.cache_clear()
        with light():
            yield
            monkeypatch.undo()  # of what is patched within: undone later, it would put the word back
        settings.KEPT_PAGES = ""
        store.shared.cache_clear()
        forget_answers()

    def test_no_reader_waits_for_any_of_them(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("write_documents")
        linked = {
            link["href"]
            for page in ("/rapport/", *(f"/axes/{number}/" for number in range(1, 6)))
            for link in soup(client.get(page)).select("main a[href$='.pdf'], main a[href$='.docx']")
        }
        assert capsys.readouterr().out == f"{len(linked)} documents sont prêts.\n"
        forget_answers()
        monkeypatch.setattr(
            orders, "ask_document", lambda order: pytest.fail(f"{order.what} is written for its reader")
        )
        assert {client.get(address).content for address in linked} == {b"A document."}

    def test_one_that_cannot_be_written_is_named_and_costs_no_other(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        instead(monkeypatch, refuse)
        with pytest.raises(CommandError) as told:
            call_command("write_documents")
        assert "/versions/2025/1/axes/3.pdf" in str(told.value)
        assert ".docx" not in str(told.value)
        assert client.get("/axes/5.docx").content == b"A document."

    @pytest.mark.parametrize("fault", ["its composition", "its release"])
    def test_a_fault_of_one_is_named_and_costs_no_other(
        self, fault: str, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = Release.objects.get()
        Strategy.objects.update(title="Un autre titre")
        publish("2025", "Seconde version")
        if fault == "its release":
            alter_documents(lambda text: text + " ", pk=first.pk)
            forget()
        else:
            monkeypatch.setattr(compose, "summary_paper", lambda *_given: {}["a field"])
        with pytest.raises(CommandError) as told:
            call_command("write_documents", "--all")
        wrong = "/versions/2025/1/" if fault == "its release" else "/versions/2025/2/resume.pdf"
        assert wrong in str(told.value)
        assert "/versions/2025/2/rapport.pdf" not in str(told.value)
        assert client.get("/axes/5.docx").content == b"A document."

    def test_it_says_that_nothing_is_shared(self, settings: Any) -> None:
        settings.KEPT_PAGES = ""
        store.shared.cache_clear()
        with pytest.raises(CommandError, match="KEPT_PAGES"):
            call_command("write_documents")

    def test_it_writes_nothing_where_nothing_can_be_kept(self, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        settings.KEPT_PAGES = str(tmp_path / "file" / "kept")
        store.shared.cache_clear()
        with pytest.raises(CommandError, match="file/kept"):
            call_command("write_documents")

    @pytest.mark.parametrize("apart", [True, False])
    def test_a_publication_starts_it_and_does_not_wait(
        self, apart: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.DOCUMENTS_APART = apart
        started: list[Any] = []

        class Process:
            def __init__(self, command: tuple[str, ...], **given: Any) -> None:
                started.append((command, given))

            def wait(self) -> int:
                return 0

        monkeypatch.setattr(processes.subprocess, "Popen", Process)
        monkeypatch.setattr(warming, "warm", lambda: None)
        warming.start()
        assert [command[1:3] for command, _given in started] == [("manage.py", "write_documents")] * apart
        assert all(given["start_new_session"] for _command, given in started)

    def test_where_none_can_be_started_the_publication_stands(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def refuse_process(*args: Any, **given: Any) -> None:
            raise BlockingIOError("no process left")

        monkeypatch.setattr(processes.subprocess, "Popen", refuse_process)
        processes.start_command("write_documents")
        assert "command_not_started" in caplog.text
