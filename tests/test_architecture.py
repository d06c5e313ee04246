"""Arrows between the rooms, and what must not be paid for at start-up."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("axes", "indicators", "strategy_monitor")
pytestmark = pytest.mark.once


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)


def imported_on_load(path: Path) -> Iterator[str]:
    """Names of the modules that loading this file imports: those outside functions."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def test_the_rooms_import_one_way():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert outcome.returncode == 0, outcome.stdout


def test_no_process_loads_plotly_to_serve_a_page():
    loading = [
        str(p.relative_to(ROOT)) for p in sources() if any(n.split(".")[0] == "plotly" for n in imported_on_load(p))
    ]
    assert loading == []


def test_no_module_is_named_for_a_drawer():
    assert [str(p) for p in sources() if p.stem in {"utils", "helpers", "common", "misc"}] == []
