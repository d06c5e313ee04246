"""What systemd does of a unit, for tests: starts what it says with the variables that it names, and ends it.

python -m tests.operations.unit FOLDER {start|stop|disable} [--now] strategy-monitor@VERSION
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

READY_WITHIN = 120


def main(place: Path, action: str, version: str) -> None:
    pid = place / f"run/{version}.pid"
    if action == "start":
        start(place, version, pid)
    elif pid.exists():
        stop(int(pid.read_text()))
        pid.unlink()


def start(place: Path, version: str, pid: Path) -> None:
    """Ends once it listens: « Type=notify »."""
    lines = (place / "strategy-monitor@.service").read_text().replace("%i", version).splitlines()
    said = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    environment = {"PATH": os.environ["PATH"]}
    for name, value in said:
        if name == "Environment":
            environment |= [value.split("=", 1)]
        elif name == "EnvironmentFile" and (file := Path(value.removeprefix("-"))).exists():
            environment |= [line.split("=", 1) for line in file.read_text().splitlines() if "=" in line]
    unit = dict(said)
    folder = place / f"run/{unit['RuntimeDirectory']}"
    folder.mkdir(exist_ok=True)
    log = (place / f"{version}.log").open("ab")
    if "ExecStartPre" in unit:
        command = unit["ExecStartPre"].split()
        subprocess.run(command, cwd=unit["WorkingDirectory"], env=environment, stdout=log, stderr=log, check=True)
    process = subprocess.Popen(
        unit["ExecStart"].split(), cwd=unit["WorkingDirectory"], env=environment, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    give_up_at = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < give_up_at:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as one:
            one.connect(str(folder / "gunicorn.sock"))
            pid.write_text(str(process.pid))
            return
        time.sleep(0.1)
    process.kill()
    sys.exit(f"{version} did not start: see {log.name}")


def stop(process: int) -> None:
    """Ends once it has ended; who started it may not look after it any more."""
    with suppress(OSError):
        os.kill(process, signal.SIGTERM)
        while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[-1].partition("@")[2])
