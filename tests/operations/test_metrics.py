"""A monitor is told how the site is, where the public cannot ask, in labels that nobody outside can add to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from prometheus_client import generate_latest

from strategy_monitor.operations.metrics import SiteCollector, registry_of
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.demo_site import ROOT
from tests.outages import database_down

ASKED = """
from strategy_monitor.wsgi import application
from django.test import Client
client = Client(raise_request_exception=False)
for address in ("robots.txt", "robots.txt", "nulle-part/1/", "nulle-part/2/", "api/v9/x1", "admin/login/?next=/a"):
    client.get("/" + address)
client.generic("MADE-UP-1", "/robots.txt")
client.generic("MADE-UP-2", "/robots.txt")
print(client.get("/metrics").status_code)
"""


def run(folder: Path, code: str) -> str:
    """By a process of its own, on a database without tables: counters are of a process, and stay."""
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}", "METRICS_FOLDER": str(folder / "metrics")}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, encoding="utf-8", check=True
    ).stdout


@pytest.fixture(scope="module")
def counted_by_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what two processes counted, one after the other."""
    folder = tmp_path_factory.mktemp("counted")
    assert run(folder, ASKED).split() == run(folder, ASKED).split() == ["404"], "the public site has no such page"
    return folder / "metrics"


@pytest.mark.once
def test_requests_of_several_processes_are_counted_together_and_nobody_adds_a_label(counted_by_two: Path) -> None:
    text = generate_latest(registry_of(str(counted_by_two))).decode()
    counted = dict(re.findall(r"^strategy_monitor_requests_total\{(.*)\} ([\d.]+)$", text, re.MULTILINE))
    assert counted['kind="robots",method="GET",status="200"'] == "4.0"
    assert counted['kind="none",method="GET",status="404"'] == "6.0"
    assert counted['kind="robots",method="other",status="405"'] == "4.0"
    assert [said for said in ("nulle-part", "x1", "MADE-UP", "next") if said in text] == []
    assert 'strategy_monitor_request_seconds_count{kind="admin"} 2.0' in text


@pytest.mark.once
@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system reserves no room")
def test_what_is_counted_has_its_room_on_the_disk(counted_by_two: Path) -> None:
    """Else a disk that fills ends each process that counts, and gunicorn itself."""
    told = [file.stat() for file in counted_by_two.iterdir()]
    assert told
    assert [one for one in told if one.st_blocks * 512 < one.st_size] == []


RENEWED = """
import os, runpy
from types import SimpleNamespace
from strategy_monitor.wsgi import application
from django.conf import settings
from django.test import Client
from strategy_monitor.web import metrics
client = Client(raise_request_exception=False)
server = SimpleNamespace(WORKERS={})
gunicorn = runpy.run_path("deploy/gunicorn.conf.py")
def renew(act):
    worker = SimpleNamespace(pid=0)
    gunicorn["pre_fork"](server, worker)
    if (process := os.fork()) == 0:
        gunicorn["post_fork"](server, worker)
        act()
        os._exit(0)
    os.waitpid(process, 0)
    gunicorn["child_exit"](server, worker)
def work():
    metrics.Counting.meters.documents.inc()  # it is killed before it has written it
    client.get("/robots.txt")
renew(work)
few = len(os.listdir(settings.METRICS_FOLDER))
for _ in range(9):
    renew(work)
print(few, len(os.listdir(settings.METRICS_FOLDER)), flush=True)
os.rename(settings.METRICS_FOLDER, "{aside}")
renew(lambda: print(*(client.get("/robots.txt").status_code for _ in range(2)), flush=True))
print(client.options("/", PATH_INFO="*").status_code)
"""


@dataclass(frozen=True)
class Renewed:
    files: tuple[int, int]
    """There after one process had counted, and after nine more."""
    counted: str
    without_folder: list[str]
    """What requests were answered once it was gone."""


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Renewed:
    folder = tmp_path_factory.mktemp("renewed")
    few, many, *answers = run(folder, RENEWED.replace("{aside}", str(folder / "aside"))).split()
    return Renewed((int(few), int(many)), generate_latest(registry_of(str(folder / "aside"))).decode(), answers)


@pytest.mark.once
def test_a_process_that_is_renewed_goes_on_where_the_one_before_it_ended(renewed: Renewed) -> None:
    few, many = renewed.files
    assert few == many
    assert 'strategy_monitor_requests_total{kind="robots",method="GET",status="200"} 10.0' in renewed.counted
    assert "strategy_monitor_documents_underway 1" not in renewed.counted


@pytest.mark.once
def test_what_cannot_be_counted_is_answered(renewed: Renewed) -> None:
    assert renewed.without_folder == ["200", "200", "404"]


@pytest.mark.django_db
def test_what_the_database_and_the_backups_say_is_told(tmp_path: Path) -> None:
    factories.observation()
    publish("2025", "Première")
    backup = tmp_path / "2026-01-31.backup"
    backup.touch()
    os.utime(backup, (0, backup.stat().st_mtime - 3600))
    told = {family.name: family.samples for family in SiteCollector(tmp_path).collect()}
    assert told["strategy_monitor_release_published_timestamp_seconds"][0].labels == {"release": "2025.1"}
    assert told["strategy_monitor_database_up"][0].value == 1
    assert told["strategy_monitor_waiting_migrations"][0].value == 0
    assert 3600 <= told["strategy_monitor_backup_age_seconds"][0].value < 3700
    (tmp_path / "2026-01-01.backup").symlink_to(tmp_path / "removed-just-now")
    told = {family.name: family.samples for family in SiteCollector(tmp_path).collect()}
    assert told["strategy_monitor_backup_age_seconds"][0].value >= 3600
    with database_down():
        told = {family.name: family.samples for family in SiteCollector(tmp_path / "away").collect()}
    assert told["strategy_monitor_database_up"][0].value == 0
    assert told["strategy_monitor_backup_age_seconds"] == []


@pytest.mark.parametrize(
    "bind",
    [
        "0.0.0.0:9464",
        "[::]:9464",
        "[::ffff:0.0.0.0]:9464",
        "[::ffff:8.8.8.8]:9464",
        "8.8.8.8:9464",
        ":9464",
        "partout",
        "127.0.0.1:beaucoup",
    ],
)
def test_it_is_served_on_no_public_address(bind: str) -> None:
    with pytest.raises(CommandError, match=r"127\.0\.0\.1:9464"):
        call_command("serve_metrics", bind=bind)


@pytest.mark.once
def test_the_command_answers_where_it_says(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "METRICS_FOLDER": ""}
    command = [sys.executable, "manage.py", "serve_metrics", "--bind", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        address: Any = serving.stdout.readline().strip()
        try:
            told = urllib.request.urlopen(address).read().decode()
        finally:
            serving.terminate()
    assert "strategy_monitor_database_up 0.0" in told, "a database without tables"
