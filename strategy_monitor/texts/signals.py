"""What the reading of texts tells the site around it."""

from __future__ import annotations

from django.dispatch import Signal

texts_judged = Signal()
"""Sent in the transaction in which one act said of texts that they are read, or sent them back.

`user`: who did; `texts`: the `UnreadText` of that act, as they stood before; `why`: the reason of a return, else empty.
"""

readings_undone = Signal()
"""Sent in the transaction in which somebody takes readings back: `user`, and `readings`."""
