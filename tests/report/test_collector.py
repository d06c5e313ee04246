from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from strategy_monitor.report.collector import collector_at_rest
from tests.demo_site import ROOT


@pytest.fixture(autouse=True)
def as_it_was() -> object:
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


def test_it_rests_until_the_last_one_leaves_whatever_happens() -> None:
    gc.enable()
    first, second = collector_at_rest(), collector_at_rest()
    first.__enter__()
    second.__enter__()
    assert not gc.isenabled()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()
    with pytest.raises(KeyError), collector_at_rest():
        raise KeyError
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    with collector_at_rest():
        pass
    assert not gc.isenabled()


LARGE = """
import gc
from strategy_monitor.report.collector import collector_at_rest

def is_old(thing):
    return any(one is thing for one in gc.get_objects(generation=2))

gc.collect()
looks = gc.get_stats()[2]["collections"]
with collector_at_rest():
    made = [[] for _ in range(1000)]
    assert not is_old(made)
assert is_old(made)
assert gc.get_stats()[2]["collections"] == looks
"""


def test_what_was_made_is_old_and_nobody_looked_through_it() -> None:
    """In a process that publishes; here pytest has put aside what it loaded, and each look goes through all of it."""
    subprocess.run([sys.executable, "-c", LARGE], check=True, cwd=ROOT)


KEPT_OUT = """
import gc
from strategy_monitor.report.collector import collector_at_rest, freeze_objects

freeze_objects()
kept = gc.get_freeze_count()
assert kept
with collector_at_rest():
    pass
assert gc.get_freeze_count() > kept / 2, "some of it may have gone meanwhile"
"""


def test_what_is_kept_out_of_any_look_stays_so() -> None:
    """In a process that holds little: Python counts one by one what is kept out, which is millions here."""
    subprocess.run([sys.executable, "-c", KEPT_OUT], check=True, cwd=ROOT)
