"""What the product stands on, for people and for machines: docs/dependencies.md and docs/sbom.cdx.json.

The same lock and the same packages give the same bytes: no time, no number drawn at random.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from packaging.utils import canonicalize_name

from tests.supply.packages import licence, locked, needed_anywhere, pins, project, requirements
from tests.supply.reasons import REASONS, TOOLS
from tests.supply.vendored import VENDORED, Vendored, checksums

HEAD = """# What the product stands on

What it installs, and the files of others that stand in the repository;
[decision 81](decisions/0081-what-is-installed-is-said.md) says how both are held. The same for machines:
[sbom.cdx.json](sbom.cdx.json) (CycloneDX 1.6). Licences are those of the packages themselves; what a wheel carries
inside (libpq, OpenSSL, qpdf, libxml2…) is under its own, and not listed here.

## What it names

"""
OTHERS = """
## Files of others

Unchanged, with their SHA-256 in `CHECKSUMS` beside them; the README there says how to follow a new version.

"""


def write_dependencies() -> str:
    """docs/dependencies.md (see `tests.generated`)."""
    pinned = pins()
    named = {canonicalize_name(one.name): one.name for one in requirements()}
    direct = [
        (f"{named[name]} {pinned[name]}", licence(name), does, instead)
        for name, (does, instead) in sorted(REASONS.items())
    ]
    brought = [
        (f"{one.name} {pinned[one.name]}", licence(one.name), ", ".join(asking(one.name)))
        for one in locked()
        if one.name not in named
    ]
    vendored = [
        (
            f"{one.name} {one.version}",
            one.licence,
            f"`{one.purl}`",
            f"`{one.folder}`",
            "" if one.deployed else "tests only",
        )
        for one in VENDORED
    ]
    tools = [(f"{name} {pinned[name]}", does) for name, does in sorted(TOOLS.items())]
    return (
        HEAD
        + table(("package", "licence", "what it does here", "why not our own code"), direct)
        + "\n## What these bring\n\n"
        + table(("package", "licence", "for"), brought)
        + OTHERS
        + table(("what", "licence", "from", "where", ""), vendored)
        + "\n## What only tests and checks install\n\n"
        + table(("package", "what for"), tools)
    )


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *rows))


def asking(name: str) -> list[str]:
    return sorted(other for other, theirs in needed_anywhere().items() if name in theirs)


def write_sbom() -> str:
    """docs/sbom.cdx.json (see `tests.generated`): what is deployed, not what tests and checks install."""
    named, pinned = project(), pins()
    root = f"{named['name']}@{named['version']}"
    deployed = [one for one in VENDORED if one.deployed]
    direct = {package_url(canonicalize_name(one.name), pinned) for one in requirements()}
    graph = {
        package_url(name, pinned): {package_url(one, pinned) for one in theirs}
        for name, theirs in needed_anywhere().items()
    }
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": named["name"],
                "version": named["version"],
                "description": named["description"],
                "licenses": licences(named["license"]),
            }
        },
        "components": [
            *(package_component(one.name, pinned) for one in locked()),
            *(vendored_component(one) for one in deployed),
        ],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(theirs)}
            for ref, theirs in sorted({root: direct | {reference(one) for one in deployed}, **graph}.items())
        ],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def package_component(name: str, pinned: dict[str, str]) -> dict[str, Any]:
    where = package_url(name, pinned)
    return {
        "type": "library",
        "bom-ref": where,
        "name": name,
        "version": pinned[name],
        "licenses": licences(licence(name)),
        "purl": where,
    }


def vendored_component(one: Vendored) -> dict[str, Any]:
    known = checksums(one.folder)
    return {
        "type": "library",
        "bom-ref": reference(one),
        "name": one.name,
        "version": one.version,
        "licenses": licences(one.licence),
        "purl": reference(one),
        "components": [
            {
                "type": "file",
                "bom-ref": f"{one.folder}/{name}",
                "name": f"{one.folder}/{name}",
                "hashes": [{"alg": "SHA-256", "content": known[name]}],
            }
            for name in one.files
        ],
    }


def package_url(name: str, pinned: dict[str, str]) -> str:
    return f"pkg:pypi/{name}@{pinned[name]}"


def reference(one: Vendored) -> str:
    return f"{one.purl}@{one.version}"


def licences(expression: str) -> list[dict[str, Any]]:
    return [{"expression": expression} if " " in expression else {"license": {"id": expression}}]
