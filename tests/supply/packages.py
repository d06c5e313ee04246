"""What the product installs: as its own files say it, and as the installed packages say it of themselves."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.reasons import LICENCES

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"==[A-Za-z0-9_.+!-]+")
PLACES = [
    {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": machine,
        "platform_system": "Linux",
        "sys_platform": "linux",
        "os_name": "posix",
        "extra": "",
    }
    for python in ("3.11.2", "3.11.14", "3.13.5", "3.15.2")
    for machine in ("x86_64", "aarch64")
]
"""Where the product is deployed, as markers name it. Debian 12 has 3.11.2, Debian 13 has 3.13.5; the newest is 3.15."""


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(*extras: str) -> list[Requirement]:
    """What the product names itself; with extras, what these name."""
    named = project()
    lines = [line for extra in extras for line in named["optional-dependencies"][extra]] or named["dependencies"]
    return [Requirement(line) for line in lines]


def pins() -> dict[str, str]:
    """Canonical name → version, of constraints.txt: for this Python, where one package has several."""
    pinned = [Requirement(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]
    assert [str(one) for one in pinned if not PIN.fullmatch(str(one.specifier))] == []
    here = [one for one in pinned if one.marker is None or one.marker.evaluate()]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in here}


@dataclass(frozen=True)
class Locked:
    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    def holds(self, place: dict[str, str]) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate(place)


def locked() -> list[Locked]:
    """What requirements.lock names, with the SHA-256 of each file that may be installed for it."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    entries = [entry.split(" \\\n") for entry in re.split(r"\n(?=\S)", text.strip())]
    return [Locked(Requirement(head), tuple(one.strip() for one in hashes)) for head, *hashes in entries]


def installed(name: str) -> Distribution | None:
    """None where a package is for another place than this one."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needed(place: dict[str, str]) -> dict[str, set[str]]:
    """Each package that the product needs there → those that it needs itself, as the installed ones declare it."""
    found: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [one for one in requirements() if one.marker is None or one.marker.evaluate(place)]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        found.setdefault(name, set())
        for extra in {"", *asked.extras}:
            if (name, extra) in seen or (package := installed(name)) is None:
                continue
            seen.add((name, extra))
            theirs = [Requirement(line) for line in package.requires or ()]
            holding = [one for one in theirs if one.marker is None or one.marker.evaluate({**place, "extra": extra})]
            found[name] |= {canonicalize_name(one.name) for one in holding}
            waiting += holding
    return found


@cache
def needed_anywhere() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place in PLACES:
        for name, theirs in needed(place).items():
            found.setdefault(name, set()).update(theirs)
    return found


def declared_licence(name: str) -> str | None:
    """As an expression of SPDX; None where the package declares none."""
    told = installed(name)
    fields = [] if told is None else [told.metadata.get(field, "") for field in ("License-Expression", "License")]
    for text in filter(None, fields):
        try:
            return str(canonicalize_license_expression(text))
        except InvalidLicenseExpression:
            continue
    return None


def licence(name: str) -> str:
    return declared_licence(name) or LICENCES[name]
