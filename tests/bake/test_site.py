"""What is baked of a strategy of a few lines: its releases, in force, withdrawn, past; and what stops a bake."""

from __future__ import annotations

import functools
import io
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from indicators.models import Indicator, Observation
from strategy_monitor import urls as site_urls
from strategy_monitor.bake import routes, site, visit, writing
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.weights import Weight
from strategy_monitor.pages import data
from strategy_monitor.pages.viewing import Viewing
from strategy_monitor.releases import load, verifier
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import dividing
from strategy_monitor.web.authority import Contact
from tests import factories
from tests.bake.light import light
from tests.memory import forget
from tests.releases.altering import alter_documents
from tests.snapshot import remembered
from tests.vouched import change

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW = "Nombre d’heures, revu"


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    with light():
        yield


@pytest.fixture
def two(db: None) -> None:
    """2025.1, then 2026.1 with another figure and another title."""
    remembered("two editions, another figure and another title", publish_two)


@pytest.fixture(scope="module")
def bake_older_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[Path, str]]:
    """What was put back by `two` is the same for all: the site of 2025.1 is baked by the first who asks."""
    folder = tmp_path_factory.mktemp("older") / "site"
    return functools.cache(lambda: (folder, bake(folder, release="2025.1")))


@pytest.fixture
def older_site(two: None, bake_older_once: Callable[[], tuple[Path, str]]) -> tuple[Path, str]:
    """The folder of the site of 2025.1, to be read only, and what its bake said."""
    return bake_older_once()


def publish_two() -> None:
    figure = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
    publish("2025", "Première version.")
    change(Observation.objects.get(pk=figure.pk), value=5000, printed="5.000 heures")
    figure.series.indicator.title = NEW
    figure.series.indicator.save()
    publish("2026", "Édition suivante.")


def bake(target: Path, **options: Any) -> str:
    told = io.StringIO()
    forget()
    call_command("bake", target, stdout=told, stderr=told, **options)
    return told.getvalue()


def text(target: Path, name: str) -> str:
    return (target / name).read_text(encoding="utf-8")


def tree(target: Path) -> dict[str, bytes]:
    return {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()}


def test_each_release_has_its_pages_and_the_newest_the_root(two: None, tmp_path: Path, chromium: Any):
    told = bake(tmp_path / "site")
    assert "Version 2026.1" in told
    assert "Lien rompu" not in told
    folder = tmp_path / "site"
    assert NEW in text(folder, "indicateurs/1.1-O1/index.html")
    assert NEW in text(folder, "versions/2026/1/indicateurs/1.1-O1/index.html")
    assert NEW not in text(folder, "versions/2025/1/indicateurs/1.1-O1/index.html")
    assert "5\u202f000" in text(folder, "comparaison/2025.1/2026.1/index.html")
    chosen = f"{folder.as_uri()}/comparaison/index.html"
    page = chromium.new_page()
    page.goto(f"{chosen}?avant=2025.1&apres=2026.1&axe=1")
    page.wait_for_url("**/comparaison/2025.1/2026.1/axe-1/index.html")
    page.goto(f"{chosen}?avant=2025.1&apres=2026.1&axe=hors-axe")
    page.wait_for_url("**/comparaison/2025.1/2026.1/hors-axe/index.html")
    page.goto(f"{chosen}?avant=2026.1&apres=2026.1")
    assert page.locator(".fault a").get_attribute("href").endswith("/comparaison/2026.1/2026.1/")
    page.goto(f"{chosen}?avant=2019.1&apres=2026.1")
    assert "« 2019.1 » n’est pas publiée" in " ".join(page.locator(".fault").inner_text().split())
    page.close()


def test_what_replaces_an_indicator_is_told_and_led_to_on_both_sides(db: None, tmp_path: Path):
    for code in ("1.1-O1", "1.1-O2"):
        factories.observation(series=factories.series(indicator=factories.indicator(code=code)))
    publish("2025", "Première version.")
    ended, successor = Indicator.objects.order_by("code")
    ended.closed_since, ended.last_edition, ended.replaced_by = "2026", "2025", successor
    ended.save()
    publish("2026", "Édition suivante.")
    assert "Lien rompu" not in bake(tmp_path)
    assert 'href="../../versions/2025/1/indicateurs/1.1-O1/index.html"' in text(
        tmp_path, "indicateurs/1.1-O2/index.html"
    )
    assert 'href="../../../../../indicateurs/1.1-O2/index.html"' in text(
        tmp_path, "versions/2025/1/indicateurs/1.1-O1/index.html"
    )
    assert "/indicateurs/1.1-O1/ /versions/2025/1/indicateurs/1.1-O1/ 302" in text(tmp_path, "_redirects")


