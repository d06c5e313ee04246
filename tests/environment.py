"""What a machine may lack: a test is then skipped, or fails where STRICT_TESTS says that nothing may lack."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

EVERY = os.environ.get("EVERY_PAGE", "") not in {"", "0"}
"""Whether to look at all there is, in all ways, which takes long: otherwise, at each thing in one way or another."""

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many examples of each property are tried; 0: as many as its test says, which CI has the time for."""

STRICT = os.environ.get("STRICT_TESTS", "") not in {"", "0"}

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Any will do. The first has no windows of its own: it opens a page for a fifth of what the others spend."""

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--no-zygote",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PLAYWRIGHT_WITHOUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying",
    "AimEnabled", "PreconnectToSearch", "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion",
)  # fmt: skip
"""What Playwright has the browser do without: the browser heeds the last list that it is given, which is ours."""

TEST_FLAGS = [
    *CHROMIUM_FLAGS,
    "--js-flags=--no-turbofan,--no-maglev,--always-sparkplug,--min-semi-space-size=64,--max-semi-space-size=64",
    f"--disable-features={','.join((*PLAYWRIGHT_WITHOUT, 'RenderDocument'))}",
]
"""In a test, a script runs once: to make its code fast costs a sixth of what the browser spends, and spares less. What
it makes is soon dropped: with room for 64 MB of it, less of it is looked through and copied. With RenderDocument, a tab
makes a view anew for each page that it opens, at a quarter of what the page costs."""


def examples(count: int) -> int:
    """How many examples to try of a property that takes long."""
    return EXAMPLES or count


def skip_or_fail(reason: str) -> NoReturn:
    """Skips the test for want of something on this machine; with STRICT_TESTS=1, fails it."""
    if STRICT:
        pytest.fail(f"{reason} (STRICT_TESTS : rien ne doit manquer)", pytrace=False)
    pytest.skip(reason)


def program(*names: str) -> str:
    """Path of the first of these programs that is installed."""
    for name in names:
        if path := shutil.which(name):
            return path
    skip_or_fail(f"{names[0]} is not installed")
