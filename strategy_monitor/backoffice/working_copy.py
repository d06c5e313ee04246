"""What the kit is handed: it edits whatever it is given, and knows no model of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class WorkingCopy:
    """What the kit cannot know of what is edited with it: each app says it once, each of its editors names it."""

    lock: Callable[[], None]
    """Lets one person at a time write, until the end of the transaction."""
    covers: Callable[[Any, Model], bool]
    """Whether this person works where this thing stands; what they may do there, their permissions say."""
    helps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Label of a model → field → what to type, where the form of the model says nothing of its own."""