def test_the_same_release_is_the_same_bytes(older_site: tuple[Path, str], tmp_path: Path):
    bake(tmp_path / "other", release="2025.1")
    assert tree(older_site[0]) == tree(tmp_path / "other")


def test_headers_are_told_in_the_same_order_by_every_process():
    assert visit.in_one_order("Content-Security-Policy", "b 'self'; a *; c") == "a *; b 'self'; c"
    assert visit.in_one_order("Link", "<b>; <a>") == "<b>; <a>"


def test_an_older_release_is_baked_as_the_site_stood_then(two: None, tmp_path: Path):
    told = bake(tmp_path / "site", release="2025.1")
    assert "Version 2025.1" in told
    files = tree(tmp_path / "site")
    assert not [name for name, content in files.items() if "2026" in name or b"2026.1" in content]
    assert verifier.faults_of(files["registre.json"], lambda name: files.get(verifier.document_path(name))) == []
    assert "versions/2025/1/index.html" in files
    assert [head.name for head in load.every_head()] == ["2026.1", "2025.1"], "all are seen again"


def test_a_withdrawn_release_is_not_baked_nor_its_figures(two: None, tmp_path: Path):
    withdraw("2026", 1, "Erreur.")
    told = bake(tmp_path / "site")
    assert "Version 2025.1" in told
    files = tree(tmp_path / "site")
    assert not [name for name in files if name.startswith("versions/2026")]
    assert verifier.faults_of(files["registre.json"], lambda name: files.get(verifier.document_path(name))) == []
    assert files["registre.py"] == Path(verifier.__file__).read_bytes()
    told = [name for name, held in files.items() if b"5.000 heures" in held or "5\u202f000".encode() in held]
    assert told == []
    figures = [text(tmp_path / "site", name) for name in files if "/releves/" in name and name.endswith(".html")]
    assert any("retirée le" in page and "Erreur." in page for page in figures), "a figure tells where it stood"
    assert "Erreur." in text(tmp_path / "site", "errata/index.html")
    with pytest.raises(CommandError, match="Aucune version"):
        bake(tmp_path / "other", release="2026.1")
    assert not (tmp_path / "other").exists()


def test_links_to_the_living_site_carry_its_address(two: None, tmp_path: Path):
    with override_settings():
        bake(tmp_path / "site", site_url="https://suivi.exemple.be/", release="2025.1")
    assert 'href="https://suivi.exemple.be/bureau/"' in text(tmp_path / "site", "index.html")
    assert "/api/" in text(tmp_path / "site", "_bake/LISEZ-MOI.txt")


