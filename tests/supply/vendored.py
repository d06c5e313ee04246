"""Files of others that stand in the repository, unchanged, with their checksums beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.supply.packages import ROOT

OURS = {"README.md", "CHECKSUMS", "VERSION"}
"""What we wrote beside them: where they come from, and how to follow a new version."""


@dataclass(frozen=True)
class Vendored:
    folder: str
    files: tuple[str, ...]
    name: str
    version: str
    licence: str
    """As SPDX names it."""
    purl: str
    """Where they come from: a package URL, without the version."""

    @property
    def deployed(self) -> bool:
        return not self.folder.startswith("tests/")


VENDORED = [
    Vendored(
        "static/vendor/fonts",
        ("SourceSans3-It.ttf", "SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf", "LICENSE-SourceSans3.md"),
        "source-sans",
        "3.52.0",
        "OFL-1.1",
        "pkg:npm/source-sans",
    ),
    Vendored(
        "static/vendor/fonts",
        ("SourceSerif4-It.ttf", "SourceSerif4-Regular.ttf", "SourceSerif4-Semibold.ttf", "LICENSE-SourceSerif4.md"),
        "source-serif",
        "4.5.1",
        "OFL-1.1",
        "pkg:npm/source-serif",
    ),
    Vendored(
        "static/vendor/plotly",
        ("plotly.css",),
        "plotly.js",
        "4.1.1",
        "MIT",
        "pkg:npm/plotly.js",
    ),
    Vendored(
        "static/vendor/plotly",
        ("plotly-cartesian.min.js", "LICENSE"),
        "plotly.js-cartesian-dist-min",
        "4.1.1",
        "MIT",
        "pkg:npm/plotly.js-cartesian-dist-min",
    ),
    Vendored(
        "tests/browser/vendor",
        ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"),
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "pkg:npm/axe-core",
    ),
    Vendored(
        "tests/exports/vendor",
        ("datapackage-2.0.json",),
        "Profile of the Data Package",
        "2.0",
        "Unlicense",
        "pkg:github/frictionlessdata/datapackage",
    ),
    Vendored(
        "tests/exports/vendor",
        ("deprecateduris.ttl", "range.ttl", "shapes.ttl"),
        "Shapes of DCAT-AP",
        "3.0.1",
        "CC-BY-4.0",
        "pkg:github/semiceu/dcat-ap",
    ),
    Vendored(
        "tests/supply/vendor",
        ("LICENSE", "bom-1.6.schema.json", "jsf-0.82.schema.json", "spdx.schema.json"),
        "Schema of CycloneDX",
        "1.6.2",
        "Apache-2.0",
        "pkg:github/cyclonedx/specification",
    ),
]


def checksums(folder: str) -> dict[str, str]:
    """Name of a file → its SHA-256, as `sha256sum` wrote them when they were fetched."""
    lines = (ROOT / folder / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def vendor_folders() -> set[str]:
    found = [*(ROOT / "static/vendor").iterdir(), *(ROOT / "tests").glob("*/vendor")]
    return {path.relative_to(ROOT).as_posix() for path in found}


def files_of(folder: str) -> set[str]:
    return {path.name for path in Path(ROOT / folder).iterdir()} - OURS
