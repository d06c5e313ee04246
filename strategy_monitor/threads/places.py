"""Where the thread of a thing stands at the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from axes.models import Measure
from indicators.models import Observation

KINDS = {"value": "valeur", "measure": "mesure", "indicator": "indicateur"}
"""Kind of thing → as it stands in an address."""


def thread_address(kind: str, code: str | int) -> str:
    """Of the thread of a measure or an indicator of this code, of a value of this key."""
    return reverse("desk-thread", args=[KINDS[kind], code])


def address_of_thread(thing: Any) -> str:
    if isinstance(thing, Observation):
        return thread_address("value", thing.pk)
    return thread_address("measure" if isinstance(thing, Measure) else "indicator", thing.code)
