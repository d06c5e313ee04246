"""What a release is made of, changed and vouched for in one step, without the steps of its validation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from indicators.models import Observation
from strategy_monitor.releases.unread import unread_texts
from strategy_monitor.seed.store import REASON
from strategy_monitor.texts.judging import record


def change(observation: Observation, **values: Any) -> Observation:
    """The observation with these values, still validated."""
    for name, value in values.items():
        setattr(observation, name, value)
    observation.keeps_status = True
    observation.save()
    return observation


def one_more(code: str = "2.1-O2", value: int = 4944) -> Observation:
    """Adds one to a figure of the printed report."""
    figure = Observation.objects.get(series__indicator__code=code, value=value)
    return change(figure, value=figure.value + 1)


def write_text(thing: Any, user: Any, **texts: Any) -> Any:
    """The thing with these texts, written by this person; None: by nobody, as a load would."""
    for name, value in texts.items():
        setattr(thing, name, value)
    thing._history_user = user
    thing._change_reason = "Réécrit" if user else REASON
    thing.save()
    return thing


def read_all_texts(name: str = "second-lecteur") -> None:
    """Has another person read all texts that wait."""
    reader, _created = get_user_model().objects.get_or_create(username=name)
    record(reader, unread_texts())
