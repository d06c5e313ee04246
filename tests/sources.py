"""The source of the product, as the tests of the house read it: parsed once in each process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("axes", "indicators", "strategy_monitor")


def paths() -> Iterator[Path]:
    """Of all modules, migrations left out."""
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    """« strategy_monitor/pages/viewing.py » → « strategy_monitor.pages.viewing »."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, ast.Module]:
    """Name of each module → what its source says."""
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths()}
