"""What a stranger needs to install, run and test the product, and nothing that binds it to one machine."""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec

import pytest
from packaging.utils import canonicalize_name

from tests.supply.packages import ROOT, pins, requirements

pytestmark = pytest.mark.once


def test_every_package_is_pinned_at_a_version_that_we_accept():
    pinned = pins()
    asked = [*requirements(), *requirements("test", "check")]
    wrong = [str(r) for r in asked if pinned.get(canonicalize_name(r.name), "0") not in r.specifier]
    assert wrong == []


def test_what_the_commands_of_the_repository_install_is_pinned():
    lines = [
        line for name in ("Makefile", ".pre-commit-config.yaml") for line in (ROOT / name).read_text().splitlines()
    ]
    installs = [line for line in lines if "pip install" in line]
    assert installs
    assert [line for line in installs if "pip install -c constraints.txt" not in line] == []
    assert {"pre-commit", "uv"} <= pins().keys()


def test_the_login_guard_named_like_our_app_is_nowhere():
    assert "django-axes" not in pins()


@pytest.mark.parametrize(
    "command",
    [
        ".venv/bin/pip install -c constraints.txt -e . && .venv/bin/python manage.py demo",
        ".venv/bin/pip install --no-compile -c constraints.txt -e '.[test]' && .venv/bin/python -m pytest",
    ],
)
def test_the_readme_gives_the_command_alone_on_its_line(command: str):
    assert f"python3 -m venv .venv && {command}" in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


def test_the_links_of_the_readme_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_release_has_one_number_and_one_day_wherever_it_is_said():
    number = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    said = re.compile(r"^softwareVersion: (.+)\nreleaseDate: \"(.+)\"$", re.MULTILINE)
    newest = re.search(r"^## (\d\S*) – (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert said.findall((ROOT / "publiccode.yml").read_text(encoding="utf-8")) == [newest.groups()]
    assert newest[1] == number
    assert f"# VERSION: {number}\n" in (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def test_there_is_one_driver_of_postgresql() -> None:
    """Where psycopg 3 is there too, Django takes it, without a word: whatever a library brings, it is not that."""
    assert {name for name in pins() if name.startswith("psycopg")} == {"psycopg2-binary"}
    assert find_spec("psycopg") is None