def test_all_pages_are_asked_over_one_connection(two: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    left: list[object] = []

    def leave(self: object) -> None:
        left.append(self)

    monkeypatch.setattr(type(connections["default"]), "close_if_unusable_or_obsolete", leave)
    bake(tmp_path / "site", release="2025.1")
    assert left == []
    request_finished.send(None)
    assert left == [connections["default"]], "requests of readers end theirs again"


@pytest.mark.django_db(transaction=True)
def hide_a_failure(*_weighed: object) -> dict[str, Weight]:
    """In the place of what weighs files: the database fails, and the page would be written all the same."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM nowhere")
    return {}


class TestProcesses:
    """What one process of a bake says, whatever the number of them."""

    @pytest.fixture
    def one(self, transactional_db: None) -> None:
        factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
        publish("2025", "Première version.")

    def test_several_write_the_same_bytes_as_one(self, one: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        asked: list[str] = []
        ask = visit.Visitor.ask
        monkeypatch.setattr(visit.Visitor, "ask", lambda self, address: asked.append(address) or ask(self, address))
        bake(tmp_path / "one", processes=1)
        assert asked
        asked.clear()
        bake(tmp_path / "several", processes=2)
        assert asked == [], "this process asks for nothing then"
        assert tree(tmp_path / "one") == tree(tmp_path / "several")

    def test_a_file_that_stands_at_two_addresses_is_written_by_one_of_them(
        self, one: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        written, write = tmp_path / "written", data.file_response

        def noting(request: HttpRequest, viewing: Viewing, place: str, scope: Scope) -> HttpResponse:
            with written.open("a") as file:
                file.write(f"{place} {scope.name}\n")
            return write(request, viewing, place, scope)

        monkeypatch.setattr(data, "file_response", noting)
        bake(tmp_path / "site", processes=2)
        named = written.read_text().splitlines()
        assert {"report_csv rapport", "indicator_csv 1.1-O1"} <= set(named)
        assert sorted(named) == sorted(set(named))

    def test_what_fails_in_one_stops_the_bake(self, one: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("strategy_monitor.pages.data.weigh_formats", hide_a_failure)
        with pytest.raises(CommandError, match="La base ne répond pas"):
            bake(tmp_path / "site", processes=2)
        assert list(tmp_path.iterdir()) == []

    def test_where_one_page_fails_the_others_are_not_written_first(
        self, one: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        asked, ask = tmp_path / "asked", visit.Visitor.ask

        def failing(self: visit.Visitor, address: str) -> visit.BakedAnswer:
            with asked.open("a") as file:
                file.write(f"{address}\n")
            time.sleep(0.05)  # so that whoever reads the first answer has all the time to say so
            return replace(ask(self, address), status=500)

        monkeypatch.setattr(visit.Visitor, "ask", failing)
        with pytest.raises(CommandError, match="500"):
            bake(tmp_path / "site", processes=2)
        assert len(asked.read_text().splitlines()) < 100, "of the 155 that there are"

    def test_one_that_is_killed_stops_the_bake(self, one: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        here = os.getpid()

        def killed(*_weighed: object) -> None:
            assert os.getpid() != here
            os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr("strategy_monitor.pages.data.weigh_formats", killed)
        with pytest.raises(CommandError, match="a été arrêté"):
            bake(tmp_path / "site", processes=2)
        assert list(tmp_path.iterdir()) == []


def test_what_stands_at_the_same_place_of_several_releases_is_asked_of_one_process():
    addresses = ["/", "/axes/1.csv", "/axes/1/", "/versions/", "/versions/2025/1/", "/versions/2025/1/axes/1.csv"]
    ordered = visit.put_together(addresses)
    assert sorted(ordered) == sorted(addresses)
    first, second = visit.share_out(ordered)
    assert first == ["/", "/versions/2025/1/", "/axes/1.csv", "/versions/2025/1/axes/1.csv"]
    assert second == ["/axes/1/", "/versions/"]
    assert list(visit.share_out([])) == []


@pytest.mark.parametrize("release", ["2031.1", "2025", "nothing", "2025.1.1"])
def test_a_release_that_is_not_there_is_told(two: None, tmp_path: Path, release: str):
    with pytest.raises(CommandError, match="Aucune version"):
        bake(tmp_path / "site", release=release)


def test_a_release_that_fails_its_check_stops_a_bake_but_of_the_site_before_it(two: None, tmp_path: Path):
    alter_documents(lambda text: text.replace("5000", "9000"))
    for options in ({}, {"release": "2026.1"}):
        with pytest.raises(CommandError, match=r"Version 2026\.1\s: le document ne correspond plus à son empreinte"):
            bake(tmp_path / "site", **options)
    assert "Version 2025.1" in bake(tmp_path / "site", release="2025.1")


def test_nothing_published_is_told(db: None, tmp_path: Path):
    with pytest.raises(CommandError, match="Aucune version"):
        bake(tmp_path / "site")


def test_a_site_is_the_same_with_and_without_compressed_copies(older_site: tuple[Path, str], tmp_path: Path):
    folder, told = older_site
    plain = bake(tmp_path / "plain", release="2025.1", plain=True)
    files = tree(folder)
    copies = {name for name in files if name.endswith((".br", ".gz"))}
    assert {"index.html.br", "index.html.gz", "recherche/search-data.js.gz"} <= copies
    alike = files.keys() - copies - {"_bake/SHA256SUMS.copies"}
    assert {name: files[name] for name in alike} == tree(tmp_path / "plain")
    assert f"{len(copies)} copies compressées" in " ".join(told.split())
    assert "compressées" not in plain


def test_a_second_bake_takes_over_what_did_not_change(older_site: tuple[Path, str], tmp_path: Path):
    shutil.copytree(older_site[0], tmp_path / "site")
    before = {path: path.stat().st_ino for path in (tmp_path / "site").rglob("*") if path.is_file()}
    told = bake(tmp_path / "site", release="2025.1")
    assert "Inchangés" in told
    now = {path: path.stat().st_ino for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert now == before


class TestFailures:
    """The folder of the last bake stays as it was."""

    @pytest.fixture
    def before(self, tmp_path: Path) -> Iterator[Path]:
        with writing.replace_folder(tmp_path / "site") as folder:
            folder.write("index.html", b"before")
            folder.seal()
        held = tree(tmp_path / "site")
        yield tmp_path / "site"
        assert tree(tmp_path / "site") == held
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_a_page_that_fails(self, two: None, before: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("strategy_monitor.pages.data.weigh_formats", lambda *_weighed: 1 / 0)
        with pytest.raises(CommandError, match=r"/donnees/.* : 500"):
            bake(before)

    def test_a_full_disk(self, two: None, before: Path, monkeypatch: pytest.MonkeyPatch):
        write = Path.write_bytes

        def full(self: Path, content: bytes) -> int:
            if self.suffix == ".csv":
                raise OSError(28, "No space left on device")
            return write(self, content)

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(CommandError, match="No space left"):
            bake(before)

    def test_a_database_that_does_not_answer(self, two: None, before: Path, monkeypatch: pytest.MonkeyPatch):
        def down() -> None:
            raise DatabaseError("down")

        monkeypatch.setattr(load, "every_head", down)
        with pytest.raises(CommandError):
            bake(before)

    def test_a_database_that_fails_for_a_moment(self, two: None, before: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("strategy_monitor.pages.data.weigh_formats", hide_a_failure)
        with pytest.raises(CommandError, match="La base ne répond pas"):
            bake(before)

    def test_a_release_withdrawn_in_the_meantime(self, two: None, before: Path, monkeypatch: pytest.MonkeyPatch):
        def then_withdrawn(*args: object) -> int:
            withdraw("2026", 1, "Erreur.")
            return 0

        monkeypatch.setattr(site, "write_site", then_withdrawn)
        with pytest.raises(CommandError, match="entre-temps"):
            bake(before)

    def test_a_route_that_the_bake_does_not_know(self, two: None, before: Path):
        def view(request: object, region: str) -> HttpResponse:
            return HttpResponse(region)

        class Urls:
            urlpatterns = [path("regions/<slug:region>/", view), path("", include(site_urls.urlpatterns))]

        with override_settings(ROOT_URLCONF=Urls), pytest.raises(CommandError, match="regions/<slug:region>/"):
            bake(before)


def test_every_public_route_has_values(two: None):
    found = list(routes.addresses_of_site([load.current().head]))
    assert len(found) == len(set(found))
    assert "/indicateurs/1.1-O1/" in found
    assert not [address for address in found if address.startswith(tuple(f"/{start}" for start in routes.LIVING))]


def test_whom_to_tell_of_a_fault_is_a_file_where_somebody_was_named(settings: Any):
    assert routes.SECURITY not in {route.text for route in routes.routes()}
    settings.SECURITY_CONTACT = Contact.read("mailto:securite@exemple.be", "2027-06-30")
    assert routes.SECURITY in {route.text for route in routes.routes()}


def test_a_page_that_an_axis_had_leads_to_where_it_is_read_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    """2025.1 has an axis of two pages and another of one; 2026.1 has the first one whole, the other no longer."""
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", 1)
    first, second = (factories.indicator(code=code) for code in ("1.1-O1", "1.1-O2"))
    other = factories.action(axis=first.action.axis, number="2")
    gone = factories.indicator(code="1.2-O1", action=other)
    publish("2025", "Première version.")
    second.delete()
    gone.delete()
    other.delete()
    publish("2026", "Édition suivante.")
    bake(tmp_path / "site")
    told = (tmp_path / "site" / "_redirects").read_text()
    assert [line.split() for line in told.splitlines() if line.startswith("/axes/")] == [
        ["/axes/1/action-1/", "/axes/1/#action-1", "302"],
        ["/axes/1/action-1_2/", "/axes/1/#action-1", "302"],
    ]
    assert not (tmp_path / "site" / "axes" / "1" / "action-1").exists()
