"""The checker, beside the tests that run in its process after it."""

from __future__ import annotations

import subprocess
import sys

from tests.documents import vera

DEEP_CALLS = """
import json, sys
from tests.documents import vera

vera.java()
sys.setrecursionlimit(40_000)
try:
    json.loads("[" * 30_000)
except (RecursionError, ValueError):
    print("told")
"""
"""Python 3.13 lets its own code in C go ten thousand calls deep, whatever the limit; 3.11 as deep as the limit says."""


def test_a_process_with_java_in_it_keeps_its_stack() -> None:
    vera.java()  # skipped where there is none
    asked = subprocess.run([sys.executable, "-c", DEEP_CALLS], capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stdout) == (0, "told\n"), asked.stderr[-2_000:]
