"""What processes share is believed if this site wrote it, costs nobody a page when it fails, and does not grow."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory
from redis.connection import Connection

from strategy_monitor.kept import keeping, store
from strategy_monitor.kept.store import Files
from strategy_monitor.report import once
from tests.kept.conftest import use_redis

KEY = "ab" * 32


def ask(content: str = "Une page.", key: str = KEY) -> bytes:
    request = RequestFactory().get("/")
    return keeping.respond(request, key, lambda: HttpResponse(content)).content  # type: ignore[attr-defined,no-any-return]


def test_a_renewed_process_finds_what_the_others_wrote(shared: store.Store) -> None:
    ask()
    keeping.MEMORY.clear()
    assert ask("Une autre.") == b"Une page."


def test_a_finding_is_told_to_the_others(shared: store.Store) -> None:
    found = keeping.Finding("report abc")
    assert not found.is_known()
    found.tell()
    assert keeping.Finding("report abc").is_known()
    assert not keeping.Finding("report abd").is_known()


@pytest.mark.parametrize("alter", ["a byte", "the end", "another page", "what runs"])
def test_what_this_site_did_not_write_is_not_served(
    alter: str, shared: store.Store, caplog: pytest.LogCaptureFixture
) -> None:
    ask()
    ask("Un secret.", "cd" * 32)
    written = shared.get(KEY)
    assert written
    poisons = {
        "a byte": written.replace(b"Une", b"Uni"),
        "the end": written[:-3],
        "another page": shared.get("cd" * 32),
        "what runs": pickle.dumps(print),
    }
    shared.put(KEY, poisons[alter] or b"")
    keeping.MEMORY.clear()
    assert ask("Écrite à nouveau.") == "Écrite à nouveau.".encode()
    assert "kept_page_altered" in caplog.text
    keeping.MEMORY.clear()
    assert ask("Autre.") == "Écrite à nouveau.".encode(), "what was altered is replaced"


def test_another_key_of_the_site_finds_nothing(folder: Path, settings: Any) -> None:
    one = store.key_of("page")
    settings.SECRET_KEY = "y" * 60
    assert store.key_of("page") != one


def test_nobody_else_reads_the_files(folder: Path) -> None:
    ask()
    (file,) = folder.glob("ab/*")
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_costs_no_page(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings.KEPT_PAGES = str(tmp_path / "file" / "kept")
    store.shared.cache_clear()
    assert ask() == b"Une page."
    assert ask("Une autre.") == b"Une page.", "it is kept in memory"
    assert caplog.text.count("kept_pages_unreachable") == 1, "it is left alone for a moment"


def test_it_says_so_once_however_often_it_fails(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As under `ProtectSystem=strict`, with a folder that the unit did not make."""
    monkeypatch.setattr(store, "PAUSE", 0.0)
    (tmp_path / "file").write_text("not a folder")
    settings.KEPT_PAGES = str(tmp_path / "file" / "kept")
    store.shared.cache_clear()
    for number in range(5):
        assert ask(key=f"{number:02x}" * 32) == b"Une page."
    assert caplog.text.count("kept_pages_unreachable") == 1
    assert "file/kept" in caplog.text
    assert "Donner à KEPT_PAGES un dossier" in caplog.text
    assert not store.works()
    (tmp_path / "file").unlink()
    ask(key="fe" * 32)
    assert store.works()
    (tmp_path / "file").rename(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("not a folder")
    ask(key="ff" * 32)
    assert caplog.text.count("kept_pages_unreachable") == 2, "it failed again after it had worked"


def test_one_file_that_cannot_be_used_costs_itself_only(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocked = folder / KEY[:2] / KEY
    blocked.mkdir(parents=True)
    assert ask() == b"Une page."
    assert "kept_page_out_of_reach" in caplog.text
    other = "cd" * 32
    ask("Une autre.", other)
    keeping.MEMORY.clear()
    assert ask("Écrite à nouveau.", other) == b"Une autre."


def test_what_is_being_written_is_neither_counted_nor_removed(tmp_path: Path) -> None:
    files = Files(tmp_path, most=1000)
    files.put("aa" + "0" * 62, b"x" * 600)
    unfinished = tmp_path / "aa" / ".unfinished"
    unfinished.write_bytes(b"x" * 600)
    os.utime(unfinished, (time.time() - 60,) * 2)
    files.clean()
    assert (unfinished.exists(), files.get("aa" + "0" * 62)) == (True, b"x" * 600)


def test_a_redis_whose_address_cannot_be_read_costs_no_page(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    use_redis(settings, "127.0.0.1:6379")
    assert ask() == b"Une page."
    assert "kept_pages_unreachable" in caplog.text


def test_who_waited_for_a_thread_does_not_wait_for_a_process_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "PATIENCE", 0.2)
    asked: list[float] = []

    @contextmanager
    def writing(key: str, patience: float) -> Iterator[None]:
        asked.append(patience)
        yield

    monkeypatch.setattr(store, "writing", writing)
    begun, done = Event(), Event()

    def write() -> HttpResponse:
        begun.set()
        assert done.wait(60)
        return HttpResponse("La première.")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(keeping.respond, RequestFactory().get("/"), KEY, write)
        assert begun.wait(60)
        assert ask("La seconde.") == b"La seconde."
        done.set()
        assert first.result(60).content == "La première.".encode()  # type: ignore[attr-defined]
    assert asked[0] > 0
    assert asked[1] == 0


def test_a_disk_that_is_full_leaves_nothing_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert ask() == b"Une page."
    assert list(folder.glob("ab/*")) == []
    assert "No space left" in caplog.text


def test_on_a_full_disk_half_of_what_is_kept_makes_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a store below its own limit would leave the disk full, for the database too, until somebody looks."""
    files = Files(tmp_path, most=10**6)
    for number in range(20):
        files.put(f"{number:02x}" * 32, b"x" * 100)
        os.utime(files.path(f"{number:02x}" * 32), (number, number))

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        files.put("ff" * 32, b"x" * 100)
    left = sorted(path.name[:2] for path in tmp_path.glob("??/*"))
    assert left == [f"{number:02x}" for number in range(10, 20)]
    files.asks_again = 0.0
    files.put("ff" * 32, b"x" * 100)
    assert files.get("ff" * 32) == b"x" * 100


def test_a_redis_that_is_away_costs_no_page(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    use_redis(settings, "redis://127.0.0.1:1/0")
    assert ask() == b"Une page."
    assert caplog.text.count("kept_pages_unreachable") == 1


def test_threads_that_come_and_go_share_what_leads_to_redis(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document has threads of its own: what each opened stayed open until garbage was looked for."""
    opened: list[Connection] = []
    connect = Connection.connect
    monkeypatch.setattr(Connection, "connect", lambda self: opened.append(self) or connect(self))
    for number in range(5):
        thread = Thread(target=store.write, args=(KEY, str(number).encode()))
        thread.start()
        thread.join()
    assert store.read(KEY) == b"4"
    assert len({id(one) for one in opened}) == 1


def test_redis_holds_bytes_that_nothing_runs(redis: str) -> None:
    store.write(KEY, b"plain")
    raw = caches["kept"]._cache.get_client(None).get(caches["kept"].make_key(KEY))
    assert raw[store.SEAL :] == b"plain"
    assert caches["kept"]._cache.get_client(None).ttl(caches["kept"].make_key(KEY)) > 0


def test_what_was_of_no_use_for_longest_goes_first(tmp_path: Path) -> None:
    files = Files(tmp_path, most=10**6)
    for number in range(20):
        files.put(f"{number:02x}" * 32, b"x" * 100)
        os.utime(files.path(f"{number:02x}" * 32), (number, number))
    files.get("00" * 32)
    files.most = 1000
    files.clean()
    left = sorted(path.name[:2] for path in tmp_path.glob("??/*"))
    assert len(left) == 10
    assert left[0] == "00", "it was read since"
    assert "01" not in left


def test_what_was_left_unfinished_goes(tmp_path: Path) -> None:
    files = Files(tmp_path, most=10**6)
    files.put(KEY, b"x")
    old, new = tmp_path / "ab" / ".old", tmp_path / "ab" / ".new"
    old.write_bytes(b"")
    new.write_bytes(b"")
    os.utime(old, (time.time() - 7200,) * 2)
    files.clean()
    assert (old.exists(), new.exists(), files.path(KEY).exists()) == (False, True, True)


def test_a_memory_holds_no_more_than_it_may() -> None:
    memory = keeping.RecentAnswers(5000)
    for number in range(10):
        memory.put(str(number), keeping.Answer({}, {"": b"x" * 500}))
    assert list(memory.kept) == ["7", "8", "9"]
    assert memory.size <= 5000
    memory.put("9", keeping.Answer({}, {"": b"x" * 500}))
    assert memory.size == 4500


@pytest.mark.parametrize("is_shared", [True, False])
def test_what_is_large_pushes_nothing_out_of_memory_where_the_store_has_it(
    is_shared: bool, folder: Path, settings: Any
) -> None:
    settings.KEPT_PAGES = str(folder) if is_shared else ""
    store.shared.cache_clear()
    keeping.keep(KEY, keeping.Answer({}, {"": b"page"}))
    large = keeping.Answer({}, {"": bytes(keeping.MOST)})
    keeping.keep("cd" * 32, large)
    assert keeping.find_kept("cd" * 32) == large
    assert keeping.find_kept("cd" * 32) == large, "read again"
    assert (keeping.MEMORY.get(KEY) is not None) is is_shared
    assert (keeping.MEMORY.get("cd" * 32) is None) is is_shared


def test_what_one_claims_no_other_does(shared: store.Store) -> None:
    mine = shared.claim(KEY, "turn-")
    assert mine
    assert shared.claim(KEY, "turn-") is None
    assert shared.claim(KEY, "document-"), "of another sort"
    mine.release()
    assert shared.claim(KEY, "turn-")


def test_a_claim_of_redis_lasts_as_long_as_it_is_renewed(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time does not pass here: what Redis has left to wait for is taken off what it holds."""
    monkeypatch.setattr(store, "HOLDS_FOR", 600)
    mine = store.shared().claim(KEY)
    assert isinstance(mine, store.LockedKey)
    cache = caches["kept"]
    client, lock = cache._cache.get_client(None), cache.make_key(mine.lock)  # type: ignore[attr-defined]
    for _ in range(3):
        assert 500 < client.ttl(lock) <= 600, "it ends by itself"
        client.expire(lock, 100)
        mine.renew()
    assert client.ttl(lock) > 500, "it has outlived its first end more than twice"
    assert store.shared().claim(KEY) is None
    client.pexpire(lock, 1)
    while client.exists(lock):
        time.sleep(0.001)
    theirs = store.shared().claim(KEY)
    assert theirs, "its holder is gone"
    client.expire(lock, 100)
    mine.renew()
    assert client.ttl(lock) <= 100, "nobody renews what is another's"
    mine.release()
    assert store.shared().claim(KEY) is None, "it is theirs now"
