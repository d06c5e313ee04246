"""What is installed is what was looked at: names, versions and bytes."""

from __future__ import annotations

import re

import pytest
from packaging.utils import canonicalize_name

from tests.supply.packages import PLACES, ROOT, declared_licence, licence, locked, needed, pins, requirements
from tests.supply.reasons import LICENCES, REASONS, TOOLS

pytestmark = pytest.mark.once

LOOKED_AT = {
    *("MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Apache-2.0"),
    *("MPL-2.0", "LGPL-3.0-or-later"),  # libraries that are used as they are
}


def test_the_lock_and_the_constraints_name_the_same_versions() -> None:
    pinned = pins()
    assert {one.name: str(one.requirement.specifier) for one in locked()} == {
        one.name: f"=={pinned.get(one.name)}" for one in locked()
    }


@pytest.mark.parametrize(
    "place", PLACES, ids=lambda place: f"{place['python_full_version']} {place['platform_machine']}"
)
def test_the_lock_holds_what_the_product_needs_and_nothing_else(place: dict[str, str]) -> None:
    assert {one.name for one in locked() if one.holds(place)} == needed(place).keys()


def test_each_line_of_the_lock_says_which_bytes_it_takes() -> None:
    wrong = [
        one.name
        for one in locked()
        if not one.hashes or not all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", text) for text in one.hashes)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["deploy/Containerfile", "docs/operating.md"])
def test_a_site_is_installed_by_the_lock(name: str) -> None:
    commands = re.findall(r"pip install (.*)", before_renewing((ROOT / name).read_text(encoding="utf-8")))
    assert commands
    assert [one for one in commands if not one.startswith("--require-hashes -r requirements.lock")] == []


def before_renewing(text: str) -> str:
    """Who renews the pins works on the sources, not on a site."""
    return text.partition("## Renew the pins")[0]


def test_each_package_that_is_named_has_its_reason() -> None:
    assert REASONS.keys() == {canonicalize_name(one.name) for one in requirements()}
    assert TOOLS.keys() == {canonicalize_name(one.name) for one in requirements("test", "check")}
    assert [name for name, words in {**REASONS, **TOOLS}.items() if not all(words)] == []


def test_a_licence_is_written_by_hand_only_where_the_package_declares_none() -> None:
    assert {one.name for one in locked() if declared_licence(one.name) is None} == LICENCES.keys()


def test_no_licence_is_one_that_nobody_has_looked_at() -> None:
    """Another one is read first, beside the EUPL, under which the product stands."""
    unread = [one.name for one in locked() if not {*re.split(" OR | AND ", licence(one.name))} <= LOOKED_AT]
    assert unread == []


def test_no_setting_of_pip_stands_in_the_lock() -> None:
    """An index of somebody’s own would be asked by whoever installs."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.lstrip().startswith("--") and not line.lstrip().startswith("--hash=")] == []
    assert [line for line in lines if "://" in line] == []
