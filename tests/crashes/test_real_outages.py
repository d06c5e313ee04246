"""Servers that are stopped and disks that are filled, under the site as production serves it, its readers and editors.

`REAL_OUTAGES=1`, for it takes minutes, and root where a disk is mounted (tmpfs); `-s` prints what it cost. Its short
form raises the errors instead: `tests/pages/test_outage.py`, `tests/kept/test_stores.py`.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.crashes.disks import disk, failing_disk
from tests.crashes.served import Answer, Browser, Form, Served, Visitor, await_that, manage, serve
from tests.crashes.servers import Cluster, Redis, cluster, freeze, silent_server
from tests.demo_site import Prepared, run_demo
from tests.indicators.exchange.files import NEW, csv_of
from tests.operations import before
from tests.ports import free_port

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not os.environ.get("REAL_OUTAGES"), reason="REAL_OUTAGES=1 stops servers and fills disks"),
]

PAGES = (
    "/", "/axes/2/", "/indicateurs/", "/indicateurs/2.1-O2/", "/versions/", "/versions/2025/1/",
    "/versions/2025/1/axes/2/", "/donnees/rapport.csv", "/api/v1/report", "/flux/versions.atom",
)  # fmt: skip
THREAD = "/bureau/fils/indicateur/1.1-O1/"
OUTAGE = "Le site ne peut pas répondre pour l’instant"
UNCONFIRMED = "Cet envoi n’a pas été confirmé. Garder la saisie"


def password_of(output: str) -> str:
    found = re.search(r"affiché cette seule fois : (\S+)", output)
    assert found, output
    return found[1]


def warm(site: Served) -> None:
    """Until both processes have read what readers ask for."""
    for _ in range(6):
        for page in PAGES:
            assert site.get(page).status == 200, page


def reads(site: Served, pages: tuple[str, ...] = PAGES) -> Visitor:
    turn = itertools.cycle(pages)
    browser = Browser(site.port)
    return Visitor(lambda _number: browser.get(next(turn)), pause=0.05)


def writes(editor: Browser, file: tuple[str, bytes] | None = None) -> Visitor:
    """Writes « message 12 », and so on, to a thread."""
    form = editor.open_form(THREAD, "text")
    token = dict(form.fields)["csrfmiddlewaretoken"]
    kept = [("csrfmiddlewaretoken", token), ("action", "write")]
    return Visitor(lambda number: editor.send(Form(THREAD, [*kept, ("text", f"message {number}")], file)))


def in_french(answer: Answer) -> bool:
    return answer.status == 503 and OUTAGE in answer.said


def told(name: str, readers: list[Answer], editors: list[Answer]) -> None:
    """What it cost, for who runs it with `-s`."""
    for who, answers in {"read": readers, "saves": editors}.items():
        counts = {status: sum(one.status == status for one in answers) for status in {one.status for one in answers}}
        longest = max((one.seconds for one in answers), default=0)
        print(f"\n{name}: {who} {counts}, the longest {longest:.2f} s", end="")


def nothing_acknowledged_is_lost(url: str, editor: Visitor, in_flight: int) -> None:
    written = {text for (text,) in before.ask(url, "SELECT text FROM threads_message") if text.startswith("message ")}
    said = {f"message {number}" for number, (_when, answer) in enumerate(editor.answers) if answer.status == 302}
    assert said <= written, "acknowledged, and lost"
    assert len(written - said) <= in_flight, "what the one who waited was not told of"


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, str]]:
    with cluster() as running:
        done = run_demo(tmp_path_factory.mktemp("demo"), "--no-serve", DATABASE_URL=running.url)
        assert done.returncode == 0, done.stdout + done.stderr
        yield running, password_of(done.stdout)


class TestPostgresql:
    def test_stopped_at_once_and_started_again(self, postgresql: tuple[Cluster, str], tmp_path: Path) -> None:
        server, password = postgresql
        with serve(tmp_path, server.url) as site:
            warm(site)
            editor, other = site.browser("demo", password), site.browser("demo", password)
            with reads(site) as reader, writes(editor) as writer:
                await_that(lambda: len(writer.answers) > 10)
                mark, stopped = site.mark(), time.monotonic()
                server.stop()
                gone = time.monotonic()
                for path in ("/healthz", "/readyz"):
                    answer = site.get(path)
                    assert (answer.status, '"unreachable"' in answer.text) == (503, True)
                time.sleep(5)
                assert in_french(other.get("/bureau/"))
                begins = time.monotonic()
                server.start()
                back = time.monotonic()
                await_that(lambda: any(one.status == 302 for one in writer.since(back)))
                saved_again = time.monotonic() - back
                await_that(lambda: site.get("/healthz").status == 200)
                count = len(reader.answers)
                await_that(lambda: len(reader.answers) > count + 2 * len(PAGES))
            told("PostgreSQL stopped", reader.since(stopped, back), writer.since(stopped, back))
            print(f"; saved again {saved_again:.2f} s after it had started")
            assert {answer.status for answer in reader.since(0)} == {200}
            assert all(in_french(one) and UNCONFIRMED in one.said for one in writer.since(gone, begins))
            assert {one.status for one in writer.since(0)} <= {302, 503}
            nothing_acknowledged_is_lost(server.url, writer, in_flight=1)
            lines = site.lines(mark)
            assert all(site.process.poll() is None for _ in lines)
            refused = [one for one in lines if one.get("status") == 503 and one.get("method") == "POST"]
            failures = [one for one in lines if one["logger"] == "django.request" and one.get("exception")]
            assert len(refused) == sum(one.status == 503 for one in writer.since(0))
            assert {one["request_id"] for one in refused} <= {one.get("request_id") for one in failures}

    def test_one_that_stands_still_keeps_nobody_waiting(self, postgresql: tuple[Cluster, str], tmp_path: Path) -> None:
        server, password = postgresql
        with serve(tmp_path, server.url) as site:
            warm(site)
            editor = site.browser("demo", password)
            with reads(site) as reader, writes(editor) as writer:
                await_that(lambda: len(writer.answers) > 10)
                process, stands = server.process, time.monotonic()
                freeze(process)
                try:
                    await_that(lambda: any(in_french(one) for one in writer.since(stands)))
                    await_that(lambda: len(reader.since(stands + 2)) > 20)
                    health = site.get("/healthz")
                finally:
                    freeze(process, signal.SIGCONT)
                back = time.monotonic()
                await_that(lambda: any(one.status == 302 for one in writer.since(back)))
                saved_again = time.monotonic() - back
                await_that(lambda: site.get("/healthz").status == 200)
            told("PostgreSQL stands still", reader.since(stands, back), writer.since(stands - 1, back))
            print(f" ({back - stands:.0f} s); saved again {saved_again:.2f} s after it went on")
            assert {answer.status for answer in reader.since(0)} == {200}
            assert (health.status, '"unreachable"' in health.text) == (503, True)
            assert {one.status for one in writer.since(0)} <= {302, 503}
            nothing_acknowledged_is_lost(server.url, writer, in_flight=len(writer.since(stands - 1, back)))


INDICATOR, TEXT, PUBLISH = "/bureau/modifier/indicateurs/8/", "/bureau/modifier/axes/2/", "/bureau/publier/"
IMPORT = "/bureau/importer-exporter/importer/"
COLD = ("/axes/3/", "/indicateurs/1.1-O1/", "/methode/", "/indicateurs/2.1-O2.json", "/donnees/", "/calendrier/")
"""What nobody has asked for."""


def sums(site: Served) -> dict[str, list[Any]]:
    """Of each table, by its name."""
    done = site.manage("-m", "tests.crashes.changed", "sums")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def filled_forms(editor: Browser) -> dict[str, Form]:
    """What staff are about to send."""
    row = NEW | {"code": "1.1-O1", "key": "heures", "value": "4990", "source": "Un relevé"}
    return {
        "publish": editor.open_form(PUBLISH, "seen", kind="update", reason="Une correction."),
        "indicator": editor.open_form(INDICATOR, "_save", source="Une autre source", why="Une correction."),
        "text": editor.open_form(TEXT, "_save", title="Un autre titre", why="Une correction."),
        "import": editor.open_form(IMPORT, "file", ("valeurs.csv", csv_of(row))),
        "attach": editor.open_form(THREAD, ("action", "write"), ("a.txt", b"x" * 3_000_000), text="Voir."),
    }


@contextmanager
def served_from(
    place: Path, demonstration: Prepared, folder: Path, *written: str
) -> Iterator[tuple[Served, Callable[[], Browser]]]:
    """The site, its database on this disk, and so what these variables name; and who signs in. A figure has changed
    since it was published."""
    file = place / "site.sqlite3"
    shutil.copy(demonstration.database, file)
    os.sync()  # what a site stands on was written long before its disk fails
    folders = {name: str(place / name.lower()) for name in written}
    for one in folders.values():
        Path(one).mkdir()
    with serve(folder, f"sqlite:///{file}", **folders) as site:
        done = site.manage("-m", "tests.crashes.changed")
        assert done.returncode == 0, done.stderr
        warm(site)
        yield site, lambda: site.browser("demo", password_of(demonstration.output))


def refuses_in_words(site: Served, mark: int, answers: dict[str, Answer]) -> None:
    """Each act was answered by the page of an outage, and its failure logged once, with where it came from."""
    assert {name for name, answer in answers.items() if not in_french(answer)} == set(), {
        name: (answer.status, answer.said[-900:]) for name, answer in answers.items() if not in_french(answer)
    }
    assert all(UNCONFIRMED in answer.said for answer in answers.values())
    lines = site.lines(mark)
    sent = [one["request_id"] for one in lines if one.get("method") == "POST"]
    failures = [one["request_id"] for one in lines if one.get("exception") and one["logger"] == "django.request"]
    assert sent == [one for one in failures if one in sent]
    assert len(sent) == len(answers)


def is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)  # type: ignore[no-any-return]


def all_pass(editor: Browser, forms: dict[str, Form]) -> None:
    for name, form in forms.items():
        answer = editor.send(form)
        assert answer.status == 302, (name, answer.status, answer.said[-900:])


class TestTheDisk:
    def test_that_is_full_refuses_in_words_and_keeps_what_was_there(
        self, demonstration: Prepared, tmp_path: Path
    ) -> None:
        written = ("TMPDIR", "KEPT_PAGES", "METRICS_FOLDER")
        with (
            disk(tmp_path / "disk", 40) as small,
            served_from(small.place, demonstration, tmp_path, *written) as (site, sign_in),
        ):
            editor = sign_in()
            forms, then = filled_forms(editor), sums(site)
            small.fill()
            mark, answers = site.mark(), {}
            for name, form in forms.items():
                small.fill()  # what was kept has made way
                answers[name] = editor.send(form)
            refuses_in_words(site, mark, answers)
            for path in (*PAGES, *COLD, "/bureau/", "/bureau/copie/axes/2/"):
                small.fill()
                answer = editor.get(path)
                assert answer.status == 200, (path, answer.said)
            for key in ("", f"--recipient={KEY}"):
                small.fill()
                done = site.manage("backup", str(small.place / "a.backup"), *([key] if key else []))
                assert (done.returncode, "ne s’écrit pas" in done.stderr) == (1, True), done.stderr
                assert list(small.place.glob("*.backup*")) == []
            small.free()
            assert sums(site) == then
            assert is_whole(small.place / "site.sqlite3")
            all_pass(editor, forms)
            now = sums(site)
            print(f"\nDisk full, SQLite: {len(answers)} acts refused, {len(now)} tables as they were; then all passed")
            changed = {name for name in now if now[name] != then[name]}
            assert {"axes_axis", "indicators_indicator", "threads_attachment", "releases_release"} <= changed
            assert "version 2" in site.get("/").text
            assert "was sent SIG" not in site.log.read_text(), "no process was ended by it"

    def test_that_fails_is_read(self, demonstration: Prepared, tmp_path: Path) -> None:
        with failing_disk(tmp_path / "disk", 64) as failing:
            with served_from(failing.place, demonstration, tmp_path, "KEPT_PAGES") as (site, sign_in):
                editor = sign_in()
                forms, then = filled_forms(editor), sums(site)
                failing.fail()
                mark = site.mark()
                refuses_in_words(site, mark, {name: editor.send(form) for name, form in forms.items()})
                for path in (*PAGES, *COLD, "/bureau/", "/bureau/copie/axes/2/"):
                    answer = editor.get(path)
                    assert answer.status == 200, (path, answer.said)
            failing.mend()
            assert is_whole(failing.place / "site.sqlite3")
            assert dict(json.loads(manage(site.environment, "-m", "tests.crashes.changed", "sums").stdout)) == then
        print(f"\nDisk read-only, SQLite: {len(forms)} acts refused, {len(then)} tables as they were")

    def test_that_is_full_leaves_a_baked_site_as_it_was(self, demonstration: Prepared, tmp_path: Path) -> None:
        with (
            disk(tmp_path / "disk", 60) as small,
            served_from(tmp_path, demonstration, tmp_path) as (site, _sign_in),
        ):
            baked = small.place / "baked"
            done = site.manage("bake", str(baked), "--plain")
            assert done.returncode == 0, done.stderr
            then = {path: path.read_bytes() for path in baked.rglob("*") if path.is_file()}
            done = site.manage("publish", "--reason", "Une correction.")
            assert done.returncode == 0, done.stderr
            for left in (0, 1_000_000):
                small.free()
                small.fill(left)
                done = site.manage("bake", str(baked), "--plain")
                assert done.returncode != 0
                assert "Traceback" not in done.stderr, done.stderr[-2000:]
                assert {path: path.read_bytes() for path in baked.rglob("*") if path.is_file()} == then
                assert {one.name for one in small.place.iterdir()} == {"baked", "filler"}
            print(f"\nDisk full, bake: {len(then)} files as they were; it said: {done.stderr.strip()[-200:]}")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that the user of PostgreSQL may go through."""
    folder = Path(tempfile.mkdtemp(prefix="outages-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class TestThePostgresqlDisk:
    def test_that_is_full_refuses_in_words_and_loses_nothing(self, tmp_path: Path, open_folder: Path) -> None:
        with disk(open_folder / "disk", 220) as small, cluster(small.place / "cluster") as server:
            done = run_demo(tmp_path, "--no-serve", DATABASE_URL=server.url)
            assert done.returncode == 0, done.stdout + done.stderr
            with serve(tmp_path, server.url) as site:
                warm(site)
                editor = site.browser("demo", password_of(done.stdout))
                with reads(site) as reader, writes(editor, ("a.txt", b"0123456789abcdef" * 60_000)) as writer:
                    await_that(lambda: len(writer.answers) > 3)
                    small.fill()
                    full = time.monotonic()
                    await_that(lambda: sum(in_french(one) for one in writer.since(full)) > 5)
                    count = len(reader.answers)
                    await_that(lambda: len(reader.answers) > count + 2 * len(PAGES))
                    small.free()
                    freed = time.monotonic()
                    with suppress(AssertionError):
                        server.start()  # it ends itself where it cannot write what it must not lose
                    await_that(lambda: any(one.status == 302 for one in writer.since(freed)))
                told("PostgreSQL, disk full", reader.since(full, freed), writer.since(full, freed))
                print()
                assert {answer.status for answer in reader.since(0)} == {200}
                assert {one.status for one in writer.since(0)} <= {302, 503}
                assert all(in_french(one) for one in writer.since(0) if one.status == 503)
                nothing_acknowledged_is_lost(server.url, writer, in_flight=1)


class TestRedis:
    def test_that_is_away_or_stands_still_costs_no_page(self, demonstration: Prepared, tmp_path: Path) -> None:
        server = Redis(tmp_path)
        server.start()
        try:
            demonstration.copied(tmp_path)
            with serve(tmp_path, f"sqlite:///{tmp_path}/demo.sqlite3", REDIS_URL=server.url, KEPT_PAGES="") as site:
                warm(site)
                assert server.keys()
                with reads(site, (*PAGES, *COLD)) as reader:
                    for name in ("stands still", "killed"):
                        began, count = time.monotonic(), len(reader.answers)
                        if name == "killed":
                            server.kill()
                        else:
                            server.process.send_signal(signal.SIGSTOP)
                        renew(site)  # processes that hold nothing ask it for all
                        await_that(lambda count=count: len(reader.answers) > count + 60)
                        told(f"Redis {name}", reader.since(began), [])
                        if name == "killed":
                            server.start()
                        else:
                            server.process.send_signal(signal.SIGCONT)
                    renew(site)
                    await_that(lambda: server.keys() > 0)
                    print(f"; used again once it had started: {server.keys()} things kept")
                assert {answer.status for answer in reader.since(0)} == {200}
                assert "kept_pages_unreachable" in site.log.read_text()
        finally:
            server.kill()


def renew(site: Served) -> None:
    """Each process of gunicorn gives way to a new one."""
    site.process.send_signal(signal.SIGHUP)


class TestMail:
    @pytest.mark.parametrize("server", ["refuses", "says nothing"])
    def test_that_does_not_go_is_said_and_kept(self, demonstration: Prepared, tmp_path: Path, server: str) -> None:
        demonstration.copied(tmp_path)
        with silent_server() as silent:
            port = silent if server == "says nothing" else free_port()
            mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_USE_TLS": "0"}
            with serve(tmp_path, f"sqlite:///{tmp_path}/demo.sqlite3", **mail) as site:
                asker = site.browser()
                page = "/compte/mot-de-passe/"
                link = asker.send(asker.open_form(page, "email", email="demo@exemple.be"))
                assert (link.status, "Aucun message ne peut partir" in link.said) == (503, True)
                done = site.manage("shell", "-v0", "-c", POST)
                assert done.returncode == 0, done.stderr
                began = time.monotonic()
                done = site.manage("send_mail")
                took = time.monotonic() - began
                assert (done.returncode, "Le courrier attend" in done.stderr) == (1, True), done.stderr
                rows = before.ask(
                    f"sqlite:///{tmp_path}/demo.sqlite3", "SELECT state, attempts FROM notices_outgoingmessage"
                )
                assert rows == [("waiting", 1)]
                print(
                    f"\nMail {server}: a link refused after {link.seconds:.1f} s, the sender says so after {took:.1f} s"
                )


POST = "from strategy_monitor.notices import outbox; outbox.post('Un objet', 'Un texte.', to='a@exemple.be')"
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
