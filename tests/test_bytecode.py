"""Processes that tests start read what one of them compiled."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.bytecode import share_bytecode

TOLD = "import sys; print(sys.dont_write_bytecode)"


def test_a_shell_that_wants_none_has_it_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    share_bytecode()
    told = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)
    assert (sys.dont_write_bytecode, told.stdout.strip()) == (False, "False")


def test_tests_share_it() -> None:
    assert not sys.dont_write_bytecode
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
