"""What a thread tells the rooms around it."""

from __future__ import annotations

from django.dispatch import Signal

message_posted = Signal()
"""Sent with `message`, in the transaction that wrote it, its file and whom it mentions."""

proposal_settled = Signal()
"""Sent with `message`, in the transaction that settled it."""

message_removed = Signal()
"""Sent with `message`, in the transaction that deletes it, before it is gone."""

words_erased = Signal()
"""Sent with `person`, in the transaction that erases all that they wrote in the threads."""
