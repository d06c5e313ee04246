"""A result that costs much and never changes: computed once, kept, and by one thread while the others wait for it.

`functools.lru_cache` keeps too, but lets all threads that come before the first result compute it at once. Where two
readers ask for the same cold document, that is twice the work, on a machine that may have room for one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from functools import update_wrapper
from threading import Lock, get_ident
from typing import Generic, NamedTuple, ParamSpec, TypeVar

Given = ParamSpec("Given")
Thing = TypeVar("Thing")
Result = TypeVar("Result")


class Count(NamedTuple):
    """As `functools.lru_cache` counts."""

    hits: int
    misses: int
    maxsize: int
    currsize: int


PATIENCE = 30.0
"""Seconds after which a thread that waits for another one computes for itself: nobody waits for ever."""


class Flights(Generic[Result]):
    """One computation at a time for each key; those who ask meanwhile get its result, or its exception."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.flying: dict[Hashable, tuple[int, Future[Result]]] = {}

    def one(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """The result of `compute`, which one thread calls. It is forgotten as soon as it is given.

        A thread that asks again for what it is computing itself computes it: it would wait for ever.
        """
        with self.lock:
            found = self.flying.get(key)
            if found is None:
                mine: Future[Result] = Future()
                self.flying[key] = get_ident(), mine
        if found is not None:
            thread, theirs = found
            waited = thread != get_ident() and bool(wait((theirs,), timeout=PATIENCE).done)
            return theirs.result() if waited else compute()
        try:
            result = compute()
        except BaseException as error:
            self.land(key)
            mine.set_exception(error)
            raise
        self.land(key)
        mine.set_result(result)
        return result

    def land(self, key: Hashable) -> None:
        with self.lock:
            del self.flying[key]


class Once(Generic[Given, Result]):
    """A function whose last `maxsize` results are kept, each computed by one thread. An exception is given to all who
    wait for it, and not kept. Arguments are hashable; a keyword is another key than the same argument without it."""

    def __init__(self, function: Callable[Given, Result], maxsize: int) -> None:
        self.function = function
        self.maxsize = maxsize
        self.lock = Lock()
        self.kept: OrderedDict[Hashable, Result] = OrderedDict()
        self.flights: Flights[Result] = Flights()
        self.hits = self.misses = 0
        update_wrapper(self, function)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        key = (args, tuple(kwargs.items())) if kwargs else args
        with self.lock:
            if key in self.kept:
                self.hits += 1
                self.kept.move_to_end(key)
                return self.kept[key]
        return self.flights.one(key, lambda: self.computed(key, *args, **kwargs))

    def computed(self, key: Hashable, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        with self.lock:
            if key in self.kept:  # another thread landed between the look above and the flight
                self.hits += 1
                return self.kept[key]
            self.misses += 1
        result = self.function(*args, **kwargs)
        with self.lock:
            self.kept[key] = result
            while len(self.kept) > self.maxsize:
                self.kept.popitem(last=False)
        return result

    def holds(self, *args: Given.args) -> bool:  # type: ignore[valid-type]
        """Whether the result for these arguments is kept."""
        with self.lock:
            return args in self.kept

    def forget(self, *args: Given.args) -> None:  # type: ignore[valid-type]
        """The result for these arguments is computed again when it is next asked for."""
        with self.lock:
            self.kept.pop(args, None)

    def cache_clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.hits = self.misses = 0

    def cache_info(self) -> Count:
        with self.lock:
            return Count(self.hits, self.misses, self.maxsize, len(self.kept))


def once(maxsize: int) -> Callable[[Callable[Given, Result]], Once[Given, Result]]:
    """Decorates a function of hashable arguments whose result is worth keeping."""
    return lambda function: Once(function, maxsize)


class ObjectKey(Generic[Thing]):
    """An object as a key: equal to itself alone. What compares equal may be written otherwise: 5 and 5.0."""

    __slots__ = ("thing",)

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectKey) and self.thing is other.thing


class OnceForEach(Generic[Thing, Result]):
    """A function of one object, which never changes: its last `maxsize` results are kept, each for that very object,
    which is kept with it."""

    def __init__(self, function: Callable[[Thing], Result], maxsize: int) -> None:
        self.kept: Once[[ObjectKey[Thing]], Result] = Once(lambda key: function(key.thing), maxsize)
        self.cache_clear, self.cache_info = self.kept.cache_clear, self.kept.cache_info
        update_wrapper(self, function)

    def __call__(self, thing: Thing) -> Result:
        return self.kept(ObjectKey(thing))


def once_for_each(maxsize: int) -> Callable[[Callable[[Thing], Result]], OnceForEach[Thing, Result]]:
    """Decorates a function of one object that is long to compare, or may be written otherwise than its equal."""
    return lambda function: OnceForEach(function, maxsize)
