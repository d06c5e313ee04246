"""Arrows between the rooms, and what must not be paid for at start-up."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import ROOT, modules, paths

pytestmark = pytest.mark.once


def statements(module: ast.Module, *, in_functions: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a module; with those inside functions, or only those that loading it carries out."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif in_functions or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def imported_on_load(module: ast.Module) -> Iterator[str]:
    """Names of the modules that loading this one imports: those outside functions."""
    for node in statements(module, in_functions=False):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif not node.level:
            yield node.module or ""


def imports_between_modules() -> dict[str, set[str]]:
    """Each module of the product → those that it imports, anywhere in it, inside functions too."""
    found: dict[str, set[str]] = {}
    for name, module in modules().items():
        named = found.setdefault(name, set())
        for node in statements(module, in_functions=True):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            else:
                assert not node.level, f"{name}: an import says the whole name of its module"
                named |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
        parents = {name.rsplit(".", depth)[0] for depth in range(name.count(".") + 1)}
        named &= modules().keys() - parents
    return found


def test_the_rooms_import_one_way():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert outcome.returncode == 0, outcome.stdout


def test_no_two_modules_need_each_other():
    """Not even through others, nor by an import that waits inside a function until both are loaded."""
    try:
        graphlib.TopologicalSorter(imports_between_modules()).prepare()
    except graphlib.CycleError as circle:
        pytest.fail(" → ".join(reversed(circle.args[1])))


def test_no_process_loads_plotly_to_serve_a_page():
    loading = {
        name for name, module in modules().items() if "plotly" in {n.split(".")[0] for n in imported_on_load(module)}
    }
    assert loading == set()


def test_every_module_stands_in_a_room():
    """But those that put the site together."""
    loose = {path.stem for path in (ROOT / "strategy_monitor").glob("*.py")}
    assert loose <= {"__init__", "settings", "urls", "wsgi", "admin_site"}


def test_no_module_is_named_for_a_drawer():
    assert [str(p) for p in paths() if p.stem in {"utils", "helpers", "common", "misc"}] == []
