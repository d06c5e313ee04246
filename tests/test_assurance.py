"""What `docs/assurance.md` and SECURITY.md name is there: tests, commands, variables, numbers of the short form."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.demo_site import ROOT

ASSURANCE = ROOT / "docs" / "assurance.md"
PATH, FUNCTION = re.compile(r"`(tests/[\w/.]+)`"), re.compile(r"`(test_\w+)`")
COMMAND, VARIABLE = re.compile(r"manage\.py ([a-z_]+)"), re.compile(r"\b([A-Z][A-Z_]+)=")
SHORT_FORM = re.compile(r"\| `([A-Z_]+)=\w+` \|.*\| (\d+)(?: to (\d+))?\b[^|]*\| (`tests/.*)\|")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
NOT_OF_TESTS = {"DATABASE_URL", "ALLOW_SELF_VALIDATION"}
"""Read by the settings, for tests as for the site."""


@cache
def functions(path: Path) -> frozenset[str]:
    """The tests of a file, or of a folder."""
    files = path.rglob("test_*.py") if path.is_dir() else [path]
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


@cache
def sources() -> str:
    files = sorted((ROOT / "tests").rglob("*.py"))
    return "\n".join(path.read_text("utf-8") for path in files if path != Path(__file__))


def is_read(variable: str) -> bool:
    return bool(re.search(rf'environ(?:\.get\(|\[)"{variable}"', sources()))


def short_form(variable: str, files: list[Path]) -> tuple[int, int]:
    """The least and the most that these tests try where the variable is not set; 0 where none says it."""
    said = "\n".join(path.read_text("utf-8") for path in files)
    own = rf'environ\.get\("{variable}"(?:, "(?=\d)|\) or )(\d+)'
    found = [int(one) for one in re.findall(r"\bexamples\((\d+)\)" if variable == "EXAMPLES" else own, said)]
    return min(found, default=0), max(found, default=0)


def faults(text: str, folder: Path) -> Iterator[str]:
    """What the text names that is not there; its links lead on from this folder."""
    for line in text.splitlines():
        paths = [ROOT / name for name in PATH.findall(line)]
        yield from (f"no {path.relative_to(ROOT)}" for path in paths if not path.exists())
        known = {name for path in paths if path.exists() for name in functions(path)}
        yield from (f"no {name} in what its line names" for name in FUNCTION.findall(line) if name not in known)
        yield from (f"no manage.py {name}" for name in COMMAND.findall(line) if name not in get_commands())
        asked = set(VARIABLE.findall(line)) - NOT_OF_TESTS
        yield from (f"no test reads {name}" for name in sorted(asked) if not is_read(name))
        yield from (f"{link} leads nowhere" for link in LINK.findall(line) if not (folder / link).exists())
        for name, least, most, files in SHORT_FORM.findall(line):
            found = short_form(name, [ROOT / path for path in PATH.findall(files)])
            if found != (int(least), int(most or least)):
                yield f"{name} is {found} where {least} is said"


@pytest.mark.parametrize("document", [ASSURANCE, ROOT / "SECURITY.md"], ids=lambda path: path.name)
def test_what_is_said_to_be_tested_is_there(document: Path) -> None:
    assert list(faults(document.read_text("utf-8"), document.parent)) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("`tests/rights/test_nothing.py`", "no tests/rights/test_nothing.py"),
        ("`tests/test_logs.py`: `test_nothing_at_all`", "no test_nothing_at_all in what its line names"),
        ("`manage.py mend`", "no manage.py mend"),
        ("`WISHES=3`", "no test reads WISHES"),
        ("[decision 0](decisions/0000-none.md)", "decisions/0000-none.md leads nowhere"),
        ("| `KILLS=50` | works | 7 | `tests/crashes/test_killed.py` |", "KILLS is (2, 2) where 7 is said"),
        ("| `EXAMPLES=1000` | texts | 30 to 40, as each says | `tests/report/test_diff.py` |",
         "EXAMPLES is (40, 60) where 30 is said"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_found(line: str, fault: str) -> None:
    assert list(faults(line, ASSURANCE.parent)) == [fault]


def test_it_names_the_variables_that_ask_for_more() -> None:
    """A new one has its row."""
    asked = set(re.findall(r'environ\.get\("([A-Z_]+)"', sources())) - NOT_ASKING
    assert asked - set(VARIABLE.findall(ASSURANCE.read_text("utf-8"))) == set()


NOT_ASKING = {"CANAILLE", "REFRESH_FINDINGS", "TEST_REDIS_URL", "HOLDS_FOR", "PATIENCE"}
"""Two say where a provider and Redis stand, one writes a list again, two are of a process that a test starts."""
