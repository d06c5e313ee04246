"""`manage.py demo`: one command from a fresh clone to a site that answers."""

from __future__ import annotations

import re
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from strategy_monitor.demo import server
from tests.demo_site import DemoSite, Prepared, run_demo, serve_demo

pytestmark = pytest.mark.once


def test_the_demo_serves_its_home_page_and_says_where(site: DemoSite):
    with urllib.request.urlopen(site.url) as answer:
        assert answer.status == 200
        assert "text/html" in answer.headers["Content-Type"]
        assert f'<link rel="canonical" href="{site.url}">' in answer.read().decode()
    assert site.password
    assert "Version 2025.1 publiée" in site.output
    assert "« demo-contribution » et « demo-publication »" in site.output


def test_the_demo_serves_static_files_under_the_strict_policy(site: DemoSite):
    with urllib.request.urlopen(f"{site.url}static/admin/css/base.css") as answer:
        assert answer.status == 200
    with urllib.request.urlopen(site.url) as answer:
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers


def test_a_browser_finds_nothing_to_complain_about_and_nothing_leaves_the_site(site: DemoSite, chromium: Any):
    page = chromium.new_page()
    complaints, elsewhere = [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((site.url, "data:")) else elsewhere.append(request.url),
    )
    page.goto(site.url)
    page.wait_for_load_state("networkidle")
    assert page.context.cookies() == []
    page.close()
    assert (complaints, elsewhere) == ([], [])


def test_a_second_start_keeps_the_account_and_publishes_nothing(demonstration: Prepared, tmp_path: Path):
    folder = demonstration.copied(tmp_path)
    second = run_demo(folder, "--no-serve").stdout
    third = run_demo(folder, "--no-serve", "--reset-password").stdout
    assert "Mot de passe, affiché cette seule fois : " in demonstration.output
    assert "déjà publiée" in second
    assert "Le compte « demo » existe" in second
    assert "affiché cette seule fois" not in second
    passwords = [re.search(r"seule fois : (\S+)", output)[1] for output in (demonstration.output, third)]
    assert passwords[0] != passwords[1]


def test_a_taken_port_leads_to_the_next_free_one(demonstration: Prepared, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve_demo(demonstration.copied(tmp_path), "--port", str(port)) as running:
            assert running.url != f"http://127.0.0.1:{port}/"


def test_no_demo_in_production(tmp_path: Path):
    outcome = run_demo(
        tmp_path,
        "--no-serve",
        DJANGO_ENV="production",
        SECRET_KEY="a-long-random-text-" + "0123456789" * 5,
        ALLOWED_HOSTS="suivi.exemple.be",
        SITE_URL="https://suivi.exemple.be",
    )
    assert outcome.returncode == 1
    assert "ne se lance pas en production" in outcome.stderr


@pytest.mark.parametrize(
    ("host", "name"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("poste", "poste")],
)
def test_an_address_to_listen_on_becomes_one_to_visit(host: str, name: str):
    assert server.reachable(host) == name
