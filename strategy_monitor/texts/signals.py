"""What the reading of texts tells the site around it."""

from __future__ import annotations

from django.dispatch import Signal

texts_judged = Signal()
"""Sent in the transaction in which one act said of texts that they are read, sent them back, or took a reading back.

`user`: who did; `texts`: the `UnreadText` of that act, as they wait without it; `why`: the reason of a return, else
empty; `undone`: whether readings were taken back.
"""
