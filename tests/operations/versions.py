"""A machine as docs/operating.md lays it: versions of the site beside each other, and what `deploy/upgrade` calls.

Its paths stand under one folder, and three programs are others than on a real one: `runuser`, for all is one user here;
`systemctl`, which starts and stops what the unit of `deploy/` says; and, where asked, the Python of the versions.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.demo_site import ROOT

DEPLOY = ROOT / "deploy"
PATHS = (
    "/opt",
    "/etc/strategy-monitor.env",
    "/etc/strategy-monitor-owner.env",
    "/run",
    "/var/backups/strategy-monitor",
)

RUNUSER = """#!/bin/sh
shift 4
exec "$@"
"""


class Machine:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.programs = place / "programs"
        for folder in ("programs", "opt", "run", "etc", "var/backups/strategy-monitor", "static", "kept"):
            (place / folder).mkdir(parents=True)
        self.link = place / "opt/strategy-monitor"
        self.closed = place / "run/strategy-monitor-closed"
        self.script = self.write("upgrade", self.adapted("upgrade"))
        self.write("runuser", RUNUSER)
        (place / "strategy-monitor@.service").write_text(self.adapted("strategy-monitor@.service"))
        (place / "etc/strategy-monitor.env").write_text(
            "DJANGO_ENV=production\nALLOWED_HOSTS=suivi.exemple.be\nSITE_URL=https://suivi.exemple.be\nBEHIND_TLS_PROXY=1\n"
            f"SECRET_KEY={'k' * 20}{'0123456789' * 4}\nSTATIC_ROOT={place}/static\nKEPT_PAGES={place}/kept\n"
            "LOG_LEVEL=ERROR\n"
        )

    def adapted(self, name: str) -> str:
        """An example of `deploy/`, with the paths of this machine."""
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for path in PATHS:
            text = text.replace(path, f"{self.place}{path}")
        return text

    def write(self, name: str, program: str) -> Path:
        path = self.programs / name
        path.write_text(program, encoding="utf-8")
        path.chmod(0o755)
        return path

    def lay(self, version: str, code: Path, url: str) -> Path:
        """A version beside the others: this code, and its own environment, which is that of the tests."""
        folder = self.place / f"opt/strategy-monitor-{version}"
        folder.mkdir()
        for one in code.iterdir():
            if one.name not in {".venv", ".git", "var"}:
                (folder / one.name).symlink_to(one)
        (folder / ".venv/bin").mkdir(parents=True)
        for name, program in {"python": sys.executable, "gunicorn": f"{sys.executable} -m gunicorn"}.items():
            (folder / ".venv/bin" / name).symlink_to(self.write(f"own-{name}", f'#!/bin/sh\nexec {program} "$@"\n'))
        (folder / "version.env").write_text(f"DATABASE_URL={url}\nBUILD_ID={version}\n")
        (folder / "gunicorn.sock").symlink_to(self.place / f"run/strategy-monitor-{version}/gunicorn.sock")
        return folder

    def run(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        path = {"PATH": f"{self.programs}:{os.environ['PATH']}"}
        kept = {name: value for name, value in os.environ.items() if name in {"LANG", "HOME", "PYTHONPATH"}}
        return subprocess.run(
            [*map(str, command)],
            env=kept | path | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
        )

    def upgrade(self, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run(self.script, folder, **environment)

    @property
    def served(self) -> str:
        return self.link.resolve().name.removeprefix("strategy-monitor-")
