"""Python looks for garbage each time that enough objects were made, and walks through all that live: while a large tree
is built, again and again, and in vain."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Resting:
    """How many threads have asked for it."""

    lock = Lock()
    count = 0
    was_enabled = False


class Frozen:
    """Whether some objects are kept out of any look. Python counts them one by one where it is asked how many they are
    (`gc.get_freeze_count`): 50 ms, each time, of a process that holds millions."""

    some = False


def freeze_objects() -> None:
    """Has nothing that lives by now be looked at any more: it is here to stay. (`gc.freeze`; who calls that without
    this has `collector_at_rest` undo it.)"""
    gc.freeze()
    Frozen.some = True


def unfreeze_objects() -> None:
    """Has what was kept out be looked at again."""
    Frozen.some = False
    gc.unfreeze()


def look_less_often() -> None:
    """Has this process look for garbage each time that 50,000 more objects live, not 700. A command ends soon, and what
    it makes most of is here to stay, or large and gone at once: the models that each migration makes again."""
    gc.set_threshold(50_000, 50, 50)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Within it, no garbage is looked for, in any thread; what nothing refers to goes at once, as always. The last one
    who leaves puts things back as they were, and counts what was made among what is old."""
    with Resting.lock:
        if not Resting.count:
            Resting.was_enabled = gc.isenabled()
            gc.disable()
        Resting.count += 1
    try:
        yield
    finally:
        with Resting.lock:
            Resting.count -= 1
            if not Resting.count and Resting.was_enabled:
                grow_old()
                gc.enable()


def grow_old() -> None:
    """Puts all objects among the oldest, as if they had been looked at: else the next one that is made has every one of
    a large tree looked at, in vain. Where some are kept out of any look, nothing is done: they would no longer be."""
    if not Frozen.some:
        gc.freeze()
        gc.unfreeze()
