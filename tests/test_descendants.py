"""Who the tests count, and end, as started by a process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import descendants

BUSY = """
import subprocess, sys, threading
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
while True:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere, the system does not say")
def test_one_whose_threads_come_and_go_is_not_left_out():
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        try:
            looks = [set(descendants(os.getpid())) for _look in range(200)]
        finally:
            process.kill()
    assert [one for one in looks if not {process.pid, child} <= one] == []
