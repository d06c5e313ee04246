"""How the browser of the tests is started."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.conftest import descendants
from tests.environment import skip_or_fail

FEATURES = "--disable-features="


def test_what_playwright_does_without_the_tests_do_without_too(chromium: Any):
    """The browser heeds the last list, which is ours: it holds all of Playwright's, whatever its version."""
    if not Path("/proc").is_dir():
        skip_or_fail("this system does not say how a process was started")
    lists = [told for process in descendants(os.getpid()) if len(told := features(process)) > 1]
    assert lists
    for first, *_others, last in lists:
        assert first - last == set()
        assert "RenderDocument" in last - first


def features(process: int) -> list[set[str]]:
    """Each list of what this process was told to do without; none once it has ended."""
    try:
        said = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []
    return [set(one.removeprefix(FEATURES).split(",")) for one in said if one.startswith(FEATURES)]
