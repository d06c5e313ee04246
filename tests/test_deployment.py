"""What stands in deploy/ does what operating.md says of it."""

from __future__ import annotations

import os
import re
import runpy
import ssl
import subprocess
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from tests.demo_site import ROOT

pytestmark = pytest.mark.once

DEPLOY = ROOT / "deploy"

PROGRAMS = {
    "date": '/bin/date --utc --date="@$(cat clock)" "$@"',
    "python": 'test "$2" != remind || date +%FT%H:%M >> reminded',
    # It passes, with what the programs of this turn took; from seven on it is six of the next day, of two.
    "sleep": """
        echo $(($(cat clock) + $1 + 5)) > clock
        test "$(date +%H)" != 07 || echo $(($(cat clock) + 82800)) > clock
        test "$(date +%d)" != 04 || kill $PPID
    """,
}
"""Stand for those of the container, by a clock of their own."""


@pytest.mark.parametrize(
    ("begun", "reminded"),
    [
        ("2026-03-02 06:29:58", ["2026-03-02T06:31", "2026-03-03T06:30"]),
        ("2026-03-02 06:45:00", ["2026-03-02T06:45", "2026-03-03T06:30"]),
    ],
    ids=["no turn falls into the minute", "after an outage"],
)
def test_campaigns_remind_once_each_morning(begun: str, reminded: list[str], tmp_path: Path) -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["timers"]
    for name, program in PROGRAMS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / name).chmod(0o755)
    moment = subprocess.check_output(["/bin/date", "--utc", f"--date={begun}", "+%s"], text=True)
    (tmp_path / "clock").write_text(moment)
    (tmp_path / "reminded").touch()
    command = [part.replace("$$", "$") for part in service["command"]]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=False, timeout=120)
    assert (tmp_path / "reminded").read_text().split() == reminded


def test_a_reload_is_not_offered_which_would_go_on_with_the_code_of_before() -> None:
    """gunicorn loads the application once, before its processes: told to reload, it makes new ones of what it has."""
    assert runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))["preload_app"]
    assert "ExecReload" not in (DEPLOY / "strategy-monitor@.service").read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("strategy-monitor*.service")))
def test_what_runs_beside_the_site_works_on_the_database_of_the_version_that_is_served(unit: str) -> None:
    told = (DEPLOY / unit).read_text("utf-8")
    assert "strategy-monitor.service" not in told.partition("[Unit]")[2], "each version has a unit of its own"
    folder = re.search("^WorkingDirectory=(.+)$", told, re.MULTILINE)
    assert folder
    read = ["/etc/strategy-monitor.env", f"-{folder[1]}/version.env"]
    assert re.findall("^EnvironmentFile=(.+)$", told, re.MULTILINE) == read, "later ones count"


def test_containers_of_a_machine_count_together_the_documents_that_they_write() -> None:
    """`DOCUMENT_WRITERS` is counted by the name of a machine, and each container has its own."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    running = {name: one for name, one in services.items() if one.get("image") == "strategy-monitor:local"}
    assert {"web", "timers"} <= running.keys()
    assert {one.get("hostname") for one in running.values()} == {"strategy-monitor"}


def test_a_worker_runs_where_the_site_leaves_long_work_to_it() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    works = {name for name, one in services.items() if "work" in one.get("command", ())}
    left = {name for name, one in services.items() if one.get("environment", {}).get("JOBS_WORKER") == "1"}
    assert works == {"worker"}
    assert {"web", "worker", "timers"} <= left
    unit = (DEPLOY / "strategy-monitor-worker.service").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/python (.*)$", unit, re.MULTILINE)
    assert command.split() == services["worker"]["command"][1:]


def test_backups_are_kept_as_many_days_as_the_unit_says(tmp_path: Path) -> None:
    unit = (DEPLOY / "strategy-monitor-backup.service").read_text(encoding="utf-8")
    (days,) = re.findall(r"^Environment=BACKUP_DAYS=(\d+)$", unit, re.MULTILINE)
    (command,) = re.findall(r"^ExecStartPost=(/usr/bin/find .*)$", unit, re.MULTILINE)
    ages = {"kept.backup": int(days), "gone.backup": int(days) + 1, "other.txt": int(days) + 1}
    for name, age in ages.items():
        (tmp_path / name).touch()
        then = time.time() - age * 86_400 - 60
        os.utime(tmp_path / name, (then, then))
    place = command.replace("/var/backups/strategy-monitor", str(tmp_path)).replace("${BACKUP_DAYS}", days)
    subprocess.run(place.split(), check=True)
    assert {path.name for path in tmp_path.iterdir()} == {"kept.backup", "other.txt"}


def secrets_of_the_site() -> set[str]:
    """What compose.yaml is given of a site, by the path from the root of the sources."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    given = {service["env_file"] for service in services.values() if "env_file" in service}
    mounted = {one.split(":")[0] for service in services.values() for one in service.get("volumes", ())}
    beside = {one for one in mounted if one.startswith("./") and not (DEPLOY / one).is_file()}
    return {f"deploy/{one.removeprefix('./')}" for one in {".env", *given, *beside}}


@pytest.mark.parametrize("name", [".dockerignore", ".gitignore"])
def test_the_secrets_of_a_site_are_put_into_no_image_and_no_commit(name: str) -> None:
    left_out = [line.strip("/") for line in (ROOT / name).read_text(encoding="utf-8").split()]
    secrets = secrets_of_the_site()
    assert len(secrets) == 3
    assert [one for one in secrets if not any(fnmatch(one, pattern) for pattern in left_out)] == []
    assert not any(fnmatch("deploy/strategy-monitor.env.example", pattern) for pattern in left_out)


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-baked.conf"])
def test_tls_speaks_suites_with_forward_secrecy_only(name: str) -> None:
    """Of TLS 1.2; those of TLS 1.3 all have it. OpenSSL reads the list as nginx does."""
    (suites,) = re.findall(r"ssl_ciphers ([^;]+);", (DEPLOY / name).read_text(encoding="utf-8"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(suites)
    allowed = [one for one in context.get_ciphers() if one["protocol"] == "TLSv1.2"]
    assert allowed
    assert [one["name"] for one in allowed if one["kea"] != "kx-ecdhe" or not one["aead"]] == []
