"""What is the machine's fault and passes (database, disk, memory), and what is a fault of the code, which does not.

The first is answered 503: what happened, what was kept, when to come back. The second stays a 500. Both are logged.
"""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError

SQLITE_ERROR, SQLITE_MISUSE = 1, 21
"""The codes with which SQLite refuses a statement that is wrong: no such table, a function that raised."""

TRANSACTION_STATE = "25"
PASSING_STATES = {"25006", "25P03", "25P04"}
"""PostgreSQL: a database that takes no writes, and transactions that were idle or ran too long. The other states of
this class come from code that goes on after an error."""

MACHINE = {
    errno.EACCES, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EROFS,
}  # fmt: skip
"""No room, no right to write, no handle left: nothing that a correct program can do about it."""


def outage(error: BaseException | None) -> bool:
    """True if the database or the machine failed, and the same request may succeed later."""
    if isinstance(error, DatabaseError | InterfaceError):
        return of_database(error)
    if isinstance(error, OSError):
        # `tempfile` says so where no folder takes a file any more, and names none.
        nowhere = error.errno == errno.ENOENT and error.filename is None
        return error.errno in MACHINE or nowhere
    return isinstance(error, MemoryError)


def of_database(error: DatabaseError | InterfaceError) -> bool:
    driver = error.__cause__
    code = getattr(driver, "sqlite_errorcode", None)
    if code is not None:
        refused = (code & 0xFF) in {SQLITE_ERROR, SQLITE_MISUSE}
        return not refused and (type(error) is DatabaseError or isinstance(error, OperationalError | InternalError))
    if isinstance(error, InternalError):
        state = getattr(driver, "pgcode", None) or ""
        return not state.startswith(TRANSACTION_STATE) or state in PASSING_STATES
    return isinstance(error, OperationalError | InterfaceError)


SQLITE_BUSY, SQLITE_LOCKED = 5, 6
LOCK_NOT_AVAILABLE = "55P03"
ROLLED_BACK = "40"
"""PostgreSQL: the class of what it undoes by itself, because two transactions are in each other's way (a deadlock)."""


def in_the_way(error: DatabaseError) -> bool:
    """True if another one who writes was in the way, and this one was undone: nothing of it is there."""
    driver = error.__cause__
    state = getattr(driver, "pgcode", None) or ""
    code = getattr(driver, "sqlite_errorcode", 0) & 0xFF
    return state == LOCK_NOT_AVAILABLE or state.startswith(ROLLED_BACK) or code in {SQLITE_BUSY, SQLITE_LOCKED}


def behind(error: BaseException | None) -> BaseException | None:
    """The outage that this error was raised from or during the handling of, itself included; None if there is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if outage(error):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
