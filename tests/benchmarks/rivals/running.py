"""Dash and Streamlit, installed apart from the product, each serving the figures that it is given.

Their environment is `var/contenders`, made at the first run from `tests/benchmarks/rivals.txt`. Each is served as its
makers say that it should be: Dash by gunicorn, two processes of four threads as the product, with its own compression;
Streamlit by its own server, without telemetry. Nothing stands before them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.benchmarks.serving import ROOT, await_answer
from tests.ports import free_port

ENVIRONMENT = ROOT / "var" / "contenders"
APPS = Path(__file__).parent


def install() -> None:
    if not ENVIRONMENT.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    pinned = ROOT / "tests" / "benchmarks" / "rivals.txt"
    subprocess.run([ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--requirement", pinned], check=True)


def dash(figures: Path, port: int) -> list[str]:
    application = f"dash_app:application({str(figures)!r})"
    options = ["--chdir", str(APPS), "--workers=2", "--threads=4", "--no-control-socket"]
    return ["gunicorn", *options, f"--bind=127.0.0.1:{port}", application]


def streamlit(figures: Path, port: int) -> list[str]:
    options = ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.address=127.0.0.1"]
    return ["streamlit", "run", *options, f"--server.port={port}", str(APPS / "streamlit_app.py"), "--", str(figures)]


RIVALS = {"Dash": dash, "Streamlit": streamlit}


@contextmanager
def served(figures: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Name → address of each, while it is served. A figure has its `title`, `data` and `layout`, its colours plain."""
    install()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        given = folder / "figures.json"
        given.write_text(json.dumps(figures), encoding="utf-8")
        addresses = {}
        for name, command in RIVALS.items():
            port = free_port()
            log = stack.enter_context((folder / name).open("ab"))
            process = stack.enter_context(start(command(given, port), log))
            stack.callback(process.terminate)
            await_answer(port)
            addresses[name] = f"http://127.0.0.1:{port}/"
            for _ in range(20):  # asked for two things at once, a process of Dash that has not answered yet may fail
                urlopen(addresses[name]).close()
        yield addresses


def start(command: list[str], log: Any) -> subprocess.Popen[bytes]:
    """Of their environment, without what was said to the Python of the product about where its modules are."""
    program, *arguments = command
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.Popen([ENVIRONMENT / "bin" / program, *arguments], env=own, stdout=log, stderr=log)
