"""What the kit is handed: it edits whatever it is given, and knows no model of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest


def do_nothing(_request: HttpRequest, _thing: Model) -> None:
    pass


@dataclass(frozen=True)
class WorkingCopy:
    """What the kit cannot know of what is edited with it: an app says it once, and each of its editors names it."""

    lock: Callable[[], None]
    """Lets one person at a time write, until the end of the transaction."""
    covers: Callable[[Any, Model], bool]
    """Whether this person works where this thing stands; for rows, where the thing that holds them stands. What they
    may do there, their permissions say.
    """
    not_covered: Any
    """What is said to whom moves a thing to a place that is not theirs."""
    why_help: Any
    """What stands under the field in which one says why something changes."""
    helps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Label of a model → field → what to type, where the form of the model says nothing of its own."""
    after_save: Callable[[HttpRequest, Any], None] = do_nothing
    """Called with the thing of a page once it and its rows are saved, inside the transaction."""
    after_delete: Callable[[HttpRequest, Any], None] = do_nothing
    """Called with what was deleted: it has no key any more, its foreign keys still do."""


@dataclass(frozen=True)
class ReasonedDeletion:
    """Deleting that takes with it what someone has vouched for: one by one, and then for a reason."""

    asks_why: Callable[[str], bool]
    """Key of the thing → whether its deletion needs a reason."""
    label: Any
    """What the field for the reason says when one is needed."""
    refusal: Any
    """What is said where the reason is missing."""
