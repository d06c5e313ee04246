"""Room for calls that go deep, without the system being asked for memory at each of them.

Python 3.11 to 3.13 puts the frames of a thread's calls in pieces of memory, of 16 KB mostly, and gives a piece back as
soon as the first call in it returns. Where a loop stands at the end of one, as a template within others often does, the
system maps a piece and takes it away at every turn: a third of the time that some pages took to write. It is mended
in later releases of 3.13 and 3.14, and in none of 3.11 and 3.12 (github.com/python/cpython/issues/142183).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from types import FunctionType
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

SLOTS = 1 << 14
"""Of a frame, 8 bytes each. One that is so large is put in a piece of its own, of 256 KB: the next power of two, with
the thousand slots that Python adds. It uses none of them, and all that it calls has the other half of the piece: to
write a page takes less than 64 KB."""


def with_room(function: Function) -> Function:
    """The same function, whose frame begins a piece that the calls of what it calls fit in. For what a thread begins
    with, not for each request: to call it costs a piece, and each part of a piece that is used again."""
    plain = cast("FunctionType", function)
    plain.__code__ = plain.__code__.replace(co_stacksize=SLOTS)
    return function


def give_threads_room() -> None:
    """To each one that begins after this; the threads of a server are of the same class as ours."""
    with_room(Thread.run)
